#include "pg/fields.hpp"
#include "pg/pool.hpp"
#include "pg/transaction.hpp"
#include "selling_pg/seller_tables.hpp"
#include "wallet/store/statements_purchases.hpp"
#include "wallet/store/store.hpp"

namespace tenure::wallet {

namespace {

namespace sql = statements;

Credits credits_in(const pqxx::row& row, const char* column) {
    return Credits::from_units(row[column].as<std::int64_t>());
}

std::optional<PackRow> pack_in(const std::optional<pqxx::row>& row) {
    if (!row) return std::nullopt;
    PackRow pack{ChangeId((*row)["order_id"].as<std::string>()),
                 (*row)["invoice_id"].as<std::string>(),
                 credits_in(*row, "credits"),
                 {},
                 (*row)["returned"].as<bool>()};
    if (!(*row)["credited_by"].is_null())
        pack.credited_by = WalletTransactionId((*row)["credited_by"].as<std::string>());
    return pack;
}

std::optional<Recharge> recharge_in(const std::optional<pqxx::row>& row) {
    if (!row) return std::nullopt;
    Recharge recharge;
    recharge.version = (*row)["version"].as<std::int64_t>();
    recharge.enabled = (*row)["enabled"].as<bool>();
    recharge.threshold = credits_in(*row, "threshold");
    recharge.pack = (*row)["pack"].as<std::string>();
    recharge.monthly_cap = credits_in(*row, "monthly_cap");
    recharge.declines = (*row)["declines"].as<int>();
    recharge.reason = (*row)["reason"].as<std::string>();
    recharge.on_test_clock = (*row)["on_test_clock"].as<bool>();
    if (!(*row)["next_us"].is_null()) recharge.next_at = pg::instant_of((*row)["next_us"]);
    return recharge;
}

class PgPurchaseTx final : public PurchaseTx {
  public:
    PgPurchaseTx(pg::Transaction& tx, const AccountId& account, const Seal& seal,
                 const std::string& zone, std::chrono::milliseconds lease)
        : tx_(tx),
          account_(account),
          seller_(tx, account, lease),
          wallet_(make_tx(tx, seal, zone)) {}

    selling::SellerTx& seller() override { return seller_; }
    WalletTx& wallet() override { return *wallet_; }
    std::optional<PackRow> pack_of(const ChangeId& order) override {
        return pack_in(tx_.find(sql::find_pack, account_.str(), order.str()));
    }
    std::optional<PackRow> pack_of_invoice(const std::string& invoice) override {
        return pack_in(tx_.find(sql::find_pack_of_invoice, account_.str(), invoice));
    }
    void save(const PackRow& pack) override {
        std::optional<std::string> credited_by;
        if (pack.credited_by) credited_by = pack.credited_by->str();
        tx_.run(sql::save_pack, account_.str(), pack.order.str(), pack.invoice,
                pack.credits.units(), credited_by, pack.returned);
    }
    Credits uncredited() override {
        return credits_in(tx_.run(sql::sum_uncredited, account_.str())[0], "credits");
    }
    std::optional<Recharge> recharge() override {
        return recharge_in(tx_.find(sql::find_recharge, account_.str()));
    }
    void save(const Recharge& recharge) override {
        std::optional<std::string> next_at;
        if (recharge.next_at) next_at = to_string(*recharge.next_at);
        tx_.run(sql::save_recharge, account_.str(), recharge.version, recharge.enabled,
                recharge.threshold.units(), recharge.pack, recharge.monthly_cap.units(),
                recharge.declines, recharge.reason, next_at, recharge.on_test_clock);
    }
    void set_time_zone(const std::string& zone) override {
        tx_.run(sql::set_time_zone, account_.str(), zone);
    }

  private:
    pg::Transaction& tx_;
    const AccountId& account_;
    selling::PgSellerTx seller_;
    std::unique_ptr<WalletTx> wallet_;
};

class PgPurchaseStore final : public PurchaseStore {
  public:
    PgPurchaseStore(pg::Pool& pool, const Seal& seal, std::string zone,
                    std::chrono::milliseconds lease)
        : pool_(pool), seal_(seal), zone_(std::move(zone)), lease_(lease), seller_(pool, lease) {}

    Status transact(const AccountId& account,
                    const std::function<Status(PurchaseTx&)>& body) override {
        return pg::transact(pool_, [&](pg::Transaction& tx) -> Status {
            selling::begin_on_account(tx, account);
            PgPurchaseTx locked(tx, account, seal_, zone_, lease_);
            return body(locked);
        });
    }
    selling::SellerReads& seller() override { return seller_; }
    std::optional<Recharge> recharge(const AccountId& account) override {
        return pg::read(pool_, [&](pg::Transaction& tx) {
            return recharge_in(tx.find(sql::find_recharge, account.str()));
        });
    }
    std::optional<AccountId> take_due_recharge(Timestamp now) override {
        return pg::read(pool_, [&](pg::Transaction& tx) -> std::optional<AccountId> {
            const auto row = tx.find(sql::take_due_recharge, to_string(now));
            if (!row) return std::nullopt;
            return AccountId((*row)["account_id"].as<std::string>());
        });
    }

  private:
    pg::Pool& pool_;
    const Seal& seal_;
    const std::string zone_;
    std::chrono::milliseconds lease_;
    selling::PgSellerReads seller_;
};

}  // namespace

std::unique_ptr<PurchaseStore> make_purchase_store(pg::Pool& pool, const Seal& seal,
                                                   std::string time_zone,
                                                   std::chrono::milliseconds lease) {
    return std::make_unique<PgPurchaseStore>(pool, seal, std::move(time_zone), lease);
}

}  // namespace tenure::wallet
