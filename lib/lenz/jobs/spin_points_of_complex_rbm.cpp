#include "lenz/jobs/spin_ground_state_of.hpp"

namespace lenz::jobs {

template std::unique_ptr<GroundStatePoint> make_spin_point(const SpinGroundStateInput&, const SpinPoint&,
                                                           std::size_t, ComplexMachine, const SpinFlips&);
template std::unique_ptr<GroundStatePoint> make_spin_point(const SpinGroundStateInput&, const SpinPoint&,
                                                           std::size_t, ComplexMachine, const SpinExchanges&);
template std::unique_ptr<GroundStatePoint> make_spin_point(const SpinGroundStateInput&, const SpinPoint&,
                                                           std::size_t, ComplexMachine,
                                                           const variational::FullSum&);

}  // namespace lenz::jobs
