// Any text as a scenario file: read, or refused with findings, each with a place.
#include <cstdint>
#include <memory>
#include <string>

#include "escalera/adapters/scenario.hpp"

using namespace escalera;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const schema fields;
    diagnostics found;
    const auto file = open_scenarios(std::make_shared<source>("s", std::string(reinterpret_cast<const char*>(data), size)), found);
    if (file) {
        const decision made;
        for (const auto& s : read_scenarios(*file, fields, {}, found)) {
            for (const auto& step : s.steps) {
                for (const auto& expected : step.expected) (void)fits(expected, made);
            }
        }
    }
    for (const auto& d : found) (void)d.at.where();
    return 0;
}
