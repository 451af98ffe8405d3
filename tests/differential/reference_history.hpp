#pragma once
// All that the judge remembers: everything that ever happened, customer by customer, in plain words.
//
// Nothing is counted up, indexed or thrown away: what is known is worked out from the history each time it is asked
// for. Where the rules of architecture.md say that something is forgotten, it is marked so and stays.
//
// Threads: plain data.   Cost: none is spared.

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "escalera/model/decimal.hpp"
#include "escalera/model/event.hpp"
#include "escalera/model/instant.hpp"
#include "escalera/model/schema.hpp"
#include "escalera/model/value.hpp"

namespace judge {

// What fields hold; those that are absent are not there.
using fields = std::map<escalera::field_id, escalera::value>;

// A key as one text; nothing where a part of it is absent.
using key = std::optional<std::string>;

// From when on a case is in whose hands; empty: nobody's, no department's.
struct in_hands {
    escalera::instant since;
    std::string owner;
    std::string department;
};

struct known_case {
    std::string id;
    std::size_t number = 0;  // no other case ever has it
    key issue;
    std::string status = "open";
    escalera::instant opened;
    escalera::instant last;  // the latest event on it
    std::int64_t transfers = 0;
    std::int64_t reopened = 0;
    fields said;  // what events said of it: case.*, and the latest complaint.*, assessment.*, offer.*, reply.*, feedback.*
    std::map<std::size_t, bool> alerts;  // how each stood at the latest event that said so
    std::vector<in_hands> hands;         // by `since`; no two beside each other are the same
    bool forgotten = false;
    bool handed_on = false;  // its last complaint went to another customer

    [[nodiscard]] bool is_open() const { return status != "closed"; }
};
using case_ptr = std::shared_ptr<known_case>;

struct past_event {
    escalera::event_kind what = escalera::event_kind::complaint;
    std::string id;
    escalera::instant time;
    case_ptr kase;                     // null: none
    fields own;                        // as the event brought them (corrected since)
    bool issue_given = false;          // not taken from the category
    fields meant;                      // as conditions read them then (corrected since)
    std::set<std::size_t> counted_in;  // windows, by index
    bool withdrawn = false;
    bool moved_away = false;    // withdrawn, and another customer's now
    bool out_of_sight = false;  // no window can see it again, and nothing as old is taken any more
    bool id_forgotten = false;
};

struct position {
    std::size_t ladder = 0;
    std::string key;
    std::set<std::size_t> reached;  // rungs
    case_ptr last_case;             // that an event climbed on
};

struct once_used {
    std::size_t rule = 0;
    std::string key;
    case_ptr kase;  // of `once: case`
    escalera::instant at;
};

struct known_customer {
    std::string name;      // without a customer: the complaint's id
    bool is_named = true;  // false: a complaint without a customer
    escalera::instant latest = escalera::instant::min();
    escalera::instant looked_at = escalera::instant::min();  // what fell out of windows up to here has been seen to
    fields said;                                             // customer.*
    std::vector<past_event> history;
    std::vector<case_ptr> cases;
    std::vector<position> positions;
    std::vector<once_used> onces;
};

// A key that is no customer's: the fields of its key, what stands for it, and when that is to be judged.
struct standing_alert {
    escalera::instant began;
    std::string cycle;
};
struct known_group {
    std::string name;                              // as it stands in the order of what falls due at one instant
    std::size_t rank = 0;                          // among those of the same name
    std::map<std::size_t, standing_alert> alerts;  // by index
    std::set<escalera::instant> marks;             // instants at which something changed that ends may read
    escalera::instant looked_at = escalera::instant::min();
    known_customer as_customer;  // whom rules see that the group's alerts run: nobody, with the key's fields
};

// ---- what the judge answers

struct shown {
    std::string name;
    escalera::value is;
    bool at_least = false;
    friend bool operator==(const shown&, const shown&) = default;
};

struct cause_name {
    std::string rule;
    std::string rung;
    friend bool operator==(const cause_name&, const cause_name&) = default;
};

// A decision with its own texts; what `id` and `rules` hold is checked apart.
struct plain_decision {
    escalera::instant at;
    bool by_timer = false;
    std::string event;
    std::string customer;
    std::string kase;
    std::string rule;
    std::string rung;
    std::string alert;
    std::string action;
    std::vector<shown> args;
    std::vector<shown> because;
    std::vector<cause_name> also;
    friend bool operator==(const plain_decision&, const plain_decision&) = default;
};

}  // namespace judge
