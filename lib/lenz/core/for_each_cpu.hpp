#pragma once

/// In front of a function: it is compiled for every instruction set, and the program chooses one when it
/// starts. For plain loops only, whose bits no instruction set changes (no sum is made in another order).
/// Sanitizers cannot run before that choice.
#if defined(__x86_64__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define LENZ_FOR_EACH_CPU __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define LENZ_FOR_EACH_CPU
#endif
