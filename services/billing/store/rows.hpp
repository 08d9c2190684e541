#pragma once
// From rows to values. What we wrote ourselves and cannot read back is a bug or a damaged database:
// reading it throws.

#include <pqxx/pqxx>

#include "billing/app/ports.hpp"

namespace tenure::billing {

std::optional<Term> term_of(const pqxx::row& row);  ///< nothing when its number is null
Details details_of(const pqxx::row& row);
ItemChange item_of(const pqxx::row& row);
ScheduledOrder scheduled_of(const pqxx::row& row);
Quote quote_of(const pqxx::row& row);
/// The order without its items, lines and VAT.
Order order_of(const pqxx::row& row);
std::optional<Unfinished> unfinished_of(const std::optional<pqxx::row>& found);
/// The invoice without its lines and VAT.
Invoice invoice_of(const pqxx::row& row);
Line line_of(const pqxx::row& row, Currency currency);
VatAmount vat_of(const pqxx::row& row, Currency currency);

}  // namespace tenure::billing
