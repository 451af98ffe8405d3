#include "escalera/adapters/input.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

ESCALERA_NAMESPACE_BEGIN

namespace {

class category final : public boost::system::error_category {
public:
    const char* name() const noexcept override { return "escalera.input"; }
    std::string message(int value) const override {
        switch (static_cast<input_error>(value)) {
            case input_error::cut_short: return "the compressed data ends too early; rows behind this point are missing";
            case input_error::damaged: return "the compressed data is damaged; rows behind this point cannot be read";
            case input_error::is_directory: return "this is a directory; name the files in it";
            case input_error::not_utf8: return "the file is UTF-16 or UTF-32; save it as UTF-8";
            case input_error::needs_map: return "a CSV file needs --map, which says what its columns mean";
            case input_error::map_misfit: return "the map does not fit the file";
            case input_error::sort_failed: return "a temporary file for --sort could not be written or read";
        }
        return "unknown input error";
    }
};

boost::system::error_code last_system_error() noexcept { return {errno, boost::system::system_category()}; }

class file_source final : public byte_source {
public:
    file_source(int descriptor, bool owned, std::optional<std::uint64_t> size) noexcept
        : x_descriptor(descriptor), x_owned(owned), x_size(size) {}
    ~file_source() override {
        if (x_owned) ::close(x_descriptor);
    }

    std::size_t read(char* into, std::size_t room, boost::system::error_code& failed) override {
        while (true) {
            const auto got = ::read(x_descriptor, into, room);
            if (got >= 0) {
                x_taken += static_cast<std::uint64_t>(got);
                return static_cast<std::size_t>(got);
            }
            if (errno == EINTR) continue;
            failed = last_system_error();
            return 0;
        }
    }
    std::uint64_t taken() const noexcept override { return x_taken; }
    std::optional<std::uint64_t> total() const noexcept override { return x_size; }

private:
    int x_descriptor;
    bool x_owned;
    std::optional<std::uint64_t> x_size;
    std::uint64_t x_taken = 0;
};

class text_source final : public byte_source {
public:
    text_source(std::string text, std::size_t at_once) : x_text(std::move(text)), x_at_once(at_once) {}

    std::size_t read(char* into, std::size_t room, boost::system::error_code&) override {
        auto count = std::min(room, x_text.size() - x_taken);
        if (x_at_once != 0) count = std::min(count, x_at_once);
        std::memcpy(into, x_text.data() + x_taken, count);
        x_taken += count;
        return count;
    }
    std::uint64_t taken() const noexcept override { return x_taken; }
    std::optional<std::uint64_t> total() const noexcept override { return x_text.size(); }

private:
    std::string x_text;
    std::size_t x_at_once;
    std::size_t x_taken = 0;
};

// What the decompressors have in common: a buffer of compressed bytes, refilled from below.
class compressed_source : public byte_source {
public:
    explicit compressed_source(std::unique_ptr<byte_source> from) : x_from(std::move(from)), x_buffer(std::size_t{64} << 10) {}

    std::uint64_t taken() const noexcept override { return x_from->taken(); }
    std::optional<std::uint64_t> total() const noexcept override { return x_from->total(); }

protected:
    // True if there are compressed bytes to work on; false at the end, or with `failed` set.
    bool refill(boost::system::error_code& failed) {
        if (x_begin < x_end) return true;
        x_begin = 0;
        x_end = x_from->read(x_buffer.data(), x_buffer.size(), failed);
        return x_end != 0;
    }
    const char* waiting() const noexcept { return x_buffer.data() + x_begin; }
    std::size_t waiting_size() const noexcept { return x_end - x_begin; }
    void use(std::size_t count) noexcept { x_begin += count; }

private:
    std::unique_ptr<byte_source> x_from;
    std::vector<char> x_buffer;
    std::size_t x_begin = 0;
    std::size_t x_end = 0;
};

class gzip_source final : public compressed_source {
public:
    explicit gzip_source(std::unique_ptr<byte_source> from) : compressed_source(std::move(from)) {
        constexpr int gzip_only = 15 + 16;  // the largest window; a gzip header is required
        x_ready = inflateInit2(&x_stream, gzip_only) == Z_OK;
    }
    ~gzip_source() override {
        if (x_ready) inflateEnd(&x_stream);
    }

    std::size_t read(char* into, std::size_t room, boost::system::error_code& failed) override {
        if (!x_ready) {
            failed = make_error_code(boost::system::errc::not_enough_memory);
            return 0;
        }
        if (x_damaged) {
            failed = input_error::damaged;
            return 0;
        }
        while (true) {
            // The decompressor may still hold output that did not fit before: it is asked without new input first.
            if (!x_pending && !refill(failed)) {
                if (!failed && x_member != member::done) failed = input_error::cut_short;
                return 0;
            }
            if (x_member == member::done && !begin_next_member(failed)) {
                if (failed) return 0;
                continue;
            }
            if (const auto made = inflate_some(into, room, failed); made != 0 || failed) return made;
        }
    }

private:
    enum class member { first, inside, done };

    // Zero bytes behind a member are padding (tapes, block devices); anything else begins the next member.
    bool begin_next_member(boost::system::error_code& failed) {
        while (waiting_size() != 0 && *waiting() == '\0') {
            x_padded = true;
            use(1);
        }
        if (waiting_size() == 0) return false;
        if (x_padded) {
            failed = input_error::damaged;
            return false;
        }
        inflateReset(&x_stream);
        x_member = member::inside;
        return true;
    }

    std::size_t inflate_some(char* into, std::size_t room, boost::system::error_code& failed) {
        x_member = member::inside;
        // zlib's own sizes are 32 bits wide, and its input pointer is not const.
        x_stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(waiting()));
        x_stream.avail_in = static_cast<uInt>(waiting_size());
        const auto offered = static_cast<uInt>(std::min(room, std::size_t{1} << 30));
        x_stream.next_out = reinterpret_cast<Bytef*>(into);
        x_stream.avail_out = offered;
        const auto outcome = inflate(&x_stream, Z_NO_FLUSH);
        use(waiting_size() - x_stream.avail_in);
        const std::size_t made = offered - x_stream.avail_out;
        x_pending = made == offered && outcome != Z_STREAM_END;
        if (outcome == Z_STREAM_END) {
            x_member = member::done;
        } else if (outcome != Z_OK && outcome != Z_BUF_ERROR) {
            // What came out before the damage is handed over first.
            x_damaged = true;
            if (made == 0) failed = input_error::damaged;
        }
        return made;
    }

    z_stream x_stream{};
    bool x_ready = false;
    bool x_padded = false;
    bool x_pending = false;
    bool x_damaged = false;
    member x_member = member::first;
};

class zstd_source final : public compressed_source {
public:
    explicit zstd_source(std::unique_ptr<byte_source> from) : compressed_source(std::move(from)), x_stream(ZSTD_createDStream()) {}
    ~zstd_source() override { ZSTD_freeDStream(x_stream); }

    std::size_t read(char* into, std::size_t room, boost::system::error_code& failed) override {
        if (x_stream == nullptr) {
            failed = make_error_code(boost::system::errc::not_enough_memory);
            return 0;
        }
        if (x_damaged) {
            failed = input_error::damaged;
            return 0;
        }
        while (true) {
            ZSTD_outBuffer out{into, room, 0};
            // An empty input first: the decompressor may still hold output that did not fit before.
            if (x_pending) {
                if (const auto made = decompress(out, nullptr, 0, failed); made != 0 || failed) return made;
            }
            if (!refill(failed)) {
                if (!failed && !x_between_frames) failed = input_error::cut_short;
                return 0;
            }
            if (const auto made = decompress(out, waiting(), waiting_size(), failed); made != 0 || failed) return made;
        }
    }

private:
    std::size_t decompress(ZSTD_outBuffer& out, const char* bytes, std::size_t count, boost::system::error_code& failed) {
        ZSTD_inBuffer in{bytes, count, 0};
        const auto hint = ZSTD_decompressStream(x_stream, &out, &in);
        use(in.pos);
        x_pending = out.pos == out.size;
        if (ZSTD_isError(hint) != 0U) {
            x_damaged = true;
            if (out.pos == 0) failed = input_error::damaged;
        } else if (in.pos != 0 || out.pos != 0) {
            x_between_frames = hint == 0;
        }
        return out.pos;
    }

    ZSTD_DStream* x_stream;
    bool x_between_frames = false;  // false at first: an empty file is no zstd data
    bool x_pending = false;
    bool x_damaged = false;
};

// Looks at the first bytes, then hands everything on, through a decompressor if they are a magic number.
class sniffing_source final : public byte_source {
public:
    explicit sniffing_source(std::unique_ptr<byte_source> from) : x_from(std::move(from)) {}

    std::size_t read(char* into, std::size_t room, boost::system::error_code& failed) override {
        if (!x_looked) look(failed);
        if (failed) return 0;
        return x_from->read(into, room, failed);
    }
    std::uint64_t taken() const noexcept override { return x_from->taken(); }
    std::optional<std::uint64_t> total() const noexcept override { return x_from->total(); }

private:
    // The bytes looked at, before the rest.
    class rewound final : public byte_source {
    public:
        rewound(std::string head, std::unique_ptr<byte_source> rest) : x_head(std::move(head)), x_rest(std::move(rest)) {}
        std::size_t read(char* into, std::size_t room, boost::system::error_code& failed) override {
            if (x_head.empty()) return x_rest->read(into, room, failed);
            const auto count = std::min(room, x_head.size());
            std::memcpy(into, x_head.data(), count);
            x_head.erase(0, count);
            return count;
        }
        std::uint64_t taken() const noexcept override { return x_rest->taken(); }
        std::optional<std::uint64_t> total() const noexcept override { return x_rest->total(); }

    private:
        std::string x_head;
        std::unique_ptr<byte_source> x_rest;
    };

    void look(boost::system::error_code& failed) {
        static constexpr std::string_view gzip_magic("\x1f\x8b", 2);
        static constexpr std::string_view zstd_magic("\x28\xb5\x2f\xfd", 4);
        x_looked = true;
        std::string head;
        // No more is waited for than it takes to tell: a person at a terminal types a line at a time.
        const auto could_be = [&](std::string_view magic) { return magic.starts_with(head.substr(0, magic.size())); };
        while (head.size() < zstd_magic.size() && (could_be(gzip_magic) || could_be(zstd_magic))) {
            if (head.starts_with(gzip_magic)) break;
            char next[4];
            const auto got = x_from->read(next, zstd_magic.size() - head.size(), failed);
            if (failed) return;
            if (got == 0) break;
            head.append(next, got);
        }
        const bool gzip = head.starts_with(gzip_magic);
        const bool zstd = head.starts_with(zstd_magic);
        x_from = std::make_unique<rewound>(std::move(head), std::move(x_from));
        if (gzip) x_from = std::make_unique<gzip_source>(std::move(x_from));
        if (zstd) x_from = std::make_unique<zstd_source>(std::move(x_from));
    }

    std::unique_ptr<byte_source> x_from;
    bool x_looked = false;
};

}  // namespace

const boost::system::error_category& input_category() noexcept {
    static const category instance;
    return instance;
}

boost::system::error_code make_error_code(input_error e) noexcept { return {static_cast<int>(e), input_category()}; }

boost::system::result<std::unique_ptr<byte_source>, input_failure> open_input(const std::string& name) {
    if (name == "-") return decompressed(std::make_unique<file_source>(STDIN_FILENO, false, std::nullopt), compression::by_magic);

    const auto doing = "opening '" + name + "'";
    const int descriptor = ::open(name.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return input_failure{last_system_error(), doing};
    struct stat about {};
    std::optional<std::uint64_t> size;
    if (::fstat(descriptor, &about) == 0) {
        if (S_ISDIR(about.st_mode)) {
            ::close(descriptor);
            return input_failure{input_error::is_directory, doing};
        }
        if (S_ISREG(about.st_mode)) size = static_cast<std::uint64_t>(about.st_size);
    }
    auto file = std::make_unique<file_source>(descriptor, true, size);
    if (name.ends_with(".gz")) return decompressed(std::move(file), compression::gzip);
    if (name.ends_with(".zst")) return decompressed(std::move(file), compression::zstd);
    return decompressed(std::move(file), compression::by_magic);
}

std::unique_ptr<byte_source> source_of_text(std::string text, std::size_t at_once) {
    return std::make_unique<text_source>(std::move(text), at_once);
}

std::unique_ptr<byte_source> decompressed(std::unique_ptr<byte_source> from, compression how) {
    switch (how) {
        case compression::gzip: return std::make_unique<gzip_source>(std::move(from));
        case compression::zstd: return std::make_unique<zstd_source>(std::move(from));
        case compression::by_magic: break;
    }
    return std::make_unique<sniffing_source>(std::move(from));
}

ESCALERA_NAMESPACE_END
