#pragma once
// To whom an account's invoices are addressed.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "billing/domain/vat.hpp"
#include "domain/time.hpp"
#include "domain/vat_number.hpp"

namespace tenure::billing {

struct Address {
    std::string line1;
    std::optional<std::string> line2;
    std::string postal_code;
    std::string city;
    std::string country;  ///< ISO 3166-1 alpha-2
};

struct Details {
    std::string company_name;
    Address address;
    std::optional<std::string> vat_number;  ///< canonical, of the address's country
    VatNumberStatus vat_number_status = VatNumberStatus::none;
    std::optional<Timestamp> vat_number_checked_at;      ///< when the registry last answered
    std::optional<std::string> vat_number_consultation;  ///< its id of that question
    std::string email;
    std::string language = "en";  ///< fr, nl, en, de
    std::optional<std::string> purchase_order;
    std::int64_t version = 0;  ///< counts edits and the registry's answers; the ETag
};

/// True when the number's state is the address's (EL with GR, XI only with GB).
bool vat_number_fits(const VatNumber& number, std::string_view country);
/// One @ between a name and a domain with a dot, no spaces: enough to catch slips.
bool is_email(std::string_view text);
/// The VAT of a supply to this buyer on a day, the tax point.
VatTreatment vat_treatment(const VatPolicy& policy, const Details& buyer, Date on);
/// True when the two lead to the same VAT.
bool same_vat(const Details& a, const Details& b);
/// The edited details: one version further; what was known of an unchanged VAT number is kept.
Details edited(const std::optional<Details>& old, Details details);

}  // namespace tenure::billing
