#pragma once
// A few fixed rules texts, and streams of events made from bytes: what the engine's fuzz targets run.
//
// Ids, customers and values come from small tables, so that bytes meet what other bytes made: ids are repeated, cases
// joined, keys counted up to their limits; beside them stand the extremes of each type and texts that are too long.

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "escalera/compile/compile.hpp"
#include "escalera/model/event.hpp"

namespace support {

// Small windows and limits, so that a few events reach them.
inline constexpr std::array<std::string_view, 4> fuzzed_rules = {
    R"(escalera: 1
name: ladders
unknown: {role: desk}
lateness: 1h
cases: {idle: 3d}
limits: {remember: 4, entries: 6, cases: 2}
roles: {desk: {by: [queue]}, lead: {by: [sms]}}
windows:
  repeat: {count: complaint, per: [customer, issue], within: 2d}
  frequency: {count: complaint, per: customer, within: 1d}
  in_case: {count: replied, per: case, within: ever}
ladders:
  again:
    per: [customer, issue]
    reset: repeat == 0
    rungs:
      - {name: one, when: repeat >= 2, then: [{assign: {role: desk}}]}
      - {name: two, when: repeat >= 3 and complaint.severity > 1, then: [{notify: {role: lead, by: sms, text: t}}, {warn: red}]}
      - {name: three, when: repeat >= 4, if_unknown: fire, then: [{assign: {role: desk}}]}
  often:
    per: customer
    jump: highest
    rungs:
      - {name: one, when: frequency >= 2, then: [{assign: {role: desk}}]}
      - {name: two, when: frequency >= 4, then: [{notify: {role: lead}}]}
  case_work:
    per: case
    events: [complaint, replied]
    rungs:
      - {name: one, when: in_case >= 1, then: [{tag: {name: answered}}]}
texts:
  t: {en: "again {complaint.issue}: {complaint.text}", es: "otra vez {complaint.customer}"}
)",
    R"(escalera: 1
name: rules
unknown: {role: desk}
cases: {idle: 12h}
fields:
  complaint: {bill: string, tags: list(string), weight: number}
roles: {desk: {by: [queue]}, lead: {by: [sms]}}
windows:
  repeat: {count: complaint, per: [customer, issue], within: 2d}
  ever: {count: complaint, per: customer, within: ever}
  by_desk: {count: complaint, per: case.department, within: last day}
  grave: {share: {when: complaint.severity >= 2}, of: complaint, per: [complaint.product, case.department], within: last month}
schedules:
  - {name: monthly, every: month 1 09:00, per: [case.department, complaint.product], when: grave >= 0.5, then: [{tag: {name: =case.department}}]}
groups:
  - {name: vip, when: customer.tier == "vip"}
  - {name: many, when: ever >= 3}
  - {name: rest}
routes:
  - {when: complaint.category == "late", to: transport}
  - {when: complaint.outside, to: management}
  - {to: desk}
rules:
  - {name: busy, when: by_desk >= 2, then: [{tag: {name: busy}}]}
  - {name: first, when: ever == 1, last: true, then: [{priority: 1}]}
  - name: bill
    when: repeat >= 2
    unless: customer.group == "vip"
    once: [customer, complaint.bill]
    again_after: 1d
    then:
      - notify: {role: lead, by: sms}
      - tag: {name: =complaint.bill + "/" + complaint.issue}
  - {name: graded, events: [complaint, assessment], when: assessment.responsible, once: case, one_of: g, then: [{grade: {level: 3}}]}
  - {name: rude, when: complaint.weight > 0.5, one_of: g, then: [{grade: {level: 1}}, {fast_lane: {lane: green}}]}
  - name: tagged
    events: [complaint, corrected, withdrawn, replied, step, resolved, closed, reopened, customer, feedback, offer]
    when: complaint.tags.exists(t, t == "red") or case.grade > 1 or offer.amount >= 10
    then:
      - accountability: {department: =case.department, grounds: tags, persons: =complaint.tags}
  - {name: closing, events: [closed, resolved], always: true, then: [{close: {reason: =case.decision}}]}
)",
    R"(escalera: 1
name: groups
unknown: {role: desk}
lateness: 6h
limits: {remember: 3, groups: 2, entries: 8}
roles: {desk: {by: [queue]}}
windows:
  outage: {count: complaint, per: complaint.product, within: 1h}
  pair: {count: signal, per: [complaint.product, complaint.channel], within: 1d, where: complaint.severity >= 2}
  people: {distinct: complaint.customer, per: complaint.product, within: 2d, limit: 3}
  paid: {sum: offer.amount, per: customer, within: 3d, where: offer.accepted}
  points: {sum: complaint.severity, per: customer, within: ever}
  outlets: {distinct: complaint.outlet, per: customer, within: 2d, limit: 2}
  right: {share: upheld, of: resolved, per: customer, within: 30d}
rules:
  - {name: outage, events: [complaint, signal], when: outage >= 2 or pair >= 2, then: [{tag: {name: outage}}]}
  - {name: people, when: people >= 2, then: [{tag: {name: people}}]}
  - {name: paid, events: [offer, complaint], when: paid >= 20, then: [{approve: {level: lead}}]}
  - {name: points, when: points > 3, if_unknown: skip, then: [{tag: {name: points}}]}
  - {name: outlets, when: outlets >= 2, then: [{verify: {how: strict}}]}
  - {name: right, events: [resolved, complaint], when: right.of >= 2 and right >= 0.5, then: [{verify: {how: simple}}]}
)",
    R"(escalera: 1
name: small
unknown: {role: desk}
roles: {desk: {by: [queue]}}
windows:
  repeat: {count: complaint, per: [customer, issue], within: 90d}
rules:
  - {name: third, when: repeat >= 3, then: [{notify: {role: desk}}]}
)",
};

inline escalera::rule_set_ptr fuzzed_rules_at(std::size_t i) {
    static const auto all = [] {
        std::array<escalera::rule_set_ptr, fuzzed_rules.size()> loaded;
        for (std::size_t r = 0; r < loaded.size(); ++r)
            loaded[r] = escalera::load_rules_text("fuzzed.yaml", std::string(fuzzed_rules[r])).value();
        return loaded;
    }();
    return all[i % all.size()];
}

// Bytes, one after the other; zeros behind the end.
class byte_source {
public:
    byte_source(const std::uint8_t* data, std::size_t size) noexcept : x_at(data), x_left(size) {}

    [[nodiscard]] bool empty() const noexcept { return x_left == 0; }
    std::uint8_t next() noexcept {
        if (x_left == 0) return 0;
        --x_left;
        return *x_at++;
    }
    std::size_t below(std::size_t n) noexcept { return next() % n; }

private:
    const std::uint8_t* x_at;
    std::size_t x_left;
};

struct fuzzed_step {
    enum class kind_of : std::uint8_t { event, advance, save_and_load, take, forget };
    kind_of is = kind_of::event;
    escalera::event what;
    escalera::instant to;
    std::string customer;
};

class fuzzed_stream {
public:
    fuzzed_stream(byte_source& from, const escalera::schema& fields) : x(from), x_fields(fields) {}

    std::vector<fuzzed_step> steps(std::size_t most) {
        std::vector<fuzzed_step> all;
        while (!x.empty() && all.size() < most) all.push_back(step());
        return all;
    }

private:
    using value = escalera::value;
    static constexpr std::int64_t second = escalera::micros_per_second;

    fuzzed_step step() {
        fuzzed_step s;
        const auto choice = x.next();
        if (choice >= 250) {
            s.is = fuzzed_step::kind_of::forget;
            s.customer = customer();
        } else if (choice >= 240) {
            s.is = fuzzed_step::kind_of::take;
        } else if (choice >= 225) {
            s.is = fuzzed_step::kind_of::save_and_load;
        } else if (choice >= 210) {
            s.is = fuzzed_step::kind_of::advance;
            move_time();
            s.to = x_now;
        } else {
            write(s.what, choice);
        }
        return s;
    }

    void move_time() {
        constexpr std::array<std::int64_t, 16> by = {0,
                                                     0,
                                                     1,
                                                     second,
                                                     60 * second,
                                                     3600 * second,
                                                     12 * 3600 * second,
                                                     86'400 * second,
                                                     2 * 86'400 * second,
                                                     3 * 86'400 * second,
                                                     90 * 86'400 * second,
                                                     -1,
                                                     -3600 * second,
                                                     -3601 * second,
                                                     -6 * 3600 * second,
                                                     -90 * 86'400 * second};
        const auto b = x.next();
        if (b == 255) {
            x_now = to_instant(escalera::timestamp{escalera::timestamp::max_seconds, 999'999'999});
        } else if (b == 254) {
            x_now = to_instant(escalera::timestamp{escalera::timestamp::min_seconds, 0});
        } else if (b == 253) {
            x_now = escalera::instant::max();
        } else if (b == 252) {
            x_now = escalera::instant::min();
        } else {
            x_now = plus_clamped(x_now, by[b % by.size()]);
        }
    }

    std::string customer() {
        constexpr std::array<const char*, 6> all = {"ana", "ben", "eva", "", "ana", "C-1"};
        return all[x.below(all.size())];
    }
    std::string id() {
        const auto b = x.next();
        if (b == 255) return std::string(70'000, 'i');
        return b % 16 == 15 ? "" : "C-" + std::to_string(b % 16);
    }

    void write(escalera::event& e, std::uint8_t choice) {
        e.what =
            choice < 100 ? escalera::event_kind::complaint : static_cast<escalera::event_kind>(choice % escalera::input_event_kind_count);
        if (x.below(3) != 0) move_time();
        e.time = x_now;
        e.id = id();
        e.customer = customer();
        const auto names = x.next();
        if (e.what != escalera::event_kind::complaint ? names % 4 != 0 : names % 16 == 0) e.kase = id();
        if (e.what != escalera::event_kind::complaint && names % 4 != 1) e.complaint = id();
        for (auto n = x.below(6); n > 0; --n) {
            const auto f = static_cast<escalera::field_id>(x.below(x_fields.fields().size()));
            bool known = false;
            for (const auto& [there, v] : e.fields) known = known || there == f;
            if (!known) e.fields.emplace_back(f, value_for(x_fields[f].holds));
        }
    }

    value value_for(escalera::type holds) {
        if (x.next() == 255) holds = {static_cast<escalera::kind>(x.below(8)), 0};  // of another type
        if (!holds.is_list()) return scalar(holds.scalar);
        value::list elements;
        for (auto n = x.below(4); n > 0; --n) elements.push_back(value_for(holds.element()));
        return value(std::move(elements));
    }

    value scalar(escalera::kind what) {
        using limits = std::numeric_limits<std::int64_t>;
        constexpr std::array<std::int64_t, 8> ints = {0, 1, 2, 3, 10, -1, limits::max(), limits::min()};
        constexpr std::array<const char*, 8> texts = {"late", "bill", "red", "upheld", "vip", "closed", "", "open"};
        const auto b = x.next();
        const auto i = ints[b % ints.size()];
        switch (what) {
            case escalera::kind::boolean: return value(b % 2 == 0);
            case escalera::kind::integer: return value(i);
            case escalera::kind::number:
                if (b == 255) return value(std::numeric_limits<double>::quiet_NaN());
                return b == 254 ? value(std::numeric_limits<double>::infinity()) : value(static_cast<double>(i) / 4);
            case escalera::kind::dec: return value(escalera::decimal{b % 16 < 6 ? i * escalera::decimal::scale : i});
            case escalera::kind::time: return value(escalera::timestamp{1'772'442'000 + static_cast<std::int64_t>(b) * 3600, b});
            case escalera::kind::span: return value(escalera::duration{static_cast<std::int64_t>(b) * 3600 - 1000, b});
            default: return b == 255 ? value(std::string(70'000, 't')) : value(texts[b % texts.size()]);
        }
    }

    byte_source& x;
    const escalera::schema& x_fields;
    escalera::instant x_now{1'772'442'000 * second};
};

}  // namespace support
