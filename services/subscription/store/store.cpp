#include "subscription/store/store.hpp"

#include "pg/events.hpp"
#include "pg/fields.hpp"
#include "pg/idempotency.hpp"
#include "pg/page.hpp"
#include "pg/transaction.hpp"
#include "subscription/store/statements.hpp"

namespace tenure::subscription {

namespace {

namespace sql = statements;

Change change_of(const pqxx::row& row) {
    Change change;
    change.id = ChangeId(row["id"].as<std::string>());
    change.type = change_type(row["type"].as<std::string>());
    change.status = change_status(row["status"].as<std::string>());
    change.plan = row["plan"].as<std::string>();
    change.users = row["users"].as<std::int64_t>();
    if (!row["cycle"].is_null()) change.cycle = parse_cycle(row["cycle"].as<std::string>());
    change.time_zone = row["time_zone"].as<std::string>();
    change.quote_id = pg::optional_text(row["quote_id"]);
    if (!row["effective_us"].is_null()) change.effective_at = pg::instant_of(row["effective_us"]);
    change.created_at = pg::instant_of(row["created_us"]);
    change.quote_document = row["quote_document"].as<std::string>("");
    change.invoice_id = pg::optional_text(row["invoice_id"]);
    change.invoice_number = pg::optional_text(row["invoice_number"]);
    if (!row["decline_code"].is_null())
        change.decline = Decline{row["decline_code"].as<std::string>(),
                                 row["decline_detail"].as<std::string>("")};
    return change;
}

std::vector<Change> changes_of(const pqxx::result& rows) {
    std::vector<Change> changes;
    for (const pqxx::row& row : rows) changes.push_back(change_of(row));
    return changes;
}

std::optional<Licence> licence_of(const std::optional<pqxx::row>& found) {
    if (!found) return std::nullopt;
    const pqxx::row& row = *found;
    Term term;
    term.number = row["term_number"].as<std::int64_t>();
    term.cycle = parse_cycle(row["cycle"].as<std::string>()).value();
    term.anchor_day = row["anchor_day"].as<unsigned>();
    term.starts_on = pg::date_of(row["starts_on"]);
    term.renews_on = pg::date_of(row["renews_on"]);
    return Licence{SubscriptionId(row["subscription_id"].as<std::string>()), term,
                   row["time_zone"].as<std::string>()};
}

class PgTx final : public SubscriptionTx {
  public:
    PgTx(pg::Transaction& tx, const AccountId& account, std::chrono::milliseconds lease)
        : tx_(tx), account_(account), lease_(lease) {}

    std::optional<Licence> licence() override {
        return licence_of(tx_.find(sql::find_licence, account_.str()));
    }
    std::vector<Change> changes() override {
        return changes_of(tx_.run(sql::list_changes, account_.str()));
    }
    std::optional<Change> find(const ChangeId& id) override {
        const auto row = tx_.find(sql::find_change, account_.str(), id.str());
        return row ? std::optional(change_of(*row)) : std::nullopt;
    }
    Status insert(const Change& change, const Caller& caller,
                  const std::optional<IdempotencyKey>& key) override {
        TENURE_TRY(pg::claim(tx_, account_, key, change.id.str()));
        std::optional<std::string> cycle;
        if (change.cycle) cycle = std::string(name_of(*change.cycle));
        std::optional<std::string> key_text;
        if (key) key_text = key->key;
        tx_.run(sql::insert_change, account_.str(), change.id.str(),
                std::string(name_of(change.type)), change.plan, change.users, cycle,
                change.time_zone, change.quote_id, to_string(change.created_at), caller.subject,
                caller.request_id, key_text, static_cast<std::int64_t>(lease_.count()));
        return done;
    }
    void finish(const Change& change) override {
        std::optional<std::string> effective_at, code, detail;
        if (change.effective_at) effective_at = to_string(*change.effective_at);
        if (change.decline) {
            code = change.decline->code;
            detail = change.decline->detail;
        }
        std::optional<std::string> quote;
        if (!change.quote_document.empty()) quote = change.quote_document;
        tx_.run(sql::finish_change, account_.str(), change.id.str(),
                std::string(name_of(change.status)), effective_at, quote, change.invoice_id,
                change.invoice_number, code, detail);
    }
    void withdraw(const ChangeId& id) override {
        tx_.run(sql::release_key, account_.str(), id.str());
        tx_.run(sql::withdraw_change, account_.str(), id.str());
    }
    void save(const Licence& licence) override {
        tx_.run(sql::save_licence, account_.str(), licence.id.str(), licence.time_zone,
                licence.term.number, std::string(name_of(licence.term.cycle)),
                static_cast<std::int64_t>(licence.term.anchor_day),
                to_string(licence.term.starts_on), to_string(licence.term.renews_on));
    }
    Status consumed(const std::string& from, const std::string& to) override {
        return pg::move_cursor(tx_, "billing", from, to);
    }

  private:
    pg::Transaction& tx_;
    const AccountId& account_;
    std::chrono::milliseconds lease_;
};

class PgStore final : public SubscriptionStore {
  public:
    PgStore(pg::Pool& pool, std::chrono::milliseconds lease) : pool_(pool), lease_(lease) {}

    Status transact(const AccountId& account,
                    const std::function<Status(SubscriptionTx&)>& body) override {
        return pg::transact(pool_, [&](pg::Transaction& tx) -> Status {
            tx.run(sql::insert_account, account.str());
            tx.run(sql::lock_account, account.str());
            PgTx locked(tx, account, lease_);
            return body(locked);
        });
    }
    std::optional<Snapshot> snapshot(const AccountId& account) override {
        return pg::read(pool_, [&](pg::Transaction& tx) -> std::optional<Snapshot> {
            const auto licence = licence_of(tx.find(sql::find_licence, account.str()));
            if (!licence) return std::nullopt;
            return Snapshot{*licence, changes_of(tx.run(sql::list_changes, account.str()))};
        });
    }
    std::optional<Change> find(const AccountId& account, const ChangeId& id) override {
        return pg::read(pool_, [&](pg::Transaction& tx) {
            const auto row = tx.find(sql::find_change, account.str(), id.str());
            return row ? std::optional(change_of(*row)) : std::nullopt;
        });
    }
    Result<ChangePage> page(const AccountId& account, int limit,
                            const std::string& cursor) override {
        TENURE_TRY(pg::check_cursor(cursor, ChangeKind::prefix));
        return pg::read(pool_, [&](pg::Transaction& tx) {
            ChangePage page{changes_of(tx.run(sql::page_changes, account.str(), cursor, limit + 1)),
                            {}};
            page.next_cursor = pg::cut_page(page.changes, limit);
            return page;
        });
    }
    std::optional<Unfinished> take_unfinished() override {
        return pg::read(pool_, [&](pg::Transaction& tx) -> std::optional<Unfinished> {
            const auto row =
                tx.find(sql::take_unfinished, static_cast<std::int64_t>(lease_.count()));
            if (!row) return std::nullopt;
            return Unfinished{AccountId((*row)["account_id"].as<std::string>()),
                              ChangeId((*row)["id"].as<std::string>())};
        });
    }

    std::int64_t count_unfinished() override {
        return pg::read(pool_, [&](pg::Transaction& tx) {
            return tx.run(sql::count_unfinished)[0][0].as<std::int64_t>();
        });
    }

  private:
    pg::Pool& pool_;
    std::chrono::milliseconds lease_;
};

}  // namespace

std::unique_ptr<SubscriptionStore> make_store(pg::Pool& pool, std::chrono::milliseconds lease) {
    return std::make_unique<PgStore>(pool, lease);
}

}  // namespace tenure::subscription
