#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "lenz/io/catalogue.hpp"

/// What the catalogues of the tasks are put together from.
namespace lenz::jobs {

using Kinds = std::vector<io::PlannedKind>;

/// Tasks and tables, and the keys at the top.
io::Catalogue catalogue_frame();

void add_sample_systems(io::Catalogue& c);
void add_models(io::Catalogue& c);
void add_samplers(io::Catalogue& c, std::string_view task);
void add_optimizers(io::Catalogue& c);
void add_wavefunctions(io::Catalogue& c);
void add_spin_states(io::Catalogue& c);
void add_spin_samplers(io::Catalogue& c);
/// Not L-BFGS, whose loss must not change from step to step.
void add_ground_state_optimizers(io::Catalogue& c);
/// Every kind of the grammar that no task runs.
Kinds planned_by_all();
/// A planned kind of one task may have the name of a kind that another runs.
void forget_planned_that_run(io::Catalogue& c);
/// The kinds of another task, which this one does not run.
void plan_kinds_of(const std::string& task, const std::string& table, const io::Catalogue& other,
                   io::Catalogue& c);
void plan_ground_states(io::Catalogue& c, std::initializer_list<const char*> tables);
void plan_spins(io::Catalogue& c);

}  // namespace lenz::jobs
