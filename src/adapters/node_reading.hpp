#pragma once
// Typed access to the YAML nodes of one file, with a finding for each that has another form. Broken nodes have been
// reported where they were read: nothing more is said of them.
//
// Threads: one reading, one thread.   Cost: cold path.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "escalera/config.hpp"
#include "escalera/language/diagnostic.hpp"
#include "escalera/language/yaml_node.hpp"
#include "escalera/model/zone.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace detail {

class node_reading {
public:
    explicit node_reading(diagnostics& found) noexcept : x_found(found) {}

    void error(code what, const place& at, std::string message, std::string suggestion = {}) {
        x_found.add(what, at, std::move(message), std::move(suggestion));
    }
    void wrong_shape(const yaml_node& node, std::string_view wanted);
    void check_keys(const yaml_node& mapping, std::span<const std::string_view> known, std::string_view of);

    // The text of a scalar; `null` words (~, null) count as text where `null_is_text`. Nothing, with a finding, otherwise.
    std::optional<std::string> text(const yaml_node& node, std::string_view wanted, bool null_is_text = false);
    // One scalar or a list of them.
    std::vector<std::string> texts(const yaml_node& node, std::string_view wanted, bool null_is_text = false);
    std::optional<zone> zone_named(const yaml_node& node);

private:
    diagnostics& x_found;
};

}  // namespace detail

ESCALERA_NAMESPACE_END
