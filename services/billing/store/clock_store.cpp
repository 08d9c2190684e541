#include "billing/store/clock_store.hpp"

#include "billing/store/statements_clock.hpp"
#include "pg/audit.hpp"
#include "pg/events.hpp"
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

class PgClockTx final : public ClockTx {
  public:
    PgClockTx(pg::Transaction& tx, const AccountId& account, const pqxx::row& row,
              std::chrono::milliseconds lease)
        : tx_(tx), account_(account), lease_(lease) {
        state_ = {instant_in(row["clock_us"]), row["untouched"].as<bool>(),
                  row["moving"].as<bool>()};
    }
    ClockState state() override { return state_; }
    void set(Timestamp now) override {
        tx_.run(sql::set_clock, account_.str(), to_string(now),
                static_cast<std::int64_t>(lease_.count()));
    }
    void release() override { tx_.run(sql::release_clock, account_.str()); }
    Status claim(const std::optional<IdempotencyKey>& key) override {
        return pg::claim(tx_, account_, key, account_.str());
    }
    void audit(const Caller& caller, const AuditedChange& change) override {
        pg::append_audit(tx_, caller, change);
    }
    void publish(const std::string& type, const std::string& data, Timestamp at) override {
        pg::append_event(tx_, {EventId::make(at).str(), type, account_, at, data});
    }

  private:
    pg::Transaction& tx_;
    AccountId account_;
    ClockState state_;
    std::chrono::milliseconds lease_;
};

class PgClockStore final : public ClockStore {
  public:
    PgClockStore(pg::Pool& pool, std::chrono::milliseconds lease) : pool_(pool), lease_(lease) {}

    Status transact(const AccountId& account,
                    const std::function<Status(ClockTx&)>& body) override {
        return pg::transact(pool_, [&](pg::Transaction& tx) -> Status {
            tx.run(sql::make_account, account.str());
            PgClockTx clock(tx, account, tx.find(sql::lock_clock, account.str()).value(), lease_);
            return body(clock);
        });
    }
    std::optional<Timestamp> now(const AccountId& account) override {
        return pg::read(pool_, [&](pg::Transaction& tx) -> std::optional<Timestamp> {
            const auto row = tx.find(sql::find_clock, account.str());
            return row ? instant_in((*row)["clock_us"]) : std::nullopt;
        });
    }
    std::optional<Timestamp> next_due(const AccountId& account) override {
        return pg::read(pool_, [&](pg::Transaction& tx) {
            return instant_in(tx.run(sql::next_due, account.str())[0]["due_us"]);
        });
    }
    std::optional<ChangeId> deferred_due(const AccountId& account, Timestamp now) override {
        return pg::read(pool_, [&](pg::Transaction& tx) -> std::optional<ChangeId> {
            const auto row = tx.find(sql::deferred_due, account.str(), to_string(now));
            if (!row) return std::nullopt;
            return ChangeId((*row)["id"].as<std::string>());
        });
    }

  private:
    pg::Pool& pool_;
    std::chrono::milliseconds lease_;
};

}  // namespace

std::unique_ptr<ClockStore> make_clock_store(pg::Pool& pool, std::chrono::milliseconds lease) {
    return std::make_unique<PgClockStore>(pool, lease);
}

}  // namespace tenure::billing
