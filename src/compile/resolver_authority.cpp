#include <algorithm>

#include <fmt/format.h>

#include "compile/resolver.hpp"
#include "escalera/language/suggest.hpp"

ESCALERA_NAMESPACE_BEGIN

void resolver::take_authority() {
    const auto& a = x_document->authority;
    if (!a.is_there) return;
    auto& to = x_into.authority;
    if (a.levels.empty() && !x_document->is_damaged("authority")) {
        x_found.add(code::missing_key, a.at, "'authority' lacks 'levels'", "write 'levels: [agent, manager]', from low to high");
    }
    for (const auto& l : a.levels) to.levels.push_back(l.text);
    if (a.currency) to.currency = a.currency->text;
    to.same_person_may_approve = a.same_person_may_approve.value_or(false);
    for (const auto& g : a.grants) {
        grant_plan grant;
        grant.kind = g.is.text;
        grant.per_customer = g.per_customer;
        grant.within = g.within ? g.within->is.micros : 0;
        grant.levels.assign(a.levels.size(), {});
        take_level_limits(g, grant.levels, true);
        to.grants.push_back(std::move(grant));
    }
    for (const auto& g : a.groups) take_group_authority(g);
    for (const auto& f : a.funds) take_fund(f);
}

void resolver::take_accountability() {
    const auto& a = x_document->accountability;
    x_into.accountability.is_on = !a.is.empty();
    x_into.accountability.needs_assessment = a.needs_assessment;
    if (a.heads && find_role(*a.heads) != nullptr) x_into.accountability.heads = a.heads->text;
}

std::optional<std::uint32_t> resolver::find_level(const written::name& n) const {
    const auto& levels = x_into.authority.levels;
    const auto at = std::find(levels.begin(), levels.end(), n.text);
    if (at != levels.end()) return static_cast<std::uint32_t>(at - levels.begin());
    if (x_document->is_damaged("authority") || levels.empty()) return std::nullopt;
    const std::vector<std::string_view> known(levels.begin(), levels.end());
    x_found.add(code::unknown_level, n.at, fmt::format("there is no level '{}'", n.text), did_you_mean_or_list(n.text, known));
    return std::nullopt;
}

// What is said of the levels goes over what `to` has. `all`: every level must be named.
void resolver::take_level_limits(const written::grant& g, std::vector<level_grant>& to, bool all) const {
    take_level_limits(g, g.up_to, "up_to", &level_grant::up_to, to, all);
    take_level_limits(g, g.times, "times", &level_grant::times, to, all);
    take_level_limits(g, g.in_writing, "in_writing", &level_grant::in_writing, to, all);
}

void resolver::take_level_limits(const written::grant& g, std::span<const written::level_limit> limits, std::string_view key,
                                 std::int64_t level_grant::*limit, std::vector<level_grant>& to, bool all) const {
    if (limits.empty()) return;
    std::vector<bool> is_said(to.size());
    bool is_whole = !g.unreadable;
    for (const auto& l : limits) {
        const auto level = find_level(l.level);
        if (!level) {
            is_whole = false;
            continue;
        }
        is_said[*level] = true;
        to[*level].*limit = l.is;
    }
    if (!is_whole) return;
    for (std::size_t l = 0; all && l < to.size(); ++l) {
        if (is_said[l]) continue;
        x_found.add(code::missing_key, g.is.at,
                    fmt::format("'{}' of the grant '{}' does not say what the level '{}' may", key, g.is.text, x_into.authority.levels[l]),
                    "name every level; one that may not has 'never'");
        return;
    }
    for (std::size_t l = 1; l < to.size(); ++l) {
        if (to[l].*limit >= to[l - 1].*limit) continue;
        x_found.add(code::falling_authority, g.is.at,
                    fmt::format("by '{}' of the grant '{}' the level '{}' may do less than '{}', which is below it", key, g.is.text,
                                x_into.authority.levels[l], x_into.authority.levels[l - 1]),
                    "a request climbs to the lowest level that may: let limits rise with the levels");
        return;
    }
}

void resolver::take_group_authority(const written::group_authority& g) {
    const auto& groups = x_document->groups;
    // One whose name could not be read has been told, and may be meant.
    const bool is_known =
        std::any_of(groups.begin(), groups.end(), [&](const auto& other) { return other.is.empty() || other.is.text == g.group.text; });
    if (!is_known && !x_document->is_damaged("groups")) {
        std::vector<std::string_view> known;
        for (const auto& other : groups) known.emplace_back(other.is.text);
        const auto near = did_you_mean_or_list(g.group.text, known);
        x_found.add(code::unknown_group, g.group.at, fmt::format("there is no group '{}'", g.group.text),
                    near.empty() ? fmt::format("declare it: groups: [{{name: {}, when: …}}]", g.group.text) : near);
    }
    for (const auto& own : g.grants) {
        auto& grants = x_into.authority.grants;
        const auto at = std::find_if(grants.begin(), grants.end(), [&](const grant_plan& p) { return p.kind == own.is.text; });
        if (at == grants.end()) {
            if (x_document->is_damaged("authority")) continue;
            std::vector<std::string_view> known;
            for (const auto& p : grants) known.emplace_back(p.kind);
            const auto near = did_you_mean_or_list(own.is.text, known);
            x_found.add(code::unknown_name, own.is.at,
                        fmt::format("there is no grant '{}' that the group could have other limits of", own.is.text),
                        near.empty() ? "write it under 'grants' too" : near);
            continue;
        }
        group_grant of_group{g.group.text, at->levels};
        take_level_limits(own, of_group.levels, false);
        at->groups.push_back(std::move(of_group));
    }
}

void resolver::take_fund(const written::fund& f) {
    resolved::fund to;
    to.name = f.is.text;
    to.at = f.is.at;
    for (const auto& k : f.kinds) {
        const auto& grants = x_into.authority.grants;
        if (std::none_of(grants.begin(), grants.end(), [&](const grant_plan& p) { return p.kind == k.text; })) {
            std::vector<std::string_view> known;
            for (const auto& p : grants) known.emplace_back(p.kind);
            const auto near = did_you_mean_or_list(k.text, known);
            x_found.add(code::unknown_name, k.at, fmt::format("there is no grant '{}' that could be paid from the fund", k.text),
                        near.empty() ? "write it under 'grants' too" : near);
        }
        to.kinds.push_back(k.text);
    }
    to.budget = f.budget ? f.budget->units : 1;
    to.warn_at = f.warn_at ? f.warn_at->is : 100;
    if (f.beyond) to.beyond = find_level(*f.beyond);
    to.because.then = take_actions(f.then, condition_home::rule, false);
    if (f.spent) {
        const auto& windows = x_into.windows;
        const auto at = std::find_if(windows.begin(), windows.end(), [&](const resolved::window& w) { return w.name == f.spent->text; });
        if (at == windows.end()) {
            if (x_document->is_damaged("windows")) return;
            std::vector<std::string_view> known;
            for (const auto& w : windows) known.emplace_back(w.name);
            const auto near = did_you_mean_or_list(f.spent->text, known);
            x_found.add(code::unknown_name, f.spent->at, fmt::format("there is no window '{}'", f.spent->text),
                        near.empty()
                            ? "declare it: windows: {paid_out: {sum: offer.amount, per: offer.fund, within: 30d, where: offer.accepted}}"
                            : near);
            return;
        }
        const bool adds_offers =
            at->what == written::window_what::sum && at->value && x_into.fields[*at->value].full_name == "offer.amount";
        if (!adds_offers) {
            x_found.add(code::bad_measure, f.spent->at, fmt::format("the window '{}' does not add up what offers bring", f.spent->text),
                        "name a window with 'sum: offer.amount' and 'where: offer.accepted'");
        }
        to.spent = static_cast<std::uint32_t>(at - windows.begin());
    }
    x_into.funds.push_back(std::move(to));
}

ESCALERA_NAMESPACE_END
