#include "wallet/app/pack_service.hpp"

namespace tenure::wallet {

namespace {

using selling::ChangeStatus;

constexpr const char* item = "credits";

Note service_note(std::optional<std::string> relates_to) {
    Note note;
    note.origin.subject = "service:wallet";
    note.relates_to = std::move(relates_to);
    return note;
}

void write(PurchaseTx& tx, const AccountId& account, const Book& book) {
    tx.wallet().write({{account, book}});
}

}  // namespace

Credits credits_of(const Change& change) {
    return Credits::parse(option_of(change, "credits")).value();
}

bool is_automatic(const Change& change) {
    return option_of(change, "automatic") == "yes";
}

PackService::PackService(PurchaseStore& store, selling::Billing& billing, const Catalog& catalog,
                         const EventDocuments& documents, const AuditWriter& written,
                         RechargePolicy policy)
    : store_(store),
      catalog_(catalog),
      documents_(documents),
      written_(written),
      policy_(policy),
      flow_({"wallet",
             [this](const AccountId& account, const std::function<Status(PurchaseTx&)>& body) {
                 return store_.transact(account, body);
             },
             [this](const Change& change) { return purchase_of(change); },
             [this](PurchaseTx& tx, const selling::Settled& news) { settled(tx, news); }},
            store.seller(), billing) {}

Change PackService::draft_of(const Pack& pack, bool automatic) const {
    Change draft;
    draft.type = "buy_pack";
    draft.product = pack.code;
    draft.quantity = 1;
    draft.options = {{"credits", to_string(pack.credits)}};
    if (automatic) draft.options.emplace("automatic", "yes");
    return draft;
}

Result<selling::Purchase> PackService::purchase_of(const Change& change) const {
    TENURE_TRY_ASSIGN(const Pack pack, catalog_.pack(change.product));
    selling::Purchase purchase;
    purchase.operations = {selling::charge(item, pack.code, pack.price, pack.names, 1)};
    return purchase;
}

Result<Change> PackService::buy(const PackCommand& command) {
    TENURE_TRY_ASSIGN(const Pack pack, catalog_.pack(command.pack));
    return flow_.make(command.caller, command.key, draft_of(pack, false),
                      [](PurchaseTx&, Change&) -> Status { return done; });
}

Result<Change> PackService::purchase(const AccountId& account, const ChangeId& id) {
    if (auto change = store_.seller().find(account, id)) return *change;
    return selling::change_not_found();
}

Result<selling::ChangePage> PackService::purchases(const AccountId& account, int limit,
                                                   const std::string& cursor) {
    return store_.seller().page(account, limit, cursor);
}

Result<bool> PackService::sweep(const std::function<Caller(const AccountId&)>& caller_for) {
    return flow_.sweep(caller_for);
}

// --- what becomes of an order

void PackService::settled(PurchaseTx& tx, const selling::Settled& news) const {
    const AccountId& account = news.by.account;
    const Timestamp at = news.after.effective_at.value_or(news.by.now);
    tx.seller().audit(news.by, {news.after.type + "." + std::string(name_of(news.after.status)),
                                "/v1/wallet/purchases/" + news.after.id.str(), std::nullopt,
                                written_.purchase(news.after, at)});
    if (news.after.status == ChangeStatus::declined && is_automatic(news.after)) {
        Caller by = news.by;
        by.now = at;
        declined(tx, by, news.after.decline ? news.after.decline->code : "payment_declined");
    }
    if (news.after.status != ChangeStatus::applied) return;
    PackRow pack{news.after.id, news.after.invoice_id.value_or(""), credits_of(news.after), {}};
    tx.save(pack);
    if (news.outcome.paid) credit(tx, account, std::move(pack), at);
    if (!is_automatic(news.after)) return;
    if (const auto recharge = tx.recharge()) tx.save(after_success(*recharge));
}

void PackService::credit(PurchaseTx& tx, const AccountId& account, PackRow pack,
                         Timestamp at) const {
    Book book = tx.wallet().open_whole({account, at});
    const Result<Transaction> made =
        book.add(Kind::purchase, pack.credits, {}, service_note(pack.order.str()), at);
    write(tx, account, book);
    pack.credited_by = made.value().id;
    pack.returned = false;
    tx.save(pack);
}

void PackService::take_back(PurchaseTx& tx, const AccountId& account, PackRow pack,
                            Timestamp at) const {
    Book book = tx.wallet().open_whole({account, at});
    const auto purchase = tx.wallet().find(account, pack.credited_by.value());
    book.reverse(purchase.value(), service_note(pack.order.str()), at);
    write(tx, account, book);
    pack.credited_by.reset();
    pack.returned = true;
    tx.save(pack);
}

Status PackService::take_over(const selling::BillingEvent& event) {
    return store_.transact(event.by.account, [&](PurchaseTx& tx) -> Status {
        TENURE_TRY(tx.seller().consumed(event.from, event.to));
        if (const auto* order = std::get_if<selling::OrderNews>(&event.news))
            flow_.settle(tx, order->id, order->outcome, event.by);
        if (!event.invoice.empty())
            if (const std::optional<PackRow> pack = tx.pack_of_invoice(event.invoice))
                take_invoice(tx, event, *pack);
        return take_licence(tx, event);
    });
}

/// What is given up, nobody waits for any more: it does not count as on its way.
void PackService::take_invoice(PurchaseTx& tx, const selling::BillingEvent& event,
                               PackRow pack) const {
    const bool given_up = event.type == "invoice.voided" || event.type == "invoice.uncollectible";
    if (event.type == "invoice.paid" && !pack.credited_by)
        credit(tx, event.by.account, std::move(pack), event.by.now);
    else if ((event.type == "invoice.reopened" || given_up) && pack.credited_by)
        take_back(tx, event.by.account, std::move(pack), event.by.now);
    else if (given_up && !pack.returned) {
        pack.returned = true;
        tx.save(pack);
    }
}

// --- the licence

/// A first trial brings credits that expire; the end of the licence ends auto-recharge.
Status PackService::take_licence(PurchaseTx& tx, const selling::BillingEvent& event) const {
    const std::optional<selling::Licence> before = tx.seller().licence();
    if (const auto* started = std::get_if<selling::TermStarted>(&event.news);
        started != nullptr && (!before || before->ended_on)) {
        selling::Licence life;
        life.id = new_id("lic", event.by.now);
        life.started_at = event.by.now;
        life.term = started->term;
        life.time_zone = started->time_zone;
        tx.seller().save(life);
        Book book = tx.wallet().open_whole({event.by.account, event.by.now});
        if (!before && selling::is_trial(life) && catalog_.trial_credits > Credits()) {
            std::optional<Timestamp> expires;
            if (catalog_.trial_credit_days > 0)
                expires = event.by.now + std::chrono::days(catalog_.trial_credit_days);
            TENURE_TRY(book.add(Kind::promotion, catalog_.trial_credits, expires,
                                service_note("trial"), event.by.now));
        }
        write(tx, event.by.account, book);
        tx.set_time_zone(life.time_zone);
        return done;
    }
    if (!before) return done;
    const auto after = after_news(*before, event.news, event.by.now);
    if (!after) return done;
    tx.seller().save(*after);
    if (!after->ended_on) return done;
    if (const auto recharge = tx.recharge(); recharge && recharge->enabled) {
        Recharge off = *recharge;
        off.enabled = false;
        off.reason = "subscription_ended";
        save_audited(tx, event.by, *recharge, off, "auto_recharge.disabled");
    }
    return done;
}

}  // namespace tenure::wallet
