#pragma once
// Random cells for property tests: from small pools, so that they are likely to meet constants, and with the values
// at the edges (the smallest int, NaN, 2^53, the end of time).

#include <cstdint>
#include <limits>
#include <memory>
#include <random>
#include <string_view>
#include <vector>

#include "escalera/model/value.hpp"

namespace escalera::testing {

class dice {
public:
    explicit dice(std::uint64_t seed) : x_engine(seed) {}

    std::size_t below(std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(x_engine); }
    bool one_in(std::size_t n) { return below(n) == 0; }
    template <class Pool>
    const auto& any_of(const Pool& pool) {
        return pool[below(std::size(pool))];
    }

private:
    std::mt19937_64 x_engine;
};

// A cell for a slot of that type; what it views lives for ever.
class cell_maker {
public:
    explicit cell_maker(dice& d) : x_dice(d) {}

    cell any(type holds, bool may_be_open) {
        if (x_dice.one_in(5)) return {};
        if (holds.is_list()) return list(holds.element());
        switch (holds.scalar) {
            case kind::boolean: return cell::of(x_dice.one_in(2));
            case kind::integer: return integer(may_be_open);
            case kind::number: return number();
            case kind::dec: return amount();
            case kind::text: return text();
            case kind::time: return time();
            default: return span();
        }
    }

private:
    cell integer(bool may_be_open) {
        static constexpr std::int64_t pool[] = {
            0, 1, 2, 3, 4, 5, 6, -1, -2, std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::int64_t>::min()};
        auto c = cell::of(pool[x_dice.below(may_be_open ? 7 : std::size(pool))]);
        c.at_least = may_be_open && x_dice.one_in(3);
        return c;
    }
    cell number() {
        static const double pool[] = {0.0,
                                      -0.0,
                                      0.5,
                                      1.5,
                                      0.1,
                                      3.0,
                                      -2.5,
                                      1e308,
                                      4.9e-324,
                                      9007199254740992.0,
                                      std::numeric_limits<double>::infinity(),
                                      -std::numeric_limits<double>::infinity(),
                                      std::numeric_limits<double>::quiet_NaN(),
                                      9223372036854775807.0,
                                      -9223372036854775808.0,
                                      922337203685477.5807,
                                      2.0,
                                      1e-7,
                                      123456.0,
                                      1234567.0};
        return cell::of(x_dice.any_of(pool));
    }
    cell amount() {
        static constexpr std::int64_t pool[] = {0,
                                                1,
                                                1000,
                                                5000,
                                                10'000,
                                                15'000,
                                                30'000,
                                                -25'000,
                                                std::numeric_limits<std::int64_t>::max(),
                                                std::numeric_limits<std::int64_t>::min(),
                                                90'071'992'547'409'920'0};
        return cell::of(decimal{x_dice.any_of(pool)});
    }
    cell text() {
        static constexpr std::string_view pool[] = {"bill",
                                                    "web",
                                                    "line",
                                                    "",
                                                    "12",
                                                    "-7",
                                                    "true",
                                                    "F",
                                                    "1.5",
                                                    "NaN",
                                                    "1e3",
                                                    "Ünde",
                                                    "90s",
                                                    "1h30m",
                                                    "bell",
                                                    "2026-03-01T12:00:00Z",
                                                    "2026-02-30T00:00:00Z",
                                                    "America/Bogota",
                                                    "-03:00",
                                                    "Mars",
                                                    "99999999999999999999"};
        return cell::of(x_dice.any_of(pool));
    }
    cell time() {
        static constexpr timestamp pool[] = {{1'772'366'400, 0}, {1'709'243'999, 500'000'000},          {0, 0},
                                             {-1, 999'999'999},  {timestamp::max_seconds, 999'999'999}, {timestamp::min_seconds, 0},
                                             {1'772'366'400, 1}, {1'700'000'000, 123'456'000}};
        return cell::of(x_dice.any_of(pool));
    }
    cell span() {
        static constexpr duration pool[] = {{90, 0},
                                            {-5400, 0},
                                            {86'400, 0},
                                            {0, 0},
                                            {-2, 500'000'000},
                                            {duration::max_seconds, 0},
                                            {-duration::max_seconds, 0},
                                            {3599, 999'999'999}};
        return cell::of(x_dice.any_of(pool));
    }
    cell list(type element) {
        static std::vector<std::unique_ptr<cell[]>> kept;
        const auto size = x_dice.below(4);
        auto made = std::make_unique<cell[]>(size);
        for (std::size_t i = 0; i < size; ++i) {
            do made[i] = any(element, false);
            while (made[i].is_absent());
        }
        const auto whole = cell::of_list(made.get(), static_cast<std::uint32_t>(size));
        kept.push_back(std::move(made));
        return whole;
    }

    dice& x_dice;
};

}  // namespace escalera::testing
