#include "escalera/language/yaml_reader.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>

#include <fmt/format.h>

#include "yaml_repair.hpp"
#include "yaml_text_check.hpp"

ESCALERA_NAMESPACE_BEGIN

std::string_view name_of(yaml_kind k) noexcept {
    switch (k) {
        case yaml_kind::null: return "nothing";
        case yaml_kind::scalar: return "a single value";
        case yaml_kind::sequence: return "a list";
        case yaml_kind::mapping: return "a mapping";
        case yaml_kind::broken: return "something unreadable";
    }
    return "something";
}

namespace {

yaml_document_ptr nothing_of(source_ptr in) {
    auto document = std::make_shared<yaml_document>();
    document->in = std::move(in);
    return document;
}

}  // namespace

yaml_document_ptr read_yaml(source_ptr text, diagnostics& found, const yaml_limits& limits,
                            std::span<const std::string_view> condition_keys) {
    if (text->text().size() > limits.bytes) {
        found.add(code::too_large, {text, 0, 0}, fmt::format("the file is larger than {} bytes", limits.bytes), "split it with 'include:'");
        return nothing_of(std::move(text));
    }
    edited_text edited(text);
    if (!check_text(edited, found)) return nothing_of(std::move(text));
    if (const auto at = first_bracket_too_deep(edited.text(), 10 * limits.depth)) {
        const auto origin = edited.source_offset(*at);
        found.add(code::too_deep, {text, origin, origin + 1}, fmt::format("lists and mappings are nested more than {} deep", limits.depth),
                  "no part of the format needs that; write it flatter");
        return nothing_of(std::move(text));
    }
    return read_with_repairs(std::move(edited), found, limits, condition_keys);
}

namespace {

std::string reason_for(int error) { return std::strerror(error); }

struct close_file {
    void operator()(std::FILE* f) const noexcept { std::fclose(f); }
};
using file = std::unique_ptr<std::FILE, close_file>;

}  // namespace

source_ptr read_source_file(const std::string& path, const std::string& name, diagnostics& found, place asked_at,
                            const yaml_limits& limits) {
    const auto refuse = [&](code what, const std::string& why, std::string way_out) {
        const auto at = asked_at.in ? asked_at : place{std::make_shared<source>(name, std::string()), 0, 0};
        found.add(what, at, fmt::format("'{}' cannot be read: {}", name, why), std::move(way_out));
        return source_ptr();
    };
    std::error_code failed;
    const auto status = std::filesystem::status(path, failed);
    if (!std::filesystem::exists(status)) return refuse(code::unreadable_file, "there is no such file", "check the path");
    if (!std::filesystem::is_regular_file(status)) return refuse(code::unreadable_file, "it is not a regular file", "name a file");
    const file input(std::fopen(path.c_str(), "rb"));
    if (!input) return refuse(code::unreadable_file, reason_for(errno), "check its permissions");
    std::string text;
    std::string block(std::size_t{1} << 16U, '\0');
    while (const auto count = std::fread(block.data(), 1, block.size(), input.get())) {
        text.append(block, 0, count);
        if (text.size() > limits.bytes) {
            return refuse(code::too_large, fmt::format("it is larger than {} bytes", limits.bytes), "split it with 'include:'");
        }
    }
    if (std::ferror(input.get()) != 0) return refuse(code::unreadable_file, reason_for(errno), "try again");
    return std::make_shared<source>(name, std::move(text));
}

ESCALERA_NAMESPACE_END
