#include "payment_method/store/stripe_book.hpp"

#include "payment_method/store/stripe_statements.hpp"
#include "pg/fields.hpp"
#include "pg/transaction.hpp"

namespace tenure::payment_method {

namespace {

namespace sql = statements;

class PgStripeBook final : public StripeBook {
  public:
    explicit PgStripeBook(pg::Pool& pool) : pool_(pool) {}

    std::optional<std::string> customer(const AccountId& account) override {
        const pqxx::result rows = run(sql::stripe_find_customer, account.str());
        if (rows.empty()) return std::nullopt;
        return rows[0]["customer_id"].as<std::string>();
    }
    std::string keep_customer(const AccountId& account, const std::string& id) override {
        run(sql::stripe_keep_customer, account.str(), id);
        return customer(account).value();
    }

    std::optional<StripeIntent> intent(const AccountId& account,
                                       const PaymentId& payment) override {
        const pqxx::result rows = run(sql::stripe_find_intent, account.str(), payment.str());
        if (rows.empty()) return std::nullopt;
        return StripeIntent{rows[0]["intent_id"].as<std::string>(),
                            pg::instant_of(rows[0]["created_us"]), rows[0]["faults"].as<int>()};
    }
    StripeIntent keep_intent(const AccountId& account, const PaymentId& payment,
                             const StripeIntent& made) override {
        run(sql::stripe_keep_intent, account.str(), payment.str(), made.id,
            to_string(made.created_at));
        return intent(account, payment).value();
    }
    void note_fault(const AccountId& account, const PaymentId& payment, int faults) override {
        run(sql::stripe_note_fault, account.str(), payment.str(), faults);
    }
    std::optional<std::pair<AccountId, PaymentId>> payment_of(
        const std::string& intent_id) override {
        const pqxx::result rows = run(sql::stripe_find_payment, intent_id);
        if (rows.empty()) return std::nullopt;
        return std::pair(AccountId(rows[0]["account_id"].as<std::string>()),
                         PaymentId(rows[0]["payment_id"].as<std::string>()));
    }

  private:
    /// Each statement is a transaction of its own: what Stripe was asked stands, whatever becomes
    /// of ours.
    template <class... Args>
    pqxx::result run(const pg::Statement& statement, const Args&... args) {
        return pg::transact(pool_,
                            [&](pg::Transaction& tx) {
                                return Result<pqxx::result>(tx.run(statement, args...));
                            })
            .value();
    }

    pg::Pool& pool_;
};

}  // namespace

std::unique_ptr<StripeBook> make_stripe_book(pg::Pool& pool) {
    return std::make_unique<PgStripeBook>(pool);
}

}  // namespace tenure::payment_method
