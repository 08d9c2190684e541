// Sessions: who gets a slot, until when it is moved, and how it is shown.
#include <pqxx/pqxx>

#include "integration/onboarding/fixture.hpp"

using namespace tenure;
using namespace tenure::test;

namespace {

const std::string one_slot = "2026-11-25T09:00:00Z";  // ten o'clock in Brussels

std::string path_of(const json& session) {
    return sessions + "/" + session["id"].get<std::string>();
}

}  // namespace

TEST_CASE("Fifty threads book the last slot, one wins") {
    Fixture it;
    it.add_expert("10:00", "11:00");
    for (int i = 0; i < 50; ++i) {
        it.account = "acc_" + std::to_string(i);
        it.post(orders, together);
    }
    const auto statuses = at_once(50, [&](int index) {
        return it
            .call("POST", sessions, it.booking(one_slot), Role::owner,
                  "acc_" + std::to_string(index))
            .status;
    });
    CHECK(std::count(statuses.begin(), statuses.end(), 201) == 1);
    CHECK(std::count(statuses.begin(), statuses.end(), 409) == 49);
    CHECK(it.service.database().query("select id from session").size() == 1);
}

TEST_CASE("With several experts as many are booked as there are, and no account twice") {
    Fixture it;
    for (int i = 0; i < 3; ++i) it.add_expert("10:00", "11:00");
    for (int i = 0; i < 8; ++i) {
        it.account = "acc_" + std::to_string(i);
        it.post(orders, together);
    }
    const auto statuses = at_once(16, [&](int index) {
        return it
            .call("POST", sessions, it.booking(one_slot), Role::owner,
                  "acc_" + std::to_string(index % 8))
            .status;
    });
    CHECK(std::count(statuses.begin(), statuses.end(), 201) == 3);
    CHECK(it.service.database().query("select distinct account_id from session").size() == 3);
    CHECK(it.service.database().query("select distinct expert_id from session").size() == 3);
}

TEST_CASE("An account books five sessions, however many ask at once") {
    Fixture it;
    for (int i = 0; i < 3; ++i) it.add_expert("00:00", "24:00");
    it.post(orders, together);
    const auto statuses = at_once(12, [&](int index) {
        const std::string hour = std::to_string(10 + index);
        return it.call("POST", sessions, it.booking("2026-11-25T" + hour + ":00:00Z")).status;
    });
    CHECK(std::count(statuses.begin(), statuses.end(), 201) == 5);
    const auto late = it.call("POST", sessions, it.booking("2026-11-27T10:00:00Z"));
    CHECK(late.code() == "no_session_left");
    CHECK(late.json()["limit"] == 5);
    // A session that is given back can be booked again.
    it.remove(path_of(it.get(sessions)["data"][0]));
    it.post(sessions, it.booking("2026-11-27T10:00:00Z"));
}

TEST_CASE("The database itself refuses two sessions at once of an expert or of an account") {
    Fixture it;
    const std::string expert = it.add_expert();
    const std::string other = it.add_expert();
    const auto insert = [&](const std::string& account, const std::string& id,
                            const std::string& with, const std::string& from) {
        it.service.database().query(
            "insert into session (account_id, id, engagement, expert_id, during, status, language, "
            "topic, booked_at, changed_at) values ('" +
            account + "', '" + id + "', 'onb_x', '" + with + "', tstzrange('2026-11-25 " + from +
            "Z', '2026-11-25 12:00Z'), 'booked', 'fr', '', now(), now())");
    };
    insert("acc_one", "ses_1", expert, "10:00");
    CHECK_THROWS_AS(insert("acc_two", "ses_2", expert, "11:00"), pqxx::sql_error);
    CHECK_THROWS_AS(insert("acc_one", "ses_3", other, "11:00"), pqxx::sql_error);
    insert("acc_two", "ses_4", other, "11:00");
}

TEST_CASE("A slot is offered between notice and horizon, to those who speak the language") {
    Fixture it;
    it.add_expert();
    it.post(orders, together);
    CHECK(it.refusal(sessions, it.booking("2026-11-24T09:00:00Z")) == "slot_not_offered");
    CHECK(it.refusal(sessions, it.booking("2027-03-24T09:00:00Z")) == "slot_not_offered");
    CHECK(it.refusal(sessions, it.booking("2026-11-25T09:10:00Z")) == "slot_taken");
    CHECK(it.refusal(sessions, it.booking("2026-11-25T20:00:00Z")) == "slot_taken");
    const json german = {{"starts_at", one_slot}, {"language", "de"}};
    CHECK(it.refusal(sessions, german) == "slot_taken");
    const json found = it.get(slots +
                              "?language=fr&from=2026-11-25T00:00:00Z"
                              "&until=2026-11-26T00:00:00Z");
    CHECK(found["data"].size() == 15);  // 09:00 to 16:00 by half hours
    CHECK(found["data"][0]["starts_at"] == "2026-11-25T08:00:00Z");
    it.post(sessions, it.booking(one_slot));
    CHECK(
        it.get(slots + "?language=fr&from=2026-11-25T00:00:00Z&until=2026-11-26T00:00:00Z")["data"]
            .size() == 12);
}

TEST_CASE("An account is not in two sessions at once, though experts are free") {
    Fixture it;
    it.add_expert();
    it.add_expert();
    it.post(orders, together);
    const json first = it.post(sessions, it.booking(one_slot));
    CHECK(it.refusal(sessions, it.booking("2026-11-25T09:30:00Z")) == "session_overlaps");
    // Its own time is no obstacle to moving it by half an hour.
    CHECK(it.post(path_of(first) + "/move", {{"starts_at", "2026-11-25T09:30:00Z"}},
                  200)["expert"] == first["expert"]);
}

TEST_CASE("A session is moved and cancelled until a day before, by an operator until it begins") {
    Fixture it;
    it.add_expert();
    it.post(orders, together);
    const json session = it.post(sessions, it.booking("2026-11-25T10:00:00Z"));
    CHECK(session["change_until"] == "2026-11-24T10:00:00Z");
    it.clock.set(parse_timestamp("2026-11-24T10:00:00.000001Z").value());
    const json late = it.remove(path_of(session), 409);
    CHECK(late["code"] == "session_too_late");
    CHECK(late["deadline"] == "2026-11-24T10:00:00Z");
    CHECK(it.post(path_of(session) + "/move", {{"starts_at", "2026-11-27T10:00:00Z"}},
                  409)["code"] == "session_too_late");
    const auto by_operator = it.call("DELETE", path_of(session), {}, Role::operator_);
    CHECK(it.expect(by_operator, 200)["status"] == "cancelled");
    CHECK(it.remove(path_of(session))["status"] == "cancelled");
}

TEST_CASE("A session that was missed is used up, and its notes are kept") {
    Fixture it;
    it.add_expert();
    it.post(orders, together);
    const json session = it.post(sessions, it.booking(one_slot));
    const std::string outcome = "/v1/operator" + path_of(session).substr(3) + "/outcome";
    const json missed = {{"status", "no_show"}, {"notes", "Nobody came.\nCalled twice."}};
    CHECK(it.operate(outcome, missed, 409)["code"] == "session_not_begun");
    it.clock.set(parse_timestamp(one_slot).value());
    CHECK(it.operate(outcome, missed, 200)["notes"] == missed["notes"]);
    CHECK(it.operate(outcome, missed, 409)["code"] == "session_not_booked");
    CHECK(it.get("/v1/onboarding/packages")["current"]["sessions"]["left"] == 4);
    CHECK(it.call("POST", outcome, missed).status == 403);
}

TEST_CASE("Times are shown in the customer's zone, right when the clocks are moved") {
    Fixture it;
    it.subscribe("America/New_York");
    it.clock.set(parse_timestamp("2027-03-11T10:00:00Z").value());
    it.add_expert();
    it.post(orders, together);
    // New York's clocks moved on 14 March, those of Brussels move on 28 March.
    const json before = it.post(sessions, it.booking("2027-03-15T09:00:00Z"));
    CHECK(before["local_start"] == "2027-03-15T05:00:00-04:00");
    const json after = it.post(sessions, it.booking("2027-03-29T07:00:00Z"));
    CHECK(after["local_start"] == "2027-03-29T03:00:00-04:00");
    const json shown = it.get(path_of(after) + "?time_zone=Europe/Brussels");
    CHECK(shown["local_start"] == "2027-03-29T09:00:00+02:00");
    CHECK(it.call("GET", path_of(after) + "?time_zone=Mars/Olympus").status == 422);
    CHECK(it.refusal(sessions, it.booking("2027-03-29T06:00:00Z")) == "slot_taken");
}

TEST_CASE("Who waits is told when somebody is free, once") {
    Fixture it;
    it.post(orders, together);
    const json entry = it.post(waiting, {{"language", "fr"}});
    CHECK(it.post(waiting, {{"language", "fr"}}) == entry);
    it.work();
    it.add_expert();
    it.await([&] { return it.call("GET", waiting).code() == "not_waiting"; });
    const auto types = it.event_types();
    CHECK(std::count(types.begin(), types.end(), "onboarding.slot_available") == 1);
    CHECK(it.refusal(waiting, {{"language", "fr"}}) == "slots_available");
    CHECK(it.post(waiting, {{"language", "de"}})["language"] == "de");
    it.remove(waiting, 204);
}

TEST_CASE("Experts whose hours make no sense are refused with every fault") {
    Fixture it;
    const auto answer = it.call("POST", experts,
                                {{"name", ""},
                                 {"email", "nobody"},
                                 {"languages", {"fr", "fr", "xx"}},
                                 {"time_zone", "Europe/Nowhere"},
                                 {"hours",
                                  {{{"day", "monday"}, {"from", "09:00"}, {"until", "08:00"}},
                                   {{"day", "friday"}, {"from", "9:00"}, {"until", "25:00"}},
                                   {{"day", "tuesday"}, {"from", "09:00"}, {"until", "00:00"}},
                                   {{"day", "sunday"}, {"from", "09:00"}, {"until", "12:00"}},
                                   {{"day", "sunday"}, {"from", "11:00"}, {"until", "14:00"}}}},
                                 {"days_off", {"2026-02-30"}}},
                                Role::operator_);
    CHECK(answer.status == 422);
    CHECK(answer.json()["errors"].size() >= 10);
    CHECK(it.call("POST", experts, json::object(), Role::owner).status == 403);
}

TEST_CASE("Questions for slots that make no sense are refused") {
    Fixture it;
    for (const char* query :
         {"", "?language=xx", "?language=fr&expert_id=1", "?language=fr&from=yesterday",
          "?language=fr&from=2026-11-26T00:00:00Z&until=2026-11-25T00:00:00Z",
          "?language=fr&time_zone=../etc/passwd"}) {
        INFO(query);
        CHECK(it.call("GET", slots + query).status == 422);
    }
}
