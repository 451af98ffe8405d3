// Any bytes as CSV: read to the end, the same whatever the pieces in which they arrive.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "escalera/adapters/csv_reader.hpp"

using namespace escalera;

namespace {

std::string trace(const std::string& bytes, std::size_t pieces, const csv_options& options) {
    csv_reader reader(source_of_text(bytes, pieces), options);
    std::string all;
    for (auto outcome = reader.begin(); outcome == row_outcome::row || outcome == row_outcome::fault; outcome = reader.next()) {
        all += std::to_string(reader.line()) + std::string(outcome == row_outcome::fault ? name_of(reader.fault().why) : "row") +
               reader.row_text() + '\n';
        for (std::size_t i = 0; outcome == row_outcome::row && i < reader.cells().size(); ++i) {
            all += std::to_string(reader.position_of_cell(i).column) + std::string(reader.cells()[i]) + '|';
        }
    }
    return all;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    csv_options options;
    options.encoding = (data[0] & 1U) != 0 ? text_encoding::latin1 : text_encoding::utf8;
    options.max_row_bytes = 1 + data[1];
    const std::string bytes(reinterpret_cast<const char*>(data) + 2, size - 2);
    if (trace(bytes, 0, options) != trace(bytes, 1 + data[0] % 7, options)) std::abort();
    return 0;
}
