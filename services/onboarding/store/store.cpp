#include "onboarding/store/store.hpp"

#include "onboarding/store/orders.hpp"
#include "onboarding/store/sessions.hpp"
#include "onboarding/store/statements_orders.hpp"
#include "onboarding/store/statements_sessions.hpp"
#include "pg/audit.hpp"
#include "pg/events.hpp"
#include "pg/idempotency.hpp"
#include "pg/page.hpp"
#include "pg/transaction.hpp"
#include "selling_pg/seller_tables.hpp"

namespace tenure::onboarding {

namespace {

namespace sql = statements;

class PgTx final : public OnboardingTx {
  public:
    PgTx(pg::Transaction& tx, const AccountId& account, std::chrono::milliseconds lease)
        : tx_(tx),
          account_(account),
          seller_(tx, account, lease),
          orders_(tx, account, lease),
          checklist_(tx, account),
          sessions_(tx, account),
          experts_(tx) {}

    selling::SellerTx& seller() override { return seller_; }
    OrderBook& orders() override { return orders_; }
    ChecklistBook& checklist() override { return checklist_; }
    SessionBook& sessions() override { return sessions_; }
    ExpertBook& experts() override { return experts_; }
    Status claim(const std::optional<IdempotencyKey>& key, const std::string& resource) override {
        return pg::claim(tx_, account_, key, resource);
    }
    void publish(const std::string& type, const std::string& data, Timestamp at) override {
        pg::append_event(tx_, {EventId::make(at).str(), type, account_, at, data});
    }

  private:
    pg::Transaction& tx_;
    const AccountId& account_;
    selling::PgSellerTx seller_;
    PgOrders orders_;
    PgChecklist checklist_;
    PgSessions sessions_;
    PgExperts experts_;
};

class PgStore final : public OnboardingStore {
  public:
    PgStore(pg::Pool& pool, std::chrono::milliseconds lease)
        : pool_(pool), lease_(lease), seller_(pool, lease) {}

    Status transact(const AccountId& account,
                    const std::function<Status(OnboardingTx&)>& body) override {
        return pg::transact(pool_, [&](pg::Transaction& tx) -> Status {
            selling::begin_on_account(tx, account);
            PgTx locked(tx, account, lease_);
            return body(locked);
        });
    }
    void read(const AccountId& account, const std::function<void(OnboardingTx&)>& body) override {
        pg::read(pool_, [&](pg::Transaction& tx) {
            PgTx reader(tx, account, lease_);
            body(reader);
            return done;
        });
    }
    selling::SellerReads& seller() override { return seller_; }
    std::optional<UnfinishedOrder> take_cancelling() override {
        return pg::read(pool_, [&](pg::Transaction& tx) -> std::optional<UnfinishedOrder> {
            const auto row = tx.find(sql::take_cancelling, std::int64_t(lease_.count()));
            if (!row) return std::nullopt;
            return UnfinishedOrder{AccountId((*row)["account_id"].as<std::string>()),
                                   OrderId((*row)["id"].as<std::string>())};
        });
    }
    std::optional<AccountId> take_waiting() override {
        return pg::read(pool_, [&](pg::Transaction& tx) -> std::optional<AccountId> {
            const auto row = tx.find(sql::take_waiting, std::int64_t(lease_.count()));
            if (!row) return std::nullopt;
            return AccountId((*row)["account_id"].as<std::string>());
        });
    }

  private:
    pg::Pool& pool_;
    std::chrono::milliseconds lease_;
    selling::PgSellerReads seller_;
};

class PgExpertStore final : public ExpertStore {
  public:
    explicit PgExpertStore(pg::Pool& pool) : pool_(pool) {}

    std::optional<Expert> find(const ExpertId& id) override {
        return pg::read(pool_, [&](pg::Transaction& tx) { return PgExperts(tx).find(id); });
    }
    Result<ExpertPage> page(int limit, const std::string& cursor) override {
        TENURE_TRY(pg::check_cursor(cursor, ExpertKind::prefix));
        return pg::read(pool_,
                        [&](pg::Transaction& tx) { return page_of_experts(tx, limit, cursor); });
    }
    Status insert(const Caller& caller, const Expert& expert,
                  const std::optional<IdempotencyKey>& key, const AuditedChange& what) override {
        return pg::transact(pool_, [&](pg::Transaction& tx) -> Status {
            selling::begin_on_account(tx, caller.account);
            TENURE_TRY(pg::claim(tx, caller.account, key, expert.id.str()));
            write_expert(tx, expert);
            pg::append_audit(tx, caller, what);
            return done;
        });
    }
    Status update(const Caller& caller, const Expert& expert, const AuditedChange& what) override {
        return pg::transact(pool_, [&](pg::Transaction& tx) -> Status {
            selling::begin_on_account(tx, caller.account);
            if (!write_expert(tx, expert))
                return Error{ErrorKind::precondition_failed, "if_match_failed",
                             "the expert was changed by somebody else"};
            pg::append_audit(tx, caller, what);
            return done;
        });
    }

  private:
    pg::Pool& pool_;
};

}  // namespace

std::unique_ptr<OnboardingStore> make_store(pg::Pool& pool, std::chrono::milliseconds lease) {
    return std::make_unique<PgStore>(pool, lease);
}

std::unique_ptr<ExpertStore> make_expert_store(pg::Pool& pool) {
    return std::make_unique<PgExpertStore>(pool);
}

}  // namespace tenure::onboarding
