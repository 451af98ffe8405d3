#include "escalera/language/diagnostic_codes.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace {
constexpr code_row rows[] = {
#define ESCALERA_CODE(id, name, level, title) {code::name, id, #name, severity::level, title},
#include "escalera/language/diagnostic_codes.inc"
#undef ESCALERA_CODE
};
}  // namespace

std::span<const code_row> all_codes() noexcept { return rows; }

const code_row& row_of(code c) noexcept { return rows[static_cast<std::size_t>(c)]; }

ESCALERA_NAMESPACE_END
