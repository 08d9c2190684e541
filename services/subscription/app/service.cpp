#include "subscription/app/service.hpp"

#include "domain/failpoint.hpp"

namespace tenure::subscription {

namespace {

Error missing() {
    return {ErrorKind::not_found, "subscription_missing", "the account has no subscription"};
}

/// Billing said no and did nothing, so the change need not be kept.
bool is_refusal(const Error& error) {
    switch (error.kind) {
        case ErrorKind::internal:
        case ErrorKind::bad_gateway:
        case ErrorKind::unavailable:
        case ErrorKind::timed_out:
        case ErrorKind::too_many_requests:
            return false;
        default:
            return true;
    }
}

/// The answer to a finished change: the change, or why it was not paid.
Result<Change> outcome_of(const Change& change) {
    if (change.status != ChangeStatus::declined) return change;
    const Decline decline = change.decline.value_or(Decline{"payment_declined", ""});
    return Error{ErrorKind::payment_required,
                 decline.code,
                 decline.detail,
                 {},
                 {{"change_id", change.id.str()}}};
}

void apply(Change& change, const Order& order) {
    change.status = order.status;
    change.effective_at = order.effective_at;
    change.quote_document = order.quote_document;
    change.invoice_id = order.invoice_id;
    change.invoice_number = order.invoice_number;
    change.decline = order.decline;
}

/// Within the transaction: the change takes the order's outcome, a start makes the licence.
Change settle(SubscriptionTx& tx, Change change, const Order& order, Timestamp now) {
    if (change.status != ChangeStatus::pending || order.status == ChangeStatus::pending)
        return change;
    apply(change, order);
    tx.finish(change);
    if (change.status == ChangeStatus::applied && order.term && !tx.licence())
        tx.save({SubscriptionId::make(now), *order.term, order.time_zone});
    return change;
}

}  // namespace

SubscriptionService::SubscriptionService(SubscriptionStore& store, Billing& billing,
                                         Catalog catalog, std::string default_time_zone)
    : store_(store),
      billing_(billing),
      catalog_(std::move(catalog)),
      default_time_zone_(std::move(default_time_zone)) {}

Result<Subscription> SubscriptionService::read(const AccountId& account, Timestamp now) {
    const std::optional<Snapshot> snapshot = store_.snapshot(account);
    if (!snapshot) return missing();
    return state_at(snapshot->licence, snapshot->changes, now);
}

Result<Change> SubscriptionService::change(const AccountId& account, const ChangeId& id) {
    if (auto change = store_.find(account, id)) return *change;
    return Error{ErrorKind::not_found, "change_not_found", "the account has no such change"};
}

Result<ChangePage> SubscriptionService::changes(const AccountId& account, int limit,
                                                const std::string& cursor) {
    return store_.page(account, limit, cursor);
}

Result<Purchase> SubscriptionService::purchase_of(const Change& change) const {
    TENURE_TRY_ASSIGN(const Plan plan, catalog_.plan(change.plan));
    return Purchase{change, plan, catalog_.line_names(plan)};
}

Result<std::string> SubscriptionService::preview(const AddUsersCommand& command) {
    TENURE_TRY_ASSIGN(const Subscription now, read(command.caller.account, command.caller.now));
    Change change;
    change.plan = now.plan;
    change.users = command.users;
    TENURE_TRY_ASSIGN(const Purchase purchase, purchase_of(change));
    return billing_.quote(command.caller, purchase);
}

Result<Change> SubscriptionService::start(const StartCommand& command) {
    TENURE_TRY(catalog_.plan(command.plan));
    Change draft;
    draft.type = ChangeType::start;
    draft.plan = command.plan;
    draft.users = command.users;
    draft.cycle = command.cycle;
    draft.time_zone = command.time_zone.value_or(default_time_zone_);
    TENURE_TRY(TimeZone::find(draft.time_zone));
    TENURE_TRY_ASSIGN(const Change change, open(command.caller, command.key, std::move(draft)));
    return carry_on(command.caller, change, !command.key || !command.key->resume);
}

Result<Change> SubscriptionService::add_users(const AddUsersCommand& command) {
    Change draft;
    draft.type = ChangeType::add_users;
    draft.users = command.users;
    draft.quote_id = command.quote_id;
    TENURE_TRY_ASSIGN(const Change change, open(command.caller, command.key, std::move(draft)));
    return carry_on(command.caller, change, !command.key || !command.key->resume);
}

Result<Change> SubscriptionService::open(const Caller& caller,
                                         const std::optional<IdempotencyKey>& key, Change draft) {
    if (key && key->resume) {
        TENURE_TRY_ASSIGN(const ChangeId id, ChangeId::parse(*key->resume));
        return change(caller.account, id);
    }
    draft.id = ChangeId::make(caller.now);
    draft.created_at = caller.now;
    TENURE_TRY(store_.transact(caller.account, [&](SubscriptionTx& tx) -> Status {
        const std::optional<Licence> licence = tx.licence();
        if (draft.type == ChangeType::start) {
            for (const Change& other : tx.changes()) {
                if (other.type == ChangeType::start && other.status != ChangeStatus::declined)
                    return Error{ErrorKind::conflict, "subscription_exists",
                                 "the account has a subscription already"};
            }
        } else {
            if (!licence) return missing();
            TENURE_TRY_ASSIGN(const Subscription state,
                              state_at(*licence, tx.changes(), caller.now));
            draft.plan = state.plan;
        }
        return tx.insert(draft, caller, key);
    }));
    TENURE_FAILPOINT("subscription.change_pending");
    return draft;
}

Result<Change> SubscriptionService::carry_on(const Caller& caller, const Change& change,
                                             bool first) {
    if (change.status != ChangeStatus::pending) return outcome_of(change);
    TENURE_TRY_ASSIGN(const Purchase purchase, purchase_of(change));
    const Result<Order> order = billing_.order(caller, purchase);
    TENURE_FAILPOINT("subscription.order_placed");
    if (order.ok()) {
        TENURE_TRY_ASSIGN(const Change settled, record(caller.account, change.id, *order));
        TENURE_FAILPOINT("subscription.change_recorded");
        return outcome_of(settled);
    }
    // Not reached at all: nothing was ordered, so nothing may be charged later.
    const bool nothing_sent = first && order.error().code == "upstream_unavailable";
    if (!nothing_sent && !is_refusal(order.error())) return change;
    TENURE_TRY(store_.transact(caller.account, [&](SubscriptionTx& tx) -> Status {
        tx.withdraw(change.id);
        return done;
    }));
    return order.error();
}

Result<Change> SubscriptionService::record(const AccountId& account, const ChangeId& id,
                                           const Order& order) {
    std::optional<Change> settled;
    TENURE_TRY(store_.transact(account, [&](SubscriptionTx& tx) -> Status {
        const std::optional<Change> change = tx.find(id);
        if (!change)
            return Error{ErrorKind::not_found, "change_not_found", "the change was withdrawn"};
        settled = settle(tx, *change, order, change->created_at);
        return done;
    }));
    return *settled;
}

Result<bool> SubscriptionService::sweep(const std::function<Caller(const AccountId&)>& caller_for) {
    const std::optional<Unfinished> unfinished = store_.take_unfinished();
    if (!unfinished) return false;
    const Caller caller = caller_for(unfinished->account);
    if (const auto change = store_.find(unfinished->account, unfinished->change)) {
        const Result<Change> carried = carry_on(caller, *change, false);
        // A decline is an outcome like another here; anything else is met again after the lease.
        if (!carried.ok() && carried.error().kind == ErrorKind::internal) return carried.error();
    }
    return true;
}

Status SubscriptionService::take_over(const AccountId& account, const ChangeId& id,
                                      const Order& order, const std::string& from,
                                      const std::string& to) {
    return store_.transact(account, [&](SubscriptionTx& tx) -> Status {
        TENURE_TRY(tx.consumed(from, to));
        if (const std::optional<Change> change = tx.find(id))
            settle(tx, *change, order, change->created_at);
        return done;
    });
}

Status SubscriptionService::skip(const AccountId& account, const std::string& from,
                                 const std::string& to) {
    return store_.transact(account,
                           [&](SubscriptionTx& tx) -> Status { return tx.consumed(from, to); });
}

}  // namespace tenure::subscription
