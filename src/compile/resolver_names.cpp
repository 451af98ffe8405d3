#include <algorithm>

#include <fmt/format.h>

#include "compile/resolver.hpp"
#include "escalera/language/suggest.hpp"
#include "language/document_walk.hpp"

ESCALERA_NAMESPACE_BEGIN

// A bare name is a complaint's field.
std::optional<field_id> resolver::find_field(const written::name& n, std::string_view what) const {
    const bool bare = n.text.find('.') == std::string::npos;
    const auto id = bare ? x_into.fields.find(root::complaint, n.text) : x_into.fields.find(n.text);
    if (id || x_document->is_damaged("fields")) return id;
    std::vector<std::string_view> known;
    for (const auto& f : x_into.fields.fields()) {
        if (!bare) known.emplace_back(f.full_name);
        if (bare && f.of == root::complaint) known.emplace_back(f.name);
    }
    x_found.add(code::unknown_field, n.at, fmt::format("{} names the field '{}', which does not exist", what, n.text),
                did_you_mean_or_list(n.text, known));
    return std::nullopt;
}

std::vector<resolved::key_part> resolver::take_key(std::span<const written::name> parts, std::string_view what) const {
    using kind_of = resolved::key_part::kind_of;
    std::vector<resolved::key_part> key;
    for (const auto& n : parts) {
        if (n.text == "customer" || n.text == "complaint.customer" || n.text == "customer.id") {
            key.push_back({kind_of::customer, field::complaint_customer, n.at});
            continue;
        }
        if (n.text == "case" || n.text == "complaint.case" || n.text == "case.id") {
            key.push_back({kind_of::kase, field::complaint_case, n.at});
            continue;
        }
        const auto id = find_field(n, what);
        if (!id) continue;
        const auto& info = x_into.fields[*id];
        const auto scalar = info.holds.scalar;
        const bool usable = !info.holds.is_list() && scalar != kind::number && scalar != kind::time && scalar != kind::span;
        if (!usable) {
            x_found.add(code::bad_measure, n.at,
                        fmt::format("'{}' is {}, and cannot be part of a key", info.full_name, to_string(info.holds)),
                        "name a field of type string, int, decimal or bool");
            continue;
        }
        key.push_back({kind_of::field, *id, n.at});
    }
    return key;
}

std::optional<event_kind> resolver::find_event(const written::name& n, event_mask inside) const {
    const auto k = event_kind_by_name(n.text);
    if (k && (!is_internal(*k) || (inside & mask_of(*k)) != 0)) return k;
    if (k && (alert_changes & mask_of(*k)) != 0) {
        x_found.add(code::inner_trigger, n.at, fmt::format("'{}' belongs to no customer: it runs the rules alone", n.text),
                    "write it as a rule");
        return std::nullopt;
    }
    if (k) {
        written::report_not_built(n.at, fmt::format("the event '{}', which the engine itself raises,", n.text), x_found);
        return std::nullopt;
    }
    x_found.add(code::unknown_event, n.at, fmt::format("there is no event '{}'", n.text), did_you_mean_or_list(n.text, event_kind_names()));
    return std::nullopt;
}

event_mask resolver::take_events(std::span<const written::name> names, event_mask inside) const {
    if (names.empty()) return mask_of(event_kind::complaint);
    event_mask mask = 0;
    for (const auto& n : names) {
        if (const auto k = find_event(n, inside)) mask |= mask_of(*k);
    }
    return mask;
}

const written::role* resolver::find_role(const written::name& n) const {
    for (const auto& r : x_document->roles) {
        if (r.is.text == n.text) return &r;
    }
    if (x_document->is_damaged("roles")) return nullptr;
    std::vector<std::string_view> known;
    for (const auto& r : x_document->roles) known.emplace_back(r.is.text);
    auto way_out = did_you_mean_or_list(n.text, known);
    x_found.add(code::unknown_role, n.at, fmt::format("the role '{}' is not declared", n.text),
                way_out.empty() ? fmt::format("declare it: roles: {{{}: {{by: [queue]}}}}", n.text) : std::move(way_out));
    return nullptr;
}

void resolver::check_roles() const {
    for (const auto& r : x_document->roles) {
        if (r.hours) static_cast<void>(find_calendar(*r.hours));
        if (!r.absent) continue;
        if (r.absent->text == r.is.text) {
            x_found.add(code::bad_value, r.absent->at, fmt::format("the role '{}' cannot stand in for itself", r.is.text),
                        "name another role");
        } else {
            static_cast<void>(find_role(*r.absent));
        }
    }
    if (x_document->unknown_role) static_cast<void>(find_role(*x_document->unknown_role));
}

ESCALERA_NAMESPACE_END
