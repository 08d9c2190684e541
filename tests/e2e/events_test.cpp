// Years of an account on a test clock: every event on the way is as proto-docs/events.md says.
#include <catch2/catch.hpp>

#include "e2e/feeds.hpp"
#include "e2e/steps.hpp"

using namespace tenure;
using namespace tenure::e2e;
using nlohmann::json;

namespace {

const Variables with_clocks{{"TENURE_TEST_CLOCKS", "on"}};

/// One account and what happens to it.
class Life {
  public:
    Life() : system_({{"billing", with_clocks}, {"gateway", with_clocks}}) {}

    json send(const std::string& method, const std::string& path, const json& body = {}) {
        const std::string text = body.is_null() ? "" : body.dump();
        testkit::Headers headers;
        if (method == "POST") headers = with_key("k" + std::to_string(++requests_));
        const auto answer = system_.call(owner_, method, path, text, headers);
        INFO(method << " " << path << " " << text << ": " << answer.status << " " << answer.body);
        CHECK(answer.status < 300);
        return answer.body.empty() ? json() : answer.json();
    }
    void move_to(const std::string& day) {
        send("POST", "/v1/test-clock", {{"now", day + "T12:00:00Z"}});
    }
    void pays_with(const std::string& card) { use_card(system_, owner_, card); }
    System& system() { return system_; }

  private:
    System system_;
    User owner_;
    int requests_ = 0;
};

}  // namespace

TEST_CASE("Every event of a licence's life is in the catalogue and fits its schema") {
    Life life;
    const std::string changes = "/v1/subscription/changes";
    life.move_to("2026-11-23");
    life.send("PUT", "/v1/billing/details", json::parse(details_body()));
    life.pays_with(good_card);
    life.send("POST", "/v1/subscription", {{"plan", "grow"}, {"users", 5}, {"cycle", "quarterly"}});
    life.send("POST", changes, {{"type", "add_users"}, {"users", 2}});
    const json undone = life.send("POST", changes, {{"type", "remove_users"}, {"users", 1}});
    life.send("DELETE", changes + "/" + undone["id"].get<std::string>());
    life.send("POST", changes, {{"type", "remove_users"}, {"users", 2}});
    life.send("POST", "/v1/billing/cycle/changes", {{"cycle", "annual"}});
    life.move_to("2027-02-24");
    life.pays_with(declining_card);
    life.move_to("2028-04-01");

    for (const std::string& violation : feed_violations(life.system())) FAIL_CHECK(violation);
    const std::set<std::string> types = published_types(life.system());
    for (const char* type :
         {"order.applied", "order.scheduled", "order.undone", "cycle.change_scheduled",
          "term.started", "invoice.opened", "invoice.paid", "invoice.payment_failed",
          "account.past_due", "account.suspended", "renewal.upcoming", "change_window.closing",
          "test_clock.moved", "payment.succeeded", "payment.failed", "payment_method.added",
          "payment_method.default_changed"}) {
        INFO(type);
        CHECK(types.contains(type));
    }
}
