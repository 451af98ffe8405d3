#pragma once
// What was offered to a customer, as far as the authority of the next offer depends on it.
//
// An offer stands as one text among the attributes of the customer (or of the case, by its grant), under a field that nothing can
// name: so it is saved, undone and forgotten as all attributes are. Its numbers are written out byte by byte, so that the
// text is the same on every machine; levels are kept by name.
//
// Threads: owned by one step.   Cost: linear in the record's attributes; only where there were offers.

#include <array>
#include <cstdint>
#include <string_view>

#include "escalera/config.hpp"
#include "escalera/model/arena.hpp"
#include "escalera/model/hash.hpp"
#include "escalera/state/attributes.hpp"
#include "escalera/state/working_record.hpp"

ESCALERA_NAMESPACE_BEGIN

struct remembered_offer {
    static constexpr std::int64_t unknown = INT64_MIN;

    std::uint64_t id = 0;
    std::int64_t amount = unknown;     // ten-thousandths
    std::int64_t at = 0;               // when it was accepted; before: when it was last told of
    std::int64_t approved = unknown;   // up to this amount, by the level `asked`; INT64_MAX: whatever it is
    std::int64_t asked_for = unknown;  // the amount that the question is about
    hash128 question;                  // the decision that asks for approval; 0: none waits
    bool is_accepted = false;
    bool is_oral = false;
    bool is_lost = false;    // no offer: until `at` some were dropped, since there were too many
    std::string_view by;     // who offers it
    std::string_view level;  // of whoever offers it
    std::string_view asked;  // the level whose approval is waited for, or that has given it

    [[nodiscard]] bool waits() const noexcept { return question != hash128{}; }
};

namespace detail {

inline constexpr std::size_t offer_numbers = 8;  // the last has flags and the lengths of texts
inline constexpr std::size_t longest_in_offer = 0xFFFF;

inline char* put_number(char* at, std::uint64_t n) noexcept {
    for (int byte = 0; byte < 8; ++byte) *at++ = static_cast<char>(n >> (8 * byte) & 0xFFU);
    return at;
}
inline std::uint64_t number_at(const char* at) noexcept {
    std::uint64_t n = 0;
    for (int byte = 0; byte < 8; ++byte) n |= std::uint64_t{static_cast<unsigned char>(at[byte])} << (8 * byte);
    return n;
}

}  // namespace detail

// In the memory of the step. Empty when there is no memory.
[[nodiscard]] inline std::string_view write_offer(const remembered_offer& o, arena& memory) noexcept {
    const auto cut = [](std::string_view s) noexcept { return s.substr(0, detail::longest_in_offer); };
    const std::array texts{cut(o.by), cut(o.level), cut(o.asked)};
    std::size_t size = detail::offer_numbers * 8;
    for (const auto t : texts) size += t.size();
    const auto all = memory.take<char>(size);
    if (all.empty()) return {};
    auto last = static_cast<std::uint64_t>(o.is_accepted) | static_cast<std::uint64_t>(o.is_oral) << 1U |
                static_cast<std::uint64_t>(o.is_lost) << 2U;
    for (std::size_t t = 0; t < texts.size(); ++t) last |= std::uint64_t{texts[t].size()} << (16 * (t + 1));
    auto* at = all.data();
    for (const auto n :
         {o.id, static_cast<std::uint64_t>(o.amount), static_cast<std::uint64_t>(o.at), static_cast<std::uint64_t>(o.approved),
          static_cast<std::uint64_t>(o.asked_for), o.question.high, o.question.low, last}) {
        at = detail::put_number(at, n);
    }
    for (const auto t : texts) {
        for (const char c : t) *at++ = c;
    }
    return {all.data(), all.size()};
}

// Its texts lie where the text lies. False: it is none.
[[nodiscard]] inline bool read_offer(std::string_view text, remembered_offer& out) noexcept {
    constexpr auto head = detail::offer_numbers * 8;
    if (text.size() < head) return false;
    const auto number = [&](std::size_t i) noexcept { return detail::number_at(text.data() + 8 * i); };
    out.id = number(0);
    out.amount = static_cast<std::int64_t>(number(1));
    out.at = static_cast<std::int64_t>(number(2));
    out.approved = static_cast<std::int64_t>(number(3));
    out.asked_for = static_cast<std::int64_t>(number(4));
    out.question = {number(5), number(6)};
    const auto last = number(7);
    out.is_accepted = (last & 1U) != 0;
    out.is_oral = (last & 2U) != 0;
    out.is_lost = (last & 4U) != 0;
    auto rest = text.substr(head);
    for (auto* t : {&out.by, &out.level, &out.asked}) {
        const auto shift = t == &out.by ? 16U : t == &out.level ? 32U : 48U;
        const auto size = last >> shift & 0xFFFFU;
        if (size > rest.size()) return false;
        *t = rest.substr(0, size);
        rest.remove_prefix(size);
    }
    return rest.empty();
}

// The offer that an attribute is; false: it is not of that field, or is none.
[[nodiscard]] inline bool offer_at(const working_record& r, std::size_t i, field_id field, remembered_offer& out) noexcept {
    const auto& a = r.attributes[i];
    if (a.field != field || a.what != kind::text) return false;
    return read_offer(r.read({static_cast<std::uint32_t>(a.payload), a.extent}), out);
}

inline void forget_offer(working_record& r, std::size_t i) noexcept {
    r.attributes.erase(i);
    r.head.has_loose_text = 1;
}

// `at`: where it stands; not_found: it is new.
inline void keep_offer(working_record& r, std::uint32_t kase, field_id field, std::size_t at, const remembered_offer& o,
                       arena& memory) noexcept {
    const auto text = write_offer(o, memory);
    if (text.empty()) return;  // no memory
    if (at == static_cast<std::size_t>(-1)) {
        add_attribute(r, kase, field, cell::of(text), true);
    } else {
        put_text(r, at, text);
    }
}

ESCALERA_NAMESPACE_END
