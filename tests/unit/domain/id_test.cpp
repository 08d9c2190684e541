#include "domain/id.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>
#include <thread>

#include "domain/base64.hpp"
#include "domain/roles.hpp"

using namespace tenure;

namespace {

const Timestamp now = parse_timestamp("2026-11-23T10:00:00Z").value();

}  // namespace

TEST_CASE("Identifiers sort by the time they were made") {
    const std::string earlier = new_id("inv", now);
    const std::string later = new_id("inv", now + std::chrono::milliseconds(1));
    REQUIRE(earlier < later);
    REQUIRE(earlier.size() == 30);
}

TEST_CASE("Identifiers of one instant keep the order they were made in, whatever is made between") {
    // An account's test clock stands still while others' move and the services work in real time.
    std::string last = new_id("inv", now);
    for (int i = 0; i < 10'000; ++i) {
        new_id("evt", now + std::chrono::milliseconds(i));
        const std::string next = new_id("inv", now);
        if (next <= last) FAIL(next << " was made after " << last);
        last = next;
    }
}

TEST_CASE("Identifiers made by many threads in one millisecond are all different") {
    std::vector<std::vector<std::string>> made(8);
    std::vector<std::thread> threads;
    for (auto& list : made)
        threads.emplace_back([&list] {
            for (int i = 0; i < 2000; ++i) list.push_back(new_id("pay", now));
        });
    for (auto& thread : threads) thread.join();
    std::set<std::string> all;
    for (const auto& list : made) all.insert(list.begin(), list.end());
    REQUIRE(all.size() == 16'000);
}

TEST_CASE("Only what could be an identifier of the kind is read as one") {
    const std::string id = new_id("inv", now);
    REQUIRE(InvoiceId::parse(id).value().str() == id);
    REQUIRE(with_prefix(id, "pay") == "pay" + id.substr(3));
    for (const std::string& bad :
         {std::string(), std::string("inv_"), id + "0", id.substr(0, 29), with_prefix(id, "pay"),
          "inv_8" + id.substr(5), "inv_" + std::string(26, 'u'), "inv_" + std::string(26, 'I')}) {
        INFO(bad);
        REQUIRE(InvoiceId::parse(bad).error().code == "invalid_id");
    }
}

TEST_CASE("Accounts have a prefix and safe characters only") {
    REQUIRE(AccountId::parse("acc_demo").value().str() == "acc_demo");
    for (const std::string& bad : {std::string("acc_"), std::string("demo"), std::string("acc_a b"),
                                   std::string("acc_é"), "acc_" + std::string(61, 'a')}) {
        INFO(bad);
        REQUIRE(AccountId::parse(bad).error().code == "invalid_account");
    }
}

TEST_CASE("A set of roles holds what was put in and nothing else") {
    REQUIRE(allow::billing.contains(Role::billing));
    REQUIRE_FALSE(allow::billing.contains(Role::member));
    REQUIRE_FALSE(allow::members.contains(Role::usage));
    REQUIRE_FALSE(allow::members.contains(Role::service));
    REQUIRE(parse_role("operator") == Role::operator_);
    REQUIRE_FALSE(parse_role("Owner").has_value());
    REQUIRE(names_of(Role::owner | Role::operator_) ==
            std::vector<std::string>{"owner", "operator"});
}

TEST_CASE("Base64 follows RFC 4648, section 10, and refuses what is not canonical") {
    REQUIRE(base64_encode("") == "");
    REQUIRE(base64_encode("f") == "Zg==");
    REQUIRE(base64_encode("fo") == "Zm8=");
    REQUIRE(base64_encode("foobar") == "Zm9vYmFy");
    REQUIRE(base64url_encode("\xfb\xff") == "-_8");
    REQUIRE(base64_decode("Zm9vYg==") == "foob");
    REQUIRE(base64url_decode("-_8") == "\xfb\xff");
    for (const char* bad : {"Zg", "Zg=", "Zh==", "Z===", "Zg==Zg==", "Zm 8", "-_8="}) {
        INFO(bad);
        REQUIRE_FALSE(base64_decode(bad).has_value());
    }
    for (const char* bad : {"Z", "Zh", "Zg==", "+/8"}) {
        INFO(bad);
        REQUIRE_FALSE(base64url_decode(bad).has_value());
    }
}
