#pragma once
// Which VAT an account pays (rules.md, Billing: VAT). Pure: what the registry said is handed in.

#include <string>
#include <string_view>

#include "billing/domain/purchase.hpp"
#include "billing/domain/vat_places.hpp"
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

enum class VatCategory {
    standard,        ///< Belgian VAT
    reverse_charge,  ///< due by the buyer
    out_of_scope,    ///< no VAT of the EU
    one_stop_shop,   ///< VAT of the buyer's state, declared through the One Stop Shop
};
inline constexpr EnumNames<VatCategory, 4> vat_category_names{{
    {"standard", VatCategory::standard},
    {"reverse_charge", VatCategory::reverse_charge},
    {"out_of_scope", VatCategory::out_of_scope},
    {"one_stop_shop", VatCategory::one_stop_shop},
}};

/// A category and its rate in hundredths of a per cent: 2100 is 21 %.
struct VatTreatment {
    VatCategory category = VatCategory::standard;
    std::int64_t rate = 0;
    bool operator==(const VatTreatment&) const = default;
};

/// How the operator deals with VAT.
struct VatPolicy {
    /// The operator runs without a registry and says so: a number counts by its format alone.
    bool without_registry = false;
    /// The operator declares sales to consumers of other states through the One Stop Shop.
    bool one_stop_shop = false;
};

/// The VAT of a supply by the Belgian seller on a day, the tax point. `number` is of a number from
/// the buyer's own state, which the billing details guarantee.
VatTreatment vat_treatment(const VatPolicy& policy, const VatPlace& buyer, VatNumberStatus number,
                           Date on);

/// "21.00".
std::string rate_text(std::int64_t rate);
/// What an invoice has to say about its VAT; no texts for the standard category.
Names legal_mention(VatCategory category);

}  // namespace tenure::billing
