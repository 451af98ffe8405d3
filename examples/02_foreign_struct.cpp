// A struct that the host cannot change, from a library of the CRM's vendor, with names and types of its own: its
// members are listed, each with the field that it is, and the rules are held against the list before anything runs.
#include <chrono>
#include <optional>
#include <string>

#include <fmt/format.h>
#include <escalera/escalera.hpp>

namespace crm {  // not ours

struct ticket {
    std::string number;
    std::string account;
    std::chrono::system_clock::time_point opened;
    std::string subject;
    std::optional<int> severity;
};

}  // namespace crm

namespace {

constexpr const char* rules_text = R"(
escalera: 1
name: severe
unknown: {role: desk}
roles:
  desk: {by: [queue]}
  manager: {by: [sms]}
rules:
  - name: severe-complaint
    when: complaint.severity >= 3
    then:
      - notify: {role: manager, by: sms}
)";

std::chrono::system_clock::time_point at(int hour) { return std::chrono::system_clock::time_point{} + std::chrono::hours(hour); }

}  // namespace

int main() {
    using escalera::member;
    const auto rules = escalera::load_rules_text("severe.yaml", rules_text).value();

    // What the rules need and the struct lacks is a diagnostic here, not a surprise at run time.
    const auto lacking =
        escalera::bind<crm::ticket>(*rules, escalera::event_kind::complaint,
                                    {member<&crm::ticket::number>("complaint.id"), member<&crm::ticket::opened>("complaint.time")});
    fmt::print("{}\n", lacking.error()[0].message);

    const auto tickets =
        escalera::bind<crm::ticket>(*rules, escalera::event_kind::complaint,
                                    {member<&crm::ticket::number>("complaint.id"), member<&crm::ticket::account>("complaint.customer"),
                                     member<&crm::ticket::opened>("complaint.time"), member<&crm::ticket::subject>("complaint.issue"),
                                     member<&crm::ticket::severity>("complaint.severity")})
            .value();
    escalera::engine engine(rules);
    engine.process(tickets, crm::ticket{"T-1", "ana", at(0), "bill", 1});
    engine.process(tickets, crm::ticket{"T-2", "ben", at(1), "injury", 4});
    engine.process(tickets, crm::ticket{"T-3", "cem", at(2), "noise", std::nullopt});
    for (const auto& d : engine.take()) fmt::print("{}: {} ({})\n", d.event, d.action, d.rule);
    return 0;
}
