#include "json/reader.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "json/writer.hpp"

using namespace tenure;
using json::Reader;

namespace {

/// "pointer code" of each field error.
std::vector<std::string> errors_of(Reader& reader) {
    std::vector<std::string> list;
    const Status status = reader.finish();
    if (status.ok()) return list;
    for (const FieldError& field : status.error().fields)
        list.push_back(field.pointer + " " + field.code);
    return list;
}

Reader read(std::string_view body) {
    return Reader::parse(body).value();
}

}  // namespace

TEST_CASE("A body that is not one JSON object is malformed") {
    for (const std::string& bad :
         {std::string(), std::string("{"), std::string("{\"a\":1,}"), std::string("{'a':1}"),
          std::string("{\"a\":1}{"), std::string("{\"a\":\"\xff\"}"), std::string("nul"),
          std::string("{\"a\":1,\"a\":2}"), std::string("{\"a\":\"\\u0000\"}"),
          std::string("{\"a\":\"\\ud800\"}"), std::string("{\"a\":01}"),
          "{\"a\":" + std::string(40, '[') + std::string(40, ']') + "}",
          std::string(200'000, '[')}) {
        INFO(bad.substr(0, 60));
        const auto error = Reader::parse(bad).error();
        REQUIRE(error.code == "malformed_json");
        REQUIRE(error.kind == ErrorKind::malformed);
    }
    REQUIRE(Reader::parse("[]").error().code == "not_an_object");
    REQUIRE(Reader::parse("1").error().code == "not_an_object");
}

TEST_CASE("All bad fields are reported, not only the first") {
    Reader body = read(R"({"users": "3", "email": "", "extra": 1, "a/b": 2})");
    body.integer("users", 1, 10);
    body.string("email");
    body.string("name");
    REQUIRE(errors_of(body) == std::vector<std::string>{"/users wrong_type", "/email too_short",
                                                        "/name required", "/a~1b unknown_field",
                                                        "/extra unknown_field"});
}

TEST_CASE("Only JSON integers within the bounds are integers") {
    const auto error = [](std::string_view value) {
        Reader body = read("{\"n\":" + std::string(value) + "}");
        body.integer("n", 1, 100);
        const auto list = errors_of(body);
        return list.empty() ? "" : list.front();
    };
    REQUIRE(error("1") == "");
    REQUIRE(error("100") == "");
    for (const char* wrong : {"1.0", "1e1", "\"1\"", "true", "[]", "{}", "1.5"}) {
        INFO(wrong);
        REQUIRE(error(wrong) == "/n wrong_type");
    }
    for (const char* outside : {"0", "-1", "101", "9223372036854775807", "18446744073709551615",
                                "100000000000000000000000", "-9223372036854775808"}) {
        INFO(outside);
        REQUIRE(error(outside) == "/n out_of_range");
    }
    REQUIRE(error("null") == "/n required");
}

TEST_CASE("The length of a string is counted in characters, not bytes") {
    Reader body = read(R"({"a": "éé", "b": "ééé", "c": "x\ny"})");
    body.string("a", {1, 2});
    body.string("b", {1, 2});
    body.string("c");
    REQUIRE(errors_of(body) == std::vector<std::string>{"/b too_long", "/c invalid_characters"});
}

TEST_CASE(
    "A text of several lines may have line breaks and tabs, and nothing else that is unseen") {
    Reader body = read(R"({"a": "x\r\n\ty", "b": "x\u0007y", "c": 1})");
    REQUIRE(body.text("a", {1, 9}) == "x\r\n\ty");
    body.text("b", {1, 9});
    body.text("c", {1, 9});
    body.text("d", {1, 9});
    REQUIRE(errors_of(body) ==
            std::vector<std::string>{"/b invalid_characters", "/c wrong_type", "/d required"});
}

TEST_CASE("Objects within objects report their own pointers and unknown fields") {
    Reader body = read(R"({"address": {"city": 1, "planet": "x"}, "list": [{"n": 0}, 5]})");
    Reader address = body.object("address");
    address.string("city");
    for (Reader& element : body.objects("list", 1, 5)) element.integer("n", 1, 9);
    REQUIRE(errors_of(body) ==
            std::vector<std::string>{"/address/city wrong_type", "/list/1 wrong_type",
                                     "/list/0/n out_of_range", "/address/planet unknown_field"});
}

TEST_CASE("A missing object is reported once, without its fields") {
    Reader body = read("{}");
    Reader address = body.object("address");
    address.string("city");
    REQUIRE(errors_of(body) == std::vector<std::string>{"/address required"});
}

TEST_CASE("Optional fields may be absent or null, and are checked when they are there") {
    Reader body = read(R"({"a": null, "b": 5})");
    REQUIRE_FALSE(body.optional_string("a").has_value());
    REQUIRE_FALSE(body.optional_integer("c", 1, 2).has_value());
    REQUIRE_FALSE(body.optional_object("d").has_value());
    body.optional_string("b");
    REQUIRE(errors_of(body) == std::vector<std::string>{"/b wrong_type"});
}

TEST_CASE("Enumerations, money, dates and lists of texts are read with their own errors") {
    enum class Colour { red, green };
    constexpr std::pair<std::string_view, Colour> colours[] = {{"red", Colour::red},
                                                               {"green", Colour::green}};
    Reader good = read(R"({"c": "green", "m": {"amount": -5, "currency": "EUR"},
                           "d": "2028-02-29", "t": "2026-01-01T00:00:00Z", "s": ["a", "b"]})");
    REQUIRE(good.enumeration<Colour>("c", colours) == Colour::green);
    REQUIRE(good.money("m") == Money(-5, Currency::eur()));
    REQUIRE(to_string(good.date("d")) == "2028-02-29");
    REQUIRE(to_string(good.timestamp("t")) == "2026-01-01T00:00:00Z");
    REQUIRE(good.strings("s", 1, 2) == std::vector<std::string>{"a", "b"});
    REQUIRE(errors_of(good).empty());

    Reader bad = read(R"({"c": "blue", "m": {"amount": 1.5, "currency": "ABC"},
                          "d": "2027-02-29", "t": "now", "s": ["a", 1]})");
    bad.enumeration<Colour>("c", colours);
    bad.money("m");
    bad.date("d");
    bad.timestamp("t");
    bad.strings("s", 1, 2);
    REQUIRE(errors_of(bad) == std::vector<std::string>{"/c unknown_value", "/m/amount wrong_type",
                                                       "/m/currency unknown_currency",
                                                       "/d invalid_date", "/t invalid_timestamp",
                                                       "/s/1 wrong_type"});
}

TEST_CASE("Invalid UTF-8 is replaced when written, never thrown at a client") {
    REQUIRE(json::dump(json::Object{{"a", "x\xff"}}) == "{\"a\":\"x\xEF\xBF\xBD\"}");
    REQUIRE(json::dump(json::write(Money(5, Currency::eur()))) ==
            R"({"amount":5,"currency":"EUR"})");
}

TEST_CASE("Credits are read from a decimal text only") {
    auto body = json::Reader::parse(R"({"a": "12.5", "b": 12.5, "c": "1.23456", "d": null})");
    REQUIRE(body.ok());

    CHECK(body->credits("a") == Credits::from_units(125'000));
    body->credits("b");
    body->credits("c");
    CHECK_FALSE(body->optional_credits("d").has_value());

    const Status status = body->finish();
    REQUIRE_FALSE(status.ok());
    REQUIRE(status.error().fields.size() == 2);
    CHECK(status.error().fields[0].code == "wrong_type");
    CHECK(status.error().fields[1].code == "invalid_credits");
}
