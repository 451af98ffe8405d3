#include "escalera/engine/case_directory.hpp"

#include <new>

#include "escalera/engine/occasion.hpp"
#include "escalera/state/cases.hpp"

ESCALERA_NAMESPACE_BEGIN

void case_directory::add(std::uint64_t id, hash128 key) {
    const auto [at, is_new] = x_owner.try_emplace(id, key);
    if (!is_new && at->second != key) at->second = ambiguous;
}

bool case_directory::make(const record_store& records, std::size_t stride) noexcept {
    try {
        memory_flag flag;
        working_record r(flag);
        r.stride = stride;
        records.for_each_key([&](hash128 key) {
            if (!records.load(key, r)) return;
            for (std::size_t i = 0; i < r.entry_count(); ++i) {
                if (r.entry(i).kind == event_kind::complaint) add(r.entry(i).id, key);
            }
            for (const auto& m : r.marks) add(m.id, key);
            for (const auto& c : r.cases) add(c.id_hash, key);
        });
        if (flag.exhausted) {
            x_owner.clear();
            return false;
        }
        x_is_made = true;
        return true;
    } catch (const std::bad_alloc&) {
        x_owner.clear();
        return false;
    }
}

std::optional<hash128> case_directory::find(const keyed_hash& hash, const record_store& records, std::size_t stride,
                                            const event_head& head) noexcept {
    if (!x_is_made && !make(records, stride)) return std::nullopt;
    for (const auto name : {head.kase, head.complaint}) {
        if (name.empty()) continue;
        for (const auto id : {hash.short_hash(name), event_id_hash(hash, event_kind::complaint, name)}) {
            const auto found = x_owner.find(id);
            if (found != x_owner.end() && found->second != ambiguous) return found->second;
        }
    }
    return std::nullopt;
}

bool case_directory::make_room() noexcept {
    if (!x_is_made) return true;
    try {
        x_owner.reserve(x_owner.size() + 2);
        return true;
    } catch (const std::bad_alloc&) {
        return false;
    }
}

void case_directory::note(const keyed_hash& hash, const event_head& head, hash128 key) noexcept {
    if (!x_is_made || head.kind != event_kind::complaint) return;
    add(event_id_hash(hash, event_kind::complaint, head.id), key);
    add(hash.short_hash(head.kase.empty() ? head.id : head.kase), key);
}

ESCALERA_NAMESPACE_END
