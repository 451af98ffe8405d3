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
T* elements(const detail::part_view& v) noexcept {
    return reinterpret_cast<T*>(v.data);
}

// Calls f(text_ref&) for every text that something of these parts refers to, but the name.
template <class Views, class F>
void for_each_text(const Views& views, F&& f) noexcept {
    const auto& cases = views[index_of(part_of::cases)];
    for (std::uint32_t i = 0; i < cases.size; ++i) f(elements<case_state>(cases)[i].id);
    const auto& positions = views[index_of(part_of::positions)];
    for (std::uint32_t i = 0; i < positions.size; ++i) f(elements<ladder_position>(positions)[i].cycle);
    const auto& clocks = views[index_of(part_of::clocks)];
    for (std::uint32_t i = 0; i < clocks.size; ++i) f(elements<clock_state>(clocks)[i].cycle);
    const auto& follow_ups = views[index_of(part_of::follow_ups)];
    for (std::uint32_t i = 0; i < follow_ups.size; ++i) f(elements<follow_up_state>(follow_ups)[i].cycle);
    const auto& attributes = views[index_of(part_of::attributes)];
    for (std::uint32_t i = 0; i < attributes.size; ++i) {
        auto& a = elements<attribute>(attributes)[i];
        if (a.what != kind::text) continue;
        text_ref ref{static_cast<std::uint32_t>(a.payload), a.extent};
        f(ref);
        a.payload = ref.offset;
    }
}

}  // namespace

// Where the parts lie, by the head.
void working_record::look_at(std::byte* block, std::uint32_t lines) noexcept {
    const auto end = static_cast<std::uint32_t>(block_pool::lines_given(lines) * block_pool::line);
    auto begin = static_cast<std::uint32_t>(sizeof(record_head));
    for (std::size_t p = 0; p < part_count; ++p) {
        const auto next = p + 1 < part_count ? head.begins[p] * 8 : end;
        x_views[p] = {block + begin, head.counts[p], block + next};
        begin = next;
    }
    x_entry_total = head.counts[index_of(part_of::entries)] / stride;
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

bool working_record::open_new(block_pool& pool, hash128 key, std::size_t words) noexcept {
    undo();
    head = record_head{};
    head.key = key;
    stride = words;
    x_pool = &pool;
    x_block = block_pool::no_block;
    x_lines = 0;
    x_views = {};
    x_entry_total = 0;
    x_opened_with = {};
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
    x_opened_with = head.counts;
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
            const auto size = detail::part_sizes[index_of(c.part)];
            std::memcpy(view(c.part).data + c.first * size, x_old_bytes.data() + c.bytes_at, c.count * size);
        }
    }
    forget_changes();
    x_views = {};
    x_pool = nullptr;
}

void working_record::settle() noexcept {
    for (std::size_t p = 0; p < part_count; ++p) head.counts[p] = x_views[p].size;
    std::memcpy(x_pool->address(x_block), &head, sizeof(head));
    if (x_old_block != block_pool::no_block) x_pool->give_back(x_old_block, x_old_lines);
    forget_changes();
    x_views = {};
    x_pool = nullptr;
}

void working_record::dissolve() noexcept {
    if (x_block != block_pool::no_block) x_pool->give_back(x_block, x_lines);
    if (x_old_block != block_pool::no_block) x_pool->give_back(x_old_block, x_old_lines);
    forget_changes();
    x_views = {};
    x_pool = nullptr;
}

bool working_record::keep_old_bytes(part_of p, std::uint32_t first, std::uint32_t count) noexcept {
    const auto size = detail::part_sizes[index_of(p)];
    const auto at = static_cast<std::uint32_t>(x_old_bytes.size());
    if (!x_changes.reserve(x_changes.size() + 1) || !x_old_bytes.reserve(at + std::size_t{count} * size)) return false;
    x_old_bytes.append(view(p).data + std::size_t{first} * size, std::size_t{count} * size);
    x_changes.push({p, first, count, at});
    return true;
}

std::uint32_t working_record::used_text() const noexcept {
    auto used = head.name_size & 0x0FFF'FFFFU;
    if (head.has_loose_text == 0) return x_views[index_of(part_of::text)].size;
    for_each_text(x_views, [&used](text_ref& t) noexcept { used += t.size; });
    return used;
}

// To the new place of the text: the name first, then what the parts, copied already, refer to.
void working_record::copy_text(const std::byte* from, std::byte* to) noexcept {
    auto& size = x_views[index_of(part_of::text)].size;
    if (head.has_loose_text == 0) {
        if (size != 0) std::memcpy(to, from, size);
        return;
    }
    std::uint32_t used = head.name_size;
    if (used != 0) std::memcpy(to, from, used);
    for_each_text(x_views, [&](text_ref& t) noexcept {
        if (t.size != 0) std::memcpy(to + used, from + t.offset, t.size);
        t.offset = used;
        used += t.size;
    });
    size = used;
}

// Where so many bytes will stand: where they are if they fit there, else in a larger block. `from` is where they are to be
// read then. Null when there is no memory.
std::byte* working_record::place_for(std::uint32_t bytes, bool may_stay, std::byte*& from) noexcept {
    if (may_stay && x_block != block_pool::no_block && bytes <= block_size()) {
        auto* const at = x_pool->address(x_block);
        const auto size = block_size() - sizeof(record_head);
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
    std::uint64_t all = 0;
    for (std::size_t p = 0; p < part_count; ++p) {
        each += room[p] == 0 ? 0 : step_of(p, stride);
        all += std::uint64_t{room[p]} * detail::part_sizes[p];
    }
    if (each == 0 || spare < each) return;
    const bool is_small = spare < 4 * each;
    for (std::size_t p = 0; p < part_count; ++p) {
        if (room[p] == 0) continue;
        const auto size = detail::part_sizes[p];
        const auto share = is_small ? spare / each * step_of(p, stride) : spare * (std::uint64_t{room[p]} * size) / all / 8 * 8;
        room[p] += static_cast<std::uint32_t>(share / size);
    }
}

bool working_record::lay_out(const amounts& more, bool may_stay) noexcept {
    if (x_flag->exhausted || x_pool == nullptr) return false;
    const auto aged = static_cast<std::uint32_t>(head.first_entry * stride);
    amounts live{};
    amounts room{};
    std::size_t all_bytes = sizeof(record_head);
    for (std::size_t p = 0; p < part_count; ++p) {
        live[p] = x_views[p].size;
        if (p == index_of(part_of::entries)) live[p] -= aged;
        if (p == index_of(part_of::text)) live[p] = used_text();
        room[p] = live[p] + more[p];
        all_bytes += up_to_8(std::size_t{room[p]} * detail::part_sizes[p]);
    }
    if (all_bytes > (x_flag->has_headroom ? most_bytes_in_time : most_bytes)) {
        x_flag->exhausted = x_flag->too_large = true;
        return false;
    }
    const auto needed = static_cast<std::uint32_t>(all_bytes);
    const auto old_views = x_views;
    const auto* const old_parts = old_views[0].data;
    std::byte* from = nullptr;
    auto* const block = place_for(needed, may_stay, from);
    if (block == nullptr) return false;
    share_out(room, block_size() - needed);

    auto begin = static_cast<std::uint32_t>(sizeof(record_head));
    for (std::size_t p = 0; p < part_count; ++p) {
        if (p != 0) head.begins[p - 1] = begin / 8;
        begin += static_cast<std::uint32_t>(up_to_8(std::size_t{room[p]} * detail::part_sizes[p]));
    }
    head.counts = live;
    look_at(block, x_lines);
    const auto old_place = [&](std::size_t p) noexcept { return from + (old_views[p].data - old_parts); };
    for (std::size_t p = 0; p + 1 < part_count; ++p) {
        const auto skipped = p == index_of(part_of::entries) ? aged * detail::part_sizes[p] : 0;
        const auto bytes = live[p] * detail::part_sizes[p];
        if (bytes != 0) std::memcpy(x_views[p].data, old_place(p) + skipped, bytes);
    }
    if (from != nullptr) copy_text(old_place(index_of(part_of::text)), x_views[index_of(part_of::text)].data);
    head.has_loose_text = 0;
    if (aged == 0) return true;
    head.first_entry = 0;
    head.ids = {};
    head.issues = {};
    for (std::size_t i = 0; i < entry_count(); ++i) head.ids.add(entry(i).id);
    for (const auto& m : marks) head.ids.add(m.id);
    for (const auto& c : cases) head.issues.add(c.issue);
    return true;
}

void working_record::shrink() noexcept {
    std::size_t used = sizeof(record_head) - head.first_entry * stride * sizeof(std::uint64_t);
    for (std::size_t p = 0; p < part_count; ++p) used += x_views[p].size * detail::part_sizes[p];
    if (x_lines < 8 || used * 3 > x_lines * block_pool::line) return;
    static_cast<void>(lay_out(amounts{}, false));
    x_flag->exhausted = false;
}

ESCALERA_NAMESPACE_END
