#include "escalera/engine/binding.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "escalera/language/suggest.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace detail {

namespace {

const std::pair<std::string, type>* find(std::span<const std::pair<std::string, type>> members, std::string_view field) {
    for (const auto& m : members) {
        if (m.first == field) return &m;
    }
    return nullptr;
}

// What an event of that kind cannot do without.
std::vector<std::string_view> needed_by(event_kind kind) {
    if (kind == event_kind::complaint) return {"complaint.id", "complaint.time"};
    return {};
}

}  // namespace

void check_binding(const rule_set& rules, event_kind kind, std::span<const std::pair<std::string, type>> members, diagnostics& found) {
    for (const auto needed : needed_by(kind)) {
        if (find(members, needed) == nullptr) {
            found.add(code::host_lacks_field, {},
                      fmt::format("the struct has no member for '{}', which every {} needs", needed, name_of(kind)),
                      "describe the member that holds it");
        }
    }
    for (const auto& s : rules.slots) {
        const auto* m = find(members, s.name);
        const auto is_own = (s.own & mask_of(kind)) != 0 && s.from == slot_source::field;
        if (m != nullptr && m->second != s.holds) {
            found.add(code::host_type_mismatch, {},
                      fmt::format("'{}' is {} in the rules, but {} in the struct", s.name, to_string(s.holds), to_string(m->second)),
                      "give the member the type of the field");
        }
        const bool of_own_root = is_own && rules.fields[static_cast<field_id>(s.index)].of == own_root(kind);
        if (m == nullptr && s.asked && of_own_root && find(members, s.name) == nullptr) {
            // An issue that is not there is the category.
            if (s.index == rules.known.complaint_issue && find(members, "complaint.category") != nullptr) continue;
            found.add(code::host_lacks_field, {}, fmt::format("the rules read '{}', and the struct has no member for it", s.name),
                      "describe a member of that name, or list one as that field");
        }
    }
}

}  // namespace detail

ESCALERA_NAMESPACE_END
