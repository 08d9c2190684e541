#pragma once
// From rows to values. What we wrote ourselves and cannot read back is a bug or a damaged database:
// reading it throws.

#include <pqxx/pqxx>

#include "billing/app/ports.hpp"

namespace tenure::billing {

std::optional<Term> term_of(const pqxx::row& row);  ///< nothing when its number is null
/// Without the registry's last answer.
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

/// Texts of one line each, kept in one column: a line each.
std::string joined(const std::vector<std::string>& lines);
std::vector<std::string> lines_of(const std::string& block);

}  // namespace tenure::billing
