#pragma once
// Issuer ranges with known funding from their file, deploy/catalog/card_ranges.csv, which an
// operator may replace. Two layouts, told apart by their header line; lines that begin with # are
// comments:
//   prefix,funding,remark     a prefix of 4 to 17 digits, or two of equal length:
//   51051000-51051999;
//                             funding is credit, debit, prepaid or unknown
//   BIN,Brand,Type,Category,… the public bin-list-data (venelinkochev, CC BY 4.0) as it is
// A range within another goes before it. A file in order (lower numbers first, wider ranges before
// narrower) is read without more memory than the table takes; any other is sorted first.

#include <string>

#include "payment_method/domain/card_ranges.hpp"

namespace tenure::payment_method {

/// Error `card_ranges_invalid` (internal) says what is wrong and on which line.
Result<CardRanges> load_card_ranges(const std::string& path);
Result<CardRanges> parse_card_ranges(const std::string& text);

}  // namespace tenure::payment_method
