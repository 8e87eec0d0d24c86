#define LENZ_LANES_SET portable
#define LENZ_LANES_WIDTH 32
#include "lenz/lattice/lanes/count.inc"
