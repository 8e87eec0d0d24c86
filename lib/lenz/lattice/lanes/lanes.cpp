#include "lenz/lattice/lanes/lanes.hpp"

namespace lenz::lattice::lanes {

namespace portable {
extern const Code code;
}
#if defined(__x86_64__)
namespace avx2 {
extern const Code code;
}
namespace avx512 {
extern const Code code;
}
#endif

bool present(InstructionSet set) {
#if defined(__x86_64__)
  if (set == InstructionSet::avx2) return __builtin_cpu_supports("avx2");
  if (set == InstructionSet::avx512) {
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
           __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512vpopcntdq");
  }
#endif
  return set == InstructionSet::portable;
}

InstructionSet best_instruction_set() {
  if (present(InstructionSet::avx512)) return InstructionSet::avx512;
  return present(InstructionSet::avx2) ? InstructionSet::avx2 : InstructionSet::portable;
}

const Code& code(InstructionSet set) {
#if defined(__x86_64__)
  if (set == InstructionSet::avx2) return avx2::code;
  if (set == InstructionSet::avx512) return avx512::code;
#else
  (void)set;
#endif
  return portable::code;
}

}  // namespace lenz::lattice::lanes
