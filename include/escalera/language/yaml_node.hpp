#pragma once
// A YAML file as a tree in which every node knows its place, and every scalar the place of each of its characters.
//
// A node is null, a scalar, a sequence, a mapping, or `broken`: something stood there that could not be read and
// has been reported, so that whoever meets it keeps silent about it. Mappings keep their entries in the order
// written; of two equal keys only the first is kept (the second is a finding), and an entry whose key could not be
// read is left out (the mapping is then `damaged`). An alias is the anchored node itself
// (shared, never copied): its places are those of the anchored text.
//
// Invariant: nodes live as long as their yaml_document; keys are scalars; there are no cycles; walking the
// whole tree, aliases expanded, meets at most yaml_limits::nodes nodes, yaml_limits::depth deep.
// Threads: immutable once read.   Cost: find() walks the entries.

#include <cstdint>
#include <deque>
#include <memory>
#include <string_view>
#include <vector>

#include "escalera/config.hpp"
#include "escalera/language/diagnostic.hpp"
#include "escalera/language/located_text.hpp"

ESCALERA_NAMESPACE_BEGIN

enum class yaml_kind : std::uint8_t { null, scalar, sequence, mapping, broken };

enum class scalar_style : std::uint8_t { plain, single_quoted, double_quoted, literal, folded };

// "nothing", "a scalar", "a list", "a mapping": as messages name it.
[[nodiscard]] ESCALERA_API std::string_view name_of(yaml_kind k) noexcept;

struct yaml_node;

struct yaml_entry {
    const yaml_node* key = nullptr;
    const yaml_node* value = nullptr;
};

struct yaml_node {
    yaml_kind what = yaml_kind::null;
    scalar_style style = scalar_style::plain;  // of a scalar
    bool flow = false;                         // a sequence or mapping written in [] or {}
    bool damaged = false;                      // parts of it could not be read: what seems missing may not be
    place at;                                  // from its first to behind its last character, quotes and brackets included
    located_text text;                         // of a scalar: decoded, with the way back
    std::vector<const yaml_node*> items;       // of a sequence
    std::vector<yaml_entry> entries;           // of a mapping

    [[nodiscard]] bool is_null() const noexcept { return what == yaml_kind::null; }
    [[nodiscard]] bool is_scalar() const noexcept { return what == yaml_kind::scalar; }
    [[nodiscard]] bool is_sequence() const noexcept { return what == yaml_kind::sequence; }
    [[nodiscard]] bool is_mapping() const noexcept { return what == yaml_kind::mapping; }
    [[nodiscard]] bool is_broken() const noexcept { return what == yaml_kind::broken; }
    [[nodiscard]] bool is_plain() const noexcept { return is_scalar() && style == scalar_style::plain; }

    // The decoded text of a scalar; empty for every other kind.
    [[nodiscard]] std::string_view scalar() const noexcept { return text.text; }

    // The value behind a key of a mapping; null when there is none.
    [[nodiscard]] const yaml_node* find(std::string_view key) const noexcept {
        for (const auto& e : entries) {
            if (e.key->scalar() == key) return e.value;
        }
        return nullptr;
    }
};

// Owns the nodes of one file.
struct yaml_document {
    source_ptr in;
    const yaml_node* root = nullptr;  // null when the file holds no document
    std::deque<yaml_node> nodes;

    yaml_document() = default;
    yaml_document(const yaml_document&) = delete;
    yaml_document& operator=(const yaml_document&) = delete;
};

using yaml_document_ptr = std::shared_ptr<const yaml_document>;

ESCALERA_NAMESPACE_END
