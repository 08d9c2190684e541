#include "billing/app/renewal_service.hpp"

#include <exception>

#include "domain/failpoint.hpp"
#include "domain/unavailable.hpp"

namespace tenure::billing {

namespace {

Error details_missing() {
    return {ErrorKind::conflict, "billing_details_missing",
            "a paid term ends, but there is nobody to invoice the next one to"};
}

bool is_outage(const Error& error) {
    return error.kind == ErrorKind::unavailable || error.kind == ErrorKind::timed_out ||
           error.kind == ErrorKind::bad_gateway;
}

/// The outcome of a step that may meet what it was not made for; an outage passes through.
template <class Step>
auto attempt(Step step) -> decltype(step()) {
    try {
        return step();
    } catch (const Unavailable&) {
        throw;
    } catch (const std::exception& error) {
        return Error{ErrorKind::internal, "internal_error", error.what()};
    }
}

}  // namespace

RenewalService::RenewalService(RenewalStore& store, Collector& collector, EngineEvents& events,
                               const SalesSettings& sales, int batch,
                               std::function<Caller(const AccountId&)> service_caller)
    : store_(store),
      collector_(collector),
      events_(events),
      sales_(sales),
      seller_zone_(TimeZone::find(sales.seller_time_zone).value()),
      batch_(batch),
      service_caller_(std::move(service_caller)) {}

// --- paid terms

Result<bool> RenewalService::renew_batch(Timestamp now) {
    const Result<std::size_t> renewed = attempt([&] { return renew(ClaimScope{now, batch_}); });
    if (renewed.ok()) return *renewed > 0;
    TENURE_TRY(renew_one_by_one(now));
    return true;
}

Result<bool> RenewalService::renew(const AccountId& account, Timestamp now) {
    TENURE_TRY_ASSIGN(const std::size_t renewed, renew(ClaimScope{now, 1, account}));
    return renewed > 0;
}

/// One account that cannot be renewed is held back; the others of its batch go on without it.
Status RenewalService::renew_one_by_one(Timestamp now) {
    std::optional<Error> first;
    for (const AccountId& account : store_.due(now, batch_)) {
        const Result<bool> renewed = attempt([&] { return renew(account, now); });
        if (renewed.ok()) continue;
        store_.hold(account);
        if (!first) first = renewed.error();
        first->detail += " (" + account.str() + ")";
    }
    return first ? Status(*first) : Status(done);
}

Result<std::size_t> RenewalService::renew(const ClaimScope& scope) {
    std::size_t count = 0;
    TENURE_TRY(store_.transact([&](RenewalTx& tx) -> Status {
        const std::vector<DueAccount> claimed = tx.claim_renewals(scope);
        count = claimed.size();
        TENURE_FAILPOINT("billing.renewal_claimed");
        return claimed.empty() ? Status(done) : settle(tx, claimed, scope.now);
    }));
    if (count > 0) TENURE_FAILPOINT("billing.renewal_committed");
    return count;
}

Status RenewalService::settle(RenewalTx& tx, const std::vector<DueAccount>& claimed,
                              Timestamp now) const {
    std::vector<Ended> ending;
    std::vector<Renewed> renewing;
    for (const DueAccount& due : claimed) {
        if (const auto reason = end_of_term(due.account, due.current)) {
            ending.push_back({due.id, due.current.term.renews_on, due.current.renewal(), *reason});
            continue;
        }
        TENURE_TRY_ASSIGN(Renewed next, renewed(due, now));
        renewing.push_back(std::move(next));
    }
    end(tx, ending, now);
    if (renewing.empty()) return done;
    tx.write(renewing);
    publish_started(tx, renewing, claimed, now);
    TENURE_FAILPOINT("billing.renewal_written");
    return issue(tx, renewing, now);
}

Result<Renewed> RenewalService::renewed(const DueAccount& due, Timestamp now) const {
    if (!due.details) return details_missing();
    TENURE_TRY_ASSIGN(NextInvoice next, renewal_invoice(due.account, due.current, *due.details,
                                                        due.items, sales_.vat));
    Renewed result;
    result.account = due.id;
    result.term = next.term;
    result.renews_at = due.current.zone.start_of(next.term.renews_on);
    result.notice = next_notice(next.term, due.current.zone, now);
    result.on_test_clock = due.on_test_clock;
    if (next.content.lines.empty()) return result;
    Invoice invoice;
    invoice.id = InvoiceId::make(now);
    invoice.seller = sales_.seller;
    invoice.buyer = *due.details;
    invoice.legal_mentions = legal_mentions(next.content, due.details->language);
    invoice.content = std::move(next.content);
    invoice.issued_on = seller_zone_.date_of(now);
    const bool owed = !invoice.content.total.is_zero();
    invoice.status = owed ? InvoiceStatus::open : InvoiceStatus::paid;
    if (owed)
        result.attempt = Attempt{PaymentId::make(now), invoice.id, AttemptStatus::scheduled, now};
    else
        invoice.paid_at = now;
    result.invoice = std::move(invoice);
    return result;
}

void RenewalService::publish_started(RenewalTx& tx, const std::vector<Renewed>& renewed,
                                     const std::vector<DueAccount>& claimed, Timestamp now) const {
    std::vector<EngineEvent> events;
    auto due = claimed.begin();
    for (const Renewed& next : renewed) {
        while (due->id != next.account) ++due;  // both in the order of the claim
        events.push_back(
            {next.account, "term.started", events_.term(next.term, due->account.time_zone)});
    }
    tx.publish(events, now);
}

/// Numbers come last: whoever holds the counter holds up every other invoice.
Status RenewalService::issue(RenewalTx& tx, std::vector<Renewed>& renewed, Timestamp now) const {
    std::int64_t invoices = 0;
    for (const Renewed& next : renewed) invoices += next.invoice ? 1 : 0;
    if (invoices == 0) return done;
    const int year = year_of(seller_zone_.date_of(now));
    std::int64_t number = tx.take_numbers(sales_.seller.vat_number, year, invoices);
    TENURE_FAILPOINT("billing.renewal_numbered");
    std::vector<EngineEvent> events;
    for (Renewed& next : renewed) {
        if (!next.invoice) continue;
        next.invoice->number = invoice_number(year, number++);
        events.push_back({next.account, "invoice.opened", events_.invoice(*next.invoice)});
        if (next.invoice->paid_at)
            events.push_back({next.account, "invoice.paid", events_.invoice(*next.invoice)});
    }
    tx.issue(renewed, now);
    tx.publish(events, now);
    return done;
}

void RenewalService::end(RenewalTx& tx, const std::vector<Ended>& ended, Timestamp now) const {
    if (ended.empty()) return;
    std::vector<EngineEvent> events;
    for (const Ended& one : ended)
        events.push_back(
            {one.account, "account.ended",
             events_.ended(one.on, std::string(name_in(end_reason_names, one.reason)))});
    tx.write(ended);
    tx.publish(events, now);
}

// --- trials

Result<bool> RenewalService::end_next_trial(Timestamp now) {
    const std::optional<AccountId> account = store_.next_trial(now);
    if (!account) return false;
    Caller caller = service_caller_(*account);
    caller.now = now;
    const Result<bool> ended = attempt([&] { return end_trial(caller); });
    // One trial that cannot be decided holds up no other; an outage is none of its fault.
    if (!ended.ok() && !is_outage(ended.error())) store_.hold(*account);
    return ended;
}

/// Whether it can be paid for is asked before the transaction. A method removed in between fails
/// at its first payment, like any other.
Result<bool> RenewalService::end_trial(const Caller& caller) {
    TENURE_TRY_ASSIGN(const bool payable, collector_.has_default_method(caller));
    TENURE_FAILPOINT("billing.trial_asked");
    bool ended = false;
    TENURE_TRY(store_.transact([&](RenewalTx& tx) -> Status {
        const std::optional<DueAccount> due = tx.claim_trial(caller.account, caller.now);
        ended = due.has_value();
        if (!due) return done;
        const bool converts = payable && due->details && !end_of_term(due->account, due->current);
        if (converts) return settle(tx, {*due}, caller.now);
        const EndReason reason =
            end_of_term(due->account, due->current).value_or(EndReason::trial_not_converted);
        end(tx, {{due->id, due->current.term.renews_on, due->current.renewal(), reason}},
            caller.now);
        return done;
    }));
    return ended;
}

Result<bool> RenewalService::tell_next_state() {
    const std::optional<AccountId> account = store_.next_untold();
    if (!account) return false;
    const Status told = tell_state(service_caller_(*account));
    if (!told.ok()) store_.hold(*account);
    TENURE_TRY(told);
    return true;
}

Status RenewalService::tell_state(const Caller& caller) {
    const std::optional<AccountState> state = store_.untold_state(caller.account);
    if (!state) return done;
    TENURE_TRY(collector_.tell(caller, *state));
    store_.note_told(caller.account, *state);
    return done;
}

Status RenewalService::bring_up_to_date(const Caller& caller) {
    while (const auto status = store_.is_due(caller.account, caller.now)) {
        const Result<bool> renewed = *status == AccountStatus::trialing
                                         ? end_trial(caller)
                                         : renew(caller.account, caller.now);
        TENURE_TRY(renewed);
        if (!*renewed) return done;  // somebody else did, or a purchase has to be paid first
    }
    return done;
}

// --- notices

Result<bool> RenewalService::notify_batch(Timestamp now) {
    return notify(ClaimScope{now, batch_});
}

Result<bool> RenewalService::notify(const AccountId& account, Timestamp now) {
    return notify(ClaimScope{now, 1, account});
}

Result<bool> RenewalService::notify(const ClaimScope& scope) {
    bool any = false;
    TENURE_TRY(store_.transact([&](RenewalTx& tx) -> Status {
        std::vector<EngineEvent> events;
        std::vector<Noticed> noticed;
        for (const DueAccount& due : tx.claim_notices(scope)) {
            if (auto event = notice_of(due)) events.push_back(std::move(*event));
            noticed.push_back({due.id, next_notice(due.current.term, due.current.zone, scope.now)});
        }
        any = !noticed.empty();
        if (!any) return done;
        tx.write(noticed);
        tx.publish(events, scope.now);
        return done;
    }));
    return any;
}

std::optional<EngineEvent> RenewalService::notice_of(const DueAccount& due) const {
    const Term& term = due.current.term;
    switch (due.notice.value_or(NoticeKind::window_closing)) {
        case NoticeKind::trial_ending:
            return EngineEvent{due.id, "trial.ending", events_.trial_ending(term.renews_on)};
        case NoticeKind::window_closing:
            return EngineEvent{due.id, "change_window.closing",
                               events_.window_closing(
                                   term.renews_on - std::chrono::days(default_change_window_days))};
        case NoticeKind::renewal_30:
        case NoticeKind::renewal_22:
            break;
    }
    if (!due.details || end_of_term(due.account, due.current)) return std::nullopt;
    const Result<NextInvoice> next =
        renewal_invoice(due.account, due.current, *due.details, due.items, sales_.vat);
    if (!next.ok()) return std::nullopt;  // the renewal itself will say why
    return EngineEvent{
        due.id, "renewal.upcoming",
        events_.upcoming(days_before_end(*due.notice), term.renews_on, next->content.total)};
}

}  // namespace tenure::billing
