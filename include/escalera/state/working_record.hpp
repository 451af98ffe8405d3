#pragma once
// A record that is being worked on: its parts, changed in place in its block, with the way back kept.
//
// A step that fails must leave the record as it was. So every write to an element that was there when the record was
// opened first keeps the old bytes (edit, erase, ...), additions go behind what was there, and the head is a copy until
// the store commits it. When a part outgrows its room the block is laid out anew, leaving out what has aged: where it
// is if there is room in all, with the old bytes of all parts kept; else in a larger block, and the old one is the way
// back. undo() restores what was opened.
// A failed allocation raises the memory flag; what was to be written is not, and the step must end in undo().
//
// Invariant: elements that existed at opening are written only through edit(), erase() and erase_if().
// Threads: owned by one step at a time.   Cost: in place; a line of memory is touched only where a part is.

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "escalera/config.hpp"
#include "escalera/model/buffer.hpp"
#include "escalera/state/block_pool.hpp"
#include "escalera/state/record.hpp"

ESCALERA_NAMESPACE_BEGIN

class working_record;

namespace detail {

inline constexpr std::array<std::uint32_t, part_count> part_sizes = {sizeof(std::uint64_t),
                                                                     sizeof(case_state),
                                                                     sizeof(ladder_position),
                                                                     sizeof(id_mark),
                                                                     sizeof(once_mark),
                                                                     sizeof(clock_state),
                                                                     sizeof(follow_up_state),
                                                                     sizeof(notice_state),
                                                                     sizeof(case_note),
                                                                     sizeof(attribute),
                                                                     1};

}  // namespace detail

// One part of a working record, as an array.
template <class T, part_of Is>
class record_part {
public:
    explicit record_part(working_record& owner) noexcept : x_owner(&owner) {}
    record_part(const record_part&) = delete;
    record_part& operator=(const record_part&) = delete;

    [[nodiscard]] const T* data() const noexcept;
    [[nodiscard]] std::size_t size() const noexcept;
    [[nodiscard]] bool empty() const noexcept { return size() == 0; }
    [[nodiscard]] const T* begin() const noexcept { return data(); }
    [[nodiscard]] const T* end() const noexcept { return data() + size(); }
    [[nodiscard]] const T& operator[](std::size_t i) const noexcept { return data()[i]; }

    // For writing. Valid until something is added or erased.
    [[nodiscard]] T& edit(std::size_t i) noexcept;
    void push(const T& element) noexcept;
    // A new element, to be written whole. Null when there is no memory.
    [[nodiscard]] T* add() noexcept;
    void append(const T* first, std::size_t count) noexcept;
    void erase(std::size_t at, std::size_t count = 1) noexcept;
    // Erases those that `gone(element)` says, asked once each and in order; how many. Their place is kept but once.
    template <class Gone>
    std::size_t erase_if(Gone&& gone) noexcept;

private:
    [[nodiscard]] T* all() noexcept { return const_cast<T*>(data()); }

    working_record* x_owner;
};

class working_record {
public:
    explicit working_record(memory_flag& flag) noexcept : x_flag(&flag), x_changes(flag), x_old_bytes(flag), x_spare(flag) {}
    working_record(const working_record&) = delete;
    working_record& operator=(const working_record&) = delete;

    record_head head;                                             // a copy: written back when the record is committed
    record_part<std::uint64_t, part_of::entries> entries{*this};  // `stride` words each
    record_part<case_state, part_of::cases> cases{*this};
    record_part<ladder_position, part_of::positions> positions{*this};
    record_part<id_mark, part_of::marks> marks{*this};
    record_part<once_mark, part_of::onces> onces{*this};
    record_part<clock_state, part_of::clocks> clocks{*this};
    record_part<follow_up_state, part_of::follow_ups> follow_ups{*this};
    record_part<notice_state, part_of::notices> notices{*this};
    record_part<case_note, part_of::case_notes> case_notes{*this};
    record_part<attribute, part_of::attributes> attributes{*this};
    record_part<char, part_of::text> text{*this};

    // Words of an entry; given by the plan.
    std::size_t stride = sizeof(entry_head) / 8;
    std::size_t found_at = 0;  // for its store: the slot by which it was found, if it was
    // What a step did, for those who look only then at what may be forgotten.
    bool lost_entries = false;
    bool closed_a_case = false;

    [[nodiscard]] bool is_open() const noexcept { return x_pool != nullptr; }

    // ---- entries

    [[nodiscard]] std::size_t entry_count() const noexcept { return x_entry_total - head.first_entry; }
    [[nodiscard]] const entry_head& entry(std::size_t i) const noexcept {
        return *reinterpret_cast<const entry_head*>(entries.data() + (head.first_entry + i) * stride);
    }
    [[nodiscard]] const std::uint64_t* words(std::size_t i) const noexcept {
        return entries.data() + (head.first_entry + i) * stride + sizeof(entry_head) / 8;
    }
    // Where entry i begins; of as many as there are, where the last one ends.
    [[nodiscard]] const std::uint64_t* entry_words_from(std::size_t i) const noexcept {
        return entries.data() + (head.first_entry + i) * stride;
    }
    [[nodiscard]] entry_head& edit_entry(std::size_t i) noexcept { return *reinterpret_cast<entry_head*>(edit_entry_words(i)); }
    [[nodiscard]] std::uint64_t* edit_words(std::size_t i) noexcept { return edit_entry_words(i) + sizeof(entry_head) / 8; }
    // Makes room for an entry at place i: its words, to be written. Null when there is no memory.
    [[nodiscard]] std::uint64_t* insert_entry(std::size_t i) noexcept {
        const auto more = static_cast<std::uint32_t>(stride);
        const auto at = (head.first_entry + i) * stride;
        const auto old_size = size(part_of::entries);
        if (at < old_size) keep_old(part_of::entries, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(old_size - at));
        if (!fits(part_of::entries, more) && !lay_out(part_of::entries, more)) return nullptr;
        if (x_flag->exhausted) return nullptr;
        const auto place = (head.first_entry + i) * stride;  // laying out leaves out what has aged
        auto* const words = entry_words();
        const auto behind = size(part_of::entries) - place;
        if (behind != 0) std::memmove(words + place + stride, words + place, behind * sizeof(std::uint64_t));
        size(part_of::entries) += more;
        ++x_entry_total;
        return words + place;
    }
    void drop_first_entry() noexcept {
        ++head.first_entry;
        lost_entries = true;
    }
    // Those that `gone(i)` says, asked once each and in order, in one pass.
    template <class Gone>
    void erase_entries_if(Gone&& gone) noexcept {
        const auto n = entry_count();
        std::size_t kept = 0;
        while (kept < n && !gone(kept)) ++kept;
        if (kept == n) return;
        const auto at = static_cast<std::uint32_t>((head.first_entry + kept) * stride);
        if (!keep_old(part_of::entries, at, size(part_of::entries) - at)) return;
        lost_entries = true;
        auto* const words = entry_words() + head.first_entry * stride;
        for (auto i = kept + 1; i < n; ++i) {
            if (gone(i)) continue;
            std::memmove(words + kept * stride, words + i * stride, stride * sizeof(std::uint64_t));
            ++kept;
        }
        x_entry_total -= n - kept;
        size(part_of::entries) = static_cast<std::uint32_t>(x_entry_total * stride);
    }
    void erase_entry(std::size_t i) noexcept {
        lost_entries = true;
        if (i == 0) {
            ++head.first_entry;
        } else {
            const auto before = entries.size();
            entries.erase((head.first_entry + i) * stride, stride);
            if (entries.size() != before) --x_entry_total;
        }
    }

    // ---- texts

    // What refers to it must be there already, and be told at once: laying out keeps only text that is referred to.
    [[nodiscard]] text_ref keep(std::string_view s) noexcept {
        text.append(s.data(), s.size());
        if (x_flag->exhausted) return {};
        const auto size = static_cast<std::uint32_t>(s.size());
        return {static_cast<std::uint32_t>(text.size()) - size, size};
    }
    [[nodiscard]] std::string_view read(text_ref ref) const noexcept { return {text.data() + ref.offset, ref.size}; }
    [[nodiscard]] std::string_view name() const noexcept { return {text.data(), head.name_size}; }
    // Requires a record without text.
    void set_name(std::string_view s) noexcept { head.name_size = keep(s).size & 0x0FFF'FFFFU; }

    // ---- room, and the way back

    // What events may make a record grow to, and what time may (and a saved state bring back): texts are addressed by 32 bits,
    // and the pool has no larger blocks.
    static constexpr std::size_t most_bytes = std::size_t{128} << 20;
    static constexpr std::size_t most_bytes_in_time = 2 * most_bytes;

    // What is about to come: room is made for all of it at once.
    struct coming {
        std::uint32_t entries = 0;
        std::uint32_t cases = 0;
        std::uint32_t marks = 0;
        std::uint32_t text = 0;  // bytes
    };
    [[nodiscard]] bool has_room_for(const coming& more) const noexcept {
        return fits(part_of::entries, more.entries * static_cast<std::uint32_t>(stride)) && fits(part_of::cases, more.cases) &&
               fits(part_of::marks, more.marks) && fits(part_of::text, more.text);
    }
    bool reserve(const coming& more) noexcept {
        if (has_room_for(more)) return true;
        amounts all{};
        all[index(part_of::entries)] = more.entries * static_cast<std::uint32_t>(stride);
        all[index(part_of::cases)] = more.cases;
        all[index(part_of::marks)] = more.marks;
        all[index(part_of::text)] = more.text;
        return lay_out(all);
    }

    [[nodiscard]] bool is_worth_keeping() const noexcept {
        return entry_count() != 0 || !marks.empty() || !cases.empty() || !positions.empty() || !onces.empty() || !attributes.empty() ||
               !notices.empty();
    }

    // For stores: a new record, or one that rests in a block. `words`: of an entry. False when there is no memory.
    ESCALERA_API bool open_new(block_pool& pool, hash128 key, std::size_t words) noexcept;
    ESCALERA_API bool open(block_pool& pool, std::uint32_t block, std::uint32_t lines, std::size_t words) noexcept;
    // Everything is again as it was at opening; a new record is gone. Nothing to do if none is open.
    ESCALERA_API void undo() noexcept;
    // Writes the head; the record stays where `block()` says. The old block is free.
    ESCALERA_API void settle() noexcept;
    // Lays a block out anew that is mostly empty. May be left out: no memory is no failure here.
    ESCALERA_API void shrink() noexcept;
    // Instead: the record is gone, and so are its blocks.
    ESCALERA_API void dissolve() noexcept;
    [[nodiscard]] std::uint32_t block() const noexcept { return x_block; }
    [[nodiscard]] std::uint32_t lines() const noexcept { return x_lines; }
    // Where it was when it was opened.
    [[nodiscard]] std::uint32_t opened_block() const noexcept { return x_has_moved ? x_old_block : x_block; }
    // Whether it is in another block than when it was opened; a new one has.
    [[nodiscard]] bool has_moved() const noexcept { return x_has_moved || x_block == block_pool::no_block; }
    void raise_flag() noexcept { x_flag->exhausted = true; }

private:
    template <class T, part_of Is>
    friend class record_part;

    using amounts = std::array<std::uint32_t, part_count>;  // elements of each part

    // What was there before: elements [first, first + count) of a part.
    struct change {
        part_of part = part_of::entries;
        std::uint32_t first = 0;
        std::uint32_t count = 0;
        std::uint32_t bytes_at = 0;
    };

    // Where a part lies in the block, by the head: its first byte, its elements, the end of its room.
    [[nodiscard]] static constexpr std::size_t index(part_of p) noexcept { return static_cast<std::size_t>(p); }
    [[nodiscard]] std::byte* data(part_of p) const noexcept {
        return x_at + (index(p) == 0 ? sizeof(record_head) : std::size_t{head.begins[index(p) - 1]} * 8);
    }
    [[nodiscard]] std::uint32_t size(part_of p) const noexcept { return head.counts[index(p)]; }
    [[nodiscard]] std::uint32_t& size(part_of p) noexcept { return head.counts[index(p)]; }
    [[nodiscard]] const std::byte* end(part_of p) const noexcept {
        return x_at + (index(p) + 1 == part_count ? x_size : std::size_t{head.begins[index(p)]} * 8);
    }
    [[nodiscard]] bool fits(part_of p, std::uint32_t more) const noexcept {
        return (std::size_t{size(p)} + more) * detail::part_sizes[index(p)] <= static_cast<std::size_t>(end(p) - data(p));
    }
    [[nodiscard]] std::uint64_t* entry_words() const noexcept { return reinterpret_cast<std::uint64_t*>(data(part_of::entries)); }

    [[nodiscard]] std::uint64_t* edit_entry_words(std::size_t i) noexcept {
        const auto at = static_cast<std::uint32_t>((head.first_entry + i) * stride);
        if (!keep_old(part_of::entries, at, static_cast<std::uint32_t>(stride))) return x_spare.data();
        return entry_words() + at;
    }

    // False when there was no memory to keep them: then nothing may be written.
    bool keep_old(part_of p, std::uint32_t first, std::uint32_t count) noexcept {
        if (x_keeps_all) return true;
        const auto opened = resting_head().counts[index(p)];
        if (first >= opened) return true;
        return keep_old_bytes(p, first, std::min(count, opened - first));
    }
    ESCALERA_API bool keep_old_bytes(part_of p, std::uint32_t first, std::uint32_t count) noexcept;

    bool lay_out(part_of p, std::uint32_t more) noexcept {
        amounts all{};
        all[static_cast<std::size_t>(p)] = more;
        return lay_out(all);
    }
    // The whole block anew, with room for so many more elements and some to spare. False when there is no memory.
    ESCALERA_API bool lay_out(const amounts& more, bool may_stay = true) noexcept;
    [[nodiscard]] std::byte* place_for(std::uint32_t bytes, bool may_stay, std::byte*& from) noexcept;
    void share_out(amounts& room, std::uint32_t spare) const noexcept;
    // As it was opened, until the record is committed or laid out anew. Of a new record without a block: the head at hand.
    [[nodiscard]] const record_head& resting_head() const noexcept { return *reinterpret_cast<const record_head*>(x_at); }
    void look_at(std::byte* block, std::uint32_t lines) noexcept {
        x_at = block;
        x_size = static_cast<std::uint32_t>(block_pool::lines_given(lines) * block_pool::line);
    }
    void look_at_nothing() noexcept;
    void copy_text(const std::byte* from, std::byte* to) noexcept;
    [[nodiscard]] std::uint32_t used_text() noexcept;
    template <class F>
    void for_each_text(F&& f) noexcept;
    void close() noexcept;
    void forget_changes() noexcept;

    memory_flag* x_flag;
    block_pool* x_pool = nullptr;
    std::uint32_t x_block = block_pool::no_block;
    std::uint32_t x_lines = 0;
    std::uint32_t x_old_block = block_pool::no_block;  // as it was opened, once the record has moved
    std::uint32_t x_old_lines = 0;
    bool x_has_moved = false;
    bool x_keeps_all = false;       // all of it is kept as it was: in the old block, or where x_before says
    std::size_t x_before_at = 0;    // in x_old_bytes: the parts as they were before they were laid out anew in place
    std::size_t x_before_size = 0;  // 0: they were not
    std::size_t x_entry_total = 0;  // aged ones too
    std::byte* x_at = nullptr;      // the block; of a record without one the head, behind which nothing is
    std::uint32_t x_size = 0;       // of the block, in bytes
    buffer<change> x_changes;
    buffer<std::byte> x_old_bytes;
    buffer<std::uint64_t> x_spare;  // where a write goes whose way back could not be kept
};

template <class T, part_of Is>
const T* record_part<T, Is>::data() const noexcept {
    return reinterpret_cast<const T*>(x_owner->data(Is));
}
template <class T, part_of Is>
std::size_t record_part<T, Is>::size() const noexcept {
    return x_owner->head.counts[static_cast<std::size_t>(Is)];
}

template <class T, part_of Is>
T& record_part<T, Is>::edit(std::size_t i) noexcept {
    const bool kept = x_owner->keep_old(Is, static_cast<std::uint32_t>(i), 1);
    return kept ? all()[i] : *reinterpret_cast<T*>(x_owner->x_spare.data());
}
template <class T, part_of Is>
void record_part<T, Is>::append(const T* first, std::size_t count) noexcept {
    if (x_owner->x_flag->exhausted) return;  // the step will be undone: nothing may be written any more
    const auto more = static_cast<std::uint32_t>(count);
    if (!x_owner->fits(Is, more) && !x_owner->lay_out(Is, more)) return;
    if (count != 0) std::memcpy(static_cast<void*>(all() + size()), first, count * sizeof(T));
    x_owner->size(Is) += more;
}
template <class T, part_of Is>
T* record_part<T, Is>::add() noexcept {
    if (x_owner->x_flag->exhausted || (!x_owner->fits(Is, 1) && !x_owner->lay_out(Is, 1))) return nullptr;
    return all() + x_owner->size(Is)++;
}
template <class T, part_of Is>
void record_part<T, Is>::push(const T& element) noexcept {
    const T kept = element;  // it may lie in this very block
    if (auto* const at = add(); at != nullptr) *at = kept;
}
template <class T, part_of Is>
void record_part<T, Is>::erase(std::size_t at, std::size_t count) noexcept {
    const auto old_size = size();
    const bool kept = x_owner->keep_old(Is, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(old_size - at));
    if (kept) std::memmove(static_cast<void*>(all() + at), all() + at + count, (old_size - at - count) * sizeof(T));
    x_owner->size(Is) -= static_cast<std::uint32_t>(count);  // without memory too, lest whoever erases until enough is gone never ends
}

template <class T, part_of Is>
template <class Gone>
std::size_t record_part<T, Is>::erase_if(Gone&& gone) noexcept {
    const auto n = static_cast<std::uint32_t>(size());
    auto* const elements = all();
    std::uint32_t kept = 0;
    while (kept < n && !gone(static_cast<const T&>(elements[kept]))) ++kept;
    if (kept == n || !x_owner->keep_old(Is, kept, n - kept)) return 0;
    for (auto i = kept + 1; i < n; ++i) {
        if (!gone(static_cast<const T&>(elements[i]))) elements[kept++] = elements[i];
    }
    x_owner->size(Is) = kept;
    return n - kept;
}

ESCALERA_NAMESPACE_END
