#define LENZ_MULTISPIN_SET portable
#define LENZ_MULTISPIN_WIDTH 32
#include "lenz/sampling/multispin/words.inc"
