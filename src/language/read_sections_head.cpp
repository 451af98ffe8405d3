#include <limits>

#include <fmt/format.h>

#include "escalera/language/suggest.hpp"
#include "escalera/model/zone.hpp"
#include "read_sections.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace written {

namespace {

constexpr std::string_view version = "1";

}  // namespace

void read_version(const yaml_node& node, rules_document& into, diagnostics& found) {
    if (!expect(node, yaml_kind::scalar, "the version of the format", "write 'escalera: 1'", found)) return;
    if (!into.head.in) into.head = node.at;
    if (node.scalar() == version) return;
    found.add(code::unsupported_version, node.at, fmt::format("the format '{}' is not known to this version of escalera", node.scalar()),
              "write 'escalera: 1'");
}

void read_document_name(const yaml_node& node, rules_document& into, diagnostics& found) {
    auto read = read_name(node, "the name of the rules", found);
    if (!read) return;
    if (!into.name.empty()) {
        found.add({code::duplicate_name,
                   read->at,
                   "the name of the rules is said a second time",
                   "keep it in the main file",
                   {{into.name.at, "first here"}}});
        return;
    }
    into.name = std::move(*read);
}

void read_zone(const yaml_node& node, rules_document& into, diagnostics& found) {
    auto read = read_name(node, "the zone", found);
    if (read && !zone::load(read->text)) {
        found.add(code::bad_value, read->at, fmt::format("there is no time zone '{}'", read->text),
                  "write an IANA name such as 'America/Bogota', 'UTC', or an offset such as '+02:00'");
        return;
    }
    set_once(into.zone, std::move(read), "the zone", found);
}

void read_lateness(const yaml_node& node, rules_document& into, diagnostics& found) {
    set_once(into.lateness, read_elapsed(node, "'lateness'", false, found), "'lateness'", found);
}

void read_unknown(const yaml_node& node, rules_document& into, diagnostics& found) {
    static constexpr std::string_view known[] = {"role"};
    const mapping_view in(node, "'unknown'", known, found);
    const auto* role = in.require("role");
    if (role != nullptr) set_once(into.unknown_role, read_name(*role, "'role' of 'unknown'", found), "'unknown'", found);
}

void read_limits(const yaml_node& node, rules_document& into, diagnostics& found) {
    static constexpr std::string_view known[] = {"remember", "entries", "cases", "groups", "hand_overs"};
    struct row {
        std::string_view key;
        std::optional<number> limits::*target;
        std::int64_t most;
    };
    static constexpr row rows[] = {
        {"remember", &limits::remember, 65'535},     {"entries", &limits::entries, 1'000'000},
        {"cases", &limits::cases, 65'535},           {"groups", &limits::groups, std::numeric_limits<std::int32_t>::max()},
        {"hand_overs", &limits::hand_overs, 65'535},
    };
    const mapping_view in(node, "'limits'", known, found);
    for (const auto& r : rows) {
        const auto* value = in.find(r.key);
        if (value == nullptr) continue;
        const auto what = fmt::format("'{}' of 'limits'", r.key);
        set_once(into.limits.*r.target, read_number(*value, what, 1, r.most, found), what, found);
    }
}

}  // namespace written

ESCALERA_NAMESPACE_END
