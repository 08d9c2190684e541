// Configuration from environment variables: typed, and every bad one reported at once.

#include "config/environment.hpp"

#include <catch2/catch.hpp>
#include <fstream>
#include <stdlib.h>
#include <string>
#include <unistd.h>

using namespace tenure;
using config::Environment;
using Variables = std::map<std::string, std::string>;

namespace {

/// A file of its own with that content, removed with the object.
class TemporaryFile {
  public:
    explicit TemporaryFile(const std::string& content) {
        const int descriptor = mkstemp(path_.data());
        REQUIRE(descriptor >= 0);
        close(descriptor);
        std::ofstream(path_) << content;
    }
    ~TemporaryFile() { unlink(path_.c_str()); }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;
    const std::string& path() const { return path_; }

  private:
    std::string path_ = "/tmp/tenure-config." + std::string(6, 'X');
};

std::string problems_of(const Environment& environment) {
    const Status status = environment.finish();
    return status.ok() ? "" : status.error().detail;
}

}  // namespace

TEST_CASE("values are read with their types") {
    Environment environment({{"NAME", "grow"},
                             {"COUNT", "-12"},
                             {"ON", "true"},
                             {"OFF", "0"},
                             {"LISTEN", "127.0.0.1:8080"},
                             {"LISTEN6", "[::1]:0"}});
    CHECK(environment.string("NAME") == "grow");
    CHECK(environment.integer("COUNT", 1, -20, 20) == -12);
    CHECK(environment.boolean("ON", false));
    CHECK_FALSE(environment.boolean("OFF", true));
    CHECK(environment.address("LISTEN", {}).host == "127.0.0.1");
    CHECK(environment.address("LISTEN", {}).port == 8080);
    CHECK(environment.address("LISTEN6", {}).host == "[::1]");
    CHECK(environment.finish().ok());
}

TEST_CASE("absent and empty variables take the fallback") {
    Environment environment(Variables{{"EMPTY", ""}});
    CHECK(environment.string("EMPTY", "x") == "x");
    CHECK(environment.string("ABSENT", "x") == "x");
    CHECK_FALSE(environment.optional("EMPTY").has_value());
    CHECK(environment.integer("ABSENT", 5, 1, 9) == 5);
    CHECK(environment.boolean("ABSENT", true));
    CHECK(environment.address("ABSENT", {"h", 1}).host == "h");
    CHECK(environment.finish().ok());
}

TEST_CASE("every bad variable is reported, a line each") {
    Environment environment({{"COUNT", "12abc"},
                             {"BIG", "99999999999999999999"},
                             {"LOW", "0"},
                             {"FLAG", "yes"},
                             {"LISTEN", "8080"},
                             {"PORT", "host:65536"},
                             {"SHORT", "tiny"}});
    environment.string("REQUIRED");
    environment.string("REQUIRED");
    environment.integer("COUNT", 1, 1, 9);
    environment.integer("BIG", 1, 1, 9);
    environment.integer("LOW", 1, 1, 9);
    environment.boolean("FLAG", false);
    environment.address("LISTEN", {});
    environment.address("PORT", {});
    environment.secret("SHORT", 32);
    environment.secret("NO_SECRET", 32);
    environment.readable_file("NO_FILE");
    environment.reject("OTHER", "is wrong");

    const Status status = environment.finish();
    REQUIRE_FALSE(status.ok());
    CHECK(status.error().code == "bad_configuration");
    CHECK(status.error().detail ==
          "REQUIRED is required\n"
          "COUNT must be a whole number from 1 to 9, not \"12abc\"\n"
          "BIG must be a whole number from 1 to 9, not \"99999999999999999999\"\n"
          "LOW must be a whole number from 1 to 9, not \"0\"\n"
          "FLAG must be true, false, 1 or 0, not \"yes\"\n"
          "LISTEN must be host:port with a port from 0 to 65535, not \"8080\"\n"
          "PORT must be host:port with a port from 0 to 65535, not \"host:65536\"\n"
          "SHORT must have at least 32 bytes\n"
          "NO_SECRET is required (or NO_SECRET_FILE)\n"
          "NO_FILE is required\n"
          "OTHER is wrong");
}

TEST_CASE("a value may come from a file, without its last newline") {
    const TemporaryFile file("0123456789abcdef0123456789abcdef\n");
    Environment environment(Variables{{"KEY_FILE", file.path()}});
    CHECK(environment.secret("KEY", 32) == "0123456789abcdef0123456789abcdef");
    CHECK(environment.finish().ok());
}

TEST_CASE("a file that cannot be read is one clear problem") {
    Environment environment({{"KEY_FILE", "/nonexistent/key"}, {"DIRECTORY", "/tmp"}});
    environment.secret("KEY", 32);
    environment.readable_file("DIRECTORY");
    CHECK(problems_of(environment) ==
          "KEY_FILE names a file that cannot be read: /nonexistent/key\n"
          "DIRECTORY names a file that cannot be read: /tmp");
}

TEST_CASE("a value and a file for it exclude each other") {
    const TemporaryFile file("x");
    Environment environment({{"KEY", "y"}, {"KEY_FILE", file.path()}});
    environment.string("KEY");
    CHECK(problems_of(environment) == "KEY is set together with KEY_FILE: set one");
}

TEST_CASE("a secret's value is in no problem") {
    Environment environment(Variables{{"KEY", "hunter2"}});
    environment.secret("KEY", 32);
    CHECK(problems_of(environment).find("hunter2") == std::string::npos);
}

TEST_CASE("a readable file's path is handed back, or the fallback's") {
    const TemporaryFile file("");
    Environment environment(Variables{{"CATALOG", file.path()}});
    CHECK(environment.readable_file("CATALOG") == file.path());
    CHECK(environment.readable_file("OTHER", file.path()) == file.path());
    CHECK(environment.finish().ok());
}

TEST_CASE("the process's own environment is read") {
    REQUIRE(setenv("TENURE_CONFIG_TEST", "here", 1) == 0);
    Environment environment;
    CHECK(environment.string("TENURE_CONFIG_TEST") == "here");
}
