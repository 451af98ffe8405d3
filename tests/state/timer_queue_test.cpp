#include "escalera/state/timer_queue.hpp"

#include <algorithm>
#include <limits>
#include <random>
#include <set>
#include <utility>
#include <vector>

#include "support/catch.hpp"

using namespace escalera;

namespace {

// What a person would write: all entries, sorted.
using plain_queue = std::multiset<std::pair<std::int64_t, std::uint64_t>>;

hash128 key_of(std::uint64_t n) { return {n * 0x9E3779B97F4A7C15U, n}; }

// Entries of one instant may come in any order: the engine sorts them. So both sides give all of one instant.
std::vector<std::uint64_t> take_instant(timer_queue& q, std::int64_t due) {
    std::vector<std::uint64_t> keys;
    while (!q.empty() && q.next() == due) {
        const auto e = q.pop();
        CHECK(e.due == due);
        keys.push_back(e.key.low);
    }
    std::sort(keys.begin(), keys.end());
    return keys;
}
std::vector<std::uint64_t> take_instant(plain_queue& q, std::int64_t due) {
    std::vector<std::uint64_t> keys;
    for (; !q.empty() && q.begin()->first == due; q.erase(q.begin())) keys.push_back(q.begin()->second);
    return keys;
}

void push(timer_queue& q, plain_queue& plain, std::int64_t due, std::uint64_t key) {
    REQUIRE(q.reserve());
    q.push(due, key_of(key));
    plain.emplace(due, key);
}

// Pushes and pops at random; `far` makes an instant at or after `now`.
template <class Far>
void compare(std::uint64_t seed, std::int64_t now, Far&& far) {
    std::mt19937_64 dice(seed);
    memory_flag flag;
    timer_queue q(flag);
    plain_queue plain;
    std::uint64_t key = 0;
    for (int round = 0; round < 3000; ++round) {
        for (auto n = dice() % 4; n > 0; --n) push(q, plain, far(dice, now), ++key);
        if (dice() % 3 != 0 || plain.empty()) continue;
        REQUIRE(q.next() == plain.begin()->first);
        now = q.next();
        REQUIRE(take_instant(q, now) == take_instant(plain, now));
        REQUIRE(q.size() == plain.size());
    }
    while (!plain.empty()) {
        REQUIRE(q.next() == plain.begin()->first);
        now = q.next();
        REQUIRE(take_instant(q, now) == take_instant(plain, now));
    }
    CHECK(q.empty());
    CHECK(q.next() == INT64_MAX);
}

}  // namespace

TEST_CASE("timers come up in the order of their instants, as those of a sorted list do") {
    constexpr std::int64_t day = std::int64_t{86'400} * 1'000'000;
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        compare(seed, 1'770'000'000'000'000,
                [](auto& dice, std::int64_t now) { return now + static_cast<std::int64_t>(dice() % (90 * day)); });
        // Many of one instant.
        compare(seed, 0, [](auto& dice, std::int64_t now) { return now + static_cast<std::int64_t>(dice() % 5); });
        // Near and far mixed, by powers of two.
        compare(seed, 12'345, [](auto& dice, std::int64_t now) { return now + (std::int64_t{1} << (dice() % 55)) - 1; });
    }
}

TEST_CASE("times before 1970 come before those after it") {
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        compare(seed, -1'000'000, [](auto& dice, std::int64_t now) { return now + static_cast<std::int64_t>(dice() % 3000); });
    }
    memory_flag flag;
    timer_queue q(flag);
    plain_queue plain;
    for (const auto due : {std::int64_t{0}, std::int64_t{-1}, INT64_MAX - 1, INT64_MIN + 1, std::int64_t{1}, INT64_MAX, INT64_MIN}) {
        push(q, plain, due, static_cast<std::uint64_t>(due) | 1U);
    }
    while (!plain.empty()) {
        const auto due = plain.begin()->first;
        REQUIRE(q.next() == due);
        CHECK(take_instant(q, due) == take_instant(plain, due));
    }
}

TEST_CASE("a timer may be set for the very instant that came up last") {
    memory_flag flag;
    timer_queue q(flag);
    plain_queue plain;
    push(q, plain, 100, 1);
    push(q, plain, 500, 2);
    CHECK(q.pop().key.low == 1);
    REQUIRE(q.reserve());
    q.push(100, key_of(3));
    CHECK(q.next() == 100);
    CHECK(q.pop().key.low == 3);
    CHECK(q.next() == 500);
}

TEST_CASE("a cleared queue begins anew, also before what came up last; swapped queues change places") {
    memory_flag flag;
    timer_queue q(flag);
    timer_queue other(flag);
    REQUIRE(q.reserve(2));
    q.push(1000, key_of(1));
    static_cast<void>(q.pop());
    q.push(2000, key_of(2));
    q.clear();
    CHECK(q.empty());
    REQUIRE(q.reserve());
    q.push(10, key_of(3));
    q.swap(other);
    CHECK(q.empty());
    REQUIRE(other.size() == 1);
    CHECK(other.pop().key.low == 3);
}

TEST_CASE("who comes near is asked for once, and once more when among the next") {
    memory_flag flag;
    timer_queue q(flag);
    constexpr std::int64_t hour = std::int64_t{3600} * 1'000'000;
    for (std::uint64_t i = 0; i < 1000; ++i) {
        REQUIRE(q.reserve());
        q.push(static_cast<std::int64_t>(i) * hour / 7, key_of(i));
    }
    std::vector<int> near(1000);
    std::vector<int> next(1000);
    for (std::uint64_t i = 0; i < 1000; ++i) {
        const auto e = q.pop([&](hash128 k, bool is_next) noexcept { ++(is_next ? next : near)[k.low]; });
        REQUIRE(e.key.low == i);
    }
    CHECK(std::all_of(near.begin(), near.end(), [](int n) { return n <= 1; }));
    CHECK(std::all_of(next.begin(), next.end(), [](int n) { return n <= 1; }));
    CHECK(std::count(next.begin(), next.end(), 1) > 900);
}
