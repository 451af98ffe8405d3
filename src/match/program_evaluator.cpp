#include "escalera/match/program_evaluator.hpp"

#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "escalera/model/text_conversion.hpp"
#include "match/cell_operations.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace {

constexpr std::size_t most_prepared = 64;

bool is_between(opcode what, opcode first, opcode last) noexcept { return what >= first && what <= last; }

// Prepares what a text stands for once, and keeps the latest few.
template <class T>
class kept {
public:
    template <class Prepare>
    const T& get(std::string_view text, Prepare prepare) {
        for (const auto& e : x_entries) {
            if (e.text == text) return e.is;
        }
        entry made{std::string(text), prepare(text)};
        if (x_entries.size() < most_prepared) {
            x_entries.push_back(std::move(made));
            return x_entries.back().is;
        }
        auto& oldest = x_entries[x_next++ % most_prepared];
        oldest = std::move(made);
        return oldest.is;
    }

private:
    struct entry {
        std::string text;
        T is;
    };
    std::vector<entry> x_entries;
    std::size_t x_next = 0;
};

}  // namespace

class program_evaluator::prepared {
public:
    const pattern& pattern_of(std::string_view text) {
        return x_patterns.get(text, [](std::string_view t) { return pattern(t); });
    }
    const std::optional<zone>& zone_of(std::string_view name) {
        return x_zones.get(name, [](std::string_view n) { return zone_from_text(n); });
    }

private:
    kept<pattern> x_patterns;
    kept<std::optional<zone>> x_zones;
};

program_evaluator::program_evaluator(memory_flag& flag) noexcept : x_flag(&flag), x_memory(flag), x_variables(flag) {}
program_evaluator::~program_evaluator() = default;

cell program_evaluator::own(std::string_view text) noexcept {
    const auto copy = x_memory.copy(text);
    return copy.size() == text.size() ? cell::of(copy) : cell{};
}

// ---- macros ---------------------------------------------------------------------------------------------------------

cell program_evaluator::over_list(const program_node& n) noexcept {
    const auto list = operand_value(n, 0);
    if (list.is_absent()) return {};
    return is_between(n.what, opcode::all, opcode::exists_one) ? quantify(n, list) : transform(n, list);
}

// all and exists absorb unknowns as && and || do; exists_one does not.
cell program_evaluator::quantify(const program_node& n, const cell& list) noexcept {
    const auto body = operand(n, 1);
    std::uint32_t yes = 0;
    bool any_unknown = false;
    for (std::uint32_t i = 0; i < list.extent; ++i) {
        const auto one = evaluate_with(list.elements[i], body);
        any_unknown |= one.is_absent();
        if (one.is_absent()) continue;
        yes += one.as_bool() ? 1 : 0;
        if (n.what == opcode::all && !one.as_bool()) return cell::of(false);
        if (n.what == opcode::exists && one.as_bool()) return cell::of(true);
    }
    if (any_unknown) return {};
    return cell::of(n.what == opcode::exists_one ? yes == 1 : n.what == opcode::all);
}

cell program_evaluator::transform(const program_node& n, const cell& list) noexcept {
    const auto made = x_memory.take<cell>(list.extent);
    if (made.size() != list.extent) return {};
    std::uint32_t count = 0;
    for (std::uint32_t i = 0; i < list.extent; ++i) {
        const auto& element = list.elements[i];
        if (n.what != opcode::map) {
            const auto wanted = evaluate_with(element, operand(n, 1));
            if (wanted.is_absent()) return {};
            if (!wanted.as_bool()) continue;
        }
        const auto result = n.what == opcode::filter ? element : evaluate_with(element, operand(n, n.what == opcode::map ? 1 : 2));
        if (result.is_absent()) return {};
        made[count++] = result;
    }
    return cell::of_list(made.data(), count);
}

// ---- everything whose operands must all be known ---------------------------------------------------------------------

cell program_evaluator::compute(const program_node& n) noexcept {
    if (n.what == opcode::list) return make_list(n);
    if (n.operand_count == 0) return {};  // what is not built yet
    const auto a = operand_value(n, 0);
    const auto b = n.operand_count > 1 ? operand_value(n, 1) : cell{};
    if (a.is_absent() || (n.operand_count > 1 && b.is_absent())) return {};
    return calculate(n, a, b);
}

cell program_evaluator::calculate(const program_node& n, const cell& a, const cell& b) noexcept {
    switch (n.what) {
        case opcode::negate_int:
        case opcode::add_int:
        case opcode::subtract_int:
        case opcode::multiply_int:
        case opcode::divide_int:
        case opcode::remainder_int: return calculate_int(n.what, a, b);
        case opcode::negate_number:
        case opcode::add_number:
        case opcode::subtract_number:
        case opcode::multiply_number:
        case opcode::divide_number: return calculate_number(n.what, a, b);
        case opcode::negate_decimal:
        case opcode::add_decimal:
        case opcode::subtract_decimal: return calculate_decimal(n.what, a, b);
        case opcode::add_time_span:
        case opcode::add_span:
        case opcode::subtract_time:
        case opcode::subtract_time_span:
        case opcode::subtract_span: return calculate_time(n.what, a, b);
        case opcode::add_text: return join_texts(a, b);
        case opcode::add_list: return join_lists(a, b);
        case opcode::element: return b.integer >= 0 && b.integer < a.extent ? a.elements[b.integer] : cell{};
        case opcode::size_list: return cell::of(static_cast<std::int64_t>(a.extent));
        case opcode::size_text: return cell::of(count_code_points_of(a.as_text()));
        case opcode::contains: return cell::of(a.as_text().find(b.as_text()) != std::string_view::npos);
        case opcode::starts_with: return cell::of(a.as_text().starts_with(b.as_text()));
        case opcode::ends_with: return cell::of(a.as_text().ends_with(b.as_text()));
        case opcode::matches: return match_pattern(n, a, b);
        default: break;
    }
    if (is_between(n.what, opcode::full_year, opcode::milliseconds)) return part_of_time(n, a, b);
    if (is_between(n.what, opcode::span_hours, opcode::span_milliseconds)) return part_of_duration(n.what, a.as_span());
    if (is_between(n.what, opcode::text_from_bool, opcode::text_from_span)) {
        text_space space;
        return own(write_text(a, space));
    }
    return convert(n.what, a);
}

cell program_evaluator::make_list(const program_node& n) noexcept {
    const auto made = x_memory.take<cell>(n.operand_count);
    if (made.size() != n.operand_count) return {};
    for (std::uint32_t i = 0; i < n.operand_count; ++i) {
        made[i] = operand_value(n, i);
        if (made[i].is_absent()) return {};
    }
    return cell::of_list(made.data(), n.operand_count);
}

cell program_evaluator::join_texts(const cell& a, const cell& b) noexcept {
    const auto size = std::uint64_t{a.extent} + b.extent;
    if (size == 0) return a;
    if (size > UINT32_MAX) return {};
    const auto made = x_memory.take<char>(size);
    if (made.size() != size) return {};
    auto* const middle = std::copy_n(a.chars, a.extent, made.data());
    std::copy_n(b.chars, b.extent, middle);
    return cell::of(std::string_view(made.data(), made.size()));
}

cell program_evaluator::join_lists(const cell& a, const cell& b) noexcept {
    const auto size = std::uint64_t{a.extent} + b.extent;
    if (size == 0) return a;
    if (size > UINT32_MAX) return {};
    const auto made = x_memory.take<cell>(size);
    if (made.size() != size) return {};
    auto* const middle = std::copy_n(a.elements, a.extent, made.data());
    std::copy_n(b.elements, b.extent, middle);
    return cell::of_list(made.data(), static_cast<std::uint32_t>(size));
}

// ---- patterns and zones: prepared by compile where they are constants -------------------------------------------------

cell program_evaluator::match_pattern(const program_node& n, const cell& text, const cell& wanted) noexcept {
    try {
        if (n.second == 0 && !x_prepared) x_prepared = std::make_unique<prepared>();
        const auto& compiled = n.second != 0 ? x_code->patterns[n.second - 1] : x_prepared->pattern_of(wanted.as_text());
        if (!compiled.is_good()) return {};
        if (const auto found = compiled.find_in(text.as_text())) return cell::of(*found);
    } catch (const std::bad_alloc&) {
    }
    x_flag->exhausted = true;
    return {};
}

cell program_evaluator::part_of_time(const program_node& n, const cell& time, const cell& zone_name) noexcept {
    const auto t = time.as_time();
    if (n.operand_count == 1) return part_of_timestamp(n.what, t, 0);
    try {
        if (n.second == 0 && !x_prepared) x_prepared = std::make_unique<prepared>();
        const auto& in_zone = n.second != 0 ? x_code->zones[n.second - 1] : x_prepared->zone_of(zone_name.as_text());
        return in_zone ? part_of_timestamp(n.what, t, in_zone->offset_at(t.seconds)) : cell{};
    } catch (const std::bad_alloc&) {
        x_flag->exhausted = true;
        return {};
    }
}

ESCALERA_NAMESPACE_END
