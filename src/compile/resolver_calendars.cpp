#include <fmt/format.h>

#include "compile/resolver.hpp"
#include "escalera/language/suggest.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace {

// Puts calendars together with what they include: each once, however many include it.
class calendar_joiner {
public:
    calendar_joiner(const rules_document& document, diagnostics& found)
        : x_document(document), x_found(found), x_done(document.calendars.size()) {
        for (std::size_t i = 0; i < document.calendars.size(); ++i) x_by_name.emplace(document.calendars[i].is.text, i);
    }

    // Null where something is wrong with it or with what it includes; that has been reported.
    const opening_hours* join(std::size_t index) {
        // From this one to the last that it includes, then back: each adds what it says itself.
        std::vector<std::size_t> chain;
        for (std::optional<std::size_t> at = index; at && x_done[*at].is == state::open; at = included(*at)) {
            x_done[*at].is = state::begun;
            chain.push_back(*at);
        }
        for (; !chain.empty(); chain.pop_back()) finish(chain.back());
        return x_done[index].is == state::good ? &x_done[index].hours : nullptr;
    }

private:
    enum class state : std::uint8_t { open, begun, good, bad };
    struct joined {
        state is = state::open;
        opening_hours hours;
    };

    std::optional<std::size_t> included(std::size_t index) const {
        const auto& c = x_document.calendars[index];
        const auto found = c.include ? x_by_name.find(c.include->text) : x_by_name.end();
        return found == x_by_name.end() ? std::nullopt : std::optional(found->second);
    }

    void finish(std::size_t index) {
        const auto& c = x_document.calendars[index];
        auto& to = x_done[index];
        to.is = c.unreadable ? state::bad : state::good;
        if (c.include) include(index, to);
        if (to.is == state::bad) return;
        for (std::size_t day = 0; day < 7; ++day) {
            if (c.week[day]) to.hours.week[day] = c.week[day]->spans;
        }
        for (const auto& h : c.holidays) to.hours.special[h.day].clear();
        for (const auto& s : c.special) to.hours.special[s.day] = s.is.spans;
    }

    void include(std::size_t index, joined& to) {
        const auto& c = x_document.calendars[index];
        const auto at = included(index);
        if (!at) {
            report_unknown(*c.include);
            to.is = state::bad;
            return;
        }
        const auto& from = x_done[*at];
        if (from.is == state::begun || *at == index) {
            x_found.add(code::calendar_cycle, c.include->at,
                        *at == index ? fmt::format("the calendar '{}' includes itself", c.is.text)
                                     : fmt::format("the calendars '{}' and '{}' include each other", c.is.text, c.include->text),
                        "take one of the includes out");
            to.is = state::bad;
        } else if (from.is == state::bad) {
            to.is = state::bad;
        } else {
            to.hours = from.hours;
        }
    }

    void report_unknown(const written::name& n) {
        if (x_document.is_damaged("calendars")) return;
        std::vector<std::string_view> known;
        for (const auto& other : x_document.calendars) known.emplace_back(other.is.text);
        x_found.add(code::unknown_calendar, n.at, fmt::format("the calendar '{}' is not declared", n.text),
                    did_you_mean_or_list(n.text, known));
    }

    const rules_document& x_document;
    diagnostics& x_found;
    std::unordered_map<std::string_view, std::size_t> x_by_name;
    std::vector<joined> x_done;
};

}  // namespace

void resolver::take_calendars() {
    const auto& written = x_document->calendars;
    calendar_joiner joiner(*x_document, x_found);
    for (std::size_t i = 0; i < written.size(); ++i) {
        const auto& c = written[i];
        const auto* hours = joiner.join(i);
        if (hours == nullptr) continue;
        const auto in = c.in ? zone::load(c.in->text).value_or(zone()) : x_into.in_zone;
        if (auto made = calendar::make(in, *hours)) {
            x_into.calendars.push_back({c.is.text, std::move(*made), c.is.at});
        } else {
            x_found.add(code::never_open, c.is.at, fmt::format("the calendar '{}' never opens", c.is.text),
                        "write its hours: week: {mon-fri: \"09:00-18:00\"}");
        }
    }
}

std::optional<std::uint32_t> resolver::calendar_named(std::string_view name) const {
    for (std::uint32_t i = 0; i < x_into.calendars.size(); ++i) {
        if (x_into.calendars[i].name == name) return i;
    }
    return std::nullopt;
}

std::optional<std::uint32_t> resolver::find_calendar(const written::name& n) const {
    if (const auto found = calendar_named(n.text)) return found;
    if (x_document->is_damaged("calendars")) return std::nullopt;
    std::vector<std::string_view> known;
    for (const auto& c : x_document->calendars) {
        if (c.is.text == n.text) return std::nullopt;  // what is wrong with it has been reported
        known.emplace_back(c.is.text);
    }
    const auto near = did_you_mean_or_list(n.text, known);
    x_found.add(code::unknown_calendar, n.at, fmt::format("the calendar '{}' is not declared", n.text),
                near.empty() ? fmt::format("declare it: calendars: {{{}: {{week: {{mon-fri: \"09:00-18:00\"}}}}}}", n.text) : near);
    return std::nullopt;
}

ESCALERA_NAMESPACE_END
