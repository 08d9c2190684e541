#include "add_on/store/store.hpp"

#include "add_on/store/statements.hpp"
#include "pg/fields.hpp"
#include "pg/page.hpp"
#include "pg/transaction.hpp"
#include "selling_pg/seller_tables.hpp"

namespace tenure::add_on {

namespace {

namespace sql = statements;

Plan plan_of(const pqxx::result& rows) {
    Plan plan;
    for (const pqxx::row& row : rows)
        plan.steps.push_back({plan_action(row["action"].as<std::string>()),
                              row["quantity"].as<std::int64_t>(),
                              pg::instant_of(row["effective_us"])});
    return plan;
}

std::optional<TrialRow> trial_of(const std::optional<pqxx::row>& row) {
    if (!row) return std::nullopt;
    return TrialRow{ChangeId((*row)["change_id"].as<std::string>()),
                    pg::instant_of((*row)["started_us"]), pg::instant_of((*row)["ends_us"])};
}

NamedUser named_of(const pqxx::row& row) {
    return {NamedUserId(row["id"].as<std::string>()), ChangeId(row["stretch"].as<std::string>()),
            row["user_id"].as<std::string>(),         pg::instant_of(row["named_us"]),
            row["named_by"].as<std::string>(),        row["place"].as<std::int64_t>()};
}

std::optional<NamedUser> find_named_user(pg::Transaction& tx, const AccountId& account,
                                         const ChangeId& stretch, const std::string& user) {
    const auto row = tx.find(sql::find_named, account.str(), stretch.str(), user);
    return row ? std::optional(named_of(*row)) : std::nullopt;
}

class PgTx final : public AddOnTx {
  public:
    PgTx(pg::Transaction& tx, const AccountId& account, std::chrono::milliseconds lease)
        : tx_(tx), account_(account), seller_(tx, account, lease) {}

    selling::SellerTx& seller() override { return seller_; }
    Plan plan() override { return plan_of(tx_.run(sql::list_plan, account_.str())); }
    void save(const PlanOrder& order) override {
        tx_.run(sql::delete_plan_order, account_.str(), order.id.str());
        if (!order.holds) return;
        int position = 0;
        for (const PlanStep& step : order.steps)
            tx_.run(sql::insert_plan_step, account_.str(), order.id.str(), position++,
                    std::string(name_of(step.action)), step.quantity, to_string(step.effective_at));
    }
    void forget_plan() override { tx_.run(sql::delete_plan, account_.str()); }

    std::optional<TrialRow> trial() override {
        return trial_of(tx_.find(sql::find_trial, account_.str()));
    }
    void begin(const TrialRow& trial) override {
        tx_.run(sql::insert_trial, account_.str(), trial.change.str(), to_string(trial.started_at),
                to_string(trial.ends_at));
    }
    void cut_trial(Timestamp at) override {
        tx_.run(sql::cut_trial, account_.str(), to_string(at));
    }

    std::int64_t count_named(const ChangeId& stretch) override {
        return tx_.run(sql::count_named, account_.str(), stretch.str())[0][0].as<std::int64_t>();
    }
    std::optional<NamedUser> find_named(const ChangeId& stretch, const std::string& user) override {
        return find_named_user(tx_, account_, stretch, user);
    }
    void insert(const NamedUser& user) override {
        tx_.run(sql::insert_named, account_.str(), user.stretch.str(), user.id.str(), user.user,
                to_string(user.named_at), user.named_by);
    }
    void remove_named(const ChangeId& stretch, const std::string& user) override {
        tx_.run(sql::delete_named, account_.str(), stretch.str(), user);
    }

  private:
    pg::Transaction& tx_;
    const AccountId& account_;
    selling::PgSellerTx seller_;
};

class PgStore final : public AddOnStore {
  public:
    PgStore(pg::Pool& pool, std::chrono::milliseconds lease)
        : pool_(pool), lease_(lease), seller_(pool, lease) {}

    Status transact(const AccountId& account,
                    const std::function<Status(AddOnTx&)>& body) override {
        return pg::transact(pool_, [&](pg::Transaction& tx) -> Status {
            selling::begin_on_account(tx, account);
            PgTx locked(tx, account, lease_);
            return body(locked);
        });
    }
    std::optional<Rows> rows(const AccountId& account) override {
        return pg::read(pool_, [&](pg::Transaction& tx) -> std::optional<Rows> {
            PgTx reader(tx, account, lease_);
            const std::optional<selling::Licence> licence = reader.seller().licence();
            if (!licence) return std::nullopt;
            return Rows{*licence, reader.plan(), package_in(reader, licence)};
        });
    }
    PackageRows package(const AccountId& account) override {
        return pg::read(pool_, [&](pg::Transaction& tx) {
            PgTx reader(tx, account, lease_);
            return package_in(reader, reader.seller().licence());
        });
    }
    selling::SellerReads& seller() override { return seller_; }
    std::optional<NamedUser> find_named(const AccountId& account, const ChangeId& stretch,
                                        const std::string& user) override {
        return pg::read(pool_, [&](pg::Transaction& tx) {
            return find_named_user(tx, account, stretch, user);
        });
    }
    Result<NamedUserPage> page_named(const AccountId& account, const ChangeId& stretch, int limit,
                                     const std::string& cursor) override {
        TENURE_TRY(pg::check_cursor(cursor, NamedUserKind::prefix));
        return pg::read(pool_, [&](pg::Transaction& tx) {
            NamedUserPage page;
            for (const pqxx::row& row :
                 tx.run(sql::page_named, account.str(), stretch.str(), cursor, limit + 1))
                page.users.push_back(named_of(row));
            page.next_cursor = pg::cut_page(page.users, limit);
            return page;
        });
    }

  private:
    static PackageRows package_in(PgTx& reader, const std::optional<selling::Licence>& licence) {
        return {of_this_life(licence, reader.seller().changes()), reader.trial()};
    }

    pg::Pool& pool_;
    std::chrono::milliseconds lease_;
    selling::PgSellerReads seller_;
};

}  // namespace

std::unique_ptr<AddOnStore> make_store(pg::Pool& pool, std::chrono::milliseconds lease) {
    return std::make_unique<PgStore>(pool, lease);
}

}  // namespace tenure::add_on
