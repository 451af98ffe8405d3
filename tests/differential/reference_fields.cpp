// What a field means on an event: what the event itself says, else what the case or the customer is remembered by.

#include "differential/reference_engine.hpp"
#include "support/event_text.hpp"

namespace judge {

std::string text_of(const value& v) { return support::text_of(v); }

field_id reference_engine::field_named(const char* full_name) const { return *x_rules.fields.find(full_name); }

// What the event brings: the fields that it carries, of whatever root, and what its head says.
fields reference_engine::own_fields(const event& e, const known_customer& who) const {
    fields own;
    for (const auto& [f, v] : e.fields) {
        const auto of = x_rules.fields[f].of;
        if (!v.is_absent() && of != root::event && of != root::clock) own[f] = v;
    }
    if (e.what == event_kind::complaint) {
        own[field::complaint_id] = value(e.id);
        own[field::complaint_time] = value(to_timestamp(e.time));
        if (who.is_named) own[field::complaint_customer] = value(who.name);
        if (!e.kase.empty()) own[field::complaint_case] = value(e.kase);
    }
    return own;
}

// A complaint that names no issue is about its category.
void reference_engine::default_issue(fields& f) const {
    const auto category = f.find(field::complaint_category);
    if (category != f.end()) f.try_emplace(field::complaint_issue, category->second);
}

fields reference_engine::meaning(const occasion& o) const {
    fields all;
    const auto set = [&](const char* name, value v) { all[field_named(name)] = std::move(v); };
    if (o.kase) {
        const auto& c = *o.kase;
        set("case.outside", value(false));  // until something says otherwise
        for (const auto& [f, v] : c.said) all[f] = v;
        set("case.id", value(c.id));
        set("case.status", value(c.status));
        set("case.opened", value(to_timestamp(c.opened)));
        set("case.transfers", value(c.transfers));
        set("case.reopened", value(c.reopened));
    }
    for (const auto& [f, v] : o.who->said) all[f] = v;
    if (o.e != nullptr && !o.kase) {  // nothing remembers what it says
        for (const auto& [f, v] : own_fields(*o.e, *o.who)) {
            if (x_rules.fields[f].of != root::kase) all[f] = v;
        }
    }
    // A signal is no complaint: it speaks for itself alone.
    if (o.e != nullptr && o.e->what == event_kind::signal) {
        for (auto f = all.begin(); f != all.end();) f = x_rules.fields[f->first].of == root::complaint ? all.erase(f) : std::next(f);
        for (const auto& [f, v] : own_fields(*o.e, *o.who)) {
            if (x_rules.fields[f].of == root::complaint) all[f] = v;
        }
    }
    if (o.who->is_named) {
        set("customer.id", value(o.who->name));
        set("complaint.customer", value(o.who->name));
    }
    if (o.e != nullptr) set("event.kind", value(name_of(o.e->what)));
    set("event.time", value(to_timestamp(o.at)));
    set("event.late", value(o.late));
    if (!o.alert_name.empty()) set("event.alert", value(o.alert_name));
    default_issue(all);
    return all;
}

// Nothing where a part is absent.
key reference_engine::key_of(const std::vector<resolved::key_part>& parts, const fields& f, const case_ptr& kase, bool has_customer) const {
    std::string all;
    for (const auto& p : parts) {
        switch (p.is) {
            case resolved::key_part::kind_of::customer:
                if (!has_customer) return std::nullopt;
                break;
            case resolved::key_part::kind_of::kase:
                if (!kase) return std::nullopt;
                all += std::to_string(kase->number) + "\x1f";
                break;
            case resolved::key_part::kind_of::field: {
                const auto at = f.find(p.field);
                if (at == f.end()) return std::nullopt;
                all += text_of(at->second) + "\x1f";
                break;
            }
        }
    }
    return all;
}

}  // namespace judge
