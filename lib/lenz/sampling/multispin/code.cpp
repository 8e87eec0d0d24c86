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

const Code& code(lattice::lanes::InstructionSet set) {
#if defined(__x86_64__)
  using lattice::lanes::InstructionSet;
  if (set == InstructionSet::avx2) return avx2::code;
  if (set == InstructionSet::avx512) return avx512::code;
#else
  (void)set;
#endif
  return portable::code;
}

}  // namespace lenz::sampling::multispin
