#include "billing/domain/pricing.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include "billing/domain/account.hpp"
#include "unit/billing/examples.hpp"

using namespace tenure;
using namespace tenure::billing;
using namespace tenure::billing::examples;

namespace {

const VatTreatment belgian{VatCategory::standard, 2100};

Line line_of(std::int64_t minor) {
    Line line;
    line.amount = euros(minor);
    return line;
}

std::vector<Line> some_lines() {
    const auto amounts = *rc::gen::container<std::vector<std::int64_t>>(
        rc::gen::inRange<std::int64_t>(0, 1'000'000'000));
    std::vector<Line> lines;
    for (const std::int64_t amount : amounts) lines.push_back(line_of(amount));
    return lines;
}

CurrentTerm current_term(const char* starts_on, Cycle cycle) {
    return {first_term(day(starts_on), cycle), brussels(), day(starts_on)};
}

}  // namespace

TEST_CASE("A start is charged a whole term: price per month, months, users") {
    const Term term = first_term(day("2026-11-23"), Cycle::quarterly);
    const Priced priced = price_purchase(start(5), {}, term, day("2026-11-23"), belgian).value();
    REQUIRE(priced.lines.size() == 1);
    const Line& line = priced.lines[0];
    REQUIRE(line.kind == LineKind::recurring);
    REQUIRE(line.amount == euros(45'000));
    REQUIRE(line.period == RemainingPeriod{3, 0, 0});
    REQUIRE(line.from == day("2026-11-23"));
    REQUIRE(line.until == day("2027-02-23"));
    REQUIRE(priced.subtotal == euros(45'000));
    REQUIRE(priced.vat.at(0).amount == euros(9'450));
    REQUIRE(priced.total == euros(54'450));
}

TEST_CASE("An annual start takes the annual price for twelve months") {
    const Term term = first_term(day("2028-02-29"), Cycle::annual);
    const Priced priced =
        price_purchase(start(2, Cycle::annual), {}, term, day("2028-02-29"), belgian).value();
    REQUIRE(priced.lines.at(0).amount == euros(2 * 12 * 2500));
    REQUIRE(priced.lines.at(0).until == day("2029-02-28"));
}

TEST_CASE("Added users pay from today to the renewal: two whole months of 15 euros are 30.00") {
    const Term term = first_term(day("2026-01-16"), Cycle::quarterly);
    Purchase purchase = add_users(1);
    purchase.operations[0].prices.quarterly = euros(1500);
    const Priced priced = price_purchase(purchase, {}, term, day("2026-02-16"), belgian).value();
    REQUIRE(priced.lines.at(0).kind == LineKind::proration);
    REQUIRE(priced.lines.at(0).period == RemainingPeriod{2, 0, 0});
    REQUIRE(priced.subtotal == euros(3000));
    REQUIRE(priced.total == euros(3630));
}

TEST_CASE("Days of a partial month count by the length of that month, and a line rounds once") {
    const Term term = first_term(day("2026-01-16"), Cycle::quarterly);
    const Priced priced =
        price_purchase(add_users(3), {}, term, day("2026-03-30"), belgian).value();
    const Line& line = priced.lines.at(0);
    // 30 March to 16 April: 17 of the 31 days from 16 March.
    REQUIRE(line.period == RemainingPeriod{0, 17, 31});
    REQUIRE(line.amount == euros(4935));  // 3 × 30.00 × 17 ÷ 31 = 49.3548
    REQUIRE(priced.vat.at(0).amount == euros(1036));
}

TEST_CASE("Lines and VAT always sum up to the total") {
    REQUIRE(rc::check("subtotal + VAT = total", [] {
        const VatTreatment vat{VatCategory::standard, *rc::gen::inRange<std::int64_t>(0, 3000)};
        const Priced result = priced(some_lines(), vat).value();
        std::int64_t sum = 0;
        for (const Line& line : result.lines) sum += line.amount.minor();
        RC_ASSERT(result.subtotal.minor() == sum);
        RC_ASSERT(result.vat.size() == 1u);
        RC_ASSERT(result.vat[0].base == result.subtotal);
        RC_ASSERT(result.total.minor() == sum + result.vat[0].amount.minor());
    }));
}

TEST_CASE("VAT is rounded once per rate, half away from zero, never per line") {
    REQUIRE(rc::check("half a cent off at most", [] {
        const Priced result = priced(some_lines(), belgian).value();
        const std::int64_t exact = result.subtotal.minor() * 2100;
        const std::int64_t difference = result.vat[0].amount.minor() * 10'000 - exact;
        RC_ASSERT(difference > -5000);
        RC_ASSERT(difference <= 5000);
    }));
    // 0.21 × 3 cents rounds to 1 on each line, 3 in all; together it is 0.21 × 9 = 1.89.
    const Priced three = priced({line_of(3), line_of(3), line_of(3)}, belgian).value();
    REQUIRE(three.vat[0].amount == euros(2));
}

TEST_CASE("Amounts beyond what can be counted are refused, not wrapped") {
    const Term term = first_term(day("2026-11-23"), Cycle::quarterly);
    Purchase purchase = start(1'000'000);
    purchase.operations[0].prices.quarterly = euros(largest_amount);
    const auto result = price_purchase(purchase, {}, term, day("2026-11-23"), belgian);
    REQUIRE_FALSE(result.ok());
    REQUIRE(result.error().code == "amount_overflow");
    REQUIRE(priced({line_of(largest_amount), line_of(1)}, belgian).error().code ==
            "amount_overflow");
}

TEST_CASE("The next invoice charges every item in force for the whole next term") {
    const CurrentTerm current = current_term("2026-11-23", Cycle::quarterly);
    const std::vector<ItemChange> items{in_force(users(5), at("2026-11-23T10:00:00Z")),
                                        in_force(users(3), at("2026-12-01T10:00:00Z"))};
    const NextInvoice next = next_invoice(current, current.term.cycle, items, belgian).value();
    REQUIRE(next.term.number == 2);
    REQUIRE(next.term.starts_on == day("2027-02-23"));
    REQUIRE(next.content.lines.size() == 1);
    REQUIRE(next.content.lines[0].quantity == 8);
    REQUIRE(next.content.lines[0].until == day("2027-05-23"));
    REQUIRE(next.content.total == euros(8 * 9000 * 121 / 100));
}

TEST_CASE("Units bought at different prices stand on lines of their own") {
    const CurrentTerm current = current_term("2026-11-23", Cycle::quarterly);
    const std::vector<ItemChange> items{in_force(users(5), at("2026-11-23T10:00:00Z")),
                                        in_force(users(3, 3300), at("2026-12-01T10:00:00Z"))};
    const NextInvoice next = next_invoice(current, current.term.cycle, items, belgian).value();
    REQUIRE(next.content.lines.size() == 2);
    REQUIRE(next.content.subtotal == euros(3 * (5 * 3000 + 3 * 3300)));
}

TEST_CASE("Items that come later than the renewal, or are gone by then, are not on it") {
    const CurrentTerm current = current_term("2026-11-23", Cycle::quarterly);
    const std::vector<ItemChange> items{in_force(users(5), at("2026-11-23T10:00:00Z")),
                                        in_force(clear("plan_users"), at("2027-02-22T23:00:00Z")),
                                        in_force(users(9), at("2027-02-22T23:00:01Z"))};
    const NextInvoice next = next_invoice(current, current.term.cycle, items, belgian).value();
    REQUIRE(next.content.lines.empty());
    REQUIRE(next.content.total == euros(0));
}

TEST_CASE("The next invoice equals its items") {
    REQUIRE(rc::check("sum of items × months", [] {
        const CurrentTerm current =
            current_term("2026-01-31", *rc::gen::element(Cycle::quarterly, Cycle::annual));
        const Timestamp renewal = current.zone.start_of(current.term.renews_on);
        std::vector<ItemChange> items;
        std::int64_t expected = 0;
        const int count = *rc::gen::inRange(0, 12);
        for (int i = 0; i < count; ++i) {
            const Operation units = users(*rc::gen::inRange<std::int64_t>(1, 100),
                                          *rc::gen::element<std::int64_t>(3000, 3100),
                                          *rc::gen::element<std::int64_t>(2500, 2501));
            const auto from = renewal + std::chrono::seconds(*rc::gen::inRange(-1000, 1000));
            items.push_back(in_force(units, from));
            if (from <= renewal)
                expected += units.quantity * units.prices.of(current.term.cycle).minor() *
                            months_in(current.term.cycle);
        }
        const NextInvoice next = next_invoice(current, current.term.cycle, items, belgian).value();
        RC_ASSERT(next.content.subtotal.minor() == expected);
    }));
}

namespace {

Items five_users() {
    return items_at({in_force(users(5), at("2026-01-16T10:00:00Z"))}, at("2026-01-16T10:00:00Z"));
}

}  // namespace

TEST_CASE("An upgrade credits the old product and charges the new one for the rest of the term") {
    const Term term = first_term(day("2026-01-16"), Cycle::quarterly);
    const Purchase upgrade = change({switch_to("plan.flow", 4500, 4000)});
    const Priced priced =
        price_purchase(upgrade, five_users(), term, day("2026-03-30"), belgian).value();
    REQUIRE(priced.lines.size() == 2);
    REQUIRE(priced.lines[0].kind == LineKind::credit);
    REQUIRE(priced.lines[0].product == "plan.grow");
    REQUIRE(priced.lines[0].quantity == 5);
    // 30 March to 16 April: 17 of the 31 days from 16 March; 5 × 30.00 × 17 ÷ 31 = 82.258
    REQUIRE(priced.lines[0].amount == euros(-8226));
    REQUIRE(priced.lines[1].kind == LineKind::proration);
    REQUIRE(priced.lines[1].product == "plan.flow");
    REQUIRE(priced.lines[1].amount == euros(12'339));  // 5 × 45.00 × 17 ÷ 31 = 123.387
    REQUIRE(priced.subtotal == euros(4113));
}

TEST_CASE("After an upgrade mid-term the denominators are still those of the one term") {
    const Term term = first_term(day("2026-01-31"), Cycle::quarterly);
    const Items upgraded =
        items_at({in_force(users(5), at("2026-01-31T10:00:00Z"), "1"),
                  in_force(switch_to("plan.flow", 4500, 4000), at("2026-02-10T10:00:00Z"), "2")},
                 at("2026-03-15T10:00:00Z"));
    Purchase more = add_users(1);
    more.operations[0].product = "plan.flow";
    more.operations[0].prices.quarterly = euros(4500);
    const Priced priced = price_purchase(more, upgraded, term, day("2026-03-15"), belgian).value();
    // Renewal 30 April; back a month 31 March: 16 of the 31 days from 28 February, and a month.
    REQUIRE(priced.lines.at(0).period == RemainingPeriod{1, 16, 31});
    REQUIRE(priced.lines.at(0).amount == euros(6823));  // 45.00 × (1 + 16 ÷ 31) = 68.2258
}

TEST_CASE("Units at several prices are credited each at its own") {
    const Term term = first_term(day("2026-01-16"), Cycle::quarterly);
    const Items items = items_at({in_force(users(5), at("2026-01-16T10:00:00Z"), "1"),
                                  in_force(users(3, 3300), at("2026-01-17T10:00:00Z"), "2")},
                                 at("2026-02-16T10:00:00Z"));
    const Priced priced = price_purchase(change({switch_to("plan.flow", 4500, 4000)}), items, term,
                                         day("2026-02-16"), belgian)
                              .value();
    REQUIRE(priced.lines.size() == 3);
    REQUIRE(priced.lines[0].amount == euros(-5 * 2 * 3000));
    REQUIRE(priced.lines[1].amount == euros(-3 * 2 * 3300));
    REQUIRE(priced.lines[2].amount == euros(8 * 2 * 4500));
}

TEST_CASE("A switch to something cheaper charges nothing and pays nothing back") {
    const Term term = first_term(day("2026-01-16"), Cycle::quarterly);
    const Priced priced = price_purchase(change({switch_to("plan.smart", 1500, 1200)}),
                                         five_users(), term, day("2026-02-16"), belgian)
                              .value();
    REQUIRE(priced.lines.empty());
    REQUIRE(priced.total == euros(0));
}

TEST_CASE("A switch upon units bought in the same order takes them along") {
    const Term term = first_term(day("2026-01-16"), Cycle::quarterly);
    const Purchase both = change({users(2), switch_to("plan.flow", 4500, 4000)});
    const Priced priced =
        price_purchase(both, five_users(), term, day("2026-02-16"), belgian).value();
    REQUIRE(priced.lines.size() == 3);
    REQUIRE(priced.lines[1].quantity == 7);
    REQUIRE(priced.lines[2].quantity == 7);
    REQUIRE(priced.subtotal == euros(7 * 2 * 4500 - 5 * 2 * 3000));
}

TEST_CASE("Users added on the day of the renewal are charged the whole new term") {
    const Term first = first_term(day("2026-11-23"), Cycle::quarterly);
    const Term term = next_term(first, Cycle::quarterly);
    const Purchase none_to_three = change({beyond(3)});
    const Priced priced =
        price_purchase(none_to_three, five_users(), term, day("2027-02-23"), belgian).value();
    REQUIRE(priced.lines.at(0).period == RemainingPeriod{3, 0, 0});
    REQUIRE(priced.subtotal == euros(3 * 3 * 500));
}

TEST_CASE("What waits for the renewal, and everything in a trial, costs nothing") {
    const Term term = first_term(day("2026-01-16"), Cycle::quarterly);
    const Term trial = trial_term(day("2026-01-16"), 14, Cycle::quarterly);
    const Date today = day("2026-01-20");
    const Purchase later = change({switch_to("plan.flow", 4500, 4000)}, Effect::at_renewal);
    REQUIRE(price_purchase(later, five_users(), term, today, belgian).value().lines.empty());
    REQUIRE(
        price_purchase(add_users(3), five_users(), trial, today, belgian).value().lines.empty());
    REQUIRE(price_purchase(start(3), {}, trial, today, belgian).value().lines.empty());
}

TEST_CASE("From annual to quarterly nothing is charged before the renewal, and then quarterly") {
    const CurrentTerm current = current_term("2026-11-23", Cycle::annual);
    Purchase cycle = change({}, Effect::at_renewal);
    cycle.kind = PurchaseKind::cycle;
    cycle.cycle = Cycle::quarterly;
    REQUIRE(price_purchase(cycle, five_users(), current.term, current.today, belgian)
                .value()
                .lines.empty());
    const NextInvoice next = next_invoice(current, Cycle::quarterly,
                                          {in_force(users(5), at("2026-11-23T10:00:00Z"))}, belgian)
                                 .value();
    REQUIRE(next.term.starts_on == day("2027-11-23"));
    REQUIRE(next.term.renews_on == day("2028-02-23"));
    REQUIRE(next.content.subtotal == euros(5 * 3 * 3000));
}

TEST_CASE("After a trial the next invoice is the first paid term, with its own anchor") {
    const CurrentTerm current{trial_term(day("2026-11-23"), 14, Cycle::quarterly), brussels(),
                              day("2026-11-24")};
    const NextInvoice next = next_invoice(current, Cycle::quarterly,
                                          {in_force(users(5), at("2026-11-23T10:00:00Z"))}, belgian)
                                 .value();
    REQUIRE(next.term.number == 1);
    REQUIRE(next.term.starts_on == day("2026-12-07"));
    REQUIRE(next.term.renews_on == day("2027-03-07"));
    REQUIRE(next.content.subtotal == euros(5 * 3 * 3000));
}

TEST_CASE("Adding one by one costs what adding at once costs, give or take a cent a line") {
    REQUIRE(rc::check("n × one = n", [] {
        const Term term =
            first_term(day("2026-01-31"), *rc::gen::element(Cycle::quarterly, Cycle::annual));
        const auto length = (term.renews_on - term.starts_on).count();
        const Date today =
            term.starts_on + std::chrono::days(*rc::gen::inRange<int>(0, static_cast<int>(length)));
        const auto count = *rc::gen::inRange<std::int64_t>(1, 40);
        const auto one = price_purchase(add_users(1), {}, term, today, belgian).value();
        const auto all = price_purchase(add_users(count), {}, term, today, belgian).value();
        const std::int64_t difference = one.subtotal.minor() * count - all.subtotal.minor();
        RC_ASSERT(difference <= count);
        RC_ASSERT(difference >= -count);
    }));
}

namespace {

Purchase pack(std::int64_t quantity) {
    Purchase purchase = add_users(quantity);
    Operation& operation = purchase.operations[0];
    operation.action = Action::charge;
    operation.item = "credits";
    operation.product = "pack_50";
    operation.prices = {euros(5000), euros(5000)};
    operation.minimum.reset();
    return purchase;
}

}  // namespace

TEST_CASE("A charge is a line of its own price, whatever the term") {
    const Term term = first_term(day("2026-01-16"), Cycle::annual);

    const Priced priced = price_purchase(pack(2), {}, term, day("2026-02-16"), belgian).value();

    REQUIRE(priced.lines.size() == 1);
    CHECK(priced.lines[0].kind == LineKind::charge);
    CHECK(priced.lines[0].amount == euros(10'000));
    CHECK(priced.lines[0].from == day("2026-02-16"));
    CHECK(priced.lines[0].until == day("2026-02-17"));
    CHECK(priced.total == euros(12'100));
}

TEST_CASE("In a trial users are free and a charge is not") {
    const Term trial = trial_term(day("2026-01-16"), 14, Cycle::quarterly);
    Purchase both = pack(1);
    both.operations.push_back(add_users(3).operations[0]);

    const Priced priced = price_purchase(both, {}, trial, day("2026-01-17"), belgian).value();

    REQUIRE(priced.lines.size() == 1);
    CHECK(priced.lines[0].kind == LineKind::charge);
    CHECK(priced.subtotal == euros(5000));
}

TEST_CASE("A charge leaves no item behind and needs no window") {
    Items items;
    billing::apply(items, pack(1).operations[0]);
    CHECK(items.empty());
    CHECK_FALSE(needs_window(pack(1)));
    CHECK_FALSE(changes_items(pack(1)));
    Purchase later = pack(1);
    later.effect = Effect::at_renewal;
    CHECK_FALSE(check(later).ok());
}
