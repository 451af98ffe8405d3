#include "escalera/adapters/input.hpp"

#include "support/catch.hpp"
#include "support/compressed.hpp"
#include "support/temporary_file.hpp"

using namespace escalera;

namespace {

struct outcome {
    std::string bytes;
    boost::system::error_code failed;
};

outcome drain(byte_source& from, std::size_t at_once = 1000) {
    outcome result;
    std::string buffer(at_once, '\0');
    while (const auto got = from.read(buffer.data(), buffer.size(), result.failed)) result.bytes.append(buffer, 0, got);
    return result;
}

outcome drain_text(const std::string& bytes, compression how, std::size_t pieces = 0, std::size_t at_once = 1000) {
    return drain(*decompressed(source_of_text(bytes, pieces), how), at_once);
}

// Hard to compress, so that compressed data is long and can be cut at many places.
std::string noise(std::size_t size) {
    std::string text;
    std::uint32_t x = 12345;
    while (text.size() < size) {
        x = x * 1664525 + 1013904223;
        text.push_back(static_cast<char>('!' + (x >> 24) % 90));
    }
    return text;
}

}  // namespace

TEST_CASE("plain bytes pass unchanged") {
    for (const std::string text : {"", "a", "(", "(\xB5", "(\xB5/", "\x1F", "plain text\n", "(\xB5/x more"}) {
        const auto read = drain_text(text, compression::by_magic, 1);
        CHECK(read.bytes == text);
        CHECK_FALSE(read.failed);
    }
}

TEST_CASE("gzip and zstd are told by their magic number and by their ending") {
    const auto text = noise(10'000);
    for (const std::size_t pieces : {1, 7, 0}) {
        CHECK(drain_text(support::gzip(text), compression::by_magic, pieces).bytes == text);
        CHECK(drain_text(support::zstd(text), compression::by_magic, pieces).bytes == text);
        CHECK(drain_text(support::gzip(text), compression::gzip, pieces, 3).bytes == text);
        CHECK(drain_text(support::zstd(text), compression::zstd, pieces, 3).bytes == text);
    }
}

TEST_CASE("several members or frames are one stream") {
    const auto gzip = drain_text(support::gzip("one\n") + support::gzip("") + support::gzip("two\n"), compression::gzip, 1);
    CHECK(gzip.bytes == "one\ntwo\n");
    CHECK_FALSE(gzip.failed);
    const std::string skippable(
        "\x50\x2A\x4D\x18\x03\x00\x00\x00"
        "abc",
        11);
    const auto zstd = drain_text(support::zstd("one\n") + skippable + support::zstd("two\n"), compression::zstd, 1);
    CHECK(zstd.bytes == "one\ntwo\n");
    CHECK_FALSE(zstd.failed);
}

TEST_CASE("a compressed file that expands much is read in small pieces") {
    const std::string text(3'000'000, 'x');
    CHECK(drain_text(support::gzip(text), compression::gzip).bytes == text);
    CHECK(drain_text(support::zstd(text), compression::zstd).bytes == text);
}

TEST_CASE("compressed data cut short anywhere is a failure, and what was there is delivered") {
    const auto text = noise(3'000);
    const auto gzip = support::gzip(text);
    for (std::size_t length = 0; length < gzip.size(); length += length < 40 || length + 40 > gzip.size() ? 1 : 97) {
        const auto read = drain_text(gzip.substr(0, length), compression::gzip);
        INFO("gzip cut at " << length << " of " << gzip.size());
        CHECK(read.failed == input_error::cut_short);
        CHECK(text.starts_with(read.bytes));
        if (length + 8 >= gzip.size()) CHECK(read.bytes == text);  // only the checksum is missing
    }
    const auto zstd = support::zstd(text);
    for (std::size_t length = 0; length < zstd.size(); length += length < 40 || length + 40 > zstd.size() ? 1 : 97) {
        const auto read = drain_text(zstd.substr(0, length), compression::zstd);
        INFO("zstd cut at " << length << " of " << zstd.size());
        CHECK(read.failed == input_error::cut_short);
        CHECK(text.starts_with(read.bytes));
    }
}

TEST_CASE("a second member cut short is a failure too") {
    const auto whole = support::gzip("one\n");
    const auto read = drain_text(whole + whole.substr(0, whole.size() - 1), compression::gzip, 1);
    CHECK(read.failed == input_error::cut_short);
    CHECK(read.bytes == "one\none\n");
    const auto frame = support::zstd("one\n");
    CHECK(drain_text(frame + frame.substr(0, 3), compression::zstd, 1).failed == input_error::cut_short);
}

TEST_CASE("damaged data is a failure") {
    const auto text = noise(3'000);
    auto gzip = support::gzip(text);
    gzip[gzip.size() - 6] ^= 0x40;  // its checksum
    CHECK(drain_text(gzip, compression::gzip).failed == input_error::damaged);
    CHECK(drain_text(gzip, compression::gzip).bytes == text);
    CHECK(drain_text("no gzip at all", compression::gzip).failed == input_error::damaged);
    CHECK(drain_text("no zstd at all", compression::zstd).failed == input_error::damaged);
    CHECK(drain_text(support::gzip("x") + "trailing words", compression::gzip).failed == input_error::damaged);
    CHECK(drain_text(support::zstd("x") + "trailing words", compression::zstd).failed == input_error::damaged);
}

TEST_CASE("zero bytes behind the last gzip member are padding") {
    const auto read = drain_text(support::gzip("one\n") + std::string(512, '\0'), compression::gzip, 100);
    CHECK(read.bytes == "one\n");
    CHECK_FALSE(read.failed);
    CHECK(drain_text(support::gzip("x") + std::string(3, '\0') + support::gzip("y"), compression::gzip).failed == input_error::damaged);
}

TEST_CASE("files are opened by name") {
    const support::temporary_directory folder;
    auto plain = open_input(folder.write("a.csv", "a,b\n"));
    REQUIRE(plain.has_value());
    CHECK((*plain)->total() == 4);
    CHECK(drain(**plain).bytes == "a,b\n");
    CHECK((*plain)->taken() == 4);

    const auto packed = support::gzip("a,b\n");
    auto gzip = open_input(folder.write("a.csv.gz", packed));
    REQUIRE(gzip.has_value());
    CHECK(drain(**gzip).bytes == "a,b\n");
    CHECK((*gzip)->total() == packed.size());
    CHECK((*gzip)->taken() == packed.size());

    auto wrong = open_input(folder.write("b.csv.zst", packed));  // gzip under a name that promises zstd
    REQUIRE(wrong.has_value());
    CHECK(drain(**wrong).failed == input_error::damaged);
}

TEST_CASE("what cannot be opened says what was being done") {
    const support::temporary_directory folder;
    const auto missing = open_input((folder.path() / "missing.csv").string());
    REQUIRE(missing.has_error());
    CHECK(missing.error().message() == "opening '" + (folder.path() / "missing.csv").string() + "': No such file or directory");
    const auto directory = open_input(folder.path().string());
    REQUIRE(directory.has_error());
    CHECK(directory.error().code == input_error::is_directory);
}
