#pragma once

namespace lenz {

/// From now on products of matrices run on the thread that asks for them: with several threads OpenBLAS
/// rounds otherwise, and Lenz shares out its work itself.
void use_one_blas_thread();

}  // namespace lenz
