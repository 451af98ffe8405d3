#include "escalera/engine/case_merge.hpp"

#include <algorithm>
#include <optional>

#include "escalera/engine/counting.hpp"
#include "escalera/state/attributes.hpp"
#include "escalera/state/case_ledger.hpp"
#include "escalera/state/cases.hpp"
#include "escalera/state/ladder_positions.hpp"
#include "escalera/state/recusals.hpp"
#include "escalera/state/resolutions.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace {

class merger {
public:
    merger(const rule_set& rules, workspace& ws, std::size_t into, std::size_t from, std::int64_t at) noexcept
        : x_rules(rules),
          x_ws(ws),
          x_record(ws.record),
          x_into(into),
          x_from(from),
          x_at(at),
          x_stays(ws.record.cases[into].serial),
          x_goes(ws.record.cases[from].serial) {}

    void run() noexcept {
        join_ledgers();
        join_positions();
        join_attributes();
        for (std::size_t i = 0; i < x_record.entry_count(); ++i) {
            if (x_record.entry(i).kase == x_goes) x_record.edit_entry(i).kase = x_stays;
        }
        repoint(x_record.marks);
        join_onces();
        join_clocks();
        join_follow_ups();
        repoint(x_record.notices);
        join_states();
    }

private:
    template <class Part>
    void repoint(Part& all) noexcept {
        for (std::size_t i = 0; i < all.size(); ++i) {
            if (all[i].kase == x_goes) all.edit(i).kase = x_stays;
        }
    }

    // ---- in whose hands

    void join_ledgers() noexcept {
        auto& r = x_record;
        const auto& goes = r.cases[x_from];
        const bool was_open = goes.status != case_status::closed;
        if (!was_open) keep_closing(x_rules, r, x_from);
        drop_resolution(r, x_goes);
        const auto had = settled(present_holder(r, x_goes));
        const auto opened = r.cases[x_into].opened;
        if (r.cases[x_from].opened < opened) {
            take_what_was_before(opened);
        } else {
            r.case_notes.erase_if([this](const case_note& n) noexcept { return n.kase == x_goes; });
        }
        r.head.has_loose_text = 1;
        if (!was_open || had.is_nobody() || !present_holder(r, x_stays).is_nobody()) return;
        static_cast<void>(note_holder(r, x_stays, x_at, had));
        if (!had.department.empty()) set_attribute(r, x_stays, x_rules.known.case_department, cell::of(had.department));
    }

    // Until the surviving case was opened the matter was in the hands of the other.
    void take_what_was_before(std::int64_t opened) noexcept {
        auto& r = x_record;
        const auto first = hand_over_at(r, x_stays, opened);
        const auto held = settled(holder_of(r, first));
        const bool is_forgotten = first != no_note && r.case_notes[first].is_forgotten != 0;
        r.case_notes.erase_if([&](const case_note& n) noexcept {
            return (n.kase == x_goes && n.since >= opened) || (is_of_ledger(n, x_stays) && n.since <= opened);
        });
        bool is_closed = false;
        for (std::size_t i = 0; i < r.case_notes.size(); ++i) {
            if (r.case_notes[i].kase != x_goes) continue;
            r.case_notes.edit(i).kase = x_stays;
            if (r.case_notes[i].what != note_of::held) is_closed = r.case_notes[i].what == note_of::closed;
        }
        put_in_order();
        if (is_closed) detail::put_time(r, x_stays, note_of::opened, opened);
        if (!is_forgotten) {
            static_cast<void>(note_holder(r, x_stays, opened, held));
            return;
        }
        case_note n;
        n.kase = x_stays;
        n.is_forgotten = 1;
        n.since = opened;
        static_cast<void>(detail::put_note(r, n));
    }

    // What stood behind the other's notes may have to stand before them now.
    void put_in_order() noexcept {
        auto& notes = x_record.case_notes;
        for (std::size_t i = 0; i < notes.size(); ++i) {
            if (!is_of_ledger(notes[i], x_stays)) continue;
            for (auto k = i + 1; k < notes.size(); ++k) {
                if (!is_of_ledger(notes[k], x_stays) || notes[k].since >= notes[i].since) continue;
                const auto earlier = notes[k];
                const auto later = notes[i];
                notes.edit(i) = earlier;
                notes.edit(k) = later;
            }
        }
    }

    [[nodiscard]] holder settled(const holder& h) noexcept { return {x_ws.scratch.copy(h.owner), x_ws.scratch.copy(h.department)}; }

    // ---- how far ladders were climbed

    // Requires entries that still say whose they were.
    void join_positions() noexcept {
        auto& r = x_record;
        for (std::size_t i = 0; i < r.positions.size() && !x_ws.flag.exhausted;) {
            const auto key = key_from_now_on(r.positions[i]);
            const auto same = std::find_if(r.positions.begin(), r.positions.end(), [&](const ladder_position& p) noexcept {
                return &p != &r.positions[i] && p.ladder == r.positions[i].ladder && p.key == key;
            });
            if (key == r.positions[i].key || same == r.positions.end()) {
                auto& p = r.positions.edit(i++);
                p.key = key;
                if (p.last_case == x_goes) p.last_case = x_stays;
                continue;
            }
            const auto gone = r.positions[i];
            auto& p = r.positions.edit(static_cast<std::size_t>(same - r.positions.begin()));
            p.reached |= gone.reached;
            p.held |= gone.held;
            if (p.last_case == x_goes) p.last_case = x_stays;
            r.positions.erase(i);
            r.head.has_loose_text = 1;
        }
    }

    // Of a ladder that is climbed once for each case.
    [[nodiscard]] std::uint64_t key_from_now_on(const ladder_position& p) const noexcept {
        const auto& parts = x_rules.ladders[p.ladder].per.parts;
        const bool is_per_case =
            std::any_of(parts.begin(), parts.end(), [](const key_part& k) noexcept { return k.is == key_part::kind_of::kase; });
        if (!is_per_case) return p.key;
        if (parts.size() == 1) return p.key == mix(1, x_goes) ? mix(1, x_stays) : p.key;
        for (std::size_t i = 0; i < x_record.entry_count(); ++i) {
            if (x_record.entry(i).kase == x_goes && key_of_entry(parts, i, x_goes) == p.key) return key_of_entry(parts, i, x_stays);
        }
        return p.key;
    }

    [[nodiscard]] std::uint64_t key_of_entry(const std::vector<key_part>& parts, std::size_t entry, std::uint32_t serial) const noexcept {
        std::uint64_t key = 1;
        for (const auto& p : parts) {
            std::uint64_t part = 1;
            if (p.is == key_part::kind_of::kase) part = serial;
            if (p.is == key_part::kind_of::field) {
                part = x_record.words(entry)[std::find(x_rules.parts.begin(), x_rules.parts.end(), p.of) - x_rules.parts.begin()];
            }
            key = mix(key, part);
        }
        return key;
    }

    // ---- what is remembered of them

    // Of those that windows still see.
    [[nodiscard]] std::int64_t latest_complaint(std::uint32_t serial) const noexcept {
        auto latest = INT64_MIN;
        for (std::size_t i = 0; i < x_record.entry_count(); ++i) {
            const auto& e = x_record.entry(i);
            if (e.kase == serial && e.kind == event_kind::complaint && e.is_withdrawn != moved_away) latest = std::max(latest, e.time);
        }
        return latest;
    }

    [[nodiscard]] std::optional<root> root_of(const attribute& a) const noexcept {
        if (a.field >= x_rules.fields.fields().size()) return std::nullopt;
        return x_rules.fields[a.field].of;
    }
    [[nodiscard]] bool says_something_of(root of) const noexcept {
        return std::any_of(x_record.attributes.begin(), x_record.attributes.end(),
                           [&](const attribute& a) noexcept { return a.kase == x_stays && root_of(a) == of; });
    }

    void join_attributes() noexcept {
        auto& r = x_record;
        const bool other_is_later = latest_complaint(x_goes) > latest_complaint(x_stays);
        const auto gone = [&](const attribute& a) noexcept { return other_is_later && a.kase == x_stays && root_of(a) == root::complaint; };
        if (r.attributes.erase_if(gone) != 0) r.head.has_loose_text = 1;
        const bool keeps_offer = says_something_of(root::offer);
        const bool keeps_reply = says_something_of(root::reply);
        const bool keeps_feedback = says_something_of(root::feedback);
        const auto goes_along = [&](const attribute& a) noexcept {
            const auto of = root_of(a);
            if (of == root::complaint) return other_is_later;
            if (of == root::offer) return !keeps_offer;
            if (of == root::reply) return !keeps_reply;
            if (of == root::feedback) return !keeps_feedback;
            if (a.field == x_rules.known.case_thorough) return false;  // of a resolution that is no more
            if (is_joined(a)) return !has_text(a);
            return !has_attribute(r, x_stays, a.field);
        };
        // Whole fields at a time: a list goes along with all of its elements.
        for (std::size_t i = 0; i < r.attributes.size(); ++i) {
            if (r.attributes[i].kase != x_goes) continue;
            const auto a = r.attributes[i];
            const bool goes = goes_along(a);
            if (is_joined(a)) {
                r.attributes.edit(i).kase = goes ? joining : none;
                continue;
            }
            for (auto k = i; k < r.attributes.size(); ++k) {
                if (r.attributes[k].kase == x_goes && r.attributes[k].field == a.field) r.attributes.edit(k).kase = goes ? x_stays : none;
            }
        }
        if (r.attributes.erase_if([](const attribute& a) noexcept { return a.kase == none; }) != 0) r.head.has_loose_text = 1;
        put_joined_last();
    }

    static constexpr std::uint32_t joining = none - 1;

    // Lists of which both cases' elements stay.
    [[nodiscard]] bool is_joined(const attribute& a) const noexcept {
        return a.field == x_rules.known.case_recused || a.field == x_rules.known.case_held_by;
    }

    // What the other case adds to a list stands behind what the surviving one has.
    void put_joined_last() noexcept {
        auto& all = x_record.attributes;
        auto end = all.size();
        for (std::size_t i = 0; i < end;) {
            if (all[i].kase != joining) {
                ++i;
                continue;
            }
            auto a = all[i];
            a.kase = x_stays;
            for (auto k = i; k + 1 < all.size(); ++k) {
                const auto next = all[k + 1];
                all.edit(k) = next;
            }
            all.edit(all.size() - 1) = a;
            --end;
        }
    }
    [[nodiscard]] bool has_text(const attribute& element) const noexcept {
        if (element.what == kind::absent) return true;  // an empty list adds nothing
        const auto c = read_attribute(x_record, element);
        return std::any_of(x_record.attributes.begin(), x_record.attributes.end(), [&](const attribute& a) noexcept {
            return a.kase == x_stays && a.field == element.field && holds_text(x_record, a, c);
        });
    }

    void join_onces() noexcept {
        auto& r = x_record;
        for (std::size_t i = 0; i < r.onces.size() && !x_ws.flag.exhausted;) {
            const auto o = r.onces[i];
            if (o.kase != x_goes) {
                ++i;
                continue;
            }
            const auto same = std::find_if(r.onces.begin(), r.onces.end(), [&](const once_mark& m) noexcept {
                return m.rule == o.rule && m.key == o.key && m.kase == x_stays;
            });
            if (same == r.onces.end()) {
                r.onces.edit(i++).kase = x_stays;
                continue;
            }
            auto& kept = r.onces.edit(static_cast<std::size_t>(same - r.onces.begin()));
            kept.at = std::max(kept.at, o.at);
            r.onces.erase(i);
        }
    }

    // ---- what runs

    template <class Part, class Same, class Prefers>
    void join_running(Part& all, Same&& same_plan, Prefers&& is_preferred) noexcept {
        for (std::size_t i = 0; i < all.size() && !x_ws.flag.exhausted;) {
            if (all[i].kase != x_goes) {
                ++i;
                continue;
            }
            const auto* const same =
                std::find_if(all.begin(), all.end(), [&](const auto& s) noexcept { return s.kase == x_stays && same_plan(s, all[i]); });
            if (same == all.end()) {
                all.edit(i++).kase = x_stays;
                continue;
            }
            const auto at = static_cast<std::size_t>(same - all.begin());
            x_record.head.has_loose_text = 1;
            if (is_preferred(all[i], all[at])) {
                const auto kept = all[i];
                all.edit(at) = kept;
                all.edit(at).kase = x_stays;
            }
            all.erase(i);
        }
    }

    void join_clocks() noexcept {
        join_running(
            x_record.clocks, [](const clock_state& a, const clock_state& b) noexcept { return a.clock == b.clock; },
            [](const clock_state& other, const clock_state& own) noexcept {
                if (other.has_ended != 0 || own.has_ended != 0) return other.has_ended == 0;
                return other.began < own.began;
            });
    }
    void join_follow_ups() noexcept {
        join_running(
            x_record.follow_ups, [](const follow_up_state& a, const follow_up_state& b) noexcept { return a.plan == b.plan; },
            [](const follow_up_state& other, const follow_up_state& own) noexcept {
                return own.due == INT64_MAX && other.due != INT64_MAX;
            });
    }

    // ---- the cases themselves

    void join_states() noexcept {
        auto& r = x_record;
        const auto gone = r.cases[x_from];
        auto& c = r.cases.edit(x_into);
        if (x_ws.flag.exhausted) return;
        c.complaints += gone.complaints;
        c.transfers += gone.transfers;
        c.reopened = static_cast<std::uint16_t>(std::min<std::uint32_t>(0xFFFF, std::uint32_t{c.reopened} + gone.reopened));
        c.opened = std::min(c.opened, gone.opened);
        c.last = std::max(c.last, gone.last);
        c.is_handed_on = 0;
        const bool was_open = gone.status == case_status::open || gone.status == case_status::waiting_for_customer;
        if (was_open && c.status == case_status::resolved) c.status = case_status::open;
        for (std::size_t i = 0; i < r.cases.size(); ++i) {
            const bool was_its_own = i == x_from || (r.cases[i].is_merged != 0 && r.cases[i].complaints == x_goes);
            if (!was_its_own) continue;
            auto& left = r.cases.edit(i);
            if (x_ws.flag.exhausted) return;
            left.is_merged = 1;
            left.complaints = x_stays;
            left.transfers = 0;
            left.reopened = 0;
            left.was_idle = 0;
            left.status = case_status::closed;
        }
        r.closed_a_case = true;
    }

    const rule_set& x_rules;
    workspace& x_ws;
    working_record& x_record;
    std::size_t x_into;
    std::size_t x_from;
    std::int64_t x_at;
    std::uint32_t x_stays;
    std::uint32_t x_goes;
};

}  // namespace

std::size_t join_cases(const rule_set& rules, workspace& ws, std::size_t into, std::size_t from, std::int64_t at) noexcept {
    merger(rules, ws, into, from, at).run();
    return into;
}

ESCALERA_NAMESPACE_END
