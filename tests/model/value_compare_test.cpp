#include "escalera/model/value_compare.hpp"

#include "support/catch.hpp"

#include <limits>

using escalera::compare_exact;
using escalera::decimal;
using order = std::partial_ordering;

namespace {
constexpr auto inf = std::numeric_limits<double>::infinity();
constexpr auto nan_value = std::numeric_limits<double>::quiet_NaN();
constexpr auto smallest = std::numeric_limits<std::int64_t>::min();
constexpr auto largest = std::numeric_limits<std::int64_t>::max();

// Both ways round at once.
template <class A, class B>
bool is(A a, B b, order wanted) {
    return compare_exact(a, b) == wanted && compare_exact(b, a) == (0 <=> wanted);
}
}  // namespace

TEST_CASE("an int and a double compare by exact value") {
    CHECK(is(std::int64_t{1}, 1.0, order::equivalent));
    CHECK(is(std::int64_t{1}, 1.5, order::less));
    CHECK(is(std::int64_t{-1}, -1.5, order::greater));
    CHECK(is(std::int64_t{0}, -0.0, order::equivalent));
    CHECK(is(std::int64_t{0}, 5e-324, order::less));
    CHECK(is(std::int64_t{9007199254740993}, 9007199254740992.0, order::greater));
    CHECK(is(largest, 9223372036854775808.0, order::less));
    CHECK(is(largest, 9223372036854774784.0, order::greater));
    CHECK(is(smallest, -9223372036854775808.0, order::equivalent));
    CHECK(is(smallest, -9223372036854777856.0, order::greater));
    CHECK(is(largest, inf, order::less));
    CHECK(is(smallest, -inf, order::greater));
    CHECK(is(std::int64_t{0}, nan_value, order::unordered));
}

TEST_CASE("a decimal and a double compare by exact value") {
    CHECK(is(decimal{15'000}, 1.5, order::equivalent));
    CHECK(is(decimal{1'000}, 0.1, order::less));     // the double is 0.1000000000000000055…
    CHECK(is(decimal{3'000}, 0.3, order::greater));  // the double is 0.2999999999999999888…
    CHECK(is(decimal{-1'000}, -0.1, order::greater));
    CHECK(is(decimal{-1}, -0.0001, order::greater));  // the double is -0.000100000000000000004…
    CHECK(is(decimal{0}, 5e-324, order::less));
    CHECK(is(decimal{0}, -5e-324, order::greater));
    CHECK(is(decimal{1}, 5e-324, order::greater));
    CHECK(is(decimal{0}, 0.0, order::equivalent));
    CHECK(is(decimal{largest}, 922337203685477.5, order::greater));
    CHECK(is(decimal{largest}, 922337203685477.625, order::less));
    CHECK(is(decimal{smallest}, -1e300, order::greater));
    CHECK(is(decimal{largest}, inf, order::less));
    CHECK(is(decimal{5}, nan_value, order::unordered));
}

TEST_CASE("an int and a decimal compare by exact value") {
    CHECK(is(std::int64_t{2}, decimal{20'000}, order::equivalent));
    CHECK(is(std::int64_t{2}, decimal{20'001}, order::less));
    CHECK(is(std::int64_t{-2}, decimal{-20'001}, order::greater));
    CHECK(is(largest, decimal{largest}, order::greater));
    CHECK(is(smallest, decimal{smallest}, order::less));
}
