#pragma once
// Captured fields: what a case or a customer is remembered by, because some rule reads it away from its own event.
//
// Threads: owned by one step.   Cost: linear in the record's attributes, which are few.

#include <cstdint>
#include <span>

#include "escalera/config.hpp"
#include "escalera/model/value.hpp"
#include "escalera/state/record.hpp"

ESCALERA_NAMESPACE_BEGIN

inline constexpr std::uint32_t of_the_customer = 0;  // where a case's serial stands otherwise

inline void remove_attribute(working_record& r, std::uint32_t kase, field_id field) noexcept {
    for (std::size_t i = r.attributes.size(); i-- > 0;) {
        const auto& a = r.attributes[i];
        if (a.kase != kase || a.field != field) continue;
        r.text_was_dropped = r.text_was_dropped || a.what == kind::text;
        r.attributes.erase(i);
    }
}

inline void add_attribute(working_record& r, std::uint32_t kase, field_id field, const cell& c, bool of_list) noexcept {
    attribute a;
    a.kase = kase;
    a.field = field;
    a.what = c.what;
    a.of_list = of_list ? 1 : 0;
    a.extent = c.extent;
    a.payload = c.what == kind::text ? static_cast<std::int64_t>(r.keep(c.as_text()).offset) : c.integer;
    r.attributes.push(a);
}

[[nodiscard]] inline bool holds_text(const working_record& r, const attribute& a, const cell& c) noexcept {
    return a.what == kind::text && c.what == kind::text && r.read({static_cast<std::uint32_t>(a.payload), a.extent}) == c.as_text();
}

// An absent cell removes it.
inline void set_attribute(working_record& r, std::uint32_t kase, field_id field, const cell& c) noexcept {
    if (c.what != kind::list) {
        for (auto& a : r.attributes) {
            if (a.kase != kase || a.field != field || a.of_list != 0) continue;
            if (holds_text(r, a, c)) return;
            if (c.what != kind::absent && c.what != kind::text && a.what == c.what) {
                a.payload = c.integer;
                a.extent = c.extent;
                return;
            }
            break;
        }
    }
    remove_attribute(r, kase, field);
    if (c.is_absent()) return;
    if (c.what != kind::list) {
        add_attribute(r, kase, field, c, false);
        return;
    }
    if (c.extent == 0) add_attribute(r, kase, field, {}, true);  // an empty list is a value: not the same as none
    for (std::uint32_t i = 0; i < c.extent; ++i) add_attribute(r, kase, field, c.elements[i], true);
}

[[nodiscard]] inline cell read_attribute(const working_record& r, const attribute& a) noexcept {
    if (a.what == kind::text) return cell::of(r.read({static_cast<std::uint32_t>(a.payload), a.extent}));
    cell c;
    c.what = a.what;
    c.extent = a.extent;
    c.integer = a.payload;
    return c;
}

// Absent where nothing is remembered. A list takes its elements from `memory`, an arena.
template <class Memory>
[[nodiscard]] cell get_attribute(const working_record& r, std::uint32_t kase, field_id field, bool is_list, Memory& memory) noexcept {
    std::size_t count = 0;
    bool is_known = false;
    for (const auto& a : r.attributes) {
        if (a.kase != kase || a.field != field) continue;
        if (!is_list) return read_attribute(r, a);
        is_known = true;
        count += a.what != kind::absent ? 1 : 0;
    }
    if (count == 0) return is_known ? cell::of_list(nullptr, 0) : cell{};
    const std::span<cell> elements = memory.template take<cell>(count);
    std::size_t next = 0;
    for (const auto& a : r.attributes) {
        if (a.kase != kase || a.field != field || a.what == kind::absent) continue;
        if (next < elements.size()) elements[next++] = read_attribute(r, a);
    }
    return cell::of_list(elements.data(), static_cast<std::uint32_t>(elements.size()));
}

ESCALERA_NAMESPACE_END
