#include <fmt/format.h>

#include "read_sections.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace written {

namespace {

constexpr std::string_view unknown_choices[] = {"review", "skip", "fire"};

void require_guard(const mapping_view& in, const guard& g) {
    if (!g.unreadable && !g.when && !g.always) {
        in.report_missing("when", "write 'when: …', or 'always: true' if it is meant to hold always");
    }
}

// `- notify: {…}`, `- warn: red`, `- close`.
std::optional<action> read_action(const yaml_node& node, diagnostics& found) {
    if (node.is_broken()) return std::nullopt;
    if (node.is_scalar()) {
        auto n = read_name(node, "an action", found);
        return n ? std::optional(action{std::move(*n), nullptr}) : std::nullopt;
    }
    if (!expect(node, yaml_kind::mapping, "an action", "write '- notify: {role: team-lead}'", found)) return std::nullopt;
    if (node.entries.empty()) {
        if (!node.damaged) found.add(code::wrong_shape, node.at, "an action is missing", "write '- notify: {role: team-lead}'");
        return std::nullopt;
    }
    if (node.entries.size() > 1) {
        found.add(code::wrong_shape, node.entries[1].key->at,
                  fmt::format("'{}' stands beside the action '{}'", node.entries[1].key->scalar(), node.entries[0].key->scalar()),
                  "begin each action with '- ' on a line of its own, and indent arguments below their action");
    }
    const auto& e = node.entries.front();
    auto n = read_name(*e.key, "an action", found);
    if (!n || e.value->is_broken()) return std::nullopt;
    return action{std::move(*n), e.value->is_null() ? nullptr : e.value};
}

}  // namespace

if_unknown read_if_unknown(const mapping_view& in) {
    const auto* node = in.find("if_unknown");
    if (node == nullptr) return if_unknown::review;
    const auto choice = read_choice(*node, "'if_unknown'", unknown_choices, in.found());
    return choice ? static_cast<if_unknown>(*choice) : if_unknown::review;
}

std::vector<action> read_then(const mapping_view& in, std::string_view key) {
    std::vector<action> actions;
    const auto* node = in.require(key);
    if (node == nullptr) return actions;
    const auto what = fmt::format("'{}' of {}", key, in.what());
    if (!expect(*node, yaml_kind::sequence, what, "write a list: - notify: {role: team-lead}", in.found())) return actions;
    if (node->items.empty())
        in.found().add(code::bad_value, node->at, fmt::format("{} is an empty list", what), "name at least one action");
    for (const auto* item : node->items) {
        if (auto a = read_action(*item, in.found())) actions.push_back(std::move(*a));
    }
    return actions;
}

namespace {

// ---- ladders -----------------------------------------------------------------------------------------------------

// False when its name could not be read.
bool read_rung(const yaml_node& node, ladder& into, diagnostics& found) {
    static constexpr std::string_view known[] = {"name", "when", "always", "if_unknown", "unless", "then"};
    const mapping_view in(node, "a rung", known, found);
    if (!in.is_readable()) return false;
    rung r;
    const auto* n = in.require("name");
    auto is = n != nullptr ? read_name(*n, "the name of a rung", found) : std::nullopt;
    r.holds = read_guard(in);
    require_guard(in, r.holds);
    r.unless = read_condition(in, "unless");
    r.otherwise = read_if_unknown(in);
    r.then = read_then(in);
    if (is) r.is = *is;
    into.rungs.push_back(std::move(r));
    return is.has_value();
}

void read_ladder(const name& n, const yaml_node& node, rules_document& into, diagnostics& found) {
    static constexpr std::string_view known[] = {"per", "events", "jump", "reset", "rungs"};
    static constexpr std::string_view jumps[] = {"all", "highest"};
    const auto what = fmt::format("the ladder '{}'", n.text);
    const mapping_view in(node, what, known, found);
    if (!in.is_readable()) into.mark_damaged("ladders");
    ladder l;
    l.is = n;
    if (const auto* per = in.require("per")) l.per = read_names(*per, fmt::format("'per' of {}", what), found);
    if (const auto* events = in.find("events")) l.events = read_names(*events, fmt::format("'events' of {}", what), found);
    if (const auto* jump = in.find("jump")) l.highest_only = read_choice(*jump, fmt::format("'jump' of {}", what), jumps, found) == 1U;
    l.reset = read_condition(in, "reset");
    if (const auto* rungs = in.require("rungs")) {
        for_each_listed(*rungs, fmt::format("'rungs' of {}", what), "write a list, from low to high: - name: specialist", found,
                        [&](const yaml_node& item) {
                            if (!read_rung(item, l, found)) into.mark_damaged("ladders");
                        });
        const bool empty = rungs->is_null() || (rungs->is_sequence() && rungs->items.empty());
        if (empty) found.add(code::bad_value, in.place_of("rungs"), fmt::format("{} has no rungs", what), "write at least one");
    }
    into.ladders.push_back(std::move(l));
}

// ---- rules -------------------------------------------------------------------------------------------------------

void read_once(const mapping_view& in, rule& r) {
    if (const auto* once = in.find("once")) r.once = read_names(*once, fmt::format("'once' of {}", in.what()), in.found());
    if (const auto* again = in.find("again_after")) {
        r.again_after = read_elapsed(*again, fmt::format("'again_after' of {}", in.what()), false, in.found());
        if (r.again_after && r.again_after->is.micros == 0) {
            in.found().add(code::bad_duration, r.again_after->at, "'again_after' cannot be no time at all", "write a length such as '90d'");
        }
    }
    if (in.is_damaged()) return;
    if (in.has("again_after") && !in.has("once")) {
        in.found().add(code::missing_key, in.place_of("again_after"), "'again_after' needs 'once'",
                       "write 'once: case', or the key it counts for");
    }
    const bool by_case = r.once.size() == 1 && r.once[0].text == "case";
    if (!r.once.empty() && !by_case && !in.has("again_after")) {
        in.found().add(code::missing_key, in.place_of("once"),
                       "'once' with any key but 'case' needs 'again_after', or it would be remembered for ever",
                       "write 'again_after: 90d'");
    }
}

void read_rule(const yaml_node& node, rules_document& into, diagnostics& found) {
    static constexpr std::string_view known[] = {"name",        "events", "when",   "always",     "unless",   "once",
                                                 "again_after", "last",   "one_of", "if_unknown", "calendar", "then"};
    const mapping_view in(node, "a rule", known, found);
    if (!in.is_readable()) return;
    rule r;
    const auto* n = in.require("name");
    auto is = n != nullptr ? read_name(*n, "the name of a rule", found) : std::nullopt;
    if (const auto* events = in.find("events")) r.events = read_names(*events, "'events' of a rule", found);
    r.holds = read_guard(in);
    require_guard(in, r.holds);
    r.unless = read_condition(in, "unless");
    read_once(in, r);
    if (const auto* last = in.find("last")) r.last = read_bool(*last, "'last'", found).value_or(false);
    r.one_of = read_name(in, "one_of");
    r.otherwise = read_if_unknown(in);
    r.calendar = read_name(in, "calendar");
    r.then = read_then(in);
    if (is) r.is = std::move(*is);
    into.rules.push_back(std::move(r));
}

}  // namespace

void read_ladders(const yaml_node& node, rules_document& into, diagnostics& found) {
    for_each_named(node, "'ladders'", "write {repeat-complaint: {per: customer, rungs: […]}}", found,
                   [&](const name& n, const yaml_node& value) { read_ladder(n, value, into, found); });
}

void read_rules(const yaml_node& node, rules_document& into, diagnostics& found) {
    for_each_listed(node, "'rules'", "write a list: - name: my-rule", found, [&](const yaml_node& item) { read_rule(item, into, found); });
}

}  // namespace written

ESCALERA_NAMESPACE_END
