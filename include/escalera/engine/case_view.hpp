#pragma once
// What an engine knows of a case, for a host to read: how it stands, and who held it from when to when.
//
//     if (const auto view = engine.view_case("C-1017", now)) {
//         for (const auto& h : view->held) std::cout << h.owner << ' ' << h.department << ' ' << h.open << '\n';
//     }
//
// The stretches are in order and make up the case's whole life, from its opening until it was closed, or until `now`, without what it
// was closed in between: so their wall time adds up to `wall`, and their open time to `open`.
// Threads: plain data.   Cost: a copy of texts; reading a case is a look at its record.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "escalera/config.hpp"
#include "escalera/model/instant.hpp"

ESCALERA_NAMESPACE_BEGIN

// Nobody's where owner and department are empty.
struct holding {
    std::string owner;
    std::string department;
    instant from;
    instant to;
    std::int64_t wall = 0;      // microseconds
    std::int64_t open = 0;      // the same in open time of the calendar of `cases:`; without one as `wall`
    bool is_forgotten = false;  // past `limits: {hand_overs}`: several hands, of whom only the time is known
};

struct case_view {
    std::string id;
    std::string customer;  // empty: nobody's
    std::string status;    // as `case.status`
    instant opened;
    std::optional<instant> closed;  // when it was, where it is
    std::uint32_t complaints = 0;   // those that were not withdrawn and are nobody else's
    std::uint32_t transfers = 0;
    std::uint32_t reopened = 0;
    std::vector<std::string> merged;  // ids of the cases that were merged into it
    std::vector<holding> held;
    std::int64_t wall = 0;  // of its whole life, microseconds
    std::int64_t open = 0;
};

ESCALERA_NAMESPACE_END
