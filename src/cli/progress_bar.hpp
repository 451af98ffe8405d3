#pragma once
// A bar on standard error while something long is under way; silent where that is no terminal.

#include <cstdint>
#include <optional>
#include <string>

namespace escalera::cli {

class progress_bar {
public:
    // `doing`: "reading". Off: never shown, whatever standard error is.
    progress_bar(std::string doing, bool on);
    progress_bar(const progress_bar&) = delete;
    progress_bar& operator=(const progress_bar&) = delete;
    ~progress_bar() { clear(); }

    // Draws only when something to be seen has changed.
    void show(std::uint64_t done, std::optional<std::uint64_t> total, const std::string& beside);
    void clear();

private:
    std::string x_doing;
    bool x_is_on;
    std::string x_drawn;
};

// Whether standard error is a terminal.
[[nodiscard]] bool error_is_terminal() noexcept;

}  // namespace escalera::cli
