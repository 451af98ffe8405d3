#include "cli/progress_bar.hpp"

#include <unistd.h>

#include <cstdio>

#include <fmt/format.h>

namespace escalera::cli {

bool error_is_terminal() noexcept { return isatty(STDERR_FILENO) == 1; }

progress_bar::progress_bar(std::string doing, bool on) : x_doing(std::move(doing)), x_is_on(on && error_is_terminal()) {}

void progress_bar::show(std::uint64_t done, std::optional<std::uint64_t> total, const std::string& beside) {
    if (!x_is_on) return;
    constexpr std::uint64_t width = 30;
    std::string line;
    if (total && *total != 0) {
        const auto filled = done >= *total ? width : done * width / *total;
        line = fmt::format("{} [{}{}] {:3}%", x_doing, std::string(filled, '#'), std::string(width - filled, '.'),
                           done >= *total ? 100 : done * 100 / *total);
    } else {
        line = fmt::format("{} {} MB", x_doing, done >> 20U);
    }
    if (line == x_drawn) return;
    x_drawn = line;
    fmt::print(stderr, "\r{}  {}\033[K", line, beside);
    std::fflush(stderr);
}

void progress_bar::clear() {
    if (!x_is_on || x_drawn.empty()) return;
    fmt::print(stderr, "\r\033[K");
    std::fflush(stderr);
    x_drawn.clear();
}

}  // namespace escalera::cli
