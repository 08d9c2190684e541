#include "subscription/store/store.hpp"

#include "pg/fields.hpp"
#include "pg/transaction.hpp"
#include "selling_pg/seller_tables.hpp"
#include "subscription/store/statements.hpp"

namespace tenure::subscription {

namespace {

namespace sql = statements;

std::optional<Usage> find_usage(pg::Transaction& tx, const AccountId& account) {
    const auto row = tx.find(sql::find_usage, account.str());
    if (!row) return std::nullopt;
    return Usage{(*row)["active_users"].as<std::int64_t>(), pg::instant_of((*row)["reported_us"])};
}

/// One text for string_to_array: identifiers have no control characters (the reader refuses them).
std::string lines_of(const std::vector<std::string>& ids) {
    std::string lines;
    for (const std::string& id : ids) {
        if (!lines.empty()) lines += '\n';
        lines += id;
    }
    return lines;
}

class PgTx final : public SubscriptionTx {
  public:
    PgTx(pg::Transaction& tx, const AccountId& account, std::chrono::milliseconds lease)
        : tx_(tx), account_(account), seller_(tx, account, lease) {}

    selling::SellerTx& seller() override { return seller_; }
    std::optional<Usage> usage() override { return find_usage(tx_, account_); }
    void save(const UsageReport& report) override {
        tx_.run(sql::save_usage, account_.str(), to_string(report.usage.reported_at),
                report.usage.active_users, lines_of(report.last_added_first));
    }

  private:
    pg::Transaction& tx_;
    const AccountId& account_;
    selling::PgSellerTx seller_;
};

class PgStore final : public SubscriptionStore {
  public:
    PgStore(pg::Pool& pool, std::chrono::milliseconds lease)
        : pool_(pool), lease_(lease), reads_(pool, lease) {}

    Status transact(const AccountId& account,
                    const std::function<Status(SubscriptionTx&)>& body) override {
        return pg::transact(pool_, [&](pg::Transaction& tx) -> Status {
            selling::begin_on_account(tx, account);
            PgTx locked(tx, account, lease_);
            return body(locked);
        });
    }
    selling::SellerReads& reads() override { return reads_; }
    std::optional<Usage> usage(const AccountId& account) override {
        return pg::read(pool_, [&](pg::Transaction& tx) { return find_usage(tx, account); });
    }
    std::vector<std::string> last_added(const AccountId& account, std::int64_t count) override {
        return pg::read(pool_, [&](pg::Transaction& tx) {
            std::vector<std::string> ids;
            for (const pqxx::row& row : tx.run(sql::last_added, account.str(), count))
                ids.push_back(row[0].as<std::string>());
            return ids;
        });
    }

  private:
    pg::Pool& pool_;
    std::chrono::milliseconds lease_;
    selling::PgSellerReads reads_;
};

}  // namespace

std::unique_ptr<SubscriptionStore> make_store(pg::Pool& pool, std::chrono::milliseconds lease) {
    return std::make_unique<PgStore>(pool, lease);
}

}  // namespace tenure::subscription
