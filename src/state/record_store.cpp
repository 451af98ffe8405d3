#include "escalera/state/record_store.hpp"

#include <algorithm>
#include <bit>
#include <new>

ESCALERA_NAMESPACE_BEGIN

namespace {

// What stands behind the head in a block.
struct block_counts {
    std::uint32_t entry_words = 0;
    std::uint32_t marks = 0;
    std::uint32_t cases = 0;
    std::uint32_t positions = 0;
    std::uint32_t onces = 0;
    std::uint32_t attributes = 0;
    std::uint32_t text = 0;
    std::uint32_t unused = 0;
};

constexpr std::size_t head_size = sizeof(record_head) + sizeof(block_counts);

class block_writer {
public:
    explicit block_writer(std::byte* at) noexcept : x_at(at) {}
    void put(const void* from, std::size_t size) noexcept {
        if (size != 0) std::memcpy(x_at, from, size);
        x_at += size;
    }
    template <class T>
    void put(const buffer<T>& part) noexcept {
        put(part.data(), part.size() * sizeof(T));
    }

private:
    std::byte* x_at;
};

class block_reader {
public:
    explicit block_reader(const std::byte* at) noexcept : x_at(at) {}
    template <class T>
    void get(buffer<T>& part, std::size_t count) noexcept {
        part.assign(reinterpret_cast<const T*>(x_at), count);
        x_at += count * sizeof(T);
    }

private:
    const std::byte* x_at;
};

block_counts counts_of(const working_record& r) noexcept {
    const auto n = [](std::size_t size) { return static_cast<std::uint32_t>(size); };
    return {n(r.entries.size()), n(r.marks.size()),      n(r.cases.size()), n(r.positions.size()),
            n(r.onces.size()),   n(r.attributes.size()), n(r.text.size()),  0};
}

std::size_t size_of(const block_counts& c) noexcept {
    return head_size + c.entry_words * sizeof(std::uint64_t) + c.marks * sizeof(id_mark) + c.cases * sizeof(case_state) +
           c.positions * sizeof(ladder_position) + c.onces * sizeof(once_mark) + c.attributes * sizeof(attribute) + c.text;
}

std::size_t lines_of(const working_record& r) noexcept { return (size_of(counts_of(r)) + 63) / 64; }

// Keeps only the text that something still points at.
void drop_unused_text(working_record& r) noexcept {
    const auto old_size = r.text.size();
    const auto move = [&r](text_ref ref) noexcept {
        const text_ref moved{static_cast<std::uint32_t>(r.text.size()), ref.size};
        if (!r.text.reserve(r.text.size() + ref.size)) return ref;
        r.text.append(r.text.data() + ref.offset, ref.size);
        return moved;
    };
    r.head.name = move(r.head.name);
    for (auto& c : r.cases) c.id = move(c.id);
    for (auto& p : r.positions) p.cycle = move(p.cycle);
    for (auto& a : r.attributes) {
        if (a.what == kind::text) a.payload = move({static_cast<std::uint32_t>(a.payload), a.extent}).offset;
    }
    const auto shift = static_cast<std::uint32_t>(old_size);
    r.text.erase(0, old_size);
    r.head.name.offset -= shift;
    for (auto& c : r.cases) c.id.offset -= shift;
    for (auto& p : r.positions) p.cycle.offset -= shift;
    for (auto& a : r.attributes) {
        if (a.what == kind::text) a.payload -= shift;
    }
    r.text_was_dropped = false;
}

}  // namespace

static_assert(sizeof(record_head) <= 64 && sizeof(record_head) % 8 == 0);

record_store::~record_store() {
    for (auto* chunk : x_chunks) ::operator delete (chunk, std::align_val_t{line});
}

void record_store::swap(record_store& other) noexcept {
    x_slots.swap(other.x_slots);
    std::swap(x_mask, other.x_mask);
    std::swap(x_used, other.x_used);
    x_chunks.swap(other.x_chunks);
    std::swap(x_next_line, other.x_next_line);
    x_free.swap(other.x_free);
    std::swap(x_free_ready, other.x_free_ready);
}

std::size_t record_store::bytes() const noexcept { return x_slots.capacity() * sizeof(slot) + x_chunks.size() * lines_per_chunk * line; }

bool record_store::load(hash128 key, working_record& out) const noexcept {
    const auto at = x_slots.empty() ? not_found : locate(key);
    if (at == not_found) {
        out.reset(key);
        return false;
    }
    const auto* block = address(x_slots[at].block);
    std::memcpy(&out.head, block, sizeof(record_head));
    block_counts counts;
    std::memcpy(&counts, block + sizeof(record_head), sizeof(counts));
    block_reader in(block + head_size);
    in.get(out.entries, counts.entry_words);
    in.get(out.marks, counts.marks);
    in.get(out.cases, counts.cases);
    in.get(out.positions, counts.positions);
    in.get(out.onces, counts.onces);
    in.get(out.attributes, counts.attributes);
    in.get(out.text, counts.text);
    out.text_was_dropped = false;
    return true;
}

std::string_view record_store::name_of(hash128 key) const noexcept {
    const auto at = x_slots.empty() ? not_found : locate(key);
    if (at == not_found) return {};
    const auto* block = address(x_slots[at].block);
    record_head head;
    std::memcpy(&head, block, sizeof(head));
    block_counts counts;
    std::memcpy(&counts, block + sizeof(record_head), sizeof(counts));
    const auto* text = block + size_of(counts) - counts.text;
    return {reinterpret_cast<const char*>(text) + head.name.offset, head.name.size};
}

bool record_store::prepare(working_record& record, std::size_t records) noexcept {
    if (!record.is_worth_keeping()) return true;
    if (record.text_was_dropped) {
        if (!record.text.reserve(record.text.size() * 2)) return false;
        drop_unused_text(record);
    }
    const auto lines = lines_of(record);
    const auto at = x_slots.empty() ? not_found : locate(record.head.key);
    if (at == not_found && !make_room_for(records)) return false;
    if (at != not_found && class_of(x_slots[at].lines) == class_of(lines)) return true;
    // Taken and given back: so many blocks of that size are free now.
    const auto block = take_block(lines);
    const bool enough = block != no_block && (records == 1 || prepare(record, records - 1));
    if (block != no_block) give_back(block, lines);
    return enough;
}

void record_store::store(working_record& record) noexcept {
    if (!record.is_worth_keeping()) {
        erase(record.head.key);
        return;
    }
    const auto counts = counts_of(record);
    const auto lines = lines_of(record);
    auto at = x_slots.empty() ? not_found : locate(record.head.key);
    if (at == not_found) {
        for (at = record.head.key.low & x_mask; x_slots[at].block != no_block;) at = (at + 1) & x_mask;
        x_slots[at] = {record.head.key.low, take_block(lines), static_cast<std::uint32_t>(lines)};
        ++x_used;
    } else if (class_of(x_slots[at].lines) != class_of(lines)) {
        const auto block = take_block(lines);
        give_back(x_slots[at].block, x_slots[at].lines);
        x_slots[at].block = block;
        x_slots[at].lines = static_cast<std::uint32_t>(lines);
    }
    block_writer out(address(x_slots[at].block));
    out.put(&record.head, sizeof(record_head));
    out.put(&counts, sizeof(counts));
    out.put(record.entries);
    out.put(record.marks);
    out.put(record.cases);
    out.put(record.positions);
    out.put(record.onces);
    out.put(record.attributes);
    out.put(record.text);
}

void record_store::erase(hash128 key) noexcept {
    const auto at = x_slots.empty() ? not_found : locate(key);
    if (at == not_found) return;
    give_back(x_slots[at].block, x_slots[at].lines);
    remove_slot(at);
}

// Shifts back what probed past the hole, so that no tombstones are needed.
void record_store::remove_slot(std::size_t at) noexcept {
    for (std::size_t next = (at + 1) & x_mask; x_slots[next].block != no_block; next = (next + 1) & x_mask) {
        const auto home = x_slots[next].low & x_mask;
        if (((next - home) & x_mask) >= ((next - at) & x_mask)) {
            x_slots[at] = x_slots[next];
            at = next;
        }
    }
    x_slots[at] = slot{};
    --x_used;
}

bool record_store::make_room_for(std::size_t records) noexcept {
    if (x_used + records <= x_slots.size() / 8 * 7) return true;
    const auto size = std::max<std::size_t>(1024, x_slots.size() * 2);
    try {
        std::vector<slot> grown(size);
        for (const auto& s : x_slots) {
            if (s.block == no_block) continue;
            auto i = s.low & (size - 1);
            while (grown[i].block != no_block) i = (i + 1) & (size - 1);
            grown[i] = s;
        }
        x_slots.swap(grown);
        x_mask = size - 1;
        return true;
    } catch (const std::bad_alloc&) {
        return false;
    }
}

std::size_t record_store::class_of(std::size_t lines) noexcept {
    if (lines <= exact_classes) return lines - 1;
    return exact_classes + static_cast<std::size_t>(std::bit_width((lines - 1) / exact_classes)) - 1;
}

std::size_t record_store::lines_of_class(std::size_t c) noexcept {
    return c < exact_classes ? c + 1 : exact_classes << (c - exact_classes + 1);
}

std::uint32_t record_store::take_block(std::size_t lines) noexcept {
    if (!x_free_ready) {
        x_free.fill(no_block);
        x_free_ready = true;
    }
    const auto c = class_of(lines);
    if (c >= class_total) return no_block;
    if (const auto block = x_free[c]; block != no_block) {
        std::memcpy(&x_free[c], address(block), sizeof(std::uint32_t));
        return block;
    }
    const auto wanted = lines_of_class(c);
    if (wanted > lines_per_chunk) return no_block;
    if (x_chunks.empty() || x_next_line + wanted > lines_per_chunk) {
        try {
            x_chunks.reserve(x_chunks.size() + 1);
        } catch (const std::bad_alloc&) {
            return no_block;
        }
        auto* chunk = static_cast<std::byte*>(::operator new (lines_per_chunk* line, std::align_val_t{line}, std::nothrow));
        if (chunk == nullptr) return no_block;
        // The rest of the old chunk is not lost: it becomes free blocks of one line.
        if (!x_chunks.empty()) {
            for (; x_next_line < lines_per_chunk; ++x_next_line) {
                give_back(static_cast<std::uint32_t>((x_chunks.size() - 1) * lines_per_chunk + x_next_line), 1);
            }
        }
        x_chunks.push_back(chunk);
        x_next_line = 0;
    }
    const auto block = (x_chunks.size() - 1) * lines_per_chunk + x_next_line;
    x_next_line += wanted;
    return static_cast<std::uint32_t>(block);
}

void record_store::give_back(std::uint32_t block, std::size_t lines) noexcept {
    const auto c = class_of(lines);
    std::memcpy(address(block), &x_free[c], sizeof(std::uint32_t));
    x_free[c] = block;
}

std::string_view name_of(case_status s) noexcept {
    switch (s) {
        case case_status::open: return "open";
        case case_status::waiting_for_customer: return "waiting-for-customer";
        case case_status::resolved: return "resolved";
        case case_status::closed: return "closed";
    }
    return "open";
}

ESCALERA_NAMESPACE_END
