// When a debt is collected again, reminded of and leads to a suspension.

#include <catch2/catch.hpp>

#include "billing/domain/dunning.hpp"

using namespace tenure;
using namespace tenure::billing;
using std::chrono::days;

namespace {

const Timestamp opened = parse_timestamp("2027-02-23T00:00:00Z").value();
const DunningPolicy policy;

Debt debt_by(CollectedBy method, int collections = 1) {
    Debt debt;
    debt.invoice = InvoiceId("inv_1");
    debt.since = opened;
    debt.method = method;
    debt.collections = collections;
    return debt;
}

/// Every instant that follows from the one before, as the engine would walk them.
template <class Next>
std::vector<int> days_of(Next next) {
    std::vector<int> found;
    Timestamp at = opened;
    while (const std::optional<Timestamp> following = next(at)) {
        at = *following;
        found.push_back(static_cast<int>((at - opened) / days(1)));
    }
    return found;
}

}  // namespace

TEST_CASE("A card is tried every five days until the grace of thirty days ends") {
    const Debt debt = debt_by(CollectedBy::card);
    REQUIRE(days_of([&](Timestamp at) { return next_attempt(policy, debt, at); }) ==
            std::vector<int>{5, 10, 15, 20, 25});
    REQUIRE(suspends_at(policy, debt) == opened + days(30));
}

TEST_CASE("A payment in between does not shift the next attempt with a card") {
    const Debt debt = debt_by(CollectedBy::card);
    REQUIRE(next_attempt(policy, debt, opened + days(7)) == opened + days(10));
    REQUIRE(next_attempt(policy, debt, opened + days(10)) == opened + days(15));
}

TEST_CASE("A direct debit is collected twice within thirty days") {
    REQUIRE(next_attempt(policy, debt_by(CollectedBy::sepa_debit), opened + days(3)) ==
            opened + days(14));
    REQUIRE_FALSE(next_attempt(policy, debt_by(CollectedBy::sepa_debit, 2), opened + days(18)));
}

TEST_CASE("A direct debit that fails late is collected again at once, but not after the grace") {
    const Debt debt = debt_by(CollectedBy::sepa_debit);
    REQUIRE(next_attempt(policy, debt, opened + days(20)) == opened + days(20));
    REQUIRE_FALSE(next_attempt(policy, debt, opened + days(30)));
}

TEST_CASE("The payer of a direct debit is reminded every week, of a card never") {
    REQUIRE(days_of([&](Timestamp at) {
                return next_reminder(policy, debt_by(CollectedBy::sepa_debit), at);
            }) == std::vector<int>{7, 14, 21, 28});
    REQUIRE_FALSE(next_reminder(policy, debt_by(CollectedBy::card), opened));
}

TEST_CASE("After the suspension nothing happens by itself") {
    for (const CollectedBy method : {CollectedBy::card, CollectedBy::sepa_debit}) {
        Debt debt = debt_by(method);
        debt.suspended_at = opened + days(30);
        REQUIRE_FALSE(next_attempt(policy, debt, opened + days(31)));
        REQUIRE_FALSE(next_reminder(policy, debt, opened + days(31)));
        REQUIRE_FALSE(next_step(policy, debt));
    }
}

TEST_CASE("A debt counts from the issue, or from a failure that comes after the grace") {
    REQUIRE(debt_since(policy, opened, opened + days(3)) == opened);
    const Timestamp returned = opened + days(50);
    REQUIRE(debt_since(policy, opened, returned) == returned);
    REQUIRE(debt_since(policy, opened, opened + days(30)) == opened + days(30));
}

TEST_CASE("The next step is the reminder, and the suspension when there is none before") {
    Debt debt = debt_by(CollectedBy::sepa_debit);
    debt.reminder_at = opened + days(7);
    REQUIRE(next_step(policy, debt) == opened + days(7));
    debt.reminder_at.reset();
    REQUIRE(next_step(policy, debt) == opened + days(30));
}

TEST_CASE("One suspended debt suspends the account, any debt makes it past due") {
    Debt open = debt_by(CollectedBy::card);
    Debt suspended = open;
    suspended.suspended_at = opened + days(30);
    REQUIRE(standing_with({}) == Standing::good);
    REQUIRE(standing_with({open}) == Standing::past_due);
    REQUIRE(standing_with({open, suspended}) == Standing::suspended);
}
