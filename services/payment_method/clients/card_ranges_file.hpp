#pragma once
// Issuer ranges with known funding from their file, deploy/catalog/card_ranges.csv: a header line
// `prefix,funding,remark`, then a range a line; lines that begin with # are comments.

#include <string>

#include "payment_method/domain/card_check.hpp"

namespace tenure::payment_method {

/// Error `card_ranges_invalid` (internal) says what is wrong and on which line.
Result<CardRanges> load_card_ranges(const std::string& path);
Result<CardRanges> parse_card_ranges(const std::string& text);

}  // namespace tenure::payment_method
