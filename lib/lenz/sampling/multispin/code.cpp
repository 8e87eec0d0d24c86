#include "lenz/sampling/multispin/code.hpp"

namespace lenz::sampling::multispin {

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
           __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw");
  }
#endif
  return set == InstructionSet::portable;
}

InstructionSet best_instruction_set() {
  for (const InstructionSet set : {InstructionSet::avx512, InstructionSet::avx2}) {
    if (present(set)) return set;
  }
  return InstructionSet::portable;
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

}  // namespace lenz::sampling::multispin
