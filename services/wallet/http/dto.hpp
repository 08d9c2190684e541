#pragma once
// Bodies of requests to commands, results to bodies: the only JSON of the routes.

#include <memory>
#include <string>
#include <vector>

#include "http/message.hpp"
#include "wallet/app/wallet_service.hpp"

namespace tenure::wallet {

/// {"usage", "quantity", "reference"?}, with the request's Idempotency-Key.
Result<DebitCommand> parse_debit(const http::Request& request);
/// {"debits": [{"key", "usage", "quantity", "reference"?}]}, 1 to 1,000 with different keys.
Result<std::vector<DebitCommand>> parse_debits(const http::Request& request);
/// {"usage", "quantity", "expires_in_s"?, "reference"?}
Result<HoldCommand> parse_hold(const http::Request& request);
/// {"amount"?, "reference"?}
Result<SettleCommand> parse_settle(const http::Request& request);
/// {"amount", "expires_at"?, "reason"}
Result<GiftCommand> parse_gift(const http::Request& request);
/// The hold or transaction that the path names. Errors `hold_not_found`, `transaction_not_found`
/// for what cannot be an identifier.
Result<HoldId> parse_hold_id(const http::Request& request);
Result<WalletTransactionId> parse_transaction_id(const http::Request& request);
/// ?from=&until=&kind=&usage=. Error `invalid_fields`.
Result<TransactionFilter> parse_filter(const http::Request& request);
/// ?from=&until=&usage=, months as 2026-11. Error `invalid_fields`.
Result<UsageQuery> parse_usage_query(const http::Request& request);
/// A cursor is the number to go on before. Error `invalid_fields`.
Result<std::int64_t> parse_cursor(const std::string& cursor);

std::string to_json(const Wallet& wallet);
std::string packs_json(const Catalog& catalog);
std::string prices_json(const Catalog& catalog);
std::string to_json(const Transaction& transaction);
std::string to_json(const std::vector<DebitCommand>& commands,
                    const std::vector<Result<Made>>& outcomes);
std::string to_json(const Hold& hold, Credits balance);
std::string to_json(const TransactionPage& page);
std::string to_json(const UsageReport& report);
/// The statement as CSV (RFC 4180), one line a transaction.
std::string to_csv(const TransactionPage& page);

std::unique_ptr<EventDocuments> make_event_documents();

}  // namespace tenure::wallet
