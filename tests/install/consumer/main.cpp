// A stranger's program: it sees only what is installed. Touches an inline part and a compiled part of the library.
#include <cstdio>

#include <escalera/escalera.hpp>

int main() {
    const auto amount = escalera::parse_decimal("12.50");
    if (!amount || escalera::to_string(*amount) != "12.5") return 1;
    if (escalera::name_of(escalera::event_kind::complaint) != "complaint") return 1;
    std::printf("escalera %s\n", ESCALERA_VERSION);
    return 0;
}
