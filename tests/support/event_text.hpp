#pragma once
// An event as one line of text, for tests that compare events.

#include <string>

#include "escalera/model/event.hpp"

namespace support {

inline std::string text_of(const escalera::value& v) {
    using escalera::kind;
    switch (v.what()) {
        case kind::absent: return "~";
        case kind::boolean: return v.as_bool() ? "true" : "false";
        case kind::integer: return std::to_string(v.as_int());
        case kind::number: return std::to_string(v.as_number());
        case kind::dec: return escalera::to_string(v.as_decimal()) + "d";
        case kind::text: return "'" + v.as_text() + "'";
        case kind::time: return escalera::to_rfc3339(v.as_time());
        case kind::span: return std::to_string(v.as_span().seconds) + "s";
        case kind::list: break;
    }
    std::string text = "[";
    for (const auto& element : v.as_list()) text += (text.size() == 1 ? "" : ",") + text_of(element);
    return text + "]";
}

// "complaint C-1 at 2026-03-02T14:00:00Z customer=ana complaint.issue='bill'"
inline std::string text_of(const escalera::event& e, const escalera::schema& fields) {
    std::string text = std::string(name_of(e.what)) + " " + e.id + " at " + to_rfc3339(e.time);
    if (!e.customer.empty()) text += " customer=" + e.customer;
    if (!e.kase.empty()) text += " case=" + e.kase;
    if (!e.complaint.empty()) text += " complaint=" + e.complaint;
    for (const auto& [field, v] : e.fields) text += " " + fields[field].full_name + "=" + text_of(v);
    return text;
}

}  // namespace support
