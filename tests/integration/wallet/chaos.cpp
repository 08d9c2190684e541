#include "integration/wallet/chaos.hpp"

#include <csignal>
#include <pqxx/pqxx>
#include <thread>
#include <unistd.h>

#include "domain/money.hpp"
#include "testkit/running_service.hpp"

namespace tenure::test {

using nlohmann::json;

namespace {

constexpr std::int64_t sms_price = 850;  // deploy/catalog/wallet.json

std::int64_t units_of(const json& credits) {
    return Credits::parse(credits.get<std::string>()).value().units();
}

}  // namespace

DoomedWallet::DoomedWallet() : tokens_(testkit::internal_key, clock_) {
    pqxx::connection connection(cluster_.url());
    pqxx::nontransaction(connection).exec("create database wallet");
    start_service();
}

void DoomedWallet::start_service() {
    const std::string port_file = directory_.path() + "/port";
    ::unlink(port_file.c_str());
    const std::map<std::string, std::string> environment = {
        {"TENURE_DATABASE_URL", database_url()},
        {"TENURE_LISTEN", "127.0.0.1:" + std::to_string(port_)},
        {"TENURE_PORT_FILE", port_file},
        {"TENURE_INTERNAL_KEY", testkit::internal_key},
        {"TENURE_CATALOG_DIR", TENURE_SOURCE_DIR "/deploy/catalog"},
        {"TENURE_BILLING_URL", "http://127.0.0.1:9"},
        {"TENURE_PAYMENT_METHOD_URL", "http://127.0.0.1:9"},
        {"TENURE_LOG_LEVEL", "warning"}};
    service_ = std::make_unique<testkit::Process>(
        std::vector<std::string>{std::string(TENURE_BINARY_DIR) + "/bin/tenure-wallet"},
        environment, directory_.path() + "/log");
    const std::string port = testkit::await_file(port_file, *service_);
    // The same again after a death: the clients read it meanwhile.
    if (port_ == 0) port_ = static_cast<std::uint16_t>(std::stoi(port));
}

void DoomedWallet::kill_service() {
    service_->send_signal(SIGKILL);
    service_->wait(std::chrono::seconds(10));
    start_service();
}

void DoomedWallet::kill_database() {
    cluster_.kill();
    cluster_.start();
}

RandomClient::RandomClient(const DoomedWallet& wallet, int number)
    : wallet_(wallet), number_(number), random_(static_cast<unsigned>(number)) {}

void RandomClient::run(const std::atomic<bool>& stop) {
    while (!stop) act();
}

void RandomClient::act() {
    const int what = random(100);
    if (what < 12)
        give();
    else if (what < 50)
        debit();
    else if (what < 62)
        batch();
    else if (what < 78)
        hold();
    else if (what < 93)
        settle();
    else
        refund();
}

std::string RandomClient::some_account() {
    return "acc_" + std::to_string(random(chaos_wallets));
}

std::string RandomClient::new_key() {
    return std::to_string(number_) + "-" + std::to_string(++keys_);
}

testkit::Answer RandomClient::insist(const std::string& account, const std::string& path,
                                     const json& body, const std::string& key) {
    const bool gift = path == "/v1/wallet/grants";
    while (true) {
        http::Caller caller = testkit::caller(account,
                                              gift                        ? Role::operator_
                                              : path.ends_with("refunds") ? Role::owner
                                                                          : Role::usage,
                                              SystemClock().now());
        caller.on_test_clock = false;
        testkit::Headers headers;
        if (!key.empty()) headers.emplace_back("Idempotency-Key", key);
        try {
            auto answer = testkit::call(wallet_.port(), wallet_.tokens(), caller, "POST", path,
                                        body.dump(), headers);
            if (answer.status > 0 && answer.status < 500) return answer;
        } catch (const std::runtime_error&) {
            // Nobody answers: the service is dead, or has just died.
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
}

Told& RandomClient::tell(const std::string& account, const std::string& key,
                         const testkit::Answer& answer) {
    Told told{account, key, answer.status < 300, "", 0};
    const json body = answer.json();
    if (told.done && body.value("id", "").starts_with("wtx_")) told.transaction = body["id"];
    return log_.emplace_back(std::move(told));
}

void RandomClient::give() {
    const std::string account = some_account(), key = new_key();
    const int amount = 1 + random(3);
    const auto answer = insist(account, "/v1/wallet/grants",
                               {{"amount", std::to_string(amount)}, {"reason", "chaos"}}, key);
    Told& told = tell(account, key, answer);
    if (told.done) told.credits = amount * 10'000;
}

void RandomClient::debit() {
    const std::string account = some_account(), key = new_key();
    const int quantity = 1 + random(5);
    const auto answer =
        insist(account, "/v1/wallet/debits", {{"usage", "sms.BE"}, {"quantity", quantity}}, key);
    Told& told = tell(account, key, answer);
    if (!told.done) return;
    told.credits = -quantity * sms_price;
    spent_.push_back({account, told.transaction, -told.credits});
}

void RandomClient::batch() {
    const std::string account = some_account();
    json debits = json::array();
    const int count = 2 + random(4);
    for (int item = 0; item < count; ++item)
        debits.push_back({{"key", new_key()}, {"usage", "sms.BE"}, {"quantity", 1 + random(3)}});
    const auto answer = insist(account, "/v1/wallet/debits:batch", {{"debits", debits}}, "");
    const json outcomes = answer.json()["data"];
    for (std::size_t item = 0; item < outcomes.size(); ++item) {
        Told told{account, debits[item]["key"], !outcomes[item]["debit"].is_null(), "", 0};
        if (told.done) {
            told.transaction = outcomes[item]["debit"]["id"];
            told.credits = -debits[item]["quantity"].get<std::int64_t>() * sms_price;
        }
        log_.push_back(std::move(told));
    }
}

void RandomClient::hold() {
    const std::string account = some_account(), key = new_key();
    const int quantity = 1 + random(20);
    // Every third is so short that it may expire while it is being captured.
    const auto answer = insist(
        account, "/v1/wallet/holds",
        {{"usage", "sms.BE"}, {"quantity", quantity}, {"expires_in_s", random(3) == 0 ? 1 : 3600}},
        key);
    if (tell(account, key, answer).done) held_.push_back({account, answer.json()["id"]});
}

void RandomClient::settle() {
    if (held_.empty()) return;
    const Held held = held_[static_cast<std::size_t>(random(static_cast<int>(held_.size())))];
    const std::string key = new_key(), path = "/v1/wallet/holds/" + held.id;
    json body = json::object();
    const bool release = random(3) == 0;
    if (!release && random(2) == 0) body["amount"] = "0.05";
    const auto answer = insist(held.account, path + (release ? "/release" : "/capture"), body, key);
    Told& told = tell(held.account, key, answer);
    if (told.done && !release) told.credits = -units_of(answer.json()["captured"]);
}

void RandomClient::refund() {
    if (spent_.empty()) return;
    const Spent spent = spent_[static_cast<std::size_t>(random(static_cast<int>(spent_.size())))];
    const std::string key = new_key();
    const auto answer = insist(spent.account, "/v1/wallet/transactions/" + spent.id + "/refunds",
                               {{"amount", "0.0300"}}, key);
    Told& told = tell(spent.account, key, answer);
    if (told.done) told.credits = 300;
}

}  // namespace tenure::test
