#include "name_scope.hpp"

#include <algorithm>

ESCALERA_NAMESPACE_BEGIN

namespace {

template <class Names>
std::optional<std::uint32_t> index_of(const Names& names, std::string_view name) {
    const auto at = std::find(names.begin(), names.end(), name);
    if (at == names.end()) return std::nullopt;
    return static_cast<std::uint32_t>(at - names.begin());
}

}  // namespace

name_scope::name_scope(const rules_document& document, const resolved_rules& into) : x_document(document), x_rules(into) {
    auto& ladders = x_things[static_cast<std::size_t>(named_thing::ladder)];
    for (const auto& l : document.ladders) ladders.push_back(l.is.text);
    for (std::uint32_t i = 0; i < into.windows.size(); ++i) x_windows.try_emplace(into.windows[i].name, i);
    for (const auto& c : document.clocks) x_things[static_cast<std::size_t>(named_thing::clock)].push_back(c.is.text);
    for (const auto& s : document.scores) x_things[static_cast<std::size_t>(named_thing::score)].push_back(s.is.text);
    for (const auto& a : document.alerts) x_things[static_cast<std::size_t>(named_thing::alert)].push_back(a.is.text);
}

std::optional<symbol> name_scope::find(std::string_view dotted_name) const {
    if (const auto field = x_rules.fields.find(dotted_name)) {
        return symbol{symbol_kind::field, *field, x_rules.fields[*field].holds};
    }
    const bool of = dotted_name.ends_with(".of");
    const auto at = x_windows.find(std::string(of ? dotted_name.substr(0, dotted_name.size() - 3) : dotted_name));
    if (at == x_windows.end()) return std::nullopt;
    const auto& w = x_rules.windows[at->second];
    if (!of) return symbol{symbol_kind::window, at->second, w.holds};
    if (w.what != written::window_what::share && w.what != written::window_what::average) return std::nullopt;
    return symbol{symbol_kind::window_of, at->second, type{kind::integer, 0}};
}

std::vector<std::string> name_scope::names() const {
    std::vector<std::string> all;
    for (const auto& w : x_rules.windows) {
        all.push_back(w.name);
        if (w.what == written::window_what::share || w.what == written::window_what::average) all.push_back(w.name + ".of");
    }
    for (const auto& f : x_rules.fields.fields()) all.push_back(f.full_name);
    return all;
}

std::optional<std::uint32_t> name_scope::find(named_thing what, std::string_view name) const { return index_of(list_of(what), name); }

std::vector<std::string> name_scope::names(named_thing what) const { return list_of(what); }

std::optional<std::uint32_t> name_scope::rung(std::uint32_t ladder, std::string_view name) const { return index_of(rungs(ladder), name); }

std::vector<std::string> name_scope::rungs(std::uint32_t ladder) const {
    std::vector<std::string> all;
    for (const auto& r : x_document.ladders[ladder].rungs) all.push_back(r.is.text);
    return all;
}

ESCALERA_NAMESPACE_END
