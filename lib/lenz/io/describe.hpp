#pragma once

#include <string>
#include <string_view>

#include "lenz/io/catalogue.hpp"

namespace lenz::io {

/// What `lenz describe TOPIC` prints: an overview where the topic is empty; else a task, a table,
/// "table.kind", "table.key", "kind.key", or one of these names alone. Throws InputError with the nearest
/// name where nothing is called so.
std::string describe(const Catalogue& catalogue, std::string_view topic);

/// One key: type, unit, default and meaning, in lines of at most 100 characters.
std::string describe_key(const KeyDescription& key);

/// Everything of one table of one kind.
std::string describe_schema(const SchemaBase& schema);

}  // namespace lenz::io
