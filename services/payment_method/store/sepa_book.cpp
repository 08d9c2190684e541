#include "payment_method/store/sepa_book.hpp"

#include <algorithm>

#include "domain/enum_names.hpp"
#include "payment_method/store/sepa_statements.hpp"
#include "payment_method/store/statements.hpp"
#include "pg/fields.hpp"

namespace tenure::payment_method {

namespace {

namespace sql = statements;

constexpr EnumNames<CollectionStatus, 5> statuses{{{"waiting", CollectionStatus::waiting},
                                                   {"filed", CollectionStatus::filed},
                                                   {"settled", CollectionStatus::settled},
                                                   {"rejected", CollectionStatus::rejected},
                                                   {"returned", CollectionStatus::returned}}};

using Scope = ReportedOutcome::Scope;
constexpr EnumNames<Scope, 3> scopes{
    {{"debit", Scope::debit}, {"batch", Scope::batch}, {"file", Scope::file}}};

using Problem = ReportProblem::Kind;
constexpr EnumNames<Problem, 2> problems{{{"unknown_reference", Problem::unknown_reference},
                                          {"amount_differs", Problem::amount_differs}}};

ReportProblem problem_of(const pqxx::row& row) {
    ReportProblem problem;
    problem.kind = value_in(problems, row["problem"].as<std::string>());
    problem.reference = row["reference"].as<std::string>();
    if (!row["expected_cents"].is_null())
        problem.expected_cents = row["expected_cents"].as<std::int64_t>();
    if (!row["reported_cents"].is_null())
        problem.reported_cents = row["reported_cents"].as<std::int64_t>();
    return problem;
}

/// The payment's digits: SEPA's references know no underscore.
std::string end_to_end_id(const PaymentId& payment) {
    std::string digits = payment.str().substr(payment.str().find('_') + 1);
    std::transform(digits.begin(), digits.end(), digits.begin(), [](char c) {
        return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    return digits;
}

SepaAccount account_of(const pqxx::row& row) {
    SepaAccount account;
    account.token = row["token"].as<std::string>();
    account.sealed_iban = row["sealed_iban"].as<std::string>();
    account.bic = pg::optional_text(row["bic"]);
    account.holder = row["holder"].as<std::string>();
    account.mandate_reference = row["mandate_reference"].as<std::string>();
    account.signed_on = pg::date_of(row["signed_on"]);
    account.scheme = scheme_named(row["scheme"].as<std::string>());
    if (!row["presented_on"].is_null()) account.presented_on = pg::date_of(row["presented_on"]);
    account.ended_reason = row["ended_reason"].as<std::string>("");
    account.type = row["one_off"].as<bool>() ? MandateType::one_off : MandateType::recurrent;
    return account;
}

CollectionFile file_of(const pqxx::row& row) {
    return {row["id"].as<std::string>(),       row["message_id"].as<std::string>(),
            pg::instant_of(row["created_us"]), row["debits"].as<std::int64_t>(),
            row["cents"].as<std::int64_t>(),   row["written"].as<bool>()};
}

CollectionBatch batch_of(const pqxx::row& row) {
    return {row["id"].as<std::string>(),
            sequence_type(row["sequence"].as<std::string>()),
            scheme_named(row["scheme"].as<std::string>()),
            pg::date_of(row["collected_on"]),
            row["debits"].as<std::int64_t>(),
            row["cents"].as<std::int64_t>()};
}

CollectionItem item_of(const pqxx::row& row) {
    return {account_of(row), row["end_to_end_id"].as<std::string>(),
            row["cents"].as<std::int64_t>(), row["description"].as<std::string>(),
            row["amended"].as<bool>()};
}

template <class Value, class Read>
std::vector<Value> list_of(const pqxx::result& rows, Read read) {
    std::vector<Value> list;
    for (const pqxx::row& row : rows) list.push_back(read(row));
    return list;
}

class PgSepaBook final : public SepaBook {
  public:
    explicit PgSepaBook(pg::Pool& pool) : pool_(pool) {}

    void keep(const SepaAccount& account) override {
        run(sql::sepa_keep_account, account.token, account.sealed_iban, account.bic, account.holder,
            account.mandate_reference, to_string(account.signed_on),
            std::string(name_of(account.scheme)), account.type == MandateType::one_off);
    }
    void amend(const SepaAccount& account) override {
        run(sql::sepa_amend_account, account.token, account.sealed_iban, account.bic,
            account.holder);
    }
    void sign(const std::string& token, const Mandate& mandate) override {
        run(sql::sepa_sign_account, token, mandate.reference, to_string(mandate.signed_on),
            std::string(name_of(mandate.scheme)), mandate.type == MandateType::one_off);
    }
    void revoke(const std::string& token, Timestamp now) override {
        pg::read(pool_, [&](pg::Transaction& tx) {
            tx.run(sql::sepa_one_file_at_a_time);
            tx.run(sql::sepa_lock_account, token);
            for (const pqxx::row& row : tx.run(sql::sepa_call_off, token))
                notify(tx, row, "cancelled", CollectionStatus::rejected, now);
            return tx.run(sql::sepa_end_mandate, token, std::string("cancelled"));
        });
    }
    void wind_down(const std::string& token) override { run(sql::sepa_wind_down, token); }
    void forget(const std::string& token) override { run(sql::sepa_forget_account, token); }
    std::optional<SepaAccount> account(const std::string& token) override {
        const pqxx::result rows = run(sql::sepa_find_account, token);
        return rows.empty() ? std::nullopt : std::optional(account_of(rows[0]));
    }

    void enter(const ChargeRequest& request, Date requested_on) override {
        pg::read(pool_, [&](pg::Transaction& tx) {
            tx.run(sql::sepa_lock_account, request.token);
            tx.run(sql::sepa_go_on, request.token);
            return tx.run(sql::sepa_enter_collection, request.account.str(), request.payment.str(),
                          end_to_end_id(request.payment), request.token, request.amount.minor(),
                          request.description, to_string(requested_on));
        });
    }
    std::optional<Collection> find(const AccountId& account, const PaymentId& payment) override {
        const pqxx::result rows = run(sql::sepa_find_collection, account.str(), payment.str());
        if (rows.empty()) return std::nullopt;
        return Collection{value_in(statuses, rows[0]["status"].as<std::string>()),
                          rows[0]["reason"].as<std::string>(""),
                          pg::date_of(rows[0]["requested_on"])};
    }

    std::optional<CollectionFile> make_file(const CollectionDays& days, Timestamp now) override {
        return pg::read(pool_, [&](pg::Transaction& tx) -> std::optional<CollectionFile> {
            const std::string id = new_id("col", now);
            std::string message = id;
            std::erase(message, '_');
            const std::string until = to_string(days.until);
            tx.run(sql::sepa_take_time);
            tx.run(sql::sepa_one_file_at_a_time);
            if (!tx.find(sql::sepa_insert_file, id, message, to_string(now), until))
                return std::nullopt;
            tx.run(sql::sepa_file_collections, id, to_string(days.earliest), until);
            tx.run(sql::sepa_insert_batches, id, message);
            tx.run(sql::sepa_join_batches, id);
            tx.run(sql::sepa_mark_presented, id);
            return file_of(tx.find(sql::sepa_find_file, id).value());
        });
    }

    std::vector<CollectionFile> unwritten_files() override {
        return list_of<CollectionFile>(run(sql::sepa_unwritten_files), file_of);
    }
    std::vector<CollectionFile> files(int limit) override {
        return list_of<CollectionFile>(run(sql::sepa_files, limit), file_of);
    }
    std::vector<CollectionBatch> batches(const std::string& file) override {
        return list_of<CollectionBatch>(run(sql::sepa_batches, file), batch_of);
    }
    void for_each_item(const std::string& batch,
                       const std::function<void(const CollectionItem&)>& visit) override {
        constexpr std::size_t rows_at_a_time = 1000;
        std::string after;
        while (true) {
            const pqxx::result rows =
                run(sql::sepa_items, batch, after, static_cast<std::int64_t>(rows_at_a_time));
            for (const pqxx::row& row : rows) visit(item_of(row));
            if (static_cast<std::size_t>(rows.size()) < rows_at_a_time) return;
            after = rows.back()["end_to_end_id"].as<std::string>();
        }
    }
    void mark_written(const std::string& file, Timestamp now) override {
        run(sql::sepa_mark_written, file, to_string(now));
    }

    TakenReport take_report(const std::string& message_id,
                            const std::vector<ReportedOutcome>& outcomes, Timestamp now) override {
        return pg::read(pool_, [&](pg::Transaction& tx) {
            tx.run(sql::sepa_take_time);
            const bool fresh = tx.find(sql::sepa_insert_report, message_id, to_string(now),
                                       static_cast<std::int64_t>(outcomes.size()))
                                   .has_value();
            if (fresh) take(tx, message_id, outcomes, now);
            const pqxx::row row = tx.find(sql::sepa_find_report, message_id).value();
            return TakenReport{
                !fresh, row["outcomes"].as<std::int64_t>(), row["changed"].as<std::int64_t>(),
                list_of<ReportProblem>(tx.run(sql::sepa_list_problems, message_id), problem_of)};
        });
    }

  private:
    static void take(pg::Transaction& tx, const std::string& message_id,
                     const std::vector<ReportedOutcome>& outcomes, Timestamp now) {
        std::int64_t changed = 0;
        int position = 0;
        for (const ReportedOutcome& outcome : outcomes) {
            changed += take(tx, message_id, outcome, now);
            if (const auto problem = problem_with(tx, outcome))
                tx.run(sql::sepa_insert_problem, message_id, ++position,
                       std::string(name_in(problems, problem->kind)), problem->reference,
                       problem->expected_cents, problem->reported_cents);
        }
        tx.run(sql::sepa_count_changed, message_id, changed);
    }

    static std::optional<ReportProblem> problem_with(pg::Transaction& tx,
                                                     const ReportedOutcome& outcome) {
        if (outcome.scope != Scope::debit) return std::nullopt;
        const auto row = tx.find(sql::sepa_find_reported, outcome.id);
        if (!row) return ReportProblem{Problem::unknown_reference, outcome.id, {}, outcome.cents};
        const auto expected = (*row)["cents"].as<std::int64_t>();
        if (!outcome.cents || *outcome.cents == expected) return std::nullopt;
        return ReportProblem{Problem::amount_differs, outcome.id, expected, outcome.cents};
    }

    /// How many debits changed.
    static std::int64_t take(pg::Transaction& tx, const std::string& message_id,
                             const ReportedOutcome& outcome, Timestamp now) {
        std::optional<std::string> reason;
        if (outcome.status != CollectionStatus::settled) reason = outcome.reason;
        const std::string status(name_in(statuses, outcome.status));
        const pqxx::result changed =
            tx.run(sql::sepa_report_debits, std::string(name_in(scopes, outcome.scope)), outcome.id,
                   status, reason, outcome.cents);
        for (const pqxx::row& row : changed) {
            const auto token = row["token"].as<std::string>();
            if (outcome.status == CollectionStatus::rejected)
                tx.run(sql::sepa_present_again, token);
            if (reason && meaning_of(*reason).ends_mandate)
                tx.run(sql::sepa_end_mandate, token, *reason);
            notify(tx, row, message_id, value_in(statuses, row["status"].as<std::string>()), now);
        }
        return static_cast<std::int64_t>(changed.size());
    }

    /// The payment is looked at again by whoever looks at notifications.
    static void notify(pg::Transaction& tx, const pqxx::row& row, const std::string& source,
                       CollectionStatus became, Timestamp now) {
        const std::string status(name_in(statuses, became));
        tx.run(sql::keep_notification, std::string("sepa_xml"),
               source + " " + row["end_to_end_id"].as<std::string>() + " " + status,
               "collection." + status, row["account_id"].as<std::string>(),
               row["payment_id"].as<std::string>(), to_string(now));
    }

    /// Each statement is a transaction of its own: committed whatever becomes of ours.
    template <class... Args>
    pqxx::result run(const pg::Statement& statement, const Args&... args) {
        return pg::read(pool_, [&](pg::Transaction& tx) { return tx.run(statement, args...); });
    }

    pg::Pool& pool_;
};

}  // namespace

std::unique_ptr<SepaBook> make_sepa_book(pg::Pool& pool) {
    return std::make_unique<PgSepaBook>(pool);
}

}  // namespace tenure::payment_method
