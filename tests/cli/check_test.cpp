// `escalera check`: what is printed, in which form, and with which exit code.
#include <sys/wait.h>
#include <unistd.h>

#include <boost/json.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "support/catch.hpp"

namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

struct answer {
    int code = -1;
    std::string out;
    std::string err;
};

std::string read_all(const fs::path& path) {
    std::ifstream in(path);
    return {std::istreambuf_iterator<char>(in), {}};
}

// A folder of its own, in which the command is run.
class workplace {
public:
    workplace() : x_folder(fs::temp_directory_path() / ("escalera-check-test-" + std::to_string(::getpid()))) {
        fs::create_directories(x_folder);
    }
    ~workplace() { fs::remove_all(x_folder); }
    workplace(const workplace&) = delete;
    workplace& operator=(const workplace&) = delete;

    [[nodiscard]] fs::path operator/(const std::string& name) const { return x_folder / name; }
    void write(const std::string& name, const std::string& text) const {
        fs::create_directories((x_folder / name).parent_path());
        std::ofstream(x_folder / name, std::ios::binary) << text;
    }
    [[nodiscard]] answer check(const std::string& words) const {
        const auto line = "cd " + x_folder.string() + " && " + ESCALERA_COMMAND + " check " + words + " >.out 2>.err";
        const int status = std::system(line.c_str());
        return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, read_all(x_folder / ".out"), read_all(x_folder / ".err")};
    }

private:
    fs::path x_folder;
};

const std::string good = "escalera: 1\nname: good\n";
const std::string bad = "escalera: 1\nname: bad\nzoen: UTC\n";

}  // namespace

TEST_CASE("check answers 0 for rules without mistakes") {
    const workplace here;
    here.write("good.yaml", good);
    const auto a = here.check("good.yaml");
    CHECK(a.code == 0);
    CHECK(a.out == "no mistakes found in good.yaml\n");
    CHECK(here.check("good.yaml --format json").out == "[]\n");
}

TEST_CASE("check answers 1 for findings, as a person reads them") {
    const workplace here;
    here.write("bad.yaml", bad);
    const auto a = here.check("bad.yaml");
    CHECK(a.code == 1);
    CHECK(a.out ==
          "bad.yaml:3:1: error[E0203]: unknown key 'zoen' in a rules file\n"
          "    3 | zoen: UTC\n"
          "      | ^~~~ did you mean 'zone'?\n"
          "1 error\n");
}

TEST_CASE("check answers programs in JSON and SARIF, all files together") {
    const workplace here;
    here.write("bad.yaml", bad);
    here.write("worse.yaml", "name: x\n");
    const auto as_json = here.check("worse.yaml bad.yaml --format json");
    CHECK(as_json.code == 1);
    const auto list = json::parse(as_json.out);
    REQUIRE(list.as_array().size() == 2);
    CHECK(list.at(0).at("file") == "bad.yaml");
    CHECK(list.at(0).at("line").to_number<int>() == 3);
    CHECK(list.at(1).at("file") == "worse.yaml");
    CHECK(list.at(1).at("name") == "missing_key");
    const auto sarif = json::parse(here.check("worse.yaml bad.yaml --format=sarif").out);
    CHECK(sarif.at("runs").at(0).at("results").as_array().size() == 2);
}

TEST_CASE("check answers 2 for a command line without sense, and 3 for a file that cannot be read") {
    const workplace here;
    here.write("good.yaml", good);
    here.write("folder/x", "");
    CHECK(here.check("").code == 2);
    CHECK(here.check("good.yaml --format xml").code == 2);
    CHECK(here.check("good.yaml --frmat json").code == 2);
    CHECK(here.check("none.yaml").code == 3);
    CHECK(here.check("folder").code == 3);
    CHECK(here.check("good.yaml none.yaml").code == 3);
    CHECK(here.check("--help").code == 0);
}

TEST_CASE("includes stay inside the folder, and are read once") {
    const workplace here;
    here.write("secret.yaml", good);
    here.write("rules/main.yaml", "escalera: 1\nname: m\ninclude: [parts/a.yaml]\n");
    here.write("rules/parts/a.yaml", "escalera: 1\nroles: {desk: {by: [queue]}}\n");
    CHECK(here.check("rules/main.yaml").code == 0);
    const auto with = [&](const std::string& include) {
        here.write("rules/main.yaml", "escalera: 1\nname: m\ninclude: " + include + "\n");
        return here.check("rules/main.yaml");
    };
    CHECK(with("../secret.yaml").code == 1);
    CHECK(with("../secret.yaml").out.find("main.yaml:3:10: error[E0209]") != std::string::npos);
    CHECK(with("[parts/a.yaml, parts/../parts/a.yaml]").out.find("included a second time") != std::string::npos);
    CHECK(with("parts").out.find("not a regular file") != std::string::npos);
    CHECK(with((here / "rules/parts/a.yaml").string()).code == 1);
    fs::create_symlink(here / "secret.yaml", here / "rules/link.yaml");
    CHECK(with("link.yaml").out.find("outside the folder") != std::string::npos);
    fs::create_symlink(here / "rules/parts/a.yaml", here / "rules/inner.yaml");
    CHECK(with("inner.yaml").code == 0);

    here.write("rules/parts/a.yaml", "escalera: 1\ninclude: b.yaml\n");
    here.write("rules/parts/b.yaml", "escalera: 1\ninclude: ../main.yaml\n");
    const auto circle = with("parts/a.yaml");
    CHECK(circle.code == 1);
    CHECK(circle.out.find("parts/b.yaml:2:10: error[E0210]") != std::string::npos);
    CHECK(circle.out.find("note: included here") != std::string::npos);
}

TEST_CASE("findings of an included file name that file; what two files say twice is told") {
    const workplace here;
    here.write("main.yaml", "escalera: 1\nname: m\ninclude: [a.yaml]\nzone: UTC\nroles: {desk: {by: [queue]}}\n");
    here.write("a.yaml", "escalera: 1\nzone: UTC\nroles: {desk: {by: [sms]}}\nwindws: {}\n");
    const auto a = here.check("main.yaml");
    CHECK(a.code == 1);
    CHECK(a.out.find("a.yaml:4:1: error[E0203]") != std::string::npos);
    CHECK(a.out.find("main.yaml:4:7: error[E0204]") != std::string::npos);
    CHECK(a.out.find("main.yaml:5:9: error[E0204]") != std::string::npos);
    CHECK(a.out.find("3 errors") != std::string::npos);
}
