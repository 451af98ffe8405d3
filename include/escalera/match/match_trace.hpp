#pragma once
// Who is told what decided. The fast matcher takes a trace as a policy; the one that is off costs nothing.
//
// A trace that is on hears, for each section of an event: began(); ruled_out() and doubted(), for each column the terms
// that it made impossible or left in doubt, a word of bits at a time; decided_by_residual(); and term() for each term
// that the columns left possible, with what came of it. (A term whose condition holds already is passed over.)
// Threads: as the matcher that owns it.   Cost: the first reason of a term that fell is kept: a store a term.

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "escalera/compile/condition_set.hpp"
#include "escalera/config.hpp"
#include "escalera/match/matcher.hpp"

ESCALERA_NAMESPACE_BEGIN

// Where nobody asks.
struct no_trace {
    static constexpr bool is_on = false;
};

// Keeps what decided each term of the section that was matched last. May throw when memory runs out: for
// explanations, where the matcher's noexcept then ends the program.
class term_trace {
public:
    static constexpr bool is_on = true;

    struct decided {
        enum class by : std::uint8_t { nothing, column, residual };  // nothing: every test held, or it was not wanted
        truth is = truth::no;
        by what = by::nothing;
        std::uint32_t index = 0;  // of the column or the residual atom in the condition_set
    };

    void began(const condition_set& set) { x_terms.assign(set.condition_of_term.size(), {}); }
    void ruled_out(std::uint32_t column, std::size_t word, std::uint64_t terms) {
        note(word, terms, {truth::no, decided::by::column, column});
    }
    void doubted(std::uint32_t column, std::size_t word, std::uint64_t terms) {
        note(word, terms, {truth::unknown, decided::by::column, column});
    }
    void decided_by_residual(std::size_t t, truth is, std::uint32_t residual) { x_terms[t] = {is, decided::by::residual, residual}; }
    void term(std::size_t t, truth is) { x_terms[t].is = is; }

    [[nodiscard]] const std::vector<decided>& terms() const noexcept { return x_terms; }

private:
    // A term that is ruled out stays so; one in doubt may yet be ruled out.
    void note(std::size_t word, std::uint64_t terms, const decided& d) {
        for (; terms != 0; terms &= terms - 1) {
            const auto t = word * 64 + static_cast<std::size_t>(std::countr_zero(terms));
            if (t < x_terms.size() && (x_terms[t].what == decided::by::nothing || d.is == truth::no)) x_terms[t] = d;
        }
    }

    std::vector<decided> x_terms;
};

ESCALERA_NAMESPACE_END
