#include <string>
#include <unordered_map>

#include <fmt/format.h>

#include "read_sections.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace written {

namespace {

// Keeps the first of each name.
template <class Entry>
void drop_repeated(std::vector<Entry>& entries, std::string_view what, std::string_view way_out, diagnostics& found) {
    std::unordered_map<std::string, place> first;
    std::erase_if(entries, [&](const Entry& e) {
        if (e.is.empty()) return false;
        const auto [before, fresh] = first.try_emplace(e.is.text, e.is.at);
        if (fresh) return false;
        found.add({code::duplicate_name,
                   e.is.at,
                   fmt::format("{} '{}' is here for the second time", what, e.is.text),
                   std::string(way_out),
                   {{before->second, "first here"}}});
        return true;
    });
}

}  // namespace

void drop_duplicates(rules_document& document, diagnostics& found) {
    constexpr std::string_view keep_one = "keep one of them";
    drop_repeated(document.roles, "the role", keep_one, found);
    drop_repeated(document.calendars, "the calendar", keep_one, found);
    drop_repeated(document.steps, "the step", "give each step its own name", found);
    add_step_clocks(document);
    drop_repeated(document.windows, "the window", keep_one, found);
    drop_repeated(document.texts, "the text", keep_one, found);
    drop_repeated(document.actions, "the action", keep_one, found);
    drop_repeated(document.groups, "the group", "join their conditions with 'or', or give it another name", found);
    drop_repeated(document.alerts, "the alert", "give each alert its own name", found);
    drop_repeated(document.ladders, "the ladder", keep_one, found);
    for (auto& l : document.ladders) drop_repeated(l.rungs, "the rung", "give each rung its own name", found);
    drop_repeated(document.rules, "the rule", "give each rule its own name", found);
    drop_repeated(document.authority.grants, "the grant", keep_one, found);
    drop_repeated(document.authority.funds, "the fund", keep_one, found);
    drop_repeated(document.follow_ups, "the follow-up", keep_one, found);
    drop_repeated(document.schedules, "the schedule", "give each schedule its own name", found);
    drop_repeated(document.scores, "the score", keep_one, found);
    for (auto& s : document.scores) drop_repeated(s.levels, "the level", keep_one, found);
    drop_repeated(document.clocks, "the clock", "give each clock its own name", found);
}

}  // namespace written

ESCALERA_NAMESPACE_END
