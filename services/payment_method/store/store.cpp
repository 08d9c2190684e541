#include "payment_method/store/store.hpp"

#include "payment_method/store/statements.hpp"
#include "pg/events.hpp"
#include "pg/fields.hpp"
#include "pg/idempotency.hpp"
#include "pg/page.hpp"
#include "pg/transaction.hpp"

namespace tenure::payment_method {

namespace {

namespace sql = statements;

CardExpiry expiry_of(const pqxx::row& row) {
    return {row["exp_month"].as<int>(), row["exp_year"].as<int>()};
}

PaymentMethod method_of(const pqxx::row& row) {
    PaymentMethod method;
    method.id = PaymentMethodId(row["id"].as<std::string>());
    method.card.brand = row["brand"].as<std::string>();
    method.card.last4 = row["last4"].as<std::string>();
    method.card.expiry = expiry_of(row);
    // What we wrote ourselves and cannot read back is a damaged database: value() throws.
    method.card.funding = parse_funding(row["funding"].as<std::string>()).value();
    if (!row["holder"].is_null()) method.card.holder = row["holder"].as<std::string>();
    method.is_default = row["is_default"].as<bool>();
    method.created_at = pg::instant_of(row["created_us"]);
    return method;
}

std::optional<PaymentMethod> method_of(const std::optional<pqxx::row>& row) {
    return row ? std::optional(method_of(*row)) : std::nullopt;
}

std::optional<Charge> charge_of(const std::optional<pqxx::row>& found) {
    if (!found) return std::nullopt;
    const pqxx::row& row = *found;
    Charge charge;
    Payment& payment = charge.payment;
    payment.id = PaymentId(row["id"].as<std::string>());
    payment.status = payment_status(row["status"].as<std::string>());
    payment.amount = Money(row["amount"].as<std::int64_t>(),
                           Currency::parse(row["currency"].as<std::string>()).value());
    payment.purpose = {row["purpose_type"].as<std::string>(), row["purpose_id"].as<std::string>()};
    payment.description = row["description"].as<std::string>();
    payment.method = PaymentMethodId(row["method_id"].as<std::string>());
    payment.failure_code = row["failure_code"].as<std::string>("");
    payment.created_at = pg::instant_of(row["created_us"]);
    payment.on_test_clock = row["on_test_clock"].as<bool>();
    charge.expiry = expiry_of(row);
    charge.token = row["token"].as<std::string>("");
    return charge;
}

class PgTx final : public PaymentMethodTx {
  public:
    PgTx(pg::Transaction& tx, const AccountId& account, std::chrono::milliseconds lease)
        : tx_(tx), account_(account), lease_(lease) {}

    std::optional<PaymentMethod> method(const PaymentMethodId& id) override {
        return method_of(tx_.find(sql::find_method, account_.str(), id.str()));
    }
    std::optional<PaymentMethod> default_method() override {
        return method_of(tx_.find(sql::find_default_method, account_.str()));
    }
    std::size_t count_methods() override {
        return tx_.run(sql::count_methods, account_.str())[0][0].as<std::size_t>();
    }
    bool has_card(const CardIdentity& identity) override {
        return tx_
            .find(sql::find_card, account_.str(), identity.fingerprint, identity.expiry.year,
                  identity.expiry.month)
            .has_value();
    }
    bool has_open_payment(const PaymentMethodId& id) override {
        return tx_.find(sql::find_open_payment, account_.str(), id.str()).has_value();
    }
    Status insert(const PaymentMethod& method, const std::string& token,
                  const std::string& fingerprint,
                  const std::optional<IdempotencyKey>& key) override {
        TENURE_TRY(pg::claim(tx_, account_, key, method.id.str()));
        const Card& card = method.card;
        tx_.run(sql::insert_method, account_.str(), method.id.str(), token, card.brand, card.last4,
                card.expiry.month, card.expiry.year, std::string(name_of(card.funding)),
                card.holder, fingerprint, to_string(method.created_at));
        return done;
    }
    void set_default(const PaymentMethodId& id) override {
        tx_.run(sql::set_default_method, account_.str(), id.str());
    }
    std::string remove(const PaymentMethodId& id, Timestamp now) override {
        const auto row = tx_.find(sql::remove_method, account_.str(), id.str(), to_string(now));
        return row ? (*row)["token"].as<std::string>() : std::string();
    }

    std::optional<Charge> charge(const PaymentId& id) override {
        return charge_of(tx_.find(sql::find_charge, account_.str(), id.str()));
    }
    void insert(const Payment& payment, const Caller& caller) override {
        tx_.run(sql::insert_payment, account_.str(), payment.id.str(),
                std::string(name_of(payment.status)), payment.amount.minor(),
                payment.amount.currency().code(), payment.purpose.type, payment.purpose.id,
                payment.description, payment.method.str(), to_string(payment.created_at),
                payment.on_test_clock, caller.subject, caller.request_id,
                static_cast<std::int64_t>(lease_.count()));
    }
    void update(const Payment& payment, Timestamp now) override {
        std::optional<std::string> failure, finished_at;
        if (payment.status == PaymentStatus::failed) failure = payment.failure_code;
        if (is_final(payment.status)) finished_at = to_string(now);
        tx_.run(sql::update_payment, account_.str(), payment.id.str(),
                std::string(name_of(payment.status)), failure, finished_at);
    }

    void append_event(const std::string& type, const std::string& data, Timestamp now) override {
        pg::append_event(tx_, {EventId::make(now).str(), type, account_, now, data});
    }

  private:
    pg::Transaction& tx_;
    const AccountId& account_;
    std::chrono::milliseconds lease_;
};

class PgStore final : public PaymentMethodStore {
  public:
    PgStore(pg::Pool& pool, std::chrono::milliseconds lease) : pool_(pool), lease_(lease) {}

    Status transact(const AccountId& account,
                    const std::function<Status(PaymentMethodTx&)>& body) override {
        return pg::transact(pool_, [&](pg::Transaction& tx) -> Status {
            tx.run(sql::insert_account, account.str());
            tx.run(sql::lock_account, account.str());
            PgTx locked(tx, account, lease_);
            return body(locked);
        });
    }
    std::optional<PaymentMethod> method(const AccountId& account,
                                        const PaymentMethodId& id) override {
        return pg::read(pool_, [&](pg::Transaction& tx) {
            return method_of(tx.find(sql::find_method, account.str(), id.str()));
        });
    }
    std::optional<PaymentMethod> default_method(const AccountId& account) override {
        return pg::read(pool_, [&](pg::Transaction& tx) {
            return method_of(tx.find(sql::find_default_method, account.str()));
        });
    }
    Result<MethodPage> page(const AccountId& account, int limit,
                            const std::string& cursor) override {
        TENURE_TRY(pg::check_cursor(cursor, PaymentMethodKind::prefix));
        return pg::read(pool_, [&](pg::Transaction& tx) {
            MethodPage page;
            for (const pqxx::row& row : tx.run(sql::page_methods, account.str(), cursor, limit + 1))
                page.methods.push_back(method_of(row));
            page.next_cursor = pg::cut_page(page.methods, limit);
            return page;
        });
    }
    std::optional<Charge> charge(const AccountId& account, const PaymentId& id) override {
        return pg::read(pool_, [&](pg::Transaction& tx) {
            return charge_of(tx.find(sql::find_charge, account.str(), id.str()));
        });
    }
    std::optional<Unfinished> take_unfinished() override {
        return pg::read(pool_, [&](pg::Transaction& tx) -> std::optional<Unfinished> {
            const auto row =
                tx.find(sql::take_unfinished_payment, static_cast<std::int64_t>(lease_.count()));
            if (!row) return std::nullopt;
            return Unfinished{AccountId((*row)["account_id"].as<std::string>()),
                              PaymentId((*row)["id"].as<std::string>())};
        });
    }
    std::int64_t count_unfinished() override {
        return pg::read(pool_, [&](pg::Transaction& tx) {
            return tx.run(sql::count_unfinished_payments)[0][0].as<std::int64_t>();
        });
    }

  private:
    pg::Pool& pool_;
    std::chrono::milliseconds lease_;
};

}  // namespace

std::unique_ptr<PaymentMethodStore> make_store(pg::Pool& pool, std::chrono::milliseconds lease) {
    return std::make_unique<PgStore>(pool, lease);
}

}  // namespace tenure::payment_method
