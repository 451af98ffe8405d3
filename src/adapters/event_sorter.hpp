#pragma once
// Events sorted by time; events of one time in the order in which they came. In memory as long as they fit the budget;
// then in runs on disk, which are merged when they are read back.
//
// The files of runs have no name: they are gone when the process ends, however it ends.
// Invariant: the order does not depend on the budget.
// Threads: belongs to one thread.   Cost: memory for the budget and a buffer a run, at most `most_runs` of them.

#include <cstdio>
#include <deque>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/system/error_code.hpp>

#include "escalera/adapters/event_reader.hpp"
#include "escalera/config.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace detail {

class event_sorter {
public:
    static constexpr std::size_t most_runs = 32;

    // An empty directory is the system's.
    event_sorter(std::size_t memory, std::filesystem::path directory);
    ~event_sorter();

    // Both false where a run cannot be written or read; failed() says why.
    bool add(input_event e);
    bool finish();

    // After finish(): the next event in order; false at the end, and where failed() is set.
    bool next(input_event& into);

    [[nodiscard]] const boost::system::error_code& failed() const noexcept { return x_failed; }
    [[nodiscard]] std::size_t runs_written() const noexcept { return x_runs_written; }

private:
    struct close_file {
        void operator()(std::FILE* f) const noexcept { std::fclose(f); }
    };
    using file = std::unique_ptr<std::FILE, close_file>;

    // A sorted run on disk, and its event that is next.
    struct run {
        file from;
        input_event head;
        std::string bytes;
    };

    file new_file();
    bool write(std::FILE* to, const input_event& e);
    bool advance(run& r, bool& at_end);
    void sort_memory();
    bool spill();
    bool begin_merge();
    bool merge_all_runs();
    bool next_of_runs(input_event& into);
    bool later(std::size_t a, std::size_t b) const noexcept;
    bool fail();

    std::size_t x_budget;
    std::filesystem::path x_directory;
    std::vector<input_event> x_events;
    std::size_t x_used = 0;
    std::size_t x_given = 0;
    std::deque<run> x_runs;           // in the order in which their events came
    std::vector<std::size_t> x_heap;  // indices of runs, the earliest head on top
    std::size_t x_runs_written = 0;
    std::string x_bytes;
    boost::system::error_code x_failed;
};

}  // namespace detail

ESCALERA_NAMESPACE_END
