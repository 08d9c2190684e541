#pragma once
// Invoices: what the law wants on them, and their numbers.

#include <optional>
#include <string>
#include <vector>

#include "billing/domain/details.hpp"
#include "billing/domain/pricing.hpp"
#include "domain/id.hpp"
#include "domain/time.hpp"
#include "domain/time_zone.hpp"

namespace tenure::billing {

enum class InvoiceStatus {
    draft,      ///< of an order that is not paid yet; may change, has no number
    withdrawn,  ///< a draft whose order was declined
    open,       ///< issued: numbered, immutable
    paid,
    void_,  ///< cancelled by a credit note
    uncollectible,
};
inline constexpr EnumNames<InvoiceStatus, 6> invoice_status_names{{
    {"draft", InvoiceStatus::draft},
    {"withdrawn", InvoiceStatus::withdrawn},
    {"open", InvoiceStatus::open},
    {"paid", InvoiceStatus::paid},
    {"void", InvoiceStatus::void_},
    {"uncollectible", InvoiceStatus::uncollectible},
}};

/// Who sells, as printed on an invoice. Its VAT number names the series of invoice numbers.
struct Seller {
    std::string name;
    Address address;
    std::string vat_number;
    std::string trade_register;  ///< "RPM Bruxelles": the register of legal persons and its seat
    std::optional<std::string> iban;
};

struct Invoice {
    InvoiceId id;
    InvoiceStatus status = InvoiceStatus::draft;
    std::optional<std::string> number;
    std::optional<Date> issued_on;
    ChangeId order_id;
    Seller seller;
    Details buyer;  ///< as they were when the invoice was made
    Priced content;
    std::vector<std::string> legal_mentions;  ///< in the buyer's language
    std::optional<Timestamp> paid_at;
    Money credited;  ///< by credit notes, VAT included
};

/// What is still to be paid of an invoice: of an open one what is not credited, else nothing.
Money amount_due(const Invoice& invoice);

/// The mentions that the VAT of the content asks for, in a language.
std::vector<std::string> legal_mentions(const Priced& content, const std::string& language);
/// "2026-000042".
std::string invoice_number(int year, std::int64_t sequence);
/// The calendar year of a date.
int year_of(Date date);

}  // namespace tenure::billing
