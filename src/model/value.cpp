#include "escalera/model/value.hpp"

ESCALERA_NAMESPACE_BEGIN

std::string_view name_of(kind k) noexcept {
    switch (k) {
        case kind::absent: return "nothing";
        case kind::boolean: return "bool";
        case kind::integer: return "int";
        case kind::number: return "number";
        case kind::dec: return "decimal";
        case kind::text: return "string";
        case kind::time: return "timestamp";
        case kind::span: return "duration";
        case kind::list: return "list";
    }
    return "nothing";
}

std::string to_string(type t) {
    if (!t.is_list()) return std::string(name_of(t.scalar));
    if (t.scalar == kind::absent && t.depth == 1) return "list";
    return "list(" + to_string(t.element()) + ")";
}

value to_value(const cell& c) {
    switch (c.what) {
        case kind::absent: return {};
        case kind::boolean: return value(c.as_bool());
        case kind::integer: return value(c.integer);
        case kind::number: return value(c.number);
        case kind::dec: return value(c.as_decimal());
        case kind::text: return value(c.as_text());
        case kind::time: return value(c.as_time());
        case kind::span: return value(c.as_span());
        case kind::list: break;
    }
    value::list elements;
    elements.reserve(c.extent);
    for (std::uint32_t i = 0; i < c.extent; ++i) elements.push_back(to_value(c.elements[i]));
    return value(std::move(elements));
}

ESCALERA_NAMESPACE_END
