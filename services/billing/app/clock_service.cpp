#include "billing/app/clock_service.hpp"

#include <algorithm>

#include "domain/failpoint.hpp"

namespace tenure::billing {

namespace {

Error refusal(ErrorKind kind, const char* code, const char* detail) {
    return {kind, code, detail};
}

Error too_far() {
    Error error = refusal(ErrorKind::invalid, "invalid_fields", "a field is not acceptable");
    error.fields = {{"/now", "out_of_range", "at most ten years ahead"}};
    return error;
}

/// How often a clock may stand at one instant: what runs there makes other things due at once.
constexpr int most_stays = 5;

Error waits_for_payment() {
    return refusal(ErrorKind::conflict, "purchase_pending",
                   "the clock stands until the outcome of a purchase's payment is known");
}

Status admit(const ClockState& state, Timestamp present, Timestamp target) {
    if (!state.now && !state.untouched)
        return refusal(ErrorKind::conflict, "test_clock_not_allowed",
                       "the account lives in real time");
    if (state.moving)
        return refusal(ErrorKind::conflict, "test_clock_moving", "another request moves the clock");
    if (state.now && target < *state.now)
        return refusal(ErrorKind::conflict, "test_clock_backwards",
                       "a test clock moves forward only");
    const Timestamp from = state.now.value_or(present);
    if (target > from + ClockService::farthest || target < from - ClockService::farthest)
        return too_far();
    return done;
}

}  // namespace

Result<MovedClock> ClockService::move(const ClockCommand& command) {
    if (!enabled_)
        return refusal(ErrorKind::forbidden, "test_clock_disabled",
                       "there are no test clocks in this installation");
    TENURE_TRY_ASSIGN(const std::optional<Timestamp> from, take(command));
    const AccountId& account = command.caller.account;
    Status moved = done;
    if (from) moved = run_until(command.caller, *from, command.now);
    TENURE_FAILPOINT("billing.clock_moved");
    TENURE_TRY(store_.transact(account, [&](ClockTx& tx) -> Status {
        tx.release();
        if (moved.ok())
            tx.publish("test_clock.moved", events_.clock_moved(command.now), command.now);
        return done;
    }));
    TENURE_TRY(moved);
    return MovedClock{command.now, !from};
}

Result<std::optional<Timestamp>> ClockService::take(const ClockCommand& command) {
    std::optional<Timestamp> from;
    TENURE_TRY(store_.transact(command.caller.account, [&](ClockTx& tx) -> Status {
        const ClockState state = tx.state();
        TENURE_TRY(admit(state, command.caller.now, command.now));
        TENURE_TRY(tx.claim(command.key));
        from = state.now;
        tx.set(state.now.value_or(command.now));
        std::optional<std::string> before;
        if (from) before = events_.clock_moved(*from);
        tx.audit(command.caller, {from ? "test_clock.moved" : "test_clock.made", "/v1/test-clock",
                                  before, events_.clock_moved(command.now)});
        return done;
    }));
    return from;
}

Status ClockService::run_until(Caller caller, Timestamp from, Timestamp target) {
    caller.on_test_clock = true;
    caller.now = from;
    // A payment that was asked for where the clock stood until now belongs to that instant.
    TENURE_TRY(collections_.join(caller.account));
    int stays = 0;
    while (true) {
        TENURE_TRY_ASSIGN(const std::optional<Timestamp> next, next_due(caller));
        const bool last = !next || *next > target;
        const Timestamp at = last ? target : std::max(caller.now, *next);
        stays = at == caller.now ? stays + 1 : 0;
        if (stays > most_stays) return waits_for_payment();
        caller.now = at;
        TENURE_TRY(set(caller.account, caller.now));
        TENURE_TRY(run(caller));
        TENURE_FAILPOINT("billing.clock_step");
        if (!last) continue;
        // What ran last may have made something due: a payment tried at once, for instance.
        TENURE_TRY_ASSIGN(const std::optional<Timestamp> left, next_due(caller));
        if (!left || *left > target) return done;
    }
}

Status ClockService::run(const Caller& caller) {
    TENURE_TRY(payments_.run(caller));
    TENURE_TRY(catch_up_(caller));
    TENURE_TRY(collections_.step(caller.account, caller.now));
    TENURE_TRY(renewals_.bring_up_to_date(caller));
    TENURE_TRY(renewals_.tell_state(caller));
    while (const std::optional<ChangeId> order = store_.deferred_due(caller.account, caller.now))
        TENURE_TRY(orders_.execute(caller, *order));
    TENURE_TRY(renewals_.notify(caller.account, caller.now));
    while (true) {
        TENURE_TRY_ASSIGN(const bool more,
                          collections_.collect_next_of(caller.account, caller.now));
        if (!more) break;
    }
    return catch_up_(caller);
}

Status ClockService::set(const AccountId& account, Timestamp now) {
    return store_.transact(account, [&](ClockTx& tx) -> Status {
        tx.set(now);
        return done;
    });
}

Result<std::optional<Timestamp>> ClockService::next_due(const Caller& caller) {
    const std::optional<Timestamp> here = store_.next_due(caller.account);
    TENURE_TRY_ASSIGN(const std::optional<Timestamp> there, payments_.next_due(caller));
    if (!here || !there) return here ? here : there;
    return std::optional(std::min(*here, *there));
}

}  // namespace tenure::billing
