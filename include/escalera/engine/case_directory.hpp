#pragma once
// Whose case is it? Finds the customer of an event that names only a case or a complaint.
//
// It is made when the first such event comes, from the records, and kept up from then on; a host whose events always
// name their customer never pays for it. When it has grown to twice what it was made with, it is made anew by the next
// one that asks: so it forgets what records have forgotten. An id that several customers use finds nobody: the event must say whose.
// Invariants: it only proposes; whether a customer still knows the id is looked up in the record. So what was forgotten
// since does no harm, and the answer is the same after the state was saved and loaded. Every customer who knows an id is in
// the id's list, however many there are; who does not know it any more is taken out by the first who asks.
// Threads: one shard owns it.   Cost: a hash lookup and a record; some 40 bytes a complaint once it is there. Where many
// use one id, two that still know it are enough to find nobody, and each that does not is looked at once.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

#include "escalera/config.hpp"
#include "escalera/match/batch.hpp"
#include "escalera/model/hash.hpp"
#include "escalera/state/record_store.hpp"

ESCALERA_NAMESPACE_BEGIN

class case_directory {
public:
    // The key of the record that the event belongs to. Nothing when nobody's case bears that name, more than one
    // customer's does, or there is no memory (the record's flag says so). `words`: of an entry. `looked_at` is open afterwards.
    [[nodiscard]] ESCALERA_API std::optional<hash128> find(const keyed_hash& hash, const record_store& records, std::size_t words,
                                                           working_record& looked_at, memory_flag& flag, const event_head& head) noexcept;

    // The customer, other than `but`, who has the complaint of that id (hashed by event_id_hash): not withdrawn, and in a
    // case that is known. Nothing as above.
    [[nodiscard]] ESCALERA_API std::optional<hash128> owner_of(const keyed_hash& hash, std::uint64_t complaint, hash128 but,
                                                               const record_store& records, std::size_t words, working_record& looked_at,
                                                               memory_flag& flag) noexcept;

    // Before an event is committed: room for what note() will add. False when there is no memory.
    [[nodiscard]] ESCALERA_API bool make_room() noexcept;
    ESCALERA_API void note(const keyed_hash& hash, const event_head& head, hash128 key) noexcept;
    // A complaint that is another's now, and the case that it joined there, by the hashes of their ids.
    ESCALERA_API void note_moved(std::uint64_t complaint, std::uint64_t kase, hash128 key) noexcept;

    void clear() noexcept {
        x_first.clear();
        x_owners.clear();
        x_free = no_owner;
        x_used = 0;
        x_is_made = false;
    }

private:
    static constexpr std::uint32_t no_owner = 0xFFFF'FFFF;

    // A customer who has, or had, a complaint or case of some id; and the next who has.
    struct listed {
        hash128 key;
        std::uint32_t next = no_owner;
    };

    [[nodiscard]] bool make(const keyed_hash& hash, const record_store& records, std::size_t words, working_record& looked_at,
                            memory_flag& flag) noexcept;
    void add(std::uint64_t id, hash128 key);
    // The customers of an id, the latest first, as long as visit() asks for more.
    template <class Visit>
    void each_owner(std::uint64_t id, Visit&& visit) noexcept;

    boost::unordered_flat_map<std::uint64_t, std::uint32_t> x_first;  // by the hash of an id: its list
    std::vector<listed> x_owners;
    std::uint32_t x_free = no_owner;  // list of those that were taken out
    std::size_t x_used = 0;           // in lists
    std::size_t x_most = 0;           // with so many it is made anew
    bool x_is_made = false;
};

ESCALERA_NAMESPACE_END
