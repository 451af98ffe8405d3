// `authority:`: what each level may grant on the spot, and the funds that it is paid from. `accountability:`: when it opens.
#include <charconv>

#include <fmt/format.h>

#include "read_sections.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace written {

namespace {

enum class limit_form : std::uint8_t { amount, count, in_writing };

constexpr std::string_view form_of(limit_form f) noexcept {
    switch (f) {
        case limit_form::amount: return "write an amount such as 50 or 49.90, 'unlimited' or 'never'";
        case limit_form::count: return "write a whole number, 'unlimited' or 'never'";
        default: return "write 'always' or 'never'";
    }
}

std::optional<std::int64_t> limit_of(std::string_view text, limit_form form) {
    if (text == "never") return level_limit::never;
    if (form == limit_form::in_writing) return text == "always" ? std::optional(level_limit::unlimited) : std::nullopt;
    if (text == "unlimited") return level_limit::unlimited;
    if (form == limit_form::amount) {
        const auto d = parse_decimal(text);
        return d && d->units >= 0 && d->units != level_limit::unlimited ? std::optional(d->units) : std::nullopt;
    }
    std::int64_t n = 0;
    constexpr std::int64_t most = 1'000'000;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), n);
    return failed == std::errc() && end == text.data() + text.size() && n >= 0 && n <= most ? std::optional(n) : std::nullopt;
}

void read_limits_of_levels(const mapping_view& in, std::string_view key, limit_form form, std::vector<level_limit>& into, grant& of) {
    const auto* node = in.find(key);
    if (node == nullptr) {
        of.unreadable = of.unreadable || in.has(key);
        return;
    }
    const auto what = fmt::format("'{}' of {}", key, in.what());
    of.unreadable = of.unreadable || !node->is_mapping() || node->damaged;
    for_each_named(*node, what, "write {agent: 50, manager: unlimited}", in.found(), [&](const name& level, const yaml_node& value) {
        const auto is = value.is_scalar() ? limit_of(value.scalar(), form) : std::nullopt;
        if (is) {
            into.push_back({level, *is, value.at});
            return;
        }
        of.unreadable = true;
        if (value.is_broken()) return;
        const auto given = value.is_scalar() ? fmt::format("'{}'", value.scalar()) : std::string(name_of(value.what));
        in.found().add(code::bad_value, value.at, fmt::format("what '{}' may in {} cannot be {}", level.text, what, given),
                       std::string(form_of(form)));
    });
}

void read_level_limits(const mapping_view& in, grant& g) {
    read_limits_of_levels(in, "up_to", limit_form::amount, g.up_to, g);
    read_limits_of_levels(in, "times", limit_form::count, g.times, g);
    read_limits_of_levels(in, "in_writing", limit_form::in_writing, g.in_writing, g);
}

void read_grant(const name& n, const yaml_node& node, authority& into, diagnostics& found) {
    static constexpr std::string_view known[] = {"per", "within", "up_to", "times", "in_writing"};
    static constexpr std::string_view keys[] = {"case", "customer"};
    const auto what = fmt::format("the grant '{}'", n.text);
    const mapping_view in(node, what, known, found);
    grant g;
    g.is = n;
    g.unreadable = !in.is_readable() || in.is_damaged();
    if (const auto* per = in.find("per")) g.per_customer = read_choice(*per, fmt::format("'per' of {}", what), keys, found) == 1U;
    if (const auto* within = in.find("within")) g.within = read_elapsed(*within, fmt::format("'within' of {}", what), false, found);
    read_level_limits(in, g);
    if (g.per_customer && !in.has("within") && !g.unreadable) {
        in.report_missing("within", "write 'within: 365d': what a customer was granted is not remembered for ever");
    }
    const bool says_nothing = !in.has("up_to") && !in.has("times") && !in.has("in_writing");
    if (says_nothing && !g.unreadable)
        in.report_missing("up_to", "write 'up_to: {agent: 50, manager: unlimited}', 'times' or 'in_writing'");
    into.grants.push_back(std::move(g));
}

void read_group(const name& n, const yaml_node& node, authority& into, diagnostics& found) {
    static constexpr std::string_view known[] = {"up_to", "times", "in_writing"};
    group_authority group{n, {}};
    for_each_named(node, fmt::format("what holds for the group '{}'", n.text), "write {refund: {up_to: {agent: never}}}", found,
                   [&](const name& kind, const yaml_node& value) {
                       const auto what = fmt::format("the grant '{}' for the group '{}'", kind.text, n.text);
                       const mapping_view in(value, what, known, found);
                       grant g;
                       g.is = kind;
                       g.unreadable = !in.is_readable() || in.is_damaged();
                       read_level_limits(in, g);
                       group.grants.push_back(std::move(g));
                   });
    into.groups.push_back(std::move(group));
}

std::optional<number> read_per_cent(const yaml_node& node, std::string_view what, diagnostics& found) {
    constexpr std::string_view way_out = "write a part of the budget, such as 80%";
    if (!expect(node, yaml_kind::scalar, what, way_out, found)) return std::nullopt;
    const auto text = node.scalar();
    std::int64_t n = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), n);
    const bool is_whole = failed == std::errc() && end + 1 == text.data() + text.size() && *end == '%';
    if (is_whole && n >= 1 && n <= 100) return number{n, node.at};
    found.add(code::bad_value, node.at, fmt::format("{} cannot be '{}'", what, text), std::string(way_out));
    return std::nullopt;
}

void read_fund(const name& n, const yaml_node& node, authority& into, diagnostics& found) {
    static constexpr std::string_view known[] = {"spent", "budget", "kinds", "warn_at", "then", "beyond"};
    const auto what = fmt::format("the fund '{}'", n.text);
    const mapping_view in(node, what, known, found);
    if (!in.is_readable()) return;
    fund f;
    f.is = n;
    if (in.require("spent") != nullptr) f.spent = read_name(in, "spent");
    if (const auto* budget = in.require("budget")) {
        const auto d = budget->is_scalar() ? parse_decimal(budget->scalar()) : std::nullopt;
        if (d && d->units > 0) {
            f.budget = d;
        } else if (!budget->is_broken()) {
            found.add(code::bad_value, budget->at, fmt::format("'budget' of {} is no amount above 0", what),
                      "write an amount such as 50000");
        }
    }
    if (const auto* kinds = in.find("kinds")) f.kinds = read_names(*kinds, fmt::format("'kinds' of {}", what), found);
    if (const auto* at = in.find("warn_at")) f.warn_at = read_per_cent(*at, fmt::format("'warn_at' of {}", what), found);
    if (in.has("then") || in.has("warn_at")) f.then = read_then(in);
    f.beyond = read_name(in, "beyond");
    into.funds.push_back(std::move(f));
}

// Each may be said once in all files.
template <class T, class Read>
void read_once(const mapping_view& in, std::string_view key, T& into, bool is_said, Read read) {
    const auto* node = in.find(key);
    if (node == nullptr) return;
    if (!is_said) {
        into = read(*node);
        return;
    }
    in.found().add(code::duplicate_name, in.place_of(key), fmt::format("'{}' of 'authority' is here for the second time", key),
                   "say it in one of the files");
}

}  // namespace

void read_authority(const yaml_node& node, rules_document& into, diagnostics& found) {
    static constexpr std::string_view known[] = {"levels", "currency", "grants", "groups", "same_person_may_approve", "funds"};
    const mapping_view in(node, "'authority'", known, found);
    if (!in.is_readable()) {
        into.mark_damaged("authority");
        return;
    }
    auto& a = into.authority;
    if (!a.is_there) a.at = node.at;
    a.is_there = true;
    if (in.is_damaged() || (in.has("levels") && in.find("levels") == nullptr)) into.mark_damaged("authority");
    read_once(in, "levels", a.levels, !a.levels.empty(),
              [&](const yaml_node& n) { return read_names(n, "'levels' of 'authority'", found); });
    read_once(in, "currency", a.currency, a.currency.has_value(),
              [&](const yaml_node& n) { return read_name(n, "'currency' of 'authority'", found); });
    read_once(in, "same_person_may_approve", a.same_person_may_approve, a.same_person_may_approve.has_value(),
              [&](const yaml_node& n) { return read_bool(n, "'same_person_may_approve' of 'authority'", found); });
    if (const auto* grants = in.find("grants")) {
        for_each_named(*grants, "'grants' of 'authority'", "write {refund: {up_to: {agent: 50}}}", found,
                       [&](const name& n, const yaml_node& value) { read_grant(n, value, a, found); });
    }
    if (const auto* groups = in.find("groups")) {
        for_each_named(*groups, "'groups' of 'authority'", "write {malicious: {refund: {up_to: {agent: never}}}}", found,
                       [&](const name& n, const yaml_node& value) { read_group(n, value, a, found); });
    }
    if (const auto* funds = in.find("funds")) {
        for_each_named(*funds, "'funds' of 'authority'", "write {goodwill: {spent: paid_out, budget: 50000}}", found,
                       [&](const name& n, const yaml_node& value) { read_fund(n, value, a, found); });
    }
}

// `accountability: {needs: assessment, heads: head-of-department}`
void read_accountability(const yaml_node& node, rules_document& into, diagnostics& found) {
    static constexpr std::string_view known[] = {"needs", "heads"};
    static constexpr std::string_view needs[] = {"assessment", "nothing"};
    const mapping_view in(node, "'accountability'", known, found);
    if (!in.is_readable()) return;
    if (!into.accountability.is.empty()) {
        found.add(code::duplicate_name, node.at, "'accountability' is here for the second time", "say it in one of the files");
        return;
    }
    auto& a = into.accountability;
    a.is = {"accountability", node.at};
    if (const auto* n = in.require("needs")) a.needs_assessment = read_choice(*n, "'needs' of 'accountability'", needs, found) != 1U;
    a.heads = read_name(in, "heads");
}

}  // namespace written

ESCALERA_NAMESPACE_END
