// Any bytes as a rules file: read whole, or refused with findings whose places lie inside it; and every finding can be shown.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>

#include "escalera/language/diagnostic_format.hpp"
#include "escalera/language/rules_document.hpp"

using namespace escalera;

static void demand(bool holds) {
    if (!holds) std::abort();
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string text(reinterpret_cast<const char*>(data), size);
    diagnostics found;
    const auto document = read_rules_text(std::make_shared<source>("fuzz.yaml", std::move(text)), found);
    demand(document != nullptr || found.has_errors());
    for (const auto& d : found) {
        demand(d.at.begin <= d.at.end && d.at.end <= size);
        demand(!d.message.empty());
    }
    demand(to_text(found).empty() == found.empty());
    demand(!to_json(found).empty() && !to_sarif(found).empty());
    return 0;
}
