#include "event_sorter.hpp"

#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "escalera/adapters/input.hpp"
#include "event_bytes.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace detail {

event_sorter::event_sorter(std::size_t memory, std::filesystem::path directory) : x_budget(memory), x_directory(std::move(directory)) {}
event_sorter::~event_sorter() = default;

bool event_sorter::fail() {
    x_failed = input_error::sort_failed;
    return false;
}

bool event_sorter::add(input_event e) {
    x_used += memory_of(e);
    x_events.push_back(std::move(e));
    return x_used <= x_budget || spill();
}

bool event_sorter::finish() {
    if (x_runs.empty()) {
        sort_memory();
        return true;
    }
    return spill() && begin_merge();
}

void event_sorter::sort_memory() {
    std::stable_sort(x_events.begin(), x_events.end(),
                     [](const input_event& a, const input_event& b) { return a.what.time < b.what.time; });
}

bool event_sorter::spill() {
    if (x_events.empty()) return true;
    if (x_runs.size() == most_runs && !merge_all_runs()) return false;
    sort_memory();
    auto to = new_file();
    if (!to) return fail();
    for (const auto& e : x_events) {
        if (!write(to.get(), e)) return fail();
    }
    if (std::fflush(to.get()) != 0) return fail();
    x_runs.push_back({std::move(to), {}, {}});
    ++x_runs_written;
    x_events.clear();
    x_used = 0;
    return true;
}

// A new file for reading and writing that only this process can see.
event_sorter::file event_sorter::new_file() {
    std::error_code ignored;
    const auto directory = x_directory.empty() ? std::filesystem::temp_directory_path(ignored) : x_directory;
    auto name = (directory / "escalera-sort-XXXXXX").string();
    const int descriptor = ::mkstemp(name.data());
    if (descriptor < 0) return nullptr;
    ::unlink(name.c_str());
    return file(::fdopen(descriptor, "w+b"));
}

bool event_sorter::write(std::FILE* to, const input_event& e) {
    x_bytes.clear();
    append_bytes(x_bytes, e);
    const std::uint64_t size = x_bytes.size();
    return std::fwrite(&size, sizeof size, 1, to) == 1 && std::fwrite(x_bytes.data(), 1, x_bytes.size(), to) == x_bytes.size();
}

// Reads the run's next event into its head.
bool event_sorter::advance(run& r, bool& at_end) {
    std::uint64_t size = 0;
    at_end = false;
    if (std::fread(&size, sizeof size, 1, r.from.get()) != 1) {
        at_end = std::feof(r.from.get()) != 0;
        return at_end || fail();
    }
    r.bytes.resize(size);
    if (std::fread(r.bytes.data(), 1, size, r.from.get()) != size) return fail();
    std::string_view bytes = r.bytes;
    return read_bytes(bytes, r.head) || fail();
}

// Of two heads of one time, the one of the earlier run came first.
bool event_sorter::later(std::size_t a, std::size_t b) const noexcept {
    const auto ta = x_runs[a].head.what.time;
    const auto tb = x_runs[b].head.what.time;
    return ta != tb ? ta > tb : a > b;
}

bool event_sorter::begin_merge() {
    x_heap.clear();
    for (std::size_t i = 0; i < x_runs.size(); ++i) {
        std::rewind(x_runs[i].from.get());
        bool at_end = false;
        if (!advance(x_runs[i], at_end)) return false;
        if (!at_end) x_heap.push_back(i);
    }
    std::make_heap(x_heap.begin(), x_heap.end(), [this](std::size_t a, std::size_t b) { return later(a, b); });
    return true;
}

bool event_sorter::next_of_runs(input_event& into) {
    if (x_heap.empty()) return false;
    const auto order = [this](std::size_t a, std::size_t b) { return later(a, b); };
    std::pop_heap(x_heap.begin(), x_heap.end(), order);
    auto& earliest = x_runs[x_heap.back()];
    std::swap(into, earliest.head);
    bool at_end = false;
    if (!advance(earliest, at_end)) return false;
    if (at_end) {
        x_heap.pop_back();
    } else {
        std::push_heap(x_heap.begin(), x_heap.end(), order);
    }
    return true;
}

// Many runs become one, so that their number is bounded.
bool event_sorter::merge_all_runs() {
    auto to = new_file();
    if (!to) return fail();
    if (!begin_merge()) return false;
    input_event e;
    while (next_of_runs(e)) {
        if (!write(to.get(), e)) return fail();
    }
    if (x_failed || std::fflush(to.get()) != 0) return fail();
    x_runs.clear();
    x_runs.push_back({std::move(to), {}, {}});
    return true;
}

bool event_sorter::next(input_event& into) {
    if (!x_runs.empty()) return next_of_runs(into);
    if (x_given == x_events.size()) return false;
    std::swap(into, x_events[x_given++]);
    return true;
}

}  // namespace detail

ESCALERA_NAMESPACE_END
