#pragma once
// A transaction as JSON. Put together as text, since it is the answer of the busiest route: a tree
// of values costs several times as much.

#include <string>

#include "wallet/domain/ledger.hpp"

namespace tenure::wallet {

void append_json(std::string& json, const Transaction& transaction);
/// A text in quotes, escaped where JSON needs it.
void append_quoted(std::string& json, std::string_view text);

}  // namespace tenure::wallet
