#include "add_on/app/service.hpp"

#include "add_on/app/purchase.hpp"
#include "add_on/domain/actions.hpp"
#include "domain/time_zone.hpp"

namespace tenure::add_on {

namespace {

Error missing() {
    return {ErrorKind::not_found, "subscription_missing", "the account has no subscription"};
}

bool is_free_trial(const Wish& wish) {
    return wish.type == ChangeType::start_trial && wish.users == 0;
}

std::optional<Rows> rows_of(AddOnTx& tx) {
    const std::optional<selling::Licence> licence = tx.seller().licence();
    if (!licence) return std::nullopt;
    return Rows{*licence, tx.plan(), {of_this_life(licence, tx.seller().changes()), tx.trial()}};
}

PackageRows package_of(AddOnTx& tx) {
    return {of_this_life(tx.seller().licence(), tx.seller().changes()), tx.trial()};
}

/// What is known of an end. Without a licence billing judges.
Status check_over(const std::optional<Rows>& rows, Timestamp now) {
    if (!rows || !is_over(rows->licence, rows->plan, now)) return done;
    return Error{ErrorKind::conflict, "subscription_ended",
                 "the subscription has ended, and the add-on with it"};
}

/// Nothing takes effect after the end of the subscription, neither in a later one.
Status end(AddOnTx& tx, const selling::Licence& licence) {
    TENURE_TRY_ASSIGN(const TimeZone zone, TimeZone::find(licence.time_zone));
    const Timestamp ended_at = zone.start_of(licence.ended_on.value());
    for (Change change : tx.seller().changes()) {
        if (change.status != ChangeStatus::scheduled || change.effective_at < ended_at) continue;
        change.status = ChangeStatus::undone;
        tx.seller().finish(change);
    }
    tx.forget_plan();
    tx.cut_trial(ended_at);
    return done;
}

/// The licence with the news; a new life when a term starts where there was none.
std::optional<selling::Licence> licence_after(const std::optional<selling::Licence>& licence,
                                              const AddOnService::BillingEvent& event) {
    const auto* started = std::get_if<selling::TermStarted>(&event.news);
    if (started && (!licence || licence->ended_on)) {
        selling::Licence life;
        life.id = new_id("lic", event.occurred_at);
        life.started_at = event.occurred_at;
        life.term = started->term;
        life.time_zone = started->time_zone;
        return life;
    }
    return licence ? after_news(*licence, event.news, event.occurred_at) : std::nullopt;
}

}  // namespace

AddOnService::AddOnService(AddOnStore& store, selling::Billing& billing, const AuditWriter& written,
                           Catalog catalog)
    : store_(store),
      billing_(billing),
      written_(written),
      catalog_(std::move(catalog)),
      flow_({"add_on",
             [this](const AccountId& account, const std::function<Status(AddOnTx&)>& body) {
                 return store_.transact(account, body);
             },
             [this](const Change& change) -> Result<selling::Purchase> {
                 return purchase_of(change, catalog_);
             },
             [this](AddOnTx& tx, const selling::Settled& news) { settled(tx, news); }},
            store.seller(), billing) {}

void AddOnService::settled(AddOnTx& tx, const selling::Settled& news) const {
    const bool was_pending = news.before.status == ChangeStatus::pending;
    const bool begins = was_pending && is_accepted(news.after);
    if (begins && type_of(news.after) == ChangeType::start_trial)
        tx.begin({news.after.id, news.after.created_at, trial_end_of(news.after)});
    if (begins || news.after.status == ChangeStatus::undone)
        tx.seller().audit(news.by, audited(package_of(tx), news.after, written_));
}

Result<AddOn> AddOnService::read(const AccountId& account, Timestamp now) {
    const std::optional<Rows> rows = store_.rows(account);
    if (!rows) return missing();
    return add_on_at(*rows, now);
}

Result<Change> AddOnService::change(const AccountId& account, const ChangeId& id) {
    if (auto change = store_.seller().find(account, id)) return *change;
    return selling::change_not_found();
}

Result<selling::ChangePage> AddOnService::changes(const AccountId& account, int limit,
                                                  const std::string& cursor) {
    return store_.seller().page(account, limit, cursor);
}

Result<Preview> AddOnService::preview(const ChangeCommand& command) {
    const Timestamp now = command.caller.now;
    const Wish& wish = command.wish;
    const std::optional<Rows> rows = store_.rows(command.caller.account);
    TENURE_TRY(check_over(rows, now));
    TENURE_TRY(
        check_package(rows ? rows->package : store_.package(command.caller.account), wish, now));
    Preview preview;
    if (wish.type == ChangeType::switch_package && wish.package == Package::basic)
        preview.losses = catalog_.losses();
    const auto licence = rows ? std::optional(rows->licence) : std::nullopt;
    TENURE_TRY_ASSIGN(const Change draft, draft_of(wish, licence, catalog_.trial_days, now));
    if (is_free_trial(wish)) {
        TENURE_TRY_ASSIGN(const AddOn add_on, add_on_at(*rows, now));
        TENURE_TRY(check(add_on, wish, now));
        return preview;
    }
    TENURE_TRY_ASSIGN(preview.quote, billing_.quote(command.caller, purchase_of(draft, catalog_)));
    return preview;
}

Status AddOnService::complete(AddOnTx& tx, const Wish& wish, Change& draft) const {
    const Timestamp now = draft.created_at;
    const std::optional<Rows> rows = rows_of(tx);
    TENURE_TRY(check_over(rows, now));
    const PackageRows package = rows ? rows->package : PackageRows{tx.seller().changes(), {}};
    TENURE_TRY(check_package(package, wish, now));
    const auto licence = rows ? std::optional(rows->licence) : std::nullopt;
    TENURE_TRY_ASSIGN(const Change completed, draft_of(wish, licence, catalog_.trial_days, now));
    draft.options = completed.options;
    return done;
}

Result<Change> AddOnService::make(const ChangeCommand& command) {
    Change draft;
    draft.type = std::string(name_of(command.wish.type));
    draft.product = std::string(name_of(command.wish.package));
    draft.quantity = command.wish.users;
    draft.quote_id = command.quote_id;
    if (is_free_trial(command.wish)) return start_free_trial(command, std::move(draft));
    return flow_.make(
        command.caller, command.key, std::move(draft),
        [&](AddOnTx& tx, Change& opened) { return complete(tx, command.wish, opened); });
}

Result<Change> AddOnService::start_free_trial(const ChangeCommand& command, Change draft) {
    const Caller& caller = command.caller;
    if (command.key && command.key->resume)
        return change(caller.account, ChangeId(*command.key->resume));
    draft.id = ChangeId::make(caller.now);
    draft.created_at = caller.now;
    draft.asked_by = {caller.subject, caller.roles, caller.request_id, caller.on_test_clock};
    std::optional<Change> made;
    TENURE_TRY(store_.transact(caller.account, [&](AddOnTx& tx) -> Status {
        made = draft;
        TENURE_TRY(complete(tx, command.wish, *made));
        TENURE_TRY_ASSIGN(const AddOn add_on, add_on_at(rows_of(tx).value(), caller.now));
        TENURE_TRY(check(add_on, command.wish, caller.now));
        TENURE_TRY(tx.seller().insert(*made, command.key));
        made->status = ChangeStatus::applied;
        made->effective_at = caller.now;
        tx.seller().finish(*made);
        tx.begin({made->id, caller.now, trial_end_of(*made)});
        tx.seller().audit(caller, audited(package_of(tx), *made, written_));
        return done;
    }));
    return *made;
}

Result<Change> AddOnService::undo(const Caller& caller, const ChangeId& id) {
    return flow_.undo(caller, id);
}

Result<bool> AddOnService::sweep(const std::function<Caller(const AccountId&)>& caller_for) {
    return flow_.sweep(caller_for);
}

Status AddOnService::take_over(const BillingEvent& event) {
    return store_.transact(event.account, [&](AddOnTx& tx) -> Status {
        TENURE_TRY(tx.seller().consumed(event.from, event.to));
        if (const auto* order = std::get_if<selling::OrderNews>(&event.news))
            flow_.settle(tx, order->id, order->outcome, event.by);
        if (event.plan_order) tx.save(*event.plan_order);
        const std::optional<selling::Licence> licence = licence_after(tx.seller().licence(), event);
        if (!licence) return done;
        tx.seller().save(*licence);
        return licence->ended_on ? end(tx, *licence) : done;
    });
}

}  // namespace tenure::add_on
