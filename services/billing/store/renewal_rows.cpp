#include "billing/store/renewal_rows.hpp"

#include <map>
#include <pqxx/pqxx>
#include <tuple>

#include "billing/store/rows.hpp"
#include "billing/store/statements_renewal.hpp"
#include "pg/arrays.hpp"
#include "pg/transaction.hpp"

namespace tenure::billing {

namespace {

namespace sql = statements;

template <class Enum, std::size_t size>
std::string name(const EnumNames<Enum, size>& names, Enum value) {
    return std::string(name_in(names, value));
}

std::string joined(const std::vector<std::string>& lines) {
    std::string block;
    for (const std::string& line : lines) block += (block.empty() ? "" : "\n") + line;
    return block;
}

/// The claimed accounts by id, to hand rows of many accounts out to them.
class ByAccount {
  public:
    explicit ByAccount(std::vector<DueAccount>& accounts) {
        for (DueAccount& account : accounts) {
            ids_.add(account.id.str());
            accounts_.emplace(account.id.str(), &account);
        }
    }
    std::string ids() const { return ids_.text(); }
    DueAccount& of(const pqxx::row& row) const {
        return *accounts_.at(row["account_id"].as<std::string>());
    }

  private:
    pg::Array ids_;
    std::map<std::string, DueAccount*> accounts_;
};

/// Writes rows into one table.
class Copy {
  public:
    Copy(pg::Transaction& tx, const sql::CopyTarget& target)
        : stream_(tx.raw(), target.table, target.columns) {}
    template <class... Fields>
    void row(const Fields&... fields) {
        stream_ << std::tie(fields...);
    }
    void finish() { stream_.complete(); }

  private:
    pqxx::stream_to stream_;
};

void copy_terms(pg::Transaction& tx, const std::vector<Renewed>& renewed) {
    Copy copy(tx, sql::copy_terms);
    for (const Renewed& next : renewed) {
        const Term& term = next.term;
        copy.row(next.account.str(), term.number, std::string(name_of(term.cycle)), term.anchor_day,
                 to_string(term.starts_on), to_string(term.renews_on));
    }
    copy.finish();
}

void copy_invoices(pg::Transaction& tx, const std::vector<Renewed>& renewed) {
    const std::string draft = name(invoice_status_names, InvoiceStatus::draft);
    Copy copy(tx, sql::copy_invoices);
    for (const Renewed& next : renewed) {
        if (!next.invoice) continue;
        const Invoice& invoice = *next.invoice;
        const Seller& seller = invoice.seller;
        const Details& buyer = invoice.buyer;
        copy.row(next.account.str(), invoice.id.str(), draft,
                 invoice.content.total.currency().code(), invoice.content.subtotal.minor(),
                 invoice.content.total.minor(), joined(invoice.legal_mentions), buyer.language,
                 seller.name, seller.address.line1, seller.address.line2,
                 seller.address.postal_code, seller.address.city, seller.address.country,
                 seller.vat_number, seller.trade_register, seller.iban, buyer.company_name,
                 buyer.address.line1, buyer.address.line2, buyer.address.postal_code,
                 buyer.address.city, buyer.address.country, buyer.vat_number,
                 name(vat_number_status_names, buyer.vat_number_status), buyer.email,
                 buyer.purchase_order);
    }
    copy.finish();
}

void copy_lines(pg::Transaction& tx, const std::vector<Renewed>& renewed) {
    Copy copy(tx, sql::copy_lines);
    for (const Renewed& next : renewed) {
        if (!next.invoice) continue;
        int position = 0;
        for (const Line& line : next.invoice->content.lines)
            copy.row(next.account.str(), next.invoice->id.str(), ++position,
                     name(line_kind_names, line.kind), line.product, line.description.at("fr"),
                     line.description.at("nl"), line.description.at("en"),
                     line.description.at("de"), line.quantity, line.unit_price.minor(),
                     to_string(line.from), to_string(line.until), line.period.months,
                     line.period.days, line.period.days_in_partial_month, line.amount.minor());
    }
    copy.finish();
}

void copy_vat(pg::Transaction& tx, const std::vector<Renewed>& renewed) {
    Copy copy(tx, sql::copy_vat);
    for (const Renewed& next : renewed) {
        if (!next.invoice) continue;
        int position = 0;
        for (const VatAmount& vat : next.invoice->content.vat)
            copy.row(next.account.str(), next.invoice->id.str(), ++position,
                     name(vat_category_names, vat.treatment.category), vat.treatment.rate,
                     vat.base.minor(), vat.amount.minor());
    }
    copy.finish();
}

void copy_attempts(pg::Transaction& tx, const std::vector<Renewed>& renewed) {
    Copy copy(tx, sql::copy_attempts);
    for (const Renewed& next : renewed) {
        if (!next.attempt) continue;
        copy.row(next.account.str(), next.attempt->id.str(), next.attempt->invoice.str(),
                 name(attempt_status_names, next.attempt->status), to_string(next.attempt->due_at),
                 next.on_test_clock);
    }
    copy.finish();
}

}  // namespace

void load_accounts(pg::Transaction& tx, std::vector<DueAccount>& accounts) {
    if (accounts.empty()) return;
    const ByAccount claimed(accounts);
    const std::string ids = claimed.ids();
    for (const pqxx::row& row : tx.run(sql::last_terms, ids)) {
        DueAccount& due = claimed.of(row);
        due.account.terms = {term_of(row).value()};
        due.current.term = due.account.terms.front();
        due.current.today = due.current.term.renews_on;
    }
    for (const pqxx::row& row : tx.run(sql::details_of_accounts, ids))
        claimed.of(row).details = details_of(row);
    for (const pqxx::row& row : tx.run(sql::items_of_accounts, ids))
        claimed.of(row).items.push_back(item_of(row));
    for (const pqxx::row& row : tx.run(sql::scheduled_of_accounts, ids))
        claimed.of(row).account.scheduled.push_back(scheduled_of(row));
}

void copy_renewals(pg::Transaction& tx, const std::vector<Renewed>& renewed) {
    copy_terms(tx, renewed);
    copy_invoices(tx, renewed);
    copy_lines(tx, renewed);
    copy_vat(tx, renewed);
    copy_attempts(tx, renewed);
}

}  // namespace tenure::billing
