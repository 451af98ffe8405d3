#pragma once
// One operator or function each, on fields of the test world. %b stands for a bool, %i an int, %n a number, %d a
// decimal, %t a text, %T a timestamp, %s a duration, %I a list of ints, %X a list of texts.

#include <string_view>

namespace escalera::testing {

// clang-format off
inline constexpr std::string_view predicate_forms[] = {
    "%i + 1 > %i", "%i - 2 < %i", "%i * 2 > %i", "%i / 2 == 1", "%i % 2 == 1", "-(%i) < 0", "%n + 1.5 > %n", "%n - 1.5 < %n",
    "%n * 2.0 > %n", "%n / 2.0 <= %n", "-(%n) < 0.5", "%d + %d > 1", "%d - %d < 1.5", "-(%d) < %n", "%d == %n", "%d != %i", "%n >= %i",
    "(%t + %t).endsWith('l')", "(%I + [5]) == [5]", "[%i, 1] != [1, 1]", "size(%I) > 1", "size(%t) > 3", "%I[0] > 1", "%X[1] == 'bill'",
    "%T + duration('24h') > %T", "duration('-24h') + %T < %T", "%T - %T > duration('0')", "%T - %s < %T", "%s + %s > %s",
    "%s - %s <= duration('1s')", "%I.all(x, x > 0)", "%I.exists(x, x == %i)", "%I.exists_one(x, x > 1)", "%I.map(x, x + 1) == [2, 3, 4]",
    "size(%I.map(x, x > 1, x)) == 1", "size(%I.filter(x, x > 1)) == 1", "%X.exists(x, x == %t)", "%X.all(x, %X.exists(y, x == y))",
    "%t.contains('i')", "%t.startsWith(%t)", "%t.endsWith('e')", "%t.matches('^[a-l]+$')", "%t.matches(%t)", "%t < %t", "%b == %b",
    "%b < %b", "int(%n) > 1", "int(%d) > 1", "int(%t) > 10", "int(%T) > 0", "double(%i) > 1.0", "double(%d) > 0.5", "double(%t) > 1.2",
    "%n == %n", "string(%b) == 'true'", "%T.getFullYear() > 2020", "string(%i) == '1'", "string(%n) == '1.5'", "string(%d) == '1.5'",
    "string(%T) == '2026-03-01T12:00:00Z'", "string(%s) == '90s'", "string(%n).matches('e[-+]')", "bool(%t)",
    "timestamp(%i) > timestamp(1)", "timestamp(%t) > %T", "duration(%t) > duration('2m')", "%T.getFullYear() > 2000", "%T.getMonth() > 1",
    "%T.getDate() > 15", "%T.getDayOfMonth() > 15", "%T.getDayOfWeek() > 3", "%T.getDayOfYear() > 100",
    "%T.getHours('America/Bogota') > 12", "%T.getMinutes('+05:45') > 44", "%T.getSeconds() > 30", "%T.getMilliseconds() > 100",
    "%T.getHours(customer.zone) > 12", "%s.getHours() > 1", "%s.getMinutes() > 1", "%s.getSeconds() > 1", "%s.getMilliseconds() > -1",
    "(%b ? %i : 3) >= 2", "%b ? %b : %b", "repeat.of > 2", "repeat >= %i", "frequency < 4", "case.rung('calls') > 1", "%i in %I",
    "%t in %X", "!%b",
};
// clang-format on

}  // namespace escalera::testing
