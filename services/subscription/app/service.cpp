#include "subscription/app/service.hpp"

#include "domain/time_zone.hpp"

namespace tenure::subscription {

namespace {

using selling::Settled;

/// An answer may name this many users; more than that nobody reads.
constexpr std::int64_t most_named_users = 10'000;

Error missing() {
    return {ErrorKind::not_found, "subscription_missing", "the account has no subscription"};
}

Error exists() {
    return {ErrorKind::conflict, "subscription_exists", "the account has a subscription already"};
}

Result<Subscription> state_in(SubscriptionTx& tx, Timestamp now) {
    const std::optional<Licence> licence = tx.seller().licence();
    if (!licence) return missing();
    return state_at(*licence, tx.seller().changes(), now);
}

/// The state before the change took its outcome; nothing before the first start.
std::optional<Subscription> state_before(SubscriptionTx& tx, const Settled& change) {
    const std::optional<Licence> licence = tx.seller().licence();
    if (!licence) return std::nullopt;
    std::vector<Change> changes = tx.seller().changes();
    std::erase_if(changes, [&](const Change& other) { return other.id == change.after.id; });
    changes.push_back(change.before);
    const auto state = state_at(*licence, changes, change.by.now);
    return state.ok() ? std::optional(*state) : std::nullopt;
}

Change start_draft(const StartCommand& command, const Catalog& catalog,
                   const std::string& time_zone) {
    Change draft;
    draft.type = change_type::start;
    draft.product = command.plan;
    draft.quantity = command.users;
    draft.options[option::cycle] = std::string(name_of(command.cycle));
    draft.options[option::time_zone] = time_zone;
    if (command.trial) draft.options[option::trial_days] = std::to_string(catalog.trial_days);
    return draft;
}

}  // namespace

SubscriptionService::SubscriptionService(SubscriptionStore& store, selling::Billing& billing,
                                         const AuditWriter& written, Catalog catalog,
                                         std::string default_time_zone)
    : store_(store),
      billing_(billing),
      written_(written),
      catalog_(std::move(catalog)),
      default_time_zone_(std::move(default_time_zone)),
      flow_(make_flow(billing)) {}

SubscriptionService::Flow SubscriptionService::make_flow(selling::Billing& billing) {
    Flow::Seller seller;
    seller.name = "subscription";
    seller.transact = [this](const AccountId& account,
                             const std::function<Status(SubscriptionTx&)>& body) {
        return transact(account, body);
    };
    seller.purchase_of = [this](const Change& change) { return purchase_of(change, catalog_); };
    seller.settled = [this](SubscriptionTx& tx, const Settled& change) { settled(tx, change); };
    return Flow(std::move(seller), store_.reads(), billing);
}

/// A start that is applied begins a life of its own.
void SubscriptionService::settled(SubscriptionTx& tx, const Settled& change) const {
    const Change& after = change.after;
    const std::optional<Subscription> before = state_before(tx, change);
    const bool begins = after.type == change_type::start && after.status == ChangeStatus::applied &&
                        change.outcome.term;
    if (begins) {
        const Timestamp started_at = *after.effective_at;
        tx.seller().save(
            selling::begun(SubscriptionId::make(started_at).str(), change.outcome, started_at));
    }
    audit(tx, change.by, after.type + "." + std::string(name_of(after.status)), after.id.str(),
          before);
}

void SubscriptionService::audit(SubscriptionTx& tx, const Caller& by, std::string action,
                                std::string resource,
                                const std::optional<Subscription>& before) const {
    AuditedChange change{std::move(action), std::move(resource), {}, {}};
    if (before) change.before = written_.subscription(*before);
    const auto after = state_in(tx, by.now);
    if (after.ok()) change.after = written_.subscription(*after);
    tx.seller().audit(by, change);
}

Status SubscriptionService::transact(const AccountId& account,
                                     const std::function<Status(SubscriptionTx&)>& body) {
    Status status = store_.transact(account, body);
    access_.drop(account);
    return status;
}

Result<Subscription> SubscriptionService::present(const AccountId& account, Timestamp now) {
    const std::optional<selling::Snapshot> snapshot = store_.reads().snapshot(account);
    if (!snapshot) return missing();
    return state_at(snapshot->licence, snapshot->changes, now);
}

Result<Overview> SubscriptionService::read(const AccountId& account, Timestamp now) {
    TENURE_TRY_ASSIGN(Subscription subscription, present(account, now));
    Overview overview{std::move(subscription), {}, store_.usage(account)};
    if (const auto& change = overview.subscription.cancellation)
        overview.cancellation = cancellation_of(overview.subscription, *change);
    return overview;
}

Result<Access> SubscriptionService::access(const AccountId& account, Timestamp now) {
    TENURE_TRY_ASSIGN(
        const AccessCache::Facts facts, access_.get(account, [&]() -> Result<AccessCache::Facts> {
            const auto snapshot = store_.reads().snapshot(account);
            if (!snapshot) return AccessCache::Facts();
            TENURE_TRY_ASSIGN(const AccessFacts found,
                              access_facts(snapshot->licence,
                                           present_life(snapshot->changes, snapshot->licence)));
            return AccessCache::Facts(found);
        }));
    if (!facts) return Access{};
    return Access{status_at(*facts, now), facts->access_until};
}

Result<Change> SubscriptionService::change(const AccountId& account, const ChangeId& id) {
    if (auto change = store_.reads().find(account, id)) return *change;
    return selling::change_not_found();
}

Result<selling::ChangePage> SubscriptionService::changes(const AccountId& account, int limit,
                                                         const std::string& cursor) {
    return store_.reads().page(account, limit, cursor);
}

Result<Preview> SubscriptionService::preview(const ChangeCommand& command) {
    const Caller& caller = command.caller;
    TENURE_TRY_ASSIGN(const Subscription state, present(caller.account, caller.now));
    TENURE_TRY_ASSIGN(const Decision decision,
                      decide(command.wanted, state, catalog_, store_.usage(caller.account)));
    TENURE_TRY_ASSIGN(const selling::Purchase purchase, purchase_of(decision.draft, catalog_));
    TENURE_TRY_ASSIGN(std::string quote, billing_.quote(caller, purchase));
    Preview preview{std::move(quote), decision.losses, {}};
    if (decision.surplus > 0)
        preview.would_deactivate =
            store_.last_added(caller.account, std::min(decision.surplus, most_named_users));
    return preview;
}

Status SubscriptionService::check_start(SubscriptionTx& tx, const StartCommand& command) const {
    for (const Change& other : tx.seller().changes()) {
        if (other.type == change_type::start && other.status == ChangeStatus::pending)
            return exists();
    }
    const std::optional<Licence> licence = tx.seller().licence();
    if (!licence) return done;
    TENURE_TRY_ASSIGN(const Subscription state, state_in(tx, command.caller.now));
    if (!is_over(state)) return exists();
    if (command.trial)
        return Error{ErrorKind::conflict, "trial_used",
                     "the account had a subscription before: there is one trial"};
    return done;
}

Result<Change> SubscriptionService::start(const StartCommand& command) {
    TENURE_TRY(catalog_.plan(command.plan));
    const std::string time_zone = command.time_zone.value_or(default_time_zone_);
    TENURE_TRY(TimeZone::find(time_zone));
    return flow_.make(
        command.caller, command.key, start_draft(command, catalog_, time_zone),
        [&](SubscriptionTx& tx, Change&) -> Status { return check_start(tx, command); });
}

Result<Change> SubscriptionService::make(const ChangeCommand& command) {
    return flow_.make(
        command.caller, command.key, {}, [&](SubscriptionTx& tx, Change& draft) -> Status {
            TENURE_TRY_ASSIGN(const Subscription state, state_in(tx, command.caller.now));
            const std::optional<Usage> usage = tx.usage();
            TENURE_TRY_ASSIGN(const Decision decision,
                              decide(command.wanted, state, catalog_, usage));
            TENURE_TRY(check_consent(command.wanted, decision, usage));
            draft.type = decision.draft.type;
            draft.product = decision.draft.product;
            draft.quantity = decision.draft.quantity;
            draft.options = decision.draft.options;
            draft.quote_id = decision.draft.quote_id;
            return done;
        });
}

Result<Change> SubscriptionService::undo(const Caller& caller, const ChangeId& id) {
    return flow_.undo(caller, id);
}

Cancellation SubscriptionService::cancellation_of(const Subscription& subscription,
                                                  const Change& change) const {
    Cancellation cancellation{change, {}, {}, {}};
    if (change.status != ChangeStatus::scheduled && change.status != ChangeStatus::applied)
        return cancellation;
    cancellation.access_until = subscription.access_until;
    if (subscription.access_until)
        cancellation.download_until =
            *subscription.access_until + std::chrono::days(catalog_.download_days);
    cancellation.undo_until = subscription.change_deadline;
    return cancellation;
}

Result<Cancellation> SubscriptionService::cancel(const CancelCommand& command) {
    const Caller& caller = command.caller;
    Change draft;
    draft.type = change_type::cancel;
    if (!command.reason.empty()) draft.options[option::reason] = command.reason;
    TENURE_TRY_ASSIGN(
        const Change change,
        flow_.make(caller, command.key, draft, [&](SubscriptionTx& tx, Change&) -> Status {
            TENURE_TRY_ASSIGN(const Subscription state, state_in(tx, caller.now));
            return check_cancellable(state);
        }));
    TENURE_TRY_ASSIGN(const Subscription state, present(caller.account, caller.now));
    return cancellation_of(state, change);
}

Result<Cancellation> SubscriptionService::undo_cancellation(const Caller& caller) {
    TENURE_TRY_ASSIGN(const Subscription before, present(caller.account, caller.now));
    if (!before.cancellation)
        return Error{ErrorKind::not_found, "cancellation_missing",
                     "the subscription is not cancelled"};
    TENURE_TRY_ASSIGN(const Change change, flow_.undo(caller, before.cancellation->id));
    return cancellation_of(before, change);
}

Result<Usage> SubscriptionService::report_usage(const Caller& caller, UsageReport report) {
    report.usage.active_users = static_cast<std::int64_t>(report.last_added_first.size());
    report.usage.reported_at = caller.now;
    TENURE_TRY(transact(caller.account, [&](SubscriptionTx& tx) -> Status {
        if (!tx.seller().licence()) return missing();
        AuditedChange change{"usage.reported", "/v1/subscription/usage", {}, {}};
        if (const auto before = tx.usage()) change.before = written_.usage(*before);
        change.after = written_.usage(report.usage);
        tx.save(report);
        tx.seller().audit(caller, change);
        return done;
    }));
    return report.usage;
}

Result<bool> SubscriptionService::sweep(const std::function<Caller(const AccountId&)>& caller_for) {
    return flow_.sweep(caller_for);
}

Status SubscriptionService::take_over(const selling::BillingEvent& event) {
    const Caller& by = event.by;
    return transact(by.account, [&](SubscriptionTx& tx) -> Status {
        TENURE_TRY(tx.seller().consumed(event.from, event.to));
        if (const auto* order = std::get_if<selling::OrderNews>(&event.news)) {
            flow_.settle(tx, order->id, order->outcome, by);
            return done;
        }
        const std::optional<Licence> licence = tx.seller().licence();
        if (!licence) return done;
        const auto changed = selling::after_news(*licence, event.news, by.now);
        if (!changed) return done;
        TENURE_TRY_ASSIGN(const Subscription before, state_in(tx, by.now));
        tx.seller().save(*changed);
        audit(tx, by, event.type, licence->id, before);
        return done;
    });
}

}  // namespace tenure::subscription
