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

ESCALERA_NAMESPACE_END
