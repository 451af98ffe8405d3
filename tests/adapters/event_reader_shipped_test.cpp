// The complaints that the project ships, read through their map. The expected numbers were counted with Python's csv
// module from the file alone.

#include <fstream>
#include <iterator>
#include <map>
#include <string>

#include "escalera/adapters/event_reader.hpp"
#include "escalera/adapters/map_file.hpp"
#include "support/catch.hpp"

using namespace escalera;

TEST_CASE("the shipped complaints: read = accepted + rejected, by reason, and the events they make") {
    const std::string folder = ESCALERA_SOURCE_DIR "/examples/data/";
    schema fields;
    fields.add(root::complaint, "district", {kind::text, 0});
    fields.add(root::complaint, "bill", {kind::text, 0});
    fields.add(root::complaint, "outage", {kind::boolean, 0});

    std::ifstream map_text(folder + "complaints.map.yaml");
    const std::string text{std::istreambuf_iterator<char>(map_text), {}};
    diagnostics found;
    event_reader_options options;
    options.map = read_map(std::make_shared<source>("complaints.map.yaml", text), fields, found);
    for (const auto& d : found) FAIL(d.message);
    REQUIRE(options.map);
    options.inputs = {folder + "complaints.csv"};
    options.sort = true;

    rejects rejected;
    event_reader reader(options, fields, rejected);
    std::map<event_kind, int> events;
    input_event e;
    instant last{};
    bool first = true;
    while (reader.next(e) == read_state::event) {
        ++events[e.what.what];
        CHECK((first || last <= e.what.time));
        first = false;
        last = e.what.time;
    }

    CHECK(events ==
          std::map<event_kind, int>{
              {event_kind::complaint, 4572}, {event_kind::assessment, 1204}, {event_kind::resolved, 2823}, {event_kind::feedback, 879}});
    REQUIRE(rejected.files().size() == 1);
    const auto& tally = rejected.files()[0];
    CHECK(tally.read == 4616);
    CHECK(tally.accepted == 4572);
    CHECK(tally.rejected == 44);
    const auto count = [&](reject_reason r) { return tally.by_reason[static_cast<std::size_t>(r)]; };
    CHECK(count(reject_reason::bad_time) == 12);
    CHECK(count(reject_reason::makes_no_event) == 11);
    CHECK(count(reject_reason::too_few_cells) == 11);
    CHECK(count(reject_reason::too_many_cells) == 10);
}
