#include "domain/money.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <numeric>
#include <rapidcheck.h>

using namespace tenure;

namespace {

Money eur(std::int64_t cents) {
    return {cents, Currency::eur()};
}

}  // namespace

TEST_CASE("Sums and products of money are exact and checked") {
    REQUIRE(add(eur(150), eur(250)).value() == eur(400));
    REQUIRE(subtract(eur(100), eur(250)).value() == eur(-150));
    REQUIRE(multiply(eur(3000), 3).value() == eur(9000));
    REQUIRE(add(eur(largest_amount), eur(1)).error().code == "amount_overflow");
    REQUIRE(multiply(eur(largest_amount), 2).error().code == "amount_overflow");
    REQUIRE(multiply(eur(3), INT64_MAX).error().code == "amount_overflow");
}

TEST_CASE("Amounts of two currencies are never added") {
    const Money usd(100, Currency::parse("USD").value());
    REQUIRE(add(eur(100), usd).error().code == "currency_mismatch");
    REQUIRE(subtract(eur(100), usd).error().code == "currency_mismatch");
    REQUIRE(Currency::parse("XXX").error().code == "unknown_currency");
    REQUIRE(Currency::parse("eur").error().code == "unknown_currency");
    REQUIRE(Currency::parse("").error().code == "unknown_currency");
}

TEST_CASE("A ratio of money is rounded half away from zero, once") {
    REQUIRE(multiply_ratio(eur(5), 1, 2).value() == eur(3));
    REQUIRE(multiply_ratio(eur(-5), 1, 2).value() == eur(-3));
    REQUIRE(multiply_ratio(eur(4), 1, 3).value() == eur(1));
    REQUIRE(multiply_ratio(eur(5), 1, 3).value() == eur(2));
    REQUIRE(multiply_ratio(eur(largest_amount), largest_amount, largest_amount).value() ==
            eur(largest_amount));
    REQUIRE_THROWS_AS(multiply_ratio(eur(1), 1, 0), std::invalid_argument);
}

TEST_CASE("Beyond what JSON keeps exact there is no money") {
    REQUIRE_THROWS_AS(Money(largest_amount + 1, Currency::eur()), std::out_of_range);
    REQUIRE_THROWS_AS(Money(INT64_MIN, Currency::eur()), std::out_of_range);
}

TEST_CASE("An allocation gives what is left to the largest remainders") {
    const auto parts = allocate(eur(100), {1, 1, 1}).value();
    REQUIRE(parts == std::vector{eur(34), eur(33), eur(33)});
    REQUIRE(allocate(eur(-100), {1, 1, 1}).value() == std::vector{eur(-34), eur(-33), eur(-33)});
    REQUIRE(allocate(eur(5), {3, 7}).value() == std::vector{eur(2), eur(3)});
    REQUIRE_THROWS_AS(allocate(eur(1), {0, 0}), std::invalid_argument);
    REQUIRE_THROWS_AS(allocate(eur(1), {-1, 2}), std::invalid_argument);
}

TEST_CASE("The parts of any allocation sum to the whole and differ from their share by a cent") {
    REQUIRE(rc::check([](std::int32_t cents, const std::vector<std::uint16_t>& weights) {
        const std::vector<std::int64_t> wide(weights.begin(), weights.end());
        const auto total = std::accumulate(wide.begin(), wide.end(), std::int64_t{0});
        RC_PRE(total > 0);
        const auto parts = allocate(eur(cents), wide).value();
        std::int64_t sum = 0;
        for (std::size_t i = 0; i < parts.size(); ++i) {
            sum += parts[i].minor();
            const std::int64_t scaled = parts[i].minor() * total;
            RC_ASSERT(std::abs(scaled - cents * wide[i]) < total);
        }
        RC_ASSERT(sum == cents);
    }));
}

TEST_CASE("Any rounded ratio is within half a unit of the exact one, and symmetric") {
    REQUIRE(rc::check([](std::int32_t cents, std::int32_t numerator) {
        const auto denominator = *rc::gen::inRange<std::int64_t>(1, 1'000'000);
        const auto rounded = multiply_ratio(eur(cents), numerator, denominator).value().minor();
        const std::int64_t exact = std::int64_t{cents} * numerator;
        RC_ASSERT(2 * std::abs(rounded * denominator - exact) <= denominator);
        RC_ASSERT(
            multiply_ratio(eur(-std::int64_t{cents}), numerator, denominator).value().minor() ==
            -rounded);
    }));
}

TEST_CASE("What is added can be taken away again, and any order of adding gives the same sum") {
    REQUIRE(rc::check("sums", [](std::int32_t a, std::int32_t b, std::int32_t c) {
        RC_ASSERT(subtract(add(eur(a), eur(b)).value(), eur(b)).value() == eur(a));
        RC_ASSERT(add(add(eur(a), eur(b)).value(), eur(c)).value() ==
                  add(eur(a), add(eur(c), eur(b)).value()).value());
        RC_ASSERT(add(eur(a), eur(-std::int64_t{a})).value().is_zero());
    }));
}

TEST_CASE("A product is so many sums, and a ratio undone by its inverse when it is whole") {
    REQUIRE(rc::check("products", [](std::int16_t cents) {
        const auto times = *rc::gen::inRange<std::int64_t>(0, 50);
        Money sum = eur(0);
        for (std::int64_t i = 0; i < times; ++i) sum = add(sum, eur(cents)).value();
        RC_ASSERT(multiply(eur(cents), times).value() == sum);
        RC_ASSERT(multiply_ratio(sum, 1, std::max<std::int64_t>(times, 1)).value() ==
                  (times == 0 ? sum : eur(cents)));
    }));
}

TEST_CASE("Amounts at the edge are exact or refused, never wrapped") {
    REQUIRE(rc::check("near the largest amount", [] {
        const auto near = *rc::gen::inRange<std::int64_t>(0, 1000);
        const auto more = *rc::gen::inRange<std::int64_t>(0, 1000);
        const auto sum = add(eur(largest_amount - near), eur(more));
        RC_ASSERT(sum.ok() == (more <= near));
        if (sum.ok()) RC_ASSERT(sum.value().minor() == largest_amount - near + more);
        const auto difference = subtract(eur(near - largest_amount), eur(more));
        RC_ASSERT(difference.ok() == (more <= near));
    }));
}

TEST_CASE("Money is written with the digits of its currency") {
    REQUIRE(to_string(eur(123450)) == "1234.50 EUR");
    REQUIRE(to_string(eur(-5)) == "-0.05 EUR");
    REQUIRE(to_string(Money(12, Currency::parse("JPY").value())) == "12 JPY");
    REQUIRE(to_string(Money(12, Currency::parse("KWD").value())) == "0.012 KWD");
}

TEST_CASE("Credits have four decimals and one way to be written") {
    REQUIRE(to_string(Credits::parse("12.5").value()) == "12.5000");
    REQUIRE(to_string(Credits::parse("-0.0001").value()) == "-0.0001");
    REQUIRE(Credits::parse("0").value().units() == 0);
    for (const char* bad : {"", ".", "1.", ".5", "1.00000", "01", "1e3", "+1", "1,5", "--1",
                            "9999999999999999", " 1"}) {
        INFO(bad);
        REQUIRE(Credits::parse(bad).error().code == "invalid_credits");
    }
    REQUIRE(multiply(Credits::from_units(largest_amount), 2).error().code == "credits_overflow");
}

TEST_CASE("Any credits survive being written and read") {
    REQUIRE(rc::check([](std::int32_t units) {
        const Credits credits = Credits::from_units(units);
        RC_ASSERT(Credits::parse(to_string(credits)).value() == credits);
    }));
}

TEST_CASE("Any arithmetic of credits is exact or refused, never wrapped") {
    __extension__ using Wide = __int128;
    const auto exact = [](std::int64_t first, std::int64_t second, std::int64_t factor) {
        const auto bounded = [](std::int64_t units) { return units % (largest_amount + 1); };
        const Credits a = Credits::from_units(bounded(first));
        const Credits b = Credits::from_units(bounded(second));
        const auto agrees = [](const Result<Credits>& result, Wide expected) {
            const bool fits = expected <= largest_amount && expected >= -largest_amount;
            RC_ASSERT(result.ok() == fits);
            if (fits) RC_ASSERT(Wide{result.value().units()} == expected);
            if (!fits) RC_ASSERT(result.error().code == "credits_overflow");
        };
        agrees(add(a, b), Wide{a.units()} + b.units());
        agrees(subtract(a, b), Wide{a.units()} - b.units());
        agrees(multiply(a, factor), Wide{a.units()} * factor);
        agrees(multiply(a, factor % 1000), Wide{a.units()} * (factor % 1000));
    };
    REQUIRE(rc::check("exact or refused", exact));
    REQUIRE(rc::check("at the edge", [&](std::int16_t a, std::int16_t b) {
        exact(largest_amount - std::abs(a), largest_amount - std::abs(b), a);
        exact(-largest_amount + std::abs(a), std::abs(b), b);
        exact(a, b, largest_amount);
    }));
}
