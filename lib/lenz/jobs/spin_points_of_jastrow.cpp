#include "lenz/jobs/spin_ground_state_of.hpp"

namespace lenz::jobs {

template std::unique_ptr<GroundStatePoint> make_spin_point(const SpinGroundStateInput&, const SpinPoint&,
                                                           std::size_t, models::JastrowState,
                                                           const SpinFlips&);
template std::unique_ptr<GroundStatePoint> make_spin_point(const SpinGroundStateInput&, const SpinPoint&,
                                                           std::size_t, models::JastrowState,
                                                           const SpinExchanges&);
template std::unique_ptr<GroundStatePoint> make_spin_point(const SpinGroundStateInput&, const SpinPoint&,
                                                           std::size_t, models::JastrowState,
                                                           const variational::FullSum&);

}  // namespace lenz::jobs
