#pragma once

#include <string>
#include <string_view>

#include "lenz/core/checkpoint_sink.hpp"

namespace lenz::io {

/// The bytes of a state, in a format that does not depend on the machine's byte order.
std::string serialize_to_bytes(const CheckpointSink::Write& write);

/// Reads a state back. Throws FileError when the bytes end too early, are left over, or cannot be what is
/// asked for; no stored size, however damaged, makes it allocate more than the bytes could hold.
void deserialize_from_bytes(std::string_view bytes, const CheckpointSink::Read& read);

}  // namespace lenz::io
