#include "cli/bench_stream.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "escalera/model/hash.hpp"

namespace escalera::cli {

namespace {

constexpr std::int64_t day = 86'400 * micros_per_second;
constexpr instant begin_of_stream{1'767'225'600 * micros_per_second};  // 2026-01-01T00:00:00Z
constexpr std::size_t recent_kept = 512;
constexpr unsigned of_other_kinds = 20;  // percent of events, where rules look at any

bool compares(opcode o) { return (o >= opcode::equal && o <= opcode::in) || (o >= opcode::contains && o <= opcode::ends_with); }

// The constants that conditions hold against each field, by field_id.
class named_values {
public:
    explicit named_values(const rule_set& rules) : x_fields(rules.fields.fields()), x_by_field(x_fields.size()) {
        for (const auto& section : rules.conditions) {
            for (const auto& c : section) {
                if (c.is != nullptr) gather(*c.is);
            }
        }
        for (const auto& c : rules.computed) gather(*c.is);
    }

    [[nodiscard]] const std::vector<value>& of(field_id f) const { return x_by_field[f]; }

private:
    // What a macro's variable is compared with is held against every list that the condition reads: no more is needed
    // for a stream that fits.
    void gather(const condition& c) {
        for (std::uint32_t n = 0; n < c.nodes.size(); ++n) {
            if (!compares(c[n].what)) continue;
            const auto operands = c.operands_of(n);
            for (const auto o : operands) {
                for (const auto other : operands) {
                    if (c[o].what == opcode::field) add(c, other, static_cast<field_id>(c[o].index));
                    if (c[o].what == opcode::variable) add_to_lists(c, other);
                }
            }
        }
    }
    void add_to_lists(const condition& c, std::uint32_t node) {
        for (const auto f : c.fields) {
            if (x_fields[f].holds.is_list()) add(c, node, static_cast<field_id>(f));
        }
    }
    void add(const condition& c, std::uint32_t node, field_id f) {
        if (c[node].what == opcode::constant) {
            add(c.constants[c[node].index], f);
        } else if (c[node].what == opcode::list) {
            for (const auto o : c.operands_of(node)) add(c, o, f);
        }
    }
    void add(const value& v, field_id f) {
        if (v.what() == kind::list) {
            for (const auto& element : v.as_list()) add(element, f);
            return;
        }
        auto& known = x_by_field[f];
        if (std::find(known.begin(), known.end(), v) == known.end()) known.push_back(v);
    }

    std::span<const field_info> x_fields;
    std::vector<std::vector<value>> x_by_field;
};

// A number that a condition names, as the type that the field has: `claim >= 100` names the decimal 100.
std::optional<double> number_in(const value& v) {
    switch (v.what()) {
        case kind::integer: return static_cast<double>(v.as_int());
        case kind::number: return v.as_number();
        case kind::dec: return static_cast<double>(v.as_decimal().units) / decimal::scale;
        default: return std::nullopt;
    }
}

value number_as(type holds, double d) {
    constexpr double most = 1e12;  // nothing that a business counts, and far from every overflow
    d = d == d ? std::clamp(d, -most, most) : 0;
    switch (holds.scalar) {
        case kind::integer: return value(static_cast<std::int64_t>(d));
        case kind::dec: return value(decimal{static_cast<std::int64_t>(d * decimal::scale)});
        default: return value(d);
    }
}

// The words that a field of the case may hold; any other would be no status and no decision.
std::vector<value> words_of(std::string_view full_name) {
    if (full_name == "case.status") return {value("open"), value("waiting-for-customer"), value("resolved")};
    if (full_name == "case.decision") return {value("upheld"), value("partly"), value("rejected")};
    return {};
}

std::int64_t length_of_stream(const rule_set& rules) {
    std::int64_t longest = 0;
    for (const auto* stage : {&rules.customer_stage, &rules.group_stage}) {
        for (const auto& w : stage->windows) {
            if (w.within != INT64_MAX) longest = std::max(longest, w.within);
        }
    }
    return std::clamp(longest, 30 * day, 365 * day) * 2;
}

}  // namespace

bench_stream::bench_stream(const rule_set& rules, const stream_shape& shape)
    : x_left(shape.events),
      x_state(mix(shape.seed, 0)),
      x_customers(static_cast<std::size_t>(std::max<std::uint64_t>(shape.events / 4, 1))),
      x_step(std::max<std::int64_t>(length_of_stream(rules) / static_cast<std::int64_t>(std::max<std::uint64_t>(shape.events, 1)), 1)),
      x_now(begin_of_stream),
      x_fields(root_count) {
    choose_kinds(rules);
    choose_fields(rules);
}

// SplitMix64: the standard's distributions differ from library to library.
std::uint64_t bench_stream::roll() { return mix(++x_state, 1); }

void bench_stream::choose_kinds(const rule_set& rules) {
    event_mask looked_at = rules.customer_stage.counted | rules.group_stage.counted;
    for (const auto& r : rules.routes) looked_at |= r.events;
    for (const auto& l : rules.ladders) looked_at |= l.events;
    for (const auto& r : rules.rules) looked_at |= r.events;
    for (std::size_t k = 1; k < input_event_kind_count; ++k) {
        if ((looked_at & mask_of(static_cast<event_kind>(k))) != 0) x_kinds.push_back(static_cast<event_kind>(k));
    }
}

void bench_stream::choose_fields(const rule_set& rules) {
    const named_values named(rules);
    constexpr std::array in_the_head = {field::complaint_id, field::complaint_customer, field::complaint_case, field::complaint_time};
    for (const auto& s : rules.slots) {
        const bool settable = s.from == slot_source::field || (s.from == slot_source::kase && s.part == case_part::attribute);
        const auto id = static_cast<field_id>(s.index);
        if (!settable && !(s.from == slot_source::kase && s.part == case_part::status)) continue;
        if (id == rules.known.customer_id || id == rules.known.customer_group || id == rules.known.customer_known_since) continue;
        if (std::find(in_the_head.begin(), in_the_head.end(), id) != in_the_head.end()) continue;
        const auto& info = rules.fields[id];
        auto values = words_of(info.full_name);
        if (values.empty()) values = named.of(id);
        x_fields[static_cast<std::size_t>(info.of)].push_back({id, info.holds, info.required, std::move(values)});
    }
}

std::span<const event> bench_stream::next(std::size_t most) {
    const auto n = static_cast<std::size_t>(std::min<std::uint64_t>(most, x_left));
    x_left -= n;
    x_batch.resize(n);
    for (auto& e : x_batch) write(e);
    return x_batch;
}

void bench_stream::write(event& e) {
    x_now.micros += static_cast<std::int64_t>(below(static_cast<std::size_t>(2 * x_step)));
    ++x_made;
    e.time = x_now;
    e.customer.clear();
    e.kase.clear();
    e.complaint.clear();
    e.fields.clear();
    if (!x_kinds.empty() && !x_recent.empty() && chance(of_other_kinds)) {
        follow(e);
    } else {
        complain(e);
    }
}

void bench_stream::complain(event& e) {
    e.what = event_kind::complaint;
    e.id = "C-" + std::to_string(x_made);
    e.customer = "customer-" + std::to_string(skewed(x_customers));
    describe(e, root::complaint);
    describe(e, root::customer);
    if (x_recent.size() < recent_kept) {
        x_recent.push_back({e.id, e.customer});
    } else {
        x_recent[below(recent_kept)] = {e.id, e.customer};
    }
}

void bench_stream::follow(event& e) {
    const auto& about = x_recent[below(x_recent.size())];
    e.what = x_kinds[below(x_kinds.size())];
    e.id = "E-" + std::to_string(x_made);
    e.customer = about.customer;
    if (e.what != event_kind::customer && e.what != event_kind::signal) e.complaint = about.id;
    describe(e, own_root(e.what));
}

void bench_stream::describe(event& e, root of) {
    for (const auto& f : x_fields[static_cast<std::size_t>(of)]) {
        const bool is_told = f.always || chance(of == root::customer && e.what == event_kind::complaint ? 30 : 80);
        if (is_told) e.fields.emplace_back(f.id, value_for(f, e.time));
    }
}

// Two times in three a value that the rules name, or one just beside it.
value bench_stream::value_for(const supplied& f, instant now) {
    const auto scalar = [&](type holds) {
        if (f.named.empty() || chance(33)) return unnamed_value(holds, now);
        const auto& named = f.named[below(f.named.size())];
        if (const auto d = number_in(named)) return number_as(holds, *d + static_cast<double>(below(3)) - 1);
        return named.what() == holds.scalar ? value_beside(named) : unnamed_value(holds, now);
    };
    if (!f.holds.is_list()) return scalar(f.holds);
    value::list elements;
    for (auto n = f.holds.depth == 1 ? below(3) : 0; n > 0; --n) elements.push_back(scalar(f.holds.element()));
    return value(std::move(elements));
}

value bench_stream::value_beside(const value& named) {
    const auto seconds = static_cast<std::int64_t>(below(3)) - 1;
    switch (named.what()) {
        case kind::time: {
            const timestamp t{named.as_time().seconds + seconds, named.as_time().nanos};
            return t.in_range() ? value(t) : named;
        }
        case kind::span: {
            const duration d{named.as_span().seconds + seconds, named.as_span().nanos};
            return d.in_range() ? value(d) : named;
        }
        default: return named;
    }
}

value bench_stream::unnamed_value(type holds, instant now) {
    switch (holds.scalar) {
        case kind::boolean: return value(chance(50));
        case kind::integer: return value(static_cast<std::int64_t>(below(10)));
        case kind::number: return value(static_cast<double>(below(101)) / 100);
        case kind::dec: return value(decimal{static_cast<std::int64_t>(below(1000)) * decimal::scale});
        case kind::time: return value(to_timestamp({now.micros - static_cast<std::int64_t>(below(365)) * day}));
        case kind::span: return value(duration{static_cast<std::int64_t>(below(7 * 86'400)), 0});
        default: return value("value-" + std::to_string(skewed(12)));
    }
}

}  // namespace escalera::cli
