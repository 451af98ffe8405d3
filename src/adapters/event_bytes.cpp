#include "event_bytes.hpp"

#include <cstring>
#include <type_traits>

ESCALERA_NAMESPACE_BEGIN

namespace detail {

namespace {

template <class T>
void append(std::string& to, T plain) {
    static_assert(std::is_trivially_copyable_v<T>);
    to.append(reinterpret_cast<const char*>(&plain), sizeof plain);
}

void append_text(std::string& to, std::string_view text) {
    append(to, static_cast<std::uint64_t>(text.size()));
    to.append(text);
}

void append_value(std::string& to, const value& v) {
    append(to, v.what());
    switch (v.what()) {
        case kind::absent: break;
        case kind::boolean: append(to, v.as_bool()); break;
        case kind::integer: append(to, v.as_int()); break;
        case kind::number: append(to, v.as_number()); break;
        case kind::dec: append(to, v.as_decimal()); break;
        case kind::text: append_text(to, v.as_text()); break;
        case kind::time: append(to, v.as_time()); break;
        case kind::span: append(to, v.as_span()); break;
        case kind::list:
            append(to, static_cast<std::uint64_t>(v.as_list().size()));
            for (const auto& element : v.as_list()) append_value(to, element);
            break;
    }
}

template <class T>
bool read(std::string_view& bytes, T& into) {
    if (bytes.size() < sizeof into) return false;
    std::memcpy(&into, bytes.data(), sizeof into);
    bytes.remove_prefix(sizeof into);
    return true;
}

bool read_text(std::string_view& bytes, std::string& into) {
    std::uint64_t size = 0;
    if (!read(bytes, size) || bytes.size() < size) return false;
    into.assign(bytes.substr(0, size));
    bytes.remove_prefix(size);
    return true;
}

template <class T>
bool read_as(std::string_view& bytes, value& into) {
    T plain{};
    if (!read(bytes, plain)) return false;
    into = value(plain);
    return true;
}

bool read_value(std::string_view& bytes, value& into) {
    kind what{};
    if (!read(bytes, what)) return false;
    switch (what) {
        case kind::absent: into = value(); return true;
        case kind::boolean: return read_as<bool>(bytes, into);
        case kind::integer: return read_as<std::int64_t>(bytes, into);
        case kind::number: return read_as<double>(bytes, into);
        case kind::dec: return read_as<decimal>(bytes, into);
        case kind::time: return read_as<timestamp>(bytes, into);
        case kind::span: return read_as<duration>(bytes, into);
        case kind::text: {
            std::string text;
            if (!read_text(bytes, text)) return false;
            into = value(std::move(text));
            return true;
        }
        case kind::list: break;
    }
    std::uint64_t size = 0;
    if (!read(bytes, size)) return false;
    value::list list;
    for (std::uint64_t i = 0; i < size; ++i) {
        if (!read_value(bytes, list.emplace_back())) return false;
    }
    into = value(std::move(list));
    return true;
}

std::size_t memory_of_value(const value& v) noexcept {
    std::size_t size = sizeof v;
    if (v.what() == kind::text) size += v.as_text().capacity();
    if (v.what() == kind::list) {
        for (const auto& element : v.as_list()) size += memory_of_value(element);
    }
    return size;
}

}  // namespace

void append_bytes(std::string& to, const input_event& e) {
    append(to, e.what.what);
    append(to, e.what.time);
    append(to, e.at);
    for (const auto* text : {&e.what.id, &e.what.customer, &e.what.kase, &e.what.complaint, &e.row}) append_text(to, *text);
    append(to, static_cast<std::uint64_t>(e.what.fields.size()));
    for (const auto& [field, v] : e.what.fields) {
        append(to, field);
        append_value(to, v);
    }
}

bool read_bytes(std::string_view& bytes, input_event& into) {
    std::uint64_t fields = 0;
    const bool head = read(bytes, into.what.what) && read(bytes, into.what.time) && read(bytes, into.at) &&
                      read_text(bytes, into.what.id) && read_text(bytes, into.what.customer) && read_text(bytes, into.what.kase) &&
                      read_text(bytes, into.what.complaint) && read_text(bytes, into.row) && read(bytes, fields);
    if (!head) return false;
    into.what.fields.clear();
    for (std::uint64_t i = 0; i < fields; ++i) {
        auto& [field, v] = into.what.fields.emplace_back();
        if (!read(bytes, field) || !read_value(bytes, v)) return false;
    }
    return true;
}

std::size_t memory_of(const input_event& e) noexcept {
    std::size_t size = sizeof e + e.row.capacity();
    for (const auto* text : {&e.what.id, &e.what.customer, &e.what.kase, &e.what.complaint}) size += text->capacity();
    for (const auto& [field, v] : e.what.fields) size += sizeof field + memory_of_value(v);
    return size;
}

}  // namespace detail

ESCALERA_NAMESPACE_END
