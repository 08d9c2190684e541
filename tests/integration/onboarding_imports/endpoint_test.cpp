// Hand-over to an HTTP endpoint that answers, refuses, or does not answer.
#include "integration/onboarding_imports/fixture.hpp"
#include "integration/onboarding_imports/target.hpp"

using namespace tenure;
using namespace tenure::test;

namespace {

std::string rows_of(int count) {
    std::string file = "name,city\n";
    for (int i = 0; i < count; ++i) file += "Company " + std::to_string(i) + ",Gent\n";
    return file;
}

std::string record(int index) {
    return R"({"row":)" + std::to_string(index + 2) + R"(,"name":"Company )" +
           std::to_string(index) + R"(","city":"Gent"})" + "\n";
}

std::string records_of(int count) {
    std::string all;
    for (int i = 0; i < count; ++i) all += record(i);
    return all;
}

}  // namespace

TEST_CASE("An endpoint gets batches of a thousand, each with a key of its own") {
    Target target;
    Fixture f(Variables{{"TENURE_IMPORT_ENDPOINT", target.url()},
                        {"TENURE_IMPORT_TOKEN", "a token of the target"}});
    const std::string path = f.checked("companies", rows_of(2500));
    REQUIRE(f.call("PUT", path + "/delivery").status == 202);
    f.await(path, "delivered");
    CHECK(target.records() == records_of(2500));
    REQUIRE(target.count() == 3);
    const auto& headers = target.batches.at(1).headers;
    const std::string id = path.substr(path.rfind('/') + 1);
    CHECK(headers.at("idempotency-key") == id + ".1000");
    CHECK(headers.at("tenure-account") == "acc_one");
    CHECK(headers.at("tenure-module") == "companies");
    CHECK(headers.at("authorization") == "Bearer a token of the target");
    CHECK(f.read(path)["delivery"]["records"] == 2500);
}

TEST_CASE("A batch whose answer was lost is sent again under its key, and nothing twice besides") {
    Target target;
    Fixture f(Variables{{"TENURE_IMPORT_ENDPOINT", target.url()}});
    const std::string path = f.checked("companies", rows_of(2500));
    target.answer({200, 0, 0, 503, 429});
    REQUIRE(f.call("PUT", path + "/delivery").status == 202);
    f.await(path, "delivered");
    CHECK(target.records() == records_of(2500));
    for (const auto& batch : target.batches)
        for (const auto& other : target.batches)
            if (batch.key == other.key) CHECK(batch.body == other.body);
}

TEST_CASE("A refused batch fails the import, which says how many records arrived, and may go on") {
    Target target;
    Fixture f(Variables{{"TENURE_IMPORT_ENDPOINT", target.url()}});
    const std::string path = f.checked("companies", rows_of(2500));
    target.answer({200, 422});
    REQUIRE(f.call("PUT", path + "/delivery").status == 202);
    f.await(path, "failed");
    const auto failed = f.read(path);
    CHECK(failed["failure"]["code"] == "import_target_refused");
    CHECK(failed["delivery"]["records"] == 1000);
    CHECK(failed["delivery"]["of"] == 2500);
    CHECK(failed["delivery"]["applied"] == "partly");
    CHECK(f.call("DELETE", path).code() == "import_not_cancellable");
    CHECK(f.map(path).code() == "import_not_mappable");

    REQUIRE(f.call("PUT", path + "/delivery").status == 202);
    f.await(path, "delivered");
    CHECK(target.records() == records_of(2500));
    CHECK(target.count() == 3);
}

TEST_CASE("An endpoint that is away is tried again, and nothing is told as handed over") {
    Fixture f(Variables{{"TENURE_IMPORT_ENDPOINT", "http://127.0.0.1:1/records"}});
    const std::string path = f.checked("companies", rows_of(3));
    REQUIRE(f.call("PUT", path + "/delivery").status == 202);
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (f.service.database().query("select 1 from import where attempts >= 2").empty())
        REQUIRE(std::chrono::steady_clock::now() < deadline);
    CHECK(f.state(path) == "delivering");
    CHECK(f.read(path)["delivery"]["applied"] == "none");
    CHECK(f.call("DELETE", path).code() == "import_not_cancellable");
}
