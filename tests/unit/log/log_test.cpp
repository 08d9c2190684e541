// The structured log: one valid JSON object a line, no card number in it.

#include "log/log.hpp"

#include <array>
#include <catch2/catch.hpp>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <unistd.h>

using namespace tenure;

namespace {

/// What `body` writes to standard error (less than a pipe holds).
std::string standard_error_of(const std::function<void()>& body) {
    std::array<int, 2> ends{};
    REQUIRE(pipe(ends.data()) == 0);
    const int saved = dup(STDERR_FILENO);
    dup2(ends[1], STDERR_FILENO);
    close(ends[1]);
    body();
    dup2(saved, STDERR_FILENO);
    close(saved);
    std::string text(60'000, '\0');
    const auto length = read(ends[0], text.data(), text.size());
    close(ends[0]);
    text.resize(length > 0 ? static_cast<std::size_t>(length) : 0);
    return text;
}

nlohmann::json line_of(const std::function<void()>& body) {
    const std::string text = standard_error_of(body);
    REQUIRE(text.ends_with('\n'));
    REQUIRE(text.find('\n') == text.size() - 1);
    return nlohmann::json::parse(text);
}

}  // namespace

TEST_CASE("a line is one JSON object with time, level, service, message and fields") {
    log::configure("wallet", log::Level::info);
    const nlohmann::json line = line_of([] {
        log::warning("pool exhausted", {{"pool", std::string_view("main")},
                                        {"waited_ms", std::int64_t{2000}},
                                        {"share", 0.5},
                                        {"ready", false}});
    });
    CHECK(line["level"] == "warning");
    CHECK(line["service"] == "wallet");
    CHECK(line["message"] == "pool exhausted");
    CHECK(line["pool"] == "main");
    CHECK(line["waited_ms"] == 2000);
    CHECK(line["share"] == 0.5);
    CHECK(line["ready"] == false);
    CHECK(line["time"].get<std::string>().ends_with('Z'));
    CHECK_FALSE(line.contains("request_id"));
}

TEST_CASE("quotes, control characters and invalid UTF-8 cannot break a line") {
    log::configure("wallet", log::Level::info);
    const std::string nasty =
        std::string("a\"b\\c\nd\re\tf\x01g\0h", 15) + "\xC3\xA9 \xFF \xED\xA0\x80 \xC0\xAF";
    const nlohmann::json line = line_of([&] {
        log::info(nasty, {{"field", std::string_view(nasty)}});
    });
    const std::string expected = std::string("a\"b\\c\nd\re\tf\x01g\0h", 15) +
                                 "\xC3\xA9 \uFFFD \uFFFD\uFFFD\uFFFD \uFFFD\uFFFD";
    CHECK(line["message"] == expected);
    CHECK(line["field"] == expected);
}

TEST_CASE("a number that JSON has no word for is null") {
    log::configure("wallet", log::Level::info);
    const nlohmann::json line = line_of([] {
        log::info("lag", {{"seconds", std::numeric_limits<double>::infinity()}});
    });
    CHECK(line["seconds"].is_null());
}

TEST_CASE("lines below the configured level are not written") {
    log::configure("wallet", log::Level::warning);
    CHECK(standard_error_of([] { log::info("unheard"); }).empty());
    CHECK_FALSE(standard_error_of([] { log::error("heard"); }).empty());
}

TEST_CASE("an unknown level name is info") {
    CHECK(log::parse_level("trace") == log::Level::trace);
    CHECK(log::parse_level("error") == log::Level::error);
    CHECK(log::parse_level("loud") == log::Level::info);
}

TEST_CASE("lines carry the request's id on its own thread while the scope lives") {
    log::configure("wallet", log::Level::info);
    nlohmann::json inside;
    nlohmann::json nested;
    nlohmann::json other_thread;
    {
        const log::RequestScope scope("req-1");
        {
            const log::RequestScope inner("req-2");
            nested = line_of([] { log::info("x"); });
        }
        inside = line_of([] { log::info("x"); });
        other_thread = line_of([] { std::thread([] { log::info("x"); }).join(); });
    }
    const nlohmann::json after = line_of([] { log::info("x"); });
    CHECK(nested["request_id"] == "req-2");
    CHECK(inside["request_id"] == "req-1");
    CHECK_FALSE(other_thread.contains("request_id"));
    CHECK_FALSE(after.contains("request_id"));
}

TEST_CASE("IBANs are masked in messages and in fields") {
    log::configure("wallet", log::Level::info);
    const nlohmann::json line = line_of([] {
        log::info("from FR1420041010050500013M02606",
                  {{"note", std::string_view("BE68 5390 0754 7034")}});
    });
    CHECK(line["message"] == "from FR*********************2606");
    CHECK(line["note"] == "BE** **** **** 7034");
}

TEST_CASE("card numbers are masked in messages and in fields") {
    log::configure("wallet", log::Level::info);
    const nlohmann::json line = line_of([] {
        log::info("card 4111111111111111 refused",
                  {{"note", std::string_view("4111 1111 1111 1111")}});
    });
    CHECK(line["message"] == "card ************1111 refused");
    CHECK(line["note"] == "**** **** **** 1111");
}

TEST_CASE("what looks like a card number is masked except for its last four digits") {
    CHECK(log::mask_card_numbers("") == "");
    CHECK(log::mask_card_numbers("order 12 of 2026") == "order 12 of 2026");
    CHECK(log::mask_card_numbers("4111111111111111") == "************1111");
    CHECK(log::mask_card_numbers("x4111111111111111y") == "x************1111y");
    CHECK(log::mask_card_numbers("4111-1111-1111-1111") == "****-****-****-1111");
    CHECK(log::mask_card_numbers("378282246310005") == "***********0005");
    CHECK(log::mask_card_numbers("3782 822463 10005") == "**** ****** *0005");
    CHECK(log::mask_card_numbers("two: 4111111111111111, 5555555555554444") ==
          "two: ************1111, ************4444");
}

TEST_CASE("digits that fail the check or are too few or too many are left") {
    CHECK(log::mask_card_numbers("4111111111111112") == "4111111111111112");
    CHECK(log::mask_card_numbers("79927398713") == "79927398713");
    CHECK(log::mask_card_numbers("00000000000000000000") == "00000000000000000000");
}

TEST_CASE("a date or counter right before a card number does not hide it") {
    const std::string masked = log::mask_card_numbers("2026-01-16 4111 1111 1111 1111");
    CHECK(masked.find("1111 1111") == std::string::npos);
    CHECK(masked.ends_with("1111"));
    CHECK(log::mask_card_numbers("1 4111111111111111").ends_with("************1111"));
}
