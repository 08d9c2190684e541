#include "wallet/domain/recharge.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck.h>

using namespace tenure;
using namespace tenure::wallet;
using namespace std::chrono_literals;

namespace {

const Timestamp noon = parse_timestamp("2026-11-24T12:00:00Z").value();

Credits whole(std::int64_t credits) {
    return Credits::from_units(credits * 10'000);
}

Recharge settings() {
    Recharge recharge;
    recharge.enabled = true;
    recharge.threshold = whole(5);
    recharge.pack = "pack_10";
    recharge.monthly_cap = whole(30);
    return recharge;
}

RechargeState with_balance(Credits balance) {
    RechargeState state;
    state.balance = balance;
    state.now = noon;
    state.next_month = noon + std::chrono::days(7);
    return state;
}

RechargeStep step(const Recharge& recharge, const RechargeState& state) {
    return next_step(recharge, whole(10), state);
}

}  // namespace

TEST_CASE("A balance exactly at the threshold buys, a ten-thousandth above it does not") {
    CHECK(step(settings(), with_balance(whole(5))) == RechargeStep::buy);
    CHECK(step(settings(), with_balance(Credits::from_units(50'001))) == RechargeStep::enough);
}

TEST_CASE("Packs on their way count as if they were there") {
    RechargeState state = with_balance(whole(1));
    state.pending = whole(4);
    CHECK(step(settings(), state) == RechargeStep::buy);
    state.pending = whole(5);
    CHECK(step(settings(), state) == RechargeStep::enough);
}

TEST_CASE("One recharge at a time, and a pause after it") {
    RechargeState state = with_balance(whole(0));
    state.in_flight = true;
    CHECK(step(settings(), state) == RechargeStep::in_flight);
    state.in_flight = false;
    const Recharge begun = after_begin(settings(), {300s, 3}, noon);
    CHECK(step(begun, state) == RechargeStep::too_early);
    state.now = noon + 299s;
    CHECK(step(begun, state) == RechargeStep::too_early);
    state.now = noon + 300s;
    CHECK(step(begun, state) == RechargeStep::buy);
}

TEST_CASE("The monthly cap may be reached but not passed, and is waited out") {
    RechargeState state = with_balance(whole(0));
    state.this_month = whole(20);
    CHECK(step(settings(), state) == RechargeStep::buy);
    state.this_month = Credits::from_units(200'001);
    CHECK(step(settings(), state) == RechargeStep::cap_reached);
    const Recharge waiting = after_cap(settings(), state.next_month);
    CHECK(waiting.enabled);
    CHECK(waiting.reason == "monthly_cap_reached");
    CHECK(step(waiting, state) == RechargeStep::too_early);
}

TEST_CASE("Declines back off, and the third in a row switches off and says why") {
    const RechargePolicy policy{300s, 3};
    const Recharge once = after_decline(settings(), policy, "insufficient_funds", noon);
    CHECK(once.enabled);
    CHECK(once.next_at == noon + 600s);
    const Recharge twice = after_decline(once, policy, "insufficient_funds", noon);
    CHECK(twice.next_at == noon + 1200s);
    CHECK(after_success(twice).declines == 0);
    CHECK(after_success(twice).reason.empty());
    const Recharge thrice = after_decline(twice, policy, "payment_declined", noon);
    CHECK_FALSE(thrice.enabled);
    CHECK(thrice.reason == "payment_declined");
}

TEST_CASE("Whatever the figures, nothing is bought beyond the cap or above the threshold") {
    const auto holds = [] {
        const auto amount = [] { return whole(*rc::gen::inRange<std::int64_t>(0, 50)); };
        RechargeState state = with_balance(amount());
        state.pending = amount();
        state.this_month = amount();
        if (step(settings(), state) != RechargeStep::buy) return;
        RC_ASSERT(add(state.balance, state.pending).value() <= whole(5));
        RC_ASSERT(add(state.this_month, whole(10)).value() <= whole(30));
    };
    CHECK(rc::check("cap and threshold hold", holds));
}
