#define LENZ_LANES_SET portable
#define LENZ_LANES_WIDTH 32
#include "lenz/sampling/multispin/sweep.inc"
