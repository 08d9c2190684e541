// The store's contract, on a real database.

#include "billing/store/store.hpp"

#include <catch2/catch.hpp>

#include "billing/module.hpp"
#include "metrics/metrics.hpp"
#include "testkit/temp_database.hpp"
#include "unit/billing/examples.hpp"

using namespace tenure;
using namespace tenure::billing;
using namespace tenure::billing::examples;

namespace {

const AccountId account{"acc_one"};
const Timestamp now = at("2026-11-23T10:00:00.123456Z");
const VatTreatment belgian{VatCategory::standard, 2100};

struct StoreFixture {
    testkit::TempDatabase database{billing::service().migrations};
    metrics::Registry metrics;
    pg::Pool pool{database.url(), {}, metrics};
    std::unique_ptr<BillingStore> store = make_store(pool, std::chrono::milliseconds(0));
    Quote quote = a_quote();
    Order order = an_order();
    Invoice draft = a_draft();
    Caller caller{account, "user:test", {}, "req_test", {}, now, true};

    Quote a_quote() const {
        Quote made;
        made.id = QuoteId::make(now);
        made.purchase = identity_of(start(5));
        made.account_version = 3;
        made.total = euros(54'450);
        made.created_at = now;
        made.expires_at = now + std::chrono::minutes(30);
        made.effective_at = now;
        return made;
    }
    Order an_order() const {
        const Term term = first_term(day("2026-11-23"), Cycle::quarterly);
        Order made;
        made.id = ChangeId::make(now);
        made.purchase = start(5);
        made.content = content_of(made.purchase, quote.id);
        made.quote = quote;
        made.priced = price_purchase(made.purchase, {}, term, day("2026-11-23"), belgian).value();
        made.placed_at = now;
        made.effective_at = now;
        made.time_zone = "Europe/Brussels";
        made.invoice_id = InvoiceId::make(now);
        return made;
    }
    Invoice a_draft() const {
        Invoice made;
        made.id = *order.invoice_id;
        made.order_id = order.id;
        made.seller = {"Vendeur SA",
                       {"Rue 1", "Bte 2", "1000", "Bruxelles", "BE"},
                       "BE0123456749",
                       "RPM Bruxelles",
                       {}};
        made.buyer = edited({}, {"Exemple SA",
                                 {"Rue 3", {}, "4000", "Liège", "BE"},
                                 "BE0403019261",
                                 VatNumberStatus::none,
                                 {},
                                 {},
                                 "a@example.com",
                                 "fr",
                                 "PO",
                                 0});
        made.content = order.priced;
        made.legal_mentions = {"one", "two"};
        return made;
    }
    template <class Body>
    void transact(Body body) {
        REQUIRE(store
                    ->transact(account,
                               [&](BillingTx& tx) -> Status {
                                   body(tx);
                                   return done;
                               })
                    .ok());
    }
    void place() {
        transact([&](BillingTx& tx) {
            tx.insert(quote);
            tx.insert(order, caller);
            tx.insert_draft(draft);
        });
    }
    std::optional<Order> stored(const AccountId& whose = account) {
        std::optional<Order> found;
        REQUIRE(store
                    ->read(whose,
                           [&](BillingReads& reads) -> Status {
                               found = reads.find(order.id);
                               return done;
                           })
                    .ok());
        return found;
    }
};

}  // namespace

TEST_CASE("An order is read back as it was written, and only by its account") {
    StoreFixture f;
    f.place();
    const Order read = f.stored().value();
    REQUIRE(read.status == OrderStatus::pending);
    REQUIRE(identity_of(read.purchase) == identity_of(f.order.purchase));
    REQUIRE(read.purchase.operations[0].prices.annual == euros(2500));
    REQUIRE(read.purchase.operations[0].names.at("de") == "Benutzer GROW");
    REQUIRE(read.content == f.order.content);
    REQUIRE(read.placed_at == now);
    REQUIRE(read.quote.id == f.quote.id);
    REQUIRE(read.quote.expires_at == f.quote.expires_at);
    REQUIRE(read.quote.used_by == f.order.id);
    REQUIRE(read.priced.total == euros(54'450));
    REQUIRE(read.priced.lines.at(0).period == RemainingPeriod{3, 0, 0});
    REQUIRE(read.priced.vat.at(0).treatment == belgian);
    REQUIRE(read.invoice_status == InvoiceStatus::draft);
    REQUIRE_FALSE(read.term);
    REQUIRE(read.attempts == 1);
    REQUIRE_FALSE(f.stored(AccountId("acc_two")));
}

TEST_CASE("An invoice is read back as it was written") {
    StoreFixture f;
    f.place();
    f.transact([&](BillingTx& tx) {
        const Invoice read = tx.find(f.draft.id).value();
        REQUIRE(read.status == InvoiceStatus::draft);
        REQUIRE(read.seller.address.line2 == "Bte 2");
        REQUIRE_FALSE(read.seller.iban);
        REQUIRE(read.buyer.address.city == "Liège");
        REQUIRE(read.buyer.vat_number_status == VatNumberStatus::unverified);
        REQUIRE(read.buyer.purchase_order == "PO");
        REQUIRE(read.legal_mentions == std::vector<std::string>{"one", "two"});
        REQUIRE(read.content.subtotal == euros(45'000));
    });
}

TEST_CASE("An order in force brings items, term and a numbered invoice") {
    StoreFixture f;
    f.place();
    const Term term = first_term(day("2026-11-23"), Cycle::quarterly);
    f.transact([&](BillingTx& tx) {
        REQUIRE(tx.items().empty());
        REQUIRE(tx.start_is_pending());
        tx.start(term, brussels());
        tx.apply(f.order.id, term);
        tx.set_items(f.order.id, ItemStatus::in_force);
        tx.raise_version();
        Invoice issued = f.draft;
        issued.status = InvoiceStatus::open;
        issued.issued_on = day("2026-11-23");
        issued.number = invoice_number(2026, tx.take_number(issued.seller.vat_number, 2026));
        tx.issue(issued, now);
    });
    f.transact([&](BillingTx& tx) {
        const Account read = tx.account();
        REQUIRE(read.version == 1);
        REQUIRE(read.time_zone == "Europe/Brussels");
        REQUIRE(read.terms == std::vector<Term>{term});
        REQUIRE(tx.items().at(0).operation.quantity == 5);
        REQUIRE(tx.items().at(0).effective_at == now);
        REQUIRE_FALSE(tx.start_is_pending());
        tx.mark_paid(f.draft.id, now);
        REQUIRE(tx.find(f.draft.id)->paid_at == now);
    });
    const Order read = f.stored().value();
    REQUIRE(read.status == OrderStatus::applied);
    REQUIRE(read.term == term);
    REQUIRE(read.invoice_number == "2026-000001");
    REQUIRE(read.invoice_status == InvoiceStatus::paid);
}

TEST_CASE("A withdrawn order is gone with all its parts, unless another attempt has begun") {
    StoreFixture f;
    f.place();
    f.transact([&](BillingTx& tx) {
        REQUIRE(tx.take_up(f.order.id) == 2);
        REQUIRE_FALSE(tx.withdraw(f.order.id, 1));
    });
    REQUIRE(f.stored());
    f.transact([&](BillingTx& tx) {
        REQUIRE(tx.withdraw(f.order.id, 2));
        REQUIRE_FALSE(tx.find(f.quote.id)->used_by);
    });
    REQUIRE_FALSE(f.stored());
    for (const char* table :
         {"billing_order", "item_change", "invoice", "invoice_line", "invoice_vat"}) {
        INFO(table);
        REQUIRE(f.database.query(std::string("select count(*) from ") + table).at(0) == "0");
    }
}

TEST_CASE("A declined order keeps its reason and frees its quote") {
    StoreFixture f;
    f.place();
    f.transact([&](BillingTx& tx) { tx.decline(f.order.id, {"insufficient_funds", "no money"}); });
    const Order read = f.stored().value();
    REQUIRE(read.status == OrderStatus::declined);
    REQUIRE(read.decline->detail == "no money");
    REQUIRE_FALSE(read.quote.used_by);
    REQUIRE(read.invoice_status == InvoiceStatus::withdrawn);
    REQUIRE(read.priced.lines.size() == 1);
    f.transact([&](BillingTx& tx) { REQUIRE(tx.items().empty()); });
    REQUIRE(f.store->invoices(account, {}, 10, "").value().invoices.empty());
}

TEST_CASE("The sweeper takes a pending order whose lease has passed, and leaves it alone then") {
    StoreFixture f;
    REQUIRE_FALSE(f.store->take_unfinished());
    f.place();
    REQUIRE(f.store->count_pending() == 1);
    const auto waiting = make_store(f.pool, std::chrono::hours(1));
    const Unfinished taken = waiting->take_unfinished().value();
    REQUIRE(taken.order == f.order.id);
    REQUIRE(taken.caller.account == account);
    REQUIRE(taken.caller.now == now);
    REQUIRE(taken.caller.on_test_clock);
    REQUIRE(taken.attempt == 2);
    REQUIRE_FALSE(waiting->take_unfinished());
    f.transact([&](BillingTx& tx) { tx.decline(f.order.id, {"payment_declined", ""}); });
    REQUIRE(f.store->count_pending() == 0);
}

TEST_CASE("A deferred order is taken when its instant has come, unless a test clock holds it") {
    StoreFixture f;
    const Term term = first_term(day("2026-11-23"), Cycle::quarterly);
    const Timestamp due = at("2026-12-01T00:00:00Z");
    f.order.purchase = change({beyond(3)}, Effect::deferred);
    f.order.purchase.execute_at = due;
    f.order.status = OrderStatus::scheduled;
    f.order.effective_at = due;
    f.order.term = term;
    f.transact([&](BillingTx& tx) {
        tx.start(term, brussels());
        tx.insert(f.quote);
        tx.insert(f.order, f.caller);
        REQUIRE(tx.items().empty());
        REQUIRE(tx.deferred_items().at(0).operation.limited_by == "plan_users");
        REQUIRE(tx.pending_items().empty());
    });
    const Order read = f.stored().value();
    REQUIRE(identity_of(read.purchase) == identity_of(f.order.purchase));
    REQUIRE_FALSE(read.invoice_id);
    REQUIRE_FALSE(f.store->take_deferred(due - std::chrono::microseconds(1)));
    f.database.query("update billing_account set clock_now = now() returning 1");
    REQUIRE_FALSE(f.store->take_deferred(due));
    f.database.query("update billing_account set clock_now = null returning 1");
    const Unfinished taken = f.store->take_deferred(due).value();
    REQUIRE(taken.order == f.order.id);
    REQUIRE(taken.caller.now == due);
    f.transact([&](BillingTx& tx) { tx.undo(f.order.id); });
    REQUIRE_FALSE(f.store->take_deferred(due));
    REQUIRE(f.stored()->status == OrderStatus::undone);
}

TEST_CASE("A cancellation and another cycle are known with the account until they are undone") {
    StoreFixture f;
    const Term term = first_term(day("2026-11-23"), Cycle::quarterly);
    f.order.purchase = change({}, Effect::at_renewal);
    f.order.purchase.kind = PurchaseKind::cycle;
    f.order.purchase.cycle = Cycle::annual;
    f.order.status = OrderStatus::scheduled;
    f.order.effective_at = at("2027-02-22T23:00:00Z");
    f.order.term = term;
    f.transact([&](BillingTx& tx) {
        tx.start(term, brussels());
        tx.insert(f.quote);
        tx.insert(f.order, f.caller);
        const ScheduledOrder scheduled = tx.account().scheduled.at(0);
        REQUIRE(scheduled.id == f.order.id);
        REQUIRE(scheduled.kind == PurchaseKind::cycle);
        REQUIRE(scheduled.cycle == Cycle::annual);
        REQUIRE(scheduled.effective_at == f.order.effective_at);
        tx.undo(f.order.id);
        REQUIRE(tx.account().scheduled.empty());
    });
    REQUIRE(f.store->cycle_changes(account, 10, "").value().orders.at(0).id == f.order.id);
}

TEST_CASE("Numbers of a transaction that fails are taken again by the next") {
    StoreFixture f;
    const Status failed = f.store->transact(account, [&](BillingTx& tx) -> Status {
        REQUIRE(tx.take_number("BE1", 2026) == 1);
        return Error{ErrorKind::conflict, "order_mismatch", "rolled back"};
    });
    REQUIRE_FALSE(failed.ok());
    f.transact([&](BillingTx& tx) {
        REQUIRE(tx.take_number("BE1", 2026) == 1);
        REQUIRE(tx.take_number("BE1", 2026) == 2);
        REQUIRE(tx.take_number("BE1", 2027) == 1);
        REQUIRE(tx.take_number("BE2", 2026) == 1);
    });
}

TEST_CASE("The cursor in payment-method's events moves only from where it is") {
    StoreFixture f;
    f.transact([&](BillingTx& tx) { REQUIRE(tx.consumed("", "1").ok()); });
    const Status late =
        f.store->transact(account, [&](BillingTx& tx) -> Status { return tx.consumed("", "2"); });
    REQUIRE(late.error().code == "cursor_moved");
}
