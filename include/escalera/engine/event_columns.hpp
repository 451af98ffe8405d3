#pragma once
// The memory behind a batch: heads, and a column for each slot that events can supply.
//
// A reader (of dynamic events, or of a host's structs) asks for the cell of a slot and event, and fills it.
// Invariant: after clear(n), every cell of every column is absent.
// Threads: none of its own.   Cost: clear() touches the columns that were filled since it was last called.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <memory>
#include <new>
#include <span>
#include <vector>

#include "escalera/compile/rule_set.hpp"
#include "escalera/config.hpp"
#include "escalera/match/batch.hpp"
#include "escalera/model/arena.hpp"
#include "escalera/model/event.hpp"

ESCALERA_NAMESPACE_BEGIN

class event_columns {
public:
    static constexpr std::size_t capacity = 256;

    explicit event_columns(memory_flag& flag) noexcept : x_heads(flag), x_cells(flag), x_is_used(flag), x_memory(flag) {}

    // For the slots of these rules; false when there is no memory.
    [[nodiscard]] bool prepare(const rule_set& rules) noexcept {
        x_rules = &rules;
        std::size_t used = 1;  // the spare one is the first
        for (const auto& s : rules.slots) used += is_supplied(s) ? 1 : 0;
        x_cells.resize_uninitialised(used * capacity);
        x_heads.resize_uninitialised(capacity);
        x_columns.reset(new (std::nothrow) cell*[rules.slots.size()]);
        if (x_cells.size() != used * capacity || x_heads.size() != capacity || x_columns == nullptr) return false;
        x_count = rules.slots.size();
        for (auto& c : x_cells) c = {};
        x_is_used.resize_uninitialised(x_count);
        if (x_is_used.size() != x_count) return false;
        for (auto& used_now : x_is_used) used_now = 0;
        std::size_t next = 1;
        for (std::size_t s = 0; s < rules.slots.size(); ++s) {
            x_columns[s] = is_supplied(rules.slots[s]) ? x_cells.data() + capacity * next++ : nullptr;
        }
        return true;
    }

    void clear(std::size_t size) noexcept {
        x_memory.clear();
        for (std::size_t s = 0; s < x_count; ++s) {
            if (x_is_used[s] == 0) continue;
            x_is_used[s] = 0;
            std::memset(static_cast<void*>(x_columns[s]), 0, x_size * sizeof(cell));  // absent
        }
        x_size = size;
    }

    [[nodiscard]] event_head& head(std::size_t i) noexcept { return x_heads[i]; }
    [[nodiscard]] const event_head& head(std::size_t i) const noexcept { return x_heads[i]; }
    // For writing at places before `size`. Null where nothing reads the slot.
    [[nodiscard]] cell* column(slot_id s) noexcept {
        if (s == no_slot || x_columns[s] == nullptr) return nullptr;
        x_is_used[s] = 1;
        return x_columns[s];
    }
    [[nodiscard]] cell* column_of(field_id f) noexcept { return column(x_rules->slot_of_field[f]); }
    // Room for a column that is no slot's: whatever was there last.
    [[nodiscard]] cell* spare_column() noexcept { return x_cells.data(); }
    // For lists' elements and texts that live as long as the batch.
    [[nodiscard]] arena& memory() noexcept { return x_memory; }

    [[nodiscard]] batch view() const noexcept {
        return {{x_heads.data(), x_size}, {const_cast<const cell* const*>(x_columns.get()), x_count}};
    }

    // What the head says stands in columns too, where rules read it.
    void columns_from_head(std::size_t i) noexcept {
        const auto& h = x_heads[i];
        const auto set = [&](field_id f, std::string_view text) noexcept {
            auto* column = column_of(f);
            if (column != nullptr && !text.empty()) column[i] = cell::of(text);
        };
        set(x_rules->known.customer_id, h.customer);
        if (h.kind != event_kind::complaint) return;
        set(field::complaint_id, h.id);
        set(field::complaint_customer, h.customer);
        set(field::complaint_case, h.kase);
        if (auto* column = column_of(field::complaint_time)) column[i] = cell::of(to_timestamp(h.time));
    }

    // Puts a dynamic event at place i. It must outlive the batch.
    void read(const event& e, std::size_t i) noexcept {
        x_heads[i] = {e.what, false, e.time, e.id, e.customer, e.kase, e.complaint, 0};
        x_heads[i].is_too_large = has_long_text(x_heads[i]);
        columns_from_head(i);
        for (const auto& [f, v] : e.fields) {
            const auto s = f < x_rules->slot_of_field.size() ? x_rules->slot_of_field[f] : no_slot;
            auto* column = this->column(s);
            if (column == nullptr) continue;
            if (is_misfit(v)) {
                x_heads[i].is_too_large = true;
                continue;
            }
            if (v.what() == kind::list ? x_rules->slots[s].holds.is_list() : x_rules->slots[s].holds.scalar == v.what())
                column[i] = cell_of(v);
        }
    }

    [[nodiscard]] cell cell_of(const value& v) noexcept {
        switch (v.what()) {
            case kind::absent: return {};
            case kind::boolean: return cell::of(v.as_bool());
            case kind::integer: return cell::of(v.as_int());
            case kind::number: return cell::of(v.as_number());
            case kind::dec: return cell::of(v.as_decimal());
            case kind::text: return cell::of(std::string_view(v.as_text()));
            case kind::time: return cell::of(v.as_time());
            case kind::span: return cell::of(v.as_span());
            case kind::list: {
                const auto& list = v.as_list();
                const auto elements = x_memory.take<cell>(list.size());
                for (std::size_t i = 0; i < elements.size(); ++i) elements[i] = cell_of(list[i]);
                return cell::of_list(elements.data(), static_cast<std::uint32_t>(elements.size()));
            }
        }
        return {};
    }

    // After a host's structs were read, if something of them does not fit: which events are those?
    void find_misfits() noexcept {
        for (std::size_t i = 0; i < x_size; ++i) {
            auto& h = x_heads[i];
            h.is_too_large = has_long_text(h);
            for (std::size_t s = 0; s < x_count; ++s) {
                if (x_columns[s] != nullptr && is_misfit(x_columns[s][i])) h.is_too_large = true;
            }
        }
    }

private:
    [[nodiscard]] static bool has_long_text(const event_head& h) noexcept {
        return std::max({h.id.size(), h.customer.size(), h.kase.size(), h.complaint.size()}) > longest_text_of_event;
    }
    [[nodiscard]] static bool is_misfit(const value& v) noexcept {
        if (v.what() == kind::text) return v.as_text().size() > longest_text_of_event;
        if (v.what() != kind::list) return false;
        const auto& list = v.as_list();
        return list.size() > longest_list_of_event ||
               std::any_of(list.begin(), list.end(), [](const value& e) noexcept { return is_misfit(e); });
    }
    [[nodiscard]] static bool is_misfit(const cell& c) noexcept {
        if (c.what == kind::text) return c.extent > longest_text_of_event;
        if (c.what != kind::list) return false;
        return c.extent > longest_list_of_event ||
               std::any_of(c.elements, c.elements + c.extent, [](const cell& e) noexcept { return is_misfit(e); });
    }

    [[nodiscard]] static bool is_supplied(const slot_plan& s) noexcept {
        return s.from == slot_source::field || s.from == slot_source::kase;
    }

    const rule_set* x_rules = nullptr;
    std::size_t x_size = 0;
    buffer<event_head> x_heads;
    buffer<cell> x_cells;
    buffer<std::uint8_t> x_is_used;  // by slot: something may have been written since it was cleared
    arena x_memory;
    std::unique_ptr<cell*[]> x_columns;  // by slot
    std::size_t x_count = 0;
};

ESCALERA_NAMESPACE_END
