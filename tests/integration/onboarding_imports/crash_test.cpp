// The service killed between two steps of an import: every record is handed over once, and a file
// is there whole or not at all.
#include <csignal>

#include "integration/onboarding_imports/fixture.hpp"
#include "integration/onboarding_imports/target.hpp"

using namespace tenure;
using namespace tenure::test;

#ifdef TENURE_FAILPOINTS

namespace {

/// The service as a process that can be killed, with a database that outlives it.
struct House {
    explicit House(std::string import_endpoint = "") : endpoint(std::move(import_endpoint)) {
        std::ofstream(key_file) << testkit::internal_key;
    }

    testkit::TempDirectory folder;
    std::string key_file = folder.path() + "/key";
    std::string port_file = folder.path() + "/port";
    std::string endpoint;
    testkit::TempDatabase database;
    testkit::FakeClock clock{SystemClock().now()};
    http::InternalTokens tokens{testkit::internal_key, clock};
    std::unique_ptr<testkit::Process> process;
    std::uint16_t port = 0;

    void start(const std::string& failpoint = "") {
        std::filesystem::remove(port_file);
        std::map<std::string, std::string> environment{
            {"TENURE_DATABASE_URL", database.url()},
            {"TENURE_INTERNAL_KEY_FILE", key_file},
            {"TENURE_LISTEN", "127.0.0.1:0"},
            {"TENURE_PORT_FILE", port_file},
            {"TENURE_BILLING_URL", "http://127.0.0.1:1"},
            {"TENURE_CATALOG_DIR", std::string(TENURE_SOURCE_DIR) + "/deploy/catalog"},
            {"TENURE_IMPORT_DIRECTORY", folder.path() + "/imports"},
            {"TENURE_LEASE_MS", "300"},
            {"TENURE_SWEEP_INTERVAL_MS", "20"}};
        if (!endpoint.empty()) environment["TENURE_IMPORT_ENDPOINT"] = endpoint;
        if (!failpoint.empty()) environment["TENURE_FAILPOINT"] = failpoint;
        process = std::make_unique<testkit::Process>(
            std::vector<std::string>{std::string(TENURE_BINARY_DIR) + "/bin/tenure-onboarding"},
            environment, folder.path() + "/log");
        port = static_cast<std::uint16_t>(std::stoi(testkit::await_file(port_file, *process)));
    }
    testkit::Answer call(const std::string& method, const std::string& path,
                         const std::string& body = "", testkit::Headers headers = {}) {
        return testkit::call(port, tokens, testkit::caller("acc_one", Role::owner, clock.now()),
                             method, path, body, std::move(headers));
    }
    /// Nothing when the service died of it.
    std::optional<testkit::Answer> attempt(const std::string& method, const std::string& path,
                                           const std::string& body = "",
                                           testkit::Headers headers = {}) {
        try {
            return call(method, path, body, std::move(headers));
        } catch (const std::runtime_error&) {
            return std::nullopt;
        }
    }
    nlohmann::json read(const std::string& path) {
        const auto answer = attempt("GET", path);
        return answer ? answer->json() : nlohmann::json{{"state", ""}};
    }
    /// Starts the service again, without any failure point, when it has died.
    void revive() {
        if (process->running()) return;
        CHECK(process->wait(std::chrono::seconds(1)) == -SIGKILL);
        ++deaths;
        start();
    }
    int deaths = 0;
    void await(const std::string& path, const std::string& wanted) {
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
        for (std::string state = read(path)["state"]; state != wanted;
             state = read(path)["state"]) {
            revive();
            INFO(state);
            REQUIRE(std::chrono::steady_clock::now() < deadline);
        }
    }
};

const std::string mapping = R"({"columns":[{"column":1,"field":"name"}]})";
const testkit::Headers csv{{"Content-Type", "text/csv"}};

std::string companies(int count) {
    std::string file = "name\n";
    for (int i = 0; i < count; ++i) file += "Company " + std::to_string(i) + "\n";
    return file;
}

std::string records(int count) {
    std::string all;
    for (int i = 0; i < count; ++i)
        all += R"({"row":)" + std::to_string(i + 2) + R"(,"name":"Company )" + std::to_string(i) +
               "\"}\n";
    return all;
}

/// Repeats what a customer would, when the service died of it.
void insist(House& house, const std::string& method, const std::string& path,
            const std::string& body, const testkit::Headers& headers = {}) {
    if (house.attempt(method, path, body, headers)) return;
    REQUIRE(house.process->wait(std::chrono::seconds(20)) == -SIGKILL);
    house.revive();
    const auto again = house.call(method, path, body, headers);
    INFO(again.body);
    REQUIRE((again.status == 200 || again.status == 202));
}

/// A whole import, during which the service dies once.
std::string import_through(House& house, const std::string& failpoint, int rows) {
    house.start(failpoint);
    pay_for_help(house.database, "acc_one");
    const std::string file = companies(rows);
    const auto made = house.call(
        "POST", imports, R"({"module":"companies","size":)" + std::to_string(file.size()) + "}");
    INFO(made.body);
    REQUIRE(made.status == 201);
    const std::string path = imports + "/" + made.json()["id"].get<std::string>();
    insist(house, "PUT", path + "/content?offset=0", file, csv);
    house.await(path, "inspected");
    insist(house, "PUT", path + "/mapping", mapping);
    house.await(path, "checked");
    insist(house, "PUT", path + "/delivery", "");
    house.await(path, "delivered");
    CHECK(house.deaths == 1);
    CHECK(house.read(path)["delivery"]["records"] == rows);
    CHECK(house.read(path)["delivery"]["applied"] == "all");
    for (const char* type : {"import.inspected", "import.checked", "import.delivered"})
        CHECK(house.database.query("select count(*) from event where type = '" + std::string(type) +
                                   "'") == std::vector<std::string>{"1"});
    return path;
}

void file_survives(const std::string& failpoint) {
    House house;
    const std::string path = import_through(house, failpoint, 50);
    const std::filesystem::path folder = house.folder.path() + "/imports/acc_one";
    const std::string name = path.substr(path.rfind('/') + 1) + ".companies.ndjson";
    CHECK(content_of(folder / name) == records(50));
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        CHECK(entry.path().filename().string() == name);
}

}  // namespace

TEST_CASE("The service dies before it has kept a part of the file") {
    file_survives("onboarding.import_part_stored");
}
TEST_CASE("The service dies before it has kept what it found in the file") {
    file_survives("onboarding.import_inspected");
}
TEST_CASE("The service dies before it has kept the report") {
    file_survives("onboarding.import_checked");
}
TEST_CASE("The service dies with the file written under its other name") {
    file_survives("onboarding.import_file_written");
}
TEST_CASE("The service dies with the file in its place") {
    file_survives("onboarding.import_file_renamed");
}
TEST_CASE("The service dies before it has kept that all is handed over") {
    file_survives("onboarding.import_handed_over");
}

TEST_CASE("The service dies between two batches, and each is taken once by its key") {
    for (const char* step : {"onboarding.import_batch_sent", "onboarding.import_batch_sent:2",
                             "onboarding.import_progress_noted"}) {
        INFO(step);
        Target target;
        House house(target.url());
        import_through(house, step, 2500);
        CHECK(target.records() == records(2500));
    }
}

#endif
