// Open time by calendars: the cost of an operation does not grow with the distance of its deadline.
#include "escalera/model/calendar.hpp"

#include <benchmark/benchmark.h>

namespace {

using namespace escalera;

constexpr std::int64_t hour = 3600 * micros_per_second;

opening_hours office_hours() {
    opening_hours hours;
    for (std::size_t day = 1; day <= 5; ++day) hours.week[day] = {{8 * 3600, 12 * 3600}, {13 * 3600, 18 * 3600}};
    for (std::int64_t year = 2000; year < 2100; ++year) {
        hours.special[days_from_civil({year, 12, 25})] = {};
        hours.special[days_from_civil({year, 12, 24})] = {{8 * 3600, 12 * 3600}};
    }
    return hours;
}

calendar office() { return calendar::make(zone::load("Europe/Berlin").value(), office_hours()).value(); }

// So many days of nine hours. The answer is checked: it must hold what was added.
void add(benchmark::State& state) {
    const auto c = office();
    const auto open = state.range(0) * 9 * hour;
    auto start = to_instant(*parse_rfc3339("2026-03-02T09:17:00Z"));
    if (c.between(start, c.add(start, open).value()) != open) return state.SkipWithError("the answer is wrong");
    for (auto _ : state) {
        start.micros += 7 * micros_per_second;  // no two questions are the same
        benchmark::DoNotOptimize(c.add(start, open));
    }
}
BENCHMARK(add)->Arg(1)->Arg(10)->Arg(1000)->Arg(30'000);

void between(benchmark::State& state) {
    const auto c = office();
    auto start = to_instant(*parse_rfc3339("2026-03-02T09:17:00Z"));
    const instant end{start.micros + state.range(0) * 24 * hour};
    for (auto _ : state) {
        start.micros += micros_per_second;
        benchmark::DoNotOptimize(c.between(start, end));
    }
}
BENCHMARK(between)->Arg(1)->Arg(10)->Arg(1000)->Arg(30'000);

void business_day(benchmark::State& state) {
    const auto c = office();
    auto start = to_instant(*parse_rfc3339("2026-03-02T09:17:00Z"));
    for (auto _ : state) {
        start.micros += micros_per_second;
        benchmark::DoNotOptimize(c.end_of_business_day(start, state.range(0)));
    }
}
BENCHMARK(business_day)->Arg(1)->Arg(10)->Arg(1000)->Arg(30'000);

void make_calendar(benchmark::State& state) {
    const auto in = zone::load("Europe/Berlin").value();
    const auto hours = office_hours();
    for (auto _ : state) benchmark::DoNotOptimize(calendar::make(in, hours));
}
BENCHMARK(make_calendar);

}  // namespace
