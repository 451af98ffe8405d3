#pragma once
// One finding about what an author wrote, with its place and a way out; and the list that loading returns.
//
// A diagnostic is a value: code, place, message, a suggestion, and notes with places of their own. Loading
// collects all of them and goes on where it can; checked<T> is the outcome: a value, or every diagnostic found.
// Warnings and notes travel with a value too (see `diagnostics`).
//
// Threads: plain values.   Cost: cold path, allocates.

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <boost/system/result.hpp>

#include "escalera/config.hpp"
#include "escalera/language/diagnostic_codes.hpp"
#include "escalera/language/source.hpp"

ESCALERA_NAMESPACE_BEGIN

// A stretch of a source: bytes [begin, end). An empty stretch is a point.
struct place {
    source_ptr in;  // null: no text to point at
    std::size_t begin = 0;
    std::size_t end = 0;

    // Line and column of `begin`; {1, 1} without a source.
    [[nodiscard]] position where() const noexcept { return in ? in->position_of(begin) : position{}; }
};

struct diagnostic_note {
    place at;
    std::string message;
};

struct diagnostic {
    code what = code::syntax_error;
    place at;
    std::string message;     // one sentence, without a full stop: "unknown field 'complaint.chanel'"
    std::string suggestion;  // the way out: "did you mean 'complaint.channel'?"; may be empty
    std::vector<diagnostic_note> notes;

    [[nodiscard]] severity level() const noexcept { return row_of(what).level; }
};

class diagnostics {
public:
    // A file with more findings than this is reported as such; the rest is counted, not kept.
    static constexpr std::size_t capacity = 1000;

    void add(diagnostic d) {
        x_errors += d.level() == severity::error ? 1 : 0;
        if (x_list.size() < capacity) {
            x_list.push_back(std::move(d));
        } else {
            ++x_dropped;
        }
    }
    void add(code what, place at, std::string message, std::string suggestion = {}) {
        add({what, std::move(at), std::move(message), std::move(suggestion), {}});
    }
    void append(diagnostics other) {
        x_dropped += other.x_dropped;
        x_errors += other.x_dropped;  // dropped findings of `other` may be errors: better too many than none
        for (auto& d : other.x_list) add(std::move(d));
    }

    [[nodiscard]] bool has_errors() const noexcept { return x_errors != 0; }
    [[nodiscard]] bool empty() const noexcept { return x_list.empty(); }
    [[nodiscard]] std::size_t size() const noexcept { return x_list.size(); }
    [[nodiscard]] std::size_t dropped() const noexcept { return x_dropped; }
    [[nodiscard]] const diagnostic& operator[](std::size_t i) const noexcept { return x_list[i]; }
    [[nodiscard]] auto begin() const noexcept { return x_list.begin(); }
    [[nodiscard]] auto end() const noexcept { return x_list.end(); }

    // By source, then place, then code: the order in which a reader goes through the file. Findings equal in
    // code, place and message are kept once.
    ESCALERA_API void sort();

private:
    std::vector<diagnostic> x_list;
    std::size_t x_errors = 0;
    std::size_t x_dropped = 0;
};

// What `checked<T>::value()` throws where there is none.
class rules_error : public std::runtime_error {
public:
    ESCALERA_API explicit rules_error(diagnostics found);
    [[nodiscard]] const diagnostics& found() const noexcept { return x_found; }

private:
    diagnostics x_found;
};

[[noreturn]] ESCALERA_API void throw_exception_from_error(const diagnostics& found, const boost::source_location& where);

template <class T>
using checked = boost::system::result<T, diagnostics>;

ESCALERA_NAMESPACE_END
