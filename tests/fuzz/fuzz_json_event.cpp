// Any bytes as a JSON line: refused with a reason, or an event whose fields the schema knows; the same twice.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "escalera/adapters/json_event.hpp"
#include "escalera/adapters/json_line.hpp"
#include "escalera/adapters/read_notes.hpp"

using namespace escalera;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    json_line line;
    if (const auto fault = line.parse(text)) {
        if (fault->column < 1 || fault->column > size + 1) std::abort();
        return 0;
    }
    if (line.nodes().empty() || line.nodes()[0].end != line.nodes().size()) std::abort();

    const schema fields;
    read_notes notes;
    json_event reader(fields, notes);
    event first, second;
    const bool taken = !reader.read(text, line.nodes(), first);
    if (taken != !reader.read(text, line.nodes(), second)) std::abort();
    if (taken && (first.id != second.id || first.time != second.time || first.fields.size() != second.fields.size())) std::abort();
    return 0;
}
