#include "e2e/onboarding_journey.hpp"

#include <catch2/catch.hpp>

namespace tenure::e2e {

namespace {

using nlohmann::json;

const std::string onboarding = "/v1/onboarding";
const std::string orders = onboarding + "/orders";
const std::string sessions = onboarding + "/sessions";
const std::string waiting = onboarding + "/waiting-list";
const std::string operators = "/v1/operator/onboarding";

json expert_body(const std::vector<std::string>& languages) {
    json hours = json::array();
    for (const char* day : {"monday", "tuesday", "wednesday", "thursday", "friday"})
        hours.push_back({{"day", day}, {"from", "09:00"}, {"until", "17:00"}});
    return {{"name", "Zo\xC3\xAB Peeters"},
            {"email", "zoe@example.com"},
            {"meeting_url", "https://meet.example.com/zoe"},
            {"languages", languages},
            {"time_zone", "Europe/Brussels"},
            {"hours", hours},
            {"days_off", {"2026-12-25"}}};
}

class OnboardingJourney {
  public:
    OnboardingJourney(System& system, const std::string& account)
        : system_(system),
          tenant_(begin_onboarding(system, account)),
          operator_{account, "operator"} {}

    void does_it_himself();
    void cancels_in_time();
    void waits_for_an_expert();
    void is_given_experts();
    void books_moves_and_cancels();
    void does_it_together();
    void does_it_with_help();

  private:
    json as_operator(const std::string& method, const std::string& path, const json& body,
                     int status, testkit::Headers headers = {}) {
        headers.emplace_back("Idempotency-Key", "operator-" + std::to_string(++keys_));
        const auto answer = system_.call(operator_, method, operators + path,
                                         body.is_null() ? "" : body.dump(), headers);
        INFO(method << " " << path << " " << answer.body);
        REQUIRE(answer.status == status);
        return answer.json();
    }
    json offer(const std::string& package) {
        const json all = tenant_.get(onboarding + "/packages")["data"];
        for (const json& one : all)
            if (one["code"] == package) return one;
        return {};
    }
    json first_slot(const std::string& language) {
        return tenant_.get(onboarding + "/slots?language=" + language)["data"].at(0);
    }

    System& system_;
    Tenant tenant_;
    const User operator_;
    int keys_ = 0;
    std::string order_, session_;
};

void OnboardingJourney::does_it_himself() {
    const json list = tenant_.get(onboarding + "/tasks");
    json last;
    for (const json& stage : list["stages"])
        for (const json& task : stage["tasks"])
            last = tenant_.put(onboarding + "/tasks/" + task["code"].get<std::string>(),
                               {{"done", true}});
    CHECK(last["tasks_done"] == last["tasks"]);
    CHECK(last["completed_at"].is_string());
    CHECK(tenant_.get(onboarding + "/packages")["current"]["package"] == "do_it_yourself");
}

void OnboardingJourney::cancels_in_time() {
    const json preview = tenant_.post(orders + "/preview", {{"package", "do_it_together"}}, 200);
    CHECK(preview["quote"]["total"]["amount"] == 59290);
    const json made =
        tenant_.post(orders, {{"package", "do_it_together"}, {"quote_id", preview["quote"]["id"]}});
    CHECK(made["status"] == "paid");
    const std::string path = orders + "/" + made["id"].get<std::string>();
    const json cancelled = tenant_.remove(path);
    CHECK(cancelled["status"] == "cancelled");
    CHECK(tenant_.remove(path) == cancelled);
    const json notes = tenant_.get("/v1/billing/credit-notes")["data"];
    REQUIRE(notes.size() == 1);
    CHECK(notes[0]["id"] == cancelled["delivery"]["credit_note_id"]);
    CHECK(notes[0]["total"]["amount"] == 59290);
    CHECK(tenant_.get(path)["status"] == "cancelled");
}

void OnboardingJourney::waits_for_an_expert() {
    const json made = tenant_.post(orders, {{"package", "do_it_together"}});
    order_ = made["id"];
    CHECK(tenant_.get(onboarding + "/slots?language=fr")["waiting_list_open"] == true);
    const json entry = tenant_.post(waiting, {{"language", "fr"}});
    CHECK(tenant_.get(waiting) == entry);
    tenant_.remove(waiting, 204);
    tenant_.post(waiting, {{"language", "fr"}});
}

void OnboardingJourney::is_given_experts() {
    const std::string id = add_expert(system_, operator_.account, {"fr", "nl"});
    const auto read = system_.call(operator_, "GET", operators + "/experts/" + id);
    CHECK(read.json()["name"] == "Zo\xC3\xAB Peeters");
    json body = expert_body({"fr", "nl", "en"});
    as_operator("PUT", "/experts/" + id, body, 200, {{"If-Match", read.header("etag")}});
    as_operator("PUT", "/experts/" + id, body, 412, {{"If-Match", read.header("etag")}});
    CHECK(as_operator("GET", "/experts", nullptr, 200)["data"].size() == 1);
    await_that("the account that waits is told",
               [&] { return system_.call(tenant_.owner(), "GET", waiting).status == 404; });
}

void OnboardingJourney::books_moves_and_cancels() {
    const json slot = first_slot("fr");
    CHECK(slot["starts_at"] == "2026-11-24T12:00:00Z");
    CHECK(slot["local_start"] == "2026-11-24T13:00:00+01:00");
    const json booked =
        tenant_.post(sessions + "?time_zone=America/New_York",
                     {{"starts_at", slot["starts_at"]}, {"language", "fr"}, {"topic", "Devis"}});
    CHECK(booked["local_start"] == "2026-11-24T07:00:00-05:00");
    const std::string path = sessions + "/" + booked["id"].get<std::string>();
    CHECK(first_slot("fr")["starts_at"] != slot["starts_at"]);
    const json moved = tenant_.post(path + "/move", {{"starts_at", "2026-11-26T08:00:00Z"}}, 200);
    CHECK(moved["starts_at"] == "2026-11-26T08:00:00Z");
    CHECK(tenant_.remove(path)["status"] == "cancelled");
    const auto file = system_.call(tenant_.owner(), "GET", path + "/calendar");
    CHECK(file.body.find("SEQUENCE:2\r\n") != std::string::npos);
    CHECK(file.body.find("STATUS:CANCELLED") != std::string::npos);
    const json again =
        tenant_.post(sessions, {{"starts_at", slot["starts_at"]}, {"language", "fr"}});
    session_ = again["id"];
    CHECK(tenant_.get(sessions)["data"].size() == 2);
    CHECK(tenant_.get(sessions + "/" + session_) == again);
}

void OnboardingJourney::does_it_together() {
    const std::string outcome = "/sessions/" + session_ + "/outcome";
    const json held = {{"status", "completed"}, {"notes", "The pipeline is set up."}};
    CHECK(as_operator("POST", outcome, held, 409)["code"] == "session_not_begun");
    tenant_.move_to("2026-11-24T13:00:00Z");
    CHECK(tenant_.send("DELETE", orders + "/" + order_).code() == "order_not_cancellable");
    CHECK(as_operator("POST", outcome, held, 200)["status"] == "completed");
    CHECK(tenant_.get(orders + "/" + order_)["status"] == "in_progress");
    CHECK(as_operator("POST", "/orders/" + order_ + "/complete", nullptr, 200)["status"] == "done");
    CHECK(tenant_.get(onboarding + "/packages")["current"]["status"] == "done");
}

void OnboardingJourney::does_it_with_help() {
    CHECK(offer("do_it_with_help")["to_pay"]["amount"] == 70000);
    const json up = tenant_.post(orders, {{"package", "do_it_with_help"}});
    CHECK(up["moves_up_from"] == order_);
    CHECK(up["quote"]["subtotal"]["amount"] == 70000);
    const std::string id = up["id"];
    CHECK(tenant_.get(orders + "/" + order_)["status"] == "moved_up");
    const json current = tenant_.get(onboarding + "/packages")["current"];
    CHECK(current["sessions"]["left"] == 4);
    as_operator("POST", "/orders/" + id + "/start", nullptr, 200);
    CHECK(as_operator("POST", "/orders/" + id + "/complete", nullptr, 200)["status"] == "done");
    CHECK(tenant_.get(orders + "?limit=2")["data"].size() == 2);
    CHECK(tenant_.get(onboarding + "/history?limit=100")["data"].size() > 10);
}

}  // namespace

Tenant begin_onboarding(System& system, const std::string& account) {
    Tenant tenant(system, account, "2026-11-23T12:00:00Z");
    tenant.can_pay();
    tenant.post("/v1/subscription", {{"plan", "grow"}, {"users", 5}, {"cycle", "quarterly"}});
    await_that("the checklist begins", [&] {
        return system.call(tenant.owner(), "GET", onboarding + "/tasks").status == 200;
    });
    return tenant;
}

std::string add_expert(System& system, const std::string& account,
                       const std::vector<std::string>& languages) {
    const auto added = system.call({account, "operator"}, "POST", operators + "/experts",
                                   expert_body(languages).dump(), with_key("expert"));
    CAPTURE(added.body);
    REQUIRE(added.status == 201);
    return added.json()["id"];
}

void go_through_the_onboarding(System& system, const std::string& account) {
    OnboardingJourney journey(system, account);
    journey.does_it_himself();
    journey.cancels_in_time();
    journey.waits_for_an_expert();
    journey.is_given_experts();
    journey.books_moves_and_cancels();
    journey.does_it_together();
    journey.does_it_with_help();
}

}  // namespace tenure::e2e
