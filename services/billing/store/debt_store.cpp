#include "billing/store/debt_store.hpp"

#include "billing/store/statements_debts.hpp"
#include "pg/fields.hpp"
#include "pg/idempotency.hpp"
#include "pg/transaction.hpp"

namespace tenure::billing {

namespace {

namespace sql = statements;

std::optional<Timestamp> instant_in(const pqxx::field& microseconds) {
    if (microseconds.is_null()) return std::nullopt;
    return pg::instant_of(microseconds);
}

std::optional<std::string> text_of(const std::optional<Timestamp>& instant) {
    if (!instant) return std::nullopt;
    return to_string(*instant);
}

template <class Enum, std::size_t size>
std::string name(const EnumNames<Enum, size>& names, Enum value) {
    return std::string(name_in(names, value));
}

std::optional<Attempt> attempt_of(const std::optional<pqxx::row>& row) {
    if (!row) return std::nullopt;
    Attempt attempt;
    attempt.id = PaymentId((*row)["id"].as<std::string>());
    attempt.invoice = InvoiceId((*row)["invoice_id"].as<std::string>());
    attempt.status = value_in(attempt_status_names, (*row)["status"].as<std::string>());
    attempt.due_at = pg::instant_of((*row)["due_us"]);
    attempt.asked_at = instant_in((*row)["asked_us"]);
    attempt.failure_code = pg::optional_text((*row)["failure_code"]);
    return attempt;
}

Debt debt_of(const pqxx::row& row) {
    Debt debt;
    debt.invoice = InvoiceId(row["invoice_id"].as<std::string>());
    debt.since = pg::instant_of(row["since_us"]);
    debt.method = value_in(collected_by_names, row["method"].as<std::string>());
    debt.collections = row["collections"].as<int>();
    debt.reminder_at = instant_in(row["reminder_us"]);
    debt.suspended_at = instant_in(row["suspended_us"]);
    return debt;
}

class PgDebtTx final : public DebtTx {
  public:
    PgDebtTx(pg::Transaction& tx, const AccountId& account, std::chrono::milliseconds lease)
        : tx_(tx), account_(account.str()), lease_(lease) {}

    std::optional<Attempt> find(const PaymentId& id) override {
        return attempt_of(tx_.find(sql::find_attempt, account_, id.str()));
    }
    std::optional<Attempt> active(const InvoiceId& invoice) override {
        return attempt_of(tx_.find(sql::find_active_attempt, account_, invoice.str()));
    }
    void insert(const Attempt& attempt) override {
        tx_.run(sql::insert_attempt, account_, attempt.id.str(), attempt.invoice.str(),
                name(attempt_status_names, attempt.status), to_string(attempt.due_at));
    }
    void update(const Attempt& attempt) override {
        tx_.run(sql::update_attempt, account_, attempt.id.str(),
                name(attempt_status_names, attempt.status), to_string(attempt.due_at),
                text_of(attempt.asked_at), attempt.failure_code);
    }
    void take_up(const PaymentId& id) override {
        tx_.run(sql::lease_attempt, account_, id.str(), static_cast<std::int64_t>(lease_.count()));
    }
    std::vector<Debt> debts() override {
        std::vector<Debt> debts;
        for (const pqxx::row& row : tx_.run(sql::list_debts, account_))
            debts.push_back(debt_of(row));
        return debts;
    }
    void save(const Debt& debt, std::optional<Timestamp> step_at) override {
        tx_.run(sql::save_debt, account_, debt.invoice.str(), to_string(debt.since),
                name(collected_by_names, debt.method), debt.collections, text_of(debt.reminder_at),
                text_of(debt.suspended_at), text_of(step_at));
    }
    void remove_debt(const InvoiceId& invoice) override {
        tx_.run(sql::remove_debt, account_, invoice.str());
    }
    Timestamp opened_at(const InvoiceId& invoice) override {
        return pg::instant_of(
            tx_.find(sql::invoice_opened_at, account_, invoice.str()).value()["opened_us"]);
    }
    void reopen(const InvoiceId& invoice) override {
        tx_.run(sql::reopen_invoice, account_, invoice.str());
    }
    void set_standing(Standing standing) override {
        tx_.run(sql::set_standing, account_, name(standing_names, standing));
    }
    Status claim(const std::optional<IdempotencyKey>& key, const PaymentId& id) override {
        return pg::claim(tx_, AccountId(account_), key, id.str());
    }

  private:
    pg::Transaction& tx_;
    const std::string account_;
    std::chrono::milliseconds lease_;
};

class PgDebtStore final : public DebtStore {
  public:
    PgDebtStore(pg::Pool& pool, std::chrono::milliseconds lease) : pool_(pool), lease_(lease) {}

    std::optional<DueAttempt> take_attempt(Timestamp now) override {
        return pg::read(pool_, [&](pg::Transaction& tx) {
            auto taken = due_of(tx.find(sql::take_unfinished_attempt, lease()));
            if (!taken) taken = due_of(tx.find(sql::take_due_attempt, lease(), to_string(now)));
            return taken ? taken : due_of(tx.find(sql::take_due_on_test_clock, lease()));
        });
    }
    std::optional<DueAttempt> take_attempt_of(const AccountId& account, Timestamp now) override {
        return pg::read(pool_, [&](pg::Transaction& tx) {
            return due_of(tx.find(sql::take_attempt_of, lease(), account.str(), to_string(now)));
        });
    }
    std::vector<DueAttempt> asked_of(const AccountId& account) override {
        return pg::read(pool_, [&](pg::Transaction& tx) {
            std::vector<DueAttempt> asked;
            for (const pqxx::row& row : tx.run(sql::list_asked, account.str()))
                asked.push_back(due_in(row));
            return asked;
        });
    }
    std::optional<AccountId> next_step(Timestamp now) override {
        return pg::read(pool_, [&](pg::Transaction& tx) -> std::optional<AccountId> {
            const auto row = tx.find(sql::next_debt_step, to_string(now));
            if (!row) return std::nullopt;
            return AccountId((*row)["account_id"].as<std::string>());
        });
    }
    std::int64_t count_attempts() override {
        return pg::read(pool_, [](pg::Transaction& tx) {
            return tx.run(sql::count_attempts)[0]["waiting"].as<std::int64_t>();
        });
    }

  private:
    std::int64_t lease() const { return static_cast<std::int64_t>(lease_.count()); }

    static std::optional<DueAttempt> due_of(const std::optional<pqxx::row>& row) {
        if (!row) return std::nullopt;
        return due_in(*row);
    }
    static DueAttempt due_in(const pqxx::row& row) {
        return {AccountId(row["account_id"].as<std::string>()),
                PaymentId(row["id"].as<std::string>()), instant_in(row["asked_us"]),
                row["on_test_clock"].as<bool>()};
    }

    pg::Pool& pool_;
    std::chrono::milliseconds lease_;
};

}  // namespace

std::unique_ptr<DebtTx> make_debt_tx(pg::Transaction& tx, const AccountId& account,
                                     std::chrono::milliseconds lease) {
    return std::make_unique<PgDebtTx>(tx, account, lease);
}

std::unique_ptr<DebtStore> make_debt_store(pg::Pool& pool, std::chrono::milliseconds lease) {
    return std::make_unique<PgDebtStore>(pool, lease);
}

}  // namespace tenure::billing
