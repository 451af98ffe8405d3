#include "escalera/state/indicators.hpp"

#include <algorithm>
#include <cstring>
#include <new>
#include <utility>
#include <vector>

#include "escalera/model/instant.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace {

constexpr std::size_t head_of_part = 5;  // its kind, and how long it is

std::string table_name(const rule_set& rules, const indicator_table_plan& t) {
    std::string name;
    for (const auto s : t.key) name += rules.slots[s].name + '\x1f';
    return name;
}

// By what it is counted: one that is now counted by other periods is another.
std::string indicator_name(const indicator_plan& i) { return i.name + '\x1f' + std::string(name_of(i.unit)); }

bool fits_whole(wide_int n) noexcept { return n >= INT64_MIN && n <= INT64_MAX; }

}  // namespace

bool append_key_part(buffer<char>& key, const cell& c) noexcept {
    if (c.is_absent()) return false;
    const bool is_text = c.what == kind::text;
    const std::uint32_t size = is_text ? c.extent : 8;
    char head[head_of_part] = {static_cast<char>(c.what)};
    for (int i = 0; i < 4; ++i) head[1 + i] = static_cast<char>(size >> (8 * i) & 0xFFU);
    key.append(head, head_of_part);
    if (is_text) {
        key.append(c.chars, size);
        return true;
    }
    char bytes[8];
    for (int i = 0; i < 8; ++i) bytes[i] = static_cast<char>(static_cast<std::uint64_t>(c.integer) >> (8 * i) & 0xFFU);
    key.append(bytes, sizeof(bytes));
    return true;
}

bool read_key_parts(std::string_view key, std::span<cell> parts) noexcept {
    for (auto& part : parts) {
        if (key.size() < head_of_part) return false;
        const auto what = static_cast<kind>(key.front());
        byte_reader head(key.substr(1, 4));
        const auto size = static_cast<std::size_t>(head.number(4));
        key.remove_prefix(head_of_part);
        if (size > key.size()) return false;
        if (what == kind::text) {
            part = cell::of(key.substr(0, size));
        } else {
            if ((what != kind::integer && what != kind::dec && what != kind::boolean) || size != 8) return false;
            byte_reader number(key.substr(0, 8));
            part = cell::of(number.whole());
            part.what = what;
        }
        key.remove_prefix(size);
    }
    return key.empty();
}

cell answer_of(const indicator_plan& plan, const period_total& total) noexcept {
    switch (plan.what) {
        case indicator_what::count: return cell::of(total.facts);
        case indicator_what::sum:
            if (!fits_whole(total.sum)) return {};
            return plan.is_decimal ? cell::of(decimal{static_cast<std::int64_t>(total.sum)})
                                   : cell::of(static_cast<std::int64_t>(total.sum));
        case indicator_what::share:
        case indicator_what::average: break;
    }
    if (total.facts == 0) return {};
    const auto of = static_cast<double>(total.facts) * (plan.is_decimal ? static_cast<double>(decimal::scale) : 1.0);
    return cell::of(static_cast<double>(total.sum) / of);
}

// ---- time

period indicator_store::now_in(period_unit unit, std::int64_t as_of) const noexcept {
    auto& now = x_now[static_cast<std::size_t>(unit)];
    if (!now.holds(as_of)) now = period_at(x_rules.in_zone, unit, as_of);
    return now;
}

// An event may come as far behind the watermark's period as `lateness` lets it, and reads what had ended as long before.
indicator_store::horizons indicator_store::horizons_at(std::int64_t watermark) const noexcept {
    horizons h;
    h.fill(INT64_MIN);
    if (watermark == INT64_MIN) return h;
    const auto as_of = minus_clamped({watermark}, x_rules.lateness).micros;
    for (std::size_t u = 0; u < h.size(); ++u) h[u] = period_at(x_rules.in_zone, static_cast<period_unit>(u), as_of).index - 1;
    return h;
}

// ---- finding

hash128 indicator_store::hash_of(std::uint32_t table, std::string_view key) const noexcept {
    auto h = x_hash(key);
    h.low = mix(h.low, table + 1);
    return h;
}

std::size_t indicator_store::find(std::uint32_t table, std::string_view key) const noexcept {
    if (x_keys.empty()) return not_found;
    const auto hash = hash_of(table, key);
    const auto mask = x_slots.size() - 1;
    for (auto at = static_cast<std::size_t>(hash.low) & mask; x_slots[at] != 0; at = (at + 1) & mask) {
        const auto k = x_slots[at] - 1;
        if (x_keys[k].hash == hash) return k;
    }
    return not_found;
}

period_total indicator_store::published(std::uint32_t indicator, std::string_view key, std::int64_t as_of) const noexcept {
    const auto& plan = x_rules.indicators[indicator];
    const auto k = find(plan.table, key);
    if (k == not_found) return {};
    const auto ended = now_in(plan.unit, as_of).index - 1;
    for (auto t = x_keys[k].first; t != no_total; t = x_totals[t].next) {
        if (x_totals[t].indicator == indicator && x_totals[t].period == ended) return {x_totals[t].facts, x_totals[t].sum};
    }
    return {};
}

bool indicator_store::has_published(const key_entry& k, std::span<const std::uint32_t> indicators, std::int64_t as_of) const noexcept {
    for (auto t = k.first; t != no_total; t = x_totals[t].next) {
        const auto& total = x_totals[t];
        if (std::find(indicators.begin(), indicators.end(), total.indicator) == indicators.end()) continue;
        if (total.period == now_in(x_rules.indicators[total.indicator].unit, as_of).index - 1) return true;
    }
    return false;
}

// ---- room

bool indicator_store::make_room(const fact_list& facts, std::int64_t watermark) noexcept {
    const auto more = facts.all.size();
    if (more == 0) return true;
    const bool is_full = x_keys.size() + more > x_keys.capacity() || x_totals.size() + more > x_totals.capacity() + x_free_count ||
                         x_text.size() + facts.keys.size() > x_text.capacity();
    if (is_full) sweep(watermark);
    if (!x_keys.reserve(x_keys.size() + more) || !x_totals.reserve(x_totals.size() + more)) return false;
    if (!x_text.reserve(x_text.size() + facts.keys.size())) return false;
    const auto wanted = (x_keys.size() + more) * 2;
    if (wanted <= x_slots.size()) return true;
    auto size = std::max<std::size_t>(x_slots.size(), 16);
    while (size < wanted) size *= 2;
    if (!x_slots.reserve(size)) return false;
    x_slots.resize_uninitialised(size);
    index_all();
    return true;
}

void indicator_store::put_slot(std::size_t key) noexcept {
    const auto mask = x_slots.size() - 1;
    auto at = static_cast<std::size_t>(x_keys[key].hash.low) & mask;
    while (x_slots[at] != 0) at = (at + 1) & mask;
    x_slots[at] = static_cast<std::uint32_t>(key) + 1;
}

void indicator_store::index_all() noexcept {
    for (auto& s : x_slots) s = 0;
    for (std::size_t k = 0; k < x_keys.size(); ++k) put_slot(k);
}

// Totals that can be read no more go, and keys that have none left; keys and their texts close up, in their order.
void indicator_store::sweep(std::int64_t watermark) noexcept {
    const auto h = horizons_at(watermark);
    if (h == x_swept_at) return;
    x_swept_at = h;
    std::size_t kept = 0;
    std::size_t text = 0;
    for (std::size_t k = 0; k < x_keys.size(); ++k) {
        auto entry = x_keys[k];
        for (auto* link = &entry.first; *link != no_total;) {
            const auto t = *link;
            if (!is_past(x_totals[t], h)) {
                link = &x_totals[t].next;
                continue;
            }
            *link = x_totals[t].next;
            x_totals[t].next = x_free;
            x_free = t;
            ++x_free_count;
        }
        if (entry.first == no_total) continue;
        if (entry.text_size != 0) std::memmove(x_text.data() + text, x_text.data() + entry.text_from, entry.text_size);
        entry.text_from = static_cast<std::uint32_t>(text);
        text += entry.text_size;
        x_keys[kept++] = entry;
    }
    if (kept == x_keys.size()) return;
    x_keys.truncate(kept);
    x_text.truncate(text);
    index_all();
}

// ---- counting

std::size_t indicator_store::find_or_add(std::uint32_t table, std::string_view key, std::int64_t watermark) noexcept {
    if (const auto k = find(table, key); k != not_found) return k;
    if (x_keys.size() >= x_rules.limits.groups) sweep(watermark);
    if (x_keys.size() >= x_rules.limits.groups || x_text.size() + key.size() > UINT32_MAX) return not_found;
    key_entry entry;
    entry.hash = hash_of(table, key);
    entry.table = table;
    entry.text_from = static_cast<std::uint32_t>(x_text.size());
    entry.text_size = static_cast<std::uint32_t>(key.size());
    x_text.append(key.data(), key.size());
    x_keys.push(entry);
    put_slot(x_keys.size() - 1);
    return x_keys.size() - 1;
}

indicator_store::total_entry& indicator_store::total_of(std::size_t key, std::uint32_t indicator, std::int64_t period) noexcept {
    for (auto t = x_keys[key].first; t != no_total; t = x_totals[t].next) {
        if (x_totals[t].indicator == indicator && x_totals[t].period == period) return x_totals[t];
    }
    auto t = x_free;
    if (t != no_total) {
        x_free = x_totals[t].next;
        --x_free_count;
    } else {
        t = static_cast<std::uint32_t>(x_totals.size());
        x_totals.push({});
    }
    x_totals[t] = {0, period, 0, indicator, x_keys[key].first};
    x_keys[key].first = t;
    return x_totals[t];
}

std::uint64_t indicator_store::count(const fact_list& facts, std::int64_t watermark) noexcept {
    std::uint64_t left_out = 0;
    for (const auto& f : facts.all) {
        const auto& plan = x_rules.indicators[f.indicator];
        const auto k = find_or_add(plan.table, {facts.keys.data() + f.key_from, f.key_size}, watermark);
        if (k == not_found) {
            ++left_out;
            continue;
        }
        auto& total = total_of(k, f.indicator, now_in(plan.unit, f.at).index);
        ++total.facts;
        total.sum += f.value;
    }
    return left_out;
}

// ---- bytes

void indicator_store::write(byte_writer& out, std::int64_t watermark) const {
    const auto h = horizons_at(watermark);
    std::vector<std::pair<std::string, std::uint32_t>> tables;
    for (std::uint32_t t = 0; t < x_rules.indicator_tables.size(); ++t)
        tables.emplace_back(table_name(x_rules, x_rules.indicator_tables[t]), t);
    std::sort(tables.begin(), tables.end());
    out.count(tables.size());
    for (const auto& [name, table] : tables) {
        std::vector<std::pair<std::string, std::uint32_t>> indicators;
        for (const auto i : x_rules.indicator_tables[table].indicators) indicators.emplace_back(indicator_name(x_rules.indicators[i]), i);
        std::sort(indicators.begin(), indicators.end());
        out.text(name);
        out.count(x_rules.indicator_tables[table].key.size());
        out.count(indicators.size());
        for (const auto& i : indicators) out.text(i.first);

        struct told {
            std::uint32_t place;
            const total_entry* total;
        };
        std::vector<std::pair<std::string_view, std::vector<told>>> keys;
        for (const auto& k : x_keys) {
            if (k.table != table) continue;
            std::vector<told> totals;
            for (auto t = k.first; t != no_total; t = x_totals[t].next) {
                if (is_past(x_totals[t], h)) continue;
                const auto at =
                    std::find_if(indicators.begin(), indicators.end(), [&](const auto& i) { return i.second == x_totals[t].indicator; });
                totals.push_back({static_cast<std::uint32_t>(at - indicators.begin()), &x_totals[t]});
            }
            if (totals.empty()) continue;
            std::sort(totals.begin(), totals.end(), [](const told& a, const told& b) {
                return std::pair(a.place, a.total->period) < std::pair(b.place, b.total->period);
            });
            keys.emplace_back(text_of(k), std::move(totals));
        }
        std::sort(keys.begin(), keys.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
        out.count(keys.size());
        for (const auto& [text, totals] : keys) {
            out.text(text);
            out.count(totals.size());
            for (const auto& t : totals) {
                out.number(t.place, 4);
                out.whole(t.total->period);
                out.whole(t.total->facts);
                out.number(static_cast<std::uint64_t>(t.total->sum));
                out.whole(static_cast<std::int64_t>(t.total->sum >> 64U));
            }
        }
    }
}

bool indicator_store::read(byte_reader& in) {
    const auto tables = in.count(16);
    for (std::size_t t = 0; t < tables && !in.is_bad(); ++t) {
        if (!read_table(in)) return false;
    }
    return !in.is_bad();
}

bool indicator_store::read_table(byte_reader& in) {
    const auto name = in.text();
    const auto fields = in.count();
    std::uint32_t table = none;
    for (std::uint32_t t = 0; t < x_rules.indicator_tables.size(); ++t) {
        if (table_name(x_rules, x_rules.indicator_tables[t]) == name) table = t;
    }
    std::vector<std::uint32_t> now;  // where the written indicators stand in the rules
    const auto indicators = in.count(4);
    for (std::size_t i = 0; i < indicators && !in.is_bad(); ++i) {
        const auto written = in.text();
        now.push_back(none);
        for (std::uint32_t x = 0; x < x_rules.indicators.size(); ++x) {
            if (x_rules.indicators[x].table == table && indicator_name(x_rules.indicators[x]) == written) now.back() = x;
        }
    }
    if (table != none && fields != x_rules.indicator_tables[table].key.size()) return false;
    const auto keys = in.count(8);
    std::vector<cell> parts(fields);
    std::string_view before;
    fact_list one(x_flag);
    for (std::size_t k = 0; k < keys && !in.is_bad(); ++k) {
        const auto text = in.text();
        if (!read_key_parts(text, parts) || (k != 0 && text <= before)) return false;
        before = text;
        // Of a field that now holds something else nothing can be told.
        bool is_known = table != none;
        for (std::size_t f = 0; f < fields && is_known; ++f) {
            is_known = parts[f].what == x_rules.slots[x_rules.indicator_tables[table].key[f]].holds.scalar;
        }
        const auto totals = in.count(36);
        for (std::size_t i = 0; i < totals && !in.is_bad(); ++i) {
            const auto place = in.number(4);
            const auto period = in.whole();
            const auto facts = in.whole();
            const auto low = in.number();
            const auto high = in.whole();
            if (in.is_bad() || place >= now.size() || facts <= 0) return false;
            if (!is_known || now[place] == none) continue;
            one.clear();
            one.keys.append(text.data(), text.size());
            one.all.push({});
            if (x_flag.exhausted || !make_room(one, INT64_MIN)) return false;
            const auto at = find_or_add(table, text, INT64_MIN);
            if (at == not_found) continue;
            auto& total = total_of(at, now[place], period);
            if (total.facts != 0) return false;  // told twice
            total.facts = facts;
            total.sum = (static_cast<wide_int>(high) << 64U) | static_cast<wide_int>(low);
        }
    }
    return !in.is_bad();
}

ESCALERA_NAMESPACE_END
