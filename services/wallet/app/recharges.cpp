// PackService: auto-recharge.
#include "domain/time_zone.hpp"
#include "wallet/app/pack_service.hpp"

namespace tenure::wallet {

namespace {

using selling::ChangeStatus;

constexpr const char* not_due = "recharge_not_due";  // never leaves this file
constexpr const char* no_card = "card_required";

/// The first instant of the calendar month, and that of the next.
std::pair<Timestamp, Timestamp> month_of(const TimeZone& zone, Timestamp now) {
    const std::chrono::year_month_day day(zone.date_of(now));
    const auto first = day.year() / day.month() / 1;
    return {zone.start_of(Date(std::chrono::local_days(first))),
            zone.start_of(Date(std::chrono::local_days(first + std::chrono::months(1))))};
}

/// What the account's purchases say: what is on its way, and what this month has seen.
void count(const std::vector<Change>& changes, Timestamp month, RechargeState& state) {
    for (const Change& change : changes) {
        const bool pending = change.status == ChangeStatus::pending;
        if (!pending && change.status != ChangeStatus::applied) continue;
        const Credits credits = credits_of(change);
        if (pending) state.pending = add(state.pending, credits).value();
        if (!is_automatic(change)) continue;
        state.in_flight = state.in_flight || pending;
        if (change.created_at >= month) state.this_month = add(state.this_month, credits).value();
    }
}

/// Whether another attempt may have another end, so that nobody is to blame for this one.
bool is_passing(const Error& error) {
    return error.kind == ErrorKind::unavailable || error.kind == ErrorKind::timed_out ||
           error.kind == ErrorKind::bad_gateway || error.kind == ErrorKind::internal;
}

Error card_required() {
    return {ErrorKind::conflict, no_card,
            "auto-recharge charges a card: make one the default payment method"};
}

}  // namespace

Recharge PackService::recharge(const AccountId& account) {
    return store_.recharge(account).value_or(Recharge{});
}

Result<Recharge> PackService::set_recharge(const Caller& caller, const Recharge& wanted,
                                           PaymentMethods& methods) {
    if (wanted.enabled) {
        TENURE_TRY_ASSIGN(const Pack pack, catalog_.pack(wanted.pack));
        if (wanted.monthly_cap < pack.credits)
            return Error{ErrorKind::invalid,
                         "invalid_fields",
                         "the cap is below one pack",
                         {{"/monthly_cap", "out_of_range", "at least the credits of the pack"}}};
        TENURE_TRY_ASSIGN(const bool card, methods.default_is_card(caller));
        if (!card) return card_required();
    }
    Recharge saved = wanted;
    saved.declines = 0;
    saved.on_test_clock = caller.on_test_clock;
    saved.reason.clear();
    TENURE_TRY(store_.transact(caller.account, [&](PurchaseTx& tx) -> Status {
        const Recharge before = tx.recharge().value_or(Recharge{});
        if (before.version != wanted.version)
            return Error{ErrorKind::precondition_failed, "if_match_failed",
                         "the settings were changed meanwhile"};
        saved.version = before.version + 1;
        saved.next_at = before.next_at;  // a cool-down is not cut short by saving again
        if (before.reason == "monthly_cap_reached") saved.next_at.reset();
        save_audited(tx, caller, before, saved, "auto_recharge.replaced");
        return done;
    }));
    return saved;
}

std::optional<RechargeStep> PackService::decide(PurchaseTx& tx, const Caller& caller) const {
    const std::optional<Recharge> recharge = tx.recharge();
    if (!recharge) return std::nullopt;
    const Result<Pack> pack = catalog_.pack(recharge->pack);
    if (!pack.ok()) return std::nullopt;
    Book book = tx.wallet().open_whole({caller.account, caller.now});
    tx.wallet().write({{caller.account, book}});
    const TimeZone zone = TimeZone::find(tx.wallet().time_zone(caller.account)).value();
    const auto [month, next_month] = month_of(zone, caller.now);
    RechargeState state;
    state.balance = book.wallet().available;
    state.pending = tx.uncredited();
    state.now = caller.now;
    count(tx.seller().changes(), month, state);
    const RechargeStep step = next_step(*recharge, pack->credits, state);
    if (step == RechargeStep::cap_reached) tx.save(after_cap(*recharge, next_month));
    if (step == RechargeStep::buy) tx.save(after_begin(*recharge, policy_, caller.now));
    return step;
}

Status PackService::decline_recharge(const Caller& caller, const std::string& reason) {
    return store_.transact(caller.account, [&](PurchaseTx& tx) -> Status {
        declined(tx, caller, reason);
        return done;
    });
}

Status PackService::switch_off(const Caller& caller, const std::string& reason) {
    return store_.transact(caller.account, [&](PurchaseTx& tx) -> Status {
        const std::optional<Recharge> recharge = tx.recharge();
        if (!recharge || !recharge->enabled) return done;
        Recharge off = *recharge;
        off.enabled = false;
        off.reason = reason;
        save_audited(tx, caller, *recharge, off, "auto_recharge.disabled");
        tx.wallet().publish("wallet.auto_recharge_disabled", caller.account,
                            documents_.recharge_disabled(reason), caller.now);
        return done;
    });
}

Result<Caller> PackService::present_caller(Caller caller, const Recharge& settings,
                                           TestClocks& clocks) const {
    if (!settings.on_test_clock) return caller;
    TENURE_TRY_ASSIGN(const std::optional<Timestamp> now, clocks.now(caller));
    if (!now) return caller;
    caller.now = *now;
    caller.on_test_clock = true;
    return caller;
}

Result<bool> PackService::recharge_one(const std::function<Caller(const AccountId&)>& caller_for,
                                       const RechargeSources& sources, Timestamp now) {
    const std::optional<AccountId> account = store_.take_due_recharge(now);
    if (!account) return false;
    const Recharge settings = recharge(*account);
    const Result<Caller> caller = present_caller(caller_for(*account), settings, sources.clocks);
    if (!caller.ok()) return true;  // asked again after the lease
    const Result<Pack> pack = catalog_.pack(settings.pack);
    if (!pack.ok()) {
        TENURE_TRY(switch_off(*caller, pack.error().code));
        return true;
    }
    const Result<bool> card = sources.methods.default_is_card(*caller);
    if (!card.ok()) return true;
    if (*card) return recharge_now(*caller, *pack);
    TENURE_TRY(switch_off(*caller, no_card));
    return true;
}

Result<bool> PackService::recharge_now(const Caller& caller, const Pack& pack) {
    std::optional<RechargeStep> step;
    // Under the account's lock, so that of many that find it due one buys.
    const Result<Change> bought =
        flow_.make(caller, {}, draft_of(pack, true), [&](PurchaseTx& tx, Change&) -> Status {
            step = decide(tx, caller);
            if (step == RechargeStep::buy) return done;
            return Error{ErrorKind::conflict, not_due, ""};
        });
    if (step == RechargeStep::cap_reached) {  // once more, to keep it
        TENURE_TRY(store_.transact(caller.account, [&](PurchaseTx& tx) -> Status {
            decide(tx, caller);
            return done;
        }));
        return true;
    }
    const bool refused = !bought.ok() && step == RechargeStep::buy &&
                         bought.error().kind != ErrorKind::payment_required &&
                         !is_passing(bought.error());
    if (refused) TENURE_TRY(decline_recharge(caller, bought.error().code));
    return true;
}

void PackService::declined(PurchaseTx& tx, const Caller& caller, const std::string& reason) const {
    const std::optional<Recharge> before = tx.recharge();
    if (!before || !before->enabled) return;  // it is off, for a reason of its own
    const Recharge after = after_decline(*before, policy_, reason, caller.now);
    if (after.enabled) {
        tx.save(after);
        return;
    }
    save_audited(tx, caller, *before, after, "auto_recharge.disabled");
    tx.wallet().publish("wallet.auto_recharge_disabled", caller.account,
                        documents_.recharge_disabled(reason), caller.now);
}

void PackService::save_audited(PurchaseTx& tx, const Caller& caller, const Recharge& before,
                               const Recharge& after, const std::string& action) const {
    tx.save(after);
    std::optional<std::string> old;
    if (before.version > 0) old = written_.recharge(before);
    tx.seller().audit(caller, {action, "/v1/wallet/auto-recharge", old, written_.recharge(after)});
}

}  // namespace tenure::wallet
