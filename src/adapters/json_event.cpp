#include "escalera/adapters/json_event.hpp"

#include <fmt/format.h>

#include <string>
#include <utility>
#include <vector>

#include "escalera/adapters/field_reading.hpp"
#include "escalera/adapters/read_notes.hpp"
#include "escalera/language/suggest.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace {

std::string way_out(std::string_view given) {
    std::vector<std::string_view> known;
    for (const auto name : event_kind_names().first(input_event_kind_count)) known.push_back(name);
    return did_you_mean_or_list(given, known);
}

}  // namespace

// The reading of one line.
class json_event::reading {
public:
    reading(json_event& owner, std::string_view line, std::span<const json_node> nodes, event& into)
        : x_shape(owner.x_shape), x_notes(*owner.x_notes), x_line(line), x_nodes(nodes), x_builder(into) {}

    std::optional<row_fault> run() {
        if (auto fault = read_kind()) return fault;
        x_builder.begin(x_kind);
        for (std::size_t i = 1; i < x_nodes.size(); i = x_nodes[i].end) {
            if (i == x_kind_at) continue;
            if (auto fault = read_member(i)) return fault;
        }
        if (auto missing = x_builder.finish()) return fault_at(0, reject_reason::missing_field, std::move(*missing));
        x_notes.truncated_times += x_builder.time_was_cut() ? 1 : 0;
        return std::nullopt;
    }

private:
    row_fault fault_at(std::size_t node, reject_reason why, std::string particulars) const {
        return {why, std::move(particulars), 1, column_at(x_line, x_nodes[node].offset)};
    }

    std::optional<row_fault> read_kind() {
        for (std::size_t i = 1; i < x_nodes.size(); i = x_nodes[i].end) {
            if (x_nodes[i].key == "event") x_kind_at = i;
        }
        if (x_kind_at == 0)
            return fault_at(0, reject_reason::unknown_event,
                            R"(the line says no "event"; a complaint begins with {"event":"complaint", ...)");
        const auto& node = x_nodes[x_kind_at];
        if (node.what != json_kind::text)
            return fault_at(x_kind_at, reject_reason::unknown_event, fmt::format("'event' takes a string, not {}", name_of(node.what)));
        const auto kind = event_kind_by_name(node.text);
        if (kind && is_internal(*kind))
            return fault_at(x_kind_at, reject_reason::unknown_event,
                            fmt::format("'{}' is raised by the engine and is no input", node.text));
        if (!kind) return fault_at(x_kind_at, reject_reason::unknown_event, fmt::format("'{}'; {}", node.text, way_out(node.text)));
        x_kind = *kind;
        return std::nullopt;
    }

    std::optional<row_fault> read_member(std::size_t i) {
        const auto& node = x_nodes[i];
        if (node.what == json_kind::object) return read_object(i);
        const auto into = x_shape.find(x_kind, node.key);
        if (into.what != slot_kind::nothing) return fill(into, i);
        if (root_by_name(node.key) && node.what != json_kind::null) {
            return fault_at(i, reject_reason::bad_value,
                            fmt::format("'{}' takes an object of its fields, not {}", node.key, name_of(node.what)));
        }
        x_notes.ignore_field(node.key);
        return std::nullopt;
    }

    // The fields of another root: "reply": {...}
    std::optional<row_fault> read_object(std::size_t i) {
        const auto& node = x_nodes[i];
        const auto in = root_by_name(node.key);
        if (!in) {
            const auto into = x_shape.find(x_kind, node.key);
            if (into.what != slot_kind::nothing) return fill(into, i);
            x_notes.ignore_field(node.key);
            return std::nullopt;
        }
        for (std::size_t child = i + 1; child < node.end; child = x_nodes[child].end) {
            const auto into = x_shape.find(x_kind, *in, x_nodes[child].key);
            if (into.what == slot_kind::nothing) {
                x_notes.ignore_field(fmt::format("{}.{}", node.key, x_nodes[child].key));
            } else if (auto fault = fill(into, child)) {
                return fault;
            }
        }
        return std::nullopt;
    }

    std::optional<row_fault> fill(const slot& into, std::size_t i) {
        const auto& node = x_nodes[i];
        if (node.what == json_kind::null) return std::nullopt;
        bool filled = false;
        if (into.is_name()) {
            auto name = name_from_json(node);
            if (!name) return misfit_at(i, into, name.error());
            filled = x_builder.set_name(into.what, *name);
        } else {
            auto read = value_from_json(into.holds, x_nodes, i);
            if (!read) return misfit_at(i, into, read.error());
            filled = into.what == slot_kind::time ? x_builder.set_time(read->as_time()) : x_builder.set_field(into.field, std::move(*read));
        }
        if (filled) return std::nullopt;
        return fault_at(i, reject_reason::duplicate_key, fmt::format("'{}' is said twice, in two spellings", x_shape.name_of_slot(into)));
    }

    row_fault misfit_at(std::size_t i, const slot& into, const misfit& problem) const {
        const auto why = into.what == slot_kind::time ? reject_reason::bad_time : reject_reason::bad_value;
        return fault_at(i, why, fmt::format("{}: {}", x_shape.name_of_slot(into), problem.why));
    }

    event_shape& x_shape;
    read_notes& x_notes;
    std::string_view x_line;
    std::span<const json_node> x_nodes;
    event_builder x_builder;
    event_kind x_kind = event_kind::complaint;
    std::size_t x_kind_at = 0;
};

std::optional<row_fault> json_event::read(std::string_view line, std::span<const json_node> nodes, event& into) {
    return reading(*this, line, nodes, into).run();
}

ESCALERA_NAMESPACE_END
