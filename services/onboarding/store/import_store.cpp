#include "onboarding/store/import_store.hpp"

#include "domain/failpoint.hpp"
#include "onboarding/store/statements_imports.hpp"
#include "pg/arrays.hpp"
#include "pg/audit.hpp"
#include "pg/events.hpp"
#include "pg/fields.hpp"
#include "pg/idempotency.hpp"
#include "pg/page.hpp"
#include "pg/transaction.hpp"
#include "selling_pg/seller_tables.hpp"

namespace tenure::onboarding {

namespace {

namespace sql = statements;

/// Between two attempts at a target that does not answer: so long times two to the attempts.
constexpr int pause_ms = 500;

char sign_of(const std::string& text) {
    return text.empty() ? '\0' : text[0];
}

Import import_of(const pqxx::row& row) {
    Import import;
    import.id = ImportId(row["id"].as<std::string>());
    import.module = row["module"].as<std::string>();
    import.state = import_state(row["state"].as<std::string>());
    import.size = row["size"].as<std::int64_t>();
    import.received = row["received"].as<std::int64_t>();
    if (!row["encoding"].is_null())
        import.format = FileFormat{parse_encoding(row["encoding"].as<std::string>()).value(),
                                   parse_separator(row["separator"].as<std::string>()).value(),
                                   sign_of(row["decimal_sign"].as<std::string>())};
    import.report = pg::optional_text(row["report"]);
    import.rows = row["rows_read"].as<std::int64_t>();
    import.clean = row["rows_clean"].as<std::int64_t>();
    import.skip_faulty = row["skip_faulty"].as<bool>();
    import.delivered = row["delivered"].as<std::int64_t>();
    if (!row["failure_code"].is_null())
        import.failure = ImportFailure{row["failure_code"].as<std::string>(),
                                       row["failure_detail"].as<std::string>()};
    import.created_at = pg::instant_of(row["created_us"]);
    import.updated_at = pg::instant_of(row["updated_us"]);
    import.created_by = row["created_by"].as<std::string>();
    return import;
}

Import whole_import(pg::Transaction& tx, const AccountId& account, const pqxx::row& row) {
    Import import = import_of(row);
    for (const pqxx::row& column : tx.run(sql::list_import_columns, account.str(), import.id.str()))
        import.columns.push_back(
            {column["heading"].as<std::string>(), pg::optional_text(column["field"])});
    return import;
}

std::vector<Import> whole_imports(pg::Transaction& tx, const AccountId& account,
                                  const pqxx::result& rows) {
    std::vector<Import> imports;
    for (const pqxx::row& row : rows) imports.push_back(whole_import(tx, account, row));
    return imports;
}

std::optional<Import> find_import(pg::Transaction& tx, const AccountId& account,
                                  const ImportId& id) {
    const auto row = tx.find(sql::find_import, account.str(), id.str());
    return row ? std::optional(whole_import(tx, account, *row)) : std::nullopt;
}

std::optional<std::string> bytes_in(const std::optional<pqxx::row>& row) {
    if (!row) return std::nullopt;
    return pqxx::binarystring((*row)["bytes"]).str();
}

pqxx::binarystring binary(std::string_view bytes) {
    return {bytes.data(), bytes.size()};
}

class PgImportTx final : public ImportTx {
  public:
    PgImportTx(pg::Transaction& tx, const AccountId& account) : tx_(tx), account_(account) {}

    bool imports_included() override {
        return tx_.find(sql::imports_included, account_.str()).has_value();
    }
    std::vector<Import> all() override {
        return whole_imports(tx_, account_, tx_.run(sql::list_imports, account_.str()));
    }
    std::optional<Import> find(const ImportId& id) override {
        return find_import(tx_, account_, id);
    }
    Status insert(const Import& import, const std::optional<IdempotencyKey>& key) override {
        TENURE_TRY(pg::claim(tx_, account_, key, import.id.str()));
        tx_.run(sql::insert_import, account_.str(), import.id.str(), import.module, import.size,
                to_string(import.created_at), import.created_by);
        return done;
    }
    void save(const Import& import) override {
        std::optional<std::string> encoding, separator, failure_code, failure_detail;
        std::string sign;
        if (import.format) {
            encoding = name_of(import.format->encoding);
            separator = name_of_separator(import.format->separator);
            if (import.format->decimal_sign != 0) sign = {import.format->decimal_sign};
        }
        if (import.failure) {
            failure_code = import.failure->code;
            failure_detail = import.failure->detail;
        }
        tx_.run(sql::update_import, account_.str(), import.id.str(),
                std::string(name_of(import.state)), import.received, encoding, separator, sign,
                import.report, import.rows, import.clean, import.skip_faulty, import.delivered,
                failure_code, failure_detail, to_string(import.updated_at));
        save_columns(import);
    }
    void add_part(const ImportId& id, std::int64_t offset, std::string_view bytes) override {
        tx_.run(sql::insert_import_part, account_.str(), id.str(), offset, binary(bytes));
    }
    bool has_part(const ImportId& id, std::int64_t offset, std::string_view bytes) override {
        return tx_.find(sql::has_import_part, account_.str(), id.str(), offset, binary(bytes))
            .has_value();
    }
    void remove_parts(const ImportId& id) override {
        tx_.run(sql::delete_import_parts, account_.str(), id.str());
    }
    void publish(const std::string& type, const std::string& data, Timestamp at) override {
        pg::append_event(tx_, {EventId::make(at).str(), type, account_, at, data});
    }
    void audit(const Caller& caller, const AuditedChange& change) override {
        pg::append_audit(tx_, caller, change);
    }

  private:
    void save_columns(const Import& import) {
        tx_.run(sql::delete_import_columns, account_.str(), import.id.str());
        if (import.columns.empty()) return;
        pg::Array headings, fields;
        for (const ImportColumn& column : import.columns) {
            headings.add(column.heading);
            fields.add(column.field);
        }
        tx_.run(sql::insert_import_columns, account_.str(), import.id.str(), headings.text(),
                fields.text());
    }

    pg::Transaction& tx_;
    const AccountId& account_;
};

class PgImportStore final : public ImportStore {
  public:
    PgImportStore(pg::Pool& pool, std::chrono::milliseconds lease) : pool_(pool), lease_(lease) {}

    Status transact(const AccountId& account,
                    const std::function<Status(ImportTx&)>& body) override {
        return pg::transact(pool_, [&](pg::Transaction& tx) -> Status {
            selling::begin_on_account(tx, account);
            PgImportTx import_tx(tx, account);
            return body(import_tx);
        });
    }
    std::optional<Import> find(const AccountId& account, const ImportId& id) override {
        return pg::read(pool_, [&](pg::Transaction& tx) { return find_import(tx, account, id); });
    }
    Result<ImportPage> page(const AccountId& account, int limit,
                            const std::string& cursor) override {
        TENURE_TRY(pg::check_cursor(cursor, ImportKind::prefix));
        return pg::read(pool_, [&](pg::Transaction& tx) {
            ImportPage page;
            page.imports = whole_imports(
                tx, account, tx.run(sql::page_imports, account.str(), cursor, limit + 1));
            page.next_cursor = pg::cut_page(page.imports, limit);
            return page;
        });
    }
    std::optional<std::string> part(const AccountId& account, const ImportId& id,
                                    std::int64_t offset) override {
        return pg::read(pool_, [&](pg::Transaction& tx) {
            return bytes_in(tx.find(sql::find_import_part, account.str(), id.str(), offset));
        });
    }

    std::optional<ImportJob> take_job() override {
        return pg::read(pool_, [&](pg::Transaction& tx) -> std::optional<ImportJob> {
            const auto row = tx.find(sql::take_import_job, lease_.count());
            if (!row) return std::nullopt;
            const AccountId account((*row)["account_id"].as<std::string>());
            return ImportJob{account, whole_import(tx, account, *row),
                             (*row)["turn"].as<std::int64_t>(), (*row)["attempts"].as<int>()};
        });
    }
    std::int64_t count_jobs() override {
        return pg::read(pool_, [&](pg::Transaction& tx) {
            return tx.run(sql::count_import_jobs)[0][0].as<std::int64_t>();
        });
    }
    std::optional<std::string> part(const ImportJob& job, std::int64_t offset) override {
        return pg::read(pool_, [&](pg::Transaction& tx) {
            return bytes_in(tx.find(sql::read_job_part, job.account.str(), job.import.id.str(),
                                    job.turn, offset, lease_.count()));
        });
    }
    bool note_delivered(const ImportJob& job, std::int64_t records) override {
        const bool held = pg::read(pool_, [&](pg::Transaction& tx) {
            return tx.run(sql::note_delivered, job.account.str(), job.import.id.str(), job.turn,
                          records, lease_.count())
                       .affected_rows() == 1;
        });
        TENURE_FAILPOINT("onboarding.import_progress_noted");
        return held;
    }
    Status finish(const ImportJob& job, const std::function<Status(ImportTx&)>& body) override {
        return transact(job.account, job, body);
    }
    void postpone(const ImportJob& job) override {
        pg::read(pool_, [&](pg::Transaction& tx) {
            tx.run(sql::postpone_import, job.account.str(), job.import.id.str(), job.turn,
                   pause_ms);
            return done;
        });
    }

  private:
    Status transact(const AccountId& account, const ImportJob& job,
                    const std::function<Status(ImportTx&)>& body) {
        return pg::transact(pool_, [&](pg::Transaction& tx) -> Status {
            selling::begin_on_account(tx, account);
            if (!tx.find(sql::is_import_turn, account.str(), job.import.id.str(), job.turn))
                return done;
            PgImportTx import_tx(tx, account);
            return body(import_tx);
        });
    }

    pg::Pool& pool_;
    const std::chrono::milliseconds lease_;
};

}  // namespace

std::unique_ptr<ImportStore> make_import_store(pg::Pool& pool, std::chrono::milliseconds lease) {
    return std::make_unique<PgImportStore>(pool, lease);
}

}  // namespace tenure::onboarding
