#include "e2e/system.hpp"

#include <catch2/catch.hpp>
#include <csignal>
#include <fstream>
#include <random>
#include <stdexcept>
#include <thread>

namespace tenure::e2e {

namespace {

const std::vector<std::string> all_services = {"payment_method", "billing",    "subscription",
                                               "add_on",         "onboarding", "wallet"};

const Contract& contract() {
    static const Contract loaded(std::string(TENURE_SOURCE_DIR) + "/proto-docs/openapi");
    return loaded;
}

std::string upper_case(std::string text) {
    for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return text;
}

std::string program(const std::string& service) {
    return std::string(TENURE_BINARY_DIR) + "/bin/tenure-" + service;
}

std::string random_key() {
    std::random_device random;
    std::string key;
    for (int i = 0; i < 48; ++i) key += static_cast<char>('a' + random() % 26);
    return key;
}

void write_file(const std::string& path, const std::string& content) {
    std::ofstream file(path);
    file << content;
    if (!file.flush()) throw std::runtime_error("cannot write " + path);
}

}  // namespace

void await_that(const std::string& what, const std::function<bool()>& condition,
                std::chrono::seconds timeout) {
    const auto deadline = std::chrono::steady_clock::now() + timeout;
    while (!condition()) {
        if (std::chrono::steady_clock::now() > deadline) FAIL("not in time: " + what);
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
}

System::System(const std::map<std::string, Variables>& extra) {
    const auto extra_of = [&](const std::string& service) {
        const auto found = extra.find(service);
        return found == extra.end() ? Variables{} : found->second;
    };
    make_keys();
    for (const std::string& service : all_services)
        services_[service].database = std::make_unique<testkit::TempDatabase>();
    services_["gateway"];
    // Each needs the addresses of those below it; the four at the top start together.
    for (const std::string service : {"payment_method", "billing"}) {
        launch(service, extra_of(service));
        await(service);
    }
    for (const std::string service : {"subscription", "add_on", "onboarding", "wallet"})
        launch(service, extra_of(service));
    for (const std::string service : {"subscription", "add_on", "onboarding", "wallet"})
        await(service);
    launch("gateway", extra_of("gateway"));
    await("gateway");
}

void System::make_keys() {
    write_file(path_of("internal.key"), random_key());
    write_file(path_of("fingerprint.key"), random_key());
    run({},
        {program("gateway"), "make-key", "--out", path_of("jwt.key"), "--jwks",
         path_of("jwks.json")},
        "make-key.log");
}

std::string System::run(const Variables& environment, std::vector<std::string> command,
                        const std::string& output) {
    testkit::Process process(std::move(command), environment, path_of(output));
    const auto status = process.wait(std::chrono::seconds(20));
    if (status != 0) throw std::runtime_error(output + " failed: " + process.log());
    return process.log();
}

std::string System::token(const User& user) {
    const std::lock_guard lock(tokens_mutex_);
    const auto known = tokens_.find(user);
    if (known != tokens_.end()) return known->second;
    const std::string output = "token." + std::to_string(tokens_.size());
    std::string text = run({},
                           {program("gateway"), "make-token", "--key", path_of("jwt.key"),
                            "--account", user.account, "--role", user.role, "--subject",
                            "user-" + user.role, "--ttl", std::to_string(user.ttl_s)},
                           output);
    while (!text.empty() && text.back() == '\n') text.pop_back();
    return tokens_[user] = text;
}

Variables System::environment_of(const std::string& service) {
    Variables variables = {
        {"TENURE_LISTEN", "127.0.0.1:" + std::to_string(at(service).port)},
        {"TENURE_PORT_FILE", path_of(service + ".port")},
        {"TENURE_INTERNAL_KEY_FILE", path_of("internal.key")},
        {"TENURE_TEST_CLOCKS", "on"},
    };
    for (const auto& [name, other] : services_)
        if (other.port != 0 && name != "gateway")
            variables["TENURE_" + upper_case(name) + "_URL"] =
                "http://127.0.0.1:" + std::to_string(other.port);
    if (service == "gateway") {
        variables["TENURE_METRICS_LISTEN"] = "127.0.0.1:0";
        variables["TENURE_METRICS_PORT_FILE"] = path_of("metrics.port");
        variables["TENURE_JWKS_FILE"] = path_of("jwks.json");
        return variables;
    }
    variables["TENURE_DATABASE_URL"] = at(service).database->url();
    variables["TENURE_FINGERPRINT_KEY_FILE"] = path_of("fingerprint.key");
    variables["TENURE_CATALOG_DIR"] = std::string(TENURE_SOURCE_DIR) + "/deploy/catalog";
    variables["TENURE_IMPORT_DIRECTORY"] = path_of("imports");
    variables["TENURE_SWEEP_INTERVAL_MS"] = "50";
    variables["TENURE_LEASE_MS"] = "300";
    variables["TENURE_DATABASE_CONNECTIONS"] = "4";
    return variables;
}

void System::launch(const std::string& service, const Variables& extra) {
    Variables variables = environment_of(service);
    for (const auto& [name, value] : extra) variables[name] = value;
    std::remove(path_of(service + ".port").c_str());
    at(service).process = std::make_unique<testkit::Process>(
        std::vector<std::string>{program(service)}, variables, path_of(service + ".log"));
}

void System::await(const std::string& service) {
    const std::string port =
        testkit::await_file(path_of(service + ".port"), process(service), std::chrono::seconds(60));
    at(service).port = static_cast<std::uint16_t>(std::stoul(port));
}

void System::start(const std::string& service, const Variables& extra) {
    launch(service, extra);
    await(service);
}

void System::stop(const std::string& service) {
    process(service).send_signal(SIGTERM);
    const auto status = process(service).wait(std::chrono::seconds(30));
    CAPTURE(service, process(service).log());
    REQUIRE(status == 0);
}

testkit::Answer System::send(const User& user, std::string_view method, std::string_view target,
                             std::string_view body, testkit::Headers headers) {
    headers.emplace_back("Authorization", "Bearer " + token(user));
    return testkit::exchange(port("gateway"), method, target, headers, body);
}

testkit::Answer System::call(const User& user, std::string_view method, std::string_view target,
                             std::string_view body, testkit::Headers headers) {
    headers.emplace_back("Authorization", "Bearer " + token(user));
    return call_as(headers, method, target, body);
}

testkit::Answer System::call_as(const testkit::Headers& headers, std::string_view method,
                                std::string_view target, std::string_view body) {
    testkit::Answer answer = testkit::exchange(port("gateway"), method, target, headers, body);
    record(method, target, answer);
    return answer;
}

void System::record(std::string_view method, std::string_view target,
                    const testkit::Answer& answer) {
    std::string text;
    for (const std::string& one : contract().violations(method, target, answer))
        text += "\n  " + one;
    if (!text.empty())
        FAIL(method << " " << target << " answered " << answer.status << " " << answer.body
                    << "\nwhich breaks the description:" << text);
    if (answer.status < 400) succeeded_.insert(contract().operation_of(method, target));
}

std::set<std::string> System::operations_without_success() const {
    std::set<std::string> left = contract().operations();
    for (const std::string& name : succeeded_) left.erase(name);
    return left;
}

std::string System::logs() const {
    std::string all;
    for (const auto& [name, service] : services_) all += service.process->log();
    return all;
}

}  // namespace tenure::e2e
