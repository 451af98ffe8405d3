#pragma once
// Captured fields: what a case or a customer is remembered by, because some rule reads it away from its own event.
//
// Threads: owned by one step.   Cost: linear in the record's attributes, which are few.

#include <cstdint>
#include <span>
#include <string_view>

#include "escalera/config.hpp"
#include "escalera/model/value.hpp"
#include "escalera/state/working_record.hpp"

ESCALERA_NAMESPACE_BEGIN

inline constexpr std::uint32_t of_the_customer = 0;  // where a case's serial stands otherwise

inline void remove_attribute(working_record& r, std::uint32_t kase, field_id field) noexcept {
    r.attributes.erase_if([&](const attribute& a) noexcept {
        const bool goes = a.kase == kase && a.field == field;
        if (goes && a.what == kind::text) r.head.has_loose_text = 1;
        return goes;
    });
}

// Gives an attribute its text. The text must not lie in the record.
inline void put_text(working_record& r, std::size_t at, std::string_view s) noexcept {
    const bool had_text = r.attributes[at].extent != 0;
    const auto ref = r.keep(s);
    if (had_text) r.head.has_loose_text = 1;
    auto& a = r.attributes.edit(at);
    a.payload = ref.offset;
    a.extent = ref.size;
}

inline void add_attribute(working_record& r, std::uint32_t kase, field_id field, const cell& c, bool of_list) noexcept {
    attribute a;
    a.kase = kase;
    a.field = field;
    a.what = c.what;
    a.of_list = of_list ? 1 : 0;
    if (c.what != kind::text) {
        a.extent = c.extent;
        a.payload = c.integer;
    }
    const auto at = r.attributes.size();
    r.attributes.push(a);
    if (c.what == kind::text && r.attributes.size() > at) put_text(r, at, c.as_text());
}

[[nodiscard]] inline bool holds_text(const working_record& r, const attribute& a, const cell& c) noexcept {
    return a.what == kind::text && c.what == kind::text && r.read({static_cast<std::uint32_t>(a.payload), a.extent}) == c.as_text();
}

// An absent cell removes it.
inline void set_attribute(working_record& r, std::uint32_t kase, field_id field, const cell& c) noexcept {
    if (c.what != kind::list) {
        for (std::size_t i = 0; i < r.attributes.size(); ++i) {
            const auto& a = r.attributes[i];
            if (a.kase != kase || a.field != field || a.of_list != 0) continue;
            if (holds_text(r, a, c)) return;
            if (c.what == kind::absent || a.what != c.what) break;
            if (c.what == kind::text) {
                put_text(r, i, c.as_text());
            } else {
                auto& changed = r.attributes.edit(i);
                changed.payload = c.integer;
                changed.extent = c.extent;
            }
            return;
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

[[nodiscard]] inline bool has_attribute(const working_record& r, std::uint32_t kase, field_id field) noexcept {
    for (const auto& a : r.attributes) {
        if (a.kase == kase && a.field == field) return true;
    }
    return false;
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
