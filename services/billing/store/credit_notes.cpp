#include "billing/store/credit_notes.hpp"

#include "billing/store/rows.hpp"
#include "billing/store/statements_credit_notes.hpp"
#include "domain/enum_names.hpp"
#include "pg/fields.hpp"
#include "pg/page.hpp"
#include "pg/transaction.hpp"

namespace tenure::billing {

namespace {

namespace sql = statements;

Currency currency_in(const pqxx::row& row) {
    return Currency::parse(row["currency"].as<std::string>()).value();
}

constexpr EnumNames<RefundStatus, 3> refund_statuses{{{"pending", RefundStatus::pending},
                                                      {"succeeded", RefundStatus::succeeded},
                                                      {"failed", RefundStatus::failed}}};

/// The note without its lines and VAT.
CreditNote note_of(const pqxx::row& row) {
    const Currency currency = currency_in(row);
    CreditNote note;
    note.id = CreditNoteId(row["id"].as<std::string>());
    note.number = row["number"].as<std::string>();
    note.invoice_id = InvoiceId(row["invoice_id"].as<std::string>());
    note.invoice_number = row["invoice_number"].as<std::string>();
    note.invoice_issued_on = pg::date_of(row["invoice_issued_on"]);
    note.issued_on = pg::date_of(row["issued_on"]);
    note.reason = row["reason"].as<std::string>();
    note.content.subtotal = Money(row["subtotal"].as<std::int64_t>(), currency);
    note.content.total = Money(row["total"].as<std::int64_t>(), currency);
    note.legal_mentions = lines_of(row["legal_mentions"].as<std::string>());
    if (!row["refund_status"].is_null())
        note.refund =
            CreditRefund{value_in(refund_statuses, row["refund_status"].as<std::string>()),
                         row["refund_failure"].as<std::string>("")};
    return note;
}

}  // namespace

std::optional<CreditNote> PgCreditNotes::find(const CreditNoteId& id) {
    const auto row = tx_.find(sql::find_credit_note, account_, id.str());
    if (!row) return std::nullopt;
    CreditNote note = note_of(*row);
    const Currency currency = note.content.total.currency();
    for (const pqxx::row& line : tx_.run(sql::list_credit_note_lines, account_, id.str()))
        note.content.lines.push_back({line["invoice_line"].as<std::int64_t>(),
                                      Money(line["amount"].as<std::int64_t>(), currency)});
    for (const pqxx::row& vat : tx_.run(sql::list_credit_note_vat, account_, id.str()))
        note.content.vat.push_back(vat_of(vat, currency));
    return note;
}

Result<CreditNotePage> PgCreditNotes::page(int limit, const std::string& cursor) {
    TENURE_TRY(pg::check_cursor(cursor, CreditNoteKind::prefix));
    CreditNotePage page;
    for (const pqxx::row& row : tx_.run(sql::page_credit_notes, account_, cursor, limit + 1))
        page.credit_notes.push_back(note_of(row));
    page.next_cursor = pg::cut_page(page.credit_notes, limit);
    return page;
}

Credited PgCreditNotes::credited(const InvoiceId& invoice) {
    Credited credited;
    Currency currency = Currency::eur();
    for (const pqxx::row& row : tx_.run(sql::credited_vat, account_, invoice.str())) {
        currency = currency_in(row);
        credited.vat.push_back(vat_of(row, currency));
    }
    for (const pqxx::row& row : tx_.run(sql::credited_lines, account_, invoice.str()))
        credited.lines.emplace(row["invoice_line"].as<std::int64_t>(),
                               Money(row["amount"].as<std::int64_t>(), currency));
    return credited;
}

void PgCreditNotes::issue(const CreditNote& note, const std::string& seller, InvoiceStatus invoice,
                          Timestamp at) {
    const CreditContent& content = note.content;
    tx_.run(sql::insert_credit_note, account_, note.id.str(), note.invoice_id.str(), seller,
            note.number, to_string(note.issued_on), to_string(at), note.reason,
            content.total.currency().code(), content.subtotal.minor(), content.total.minor(),
            joined(note.legal_mentions));
    for (const CreditedLine& line : content.lines)
        tx_.run(sql::insert_credit_note_line, account_, note.id.str(), line.line,
                line.amount.minor());
    int position = 0;
    for (const VatAmount& vat : content.vat)
        tx_.run(sql::insert_credit_note_vat, account_, note.id.str(), ++position,
                std::string(name_in(vat_category_names, vat.treatment.category)),
                vat.treatment.rate, vat.base.minor(), vat.amount.minor());
    tx_.run(sql::credit_invoice, account_, note.invoice_id.str(), content.total.minor(),
            std::string(name_in(invoice_status_names, invoice)));
}

std::optional<CreditRefund> PgCreditNotes::owe_refund(const CreditNote& note, Timestamp at) {
    const Money& amount = note.content.total;
    const auto owed =
        tx_.find(sql::owe_credit_refund, account_, note.id.str(), note.invoice_id.str(),
                 amount.minor(), amount.currency().code(), to_string(at));
    return owed ? std::optional(CreditRefund{}) : std::nullopt;
}

bool PgCreditNotes::finish_refund(const CreditNoteId& note, const std::string& failure_code,
                                  Timestamp at) {
    std::optional<std::string> code;
    if (!failure_code.empty()) code = failure_code;
    return tx_.find(sql::finish_credit_refund, account_, note.str(), code, to_string(at))
        .has_value();
}

std::int64_t PgCreditNotes::take_number(const std::string& seller, int year) {
    return tx_.run(sql::take_credit_note_number, seller, year)[0]["last"].as<std::int64_t>();
}

namespace {

class PgRefundQueue final : public RefundQueue {
  public:
    PgRefundQueue(pg::Pool& pool, std::chrono::milliseconds lease) : pool_(pool), lease_(lease) {}

    std::optional<DueRefund> take_due() override {
        return pg::read(pool_, [&](pg::Transaction& tx) -> std::optional<DueRefund> {
            const auto row =
                tx.find(sql::take_credit_refund, static_cast<std::int64_t>(lease_.count()));
            if (!row) return std::nullopt;
            return DueRefund{AccountId((*row)["account_id"].as<std::string>()),
                             CreditNoteId((*row)["credit_note_id"].as<std::string>()),
                             PaymentId((*row)["payment_id"].as<std::string>()),
                             Money((*row)["amount"].as<std::int64_t>(), currency_in(*row)),
                             pg::instant_of((*row)["created_us"]),
                             (*row)["on_test_clock"].as<bool>()};
        });
    }
    std::int64_t count_waiting() override {
        return pg::read(pool_, [](pg::Transaction& tx) {
            return tx.run(sql::count_credit_refunds)[0]["waiting"].as<std::int64_t>();
        });
    }

  private:
    pg::Pool& pool_;
    std::chrono::milliseconds lease_;
};

}  // namespace

std::unique_ptr<RefundQueue> make_refund_queue(pg::Pool& pool, std::chrono::milliseconds lease) {
    return std::make_unique<PgRefundQueue>(pool, lease);
}

}  // namespace tenure::billing
