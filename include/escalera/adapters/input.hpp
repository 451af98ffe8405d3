#pragma once
// Bytes from a file or from standard input, plain, gzip or zstd, as one stream.
//
// A name that ends in .gz or .zst must hold that; any other name, and "-" (standard input), is looked at: what
// begins with the magic number of gzip or zstd is taken as such. Several gzip members or zstd frames behind one
// another are one stream.
// Invariant: compressed data that is cut short or damaged is a failure, never a clean end; every byte that could
// be read before it is delivered first.
// Threads: a source belongs to one thread.   Cost: one buffer of 64 KiB a source, and what the decompressor keeps.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <boost/system/error_code.hpp>
#include <boost/system/result.hpp>

#include "escalera/config.hpp"

ESCALERA_NAMESPACE_BEGIN

enum class input_error {
    cut_short = 1,  // compressed data ends before its end
    damaged,        // compressed data that does not decompress, or fails its checksum
    is_directory,
    not_utf8,     // UTF-16 or UTF-32, told by its byte order mark
    needs_map,    // CSV without a map
    map_misfit,   // the map does not fit the file's header: see the findings
    sort_failed,  // a temporary file of --sort could not be written or read back
};

[[nodiscard]] ESCALERA_API const boost::system::error_category& input_category() noexcept;
[[nodiscard]] ESCALERA_API boost::system::error_code make_error_code(input_error e) noexcept;

// What went wrong, and what was being done: "reading 'calls.csv.gz': the compressed data ends too early".
struct input_failure {
    boost::system::error_code code;
    std::string doing;

    [[nodiscard]] std::string message() const { return doing + ": " + code.message(); }
};

class byte_source {
public:
    byte_source() = default;
    byte_source(const byte_source&) = delete;
    byte_source& operator=(const byte_source&) = delete;
    virtual ~byte_source() = default;

    // Reads at least one byte and at most `room`; waits only while there is none. 0 is the end, or a failure if
    // `failed` is set; both are final.
    virtual std::size_t read(char* into, std::size_t room, boost::system::error_code& failed) = 0;

    // Bytes taken from outside so far (compressed ones where it is compressed), and how many there are, if known.
    [[nodiscard]] virtual std::uint64_t taken() const noexcept = 0;
    [[nodiscard]] virtual std::optional<std::uint64_t> total() const noexcept { return std::nullopt; }
};

// "-" is standard input.
[[nodiscard]] ESCALERA_API boost::system::result<std::unique_ptr<byte_source>, input_failure> open_input(const std::string& name);

// A text in memory, handed out at most `at_once` bytes a time (0: all at once).
[[nodiscard]] ESCALERA_API std::unique_ptr<byte_source> source_of_text(std::string text, std::size_t at_once = 0);

enum class compression { by_magic, gzip, zstd };

// What `from` holds, decompressed; by_magic passes plain bytes through.
[[nodiscard]] ESCALERA_API std::unique_ptr<byte_source> decompressed(std::unique_ptr<byte_source> from, compression how);

ESCALERA_NAMESPACE_END

template <>
struct boost::system::is_error_code_enum<escalera::input_error> : std::true_type {};
