#include <fmt/format.h>
#include <boost/describe.hpp>
#include <escalera/escalera.hpp>

struct complaint {
    std::string id, customer, issue;
    escalera::instant time;
};
BOOST_DESCRIBE_STRUCT(complaint, (), (id, customer, issue, time))

int main() {
    const auto rules = escalera::load_rules("examples/01_first_rule.yaml").value();
    const auto bound = escalera::bind<complaint>(*rules).value();
    escalera::engine engine(rules);
    const std::vector<complaint> calls = {{"C-1", "ana", "bill", {0}}, {"C-2", "ben", "bill", {1}}, {"C-3", "ana", "bill", {2}}};
    engine.process(bound, calls);
    for (const auto& d : engine.take()) fmt::print("{}: {} asks to {} case {}\n", d.event, d.rule, d.action, d.kase);
}
