#pragma once

#include <optional>
#include <span>
#include <vector>

namespace lenz::stats {

/// Traces of several chains; longer ones are cut at the end to the shortest.
using Traces = std::span<const std::vector<double>>;

/// Rank-normalised split R-hat, the larger of bulk and folded (Vehtari, Gelman, Simpson, Carpenter and
/// Bürkner 2021, Eqs. 3-4, 14-15).
///
/// Each chain is split in two (the middle sample of an odd one is dropped), so one chain will do. Ranks are
/// averaged over ties and mapped by z = Phi^-1((r - 3/8) / (S + 1/4)). Absent where all samples are equal or
/// a chain has fewer than 4; infinite where every half is constant but they differ. Cost: sorting all samples
/// twice.
std::optional<double> rank_rhat(Traces traces);

/// Bulk effective sample size: Geyer's initial monotone sequence on the rank-normalised split chains (Vehtari
/// et al. 2021, Eqs. 10-13), at most S log10 S. Absent where R-hat is.
std::optional<double> bulk_ess(Traces traces);

}  // namespace lenz::stats
