#pragma once
// What names mean in the conditions of a rules file: fields, windows, ladders with their rungs, and the names that
// sections of later versions declare.
//
// Threads: filled by the thread that loads, then immutable.   Cost: a field or window is a hash lookup.

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "escalera/compile/resolve.hpp"
#include "escalera/compile/scope.hpp"

ESCALERA_NAMESPACE_BEGIN

class name_scope final : public scope {
public:
    // The fields of `into` must be complete, and its windows there with their types. Both arguments must outlive this.
    name_scope(const rules_document& document, const resolved_rules& into);

    using scope::find;
    using scope::names;
    [[nodiscard]] std::optional<symbol> find(std::string_view dotted_name) const override;
    [[nodiscard]] std::vector<std::string> names() const override;
    [[nodiscard]] std::optional<std::uint32_t> find(named_thing what, std::string_view name) const override;
    [[nodiscard]] std::vector<std::string> names(named_thing what) const override;
    [[nodiscard]] std::optional<std::uint32_t> rung(std::uint32_t ladder, std::string_view name) const override;
    [[nodiscard]] std::vector<std::string> rungs(std::uint32_t ladder) const override;

private:
    [[nodiscard]] const std::vector<std::string>& list_of(named_thing what) const noexcept {
        return x_things[static_cast<std::size_t>(what)];
    }

    const rules_document& x_document;
    const resolved_rules& x_rules;
    std::array<std::vector<std::string>, 4> x_things;  // by named_thing
    std::unordered_map<std::string, std::uint32_t> x_windows;
};

ESCALERA_NAMESPACE_END
