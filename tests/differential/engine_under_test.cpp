#include "differential/engine_under_test.hpp"

#include "escalera/engine/engine.hpp"

namespace judge {

using namespace escalera;

namespace {

value owned(const cell& c) {
    switch (c.what) {
        case kind::absent: return {};
        case kind::boolean: return value(c.as_bool());
        case kind::integer: return value(c.integer);
        case kind::number: return value(c.number);
        case kind::dec: return value(c.as_decimal());
        case kind::text: return value(c.as_text());
        case kind::time: return value(c.as_time());
        case kind::span: return value(c.as_span());
        case kind::list: break;
    }
    value::list all;
    for (std::uint32_t i = 0; i < c.extent; ++i) all.push_back(owned(c.elements[i]));
    return value(std::move(all));
}

std::vector<shown> shown_of(std::span<const named_cell> cells) {
    std::vector<shown> all;
    for (const auto& c : cells) all.push_back({std::string(c.name), owned(c.what), c.what.at_least});
    return all;
}

plain_decision plain(const decision& d) {
    plain_decision p;
    p.at = d.at;
    p.by_timer = d.due.has_value();
    p.event = d.event;
    p.customer = d.customer;
    p.kase = d.kase;
    p.rule = d.rule;
    p.rung = d.rung;
    p.alert = d.alert;
    p.action = d.action;
    p.args = shown_of(d.args);
    p.because = shown_of(d.because);
    for (const auto& a : d.also) p.also.push_back({std::string(a.rule), std::string(a.rung)});
    return p;
}

}  // namespace

struct engine_under_test::parts {
    engine running;
};

engine_under_test::engine_under_test(rule_set_ptr rules, std::uint64_t seed)
    : x_parts(new parts{engine(std::move(rules), {hash_seed{seed, 2, 3, 4}})}) {}
engine_under_test::~engine_under_test() = default;

std::string engine_under_test::process(const event& e) { return std::string(name_of(x_parts->running.process(e))); }

std::vector<std::string> engine_under_test::process(std::span<const event> events) {
    static_cast<void>(x_parts->running.process(events));
    std::vector<std::string> all;
    for (const auto s : x_parts->running.statuses()) all.emplace_back(name_of(s));
    return all;
}

void engine_under_test::advance(instant now) { static_cast<void>(x_parts->running.advance(now)); }

std::vector<engine_under_test::decided> engine_under_test::take() {
    std::vector<decided> all;
    for (const auto& d : x_parts->running.take()) all.push_back({to_hex(d.id), plain(d)});
    return all;
}

std::string engine_under_test::save() const { return x_parts->running.save(); }

std::string engine_under_test::load(const std::string& bytes) {
    const auto failed = x_parts->running.load(bytes);
    return failed == state_error::ok ? std::string() : std::string(name_of(failed));
}

bool engine_under_test::has_unknown_counts() const {
    return x_parts->running.metrics().findings[static_cast<std::size_t>(finding::count_unknown)] != 0;
}

}  // namespace judge
