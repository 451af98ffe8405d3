#include "cost.hpp"

#include <algorithm>
#include <vector>

ESCALERA_NAMESPACE_BEGIN

namespace {

constexpr std::uint64_t cap = std::uint64_t{1} << 40U;
constexpr std::uint64_t bytes_of_field_text = 4096;
constexpr std::uint64_t bytes_of_field_element = 256;
constexpr std::uint64_t bytes_per_step = 64;
constexpr std::uint64_t bytes_of_printed = 40;  // of a number or time as text

std::uint64_t plus(std::uint64_t a, std::uint64_t b) noexcept { return std::min(cap, a + b); }
std::uint64_t times(std::uint64_t a, std::uint64_t b) noexcept { return a != 0 && b > cap / a ? cap : std::min(cap, a * b); }

// How large a value can be: how many elements, if it is a list, and the bytes of each (of a text: of the one).
struct extent {
    std::uint64_t elements = 1;
    std::uint64_t bytes_each = 1;

    [[nodiscard]] std::uint64_t bytes() const noexcept { return times(elements, bytes_each); }
};

struct bound {
    extent size;
    std::uint64_t steps = 1;
};

extent extent_of(const value& v) {
    if (v.what() == kind::text) return {1, v.as_text().size() + 1};
    return {};
}

class cost_walk {
public:
    cost_walk(const condition& c, const condition_limits& limits) : x_condition(c), x_limits(limits) {}

    bound walk(std::uint32_t i) {
        const auto& n = x_condition[i];
        switch (n.what) {
            case opcode::constant: return {extent_of(x_condition.constants[n.index]), 1};
            case opcode::field:
            case opcode::binding: return {extent_of_field(n.holds), 1};
            case opcode::variable: return {x_variables[n.index], 1};
            case opcode::all:
            case opcode::exists:
            case opcode::exists_one:
            case opcode::map:
            case opcode::map_where:
            case opcode::filter: return walk_macro(i);
            default: return walk_operands(i);
        }
    }

private:
    extent extent_of_field(type t) const {
        const bool text = t.scalar == kind::text;
        if (!t.is_list()) return {1, text ? bytes_of_field_text : 1};
        return {x_limits.list_elements, text ? bytes_of_field_element : 1};
    }

    // One element of a list; where that is a list itself, each of its own elements takes a byte at least.
    static extent element_of(extent list, type element) {
        return element.is_list() ? extent{list.bytes_each, list.bytes_each} : extent{1, list.bytes_each};
    }

    bound walk_macro(std::uint32_t i) {
        const auto operands = x_condition.operands_of(i);
        const auto list = walk(operands[0]);
        const auto list_type = x_condition[operands[0]].holds;
        x_variables.push_back(element_of(list.size, list_type.is_list() ? list_type.element() : type{}));
        bound body{{}, 1};
        for (std::size_t n = 1; n < operands.size(); ++n) {
            const auto part = walk(operands[n]);
            body = {part.size, plus(body.steps, part.steps)};
        }
        x_variables.pop_back();
        bound result{{}, plus(list.steps, times(list.size.elements, plus(body.steps, body.size.bytes() / bytes_per_step)))};
        const auto what = x_condition[i].what;
        if (what == opcode::map || what == opcode::map_where) result.size = {list.size.elements, body.size.bytes()};
        if (what == opcode::filter) result.size = list.size;
        return result;
    }

    bound walk_operands(std::uint32_t i) {
        std::uint64_t steps = 1;
        std::uint64_t bytes = 0;
        std::vector<extent> sizes;
        for (const auto o : x_condition.operands_of(i)) {
            const auto part = walk(o);
            steps = plus(steps, part.steps);
            bytes = plus(bytes, part.size.bytes());
            sizes.push_back(part.size);
        }
        return {result_size(i, sizes, bytes), plus(steps, bytes / bytes_per_step)};
    }

    static std::uint64_t largest(const std::vector<extent>& sizes) {
        std::uint64_t bytes = 1;
        for (const auto& s : sizes) bytes = std::max(bytes, s.bytes());
        return bytes;
    }

    extent result_size(std::uint32_t i, const std::vector<extent>& sizes, std::uint64_t bytes) const {
        const auto& n = x_condition[i];
        switch (n.what) {
            case opcode::list: return {sizes.size(), largest(sizes)};
            case opcode::add_text: return {1, bytes};
            case opcode::add_list: return {plus(sizes[0].elements, sizes[1].elements), std::max(sizes[0].bytes_each, sizes[1].bytes_each)};
            case opcode::element: return element_of(sizes[0], n.holds);
            case opcode::conditional:
                return {std::max(sizes[1].elements, sizes[2].elements), std::max(sizes[1].bytes_each, sizes[2].bytes_each)};
            case opcode::text_from_bool:
            case opcode::text_from_int:
            case opcode::text_from_number:
            case opcode::text_from_decimal:
            case opcode::text_from_time:
            case opcode::text_from_span: return {1, bytes_of_printed};
            default: return {};
        }
    }

    const condition& x_condition;
    condition_limits x_limits;
    std::vector<extent> x_variables;
};

}  // namespace

std::uint64_t cost_bound(const condition& c, const condition_limits& limits) { return cost_walk(c, limits).walk(c.root()).steps; }

ESCALERA_NAMESPACE_END
