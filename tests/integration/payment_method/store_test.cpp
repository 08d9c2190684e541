// The store's contract on a database of its own.

#include "payment_method/store/store.hpp"

#include <catch2/catch.hpp>

#include "metrics/metrics.hpp"
#include "payment_method/module.hpp"
#include "payment_method/store/sandbox_book.hpp"
#include "pg/pool.hpp"
#include "testkit/temp_database.hpp"

using namespace tenure;
using namespace tenure::payment_method;

namespace {

const Timestamp now = parse_timestamp("2026-11-23T10:00:00.123456Z").value();

struct Stored {
    testkit::TempDatabase database{payment_method::service().migrations};
    metrics::Registry metrics;
    pg::Pool pool{database.url(), {}, metrics};
    std::unique_ptr<PaymentMethodStore> store =
        make_store(pool, std::chrono::milliseconds(0), TimeZone::find("Europe/Brussels").value());
    AccountId account{"acc_one"};
    Caller caller{account, "user:test", {}, "req_1", {}, now, true};

    PaymentMethod add(const std::string& fingerprint, const AccountId& of = AccountId("acc_one")) {
        PaymentMethod method;
        method.id = PaymentMethodId::make(now);
        method.instrument =
            Card{"visa", "4242", CardExpiry{12, 2030}, Funding::credit, "Test Holder"};
        method.created_at = now;
        REQUIRE(store
                    ->transact(of,
                               [&](PaymentMethodTx& tx) -> Status {
                                   return tx.insert(
                                       method, {"sandbox", "tok_" + fingerprint, fingerprint, {}},
                                       {});
                               })
                    .ok());
        return method;
    }
    Payment pay(const PaymentMethod& method) {
        Payment payment;
        payment.id = PaymentId::make(now);
        payment.amount = Money(1250, Currency::eur());
        payment.purpose = {"order", "chg_1"};
        payment.description = "3 users";
        payment.method = method.id;
        payment.created_at = now;
        payment.on_test_clock = true;
        in_transaction([&](PaymentMethodTx& tx) { tx.insert(payment, caller); });
        return payment;
    }
    template <class Body>
    void in_transaction(Body body) {
        REQUIRE(store
                    ->transact(account,
                               [&](PaymentMethodTx& tx) -> Status {
                                   body(tx);
                                   return done;
                               })
                    .ok());
    }
};

}  // namespace

TEST_CASE("A method is read back as it was written") {
    Stored s;
    const PaymentMethod written = s.add("f1");
    const auto read = s.store->method(s.account, written.id);
    REQUIRE(read.has_value());
    REQUIRE(read->id == written.id);
    const auto& card = std::get<Card>(read->instrument);
    REQUIRE(card.brand == "visa");
    REQUIRE(card.last4 == "4242");
    REQUIRE(card.expiry == CardExpiry{12, 2030});
    REQUIRE(card.funding == Funding::credit);
    REQUIRE(card.holder == "Test Holder");
    REQUIRE(read->created_at == now);
    REQUIRE_FALSE(read->is_default);
    REQUIRE_FALSE(s.store->method(AccountId("acc_two"), written.id).has_value());
}

TEST_CASE("An account has one default, which is one of its methods") {
    Stored s;
    const PaymentMethod one = s.add("f1");
    const PaymentMethod two = s.add("f2");
    REQUIRE_FALSE(s.store->default_method(s.account).has_value());
    s.in_transaction([&](PaymentMethodTx& tx) {
        tx.set_default(one.id);
        tx.set_default(two.id);
        REQUIRE(tx.default_method()->id == two.id);
        REQUIRE(tx.count_methods() == 2);
    });
    REQUIRE(s.store->default_method(s.account)->id == two.id);
    const PaymentMethod others = s.add("f1", AccountId("acc_two"));
    REQUIRE_THROWS(s.store->transact(s.account, [&](PaymentMethodTx& tx) -> Status {
        tx.set_default(others.id);
        return done;
    }));
}

TEST_CASE("A card is known by its fingerprint and expiry until it is removed") {
    Stored s;
    const PaymentMethod method = s.add("f1");
    s.in_transaction([&](PaymentMethodTx& tx) {
        REQUIRE(tx.has_instrument({"f1", CardExpiry{12, 2030}}));
        REQUIRE_FALSE(tx.has_instrument({"f1", CardExpiry{12, 2031}}));
        REQUIRE_FALSE(tx.has_instrument({"f2", CardExpiry{12, 2030}}));
        REQUIRE(tx.remove(method.id, now).token == "tok_f1");
        REQUIRE_FALSE(tx.has_instrument({"f1", CardExpiry{12, 2030}}));
        REQUIRE_FALSE(tx.method(method.id).has_value());
        REQUIRE(tx.count_methods() == 0);
    });
    REQUIRE(s.database.query("select count(*) from payment_method where token is null").at(0) ==
            "1");
}

TEST_CASE("An error rolls the whole transaction back") {
    Stored s;
    const PaymentMethod method = s.add("f1");
    const Status refused = s.store->transact(s.account, [&](PaymentMethodTx& tx) -> Status {
        tx.set_default(method.id);
        tx.append_event("payment_method.default_changed", "{}", now);
        return Error{ErrorKind::conflict, "no", ""};
    });
    REQUIRE(refused.error().code == "no");
    REQUIRE_FALSE(s.store->default_method(s.account).has_value());
    REQUIRE(s.database.query("select count(*) from event").at(0) == "0");
}

TEST_CASE("A payment is read back with what it is charged to") {
    Stored s;
    const Payment written = s.pay(s.add("f1"));
    const auto charge = s.store->charge(s.account, written.id);
    REQUIRE(charge.has_value());
    REQUIRE(charge->token == "tok_f1");
    REQUIRE(charge->expiry == CardExpiry{12, 2030});
    const Payment& read = charge->payment;
    REQUIRE(read.id == written.id);
    REQUIRE(read.status == PaymentStatus::created);
    REQUIRE(read.amount == written.amount);
    REQUIRE(read.purpose == written.purpose);
    REQUIRE(read.description == written.description);
    REQUIRE(read.method == written.method);
    REQUIRE(read.created_at == now);
    REQUIRE(read.on_test_clock);
    REQUIRE_FALSE(s.store->charge(AccountId("acc_two"), written.id).has_value());
}

TEST_CASE("A recorded outcome is final, even against a later update") {
    Stored s;
    Payment payment = s.pay(s.add("f1"));
    payment = settle(payment, ChargeOutcome::failure("payment_declined"));
    s.in_transaction([&](PaymentMethodTx& tx) { tx.update(payment, now); });
    payment.status = PaymentStatus::succeeded;
    s.in_transaction([&](PaymentMethodTx& tx) { tx.update(payment, now); });
    const auto read = s.store->charge(s.account, payment.id);
    REQUIRE(read->payment.status == PaymentStatus::failed);
    REQUIRE(read->payment.failure_code == "payment_declined");
}

TEST_CASE("Unfinished payments are taken one by one, each leased anew with back-off") {
    Stored s;
    const auto store = make_store(s.pool, std::chrono::milliseconds(10'000),
                                  TimeZone::find("Europe/Brussels").value());
    const PaymentMethod method = s.add("f1");
    const Payment one = s.pay(method);
    const Payment two = s.pay(method);
    const Payment finished = settle(s.pay(method), ChargeOutcome::success());
    s.in_transaction([&](PaymentMethodTx& tx) {
        REQUIRE(tx.has_open_payment(method.id));
        tx.update(finished, now);
    });
    REQUIRE(store->count_unfinished() == 2);
    REQUIRE(store->take_unfinished()->payment == one.id);
    REQUIRE(store->take_unfinished()->payment == two.id);
    REQUIRE_FALSE(store->take_unfinished().has_value());
    const auto leased = s.database.query(
        "select (lease_until > clock_timestamp() + interval '5 s')::text from payment "
        "where status = 'created'");
    REQUIRE(leased == std::vector<std::string>{"true", "true"});
}

TEST_CASE("The sandbox's book holds one charge a key, whatever becomes of our transaction") {
    Stored s;
    const auto book = make_sandbox_book(s.pool);
    const ChargeRequest request{s.account,
                                PaymentId("pay_1"),
                                MethodType::sepa_debit,
                                "tok_1",
                                Money(1000, Currency::eur()),
                                "text",
                                false,
                                now};
    const SandboxCharge written{now, "", now + std::chrono::days(3), "debit_refunded"};
    const Status undone = s.store->transact(s.account, [&](PaymentMethodTx&) -> Status {
        REQUIRE(book->enter(request, written).first);
        return Error{ErrorKind::conflict, "undone", ""};
    });
    REQUIRE_FALSE(undone.ok());
    const auto again = book->enter(request, {now, "payment_declined"});
    REQUIRE_FALSE(again.first);
    const auto read = book->find(s.account, request.payment);
    REQUIRE(read.has_value());
    REQUIRE(read->settles_at == written.settles_at);
    REQUIRE(read->failure_code.empty());
    REQUIRE(read->returns_at == written.returns_at);
    REQUIRE(read->return_code == "debit_refunded");
    REQUIRE_FALSE(book->find(AccountId("acc_two"), request.payment).has_value());
    REQUIRE(book->lose(s.account, request.payment));
    REQUIRE_FALSE(book->lose(s.account, request.payment));
}

TEST_CASE("The sandbox's book keeps behaviour by token") {
    Stored s;
    const auto book = make_sandbox_book(s.pool);
    for (int i = 0; i <= static_cast<int>(SandboxBehaviour::needs_action_declines); ++i) {
        const auto behaviour = static_cast<SandboxBehaviour>(i);
        const std::string token = "tok_" + std::to_string(i);
        book->keep(token, behaviour);
        REQUIRE(book->behaviour_of(token) == behaviour);
        book->forget(token);
        REQUIRE_FALSE(book->behaviour_of(token).has_value());
    }
}
