// A thousand payments over a network that breaks in every way, while the service is killed again
// and again: in the end its book and Stripe's say the same.

#include <algorithm>
#include <atomic>
#include <csignal>
#include <iostream>
#include <numeric>

#include "integration/payment_method_stripe/fixture.hpp"
#include "testkit/process.hpp"

using namespace tenure;
using namespace tenure::test;

namespace {

constexpr std::size_t accounts = 20;
constexpr std::size_t payments = 1000;
constexpr std::size_t clients = 10;
constexpr int faults_percent = 30;

std::string account_of(std::size_t number) {
    return "acc_" + std::to_string(number % accounts);
}

/// What the cards of the accounts do, in turn.
Behaviour behaviour_of(std::size_t number) {
    switch (number % accounts) {
        case 3:
        case 11:
            return Behaviour::declines;
        case 7:
            return Behaviour::lacks_funds;
        case 13:
        case 17:
            return Behaviour::wants_authentication;
        default:
            return Behaviour::succeeds;
    }
}

/// A database, Stripe's stand-in and a network, between which processes of the service come and
/// go.
struct Town : StripeSide {
    Town() {
        for (std::size_t i = 0; i < payments; ++i) ids.push_back(new_id("pay", clock.now()));
        restart();
        for (std::size_t i = 0; i < accounts; ++i) keep_card(i);
    }

    void restart() {
        auto environment = environment_with(
            stripe_variables(network.url(), {{"TENURE_STRIPE_TIMEOUT_MS", "300"}}));
        environment.insert({{"TENURE_DATABASE_URL", database.url()},
                            {"TENURE_INTERNAL_KEY", testkit::internal_key},
                            {"TENURE_LISTEN", "127.0.0.1:0"},
                            {"TENURE_PORT_FILE", directory.path() + "/port"},
                            {"TENURE_LOG_LEVEL", "trace"}});
        ::unlink((directory.path() + "/port").c_str());
        process = std::make_unique<testkit::Process>(
            std::vector<std::string>{std::string(TENURE_BINARY_DIR) + "/bin/tenure-payment_method"},
            environment, directory.path() + "/log");
        port = static_cast<std::uint16_t>(
            std::stoi(testkit::await_file(directory.path() + "/port", *process)));
    }
    void kill_and_restart() {
        process->send_signal(SIGKILL);
        REQUIRE(process->wait(std::chrono::seconds(20)) == -SIGKILL);
        restart();
    }

    testkit::Answer call(Role role, const std::string& account, const std::string& path,
                         const std::string& body, testkit::Headers headers = {}) {
        http::Caller caller = testkit::caller(account, role, clock.now());
        caller.on_test_clock = false;
        return testkit::call(port, tokens, caller, body.empty() ? "GET" : "POST", path, body,
                             std::move(headers));
    }
    void keep_card(std::size_t i) {
        const auto kept = call(Role::owner, account_of(i), "/v1/payment-methods",
                               token_body(stripe.browser_card(behaviour_of(i))));
        INFO(kept.body);
        REQUIRE(kept.status == 201);
    }
    /// As billing does: again under the same id until there is an answer that is one.
    void pay(std::size_t i) {
        while (!given_up) {
            try {
                const auto answer = call(Role::service, account_of(i), "/internal/v1/payments",
                                         Fixture::payment_body(ids[i]));
                if (answer.status == 200 && answer.json()["status"] != "unknown" &&
                    answer.json()["status"] != "processing")
                    return;
            } catch (const std::runtime_error&) {
                std::this_thread::yield();  // it is dead just now
            }
        }
    }
    /// Notifications as Stripe sends them: out of order, some twice, until they were taken in.
    void deliver(std::vector<std::string> bodies) {
        std::reverse(bodies.begin(), bodies.end());
        for (std::size_t i = 0; i < bodies.size(); ++i)
            for (std::size_t times = i % 5 == 0 ? 2 : 1; times > 0; --times) notify(bodies[i]);
    }
    void notify(const std::string& body) {
        const std::int64_t now =
            std::chrono::floor<std::chrono::seconds>(clock.now()).time_since_epoch().count();
        for (;;) {
            try {
                if (call(Role::provider, "acc_0", "/v1/webhooks/stripe", body,
                         {{"Stripe-Signature", StripeServer::sign(body, now)}})
                        .status == 204)
                    return;
            } catch (const std::runtime_error&) {
                REQUIRE(process->running());
            }
        }
    }
    std::size_t count(const std::string& condition) const {
        return std::stoul(database.query("select count(*) from payment where " + condition).at(0));
    }

    SystemClock clock;
    testkit::TempDatabase database;
    testkit::TempDirectory directory;
    http::InternalTokens tokens{testkit::internal_key, clock};
    std::vector<std::string> ids;
    std::unique_ptr<testkit::Process> process;
    std::atomic<std::uint16_t> port{0};
    std::atomic<bool> given_up{false};
};

template <class Condition>
void await(Condition condition) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (!condition()) {
        REQUIRE(std::chrono::steady_clock::now() < deadline);
        std::this_thread::sleep_for(std::chrono::milliseconds(20));  // the service needs the time
    }
}

/// Pays all while the service dies every now and then; how often it died.
int pay_all(Town& town) {
    std::atomic<std::size_t> next{0}, done{0};
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < clients; ++i)
        threads.emplace_back([&] {
            for (std::size_t number = next++; number < payments; number = next++) {
                town.pay(number);
                ++done;
            }
        });
    int deaths = 0;
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(100);
    // At equal parts of the way, so that it dies in the middle of work on any machine.
    for (std::size_t part = payments / 13; done < payments;) {
        if (std::chrono::steady_clock::now() > deadline) town.given_up = true;
        if (done >= part) {
            town.kill_and_restart();
            ++deaths;
            part += payments / 13;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    for (std::thread& thread : threads) thread.join();
    REQUIRE_FALSE(town.given_up);
    return deaths;
}

}  // namespace

TEST_CASE("A thousand payments over a bad network, killed again and again, are made once each") {
    Town town;
    const auto begun = std::chrono::steady_clock::now();
    town.network.set_faults(faults_percent);
    const int deaths = pay_all(town);
    CHECK(deaths >= 10);

    // Half of those who must authenticate do.
    std::size_t asked = 0;
    for (const auto& intent : town.stripe.objects("payment_intent"))
        if (intent["status"] == "requires_action" && asked++ % 2 == 0)
            town.stripe.authenticate(intent["id"], asked % 4 != 1);
    town.deliver(town.stripe.take_events());
    // Requests that are still under way arrive, and have no effect any more.
    town.network.set_faults(0);
    town.network.drain();
    town.deliver(town.stripe.take_events());
    await([&] { return town.count("status in ('created', 'unknown')") == 0; });
    await([&] {
        return town.database
                   .query("select count(*) from provider_notification where finished_at is null")
                   .at(0) == "0";
    });

    // Stripe's book against ours, payment by payment.
    const auto charged = town.stripe.charged();
    std::size_t differences = 0;
    for (std::size_t i = 0; i < payments; ++i) {
        const std::string status =
            town.database.query("select status from payment where id = '" + town.ids[i] + "'")
                .at(0);
        const auto found = charged.find(town.ids[i]);
        const std::size_t times = found == charged.end() ? 0 : found->second.size();
        if (times != (status == "succeeded" ? 1U : 0U)) ++differences;
        if (behaviour_of(i) == Behaviour::succeeds && status != "succeeded") ++differences;
    }
    CHECK(differences == 0);
    CHECK(town.count("true") == payments);
    CHECK(charged.size() == town.count("status = 'succeeded'"));
    CHECK(town.stripe.complaints() == List{});
    // Each change was told once.
    CHECK(town.database
              .query("select count(*) from (select data->'payment'->>'id' from event "
                     "where type in ('payment.succeeded', 'payment.failed') group by 1 "
                     "having count(*) > 1) twice")
              .at(0) == "0");
    // No fault was left out.
    for (const std::size_t times : town.network.counts()) CHECK(times >= 10);
    // And the key is nowhere in the log, which says everything.
    const std::string log = town.process->log();
    CHECK(log.find("Stripe did not do it") != std::string::npos);
    for (const char* secret : {StripeServer::key, StripeServer::webhook_secret, "Bearer"})
        CHECK(log.find(secret) == std::string::npos);
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now() - begun);
    const auto counts = town.network.counts();
    std::cout << payments << " payments, " << charged.size() << " charged, " << deaths
              << " deaths, " << std::accumulate(counts.begin() + 1, counts.end(), std::size_t{0})
              << " faults of " << std::accumulate(counts.begin(), counts.end(), std::size_t{0})
              << " requests, " << took.count() << " ms\n";
}
