#include "escalera/match/outcome.hpp"

ESCALERA_NAMESPACE_BEGIN

std::string_view describe(unknown_reason r) noexcept {
    switch (r) {
        case unknown_reason::absent: return "a value that is absent";
        case unknown_reason::undecided_count: return "a count past its limit, which does not settle it";
        case unknown_reason::overflow: return "a result out of range";
        case unknown_reason::division_by_zero: return "a division by zero";
        case unknown_reason::out_of_range: return "a value out of range";
        case unknown_reason::bad_text: return "a text that cannot be read as asked";
        case unknown_reason::bad_pattern: return "a pattern that cannot be read";
        case unknown_reason::bad_zone: return "a time zone that does not exist";
        case unknown_reason::wrong_type: return "an operation that these types do not have";
    }
    return {};
}

ESCALERA_NAMESPACE_END
