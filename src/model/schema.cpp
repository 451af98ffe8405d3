#include "escalera/model/schema.hpp"

#include <array>
#include <iterator>

ESCALERA_NAMESPACE_BEGIN

namespace {

constexpr std::array<std::string_view, root_count> root_name_table = {
    "complaint", "customer", "case", "assessment", "offer", "reply", "feedback", "event", "clock",
};

struct built_in_field {
    root of;
    std::string_view name;
    type holds;
    bool required = false;
};

constexpr type boolean{kind::boolean, 0};
constexpr type integer{kind::integer, 0};
constexpr type number{kind::number, 0};
constexpr type amount{kind::dec, 0};
constexpr type text{kind::text, 0};
constexpr type texts{kind::text, 1};
constexpr type time_of{kind::time, 0};
constexpr type length{kind::span, 0};

// The table of rules-format.md, "Fields that are built in". Order is an index that nothing outside may keep.
constexpr built_in_field built_in_fields[] = {
    {root::complaint, "id", text, true},
    {root::complaint, "customer", text},
    {root::complaint, "case", text},
    {root::complaint, "time", time_of, true},
    {root::complaint, "issue", text},
    {root::complaint, "category", text},
    {root::complaint, "cause", text},
    {root::complaint, "product", text},
    {root::complaint, "department", text},
    {root::complaint, "unit", text},
    {root::complaint, "channel", text},
    {root::complaint, "severity", integer},
    {root::complaint, "text", text},
    {root::complaint, "demand", text},
    {root::complaint, "claim", amount},
    {root::complaint, "about", text},
    {root::complaint, "outlet", text},
    {root::complaint, "address", text},
    {root::complaint, "phone", text},
    {root::complaint, "recorder", text},
    {root::complaint, "confirmed", boolean},
    {root::complaint, "due", time_of},
    {root::complaint, "outside", boolean},
    {root::complaint, "missing", texts},
    {root::customer, "id", text},
    {root::customer, "tier", text},
    {root::customer, "group", text},
    {root::customer, "since", time_of},
    {root::customer, "region", text},
    {root::customer, "escalated", boolean},
    {root::customer, "upheld_share", number},
    {root::customer, "known_since", time_of},
    {root::kase, "id", text},
    {root::kase, "status", text},
    {root::kase, "step", text},
    {root::kase, "group", text},
    {root::kase, "grade", integer},
    {root::kase, "owner", text},
    {root::kase, "owners", texts},
    {root::kase, "held_by", texts},
    {root::kase, "held_since", time_of},
    {root::kase, "held_for", length},
    {root::kase, "by", text},
    {root::kase, "department", text},
    {root::kase, "opened", time_of},
    {root::kase, "transfers", integer},
    {root::kase, "reopened", integer},
    {root::kase, "cause", text},
    {root::kase, "decision", text},
    {root::kase, "outside", boolean},
    {root::kase, "recused", texts},
    {root::kase, "accountability", text},
    {root::kase, "thorough", boolean},
    {root::kase, "repeat_of", text},
    {root::assessment, "responsible", boolean},
    {root::assessment, "handled_well", boolean},
    {root::assessment, "reasonable", boolean},
    {root::assessment, "evidence", texts},
    {root::assessment, "person", text},
    {root::assessment, "result", text},
    {root::offer, "id", text},
    {root::offer, "kind", text},
    {root::offer, "amount", amount},
    {root::offer, "accepted", boolean},
    {root::offer, "approved_by", text},
    {root::offer, "approved_level", text},
    {root::offer, "by", text},
    {root::offer, "level", text},
    {root::offer, "currency", text},
    {root::offer, "in_writing", boolean},
    {root::offer, "fund", text},
    {root::reply, "by_person", boolean},
    {root::reply, "final", boolean},
    {root::reply, "department", text},
    {root::feedback, "satisfied", boolean},
    {root::feedback, "score", integer},
    {root::feedback, "reached", boolean},
    {root::event, "kind", text},
    {root::event, "time", time_of},
    {root::event, "late", boolean},
    {root::event, "alert", text},
    {root::clock, "name", text},
    {root::clock, "used", length},
    {root::clock, "verdict", text},
    {root::clock, "stage", text},
};

}  // namespace

std::span<const std::string_view> root_names() noexcept { return root_name_table; }

std::string_view name_of(root r) noexcept { return root_name_table[static_cast<std::size_t>(r)]; }

std::optional<root> root_by_name(std::string_view name) noexcept {
    for (std::size_t i = 0; i < root_name_table.size(); ++i) {
        if (root_name_table[i] == name) return static_cast<root>(i);
    }
    return std::nullopt;
}

root own_root(event_kind k) noexcept {
    switch (k) {
        case event_kind::complaint:
        case event_kind::corrected:
        case event_kind::merged:
        case event_kind::withdrawn:
        case event_kind::signal: return root::complaint;
        case event_kind::customer: return root::customer;
        case event_kind::replied: return root::reply;
        case event_kind::assessment: return root::assessment;
        case event_kind::offer: return root::offer;
        case event_kind::feedback: return root::feedback;
        case event_kind::at_risk:
        case event_kind::breached:
        case event_kind::met:
        case event_kind::clock_ended:
        case event_kind::reached: return root::clock;
        default: return root::kase;
    }
}

schema::schema() {
    x_fields.reserve(std::size(built_in_fields));
    for (const auto& f : built_in_fields) {
        const auto id = add(f.of, f.name, f.holds);
        x_fields[*id].required = f.required;
        x_fields[*id].built_in = true;
    }
}

std::optional<field_id> schema::add(root of, std::string_view name, type holds) {
    auto full_name = std::string(name_of(of)) + "." + std::string(name);
    const auto id = static_cast<field_id>(x_fields.size());
    if (!x_by_name.try_emplace(full_name, id).second) return std::nullopt;
    x_fields.push_back({of, std::string(name), std::move(full_name), holds, false, false});
    return id;
}

std::optional<field_id> schema::find(std::string_view full_name) const {
    const auto found = x_by_name.find(std::string(full_name));
    if (found == x_by_name.end()) return std::nullopt;
    return found->second;
}

std::optional<field_id> schema::find(root of, std::string_view name) const {
    return find(std::string(name_of(of)) + "." + std::string(name));
}

ESCALERA_NAMESPACE_END
