#pragma once
// One event that owns what it carries: how files, scenarios and hosts without structs of their own speak to the
// engine. Fields are known by their index in a schema.
//
// Threads: a plain value.   Cost: one vector and a few texts; the engine reads it in place.

#include <string>
#include <utility>
#include <vector>

#include "escalera/config.hpp"
#include "escalera/model/event_kind.hpp"
#include "escalera/model/instant.hpp"
#include "escalera/model/schema.hpp"
#include "escalera/model/value.hpp"

ESCALERA_NAMESPACE_BEGIN

struct event {
    event_kind what = event_kind::complaint;
    instant time;
    std::string id;         // of this event; a complaint's own id
    std::string customer;   // empty: not given
    std::string kase;       // the host's id of the case; empty: not given
    std::string complaint;  // the complaint this event speaks of; empty: not given (or this is one)

    // Every other field that is present, each at most once. What stands above is not repeated here.
    std::vector<std::pair<field_id, value>> fields;
};

ESCALERA_NAMESPACE_END
