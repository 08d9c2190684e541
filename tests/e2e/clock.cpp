#include "e2e/clock.hpp"

#include <catch2/catch.hpp>

namespace tenure::e2e {

using nlohmann::json;

json at(const std::string& instant) {
    return {{"now", instant}};
}

Tenant::Tenant(System& system, const std::string& account, const std::string& now)
    : system_(system) {
    owner_.account = account;
    post("/v1/test-clock", at(now), 201);
}

testkit::Answer Tenant::send(const std::string& method, const std::string& path, const json& body) {
    testkit::Headers headers;
    if (method == "POST") headers = with_key("request-" + std::to_string(++requests_));
    return system_.call(owner_, method, path, body.is_null() ? "" : body.dump(), headers);
}

namespace {

json with_status(const testkit::Answer& answer, int status) {
    CAPTURE(answer.body);
    REQUIRE(answer.status == status);
    return answer.json();
}

}  // namespace

void Tenant::move_to(const std::string& instant) {
    INFO("clock to " << instant);
    with_status(send("POST", "/v1/test-clock", at(instant)), 200);
}

json Tenant::get(const std::string& path) {
    INFO("GET " << path);
    return with_status(send("GET", path), 200);
}

json Tenant::post(const std::string& path, const json& body, int status) {
    INFO("POST " << path << " " << body.dump());
    return with_status(send("POST", path, body), status);
}

json Tenant::put(const std::string& path, const json& body, int status) {
    INFO("PUT " << path);
    return with_status(send("PUT", path, body), status);
}

json Tenant::remove(const std::string& path, int status) {
    INFO("DELETE " << path);
    return with_status(send("DELETE", path), status);
}

std::string Tenant::refusal(const std::string& path, const json& body) {
    return post(path, body, 409)["code"];
}

void Tenant::can_pay() {
    put("/v1/billing/details", json::parse(details_body()), 201);
    pays_with(good_card);
}

void Tenant::pays_with(const std::string& card_number) {
    json body = json::parse(card_body(card_number));
    body["card"]["exp_year"] = 2040;
    body["make_default"] = true;
    post("/v1/payment-methods", body);
}

std::vector<json> Tenant::invoices() {
    std::vector<json> list = get("/v1/billing/invoices?limit=100")["data"];
    return {list.rbegin(), list.rend()};
}

bool every_year_without_gap(System& system) {
    const auto wrong = system.database("billing").query(
        "select seller || year from invoice_number n where last <> (select count(*) from invoice "
        "i where i.seller_vat_number = n.seller and i.number like n.year || '-%')");
    return wrong.empty();
}

}  // namespace tenure::e2e
