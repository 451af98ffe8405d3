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

inline constexpr std::array<std::uint32_t, part_count> part_sizes = {
    sizeof(std::uint64_t), sizeof(case_state),      sizeof(ladder_position), sizeof(id_mark),   sizeof(once_mark),
    sizeof(clock_state),   sizeof(follow_up_state), sizeof(notice_state),    sizeof(attribute), 1};

// The elements of one part, wherever the block is.
struct part_view {
    std::byte* data = nullptr;
    std::uint32_t size = 0;
    std::byte* end = nullptr;  // of its room

    // Whether so many more elements of that many bytes fit.
    [[nodiscard]] bool fits(std::uint32_t more, std::size_t bytes) const noexcept {
        return (std::size_t{size} + more) * bytes <= static_cast<std::size_t>(end - data);
    }
};

}  // namespace detail

// One part of a working record, as an array.
template <class T>
class record_part {
public:
    record_part(working_record& owner, part_of is) noexcept : x_owner(&owner), x_is(is) {}
    record_part(const record_part&) = delete;
    record_part& operator=(const record_part&) = delete;

    [[nodiscard]] const T* data() const noexcept { return reinterpret_cast<const T*>(view().data); }
    [[nodiscard]] std::size_t size() const noexcept { return view().size; }
    [[nodiscard]] bool empty() const noexcept { return view().size == 0; }
    [[nodiscard]] const T* begin() const noexcept { return data(); }
    [[nodiscard]] const T* end() const noexcept { return data() + size(); }
    [[nodiscard]] const T& operator[](std::size_t i) const noexcept { return data()[i]; }

    // For writing. Valid until something is added or erased.
    [[nodiscard]] T& edit(std::size_t i) noexcept;
    void push(const T& element) noexcept;
    void append(const T* first, std::size_t count) noexcept;
    void erase(std::size_t at, std::size_t count = 1) noexcept;
    // Erases those that `gone(element)` says, asked once each and in order; how many. Their place is kept but once.
    template <class Gone>
    std::size_t erase_if(Gone&& gone) noexcept;

private:
    friend class working_record;
    [[nodiscard]] const detail::part_view& view() const noexcept;
    [[nodiscard]] detail::part_view& view() noexcept;

    working_record* x_owner;
    part_of x_is;
};

class working_record {
public:
    explicit working_record(memory_flag& flag) noexcept : x_flag(&flag), x_changes(flag), x_old_bytes(flag), x_spare(flag) {}
    working_record(const working_record&) = delete;
    working_record& operator=(const working_record&) = delete;

private:
    std::array<detail::part_view, part_count> x_views;  // first, since the parts below look at it

public:
    record_head head;                                             // a copy: written back when the record is committed
    record_part<std::uint64_t> entries{*this, part_of::entries};  // `stride` words each
    record_part<case_state> cases{*this, part_of::cases};
    record_part<ladder_position> positions{*this, part_of::positions};
    record_part<id_mark> marks{*this, part_of::marks};
    record_part<once_mark> onces{*this, part_of::onces};
    record_part<clock_state> clocks{*this, part_of::clocks};
    record_part<follow_up_state> follow_ups{*this, part_of::follow_ups};
    record_part<notice_state> notices{*this, part_of::notices};
    record_part<attribute> attributes{*this, part_of::attributes};
    record_part<char> text{*this, part_of::text};

    // Words of an entry; given by the plan.
    std::size_t stride = sizeof(entry_head) / 8;
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
    [[nodiscard]] entry_head& edit_entry(std::size_t i) noexcept { return *reinterpret_cast<entry_head*>(edit_entry_words(i)); }
    [[nodiscard]] std::uint64_t* edit_words(std::size_t i) noexcept { return edit_entry_words(i) + sizeof(entry_head) / 8; }
    // Makes room for an entry at place i; its words are zero. False when there is no memory.
    bool insert_entry(std::size_t i) noexcept {
        const auto at = (head.first_entry + i) * stride;
        auto& v = view(part_of::entries);
        const auto old_size = v.size;
        if (at < old_size) keep_old(part_of::entries, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(old_size - at));
        if (!v.fits(static_cast<std::uint32_t>(stride), sizeof(std::uint64_t)) &&
            !lay_out(part_of::entries, static_cast<std::uint32_t>(stride))) {
            return false;
        }
        if (x_flag->exhausted) return false;
        const auto place = (head.first_entry + i) * stride;  // laying out leaves out what has aged
        auto* words = reinterpret_cast<std::uint64_t*>(v.data);
        std::memmove(words + place + stride, words + place, (v.size - place) * sizeof(std::uint64_t));
        std::memset(words + place, 0, stride * sizeof(std::uint64_t));
        v.size += static_cast<std::uint32_t>(stride);
        ++x_entry_total;
        return true;
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
        auto& v = view(part_of::entries);
        if (!keep_old(part_of::entries, at, v.size - at)) return;
        lost_entries = true;
        auto* const words = reinterpret_cast<std::uint64_t*>(v.data) + head.first_entry * stride;
        for (auto i = kept + 1; i < n; ++i) {
            if (gone(i)) continue;
            std::memmove(words + kept * stride, words + i * stride, stride * sizeof(std::uint64_t));
            ++kept;
        }
        x_entry_total -= n - kept;
        v.size = static_cast<std::uint32_t>(x_entry_total * stride);
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

    // How many more elements of each part are about to come: room is made for all of them at once.
    using amounts = std::array<std::uint32_t, part_count>;
    bool reserve(const amounts& more) noexcept {
        for (std::size_t p = 0; p < part_count; ++p) {
            if (more[p] != 0 && !x_views[p].fits(more[p], detail::part_sizes[p])) return lay_out(more);
        }
        return true;
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
    // Whether it is in another block than when it was opened; a new one has.
    [[nodiscard]] bool has_moved() const noexcept { return x_has_moved || x_block == block_pool::no_block; }
    void raise_flag() noexcept { x_flag->exhausted = true; }

private:
    template <class T>
    friend class record_part;

    // What was there before: elements [first, first + count) of a part.
    struct change {
        part_of part = part_of::entries;
        std::uint32_t first = 0;
        std::uint32_t count = 0;
        std::uint32_t bytes_at = 0;
    };

    [[nodiscard]] detail::part_view& view(part_of p) noexcept { return x_views[static_cast<std::size_t>(p)]; }
    [[nodiscard]] const detail::part_view& view(part_of p) const noexcept { return x_views[static_cast<std::size_t>(p)]; }

    [[nodiscard]] std::uint64_t* edit_entry_words(std::size_t i) noexcept {
        const auto at = static_cast<std::uint32_t>((head.first_entry + i) * stride);
        if (!keep_old(part_of::entries, at, static_cast<std::uint32_t>(stride))) return x_spare.data();
        return reinterpret_cast<std::uint64_t*>(view(part_of::entries).data) + at;
    }

    // False when there was no memory to keep them: then nothing may be written.
    bool keep_old(part_of p, std::uint32_t first, std::uint32_t count) noexcept {
        const auto opened = x_opened_with[static_cast<std::size_t>(p)];
        if (x_keeps_all || first >= opened) return true;
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
    [[nodiscard]] std::uint32_t block_size() const noexcept {
        return static_cast<std::uint32_t>(block_pool::lines_given(x_lines) * block_pool::line);
    }
    void look_at(std::byte* block, std::uint32_t lines) noexcept;
    void copy_text(const std::byte* from, std::byte* to) noexcept;
    [[nodiscard]] std::uint32_t used_text() const noexcept;
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
    amounts x_opened_with{};        // elements of each part at opening
    buffer<change> x_changes;
    buffer<std::byte> x_old_bytes;
    buffer<std::uint64_t> x_spare;  // where a write goes whose way back could not be kept
};

template <class T>
const detail::part_view& record_part<T>::view() const noexcept {
    return static_cast<const working_record*>(x_owner)->view(x_is);
}
template <class T>
detail::part_view& record_part<T>::view() noexcept {
    return x_owner->view(x_is);
}

template <class T>
T& record_part<T>::edit(std::size_t i) noexcept {
    const bool kept = x_owner->keep_old(x_is, static_cast<std::uint32_t>(i), 1);
    return reinterpret_cast<T*>(kept ? view().data + i * sizeof(T) : reinterpret_cast<std::byte*>(x_owner->x_spare.data()))[0];
}
template <class T>
void record_part<T>::append(const T* first, std::size_t count) noexcept {
    if (x_owner->x_flag->exhausted) return;  // the step will be undone: nothing may be written any more
    const auto more = static_cast<std::uint32_t>(count);
    if (!view().fits(more, sizeof(T)) && !x_owner->lay_out(x_is, more)) return;
    if (count != 0) std::memcpy(view().data + view().size * sizeof(T), first, count * sizeof(T));
    view().size += more;
}
template <class T>
void record_part<T>::push(const T& element) noexcept {
    const T kept = element;  // it may lie in this very block
    append(&kept, 1);
}
template <class T>
void record_part<T>::erase(std::size_t at, std::size_t count) noexcept {
    auto& v = view();
    const bool kept = x_owner->keep_old(x_is, static_cast<std::uint32_t>(at), v.size - static_cast<std::uint32_t>(at));
    if (kept) std::memmove(v.data + at * sizeof(T), v.data + (at + count) * sizeof(T), (v.size - at - count) * sizeof(T));
    v.size -= static_cast<std::uint32_t>(count);  // without memory too, lest whoever erases until enough is gone never ends
}

template <class T>
template <class Gone>
std::size_t record_part<T>::erase_if(Gone&& gone) noexcept {
    auto& v = view();
    auto* const all = reinterpret_cast<T*>(v.data);
    std::uint32_t kept = 0;
    while (kept < v.size && !gone(static_cast<const T&>(all[kept]))) ++kept;
    if (kept == v.size || !x_owner->keep_old(x_is, kept, v.size - kept)) return 0;
    for (auto i = kept + 1; i < v.size; ++i) {
        if (!gone(static_cast<const T&>(all[i]))) all[kept++] = all[i];
    }
    const auto erased = v.size - kept;
    v.size = kept;
    return erased;
}

ESCALERA_NAMESPACE_END
