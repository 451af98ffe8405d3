#include "escalera/engine/case_directory.hpp"

#include <algorithm>
#include <new>

#include "escalera/engine/occasion.hpp"
#include "escalera/state/cases.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace {

bool is_withdrawn(const working_record& r, std::uint64_t complaint) noexcept {
    if (const auto e = find_entry(r, complaint); e != not_found) return r.entry(e).is_withdrawn != 0;
    return std::any_of(r.marks.begin(), r.marks.end(), [&](const id_mark& m) noexcept { return m.id == complaint && m.is_withdrawn != 0; });
}

}  // namespace

void case_directory::add(std::uint64_t id, hash128 key) {
    for (std::uint64_t n = 0; n < most_owners; ++n) {
        if (x_owner.try_emplace(mix(id, n), key).first->second == key) return;
    }
}

bool case_directory::make(const keyed_hash& hash, const record_store& records, std::size_t words, working_record& looked_at,
                          memory_flag& flag) noexcept {
    x_owner.clear();
    try {
        records.for_each_key([&](hash128 key) {
            if (!records.look(key, looked_at, words)) return;
            for (std::size_t i = 0; i < looked_at.entry_count(); ++i) {
                if (looked_at.entry(i).kind == event_kind::complaint) add(looked_at.entry(i).id, key);
            }
            for (const auto& m : looked_at.marks) add(m.id, key);
            for (const auto& c : looked_at.cases) add(hash.short_hash(looked_at.read(c.id)), key);
        });
        looked_at.undo();
    } catch (const std::bad_alloc&) {
        flag.exhausted = true;
    }
    x_is_made = !flag.exhausted;
    x_most = 2 * x_owner.size() + 1024;
    if (flag.exhausted) x_owner.clear();
    return x_is_made;
}

std::optional<hash128> case_directory::find(const keyed_hash& hash, const record_store& records, std::size_t words,
                                            working_record& looked_at, memory_flag& flag, const event_head& head) noexcept {
    if (!x_is_made && !make(hash, records, words, looked_at, flag)) return std::nullopt;
    for (const auto name : {head.kase, head.complaint}) {
        if (name.empty()) continue;
        const auto as_case = hash.short_hash(name);
        const auto as_complaint = complaint_id_hash(hash, name);
        std::optional<hash128> owner;
        bool is_shared = false;
        for (const auto id : {as_case, as_complaint}) {
            for (std::uint64_t n = 0; n < most_owners && !is_shared; ++n) {
                const auto at = x_owner.find(mix(id, n));
                if (at == x_owner.end()) break;
                if (owner == at->second || !records.look(at->second, looked_at, words)) continue;
                const auto named = case_by_id(looked_at, name);
                const bool has_it = named != not_found && answers_to_its_name(looked_at.cases[named]);
                if (!has_it && case_of_complaint(looked_at, as_complaint) == not_found) continue;
                is_shared = owner.has_value();
                owner = at->second;
            }
        }
        if (flag.exhausted) return std::nullopt;
        if (owner && !is_shared) return owner;
    }
    return std::nullopt;
}

std::optional<hash128> case_directory::owner_of(const keyed_hash& hash, std::uint64_t complaint, hash128 but, const record_store& records,
                                                std::size_t words, working_record& looked_at, memory_flag& flag) noexcept {
    if (!x_is_made && !make(hash, records, words, looked_at, flag)) return std::nullopt;
    std::optional<hash128> owner;
    for (std::uint64_t n = 0; n < most_owners; ++n) {
        const auto at = x_owner.find(mix(complaint, n));
        if (at == x_owner.end()) break;
        if (at->second == but || !records.look(at->second, looked_at, words)) continue;
        if (is_withdrawn(looked_at, complaint) || case_of_complaint(looked_at, complaint) == not_found) continue;
        if (owner) return std::nullopt;
        owner = at->second;
    }
    looked_at.undo();
    return flag.exhausted ? std::nullopt : owner;
}

bool case_directory::make_room() noexcept {
    if (x_owner.size() > x_most) clear();
    if (!x_is_made) return true;
    if (x_owner.size() + 2 <= x_owner.max_load()) return true;  // reserve() would also make it smaller
    try {
        x_owner.reserve(2 * x_owner.size() + 2);
        return true;
    } catch (const std::bad_alloc&) {
        return false;
    }
}

void case_directory::note_moved(std::uint64_t complaint, std::uint64_t kase, hash128 key) noexcept {
    if (!x_is_made) return;
    add(complaint, key);
    add(kase, key);
}

void case_directory::note(const keyed_hash& hash, const event_head& head, hash128 key) noexcept {
    if (!x_is_made || head.kind != event_kind::complaint) return;
    add(event_id_hash(head), key);
    add(head.kase.empty() ? head.id_hash : hash.short_hash(head.kase), key);
}

ESCALERA_NAMESPACE_END
