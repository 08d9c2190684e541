#pragma once
// Where an address lies for VAT: states, and the places within them that the tax treats otherwise.

#include <string_view>

namespace tenure::billing {

/// Whose VAT applies at an address. May view into the texts that it was made from.
struct VatPlace {
    std::string_view state;   ///< ISO 3166-1 alpha-2; "" outside the EU's VAT territory
    std::string_view region;  ///< whose standard rate it is: the state, or a region with its own
    bool operator==(const VatPlace&) const = default;
};

/// The state to whose VAT territory a country belongs: Monaco counts as France, the Isle of Man as
/// Great Britain, else itself.
std::string_view vat_territory(std::string_view country);

/// From an address's country and postal code; of the code only the digits count ("F-97400").
VatPlace vat_place(std::string_view country, std::string_view postal_code);

}  // namespace tenure::billing
