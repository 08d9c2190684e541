#include "domain/card_guard.hpp"

#include <catch2/catch.hpp>

using namespace tenure;

TEST_CASE("What looks like a card number is found within a text") {
    REQUIRE(contains_card_number("4242424242424242"));
    REQUIRE(contains_card_number("card 4242 4242 4242 4242 of An"));
    REQUIRE(contains_card_number("4242--4242  4242-4242"));
    REQUIRE(contains_card_number("order 12 4242-4242-4242-4242 12/30"));
    REQUIRE(contains_card_number("PAN3782 822463 10005x"));
}

TEST_CASE("What is no card number is left alone") {
    REQUIRE_FALSE(contains_card_number(""));
    REQUIRE_FALSE(contains_card_number("4242424242424241"));
    REQUIRE_FALSE(contains_card_number("42424242424242424242424242"));
    REQUIRE_FALSE(contains_card_number("pm_01jd8q2k3h4m5n6p7q8r9s0t1v"));
    REQUIRE_FALSE(contains_card_number("Rue de la Loi 16, 1000 Bruxelles, +32 2 123 45 67"));
    REQUIRE_FALSE(contains_card_number("2026-11-23T10:00:00.000000Z"));
}

TEST_CASE("An identifier is a card number only where that cannot be chance") {
    REQUIRE(is_card_number_in_identifier("4242424242424242"));
    REQUIRE(is_card_number_in_identifier("order-4242-4242-4242-4242"));
    REQUIRE(is_card_number_in_identifier("4242 4242 4242 4242 An"));
    REQUIRE(is_card_number_in_identifier("2026-11-23/4242424242424242/1"));
    REQUIRE_FALSE(is_card_number_in_identifier(""));
    REQUIRE_FALSE(is_card_number_in_identifier("order"));
    REQUIRE_FALSE(is_card_number_in_identifier("2026-11-23/4242424242424241"));
    // The last group alone passes as a Maestro number.
    REQUIRE(contains_card_number("0190a8f0-12ab-7cde-8f01-500000000009"));
    REQUIRE_FALSE(is_card_number_in_identifier("0190a8f0-12ab-7cde-8f01-500000000009"));
}
