#pragma once
// Bodies and results of packs and auto-recharge.

#include <memory>
#include <string>

#include "http/message.hpp"
#include "wallet/app/pack_service.hpp"

namespace tenure::wallet {

/// {"pack"}
Result<PackCommand> parse_purchase(const http::Request& request);
/// Error `change_not_found` for what cannot be an identifier.
Result<ChangeId> parse_purchase_id(const http::Request& request);
/// {"enabled", "threshold", "pack", "monthly_cap"}
Result<Recharge> parse_recharge(const http::Request& request);

std::string to_json(const Change& purchase, Timestamp now);
std::string to_json(const selling::ChangePage& page, Timestamp now);
std::string to_json(const Recharge& recharge);

std::unique_ptr<AuditWriter> make_audit_writer();

}  // namespace tenure::wallet
