#include "escalera/match/reference_matcher.hpp"

#include <algorithm>
#include <deque>
#include <new>
#include <utility>
#include <vector>

#include "escalera/match/outcome.hpp"
#include "escalera/match/reference_evaluator.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace {

// What conditions may ask, answered from the row of slots.
class row_facts final : public facts {
public:
    row_facts(const rule_set& rules, std::span<const cell> row) : x_rules(rules), x_row(row) {}

    [[nodiscard]] value field(std::uint32_t f) const override {
        return f < x_rules.slot_of_field.size() ? at(x_rules.slot_of_field[f]) : value();
    }
    [[nodiscard]] window_reading window(std::uint32_t w) const override { return reading(slots_of(w).first); }
    [[nodiscard]] window_reading window_of(std::uint32_t w) const override { return reading(slots_of(w).second); }
    [[nodiscard]] value reached(std::uint32_t ladder, std::uint32_t rung) const override {
        return find(slot_source::reached, ladder, rung);
    }
    [[nodiscard]] value rung(std::uint32_t ladder) const override { return find(slot_source::rung, ladder, 0); }
    [[nodiscard]] value breached(std::uint32_t clock) const override { return find(slot_source::breached, clock, 0); }
    [[nodiscard]] value left(std::uint32_t clock) const override { return find(slot_source::left, clock, 0); }
    [[nodiscard]] value score(std::uint32_t s) const override { return find(slot_source::score, s, 0); }
    [[nodiscard]] value alert(std::uint32_t a) const override { return find(slot_source::alert, a, 0); }

private:
    [[nodiscard]] value at(slot_id s) const { return s == no_slot ? value() : to_value(x_row[s]); }
    [[nodiscard]] window_reading reading(slot_id s) const {
        return s == no_slot ? window_reading{} : window_reading{at(s), x_row[s].at_least};
    }

    // Of its answer, and of `.of`.
    [[nodiscard]] std::pair<slot_id, slot_id> slots_of(std::uint32_t w) const {
        const auto home = x_rules.windows[w];
        if (home.is_published) return {x_rules.indicators[home.index].slot, x_rules.indicators[home.index].of_slot};
        const auto& plan = (home.in_groups ? x_rules.group_stage : x_rules.customer_stage).windows[home.index];
        return {plan.slot, plan.of_slot};
    }

    [[nodiscard]] value find(slot_source from, std::uint32_t index, std::uint32_t second) const {
        for (std::size_t s = 0; s < x_rules.slots.size(); ++s) {
            const auto& plan = x_rules.slots[s];
            if (plan.from == from && plan.index == index && plan.second == second) return at(static_cast<slot_id>(s));
        }
        return {};
    }

    const rule_set& x_rules;
    std::span<const cell> x_row;
};

truth truth_of_condition(const section_condition& c, const rule_set& rules, event_kind kind, const facts& known) {
    if ((c.wanted & mask_of(kind)) == 0) return truth::no;
    if (c.is == nullptr) return truth::yes;
    const auto result = evaluate(c.is->tree, *rules.names, known);
    return result.is_true() ? truth::yes : result.is_false() ? truth::no : truth::unknown;
}

}  // namespace

class reference_matcher::answers {
public:
    void forget() {
        x_texts.clear();
        x_lists.clear();
    }

    cell keep(const value& v) {
        switch (v.what()) {
            case kind::absent: return {};
            case kind::boolean: return cell::of(v.as_bool());
            case kind::integer: return cell::of(v.as_int());
            case kind::number: return cell::of(v.as_number());
            case kind::dec: return cell::of(v.as_decimal());
            case kind::text: return cell::of(std::string_view(x_texts.emplace_back(v.as_text())));
            case kind::time: return cell::of(v.as_time());
            case kind::span: return cell::of(v.as_span());
            case kind::list: break;
        }
        std::vector<cell> elements;
        for (const auto& element : v.as_list()) elements.push_back(keep(element));
        const auto& kept = x_lists.emplace_back(std::move(elements));
        return cell::of_list(kept.data(), static_cast<std::uint32_t>(kept.size()));
    }

private:
    std::deque<std::string> x_texts;
    std::deque<std::vector<cell>> x_lists;
};

reference_matcher::reference_matcher(memory_flag& flag) noexcept : x_flag(&flag) {}
reference_matcher::~reference_matcher() = default;

void reference_matcher::begin(const rule_set& /*rules*/, const batch& events) noexcept {
    x_heads = events.heads;
    x_event = 0;
    if (x_answers) x_answers->forget();
}

void reference_matcher::match(const rule_set& rules, section s, std::size_t event, std::span<const cell> row, match_result& out) noexcept {
    const auto& conditions = rules.conditions[static_cast<std::size_t>(s)];
    out.begin(conditions.size());
    if (x_answers && x_event != event) x_answers->forget();
    x_event = event;
    try {
        const row_facts known(rules, row);
        for (std::size_t c = 0; c < conditions.size(); ++c) {
            const auto is = truth_of_condition(conditions[c], rules, x_heads[event].kind, known);
            if (is != truth::no) out.add(static_cast<condition_id>(c), is);
        }
    } catch (const std::bad_alloc&) {
        x_flag->exhausted = true;
    }
}

cell reference_matcher::compute(const rule_set& rules, std::uint32_t root, std::span<const cell> row) noexcept {
    try {
        if (!x_answers) x_answers = std::make_unique<answers>();
        const auto is_it = [&](const computed_value& c) { return c.root == root; };
        const auto found = std::find_if(rules.computed.begin(), rules.computed.end(), is_it);
        if (found == rules.computed.end()) return {};
        const auto result = evaluate(found->is->tree, *rules.names, row_facts(rules, row));
        return result.is_known() ? x_answers->keep(result.known()) : cell{};
    } catch (const std::bad_alloc&) {
        x_flag->exhausted = true;
        return {};
    }
}

ESCALERA_NAMESPACE_END
