#include "escalera/adapters/event_shape.hpp"

#include <fmt/format.h>

#include <algorithm>

ESCALERA_NAMESPACE_BEGIN

namespace {

constexpr type text_type{kind::text, 0};
constexpr type time_type{kind::time, 0};

// The engine's own: input cannot supply them.
bool is_kept_by_engine(root r) noexcept { return r == root::event || r == root::clock; }

// "a complaint", "an offer"
std::string with_article(event_kind k) {
    const auto name = name_of(k);
    const bool vowel = std::string_view("aeiou").find(name.front()) != std::string_view::npos;
    return fmt::format("{} '{}' event", vowel ? "an" : "a", name);
}

}  // namespace

slot event_shape::find(event_kind of, std::string_view name) {
    auto& known = x_known[static_cast<std::size_t>(of)];
    if (const auto found = known.find(name); found != known.end()) return found->second;
    const auto result = look_up(of, name);
    // Names that are no fields are not kept: a file may hold any number of them.
    if (result.what != slot_kind::nothing) known.emplace(std::string(name), result);
    return result;
}

slot event_shape::look_up(event_kind of, std::string_view name) const {
    if (name == "id") return {slot_kind::id, 0, text_type};
    if (name == "time") return {slot_kind::time, 0, time_type};
    if (name == "customer") return {slot_kind::customer, 0, text_type};
    if (name == "case") return {slot_kind::kase, 0, text_type};
    if (name == "complaint") return {of == event_kind::complaint ? slot_kind::nothing : slot_kind::complaint, 0, text_type};
    if (const auto dot = name.find('.'); dot != std::string_view::npos) {
        const auto in = root_by_name(name.substr(0, dot));
        return in ? find(of, *in, name.substr(dot + 1)) : slot{};
    }
    return find(of, own_root(of), name);
}

slot event_shape::find(event_kind of, root in, std::string_view name) const {
    if (is_kept_by_engine(in)) return {};
    if (in == root::complaint) {
        if (name == "id") return {of == event_kind::complaint ? slot_kind::id : slot_kind::complaint, 0, text_type};
        if (name == "customer") return {slot_kind::customer, 0, text_type};
        if (name == "case") return {slot_kind::kase, 0, text_type};
        if (name == "time" && of == event_kind::complaint) return {slot_kind::time, 0, time_type};
    }
    if (in == root::customer && name == "id") return {slot_kind::customer, 0, text_type};
    if (in == root::kase && name == "id") return {slot_kind::kase, 0, text_type};
    const auto field = x_fields->find(in, name);
    if (!field) return {};
    return {slot_kind::field, *field, (*x_fields)[*field].holds};
}

std::vector<std::string> event_shape::known_names(event_kind of) const {
    std::vector<std::string> names = {"id", "time", "customer", "case"};
    if (of != event_kind::complaint) names.emplace_back("complaint");
    const auto own = own_root(of);
    for (const auto& f : x_fields->fields()) {
        if (f.of == own && !is_kept_by_engine(own) && std::find(names.begin(), names.end(), f.name) == names.end()) names.push_back(f.name);
    }
    for (const auto& f : x_fields->fields()) {
        if (f.of != own && !is_kept_by_engine(f.of)) names.push_back(f.full_name);
    }
    return names;
}

std::string event_shape::name_of_slot(const slot& s) const {
    switch (s.what) {
        case slot_kind::nothing: return "nothing";
        case slot_kind::id: return "id";
        case slot_kind::time: return "time";
        case slot_kind::customer: return "customer";
        case slot_kind::kase: return "case";
        case slot_kind::complaint: return "complaint";
        case slot_kind::field: break;
    }
    return (*x_fields)[s.field].full_name;
}

bool stands_alone(event_kind k) noexcept {
    switch (k) {
        case event_kind::complaint:  // it is keyed by its own id where the customer is not known
        case event_kind::signal:     // speaks of no complaint
        case event_kind::approved:   // these name a decision
        case event_kind::refused:
        case event_kind::delivered:
        case event_kind::undelivered:
        case event_kind::acknowledged: return true;
        default: return false;
    }
}

void event_builder::begin(event_kind k) {
    x_event->what = k;
    x_event->time = {};
    x_event->id.clear();
    x_event->customer.clear();
    x_event->kase.clear();
    x_event->complaint.clear();
    x_event->fields.clear();
    x_names_set = 0;
    x_has_time = x_time_cut = false;
}

bool event_builder::set_name(slot_kind what, std::string_view text) {
    const auto bit = static_cast<std::uint8_t>(1U << static_cast<unsigned>(what));
    if ((x_names_set & bit) != 0) return false;
    x_names_set = static_cast<std::uint8_t>(x_names_set | bit);
    switch (what) {
        case slot_kind::id: x_event->id = text; break;
        case slot_kind::customer: x_event->customer = text; break;
        case slot_kind::kase: x_event->kase = text; break;
        default: x_event->complaint = text; break;
    }
    return true;
}

bool event_builder::set_time(timestamp t) {
    if (x_has_time) return false;
    x_has_time = true;
    x_time_cut = t.nanos % 1000 != 0;
    x_event->time = to_instant(t);
    return true;
}

bool event_builder::set_field(field_id field, value v) {
    for (const auto& [set, ignored] : x_event->fields) {
        if (set == field) return false;
    }
    x_event->fields.emplace_back(field, std::move(v));
    return true;
}

std::optional<std::string> event_builder::finish() {
    auto& e = *x_event;
    if (e.what == event_kind::customer && e.customer.empty()) std::swap(e.customer, e.id);
    if (!x_has_time) return with_article(e.what) + " needs a time";
    if (e.what == event_kind::customer && e.customer.empty()) return with_article(e.what) + " needs a customer";
    if (!stands_alone(e.what) && e.customer.empty() && e.kase.empty() && e.complaint.empty()) {
        return with_article(e.what) + " needs a case, a complaint or a customer";
    }
    return std::nullopt;
}

std::string given_id(const event& e, std::uint64_t sequence) {
    const auto& about = !e.kase.empty() ? e.kase : !e.complaint.empty() ? e.complaint : e.customer;
    return fmt::format("{}:{}:{}", name_of(e.what), about, sequence);
}

ESCALERA_NAMESPACE_END
