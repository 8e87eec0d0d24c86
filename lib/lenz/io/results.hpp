#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "lenz/stats/energy_blocks.hpp"
#include "lenz/stats/finite_size_result.hpp"

/// What a run found: plain structs which jobs fill and from which summary.json, results.h5, plots and tables
/// are written.
///
/// A number that does not exist (no R-hat with one chain, no z without an oracle) is an empty vector, or
/// std::nullopt for one element; never a NaN, which the writers refuse.
namespace lenz::io {

using MaybeNumbers = std::vector<std::optional<double>>;

/// What an estimate says against itself.
enum class Doubt {
  short_run,        ///< N < 50 tau
  chains_differ,    ///< R-hat > 1.01
  errors_disagree,  ///< two estimates of the error differ by more than 25 % and 3 of their own errors
  drifts,           ///< its first tenth differs from its last half: the start is not forgotten
  error_unknown,  ///< one measurement, or a series that never changed: what stands as error 0 is no error bar
};
inline constexpr std::size_t n_doubts = 5;

/// "short-run", "chains-differ", "errors-disagree", "drifts", "error-unknown".
std::string_view doubt_code(Doubt doubt);

/// What an exact value is to a model that is learned, or to a state that is varied: the best there can be,
/// not what it must agree with.
enum class Best { none, largest, smallest };

/// One quantity. A scalar (is_vector false) has one element in every vector that is not empty; a vector
/// observable n.
///
/// mean is empty for a quantity that only an oracle knows; tau, ess and rhat are empty where nothing was
/// sampled (error is 0 then, and filled in as such by the writer where it is empty). An error of 0 beside
/// Doubt::error_unknown is not known: summary.json has null there.
struct ObservableResult {
  std::string name;
  std::string unit;
  bool is_vector = false;

  std::vector<double> mean, error;
  std::vector<double> tau;  ///< in sweeps (steps, paths)
  std::vector<double> ess;
  MaybeNumbers rhat;  ///< no value for a constant series

  std::vector<double> exact, exact_error;  ///< this finite system; exact_error empty means 0
  std::string oracle;
  MaybeNumbers z;  ///< (mean - exact) / sqrt(error^2 + exact_error^2); no value where both errors are 0

  /// `exact` is the largest or smallest mean that is possible: z, where it stands, is no verdict then.
  Best best = Best::none;
  double tolerance = 0;  ///< share of `exact` by which a good model may stay short of it: not written

  std::vector<double> limit;  ///< infinite lattice: no verdict
  std::string limit_source;
  std::vector<double> reference, reference_error;  ///< published: no verdict
  std::string reference_source;

  double errors_apart = 0;    ///< by how many standard deviations, where two estimates of the error disagree
  std::vector<Doubt> doubts;  ///< each at most once, in the order of the enum
};

bool has(const ObservableResult& o, Doubt doubt);

/// Whether the error of a component is not known.
bool is_unknown_error(const ObservableResult& o, std::size_t component);

/// Rows of ceil(n_sites / 8) bytes: site i is bit i % 8 (least significant first) of byte i / 8; 1 is spin
/// up.
struct PackedSpins {
  std::vector<std::uint8_t> bytes;
};

/// Decorrelated configurations of one point, with their labels. Every vector that is not empty has one
/// element a sample.
struct Samples {
  std::size_t n_samples = 0;
  std::size_t n_sites = 0;
  /// n_samples x n_sites, row by row (packed: n_samples rows of bytes).
  std::variant<std::vector<std::int8_t>, PackedSpins, std::vector<double>> configurations;
  std::vector<double> energy, magnetization;
  std::vector<std::uint32_t> chain;
  std::vector<std::uint64_t> sweep;
};

/// The series of one observable: n_chains x n_samples, chain by chain.
struct Trace {
  std::string observable;
  std::size_t n_chains = 0;
  std::size_t n_samples = 0;
  std::vector<double> values;
};

/// A thinned look at a recorded quantity, for pictures: n_chains x n_samples (chain by chain, at most about
/// 700 each), the k-th `stride` k sweeps after the first.
struct Overview {
  std::string observable;
  std::uint64_t stride = 1;
  std::size_t n_chains = 0;
  std::size_t n_samples = 0;
  std::vector<double> values;
};

/// The autocorrelation function rho of a recorded quantity on increasing lags, in sweeps; one element a lag.
struct Autocorrelation {
  std::string observable;
  std::vector<double> lag, rho, error;
};

/// The lattice of a point, shared by all points that have the same one.
struct LatticeData {
  std::string kind;                  ///< "square", … : for titles only
  std::vector<std::uint32_t> bonds;  ///< n_bonds x 2 sites
  std::vector<double> couplings;     ///< one a bond; empty where they are all equal
  std::size_t n_dimensions = 0;      ///< of the positions; 0: a graph without
  std::vector<double> positions;     ///< n_sites x n_dimensions, in lattice spacings
};

/// How the chains of a point were run. Lengths are in sweeps (steps).
struct ChainReport {
  std::uint64_t burn_in = 0;  ///< spent, in the longest
  std::uint64_t sweeps = 0;  ///< of production, in the longest: more than asked for where configurations were
  std::size_t n_unsettled = 0;  ///< chains whose automatic burn-in gave up
  /// The largest of any recorded quantity within one chain; where configurations were kept, in the chain in
  /// which they stand closest together in units of it.
  double tau = 0.5;
  std::uint64_t spacing = 0;  ///< the smallest between two configurations of that chain; 0: no two were kept

  bool operator==(const ChainReport&) const = default;
};

struct PointResult {
  std::vector<std::pair<std::string, double>> parameters;
  std::vector<ObservableResult> observables;
  std::optional<ChainReport> chains;  ///< none where nothing was sampled by chains
  std::optional<Samples> samples;
  std::vector<Trace> traces;
  std::vector<Overview> overviews;
  std::vector<Autocorrelation> autocorrelations;  ///< none for a constant series
  std::shared_ptr<const LatticeData> lattice;
  std::vector<stats::EnergyBlocks> energies;  ///< of each chain, for finite-size scaling: not written

  /// nullptr where there is none of that name.
  const ObservableResult* find(const std::string& name) const {
    for (const ObservableResult& o : observables) {
      if (o.name == name) return &o;
    }
    return nullptr;
  }
};

/// One number that follows from all sizes together: critical_temperature, nu, beta_over_nu, gamma_over_nu,
/// with exact or reference and z against it.
struct FiniteSizeNumber {
  ObservableResult value;
  double chi2 = 0;  ///< of the fit it comes from
  std::size_t dof = 0;
};

/// A transition from systems of several sizes.
struct FiniteSize {
  std::vector<FiniteSizeNumber> numbers;
  std::vector<stats::BinderCrossing> crossings;
  std::vector<stats::CriticalMoments> sizes;
  std::vector<std::string> missing;  ///< what could not be had, and why
  bool blocks_short = false;         ///< the jackknife's blocks are not far longer than tau

  const FiniteSizeNumber* find(const std::string& name) const {
    for (const FiniteSizeNumber& n : numbers) {
      if (n.value.name == name) return &n;
    }
    return nullptr;
  }
};

/// Everything that depends on the host or on history.
struct Timing {
  double wall_seconds = 0;  ///< all sessions of a run together
  std::size_t threads = 1;
  std::size_t ranks = 1;
  double updates = 0;
  double updates_per_second = 0;
  std::uint64_t n_resumed = 0;  ///< how often the run was stopped, or killed, and taken up again
};

/// A learned model's numbers under one name, column by column.
struct ModelTensor {
  std::string name;  ///< "network.0.weights"
  std::size_t n_rows = 0, n_cols = 0;
  std::vector<double> values;
};

/// A quantity of every step of a training.
struct TrainingSeries {
  std::string name;  ///< "loss", "loss_error", "gradient_norm"
  std::vector<double> values;
};

struct RunResult {
  std::string program = "lenz";
  std::string version;
  std::string commit = "unknown";
  std::string task;
  std::string title;
  std::string status = "complete";  ///< complete, stopped or failed
  std::uint64_t seed = 1;
  std::vector<PointResult> points;
  std::optional<FiniteSize> finite_size;
  std::vector<ModelTensor> model;
  std::vector<TrainingSeries> training;
  std::vector<std::string> warnings;
  Timing timing;
};

/// One row of PackedSpins::bytes from n spins of value -1 or +1.
std::vector<std::uint8_t> pack_spins(const std::int8_t* spins, std::size_t n);

/// The value of a site of a sample, however it is stored; packed spins as -1 or +1.
double sample_value(const Samples& samples, std::size_t sample, std::size_t site);

}  // namespace lenz::io
