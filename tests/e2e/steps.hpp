#pragma once
// Steps that several journeys take at the gateway.

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "e2e/system.hpp"

namespace tenure::e2e {

inline constexpr const char* good_card = "4242424242424242";
inline constexpr const char* declining_card = "4000000000000002";

/// A Belgian company's billing details.
std::string details_body(const std::string& company = "Exemple SRL");
/// A card that is valid for three more years.
std::string card_body(const std::string& number, const std::string& cvc = "123");
std::string add_users_body(int users, const std::string& quote_id = {});
testkit::Headers with_key(const std::string& key);

/// Keeps the card and makes it the one that is charged.
void use_card(System& system, const User& user, const std::string& number);
/// Details, a good card and five users on GROW by the quarter.
void subscribe(System& system, const User& user);
testkit::Answer add_users(System& system, const User& user, int users, const std::string& key);

/// Users of the plan as the subscription says.
int users_of(System& system, const User& user);

/// Invoice numbers of a seller's year count from 1 without a gap: true for the numbers given.
bool without_gap(std::vector<std::string> numbers);

/// What stands in the three databases after purchases, all that matters counted.
struct Books {
    int invoices = 0;  ///< numbered
    int drafts = 0;    ///< not numbered and not withdrawn
    int orders_pending = 0;
    int changes_pending = 0;
    int payments = 0;  ///< succeeded, in payment-method's book
    int charges = 0;   ///< succeeded, in the provider's book
    bool operator==(const Books&) const = default;
};
Books books_of(System& system);
std::ostream& operator<<(std::ostream& out, const Books& books);

std::vector<std::string> invoice_numbers(System& system);

}  // namespace tenure::e2e
