#pragma once
// YAML text -> a tree with places (yaml_node.hpp), and everything that is wrong with the text as findings.
//
// The grammar is yaml-cpp's, read through its event handler. What that library lets pass is checked here: encoding
// (UTF-8, with or without a byte order mark), NUL and other control characters, a carriage return without a line
// feed, tabs as indentation, size, depth, node count, expansion of aliases and cycles, duplicate keys, a second document,
// quotes that never end, tags other than the core ones on scalars, merge keys ("<<"). Each is a finding.
//
// Reading goes on behind a mistake where it can: the offending line is taken out, read as `broken`, and the rest is
// read again, at most yaml_limits::repairs times.
//
// Threads: no shared state.   Cost: linear in the text, times the number of repairs; bounded by the limits.

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "escalera/config.hpp"
#include "escalera/language/diagnostic.hpp"
#include "escalera/language/yaml_node.hpp"

ESCALERA_NAMESPACE_BEGIN

struct yaml_limits {
    std::size_t bytes = std::size_t{16} << 20U;
    std::size_t nodes = 2'000'000;  // aliases expanded
    std::size_t depth = 100;
    std::size_t repairs = 50;
};

// Never null. `found` gets every finding; where there was none, the tree is the whole text. With findings the tree
// holds what could be read (root may be null). The values of `condition_keys` are conditions: where YAML takes one
// apart, the finding says so and shows the form to write.
[[nodiscard]] ESCALERA_API yaml_document_ptr read_yaml(source_ptr text, diagnostics& found, const yaml_limits& limits = {},
                                                       std::span<const std::string_view> condition_keys = {});

// The text of a regular file, named in messages as `name` (most often the path as the user gave it). Null when it
// cannot be read or is larger than `limits.bytes`: then `found` says why (E0101, E0107), at `asked_at`.
[[nodiscard]] ESCALERA_API source_ptr read_source_file(const std::string& path, const std::string& name, diagnostics& found,
                                                       place asked_at = {}, const yaml_limits& limits = {});

ESCALERA_NAMESPACE_END
