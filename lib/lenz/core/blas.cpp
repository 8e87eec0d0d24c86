#include "lenz/core/blas.hpp"

extern "C" void openblas_set_num_threads(int);

namespace lenz {

void use_one_blas_thread() { openblas_set_num_threads(1); }

}  // namespace lenz
