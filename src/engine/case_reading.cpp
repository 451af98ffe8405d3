#include "escalera/engine/case_reading.hpp"

#include <algorithm>

ESCALERA_NAMESPACE_BEGIN

case_view view_of(const rule_set& rules, const working_record& r, std::size_t kase, instant now) {
    const auto& c = r.cases[kase];
    case_view v;
    v.id = r.read(c.id);
    if (r.head.is_anonymous == 0) v.customer = r.name();
    v.status = name_of(c.status);
    v.opened = {c.opened};
    if (c.status == case_status::closed) v.closed = instant{closing_time(rules, r, c)};
    v.complaints = c.complaints;
    v.transfers = c.transfers;
    v.reopened = c.reopened;
    for (const auto& other : r.cases) {
        if (other.is_merged != 0 && other.complaints == c.serial) v.merged.emplace_back(r.read(other.id));
    }
    const auto end = end_of_life(rules, r, c, now.micros);
    for_each_stretch(r, c, end, [&](std::int64_t from, std::int64_t to, std::size_t hands) {
        const auto who = holder_of(r, hands);
        const bool is_forgotten = hands != no_note && r.case_notes[hands].is_forgotten != 0;
        v.held.push_back(
            {std::string(who.owner), std::string(who.department), {from}, {to}, to - from, open_time(rules, from, to), is_forgotten});
    });
    // Apart from the stretches: all of its life, less what it was closed.
    v.wall = end - c.opened;
    v.open = open_time(rules, c.opened, end);
    auto closed_since = INT64_MIN;
    for (const auto& n : r.case_notes) {
        if (!is_of_ledger(n, c.serial) || n.what == note_of::held) continue;
        if (n.what == note_of::closed) {
            if (closed_since == INT64_MIN) closed_since = std::clamp(n.since, c.opened, end);
        } else if (closed_since != INT64_MIN) {
            const auto opened = std::clamp(n.since, c.opened, end);
            v.wall -= opened - closed_since;
            v.open -= open_time(rules, closed_since, opened);
            closed_since = INT64_MIN;
        }
    }
    return v;
}

ESCALERA_NAMESPACE_END
