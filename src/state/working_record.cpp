#include "escalera/state/working_record.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace {

constexpr std::size_t index_of(part_of p) noexcept { return static_cast<std::size_t>(p); }
constexpr std::size_t up_to_8(std::size_t n) noexcept { return (n + 7U) & ~std::size_t{7}; }

// A part that has something will have more: what it then grows by, in bytes. A complaint brings an entry, often a case with
// the text of its id, and a mark where there are marks.
constexpr std::uint32_t step_of(std::size_t part, std::size_t stride) noexcept {
    switch (static_cast<part_of>(part)) {
        case part_of::entries: return static_cast<std::uint32_t>(stride * sizeof(std::uint64_t));
        case part_of::text: return 16;
        default: return detail::part_sizes[part];
    }
}

template <class T>
T* elements(std::byte* first) noexcept {
    return reinterpret_cast<T*>(first);
}

// Calls f(part) for every part of which `amounts` has some, in order.
template <class Amounts, class F>
void for_each_part(const Amounts& amounts, F&& f) noexcept {
    for (std::size_t p = 0; p < part_count; ++p) {
        if (amounts[p] != 0) f(p);
    }
}

}  // namespace

// Calls f(text_ref&) for every text that something of these parts refers to, but the name.
template <class F>
void working_record::for_each_text(F&& f) noexcept {
    for (std::uint32_t i = 0; i < cases.size(); ++i) f(elements<case_state>(data(part_of::cases))[i].id);
    for (std::uint32_t i = 0; i < positions.size(); ++i) f(elements<ladder_position>(data(part_of::positions))[i].cycle);
    for (std::uint32_t i = 0; i < clocks.size(); ++i) f(elements<clock_state>(data(part_of::clocks))[i].cycle);
    for (std::uint32_t i = 0; i < follow_ups.size(); ++i) f(elements<follow_up_state>(data(part_of::follow_ups))[i].cycle);
    for (std::uint32_t i = 0; i < case_notes.size(); ++i) {
        f(elements<case_note>(data(part_of::case_notes))[i].owner);
        f(elements<case_note>(data(part_of::case_notes))[i].department);
    }
    for (std::uint32_t i = 0; i < attributes.size(); ++i) {
        auto& a = elements<attribute>(data(part_of::attributes))[i];
        if (a.what != kind::text) continue;
        text_ref ref{static_cast<std::uint32_t>(a.payload), a.extent};
        f(ref);
        a.payload = ref.offset;
    }
}

// A record without a block has nothing, and room for nothing.
void working_record::look_at_nothing() noexcept {
    head.counts = {};
    head.begins.fill(sizeof(record_head) / 8);
    x_at = reinterpret_cast<std::byte*>(&head);
    x_size = sizeof(record_head);
    x_entry_total = 0;
}

void working_record::forget_changes() noexcept {
    x_changes.clear();
    x_old_bytes.clear();
    x_has_moved = false;
    x_keeps_all = false;
    x_before_size = 0;
    x_old_block = block_pool::no_block;
    lost_entries = false;
    closed_a_case = false;
}

void working_record::close() noexcept {
    forget_changes();
    look_at_nothing();
    x_pool = nullptr;
}

bool working_record::open_new(block_pool& pool, hash128 key, std::size_t words) noexcept {
    undo();
    head = record_head{};
    head.key = key;
    stride = words;
    x_pool = &pool;
    x_block = block_pool::no_block;
    x_lines = 0;
    look_at_nothing();
    forget_changes();
    x_spare.resize_uninitialised(std::max<std::size_t>(words, 16));
    return !x_flag->exhausted;
}

bool working_record::open(block_pool& pool, std::uint32_t block, std::uint32_t lines, std::size_t words) noexcept {
    undo();
    auto* at = pool.address(block);
    std::memcpy(&head, at, sizeof(head));
    stride = words;
    x_pool = &pool;
    x_block = block;
    x_lines = lines;
    look_at(at, lines);
    x_entry_total = size(part_of::entries) / words;
    forget_changes();
    x_old_bytes.reserve(2 * std::size_t{lines} * block_pool::line);  // so that later events find it
    x_spare.resize_uninitialised(std::max<std::size_t>(words, 16));
    return !x_flag->exhausted;
}

void working_record::undo() noexcept {
    if (x_pool == nullptr) return;
    if (x_has_moved) {
        if (x_block != block_pool::no_block) x_pool->give_back(x_block, x_lines);
        x_block = x_old_block;
        x_lines = x_old_lines;
    }
    if (x_block != block_pool::no_block && (!x_changes.empty() || x_before_size != 0)) {
        auto* at = x_pool->address(x_block);
        std::memcpy(&head, at, sizeof(head));
        look_at(at, x_lines);
        if (x_before_size != 0) std::memcpy(at + sizeof(head), x_old_bytes.data() + x_before_at, x_before_size);
        for (std::size_t i = x_changes.size(); i-- > 0;) {
            const auto& c = x_changes[i];
            const auto bytes = detail::part_sizes[index_of(c.part)];
            std::memcpy(data(c.part) + c.first * bytes, x_old_bytes.data() + c.bytes_at, c.count * bytes);
        }
    }
    close();
}

void working_record::settle() noexcept {
    std::memcpy(x_at, &head, sizeof(head));
    if (x_old_block != block_pool::no_block) x_pool->give_back(x_old_block, x_old_lines);
    close();
}

void working_record::dissolve() noexcept {
    if (x_block != block_pool::no_block) x_pool->give_back(x_block, x_lines);
    if (x_old_block != block_pool::no_block) x_pool->give_back(x_old_block, x_old_lines);
    close();
}

bool working_record::keep_old_bytes(part_of p, std::uint32_t first, std::uint32_t count) noexcept {
    const auto bytes = detail::part_sizes[index_of(p)];
    const auto at = static_cast<std::uint32_t>(x_old_bytes.size());
    if (!x_changes.reserve(x_changes.size() + 1) || !x_old_bytes.reserve(at + std::size_t{count} * bytes)) return false;
    x_old_bytes.append(data(p) + std::size_t{first} * bytes, std::size_t{count} * bytes);
    x_changes.push({p, first, count, at});
    return true;
}

std::uint32_t working_record::used_text() noexcept {
    if (head.has_loose_text == 0) return size(part_of::text);
    std::uint32_t used = head.name_size;
    for_each_text([&used](text_ref& t) noexcept { used += t.size; });
    return used;
}

// To the new place of the text: the name first, then what the parts, copied already, refer to.
void working_record::copy_text(const std::byte* from, std::byte* to) noexcept {
    auto& bytes = size(part_of::text);
    if (head.has_loose_text == 0) {
        if (bytes != 0) std::memcpy(to, from, bytes);
        return;
    }
    std::uint32_t used = head.name_size;
    if (used != 0) std::memcpy(to, from, used);
    for_each_text([&](text_ref& t) noexcept {
        if (t.size != 0) std::memcpy(to + used, from + t.offset, t.size);
        t.offset = used;
        used += t.size;
    });
    bytes = used;
}

// Where so many bytes will stand: where they are if they fit there, else in a larger block. `from` is where they are to be
// read then. Null when there is no memory.
std::byte* working_record::place_for(std::uint32_t bytes, bool may_stay, std::byte*& from) noexcept {
    if (may_stay && x_block != block_pool::no_block && bytes <= x_size) {
        auto* const at = x_at;
        const auto size = x_size - sizeof(record_head);
        const auto kept = x_old_bytes.size();
        if (!x_old_bytes.reserve(kept + size)) return nullptr;
        x_old_bytes.append(at + sizeof(record_head), size);
        from = x_old_bytes.data() + kept;
        if (x_keeps_all) {
            x_old_bytes.truncate(kept);  // they are only read now
        } else {
            x_before_at = kept;
            x_before_size = size;
        }
        x_keeps_all = true;
        return at;
    }
    // Some more than what is needed, lest a record that grows moves each time; a new one knows what it needs.
    const auto some_more = std::min<std::size_t>(bytes + bytes * 3 / 8, most_bytes_in_time);
    const auto wanted = x_block == block_pool::no_block || !may_stay ? bytes : some_more;
    const auto lines = (wanted + block_pool::line - 1) / block_pool::line;
    const auto block = x_pool->take(lines);
    if (block == block_pool::no_block) {
        x_flag->exhausted = true;
        return nullptr;
    }
    if (!x_has_moved) {
        x_old_block = x_block;
        x_old_lines = x_lines;
    } else if (x_block != block_pool::no_block) {
        x_pool->give_back(x_block, x_lines);  // its parts can still be read
    }
    from = x_block == block_pool::no_block ? nullptr : x_pool->address(x_block) + sizeof(record_head);
    x_has_moved = true;
    x_keeps_all = true;
    x_block = block;
    x_lines = static_cast<std::uint32_t>(lines);
    return x_pool->address(block);
}

// Spare bytes go to the parts that have something: where there are few, an element to each in turn, since they grow together;
// else as the parts have grown so far. What is left over stays behind the text.
void working_record::share_out(amounts& room, std::uint32_t spare) const noexcept {
    std::uint32_t each = 0;
    for_each_part(room, [&](std::size_t p) noexcept { each += step_of(p, stride); });
    if (each == 0 || spare < each) return;
    if (spare < 4 * each) {
        const auto elements_each = spare / each;
        for_each_part(room, [&](std::size_t p) noexcept { room[p] += elements_each * (step_of(p, stride) / detail::part_sizes[p]); });
        return;
    }
    std::uint64_t all = 0;
    for_each_part(room, [&](std::size_t p) noexcept { all += std::uint64_t{room[p]} * detail::part_sizes[p]; });
    for_each_part(room, [&](std::size_t p) noexcept {
        const auto share = spare * (std::uint64_t{room[p]} * detail::part_sizes[p]) / all / 8 * 8;
        room[p] += static_cast<std::uint32_t>(share / detail::part_sizes[p]);
    });
}

bool working_record::lay_out(const amounts& more, bool may_stay) noexcept {
    if (x_flag->exhausted || x_pool == nullptr) return false;
    const auto aged = static_cast<std::uint32_t>(head.first_entry * stride);
    auto live = head.counts;
    live[index_of(part_of::entries)] -= aged;
    live[index_of(part_of::text)] = used_text();
    amounts room{};
    std::size_t all_bytes = sizeof(record_head);
    for (std::size_t p = 0; p < part_count; ++p) {
        room[p] = live[p] + more[p];
        all_bytes += up_to_8(std::size_t{room[p]} * detail::part_sizes[p]);
    }
    if (all_bytes > (x_flag->has_headroom ? most_bytes_in_time : most_bytes)) {
        x_flag->exhausted = x_flag->too_large = true;
        return false;
    }
    const auto needed = static_cast<std::uint32_t>(all_bytes);
    const auto old_begins = head.begins;
    std::byte* from = nullptr;  // of the parts as they were
    auto* const block = place_for(needed, may_stay, from);
    if (block == nullptr) return false;
    look_at(block, x_lines);
    share_out(room, x_size - needed);

    auto begin = static_cast<std::uint32_t>(sizeof(record_head));
    for (std::size_t p = 0; p + 1 < part_count; ++p) {
        begin += static_cast<std::uint32_t>(up_to_8(std::size_t{room[p]} * detail::part_sizes[p]));
        head.begins[p] = begin / 8;
    }
    const auto old_place = [&](std::size_t p) noexcept {
        return from + (p == 0 ? 0 : std::size_t{old_begins[p - 1]} * 8 - sizeof(record_head));
    };
    head.counts = live;
    for_each_part(live, [&](std::size_t p) noexcept {
        if (p == index_of(part_of::text)) return;
        const auto skipped = p == index_of(part_of::entries) ? aged * detail::part_sizes[p] : 0;
        std::memcpy(data(static_cast<part_of>(p)), old_place(p) + skipped, live[p] * detail::part_sizes[p]);
    });
    if (from != nullptr) copy_text(old_place(index_of(part_of::text)), data(part_of::text));
    head.has_loose_text = 0;
    if (aged == 0) return true;
    x_entry_total -= head.first_entry;
    head.first_entry = 0;
    head.ids = {};
    head.issues = {};
    for (std::size_t i = 0; i < entry_count(); ++i) head.ids.add(entry(i).id);
    for (const auto& m : marks) head.ids.add(m.id);
    for (const auto& c : cases) head.issues.add(c.issue);
    return true;
}

void working_record::shrink() noexcept {
    if (x_lines < 8) return;
    std::size_t used = sizeof(record_head) - head.first_entry * stride * sizeof(std::uint64_t);
    for (std::size_t p = 0; p < part_count; ++p) used += head.counts[p] * detail::part_sizes[p];
    if (used * 3 > x_lines * block_pool::line) return;
    static_cast<void>(lay_out(amounts{}, false));
    x_flag->exhausted = false;
}

ESCALERA_NAMESPACE_END
