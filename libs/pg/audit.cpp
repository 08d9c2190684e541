#include "pg/audit.hpp"

#include "pg/fields.hpp"
#include "pg/page.hpp"
#include "pg/transaction.hpp"

namespace tenure::pg {

namespace {

constexpr Statement insert_audit{
    "pg_insert_audit",
    "insert into audit_entry (account_id, id, at, subject, roles, request_id, action, resource,"
    " old, new) values ($1, $2, $3::timestamptz, $4, $5, $6, $7, $8, $9::jsonb, $10::jsonb)"};

constexpr Statement page_audit{
    "pg_page_audit",
    "select id, (extract(epoch from at) * 1000000)::bigint as at_us, subject, roles, request_id,"
    " action, resource, old::text, new::text from audit_entry"
    " where account_id = $1 and ($2 = '' or id < $2) order by id desc limit $3"};

AuditEntry entry_of(const pqxx::row& row) {
    return {.id = AuditId(row["id"].as<std::string>()),
            .at = instant_of(row["at_us"]),
            .subject = row["subject"].as<std::string>(),
            .roles = parse_roles(row["roles"].as<std::string>()).value(),
            .request_id = row["request_id"].as<std::string>(),
            .change = {.action = row["action"].as<std::string>(),
                       .resource = row["resource"].as<std::string>(),
                       .before = optional_text(row["old"]),
                       .after = optional_text(row["new"])}};
}

class PgHistory final : public History {
  public:
    explicit PgHistory(Pool& pool) : pool_(pool) {}

    Result<AuditPage> page(const AccountId& account, int limit,
                           const std::string& cursor) override {
        TENURE_TRY(check_cursor(cursor, AuditKind::prefix));
        return read(pool_, [&](Transaction& tx) {
            std::vector<AuditEntry> entries;
            for (const pqxx::row& row : tx.run(page_audit, account.str(), cursor, limit + 1))
                entries.push_back(entry_of(row));
            auto next_cursor = cut_page(entries, limit);
            return AuditPage{std::move(entries), std::move(next_cursor)};
        });
    }

  private:
    Pool& pool_;
};

}  // namespace

void append_audit(Transaction& transaction, const Caller& caller, const AuditedChange& change) {
    transaction.run(insert_audit, caller.account.str(), AuditId::make(caller.now).str(),
                    to_string(caller.now), caller.subject, joined(caller.roles), caller.request_id,
                    change.action, change.resource, change.before, change.after);
}

std::unique_ptr<History> make_history(Pool& pool) {
    return std::make_unique<PgHistory>(pool);
}

}  // namespace tenure::pg
