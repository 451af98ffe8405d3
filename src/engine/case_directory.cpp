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

// Who was added last is found at once: a customer's complaints often join one case.
void case_directory::add(std::uint64_t id, hash128 key) {
    const auto [at, is_new] = x_first.try_emplace(id, no_owner);
    if (!is_new && at->second != no_owner && x_owners[at->second].key == key) return;
    auto place = x_free;
    if (place != no_owner) {
        x_free = x_owners[place].next;
        x_owners[place] = {key, at->second};
    } else {
        place = static_cast<std::uint32_t>(x_owners.size());
        x_owners.push_back({key, at->second});
    }
    at->second = place;
    ++x_used;
}

// What visit() makes of one: it stays in the list or goes, and then the next is wanted; or enough is known.
enum class visited : std::uint8_t { stays, goes, ends };

template <class Visit>
void case_directory::each_owner(std::uint64_t id, Visit&& visit) noexcept {
    const auto first = x_first.find(id);
    if (first == x_first.end()) return;
    for (auto* at = &first->second; *at != no_owner;) {
        auto& here = x_owners[*at];
        const auto what = visit(here.key);
        if (what == visited::ends) return;
        if (what == visited::stays) {
            at = &here.next;
            continue;
        }
        const auto place = *at;
        *at = here.next;
        here.next = x_free;
        x_free = place;
        --x_used;
    }
}

bool case_directory::make(const keyed_hash& hash, const record_store& records, std::size_t words, working_record& looked_at,
                          memory_flag& flag) noexcept {
    clear();
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
    x_most = 2 * x_used + 1024;
    if (flag.exhausted) clear();
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
            each_owner(id, [&](hash128 key) noexcept {
                if (owner == key) return visited::stays;
                if (!records.look(key, looked_at, words)) return flag.exhausted ? visited::ends : visited::goes;
                const auto named = case_by_id(looked_at, name);
                const bool has_complaint = case_of_complaint(looked_at, as_complaint) != not_found;
                if (named == not_found && !has_complaint) return visited::goes;
                if (!has_complaint && !answers_to_its_name(looked_at.cases[named])) return visited::stays;
                is_shared = owner.has_value();
                owner = key;
                return is_shared ? visited::ends : visited::stays;
            });
            if (is_shared) break;
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
    bool is_shared = false;
    each_owner(complaint, [&](hash128 key) noexcept {
        if (key == but || owner == key) return visited::stays;
        if (!records.look(key, looked_at, words)) return flag.exhausted ? visited::ends : visited::goes;
        if (case_of_complaint(looked_at, complaint) == not_found) return visited::stays;  // it may be known as a case's id
        if (is_withdrawn(looked_at, complaint)) return visited::stays;
        is_shared = owner.has_value();
        owner = key;
        return is_shared ? visited::ends : visited::stays;
    });
    if (is_shared) owner.reset();
    looked_at.undo();
    return flag.exhausted ? std::nullopt : owner;
}

bool case_directory::make_room() noexcept {
    if (x_used > x_most || x_first.size() > x_most) clear();  // ids that nobody has any more stay until then
    if (!x_is_made) return true;
    try {
        if (x_first.size() + 2 > x_first.max_load()) x_first.reserve(2 * x_first.size() + 2);  // it would also make it smaller
        if (x_owners.size() + 2 > x_owners.capacity()) x_owners.reserve(2 * x_owners.size() + 2);
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
