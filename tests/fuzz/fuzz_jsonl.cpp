// Any bytes as JSON lines: each line makes an event or a fault, and every row is accounted for.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "escalera/adapters/json_event.hpp"
#include "escalera/adapters/jsonl_reader.hpp"
#include "escalera/adapters/read_notes.hpp"

using namespace escalera;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const schema fields;
    jsonl_reader reader(source_of_text(std::string(reinterpret_cast<const char*>(data), size), 5), 4096);
    read_notes notes;
    json_event shape(fields, notes);
    event e;
    for (auto outcome = reader.next(); outcome != row_outcome::end && outcome != row_outcome::failed; outcome = reader.next()) {
        if (outcome == row_outcome::fault) continue;
        const auto fault = shape.read(reader.text(), reader.nodes(), e);
        if (fault && fault->column > reader.text().size() + 1) std::abort();
    }
    return 0;
}
