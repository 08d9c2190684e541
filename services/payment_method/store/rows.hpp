#pragma once
// Rows of the tables as the domain's types.

#include <optional>
#include <pqxx/pqxx>

#include "payment_method/app/ports.hpp"

namespace tenure::payment_method {

std::optional<PaymentMethod> method_of(const std::optional<pqxx::row>& row);
std::optional<Charge> charge_of(const std::optional<pqxx::row>& row);
std::optional<Refund> refund_of(const std::optional<pqxx::row>& row);
/// Of the columns payment_id, method_id and due_us.
std::optional<Due> due_of(const AccountId& account, const std::optional<pqxx::row>& row);

}  // namespace tenure::payment_method
