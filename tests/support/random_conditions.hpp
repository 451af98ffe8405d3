#pragma once
// Random conditions for property tests: every operator, function and macro of the condition language over the fields of
// a test world. Constants come from the same small pools as random cells, so that they are likely to meet.

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "escalera/model/value.hpp"
#include "support/hand_made_rules.hpp"
#include "support/predicate_forms.hpp"
#include "support/random_cells.hpp"

namespace escalera::testing {

// ---- the world ------------------------------------------------------------------------------------------------------

inline std::shared_ptr<small_world> random_world() {
    auto w = std::make_shared<small_world>();
    w->add_field("complaint.outside", bool_type);
    w->add_field("complaint.confirmed", bool_type);
    w->add_field("complaint.severity", int_type);
    w->add_field("case.grade", int_type, true);
    w->add_field("complaint.category", text_type);
    w->add_field("complaint.channel", text_type);
    w->add_field("customer.group", text_type, true);
    w->add_field("customer.zone", text_type);
    w->add_field("complaint.claim", decimal_type);
    w->add_field("offer.amount", decimal_type);
    w->add_field("customer.upheld_share", number_type);
    w->add_field("complaint.rate", number_type);
    w->add_field("complaint.time", time_type);
    w->add_field("complaint.due", time_type);
    w->add_field("clock.used", span_type);
    w->add_field("complaint.wait", span_type);
    w->add_field("complaint.missing", text_type.list_of());
    w->add_field("complaint.marks", int_type.list_of());
    w->add_field("complaint.shares", number_type.list_of());
    w->add_unread_field("complaint.address", text_type);
    w->add_window("repeat", int_type);
    w->add_window("frequency", int_type);
    w->add_window("total", decimal_type);
    w->add_window("late_share", number_type);
    w->add_ladder("calls", {"specialist", "lead", "manager"});
    return w;
}

// ---- conditions -----------------------------------------------------------------------------------------------------

// Texts of conditions, typed by construction.
class condition_writer {
public:
    explicit condition_writer(dice& d) : x_dice(d) {}

    std::string boolean(int depth) {
        if (depth <= 0) return simple_boolean();
        switch (x_dice.below(22)) {
            case 0:
            case 1:
            case 2: return chain(" && ", depth);
            case 3:
            case 4:
            case 5: return chain(" || ", depth);
            case 6:
            case 7: return "!" + in_parentheses(boolean(depth - 1));
            case 8: return "(" + boolean(depth - 1) + " ? " + boolean(depth - 1) + " : " + boolean(depth - 1) + ")";
            case 9: return comparison(integer(depth - 1), mixed(depth - 1));
            case 10: return comparison(number(depth - 1), mixed(depth - 1));
            case 11: return comparison(amount(depth - 1), mixed(depth - 1));
            case 12: return comparison(text(depth - 1), text(depth - 1));
            case 13: return comparison(time(depth - 1), time(depth - 1));
            case 14: return comparison(span(depth - 1), span(depth - 1));
            case 15: return x_dice.one_in(2) ? text(depth - 1) + call_of_text(depth) : "bool(" + text(0) + ")";
            case 16: return quantifier(depth);
            case 17: return integer(depth - 1) + " in " + integers(depth - 1);
            case 18: return text(depth - 1) + " in " + texts(depth - 1);
            case 19: return integers(depth - 1) + equality() + integers(depth - 1);
            case 20: return comparison("(" + boolean(depth - 1) + ")", "(" + boolean(depth - 1) + ")");
            default: return simple_boolean();
        }
    }

    // One operator or function, on fields: each of them comes up often, and out both ways.
    std::string predicate() {
        std::string written;
        const auto form = x_dice.any_of(predicate_forms);
        for (std::size_t i = 0; i < form.size(); ++i) {
            const bool is_operand = form[i] == '%' && i + 1 < form.size() && form[i + 1] != ' ';
            written += is_operand ? leaf(form[++i]) : std::string(1, form[i]);
        }
        return written;
    }

    std::string integer(int depth) {
        static constexpr std::string_view leaves[] = {"complaint.severity", "case.grade",          "repeat", "frequency", "repeat.of",
                                                      "late_share.of",      "case.rung(\"calls\")"};
        if (variable_of(kind::integer) && x_dice.one_in(2)) return x_variable;
        if (depth <= 0) return x_dice.one_in(2) ? std::string(x_dice.any_of(leaves)) : integer_literal();
        switch (x_dice.below(11)) {
            case 0: return "(" + integer(depth - 1) + " + " + integer(depth - 1) + ")";
            case 1: return "(" + integer(depth - 1) + " - " + integer(depth - 1) + ")";
            case 2: return "(" + integer(depth - 1) + " * " + integer(depth - 1) + ")";
            case 3: return "(" + integer(depth - 1) + " / " + integer(depth - 1) + ")";
            case 4: return "(" + integer(depth - 1) + " % " + integer(depth - 1) + ")";
            case 5: return "(-" + in_parentheses(integer(depth - 1)) + ")";
            case 6: return x_dice.one_in(2) ? "size(" + text(depth - 1) + ")" : "size(" + integers(depth - 1) + ")";
            case 7: return "int(" + of_any(depth - 1) + ")";
            case 8: return x_dice.one_in(2) ? part_of_time(depth) : part_of_span(depth);
            case 9: return integers(depth - 1) + "[" + integer(0) + "]";
            default: return "(" + boolean(depth - 1) + " ? " + integer(depth - 1) + " : " + integer(depth - 1) + ")";
        }
    }

    std::string number(int depth) {
        static constexpr std::string_view leaves[] = {"customer.upheld_share", "complaint.rate", "late_share"};
        static constexpr std::string_view literals[] = {
            "0.0", "-0.0", "0.5", "1.5", "3.0", "0.1", "-2.5", "2.0", "1e308", "4.9e-324", "9007199254740993.0", "9223372036854775808.0"};
        if (depth <= 0) return std::string(x_dice.one_in(2) ? x_dice.any_of(leaves) : x_dice.any_of(literals));
        switch (x_dice.below(8)) {
            case 0: return "(" + number(depth - 1) + " + " + number(depth - 1) + ")";
            case 1: return "(" + number(depth - 1) + " - " + number(depth - 1) + ")";
            case 2: return "(" + number(depth - 1) + " * " + number(depth - 1) + ")";
            case 3: return "(" + number(depth - 1) + " / " + number(depth - 1) + ")";
            case 4: return "(-" + in_parentheses(number(depth - 1)) + ")";
            case 5:
                return "double(" +
                       std::string(x_dice.one_in(3)   ? text(0)
                                   : x_dice.one_in(2) ? integer(depth - 1)
                                                      : amount(depth - 1)) +
                       ")";
            case 6: return "(" + boolean(depth - 1) + " ? " + number(depth - 1) + " : " + number(depth - 1) + ")";
            default: return number(0);
        }
    }

    std::string amount(int depth) {
        static constexpr std::string_view leaves[] = {"complaint.claim", "offer.amount", "total"};
        if (depth <= 0) return std::string(x_dice.any_of(leaves));
        switch (x_dice.below(4)) {
            case 0: return "(" + amount(depth - 1) + " + " + amount(depth - 1) + ")";
            case 1: return "(" + amount(depth - 1) + " - " + amount(depth - 1) + ")";
            case 2: return "(-" + in_parentheses(amount(depth - 1)) + ")";
            default: return amount(0);
        }
    }

    std::string text(int depth) {
        static constexpr std::string_view leaves[] = {"complaint.category", "complaint.channel", "customer.group", "complaint.address"};
        if (variable_of(kind::text) && x_dice.one_in(2)) return x_variable;
        if (depth <= 0) return x_dice.one_in(3) ? text_literal() : std::string(x_dice.any_of(std::span(leaves, x_dice.one_in(8) ? 4 : 3)));
        switch (x_dice.below(5)) {
            case 0: return "(" + text(depth - 1) + " + " + text(depth - 1) + ")";
            case 1:
            case 2: return "string(" + of_any(depth - 1) + ")";
            case 3: return texts(depth - 1) + "[" + integer(0) + "]";
            default: return "(" + boolean(depth - 1) + " ? " + text(depth - 1) + " : " + text(depth - 1) + ")";
        }
    }

    std::string time(int depth) {
        static constexpr std::string_view literals[] = {"timestamp(\"2026-03-01T12:00:00Z\")", "timestamp(\"2024-02-29T23:59:59.5+02:00\")",
                                                        "timestamp(\"9999-12-31T23:59:59Z\")", "timestamp(\"0001-01-01T00:00:00Z\")"};
        if (depth <= 0)
            return x_dice.one_in(3) ? std::string(x_dice.any_of(literals)) : x_dice.one_in(2) ? "complaint.time" : "complaint.due";
        switch (x_dice.below(5)) {
            case 0: return "(" + time(depth - 1) + " + " + span(depth - 1) + ")";
            case 1: return "(" + span(depth - 1) + " + " + time(depth - 1) + ")";
            case 2: return "(" + time(depth - 1) + " - " + span(depth - 1) + ")";
            case 3: return "timestamp(" + (x_dice.one_in(2) ? integer(depth - 1) : text(0)) + ")";
            default: return time(0);
        }
    }

    std::string span(int depth) {
        static constexpr std::string_view literals[] = {"duration(\"90s\")", "duration(\"-1.5h\")", "duration(\"24h\")",
                                                        "duration(\"87000000h\")", "duration(\"0\")"};
        static constexpr std::string_view leaves[] = {"clock.used", "complaint.wait", "complaint.wait", "clock.left(\"reply\")"};
        if (depth <= 0) return std::string(x_dice.one_in(3) ? x_dice.any_of(literals) : x_dice.any_of(leaves));
        switch (x_dice.below(5)) {
            case 0: return "(" + span(depth - 1) + " + " + span(depth - 1) + ")";
            case 1: return "(" + span(depth - 1) + " - " + span(depth - 1) + ")";
            case 2: return "(" + time(depth - 1) + " - " + time(depth - 1) + ")";
            case 3: return "duration(" + text(0) + ")";
            default: return span(0);
        }
    }

    std::string integers(int depth) {
        static constexpr std::string_view literals[] = {"[1, 2, 3]", "[0]", "[3, -1, 2]", "[5, 5]"};
        if (depth <= 0) return x_dice.one_in(3) ? "complaint.marks" : std::string(x_dice.any_of(literals));
        switch (x_dice.below(5)) {
            case 0: return "(" + integers(depth - 1) + " + " + integers(depth - 1) + ")";
            case 1: return "[" + integer(depth - 1) + ", " + integer(depth - 1) + "]";
            case 2: return macro(integers(depth - 1), kind::integer, "filter", depth);
            case 3: return map_macro(depth);
            default: return integers(0);
        }
    }

    std::string texts(int depth) {
        static constexpr std::string_view literals[] = {"[\"bill\", \"line\"]", "[\"web\"]", "[\"\", \"Ünde\"]"};
        if (depth <= 0) return x_dice.one_in(3) ? "complaint.missing" : std::string(x_dice.any_of(literals));
        switch (x_dice.below(3)) {
            case 0: return "[" + text(depth - 1) + ", " + text(depth - 1) + "]";
            case 1: return macro(texts(depth - 1), kind::text, "filter", depth);
            default: return texts(0);
        }
    }

private:
    std::string leaf(char what) {
        switch (what) {
            case 'b':
                return x_dice.one_in(2) ? "complaint.outside" : x_dice.one_in(2) ? "complaint.confirmed" : "case.reached('calls', 'lead')";
            case 'i': return integer(0);
            case 'n': return number(0);
            case 'd': return amount(0);
            case 't': return text(0);
            case 'T': return x_dice.one_in(2) ? "complaint.time" : "complaint.due";
            case 's': return x_dice.one_in(2) ? "complaint.wait" : "clock.used";
            case 'I': return x_dice.one_in(3) ? "[1, 2, 3]" : "complaint.marks";
            default: return x_dice.one_in(3) ? "['bill', 'web']" : "complaint.missing";
        }
    }

    static std::string in_parentheses(const std::string& inner) { return "(" + inner + ")"; }
    bool variable_of(kind k) const { return !x_variable.empty() && x_variable_is == k; }

    std::string simple_boolean() {
        static constexpr std::string_view facts[] = {"complaint.outside",
                                                     "complaint.confirmed",
                                                     "case.reached(\"calls\", \"lead\")",
                                                     "case.reached(\"calls\", \"manager\")",
                                                     "has(complaint.category)",
                                                     "has(complaint.claim)",
                                                     "has(complaint.severity)",
                                                     "has(complaint.missing)",
                                                     "has(complaint.address)",
                                                     "complaint.outside == true",
                                                     "complaint.confirmed != true",
                                                     "complaint.outside in [false]",
                                                     "clock.breached(\"reply\")",
                                                     "alert(\"flood\")",
                                                     "true",
                                                     "false"};
        switch (x_dice.below(6)) {
            case 0: return comparison(integer(0), integer_literal());
            case 1: return comparison(integer_literal(), integer(0));
            case 2: return text(0) + equality() + text_literal();
            case 3: return x_dice.one_in(2) ? integer(0) + " in [1, 2, 5]" : text(0) + " in [\"bill\", \"web\", \"\"]";
            default: return std::string(x_dice.any_of(facts));
        }
    }

    std::string chain(std::string_view op, int depth) {
        auto whole = boolean(depth - 1);
        for (auto more = 1 + x_dice.below(3); more > 0; --more) whole += std::string(op) + boolean(depth - 1);
        return in_parentheses(whole);
    }
    std::string comparison(const std::string& left, const std::string& right) {
        static constexpr std::string_view operators[] = {" == ", " != ", " < ", " <= ", " > ", " >= "};
        return in_parentheses(left + std::string(x_dice.any_of(operators)) + right);
    }
    std::string equality() { return x_dice.one_in(2) ? " == " : " != "; }

    // Of any type that compares with numbers.
    std::string mixed(int depth) { return x_dice.one_in(3) ? integer(depth) : x_dice.one_in(2) ? number(depth) : amount(depth); }
    std::string of_any(int depth) {
        switch (x_dice.below(7)) {
            case 0: return number(depth);
            case 1: return amount(depth);
            case 2: return text(0);
            case 3: return time(depth);
            default: return integer(depth);
        }
    }

    std::string integer_literal() {
        static constexpr std::string_view literals[] = {"0", "1", "2", "3", "5", "-1", "9223372036854775807", "-9223372036854775808"};
        return std::string(literals[x_dice.below(x_dice.one_in(5) ? 8 : 6)]);
    }
    std::string text_literal() {
        static constexpr std::string_view literals[] = {"\"bill\"", "\"web\"", "\"line\"", "\"\"",    "\"12\"",
                                                        "\"true\"", "\"1.5\"", "\"Ünde\"", "\"90s\"", "\"2026-03-01T12:00:00Z\""};
        return std::string(x_dice.any_of(literals));
    }
    std::string call_of_text(int depth) {
        static constexpr std::string_view functions[] = {".contains(", ".startsWith(", ".endsWith("};
        if (x_dice.one_in(3)) {
            static constexpr std::string_view patterns[] = {"\"^b.*l$\"", "\"[0-9]+\"",        "\"web|line\"",
                                                            "\"\"",       "complaint.channel", "\"(\" + customer.group"};
            return ".matches(" + std::string(x_dice.any_of(patterns)) + ")";
        }
        return std::string(x_dice.any_of(functions)) + text(depth - 1) + ")";
    }
    std::string part_of_time(int depth) {
        static constexpr std::string_view parts[] = {"getFullYear",  "getMonth", "getDate",    "getDayOfMonth", "getDayOfWeek",
                                                     "getDayOfYear", "getHours", "getMinutes", "getSeconds",    "getMilliseconds"};
        static constexpr std::string_view zones[] = {"", "", "\"America/Bogota\"", "\"+05:45\"", "\"Nowhere/At_all\"", "customer.zone"};
        return time(depth - 1) + "." + std::string(x_dice.any_of(parts)) + "(" + std::string(x_dice.any_of(zones)) + ")";
    }
    std::string part_of_span(int depth) {
        static constexpr std::string_view parts[] = {"getHours", "getMinutes", "getSeconds", "getMilliseconds"};
        return span(depth - 1) + "." + std::string(x_dice.any_of(parts)) + "()";
    }

    std::string quantifier(int depth) {
        static constexpr std::string_view macros[] = {"all", "exists", "exists_one"};
        const auto name = std::string(x_dice.any_of(macros));
        return x_dice.one_in(3) ? macro(texts(depth - 1), kind::text, name, depth) : macro(integers(depth - 1), kind::integer, name, depth);
    }
    // list.name(v, body); one variable is used inside, the innermost.
    std::string macro(const std::string& list, kind element, const std::string& name, int depth) {
        const auto outer = x_variable;
        const auto outer_is = x_variable_is;
        if (++x_nested > 2) {
            --x_nested;
            return name == "filter" ? list : "true";
        }
        x_variable = x_nested == 1 ? "x" : "y";
        x_variable_is = element;
        auto whole = list + "." + name + "(" + x_variable + ", " + boolean(depth - 1) + ")";
        x_variable = outer;
        x_variable_is = outer_is;
        --x_nested;
        return whole;
    }
    std::string map_macro(int depth) {
        if (x_nested > 0) return integers(0);
        ++x_nested;
        const auto list = integers(depth - 1);
        x_variable = "x";
        x_variable_is = kind::integer;
        auto whole = list + ".map(x, " + (x_dice.one_in(2) ? boolean(0) + ", " : "") + integer(depth - 1) + ")";
        x_variable.clear();
        --x_nested;
        return whole;
    }

    dice& x_dice;
    std::string x_variable;
    kind x_variable_is = kind::absent;
    int x_nested = 0;
};

}  // namespace escalera::testing
