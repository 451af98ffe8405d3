// Any text as a MAP file: read, or refused with findings; one that is read maps a row of its own column names.
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>

#include "escalera/adapters/read_notes.hpp"
#include "escalera/adapters/row_mapper.hpp"

using namespace escalera;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const schema fields;
    diagnostics found;
    const auto map = read_map(std::make_shared<source>("m", std::string(reinterpret_cast<const char*>(data), size)), fields, found);
    if ((map == nullptr) != found.has_errors()) std::abort();
    for (const auto& d : found) (void)d.at.where();
    if (map == nullptr) return 0;
    read_notes notes;
    row_mapper mapper(*map, notes);
    std::vector<source_cell> cells;
    for (const auto& column : map->columns) cells.push_back({false, column.name, {}, 0});
    (void)mapper.apply(cells, 1);
    for (auto& c : cells) c.text = "2026-03-02T14:00:00Z";
    (void)mapper.apply(cells, 2);
    return 0;
}
