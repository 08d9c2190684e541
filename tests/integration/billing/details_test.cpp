#include "integration/billing/fixture.hpp"

using namespace tenure;
using namespace tenure::test;

namespace {

/// The codes of the bad fields of an answer, by pointer.
std::map<std::string, std::string> bad_fields(const testkit::Answer& answer) {
    std::map<std::string, std::string> fields;
    const auto document = answer.json();
    for (const auto& error : document.value("errors", json::array()))
        fields.emplace(error["pointer"].get<std::string>(), error["code"].get<std::string>());
    return fields;
}

json with(json body, const char* pointer, const json& value) {
    body[json::json_pointer(pointer)] = value;
    return body;
}

}  // namespace

TEST_CASE("Billing details are given once without If-Match and read back with their ETag") {
    BillingFixture f;
    REQUIRE(f.get("/v1/billing/details").status == 404);
    REQUIRE(f.get("/v1/billing/details").code() == "billing_details_missing");

    const auto made = f.put_details(belgian_details());
    REQUIRE(made.status == 201);
    REQUIRE(made.header("etag") == "\"1\"");
    REQUIRE(made.header("location") == "/v1/billing/details");
    REQUIRE(made.json()["vat_number"] == "BE0403019261");
    REQUIRE(made.json()["vat_number_status"] == "unverified");

    const auto read = f.get("/v1/billing/details");
    REQUIRE(read.status == 200);
    REQUIRE(read.header("etag") == "\"1\"");
    REQUIRE(read.body == made.body);
    REQUIRE(read.json()["address"]["line2"].is_null());
    REQUIRE(read.json()["purchase_order"].is_null());
}

TEST_CASE("Concurrent edits are caught: 428 without If-Match, 412 with a stale one") {
    BillingFixture f;
    const json body = belgian_details();
    REQUIRE(f.put_details(body, "\"1\"").code() == "if_match_failed");
    REQUIRE(f.put_details(body, "*").status == 412);
    REQUIRE(f.get("/v1/billing/details").status == 404);

    REQUIRE(f.put_details(body).status == 201);
    REQUIRE(f.put_details(body).status == 428);
    REQUIRE(f.put_details(body).code() == "if_match_required");
    const json renamed = with(body, "/company_name", "Nouveau nom SA");
    const auto edited = f.put_details(renamed, "\"1\"");
    REQUIRE(edited.status == 200);
    REQUIRE(edited.header("etag") == "\"2\"");
    REQUIRE(f.put_details(body, "\"1\"").status == 412);
    REQUIRE(f.get("/v1/billing/details").json()["company_name"] == "Nouveau nom SA");
}

TEST_CASE("Of many edits of one version at the same moment exactly one wins") {
    BillingFixture f;
    REQUIRE(f.put_details(belgian_details()).status == 201);
    std::vector<int> statuses(8);
    {
        std::vector<std::jthread> writers;
        for (int& status : statuses)
            writers.emplace_back(
                [&] { status = f.put_details(belgian_details(), "\"1\"").status; });
    }
    REQUIRE(std::count(statuses.begin(), statuses.end(), 200) == 1);
    REQUIRE(std::count(statuses.begin(), statuses.end(), 412) == 7);
    REQUIRE(f.get("/v1/billing/details").header("etag") == "\"2\"");
}

TEST_CASE("Every bad field of the billing details is named, and nothing is changed") {
    BillingFixture f;
    const auto empty = f.put_details(json::object());
    REQUIRE(empty.status == 422);
    REQUIRE(empty.code() == "invalid_fields");
    REQUIRE(bad_fields(empty) == std::map<std::string, std::string>{{"/company_name", "required"},
                                                                    {"/address", "required"},
                                                                    {"/email", "required"},
                                                                    {"/language", "required"}});
    json body = belgian_details();
    body["company_name"] = "   ";
    body["address"]["country"] = "XX";
    body["address"]["city"] = 5;
    body["address"]["streeet"] = "misspelt";
    body["email"] = "nobody";
    body["language"] = "it";
    body["vat_number"] = "BE0403019262";
    body["purchase_order"] = std::string(101, 'x');
    REQUIRE(bad_fields(f.put_details(body)) ==
            std::map<std::string, std::string>{{"/company_name", "blank"},
                                               {"/address/country", "unknown_country"},
                                               {"/address/city", "wrong_type"},
                                               {"/address/streeet", "unknown_field"},
                                               {"/email", "invalid_email"},
                                               {"/language", "unknown_value"},
                                               {"/vat_number", "vat_number_check_digits"},
                                               {"/purchase_order", "too_long"}});
    REQUIRE(f.get("/v1/billing/details").status == 404);
}

TEST_CASE("A VAT number must be well formed and of the address's country") {
    BillingFixture f;
    const auto vat_code = [&](const json& number, const char* country) {
        const json body =
            with(with(belgian_details(), "/vat_number", number), "/address/country", country);
        return bad_fields(f.put_details(body))["/vat_number"];
    };
    REQUIRE(vat_code("BE0403019261", "FR") == "vat_number_country");
    REQUIRE(vat_code("EL094259216", "CY") == "vat_number_country");
    REQUIRE(vat_code("XI980780684", "IE") == "vat_number_country");
    REQUIRE(vat_code("ZZ123", "BE") == "vat_number_unknown_prefix");
    REQUIRE(vat_code("BE12", "BE") == "vat_number_format");
    REQUIRE(vat_code(403019261, "BE") == "wrong_type");
    REQUIRE(vat_code("EL094259216", "GR").empty());
    REQUIRE(f.get("/v1/billing/details").json()["vat_number"] == "EL094259216");
}

TEST_CASE("Details without VAT number say so") {
    BillingFixture f;
    json body = belgian_details();
    body.erase("vat_number");
    const auto made = f.put_details(body);
    REQUIRE(made.json()["vat_number"].is_null());
    REQUIRE(made.json()["vat_number_status"] == "none");
    REQUIRE(f.put_details(with(body, "/vat_number", nullptr), "\"1\"").status == 200);
}

TEST_CASE("Bodies that are not JSON objects are refused before anything else is looked at") {
    BillingFixture f;
    const auto put = [&](std::string_view body, const testkit::Headers& headers = {}) {
        return f.service.call(f.owner(), "PUT", "/v1/billing/details", body, headers);
    };
    REQUIRE(put("{").code() == "malformed_json");
    REQUIRE(put("{\"email\": \"\xff\"}").code() == "malformed_json");
    REQUIRE(put("[]").code() == "not_an_object");
    REQUIRE(put(belgian_details().dump(), {{"Content-Type", "text/plain"}}).status == 415);
    REQUIRE(f.service.call(f.owner(), "DELETE", "/v1/billing/details").status == 405);
}

TEST_CASE("Billing is for owners, admins, billing and operators, internal routes for services") {
    BillingFixture f;
    f.start();
    const std::vector<std::string> paths = {"/v1/billing/details", "/v1/billing/cycle",
                                            "/v1/billing/next-invoice", "/v1/billing/invoices"};
    for (const std::string& path : paths) {
        INFO(path);
        for (const Role role : {Role::owner, Role::admin, Role::billing, Role::operator_})
            REQUIRE(f.service.call(testkit::caller("acc_one", role, now), "GET", path).status ==
                    200);
        for (const Role role : {Role::member, Role::usage})
            REQUIRE(f.service.call(testkit::caller("acc_one", role, now), "GET", path).status ==
                    403);
    }
    const auto member = testkit::caller("acc_one", Role::member, now);
    REQUIRE(f.service.call(member, "GET", "/v1/billing/invoices/inv_x").status == 403);
    REQUIRE(f.service.call(member, "PUT", "/v1/billing/details", belgian_details().dump()).status ==
            403);
    for (const char* path : {"/internal/v1/quotes", "/internal/v1/orders"})
        REQUIRE(f.service.call(f.owner(), "POST", path, "{}").status == 403);
    REQUIRE(f.service.call(f.owner(), "GET", "/internal/v1/orders/chg_x").status == 403);
}

TEST_CASE("A card number is kept out of the details, also where a name belongs") {
    BillingFixture f;
    const json body = with(belgian_details(), "/company_name", "Exemple 4242 4242 4242 4242");
    const auto refused = f.put_details(body);
    REQUIRE(refused.status == 422);
    REQUIRE(refused.code() == "pan_not_accepted");
    REQUIRE(refused.body.find("4242 4242") == std::string::npos);
    REQUIRE(f.get("/v1/billing/details").status == 404);
}

TEST_CASE("A VAT number that happens to look like a card number is one all the same") {
    BillingFixture f;
    json body = with(belgian_details(), "/address/country", "LT");
    body["vat_number"] = "LT560000666118";  // also passes as the number of a Maestro card
    REQUIRE(f.put_details(body).status == 201);
}
