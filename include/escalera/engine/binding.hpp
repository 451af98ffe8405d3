#pragma once
// How a host's own structs are read in place: described once, checked against the rules once, no map in between.
//
//     struct call { std::string id, customer; instant time; std::string issue; };
//     BOOST_DESCRIBE_STRUCT(call, (), (id, customer, time, issue))
//     auto calls = escalera::bind<call>(*rules).value();        // members by name, as fields of `complaint`
//
// A struct that cannot be changed is listed instead, wherever its members are:
//     auto calls = escalera::bind<crm_row>(*rules, event_kind::complaint,
//                                          {member<&crm_row::ticket_no>("complaint.id"), ...}).value();
// A described member that is itself a described struct and bears a root's name (`customer`) gives that root's fields.
//
// Types: bool; integers: int; float and double: number; decimal; std::string, std::string_view: string (empty means
// absent, as in files); instant, timestamp, std::chrono::system_clock's time points: timestamp; duration; std::optional of these;
// std::vector of these: list. Errors: a field that the rules ask of this kind of event and the struct lacks, or has with another type, is a
// diagnostic of bind().
// Threads: immutable once bound.   Cost: one indirect call a column and batch; a text is a view, not a copy.

#include <chrono>
#include <concepts>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <boost/describe/members.hpp>
#include <boost/mp11/algorithm.hpp>

#include "escalera/compile/rule_set.hpp"
#include "escalera/config.hpp"
#include "escalera/engine/event_columns.hpp"
#include "escalera/language/diagnostic.hpp"
#include "escalera/model/event_kind.hpp"
#include "escalera/model/value.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace detail {

template <class V>
struct is_optional : std::false_type {};
template <class V>
struct is_optional<std::optional<V>> : std::true_type {};
template <class V>
struct is_vector : std::false_type {};
template <class V>
struct is_vector<std::vector<V>> : std::true_type {};
template <class V>
struct is_system_time : std::false_type {};
template <class D>
struct is_system_time<std::chrono::time_point<std::chrono::system_clock, D>> : std::true_type {};
template <class>
inline constexpr bool never = false;

template <class V>
[[nodiscard]] constexpr type type_of() noexcept {
    if constexpr (is_optional<V>::value) {
        return type_of<typename V::value_type>();
    } else if constexpr (is_vector<V>::value) {
        return type_of<typename V::value_type>().list_of();
    } else if constexpr (std::same_as<V, bool>) {
        return {kind::boolean, 0};
    } else if constexpr (std::integral<V>) {
        return {kind::integer, 0};
    } else if constexpr (std::floating_point<V>) {
        return {kind::number, 0};
    } else if constexpr (std::same_as<V, decimal>) {
        return {kind::dec, 0};
    } else if constexpr (std::same_as<V, instant> || std::same_as<V, timestamp> || is_system_time<V>::value) {
        return {kind::time, 0};
    } else if constexpr (std::same_as<V, duration>) {
        return {kind::span, 0};
    } else if constexpr (std::convertible_to<const V&, std::string_view>) {
        return {kind::text, 0};
    } else {
        static_assert(never<V>, "a member of this type cannot be a field: see the list in binding.hpp");
    }
}

template <class V>
[[nodiscard]] cell cell_of_member(const V& v, arena& memory) noexcept {
    if constexpr (is_optional<V>::value) {
        return v ? cell_of_member(*v, memory) : cell{};
    } else if constexpr (is_vector<V>::value) {
        if (v.size() > longest_list_of_event) memory.note_misfit();
        const auto elements = memory.take<cell>(std::min(v.size(), longest_list_of_event + 1));
        for (std::size_t i = 0; i < elements.size(); ++i) elements[i] = cell_of_member(v[i], memory);
        return cell::of_list(elements.data(), static_cast<std::uint32_t>(elements.size()));
    } else if constexpr (std::same_as<V, bool> || std::same_as<V, decimal> || std::same_as<V, timestamp> || std::same_as<V, duration>) {
        return cell::of(v);
    } else if constexpr (std::same_as<V, instant>) {
        return cell::of(to_timestamp(v));
    } else if constexpr (is_system_time<V>::value) {
        return cell::of(to_timestamp({std::chrono::floor<std::chrono::microseconds>(v.time_since_epoch()).count()}));
    } else if constexpr (std::integral<V>) {
        return cell::of(static_cast<std::int64_t>(v));
    } else if constexpr (std::floating_point<V>) {
        return cell::of(static_cast<double>(v));
    } else {
        const std::string_view text = v;
        if (text.size() > longest_text_of_event) [[unlikely]] {
            memory.note_misfit();
            return cell::of(text.substr(0, longest_text_of_event + 1));  // enough to see that it is one
        }
        return text.empty() ? cell{} : cell::of(text);
    }
}

[[nodiscard]] inline instant instant_of(const cell& c) noexcept { return to_instant(c.as_time()); }

}  // namespace detail

// One member of a host's struct: the field it is, and how its column is filled.
template <class T>
struct bound_member {
    std::string field;  // "complaint.issue"
    type holds;
    void (*fill)(std::span<const T> from, cell* to, arena& memory) noexcept = nullptr;
    field_id id = 0;  // once bound
};

namespace detail {
template <auto Member>
struct class_of_member;
template <class T, class V, V T::*Member>
struct class_of_member<Member> {
    using type = T;
    using value = V;
};
}  // namespace detail

template <auto Member>
[[nodiscard]] auto member(std::string_view field) {
    using T = typename detail::class_of_member<Member>::type;
    using V = std::remove_cv_t<typename detail::class_of_member<Member>::value>;
    bound_member<T> m;
    m.field = std::string(field);
    m.holds = detail::type_of<V>();
    m.fill = [](std::span<const T> from, cell* to, arena& memory) noexcept {
        for (std::size_t i = 0; i < from.size(); ++i) to[i] = detail::cell_of_member(from[i].*Member, memory);
    };
    return m;
}

namespace detail {

template <class T>
concept described = boost::describe::has_describe_members<T>::value;

// `outer` names a member that is a struct of its own: its members are fields of the root of that name.
template <class T, auto Outer>
void append_nested(std::vector<bound_member<T>>& out, std::string_view root_name) {
    using N = std::remove_cv_t<typename class_of_member<Outer>::value>;
    boost::mp11::mp_for_each<boost::describe::describe_members<N, boost::describe::mod_any_access>>([&](auto d) {
        constexpr auto inner = decltype(d)::pointer;
        using V = std::remove_cv_t<typename class_of_member<inner>::value>;
        bound_member<T> m;
        m.field = std::string(root_name) + "." + decltype(d)::name;
        m.holds = type_of<V>();
        m.fill = [](std::span<const T> from, cell* to, arena& memory) noexcept {
            for (std::size_t i = 0; i < from.size(); ++i) to[i] = cell_of_member((from[i].*Outer).*inner, memory);
        };
        out.push_back(std::move(m));
    });
}

template <class T>
[[nodiscard]] std::vector<bound_member<T>> described_members(event_kind kind) {
    std::vector<bound_member<T>> out;
    boost::mp11::mp_for_each<boost::describe::describe_members<T, boost::describe::mod_any_access>>([&](auto d) {
        constexpr auto pointer = decltype(d)::pointer;
        using V = std::remove_cv_t<typename class_of_member<pointer>::value>;
        if constexpr (described<V>) {
            append_nested<T, pointer>(out, decltype(d)::name);
        } else {
            out.push_back(member<pointer>(std::string(name_of(own_root(kind))) + "." + decltype(d)::name));
        }
    });
    return out;
}

// What a struct says and what the rules ask, held against each other; the struct's name is only for messages.
ESCALERA_API void check_binding(const rule_set& rules, event_kind kind, std::span<const std::pair<std::string, type>> members,
                                diagnostics& found);

}  // namespace detail

template <class T>
class binding {
public:
    // For engines: reads the events into the columns, from the first place on.
    void fill(event_columns& columns, std::span<const T> events) const noexcept {
        for (std::size_t i = 0; i < events.size(); ++i) columns.head(i) = event_head{x_kind, false, {}, {}, {}, {}, {}, 0};
        for (const auto& m : x_heads) fill_heads(m, columns, events);
        for (std::size_t i = 0; i < events.size(); ++i) columns.columns_from_head(i);
        for (const auto& m : x_members) {
            if (auto* column = columns.column_of(m.id)) m.fill(events, column, columns.memory());
        }
        if (columns.memory().saw_misfit()) columns.find_misfits();
    }

private:
    template <class U>
    friend checked<binding<U>> bind(const rule_set&, event_kind, std::vector<bound_member<U>>);

    enum class head_part : std::uint8_t { id, time, customer, kase, complaint };
    struct bound_head {
        head_part is = head_part::id;
        bound_member<T> by;
    };

    static void fill_heads(const bound_head& m, event_columns& columns, std::span<const T> events) noexcept {
        auto* const cells = columns.spare_column();
        m.by.fill(events, cells, columns.memory());
        const auto each = [&](auto&& put) noexcept {
            for (std::size_t i = 0; i < events.size(); ++i) {
                if (!cells[i].is_absent()) put(columns.head(i), cells[i]);
            }
        };
        switch (m.is) {
            case head_part::id: return each([](event_head& h, const cell& c) noexcept { h.id = c.as_text(); });
            case head_part::time: return each([](event_head& h, const cell& c) noexcept { h.time = detail::instant_of(c); });
            case head_part::customer: return each([](event_head& h, const cell& c) noexcept { h.customer = c.as_text(); });
            case head_part::kase: return each([](event_head& h, const cell& c) noexcept { h.kase = c.as_text(); });
            case head_part::complaint: return each([](event_head& h, const cell& c) noexcept { h.complaint = c.as_text(); });
        }
    }

    // What the head of an event is made of: the event's own id, time, customer, case, and the complaint it speaks of.
    static std::optional<head_part> part_of_head(event_kind kind, std::string_view field) noexcept {
        const auto own = name_of(own_root(kind));
        if (field == "complaint.time" || field == "event.time" || (field.starts_with(own) && field.substr(own.size()) == ".time")) {
            return head_part::time;
        }
        if (field == "event.id" || (kind == event_kind::complaint && field == "complaint.id")) return head_part::id;
        if (field == "complaint.customer" || field == "customer.id" || field == "case.customer") return head_part::customer;
        if (field == "complaint.case" || field == "case.id") return head_part::kase;
        if (kind != event_kind::complaint && (field == "complaint.id" || field == "event.complaint")) return head_part::complaint;
        return std::nullopt;
    }

    event_kind x_kind = event_kind::complaint;
    std::vector<bound_head> x_heads;
    std::vector<bound_member<T>> x_members;
};

// Binds a struct whose members are listed.
template <class T>
[[nodiscard]] checked<binding<T>> bind(const rule_set& rules, event_kind kind, std::vector<bound_member<T>> members) {
    diagnostics found;
    std::vector<std::pair<std::string, type>> names;
    for (const auto& m : members) names.emplace_back(m.field, m.holds);
    detail::check_binding(rules, kind, names, found);
    if (found.has_errors()) return found;
    binding<T> b;
    b.x_kind = kind;
    for (auto& m : members) {
        if (const auto part = binding<T>::part_of_head(kind, m.field)) {
            b.x_heads.push_back({*part, std::move(m)});
        } else if (const auto id = rules.fields.find(m.field)) {
            m.id = *id;
            b.x_members.push_back(std::move(m));
        }
    }
    return b;
}

// Binds a described struct: its members are fields of the root that events of that kind carry.
template <detail::described T>
[[nodiscard]] checked<binding<T>> bind(const rule_set& rules, event_kind kind = event_kind::complaint) {
    return bind<T>(rules, kind, detail::described_members<T>(kind));
}

ESCALERA_NAMESPACE_END
