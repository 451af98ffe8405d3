#pragma once
// What benchmarks say of repeated measurements: the median, the least and the greatest; how they read a number; and how they
// leave out what the machine takes to hand out memory.

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace escalera::bench {

[[nodiscard]] inline double median(std::vector<double> v) {
    std::sort(v.begin(), v.end());
    return v.size() % 2 == 1 ? v[v.size() / 2] : (v[v.size() / 2 - 1] + v[v.size() / 2]) / 2;
}

// "12 [10..15]", each number in the given form of fmt.
[[nodiscard]] inline std::string spread(const std::vector<double>& v, const char* form) {
    const auto [least, greatest] = std::minmax_element(v.begin(), v.end());
    return fmt::format(fmt::runtime(fmt::format("{{:{0}}} [{{:{0}}}..{{:{0}}}]", form)), median(v), *least, *greatest);
}

// Nanoseconds of the processor since `begin`, a value of std::clock().
[[nodiscard]] inline double nanoseconds_since(std::clock_t begin) {
    return static_cast<double>(std::clock() - begin) * (1e9 / CLOCKS_PER_SEC);
}

// From now on memory that is given back stays with the process, for whoever needs it next. Else each repetition has its pages
// from the kernel anew, and on a virtual machine these from its host, which may take as long as all the rest.
inline void keep_memory() {
#ifdef __GLIBC__
    mallopt(M_MMAP_MAX, 0);
    mallopt(M_TRIM_THRESHOLD, -1);
#endif
}

// A usage error ends the program.
[[noreturn]] inline void refuse(std::string_view program, std::string_view why) {
    fmt::print(stderr, "{}: {}; see --help\n", program, why);
    std::exit(2);
}
[[nodiscard]] inline std::size_t number_of(std::string_view program, std::string_view name, std::string_view text) {
    std::size_t n = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
    if (error != std::errc() || end != text.data() + text.size() || n == 0) {
        refuse(program, fmt::format("{} takes a number above 0, not '{}'", name, text));
    }
    return n;
}

}  // namespace escalera::bench
