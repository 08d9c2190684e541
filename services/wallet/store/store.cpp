#include "wallet/store/store.hpp"

#include <algorithm>

#include "pg/arrays.hpp"
#include "pg/events.hpp"
#include "pg/page.hpp"
#include "pg/pool.hpp"
#include "wallet/store/rows.hpp"
#include "wallet/store/statements.hpp"
#include "wallet/store/writing.hpp"

namespace tenure::wallet {

namespace {

namespace sql = statements;

class PgTx final : public WalletTx {
  public:
    PgTx(pg::Transaction& tx, const Seal& seal, const std::string& time_zone)
        : tx_(tx), seal_(seal), default_zone_(time_zone) {}

    std::map<AccountId, Book> open(const std::vector<Present>& presents,
                                   const std::vector<AccountKey>& keys) override {
        std::map<AccountId, WalletRow> wallets = lock(presents);
        std::map<AccountId, std::vector<Grant>> grants = spendable(presents, keys);
        std::map<AccountId, Book> books;
        for (const Present& present : presents) {
            WalletRow& row = wallets.at(present.account);
            zones_.insert_or_assign(present.account, row.time_zone);
            const bool due = row.wallet.next_expiry_at && *row.wallet.next_expiry_at <= present.now;
            books.emplace(present.account, due ? whole(present, std::move(row.wallet), {})
                                               : Book(std::move(row.wallet),
                                                      std::move(grants[present.account]), {}));
        }
        return books;
    }
    Book open_whole(const Present& present, const std::optional<HoldId>& hold) override {
        WalletRow row = std::move(lock({present}).at(present.account));
        zones_.insert_or_assign(present.account, row.time_zone);
        return whole(present, std::move(row.wallet), hold);
    }
    std::map<AccountKey, Transaction> made_with(const std::vector<AccountKey>& keys) override {
        std::map<AccountKey, Transaction> made;
        if (keys_are_new_) return made;
        const auto [accounts, texts] = columns_of(keys);
        for (const pqxx::row& row : tx_.run(sql::list_made_with, accounts.text(), texts.text())) {
            Transaction transaction = transaction_of(row);
            AccountKey key{AccountId(row["account_id"].as<std::string>()),
                           transaction.origin.key.value()};
            made.emplace(std::move(key), std::move(transaction));
        }
        return made;
    }
    std::optional<Transaction> find(const AccountId& account,
                                    const WalletTransactionId& id) override {
        const auto row = tx_.find(sql::find_transaction, account.str(), id.str());
        if (!row) return std::nullopt;
        Transaction transaction = transaction_of(*row);
        const std::string numbers = pg::Array().add(transaction.number).text();
        for (const pqxx::row& posting : tx_.run(sql::list_postings, account.str(), numbers))
            transaction.postings.push_back(posting_of(posting));
        return transaction;
    }
    std::optional<Hold> find(const AccountId& account, const HoldId& id) override {
        const auto row = tx_.find(sql::find_hold, account.str(), id.str());
        return row ? std::optional(hold_of(*row)) : std::nullopt;
    }
    Credits refunded(const AccountId& account, const WalletTransactionId& id) override {
        return Credits::from_units(
            tx_.run(sql::sum_refunds, account.str(), id.str())[0]["refunded"].as<std::int64_t>());
    }
    std::string time_zone(const AccountId& account) override {
        const auto known = zones_.find(account);
        return known == zones_.end() ? default_zone_ : known->second;
    }
    void write(const std::map<AccountId, Book>& books) override { write_books(tx_, books, seal_); }
    void publish(const std::string& type, const AccountId& account, const std::string& data,
                 Timestamp at) override {
        pg::append_event(tx_, {EventId::make(at).str(), type, account, at, data});
    }

  private:
    static std::pair<pg::Array, pg::Array> columns_of(const std::vector<AccountKey>& keys) {
        pg::Array accounts, texts;
        for (const AccountKey& key : keys) {
            accounts.add(key.account.str());
            texts.add(key.key);
        }
        return {std::move(accounts), std::move(texts)};
    }
    static std::string accounts_of(const std::vector<Present>& presents) {
        pg::Array accounts;
        for (const Present& present : presents) accounts.add(present.account.str());
        return accounts.text();
    }

    std::map<AccountId, WalletRow> lock(const std::vector<Present>& presents) {
        std::map<AccountId, WalletRow> wallets;
        const std::string accounts = accounts_of(presents);
        read_locked(accounts, wallets);
        if (wallets.size() == presents.size()) return wallets;
        pg::Array missing, ids;
        for (const Present& present : presents) {
            if (wallets.contains(present.account)) continue;
            missing.add(present.account.str());
            ids.add(WalletId::make(present.now).str());
        }
        tx_.run(sql::insert_wallets, missing.text(), ids.text(), default_zone_);
        read_locked(accounts, wallets);
        return wallets;
    }
    void read_locked(const std::string& accounts, std::map<AccountId, WalletRow>& wallets) {
        for (const pqxx::row& row : tx_.run(sql::lock_wallets, accounts))
            wallets.insert_or_assign(AccountId(row["account_id"].as<std::string>()),
                                     wallet_of(row));
    }
    std::map<AccountId, std::vector<Grant>> spendable(const std::vector<Present>& presents,
                                                      const std::vector<AccountKey>& keys) {
        std::map<AccountId, std::vector<Grant>> grants;
        const auto [accounts, texts] = columns_of(keys);
        keys_are_new_ = !keys.empty();
        for (const pqxx::row& row :
             tx_.run(sql::list_spendable, accounts_of(presents), accounts.text(), texts.text()))
            if (row["key"].is_null())
                grants[AccountId(row["account_id"].as<std::string>())].push_back(grant_of(row));
            else
                keys_are_new_ = false;
        return grants;
    }
    Book whole(const Present& present, Wallet wallet, const std::optional<HoldId>& hold) {
        const std::string account = present.account.str();
        std::vector<Grant> grants;
        for (const pqxx::row& row : tx_.run(sql::list_grants, account))
            grants.push_back(grant_of(row));
        std::map<std::string, Hold> holds;
        pg::Array ids;
        for (const pqxx::row& row :
             tx_.run(sql::list_open_holds, account, hold ? hold->str() : std::string())) {
            Hold found = hold_of(row);
            ids.add(found.id.str());
            holds.emplace(found.id.str(), std::move(found));
        }
        if (ids.size() > 0)
            for (const pqxx::row& row : tx_.run(sql::list_hold_parts, account, ids.text()))
                holds.at(row["hold_id"].as<std::string>())
                    .parts.push_back({row["grant_number"].as<std::int64_t>(),
                                      Credits::from_units(row["amount"].as<std::int64_t>())});
        std::vector<Hold> list;
        for (auto& [id, found] : holds) list.push_back(std::move(found));
        Book book(std::move(wallet), std::move(grants), std::move(list));
        book.bring_up_to(present.now);
        return book;
    }

    pg::Transaction& tx_;
    const Seal& seal_;
    const std::string& default_zone_;
    std::map<AccountId, std::string> zones_;
    bool keys_are_new_ = false;  ///< those that the wallets were opened with
};

class PgStore final : public WalletStore {
  public:
    PgStore(pg::Pool& pool, const Seal& seal, std::string time_zone)
        : pool_(pool), seal_(seal), time_zone_(std::move(time_zone)) {}

    Status transact(const std::function<Status(WalletTx&)>& body) override {
        return pg::transact(pool_, [&](pg::Transaction& tx) -> Status {
            PgTx wallets(tx, seal_, time_zone_);
            return body(wallets);
        });
    }
    std::optional<Wallet> find(const AccountId& account) override {
        return pg::read(pool_, [&](pg::Transaction& tx) {
            const auto row = tx.find(sql::find_wallet, account.str());
            return row ? std::optional(wallet_of(*row).wallet) : std::nullopt;
        });
    }
    Result<TransactionPage> page(const AccountId& account, const TransactionFilter& filter,
                                 int limit, std::int64_t before) override {
        return pg::read(pool_, [&](pg::Transaction& tx) {
            const auto instant = [](const std::optional<Timestamp>& at) {
                return at ? std::optional(to_string(*at)) : std::nullopt;
            };
            TransactionPage page;
            for (const pqxx::row& row :
                 tx.run(sql::page_transactions, account.str(), before,
                        filter.kind ? std::string(name_in(kind_names, *filter.kind)) : "",
                        filter.usage.value_or(""), instant(filter.from), instant(filter.until),
                        limit + 1))
                page.transactions.push_back(transaction_of(row));
            if (page.transactions.size() > static_cast<std::size_t>(limit)) {
                page.transactions.pop_back();
                page.next_before = page.transactions.back().number;
            }
            read_postings(tx, account, page.transactions);
            return page;
        });
    }

    std::string time_zone(const AccountId& account) override {
        return pg::read(pool_, [&](pg::Transaction& tx) {
            const auto row = tx.find(sql::find_time_zone, account.str());
            return row ? (*row)["time_zone"].as<std::string>() : time_zone_;
        });
    }
    std::vector<UsageTotal> usage_totals(const AccountId& account,
                                         const std::vector<Timestamp>& bounds,
                                         const std::optional<std::string>& usage) override {
        pg::Array instants;
        for (const Timestamp bound : bounds) instants.add(bound.time_since_epoch().count());
        return pg::read(pool_, [&](pg::Transaction& tx) {
            std::vector<UsageTotal> totals;
            for (const pqxx::row& row :
                 tx.run(sql::sum_usage, account.str(), instants.text(), usage.value_or("")))
                totals.push_back(usage_total_of(row));
            return totals;
        });
    }
    std::optional<std::pair<AccountId, KeptBalances>> kept_after(
        const AccountId& account) override {
        return pg::read(pool_, [&](pg::Transaction& tx) {
            std::optional<std::pair<AccountId, KeptBalances>> kept;
            for (const pqxx::row& row : tx.run(sql::kept_after, account.str())) {
                if (!kept)
                    kept.emplace(AccountId(row["account_id"].as<std::string>()),
                                 KeptBalances{wallet_of(row).wallet, {}});
                if (!row["grant_number"].is_null())
                    kept->second.remaining.emplace(
                        row["grant_number"].as<std::int64_t>(),
                        Credits::from_units(row["remaining"].as<std::int64_t>()));
            }
            return kept;
        });
    }
    std::vector<Transaction> ledger_slice(const AccountId& account, std::int64_t after,
                                          std::int64_t last, int limit) override {
        return pg::read(pool_, [&](pg::Transaction& tx) {
            std::vector<Transaction> slice;
            for (const pqxx::row& row : tx.run(sql::list_slice, account.str(), after, last, limit))
                slice.push_back(transaction_of(row));
            read_postings(tx, account, slice);
            return slice;
        });
    }

  private:
    static void read_postings(pg::Transaction& tx, const AccountId& account,
                              std::vector<Transaction>& transactions) {
        pg::Array numbers;
        std::map<std::int64_t, Transaction*> by_number;
        for (Transaction& transaction : transactions) {
            numbers.add(transaction.number);
            by_number.emplace(transaction.number, &transaction);
        }
        for (const pqxx::row& row : tx.run(sql::list_postings, account.str(), numbers.text()))
            by_number.at(row["number"].as<std::int64_t>())->postings.push_back(posting_of(row));
    }

    pg::Pool& pool_;
    const Seal& seal_;
    std::string time_zone_;
};

}  // namespace

std::unique_ptr<WalletTx> make_tx(pg::Transaction& tx, const Seal& seal,
                                  const std::string& time_zone) {
    return std::make_unique<PgTx>(tx, seal, time_zone);
}

std::unique_ptr<WalletStore> make_store(pg::Pool& pool, const Seal& seal, std::string time_zone) {
    return std::make_unique<PgStore>(pool, seal, std::move(time_zone));
}

}  // namespace tenure::wallet
