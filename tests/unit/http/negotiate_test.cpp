#include <catch2/catch.hpp>

#include "http/message.hpp"

using namespace tenure;
using namespace tenure::http;

namespace {

constexpr std::string_view offered[] = {"application/json", "application/pdf"};

/// The index of what is chosen, -1 when nothing fits.
int chosen(const std::string& accept) {
    Request request;
    request.headers["accept"] = accept;
    const Result<std::size_t> choice = negotiate(request, offered);
    if (choice.ok()) return static_cast<int>(*choice);
    REQUIRE(choice.error().code == "not_acceptable");
    REQUIRE(choice.error().kind == ErrorKind::not_acceptable);
    return -1;
}

}  // namespace

TEST_CASE("Without Accept, or with an empty one, the first type on offer is sent") {
    REQUIRE(negotiate(Request{}, offered).value() == 0);
    REQUIRE(chosen("") == 0);
    REQUIRE(chosen(" , ") == 0);
}

TEST_CASE("The type with the highest weight is sent, the most specific range decides") {
    REQUIRE(chosen("*/*") == 0);
    REQUIRE(chosen("application/*") == 0);
    REQUIRE(chosen("Application/PDF") == 1);
    REQUIRE(chosen("text/html, application/pdf;q=0.9, */*;q=0.1") == 1);
    REQUIRE(chosen("application/json;q=0.5, application/pdf;q=0.501") == 1);
    REQUIRE(chosen("application/pdf ; q=0.2 , application/* ; q=0.4") == 0);
    REQUIRE(chosen("application/json;charset=utf-8") == 0);
    REQUIRE(chosen("*/*, application/json;q=0") == 1);
}

TEST_CASE("What none of the types satisfies is not acceptable") {
    REQUIRE(chosen("text/html") == -1);
    REQUIRE(chosen("application/xml, text/*") == -1);
    REQUIRE(chosen("application/json;q=0") == -1);
    REQUIRE(chosen("*/*;q=0") == -1);
    REQUIRE(chosen("nonsense") == -1);
}

TEST_CASE("The link to the next page keeps the other query parameters") {
    Request request;
    request.path = "/v1/things";
    request.query = {{"limit", "2"}, {"cursor", "old"}, {"status", "a&b=c"}};
    const Response response = with_next_page(ok("{}"), request, {2, "old"}, "inv_1");
    REQUIRE(response.headers.at(0).second ==
            "</v1/things?limit=2&cursor=inv_1&status=a%26b%3Dc>; rel=\"next\"");
    REQUIRE(with_next_page(ok("{}"), request, {2, "old"}, {}).headers.empty());
}
