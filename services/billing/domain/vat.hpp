#pragma once
// Which VAT an account pays (rules.md, Billing: VAT). Pure: what the registry said is handed in.

#include <string>
#include <string_view>

#include "billing/domain/purchase.hpp"
#include "domain/enum_names.hpp"
#include "domain/time.hpp"

namespace tenure::billing {

/// What is known of a customer's VAT number beyond its format.
enum class VatNumberStatus {
    none,        ///< the customer gave no number
    unverified,  ///< format and check digits are right; the registry has not answered
    valid,       ///< confirmed by the registry
    invalid,     ///< the registry does not know it
};
inline constexpr EnumNames<VatNumberStatus, 4> vat_number_status_names{{
    {"none", VatNumberStatus::none},
    {"unverified", VatNumberStatus::unverified},
    {"valid", VatNumberStatus::valid},
    {"invalid", VatNumberStatus::invalid},
}};

enum class VatCategory { standard, reverse_charge, out_of_scope };
inline constexpr EnumNames<VatCategory, 3> vat_category_names{{
    {"standard", VatCategory::standard},
    {"reverse_charge", VatCategory::reverse_charge},
    {"out_of_scope", VatCategory::out_of_scope},
}};

/// A category and its rate in hundredths of a per cent: 2100 is 21 %.
struct VatTreatment {
    VatCategory category = VatCategory::standard;
    std::int64_t rate = 0;
    bool operator==(const VatTreatment&) const = default;
};

/// How the operator deals with VAT numbers.
struct VatPolicy {
    /// The operator runs without a registry and says so: a number counts by its format alone.
    bool without_registry = false;
};

/// The state to whose VAT territory a country belongs: Monaco counts as France, else itself.
std::string_view vat_territory(std::string_view country);

/// The VAT of a supply by the Belgian seller on a day. `number` is of a number from the buyer's own
/// state, which the billing details guarantee.
VatTreatment vat_treatment(const VatPolicy& policy, std::string_view buyer_country,
                           VatNumberStatus number, Date on);

/// "21.00".
std::string rate_text(std::int64_t rate);
/// The text that the law asks for on an invoice without VAT; empty texts for the standard category.
Names legal_mention(VatCategory category);

}  // namespace tenure::billing
