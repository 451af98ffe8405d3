#pragma once
// What reading noticed that is no rejection: for the summary.
//
// Threads: belongs to the thread that reads.   Cost: memory for at most `names_kept` names.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "escalera/config.hpp"

ESCALERA_NAMESPACE_BEGIN

struct read_notes {
    static constexpr std::size_t names_kept = 1000;

    std::uint64_t events = 0;
    std::uint64_t truncated_times = 0;                                 // finer than a microsecond: cut towards the past
    std::map<std::string, std::uint64_t, std::less<>> ignored_fields;  // names that are no fields, and how often they came
    bool more_ignored_fields = false;                                  // there were too many names to keep them all

    void ignore_field(std::string_view name) {
        if (const auto known = ignored_fields.find(name); known != ignored_fields.end()) {
            ++known->second;
        } else if (ignored_fields.size() < names_kept) {
            ignored_fields.emplace(name.substr(0, 200), 1);
        } else {
            more_ignored_fields = true;
        }
    }
};

ESCALERA_NAMESPACE_END
