#include "selling_pg/seller_tables.hpp"

#include "embedded/selling_migrations.hpp"
#include "pg/audit.hpp"
#include "pg/events.hpp"
#include "pg/idempotency.hpp"
#include "pg/page.hpp"
#include "selling_pg/rows.hpp"
#include "selling_pg/statements.hpp"

namespace tenure::selling {

namespace {

namespace sql = statements;

std::optional<std::string> text_of(const std::optional<Timestamp>& instant) {
    return instant ? std::optional(to_string(*instant)) : std::nullopt;
}

}  // namespace

pg::MigrationSet migrations() {
    return {"selling", selling_migrations::files()};
}

void begin_on_account(pg::Transaction& tx, const AccountId& account) {
    tx.run(sql::insert_account, account.str());
    tx.run(sql::lock_account, account.str());
}

std::optional<Licence> PgSellerTx::licence() {
    return licence_of(tx_.find(sql::find_licence, account_.str()));
}

void PgSellerTx::save(const Licence& licence) {
    std::optional<std::string> ended_on, cycle_id, cycle, cycle_at;
    if (licence.ended_on) ended_on = to_string(*licence.ended_on);
    if (const auto& pending = licence.pending_cycle) {
        cycle_id = pending->id;
        cycle = std::string(name_of(pending->cycle));
        cycle_at = to_string(pending->effective_at);
    }
    tx_.run(sql::save_licence, account_.str(), licence.id, to_string(licence.started_at),
            licence.time_zone, licence.term.number, std::string(name_of(licence.term.cycle)),
            static_cast<std::int64_t>(licence.term.anchor_day), to_string(licence.term.starts_on),
            to_string(licence.term.renews_on), std::string(name_of(licence.standing)),
            text_of(licence.standing_since), ended_on, licence.end_reason, cycle_id, cycle,
            cycle_at);
}

std::vector<Change> PgSellerTx::changes() {
    return changes_of(tx_.run(sql::list_changes, account_.str()));
}

std::optional<Change> PgSellerTx::find(const ChangeId& id) {
    const auto row = tx_.find(sql::find_change, account_.str(), id.str());
    return row ? std::optional(change_of(*row)) : std::nullopt;
}

Status PgSellerTx::insert(const Change& change, const std::optional<IdempotencyKey>& key) {
    TENURE_TRY(pg::claim(tx_, account_, key, change.id.str()));
    std::optional<std::string> key_text;
    if (key) key_text = key->key;
    tx_.run(sql::insert_change, account_.str(), change.id.str(), change.type, change.product,
            change.quantity, options_text(change.options), change.quote_id,
            to_string(change.created_at), change.asked_by.subject, joined(change.asked_by.roles),
            change.asked_by.request_id, change.asked_by.on_test_clock, key_text,
            static_cast<std::int64_t>(lease_.count()));
    return done;
}

void PgSellerTx::finish(const Change& change) {
    std::optional<std::string> code, detail, quote;
    if (change.decline) {
        code = change.decline->code;
        detail = change.decline->detail;
    }
    if (!change.quote_document.empty()) quote = change.quote_document;
    std::optional<std::string> action_url;
    if (!change.action_url.empty()) action_url = change.action_url;
    tx_.run(sql::finish_change, account_.str(), change.id.str(),
            std::string(name_of(change.status)), text_of(change.effective_at), quote,
            change.invoice_id, change.invoice_number, code, detail, action_url);
}

void PgSellerTx::withdraw(const ChangeId& id) {
    tx_.run(sql::release_key, account_.str(), id.str());
    tx_.run(sql::withdraw_change, account_.str(), id.str());
}

void PgSellerTx::audit(const Caller& caller, const AuditedChange& change) {
    pg::append_audit(tx_, caller, change);
}

Status PgSellerTx::consumed(const std::string& from, const std::string& to) {
    return pg::move_cursor(tx_, "billing", from, to);
}

std::optional<Snapshot> PgSellerReads::snapshot(const AccountId& account) {
    return pg::read(pool_, [&](pg::Transaction& tx) -> std::optional<Snapshot> {
        const auto licence = licence_of(tx.find(sql::find_licence, account.str()));
        if (!licence) return std::nullopt;
        return Snapshot{*licence, changes_of(tx.run(sql::list_changes, account.str()))};
    });
}

std::optional<Change> PgSellerReads::find(const AccountId& account, const ChangeId& id) {
    return pg::read(pool_, [&](pg::Transaction& tx) {
        const auto row = tx.find(sql::find_change, account.str(), id.str());
        return row ? std::optional(change_of(*row)) : std::nullopt;
    });
}

Result<ChangePage> PgSellerReads::page(const AccountId& account, int limit,
                                       const std::string& cursor) {
    TENURE_TRY(pg::check_cursor(cursor, ChangeKind::prefix));
    return pg::read(pool_, [&](pg::Transaction& tx) {
        ChangePage page{changes_of(tx.run(sql::page_changes, account.str(), cursor, limit + 1)),
                        {}};
        page.next_cursor = pg::cut_page(page.changes, limit);
        return page;
    });
}

std::optional<Unfinished> PgSellerReads::take_unfinished() {
    return pg::read(pool_, [&](pg::Transaction& tx) -> std::optional<Unfinished> {
        const auto row = tx.find(sql::take_unfinished, static_cast<std::int64_t>(lease_.count()));
        if (!row) return std::nullopt;
        return Unfinished{AccountId((*row)["account_id"].as<std::string>()),
                          ChangeId((*row)["id"].as<std::string>())};
    });
}

std::int64_t PgSellerReads::count_unfinished() {
    return pg::read(pool_, [&](pg::Transaction& tx) {
        return tx.run(sql::count_unfinished)[0][0].as<std::int64_t>();
    });
}

}  // namespace tenure::selling
