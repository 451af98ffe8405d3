#pragma once
// Of an accountability that a rule asks for: whether it is verified, whom it names beside what the rule says, and that it waits.
//
// Threads: owned by one step.   Cost: linear in the attributes of the record.

#include <algorithm>
#include <cstdint>
#include <span>
#include <string_view>

#include "escalera/config.hpp"
#include "escalera/engine/occasion.hpp"
#include "escalera/engine/row.hpp"
#include "escalera/engine/workspace.hpp"
#include "escalera/state/attributes.hpp"

ESCALERA_NAMESPACE_BEGIN

inline constexpr std::string_view accountability_waiting = "waiting";
inline constexpr std::string_view accountability_open = "open";

// The company is responsible, or the matter was badly handled.
[[nodiscard]] inline bool is_verified(const rule_set& rules, workspace& ws, std::uint32_t serial) noexcept {
    const auto responsible = get_attribute(ws.record, serial, rules.accountability.responsible, false, ws.scratch);
    const auto handled_well = get_attribute(ws.record, serial, rules.accountability.handled_well, false, ws.scratch);
    return (responsible.what == kind::boolean && responsible.as_bool()) || (handled_well.what == kind::boolean && !handled_well.as_bool());
}

[[nodiscard]] inline bool says_unverified(std::span<const named_cell> args) noexcept {
    return std::any_of(args.begin(), args.end(), [](const named_cell& a) noexcept {
        return a.name == "unverified" && a.what.what == kind::boolean && a.what.as_bool();
    });
}

// Notes that it waits for the assessment. False: it did so before.
[[nodiscard]] inline bool wait_for_assessment(const rule_set& rules, workspace& ws, std::uint32_t serial, std::uint32_t asked) noexcept {
    const auto& plan = rules.accountability;
    const auto key = cell::of(std::string_view(plan.asked[asked].key));
    for (const auto& a : ws.record.attributes) {
        if (a.kase == serial && a.field == plan.waits && holds_text(ws.record, a, key)) return false;
    }
    add_attribute(ws.record, serial, plan.waits, key, true);
    if (!has_attribute(ws.record, serial, plan.status)) set_attribute(ws.record, serial, plan.status, cell::of(accountability_waiting));
    return true;
}

namespace detail {

// Texts, each once, in the memory of decisions.
class answerable_list {
public:
    answerable_list(workspace& ws, std::size_t most) noexcept : x_memory(ws.decisions), x_all(ws.decisions.memory().take<cell>(most)) {}

    void add(const cell& c) noexcept {
        if (c.what == kind::list) {
            for (std::uint32_t i = 0; i < c.extent; ++i) add(c.elements[i]);
            return;
        }
        if (c.what != kind::text || c.extent == 0 || x_size == x_all.size()) return;
        for (std::size_t i = 0; i < x_size; ++i) {
            if (x_all[i].as_text() == c.as_text()) return;
        }
        x_all[x_size++] = x_memory.keep(c);
    }
    [[nodiscard]] bool empty() const noexcept { return x_size == 0; }
    [[nodiscard]] cell is() const noexcept { return cell::of_list(x_all.data(), static_cast<std::uint32_t>(x_size)); }

private:
    decision_buffer& x_memory;
    std::span<cell> x_all;
    std::size_t x_size = 0;
};

}  // namespace detail

// What the rule says, and behind it the lists that it does not say itself; empty ones are left out.
[[nodiscard]] inline std::span<const named_cell> name_the_answerable(const rule_set& rules, workspace& ws, const occasion& about,
                                                                     std::span<const named_cell> args) noexcept {
    const auto serial = ws.record.cases[about.kase].serial;
    const auto& plan = rules.accountability;
    const auto said = [args](std::string_view name) noexcept {
        const auto at = std::find_if(args.begin(), args.end(), [name](const named_cell& a) noexcept { return a.name == name; });
        return at == args.end() ? cell{} : at->what;
    };
    const auto known = [&](field_id field, bool is_list) noexcept { return get_attribute(ws.record, serial, field, is_list, ws.scratch); };
    constexpr std::size_t lists = 6;
    const auto all = ws.decisions.memory().take<named_cell>(args.size() + lists);
    if (all.empty()) return args;
    std::copy(args.begin(), args.end(), all.begin());
    auto n = args.size();
    const auto add = [&](std::string_view name, std::initializer_list<cell> from) noexcept {
        if (!said(name).is_absent()) return;
        std::size_t most = 0;
        for (const auto& c : from) most += c.what == kind::list ? c.extent : 1;
        detail::answerable_list list(ws, most);
        for (const auto& c : from) list.add(c);
        if (!list.empty()) all[n++] = {name, list.is()};
    };
    add("caused", {said("persons").is_absent() ? known(plan.about, false) : said("persons")});
    add("caused_in", {said("department"), known(plan.department, false)});
    add("handled", {detail::owners_cell(ws, ws.record.cases[about.kase])});
    add("handled_in", {known(rules.known.case_held_by, true), known(rules.known.case_department, false)});
    if (!plan.heads.empty()) all[n++] = {"heads", cell::of(std::string_view(plan.heads))};
    add("evidence", {known(plan.evidence, true)});
    return all.subspan(0, n);
}

ESCALERA_NAMESPACE_END
