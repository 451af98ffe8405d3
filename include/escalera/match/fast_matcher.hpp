#pragma once
// The fast matcher: bit rows for what tests a slot against constants, programs for the rest.
//
// For each section, the terms that an event leaves possible are the AND of one row a column (condition_set.hpp).
// begin() takes the slots that events themselves supply, field at a time over the batch, and notes the class of each
// cell; match() looks up the rows, adds the slots that only the state knows (windows, case, what was captured), and
// evaluates residual atoms only for terms that are still possible, each at most once an event and section.
//
// A matcher serves one batch at a time: what is judged in between (a timer) needs a batch, and a matcher, of its own.
// Trace (match_trace.hpp) is told what decided; the default one costs nothing.
// Threads: one per engine thread.   Cost: an AND of `words` words a column; no allocation in the steady state. Where
// there is no memory the flag is raised and some conditions are left out.

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

#include "escalera/compile/rule_set.hpp"
#include "escalera/config.hpp"
#include "escalera/match/batch.hpp"
#include "escalera/match/column_class.hpp"
#include "escalera/match/match_trace.hpp"
#include "escalera/match/matcher.hpp"
#include "escalera/match/program_evaluator.hpp"
#include "escalera/model/buffer.hpp"

ESCALERA_NAMESPACE_BEGIN

template <class Trace = no_trace>
class fast_matcher {
public:
    explicit fast_matcher(memory_flag& flag, Trace trace = {}) noexcept
        : x_evaluator(flag), x_classes(flag), x_offsets(flag), x_rows(flag), x_atoms(flag), x_trace(std::move(trace)) {}

    void begin(const rule_set& rules, const batch& events) noexcept {
        x_heads = events.heads;
        x_event = no_event;
        x_is_ready = make_room(rules);
        if (!x_is_ready) return;
        if (events.size() == 1) {
            leave_to_the_row(rules);
        } else {
            classify_batch(rules, events);
        }
    }

    void match(const rule_set& rules, section s, std::size_t event, std::span<const cell> row, match_result& out) noexcept {
        const judged now{rules, rules.set(s), row, out};
        out.begin(now.set.conditions);
        if constexpr (Trace::is_on) x_trace.began(now.set);
        if (now.set.words == 0 || !x_is_ready) return;
        look_at(event);
        forget_atoms();
        const auto* const offsets = x_offsets.data() + x_first_offset[static_cast<std::size_t>(s)];
        if (now.set.words == 1) {
            match_one_word(now, offsets);
        } else {
            select_rows(now, offsets);
            match_rows(now);
        }
    }

    [[nodiscard]] cell compute(const rule_set& rules, std::uint32_t root, std::span<const cell> row) noexcept {
        return x_evaluator.value(rules.code, root, row);
    }

    [[nodiscard]] const Trace& trace() const noexcept { return x_trace; }

private:
    static constexpr std::size_t no_event = static_cast<std::size_t>(-1);
    static constexpr std::uint32_t ask_row = 0xFFFF'FFFF;       // the class of a cell that the event does not supply
    static constexpr std::uint32_t not_prepared = 0xFFFF'FFFF;  // the offset of a column that no event supplies

    // What one call of match() works on.
    struct judged {
        const rule_set& rules;
        const condition_set& set;
        std::span<const cell> row;
        match_result& out;
    };

    // The rows that a column's cell selects; no doubt where the cell decides every test.
    struct selected {
        const std::uint64_t* possible = nullptr;
        const std::uint64_t* doubt = nullptr;
    };

    struct atom_state {
        std::uint32_t when = 0;  // the match() that evaluated it
        truth is = truth::no;
    };

    // ---- the batch, field at a time ----

    [[nodiscard]] bool make_room(const rule_set& rules) noexcept {
        std::size_t columns = 0;
        std::size_t offsets = 0;
        std::size_t residuals = 0;
        for (const auto& set : rules.sets) {
            columns = std::max(columns, set.columns.size());
            offsets += set.columns.size();
            residuals = std::max(residuals, set.residuals.size());
        }
        x_rows.resize_uninitialised(columns);
        x_offsets.clear();
        if (!x_offsets.reserve(offsets) || x_rows.size() < columns || !x_atoms.reserve(residuals)) return false;
        while (x_atoms.size() < residuals) x_atoms.push({});
        return true;
    }

    void classify_batch(const rule_set& rules, const batch& events) noexcept {
        x_classes.clear();
        for (std::size_t s = 0; s < section_count; ++s) {
            x_first_offset[s] = x_offsets.size();
            for (const auto& c : rules.sets[s].columns) {
                x_offsets.push(is_prepared(rules, events, c) ? classify_column(events, c) : not_prepared);
            }
        }
    }

    // Of a single event only those columns are classified that some section asks for, when it does.
    void leave_to_the_row(const rule_set& rules) noexcept {
        std::size_t columns = 0;
        for (std::size_t s = 0; s < section_count; ++s) {
            x_first_offset[s] = columns;
            columns += rules.sets[s].columns.size();
        }
        x_offsets.resize_uninitialised(columns);  // there is room
        std::fill(x_offsets.begin(), x_offsets.end(), not_prepared);
    }

    // Whether the cells of the batch are those of the row that will be matched (batch.hpp).
    [[nodiscard]] static bool is_prepared(const rule_set& rules, const batch& events, const column& c) noexcept {
        const auto& slot = rules.slots[c.of];
        return slot.from == slot_source::field && !slot.set_by_rules && events.columns[c.of] != nullptr;
    }

    // Appends the class of each event's cell; where they begin.
    std::uint32_t classify_column(const batch& events, const column& c) noexcept {
        const auto first = x_classes.size();
        x_classes.resize_uninitialised(first + events.size());
        if (x_classes.size() == first) return not_prepared;
        const cell* const cells = events.columns[c.of];
        for (std::size_t e = 0; e < events.size(); ++e) {
            const bool is_there = !cells[e].is_absent();
            x_classes[first + e] = is_there ? class_of(c, cells[e]) : ask_row;
        }
        return static_cast<std::uint32_t>(first);
    }

    // ---- one event, one section ----

    void look_at(std::size_t event) noexcept {
        if (event == x_event) return;
        x_event = event;
        x_evaluator.forget();
    }

    void forget_atoms() noexcept {
        if (++x_now != 0) return;
        std::fill(x_atoms.begin(), x_atoms.end(), atom_state{});
        x_now = 1;
    }

    void select_rows(const judged& now, const std::uint32_t* offsets) noexcept {
        const auto& columns = now.set.columns;
        const std::size_t words = now.set.words;
        for (std::size_t i = 0; i < columns.size(); ++i) {
            const auto& c = columns[i];
            const auto its_class = class_in(c, offsets[i], now.row);
            x_rows[i] = {c.possible.data() + its_class * words,
                         leaves_doubt(c, its_class) ? c.doubt.data() + doubt_row(c, its_class) * words : nullptr};
        }
    }

    [[nodiscard]] std::uint32_t class_in(const column& c, std::uint32_t offset, std::span<const cell> row) const noexcept {
        if (offset != not_prepared) {
            const auto prepared = x_classes[offset + x_event];
            if (prepared != ask_row) return prepared;
        }
        return class_of(c, row[c.of]);
    }

    // Few conditions: their terms are one word, and no column is asked once none is left.
    void match_one_word(const judged& now, const std::uint32_t* offsets) noexcept {
        const auto& columns = now.set.columns;
        auto possible = now.set.terms_at[static_cast<std::size_t>(x_heads[x_event].kind)];
        std::uint64_t doubt = 0;
        for (std::size_t i = 0; i < columns.size() && possible != 0; ++i) {
            const auto& c = columns[i];
            const auto its_class = class_in(c, offsets[i], now.row);
            const auto row = c.possible[its_class];
            const auto doubted = leaves_doubt(c, its_class) ? c.doubt[doubt_row(c, its_class)] : 0;
            if constexpr (Trace::is_on) {
                x_trace.ruled_out(static_cast<std::uint32_t>(i), 0, possible & ~row);
                if (doubted != 0) x_trace.doubted(static_cast<std::uint32_t>(i), 0, doubted & possible & row);
            }
            possible &= row;
            doubt |= doubted;
        }
        take_terms(now, 0, possible, doubt);
    }

    // So many words at a time stay in registers: all columns' rows for these terms, then the terms that are left.
    void match_rows(const judged& now) noexcept {
        constexpr std::size_t Width = condition_set::block;
        const std::size_t words = now.set.words;
        const auto* const wanted = now.set.terms_at.data() + static_cast<std::size_t>(x_heads[x_event].kind) * words;
        for (std::size_t first = 0; first < words; first += Width) {
            std::array<std::uint64_t, Width> possible;
            std::array<std::uint64_t, Width> doubt = {};
            std::copy_n(wanted + first, Width, possible.begin());
            for (std::size_t i = 0; i < now.set.columns.size(); ++i) narrow<Width>(i, first, possible, doubt);
            for (std::size_t w = 0; w < Width; ++w) take_terms(now, first + w, possible[w], doubt[w]);
        }
    }

    template <std::size_t Width>
    void narrow(std::size_t column, std::size_t first, std::array<std::uint64_t, Width>& possible,
                std::array<std::uint64_t, Width>& doubt) noexcept {
        const auto rows = x_rows[column];
        const auto before = possible;
        for (std::size_t w = 0; w < Width; ++w) possible[w] &= rows.possible[first + w];
        if (rows.doubt != nullptr) {
            for (std::size_t w = 0; w < Width; ++w) doubt[w] |= rows.doubt[first + w];
        }
        if constexpr (Trace::is_on) {
            for (std::size_t w = 0; w < Width; ++w) {
                x_trace.ruled_out(static_cast<std::uint32_t>(column), first + w, before[w] & ~possible[w]);
                if (rows.doubt != nullptr)
                    x_trace.doubted(static_cast<std::uint32_t>(column), first + w, rows.doubt[first + w] & possible[w]);
            }
        }
    }

    // The terms that columns leave possible: whatever is in doubt is unknown, unless a residual atom rules it out.
    void take_terms(const judged& now, std::size_t word, std::uint64_t possible, std::uint64_t doubt) noexcept {
        for (; possible != 0; possible &= possible - 1) {
            const auto bit = static_cast<std::size_t>(std::countr_zero(possible));
            take_term(now, word * 64 + bit, (doubt >> bit & 1U) != 0 ? truth::unknown : truth::yes);
        }
    }

    void take_term(const judged& now, std::size_t term, truth at_most) noexcept {
        const auto& set = now.set;
        const auto condition = set.condition_of_term[term];
        if (now.out.of(condition) >= at_most) return;  // an earlier term of it says as much
        auto is = at_most;
        const auto* const last = set.residuals_of_term.data() + set.first_residual[term + 1];
        for (const auto* r = set.residuals_of_term.data() + set.first_residual[term]; r != last && is != truth::no; ++r) {
            const auto one = atom(now, *r);
            if (one < is) {
                is = one;
                if constexpr (Trace::is_on) x_trace.decided_by_residual(term, is, *r);
            }
        }
        if constexpr (Trace::is_on) x_trace.term(term, is);
        if (is != truth::no) now.out.add(condition, is);
    }

    // A residual atom, evaluated once.
    [[nodiscard]] truth atom(const judged& now, std::uint32_t index) noexcept {
        auto& state = x_atoms[index];
        if (state.when == x_now) return state.is;
        const auto& residual = now.set.residuals[index];
        const auto plain = x_evaluator.test(now.rules.code, residual.root, now.row);
        state = {x_now, residual.negated && plain != truth::unknown ? truth_of(plain == truth::no) : plain};
        return state.is;
    }

    std::span<const event_head> x_heads;
    std::size_t x_event = no_event;
    bool x_is_ready = false;

    program_evaluator x_evaluator;
    buffer<std::uint32_t> x_classes;                          // of the batch's cells, column after column
    buffer<std::uint32_t> x_offsets;                          // of each section's columns, in x_classes
    std::array<std::size_t, section_count> x_first_offset{};  // of each section, in x_offsets
    buffer<selected> x_rows;
    buffer<atom_state> x_atoms;
    std::uint32_t x_now = 0;
    [[no_unique_address]] Trace x_trace;
};

static_assert(matcher<fast_matcher<>>);

ESCALERA_NAMESPACE_END
