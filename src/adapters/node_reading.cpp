#include "node_reading.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "escalera/language/suggest.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace detail {

void node_reading::wrong_shape(const yaml_node& node, std::string_view wanted) {
    if (!node.is_broken()) error(code::wrong_shape, node.at, fmt::format("{} is expected here, not {}", wanted, name_of(node.what)));
}

void node_reading::check_keys(const yaml_node& mapping, std::span<const std::string_view> known, std::string_view of) {
    for (const auto& entry : mapping.entries) {
        if (!entry.key->is_scalar()) continue;
        const auto key = entry.key->scalar();
        if (std::find(known.begin(), known.end(), key) != known.end()) continue;
        error(code::unknown_key, entry.key->at, fmt::format("'{}' is no key of {}", key, of), did_you_mean_or_list(key, known));
    }
}

std::optional<std::string> node_reading::text(const yaml_node& node, std::string_view wanted, bool null_is_text) {
    if (node.is_scalar()) return std::string(node.scalar());
    if (node.is_null() && null_is_text && node.at.in && node.at.end > node.at.begin) {
        return std::string(node.at.in->text().substr(node.at.begin, node.at.end - node.at.begin));
    }
    wrong_shape(node, wanted);
    return std::nullopt;
}

std::vector<std::string> node_reading::texts(const yaml_node& node, std::string_view wanted, bool null_is_text) {
    std::vector<std::string> result;
    const auto add = [&](const yaml_node& item) {
        if (auto one = text(item, wanted, null_is_text)) result.push_back(std::move(*one));
    };
    if (!node.is_sequence()) {
        add(node);
    } else {
        for (const auto* item : node.items) add(*item);
    }
    return result;
}

std::optional<zone> node_reading::zone_named(const yaml_node& node) {
    const auto name = text(node, "the name of a time zone");
    if (!name) return std::nullopt;
    auto loaded = zone::load(*name);
    if (!loaded) {
        error(code::map_unknown_zone, node.at, fmt::format("there is no time zone '{}'", *name),
              "write a name such as America/Bogota, or an offset such as +02:00");
    }
    return loaded;
}

}  // namespace detail

ESCALERA_NAMESPACE_END
