#include "escalera/adapters/rejects.hpp"

#include <fmt/format.h>
#include <boost/json.hpp>

#include <ostream>

#include "escalera/adapters/text_encoding.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace {

constexpr std::array<std::string_view, reject_reason_count> reason_names = {
    "bad encoding",   "stray quote",   "unclosed quote",  "too few cells", "too many cells", "row too long",
    "bad JSON",       "duplicate key", "unknown event",   "missing field", "bad time",       "bad value",
    "makes no event", "too late",      "duplicate event", "refused",
};

std::string json_text(std::string_view text) { return boost::json::serialize(boost::json::string_view(text.data(), text.size())); }

}  // namespace

std::string_view name_of(reject_reason r) noexcept { return reason_names[static_cast<std::size_t>(r)]; }

std::uint32_t rejects::add_file(std::string name) {
    x_files.push_back({std::move(name), 0, 0, 0, {}});
    return static_cast<std::uint32_t>(x_files.size() - 1);
}

void rejects::reject(rejection r) {
    auto& file = x_files[r.at.file];
    ++file.read;
    ++file.rejected;
    ++file.by_reason[static_cast<std::size_t>(r.why)];
    note(std::move(r));
}

void rejects::refuse(rejection r) {
    if (x_refused_rows.emplace(r.at.file, r.at.row).second) {
        auto& file = x_files[r.at.file];
        --file.accepted;
        ++file.rejected;
        ++file.by_reason[static_cast<std::size_t>(r.why)];
    }
    note(std::move(r));
}

void rejects::note(rejection r) {
    if (x_out != nullptr) {
        *x_out << to_json_line(r, x_files[r.at.file].name) << '\n';
        x_good = x_good && x_out->good();
    }
    if (x_first.size() < kept) x_first.push_back(std::move(r));
}

file_tally rejects::total() const {
    file_tally sum;
    for (const auto& file : x_files) {
        sum.read += file.read;
        sum.accepted += file.accepted;
        sum.rejected += file.rejected;
        for (std::size_t i = 0; i < reject_reason_count; ++i) sum.by_reason[i] += file.by_reason[i];
    }
    return sum;
}

std::string to_json_line(const rejection& r, std::string_view file_name) {
    return fmt::format(R"({{"file":{},"line":{},"column":{},"reason":{},"row":{}}})", json_text(with_valid_utf8(file_name)), r.at.line,
                       r.at.column, json_text(with_valid_utf8(r.reason())), json_text(with_valid_utf8(r.row)));
}

ESCALERA_NAMESPACE_END
