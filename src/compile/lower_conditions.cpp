#include "escalera/compile/lower_conditions.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "compile/column_builder.hpp"
#include "compile/normal_form.hpp"
#include "compile/program_builder.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace {

constexpr std::size_t word_bits = 64;

// The terms of a condition; one that would need too many is a single residual atom.
std::vector<term> terms_of(const condition* c, const slot_map& slots) {
    if (c == nullptr) return std::vector<term>(1);
    auto terms = multiply_out(normalise(*c, slots), condition_lowering::most_terms);
    if (terms) return std::move(*terms);
    return {{{}, {{c->root(), false}}}};
}

std::uint32_t words_for(std::size_t terms) {
    const auto words = static_cast<std::uint32_t>((terms + word_bits - 1) / word_bits);
    constexpr auto block = condition_set::block;
    return words <= 1 ? words : (words + block - 1) / block * block;
}

void add_rows_of_kinds(condition_set& set, std::span<const section_condition> conditions) {
    set.terms_at.assign(event_kind_count * set.words, 0);
    for (std::size_t t = 0; t < set.condition_of_term.size(); ++t) {
        const auto wanted = conditions[set.condition_of_term[t]].wanted;
        for (std::size_t k = 0; k < event_kind_count; ++k) {
            if ((wanted >> k & 1U) != 0) set.terms_at[k * set.words + t / word_bits] |= std::uint64_t{1} << (t % word_bits);
        }
    }
}

void add_columns(condition_set& set, const std::vector<term>& terms) {
    std::map<slot_id, std::vector<test_of_term>> by_slot;
    for (std::size_t t = 0; t < terms.size(); ++t) {
        for (const auto& test : terms[t].tests) by_slot[test.of].push_back({t, &test});
    }
    for (const auto& [slot, tests] : by_slot) set.columns.push_back(build_column(slot, tests, terms.size(), set.words));
}

}  // namespace

condition_lowering::condition_lowering(const slot_map& slots, program& out) : x_builder(std::make_unique<program_builder>(slots, out)) {}
condition_lowering::~condition_lowering() = default;

condition_set condition_lowering::section(std::span<const section_condition> conditions) {
    condition_set set;
    set.conditions = static_cast<std::uint32_t>(conditions.size());
    std::vector<term> all_terms;
    std::map<std::pair<std::uint32_t, bool>, std::uint32_t> residual_index;

    for (std::size_t i = 0; i < conditions.size(); ++i) {
        for (auto& t : terms_of(conditions[i].is, x_builder->slots())) {
            set.condition_of_term.push_back(static_cast<condition_id>(i));
            const auto first = static_cast<std::uint32_t>(set.residuals_of_term.size());
            set.first_residual.push_back(first);
            for (const auto& r : t.residuals) {
                const auto root = x_builder->add(*conditions[i].is, r.node);
                const auto [found, is_new] =
                    residual_index.try_emplace({root, r.negated}, static_cast<std::uint32_t>(set.residuals.size()));
                if (is_new) set.residuals.push_back({root, r.negated});
                const auto begin = set.residuals_of_term.begin() + first;
                if (std::find(begin, set.residuals_of_term.end(), found->second) == set.residuals_of_term.end()) {
                    set.residuals_of_term.push_back(found->second);
                }
            }
            all_terms.push_back(std::move(t));
        }
    }
    set.first_residual.push_back(static_cast<std::uint32_t>(set.residuals_of_term.size()));
    set.words = words_for(all_terms.size());
    add_rows_of_kinds(set, conditions);
    add_columns(set, all_terms);
    return set;
}

std::uint32_t condition_lowering::single(const condition& c) { return x_builder->add(c, c.root()); }

ESCALERA_NAMESPACE_END
