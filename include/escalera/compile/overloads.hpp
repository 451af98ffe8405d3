#pragma once
// Which operators and functions there are, and for which types: the table that the type checker reads.
//
// The type {absent, 0} stands for "anything": the elements of an empty list. It agrees with every type.
// Threads: pure functions.   Cost: cold path.

#include <optional>
#include <span>
#include <string_view>

#include "escalera/compile/condition.hpp"
#include "escalera/config.hpp"
#include "escalera/language/ast.hpp"
#include "escalera/model/value.hpp"

ESCALERA_NAMESPACE_BEGIN

struct overload {
    opcode what = opcode::constant;
    type result;
    bool swapped = false;   // the operands change places: duration + timestamp
    bool identity = false;  // the operand itself is the answer: int(3)
};

inline constexpr type any_type{};

[[nodiscard]] constexpr bool is_any(type t) noexcept { return t == any_type; }
[[nodiscard]] constexpr bool is_numeric(kind k) noexcept { return k == kind::integer || k == kind::number || k == kind::dec; }

// The type that both have, an empty list taking the other's; nothing when they differ.
[[nodiscard]] ESCALERA_API std::optional<type> unify(type a, type b) noexcept;

// Whether == and != take them: the same type, or numbers, or lists of such.
[[nodiscard]] ESCALERA_API bool are_comparable(type a, type b) noexcept;

// Whether < <= > >= take them: as before, but no lists.
[[nodiscard]] ESCALERA_API bool are_ordered(type a, type b) noexcept;

// + - * / %
[[nodiscard]] ESCALERA_API std::optional<overload> arithmetic_overload(ast::node_kind op, type a, type b) noexcept;
[[nodiscard]] ESCALERA_API std::optional<overload> negate_overload(type a) noexcept;

// A function by name, its arguments in order; of a method the target stands first. Nothing when it does not take them.
[[nodiscard]] ESCALERA_API std::optional<overload> function_overload(std::string_view name, bool is_method,
                                                                     std::span<const type> arguments) noexcept;

// All names of functions (or methods) that function_overload() knows.
[[nodiscard]] ESCALERA_API std::span<const std::string_view> function_names(bool methods) noexcept;

ESCALERA_NAMESPACE_END
