#include "billing/store/renewal_store.hpp"

#include <set>

#include "billing/store/renewal_rows.hpp"
#include "billing/store/rows.hpp"
#include "billing/store/statements_renewal.hpp"
#include "pg/arrays.hpp"
#include "pg/events.hpp"
#include "pg/fields.hpp"
#include "pg/transaction.hpp"

namespace tenure::billing {

namespace {

namespace sql = statements;

DueAccount due_of(const pqxx::row& row) {
    const auto text = [&](const char* column) { return row[column].as<std::string>(); };
    DueAccount due{AccountId(text("account_id")),
                   {},
                   {{}, TimeZone::find(text("time_zone")).value(), {}},
                   {},
                   {},
                   {},
                   row["on_test_clock"].as<bool>()};
    due.account.version = row["version"].as<std::int64_t>();
    due.account.time_zone = text("time_zone");
    due.account.status = value_in(account_status_names, text("status"));
    due.account.standing = value_in(standing_names, text("standing"));
    if (!row["notice"].is_null()) due.notice = value_in(notice_names, text("notice"));
    return due;
}

void add_notice(pg::Array& instants, pg::Array& names, const std::optional<Notice>& notice) {
    if (!notice) {
        instants.add_null();
        names.add_null();
        return;
    }
    instants.add(to_string(notice->at));
    names.add(name_in(notice_names, notice->kind));
}

class PgRenewalTx final : public RenewalTx {
  public:
    explicit PgRenewalTx(pg::Transaction& tx) : tx_(tx) {}

    std::vector<DueAccount> claim_renewals(const ClaimScope& scope) override {
        return claim(sql::claim_renewals, sql::claim_renewal_of, scope, true);
    }
    std::optional<DueAccount> claim_trial(const AccountId& account, Timestamp now) override {
        std::vector<DueAccount> due =
            claim(sql::claim_trial_of, sql::claim_trial_of, {now, 1, account});
        return due.empty() ? std::nullopt : std::optional(std::move(due.front()));
    }
    std::vector<DueAccount> claim_notices(const ClaimScope& scope) override {
        return claim(sql::claim_notices, sql::claim_notice_of, scope);
    }
    void write(const std::vector<Renewed>& renewed) override {
        copy_renewals(tx_, renewed);
        pg::Array accounts, renewals, notice_instants, notices;
        for (const Renewed& next : renewed) {
            accounts.add(next.account.str());
            renewals.add(to_string(next.renews_at));
            add_notice(notice_instants, notices, next.notice);
        }
        tx_.run(sql::renew_accounts, accounts.text(), renewals.text(), notice_instants.text(),
                notices.text());
    }
    void write(const std::vector<Ended>& ended) override {
        pg::Array accounts, days, instants, reasons;
        for (const Ended& one : ended) {
            accounts.add(one.account.str());
            days.add(to_string(one.on));
            instants.add(to_string(one.at));
            reasons.add(name_in(end_reason_names, one.reason));
        }
        tx_.run(sql::end_accounts, accounts.text(), days.text(), reasons.text());
        tx_.run(sql::end_items, accounts.text());
        tx_.run(sql::undo_scheduled, accounts.text(), instants.text());
    }
    void write(const std::vector<Noticed>& noticed) override {
        pg::Array accounts, instants, notices;
        for (const Noticed& one : noticed) {
            accounts.add(one.account.str());
            add_notice(instants, notices, one.next);
        }
        tx_.run(sql::set_notices, accounts.text(), instants.text(), notices.text());
    }
    void publish(const std::vector<EngineEvent>& events, Timestamp at) override {
        std::vector<pg::Event> rows;
        rows.reserve(events.size());
        for (const EngineEvent& event : events)
            rows.push_back({EventId::make(at).str(), event.type, event.account, at, event.data});
        pg::append_events(tx_, rows);
    }
    std::int64_t take_numbers(const std::string& seller, int year, std::int64_t count) override {
        return tx_.run(sql::take_numbers, seller, year, count)[0]["first"].as<std::int64_t>();
    }
    void issue(const std::vector<Renewed>& renewed, Timestamp at) override {
        pg::Array accounts, ids, states, numbers;
        std::string day;
        for (const Renewed& next : renewed) {
            if (!next.invoice) continue;
            accounts.add(next.account.str());
            ids.add(next.invoice->id.str());
            states.add(name_in(invoice_status_names, next.invoice->status));
            numbers.add(next.invoice->number.value());
            day = to_string(next.invoice->issued_on.value());
        }
        tx_.run(sql::issue_invoices, accounts.text(), ids.text(), states.text(), numbers.text(),
                day, to_string(at));
    }

  private:
    std::vector<DueAccount> claim(const pg::Statement& many, const pg::Statement& one,
                                  const ClaimScope& scope, bool after_open_orders = false) {
        const pqxx::result rows = scope.account
                                      ? tx_.run(one, scope.account->str(), to_string(scope.now))
                                      : tx_.run(many, to_string(scope.now), scope.limit);
        std::vector<DueAccount> due;
        due.reserve(rows.size());
        for (const pqxx::row& row : rows) due.push_back(due_of(row));
        if (after_open_orders) leave_out_waiting(due);
        load_accounts(tx_, due);
        return due;
    }

    void leave_out_waiting(std::vector<DueAccount>& due) {
        pg::Array ids;
        for (const DueAccount& account : due) ids.add(account.id.str());
        std::set<std::string> waiting;
        for (const pqxx::row& row : tx_.run(sql::with_open_orders, ids.text()))
            waiting.insert(row["account_id"].as<std::string>());
        std::erase_if(
            due, [&](const DueAccount& account) { return waiting.contains(account.id.str()); });
    }

    pg::Transaction& tx_;
};

class PgRenewalStore final : public RenewalStore {
  public:
    explicit PgRenewalStore(pg::Pool& pool) : pool_(pool) {}

    Status transact(const std::function<Status(RenewalTx&)>& body) override {
        return pg::transact(pool_, [&](pg::Transaction& tx) -> Status {
            PgRenewalTx renewals(tx);
            return body(renewals);
        });
    }
    std::optional<AccountId> next_trial(Timestamp now) override {
        return pg::read(pool_, [&](pg::Transaction& tx) -> std::optional<AccountId> {
            const auto row = tx.find(sql::next_trial, to_string(now));
            if (!row) return std::nullopt;
            return AccountId((*row)["account_id"].as<std::string>());
        });
    }
    std::optional<AccountStatus> is_due(const AccountId& account, Timestamp now) override {
        return pg::read(pool_, [&](pg::Transaction& tx) -> std::optional<AccountStatus> {
            const auto row = tx.find(sql::account_is_due, account.str(), to_string(now));
            if (!row) return std::nullopt;
            return value_in(account_status_names, (*row)["status"].as<std::string>());
        });
    }
    std::vector<AccountId> due(Timestamp now, int limit) override {
        return pg::read(pool_, [&](pg::Transaction& tx) {
            std::vector<AccountId> accounts;
            for (const pqxx::row& row : tx.run(sql::due_renewals, to_string(now), limit))
                accounts.emplace_back(row["account_id"].as<std::string>());
            return accounts;
        });
    }
    std::optional<AccountId> next_untold() override {
        return pg::read(pool_, [&](pg::Transaction& tx) -> std::optional<AccountId> {
            const auto row = tx.find(sql::next_untold);
            if (!row) return std::nullopt;
            return AccountId((*row)["account_id"].as<std::string>());
        });
    }
    std::optional<AccountState> untold_state(const AccountId& account) override {
        return pg::read(pool_, [&](pg::Transaction& tx) -> std::optional<AccountState> {
            const auto row = tx.find(sql::untold_state, account.str());
            if (!row) return std::nullopt;
            return AccountState{(*row)["ended"].as<bool>(), (*row)["time_zone"].as<std::string>()};
        });
    }
    void note_told(const AccountId& account, const AccountState& state) override {
        pg::read(pool_, [&](pg::Transaction& tx) {
            tx.run(sql::note_state_told, account.str(), state.ended);
            return true;
        });
    }
    void hold(const AccountId& account) override {
        pg::read(pool_, [&](pg::Transaction& tx) {
            tx.run(sql::hold_account, account.str());
            return true;
        });
    }

  private:
    pg::Pool& pool_;
};

}  // namespace

std::unique_ptr<RenewalStore> make_renewal_store(pg::Pool& pool) {
    return std::make_unique<PgRenewalStore>(pool);
}

}  // namespace tenure::billing
