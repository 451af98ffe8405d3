#pragma once
// basic_engine::save and load. Include this where an engine of another matcher than the usual is saved.
//
// Layout: magic, version, then a body: seed, watermark, greatest time, sequence, the names and records of the customer
// stage, then of each group table (told by the fields of its key), then what is counted by periods and how far schedules have come.
// A 128-bit hash of the body stands before it.
// Records stand in the order of their keys, so equal states are equal bytes.

#include <algorithm>
#include <string>
#include <vector>

#include "escalera/config.hpp"
#include "escalera/engine/engine.hpp"
#include "escalera/state/byte_form.hpp"
#include "escalera/state/record_bytes.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace detail {

inline constexpr std::string_view state_magic = "escalera state\n";

inline void write_records(byte_writer& out, const rule_set& rules, const record_store& records, bool of_groups) {
    std::vector<hash128> keys;
    records.for_each_key([&keys](hash128 key) { keys.push_back(key); });
    std::sort(keys.begin(), keys.end());
    memory_flag flag;
    working_record r(flag);
    out.count(keys.size());
    for (const auto key : keys) {
        if (!records.look(key, r, entry_words(rules, of_groups))) throw std::bad_alloc();
        write_record(out, rules, r, of_groups);
        r.undo();
    }
}

// A table of groups as it is told in bytes: the names of its key's fields.
[[nodiscard]] inline std::string table_name(const rule_set& rules, const group_table_plan& t) {
    std::string name;
    for (const auto p : t.parts) name += rules.slots[rules.parts[p]].name + '\x1f';
    return name;
}

}  // namespace detail

template <matcher M>
std::string basic_engine<M>::save() const {
    byte_writer body;
    for (const auto part : x_hash.seed()) body.number(part);
    body.whole(x_watermark);
    body.whole(x_greatest);
    body.number(x_sequence);
    write_names(body, names_of(*x_rules, false));
    detail::write_records(body, *x_rules, x_records, false);
    body.count(x_groups.size());
    for (std::size_t t = 0; t < x_groups.size(); ++t) {
        body.text(detail::table_name(*x_rules, x_rules->group_tables[t]));
        write_names(body, names_of(*x_rules, true));
        detail::write_records(body, *x_rules, x_groups.records(t), true);
    }
    x_indicators.write(body, x_watermark);
    x_schedules.write(body);
    const auto hash = fixed_hash(body.bytes());
    byte_writer out;
    for (const char c : detail::state_magic) out.number(static_cast<unsigned char>(c), 1);
    out.number(state_version, 4);
    out.number(hash.high);
    out.number(hash.low);
    return out.take() + body.take();
}

template <matcher M>
state_error basic_engine<M>::load(std::string_view bytes) {
    if (!bytes.starts_with(detail::state_magic)) return state_error::not_a_state;
    byte_reader head(bytes.substr(detail::state_magic.size(), 20));
    if (head.number(4) != state_version) return head.is_bad() ? state_error::damaged : state_error::other_version;
    const auto high = head.number();
    const auto low = head.number();
    if (head.is_bad()) return state_error::damaged;
    const auto body = bytes.substr(detail::state_magic.size() + 20);
    if (fixed_hash(body) != hash128{high, low}) return state_error::damaged;

    byte_reader in(body);
    hash_seed seed{};
    for (auto& part : seed) part = in.number();
    basic_engine fresh(x_rules, engine_options{seed});
    fresh.x_ws.flag.has_headroom = true;
    fresh.x_watermark = in.whole();
    fresh.x_greatest = in.whole();
    fresh.x_sequence = in.number();
    const auto failure = [&fresh] { return fresh.x_ws.flag.exhausted ? state_error::no_memory : state_error::damaged; };
    if (!fresh.read_records(in, fresh.x_records, std::nullopt)) return failure();
    const auto tables = in.count(8);
    for (std::size_t t = 0; t < tables && !in.is_bad(); ++t) {
        const auto name = in.text();
        record_store dropped;  // of a key that the rules no longer have
        auto* records = &dropped;
        auto table = group_stage::no_table;
        for (std::size_t i = 0; i < x_rules->group_tables.size(); ++i) {
            if (detail::table_name(*x_rules, x_rules->group_tables[i]) != name) continue;
            records = &fresh.x_groups.records(i);
            table = i;
        }
        if (!fresh.read_records(in, *records, table)) return failure();
    }
    if (!fresh.x_indicators.read(in) || !fresh.x_schedules.read(in, fresh.x_watermark)) return failure();
    if (fresh.x_ws.flag.exhausted) return state_error::no_memory;
    if (in.is_bad() || !in.at_end()) return state_error::damaged;
    adopt(fresh);
    return state_error::ok;
}

template <matcher M>
bool basic_engine<M>::read_records(byte_reader& in, record_store& records, std::optional<std::size_t> table) {
    const bool of_groups = table.has_value();
    const auto names = read_names(in, *x_rules, of_groups);
    auto& r = x_ws.record;
    const auto n = in.count(40);
    for (std::size_t i = 0; i < n && !in.is_bad(); ++i) {
        hash128 key;
        key.high = in.number();
        key.low = in.number();
        const bool is_twice = records.open(key, r, entry_words(*x_rules, of_groups));
        if (is_twice || !read_record(in, *x_rules, names, r, of_groups) || x_ws.flag.exhausted || !x_timers.reserve()) {
            r.undo();
            return false;
        }
        const auto seen = minus_clamped({x_watermark}, 1).micros;
        auto due = INT64_MAX;
        if (!of_groups) {
            due = next_due_of(r, *x_rules, seen);
        } else if (*table != group_stage::no_table) {
            drop_strange_alerts(r, *x_rules, static_cast<std::uint32_t>(*table));
            due = next_due_of_group(r, *x_rules, x_rules->group_tables[*table], seen);
        }
        r.head.queued_due = due;
        if (due != INT64_MAX) x_timers.push(due, key);
        records.commit(r);
    }
    return !in.is_bad();
}

ESCALERA_NAMESPACE_END
