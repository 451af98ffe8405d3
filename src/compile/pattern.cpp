// The one place that knows RE2.
#include "escalera/compile/pattern.hpp"

#include <re2/re2.h>

#include <new>

ESCALERA_NAMESPACE_BEGIN

pattern::pattern(std::string_view text) {
    re2::RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(memory_cap);
    auto program = std::make_shared<const re2::RE2>(re2::StringPiece(text.data(), text.size()), options);
    if (!program->ok()) {
        x_error = program->error();
        if (x_error.empty()) x_error = "it cannot be read";
    }
    x_program = std::move(program);
}

bool pattern::is_found_in(std::string_view text) const {
    const auto& program = *static_cast<const re2::RE2*>(x_program.get());
    return re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), program);
}

std::optional<bool> pattern::find_in(std::string_view text) const noexcept {
    try {
        return is_found_in(text);
    } catch (const std::bad_alloc&) {
        return std::nullopt;
    }
}

ESCALERA_NAMESPACE_END
