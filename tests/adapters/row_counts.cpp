// Reads files by a map and prints what the reader says of them, for csv_oracle.py to compare with what Python says:
// with --events a JSON line an event, then a JSON line a file with its counts.
#include <boost/json.hpp>

#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>

#include "escalera/adapters/event_reader.hpp"
#include "escalera/adapters/map_file.hpp"

using namespace escalera;

namespace {

void print_event(const input_event& e, const schema& fields) {
    boost::json::object line{
        {"kind", std::string(name_of(e.what.what))}, {"line", e.at.line}, {"id", e.what.id}, {"time", to_rfc3339(e.what.time)}};
    if (!e.what.customer.empty()) line["customer"] = e.what.customer;
    if (!e.what.complaint.empty()) line["complaint"] = e.what.complaint;
    for (const auto& [field, v] : e.what.fields) {
        if (v.what() == kind::text) line[fields[field].name] = v.as_text();
        if (v.what() == kind::boolean) line[fields[field].name] = v.as_bool();
        if (v.what() == kind::time) line[fields[field].name] = to_rfc3339(v.as_time());
    }
    std::cout << boost::json::serialize(line) << '\n';
}

void print_tally(const file_tally& tally) {
    boost::json::object reasons;
    for (std::size_t i = 0; i < reject_reason_count; ++i) {
        if (tally.by_reason[i] != 0) reasons[std::string(name_of(static_cast<reject_reason>(i)))] = tally.by_reason[i];
    }
    const boost::json::object line{
        {"file", tally.name}, {"read", tally.read}, {"accepted", tally.accepted}, {"rejected", tally.rejected}, {"reasons", reasons}};
    std::cout << boost::json::serialize(line) << '\n';
}

}  // namespace

int main(int argc, char** argv) {
    event_reader_options options;
    bool print_events = false;
    schema fields;
    diagnostics found;
    for (int i = 1; i < argc; ++i) {
        const std::string argument = argv[i];
        if (argument == "--events") {
            print_events = true;
        } else if (argument == "--sort") {
            options.sort = true;
        } else if (!options.map) {
            std::ifstream in(argument, std::ios::binary);
            options.map = read_map(std::make_shared<source>(argument, std::string(std::istreambuf_iterator<char>(in), {})), fields, found);
            for (const auto& d : found) std::cerr << argument << ": " << d.message << '\n';
            if (!options.map) return 1;
        } else {
            options.inputs.push_back(argument);
        }
    }
    rejects rejected(&std::cerr);
    event_reader reader(options, fields, rejected);
    input_event e;
    read_state outcome = read_state::event;
    while ((outcome = reader.next(e)) == read_state::event) {
        if (print_events) print_event(e, fields);
    }
    for (const auto& tally : rejected.files()) print_tally(tally);
    if (outcome == read_state::end) return 0;
    for (const auto& d : reader.findings()) std::cerr << d.message << '\n';
    std::cerr << reader.failure().message() << '\n';
    return 3;
}
