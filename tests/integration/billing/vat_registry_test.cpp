#include "integration/billing/fake_vies.hpp"
#include "integration/billing/fixture.hpp"

using namespace tenure;
using namespace tenure::test;

namespace {

Environment with_vies(const FakeVies& vies, Environment more = {}) {
    more.emplace("TENURE_VAT_REGISTRY", "vies");
    more.emplace("TENURE_VIES_URL", vies.url());
    return more;
}

json german_details() {
    json details = belgian_details();
    details["address"]["country"] = "DE";
    details["address"]["postal_code"] = "10115";
    details["vat_number"] = "DE 136 695 976";
    return details;
}

/// A registry and a billing service whose worker asks it.
struct RegistryFixture {
    explicit RegistryFixture(Environment more = {}) : f(with_vies(vies, std::move(more))) {}

    FakeVies vies;
    BillingFixture f;

    json details() const { return f.get("/v1/billing/details").json(); }
    std::string status() const { return details()["vat_number_status"]; }
    void await_status(const std::string& wanted) const {
        f.await([&] { return status() == wanted; });
    }
    void await_questions(std::size_t count) const {
        f.await([&] { return vies.questions().size() >= count; });
    }
    /// Until an attempt has failed, for this reason.
    void await_failure(const std::string& why) const {
        f.await([&] {
            const auto errors = f.query("select last_error from vat_check");
            return !errors.empty() && errors.at(0).find(why) != std::string::npos;
        });
    }
    /// The time for the next attempt has come.
    void make_due() const { f.query("update vat_check set due_at = now() - interval '1 second'"); }
    std::string category(const json& purchase = purchase_of("start", 1)) const {
        return f.quote(purchase).json()["vat"][0]["category"];
    }
    std::size_t count(const std::string& event) const {
        return f.query("select id from event where type = '" + event + "'").size();
    }
};

}  // namespace

TEST_CASE("A number that the registry confirms is valid, with the consultation as proof") {
    RegistryFixture r;
    r.vies.verdict(true, "WAPIAAAAX1");
    REQUIRE(r.f.put_details(german_details()).json()["vat_number_status"] == "unverified");
    REQUIRE(r.details()["vat_number_checked_at"].is_null());
    REQUIRE(r.category() == "standard");
    r.f.service.start_workers();
    r.await_status("valid");
    REQUIRE(r.category() == "reverse_charge");
    REQUIRE(r.details()["vat_number_consultation"] == "WAPIAAAAX1");
    REQUIRE(r.details()["vat_number_checked_at"] == "2026-11-23T10:00:00Z");
    const json question = r.vies.questions().at(0);
    REQUIRE(question == json{{"path", "POST /rest-api/check-vat-number"},
                             {"countryCode", "DE"},
                             {"vatNumber", "136695976"},
                             {"requesterMemberStateCode", "BE"},
                             {"requesterNumber", "0123456749"}});
    REQUIRE(r.f.query("select vat_number || ' ' || valid || ' ' || consultation || ' ' || "
                      "holder_name || ' ' || coalesce(address, 'untold') from vat_consultation")
                .at(0) == "DE136695976 true WAPIAAAAX1 EXAMPLE GMBH untold");
    REQUIRE(
        json::parse(r.f.query("select data from event where type = 'vat_number.checked'").at(0)) ==
        json{{"vat_number", "DE136695976"}, {"status", "valid"}, {"consultation", "WAPIAAAAX1"}});
    REQUIRE(
        r.f.query("select subject from audit_entry where action = 'vat_number.checked'").at(0) ==
        "service:billing");
}

TEST_CASE("A number that the registry does not know is invalid, and asked again when repeated") {
    RegistryFixture r;
    r.vies.verdict(false);
    REQUIRE(r.f.put_details(german_details()).status == 201);
    r.f.service.start_workers();
    r.await_status("invalid");
    REQUIRE(r.category() == "standard");
    const std::string etag = r.f.get("/v1/billing/details").header("etag");
    REQUIRE(etag == "\"2\"");
    r.vies.verdict(true);
    REQUIRE(r.f.put_details(german_details(), etag).status == 200);
    r.await_status("valid");
    REQUIRE(r.f.query("select valid from vat_consultation order by id") ==
            std::vector<std::string>{"f", "t"});
}

TEST_CASE("A number that VIES calls no number at all is invalid") {
    RegistryFixture r;
    r.vies.trouble("INVALID_INPUT", 400);
    REQUIRE(r.f.put_details(german_details()).status == 201);
    r.f.service.start_workers();
    r.await_status("invalid");
    REQUIRE(r.details()["vat_number_consultation"].is_null());
}

TEST_CASE("A registry that is down, silent or broken leaves the number as it is") {
    RegistryFixture r(Environment{{"TENURE_VIES_TIMEOUT_MS", "100"}});
    REQUIRE(r.f.put_details(german_details()).status == 201);
    r.f.service.start_workers();
    r.await_failure("Timeout");
    r.vies.answer(503, "<html>Service Unavailable</html>");
    r.make_due();
    r.await_failure("503");
    REQUIRE(r.status() == "unverified");
    REQUIRE(r.details()["vat_number_checked_at"].is_null());
    REQUIRE(r.f.query("select id from vat_consultation").empty());
    REQUIRE(r.count("vat_number.checked") == 0);
    r.vies.verdict(true);
    r.make_due();
    r.await_status("valid");
}

TEST_CASE("A confirmed number stays good while the registry is down, until it says otherwise") {
    RegistryFixture r;
    r.vies.verdict(true);
    REQUIRE(r.f.put_details(german_details()).status == 201);
    r.f.service.start_workers();
    r.await_status("valid");
    REQUIRE(r.f.query("select due_at > now() + interval '89 days' from vat_check").at(0) == "t");

    for (const char* code : {"MS_UNAVAILABLE", "SERVICE_UNAVAILABLE", "MS_MAX_CONCURRENT_REQ"}) {
        r.vies.trouble(code);
        r.make_due();
        r.await_failure(code);
        REQUIRE(r.status() == "valid");
        REQUIRE(r.category() == "reverse_charge");
    }
    r.vies.verdict(false);
    r.make_due();
    r.await_status("invalid");
    REQUIRE(r.category() == "standard");
}

TEST_CASE("Quotes go stale when a verdict changes the VAT, and only then") {
    RegistryFixture r;
    REQUIRE(r.f.put_details(german_details()).status == 201);
    const json purchase = purchase_of("start", 1);
    const std::string before = r.f.quote(purchase).json()["id"];
    r.vies.verdict(true);
    r.f.service.start_workers();
    r.await_status("valid");
    REQUIRE(r.f.order(purchase, r.f.new_order(), before).code() == "quote_stale");

    const std::string after = r.f.quote(purchase).json()["id"];
    r.make_due();
    r.f.await([&] { return r.count("vat_number.checked") == 2; });
    const json order = r.f.order(purchase, r.f.new_order(), after).json();
    REQUIRE(order["status"] == "applied");
    REQUIRE(order["quote"]["vat"][0]["category"] == "reverse_charge");
}

TEST_CASE("A Belgian number is checked too, which changes no price") {
    RegistryFixture r;
    REQUIRE(r.f.put_details(belgian_details()).status == 201);
    const json purchase = purchase_of("start", 1);
    const std::string quote = r.f.quote(purchase).json()["id"];
    r.vies.verdict(true);
    r.f.service.start_workers();
    r.await_status("valid");
    REQUIRE(r.f.order(purchase, r.f.new_order(), quote).json()["status"] == "applied");
}

TEST_CASE("An answer to a number that was replaced meanwhile is not taken for the new one") {
    RegistryFixture r;
    json other = german_details();
    other["vat_number"] = "DE129273398";
    REQUIRE(r.f.put_details(german_details()).status == 201);
    r.vies.script([&](const json& question) {
        const bool first = question["vatNumber"] == "136695976";
        if (first) r.f.put_details(other, "\"1\"");  // while the registry thinks
        return FakeVies::http(200, json{{"valid", first}}.dump());
    });
    r.f.service.start_workers();
    r.await_status("invalid");
    REQUIRE(r.details()["vat_number"] == "DE129273398");
    REQUIRE(r.f.query("select vat_number from vat_consultation") ==
            std::vector<std::string>{"DE129273398"});
}

TEST_CASE("A number that is taken away is not asked for any more") {
    RegistryFixture r;
    REQUIRE(r.f.put_details(german_details()).status == 201);
    json without = german_details();
    without.erase("vat_number");
    REQUIRE(r.f.put_details(without, "\"1\"").status == 200);
    REQUIRE(r.f.query("select account_id from vat_check").empty());
    REQUIRE(r.status() == "none");
}

TEST_CASE("No request waits for the registry, and one silent state does not hold up the others") {
    RegistryFixture r(Environment{{"TENURE_VIES_TIMEOUT_MS", "300"}});
    r.vies.script([](const json& question) {
        if (question["countryCode"] == "DE") return std::string();  // says nothing
        return FakeVies::http(200, json{{"valid", true}}.dump());
    });
    REQUIRE(r.f.put_details(german_details()).status == 201);
    REQUIRE(r.f.put_details(belgian_details(), {}, "acc_two").status == 201);
    r.f.service.start_workers();
    r.await_questions(1);
    REQUIRE(r.category() == "standard");  // while the question is open
    r.f.await([&] {
        return r.f.get("/v1/billing/details", "acc_two").json()["vat_number_status"] == "valid";
    });
    REQUIRE(r.status() == "unverified");
}

TEST_CASE("Failed questions are put again later and later, six hours apart at most") {
    RegistryFixture r;
    r.vies.trouble("MS_UNAVAILABLE");
    REQUIRE(r.f.put_details(german_details()).status == 201);
    r.f.service.start_workers();
    const auto wait_after = [&](int attempts) {
        r.f.query(
            "update vat_check set last_error = null, due_at = now() - interval '1 second', "
            "attempts = " +
            std::to_string(attempts));
        r.await_failure("MS_UNAVAILABLE");
        return std::stod(
            r.f.query("select extract(epoch from due_at - clock_timestamp()) from vat_check")
                .at(0));
    };
    r.await_failure("MS_UNAVAILABLE");
    const auto about = [](double seconds, double wanted) {
        return seconds > wanted - 30 && seconds <= wanted;
    };
    REQUIRE(about(wait_after(0), 60));
    REQUIRE(about(wait_after(1), 120));
    REQUIRE(about(wait_after(4), 960));
    REQUIRE(about(wait_after(30), 21'600));
}

TEST_CASE("Without a registry nobody is asked, and the number's format counts") {
    FakeVies vies;
    BillingFixture f({{"TENURE_VAT_REGISTRY", "none"}, {"TENURE_VIES_URL", vies.url()}});
    REQUIRE(f.put_details(german_details()).status == 201);
    REQUIRE(f.service.module().workers().size() ==
            BillingFixture().service.module().workers().size());
    REQUIRE(f.quote(purchase_of("start", 1)).json()["vat"][0]["category"] == "reverse_charge");
    REQUIRE(vies.questions().empty());
}

TEST_CASE("With the One Stop Shop a foreign customer pays its own state's VAT, and reads why") {
    BillingFixture f(Environment{{"TENURE_VAT_OSS", "true"}});
    REQUIRE(f.put_details(german_details()).status == 201);
    const json order = f.order(purchase_of("start", 1), f.new_order()).json();
    REQUIRE(order["quote"]["vat"][0]["category"] == "one_stop_shop");
    REQUIRE(order["quote"]["vat"][0]["rate"] == "19.00");
    const json invoice =
        f.get("/v1/billing/invoices/" + order["invoice_id"].get<std::string>()).json();
    REQUIRE(invoice["total"] == money(9'000 + 1'710));
    REQUIRE(invoice["legal_mentions"].size() == 1);
    REQUIRE(invoice["legal_mentions"][0].get<std::string>().find("OSS") != std::string::npos);
}

TEST_CASE("A move to the Canary Islands takes the VAT away, with the quotes made before") {
    BillingFixture f;
    json details = belgian_details();
    details.erase("vat_number");
    details["address"]["country"] = "ES";
    details["address"]["postal_code"] = "28001";
    REQUIRE(f.put_details(details).status == 201);
    const json quote = f.quote(purchase_of("start", 1)).json();
    REQUIRE(quote["vat"][0]["category"] == "standard");
    details["address"]["postal_code"] = "35001";
    REQUIRE(f.put_details(details, "\"1\"").status == 200);
    REQUIRE(f.order(purchase_of("start", 1), f.new_order(), quote["id"]).code() == "quote_stale");
    REQUIRE(f.quote(purchase_of("start", 1)).json()["vat"][0]["category"] == "out_of_scope");
}

TEST_CASE("A consultation cannot be changed or deleted, by whatever SQL") {
    RegistryFixture r;
    r.vies.verdict(true);
    REQUIRE(r.f.put_details(german_details()).status == 201);
    r.f.service.start_workers();
    r.await_status("valid");
    for (const char* sql :
         {"update vat_consultation set valid = false",
          "update vat_consultation set consultation = 'other'", "delete from vat_consultation"})
        REQUIRE_THROWS_WITH(r.f.query(sql), Catch::Contains("cannot"));
}

TEST_CASE("A registry's configuration that cannot be right is refused") {
    const auto refusal = [](Environment environment) {
        environment.emplace("TENURE_PAYMENT_METHOD_URL", "http://127.0.0.1:1");
        environment.emplace("TENURE_VAT_REGISTRY", "vies");
        config::Environment variables(std::move(environment));
        billing::load(variables);
        const Status status = variables.finish();
        return status.ok() ? std::string() : status.error().detail;
    };
    REQUIRE(refusal({}).empty());
    const std::string all = refusal({{"TENURE_VIES_URL", "ftp://example.com"},
                                     {"TENURE_VIES_TIMEOUT_MS", "0"},
                                     {"TENURE_VAT_RECHECK_DAYS", "0"},
                                     {"TENURE_VAT_RETRY_S", "0"},
                                     {"TENURE_VAT_OSS", "perhaps"}});
    for (const char* name : {"TENURE_VIES_URL", "TENURE_VIES_TIMEOUT_MS", "TENURE_VAT_RECHECK_DAYS",
                             "TENURE_VAT_RETRY_S", "TENURE_VAT_OSS"}) {
        INFO(name);
        REQUIRE(all.find(name) != std::string::npos);
    }
}
