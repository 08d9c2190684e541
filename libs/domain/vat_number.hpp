#pragma once
// VAT identification numbers of the EU states and Northern Ireland: format and check digits.
// Whether a number is registered is for the registry (VIES) to say, not for this file.

#include <string>
#include <string_view>

#include "domain/result.hpp"

namespace tenure {

/// A number of valid format and check digits, without separators, upper case.
class VatNumber {
  public:
    /// Strips " .-/:" and reads the two-letter prefix (ISO code; EL or GR for Greece, XI).
    /// Errors (invalid): `vat_number_unknown_prefix`, `vat_number_format`,
    /// `vat_number_check_digits`.
    static Result<VatNumber> parse(std::string_view text);

    /// "BE0403019261": canonical, with prefix (EL for Greece).
    const std::string& str() const { return text_; }
    /// ISO 3166-1 alpha-2 of the state: "GR" for EL, "GB" for XI.
    std::string country() const;
    std::string prefix() const { return text_.substr(0, 2); }
    bool operator==(const VatNumber&) const = default;

  private:
    explicit VatNumber(std::string text) : text_(std::move(text)) {}
    std::string text_;
};

/// True for ISO 3166-1 alpha-2 codes of the 27 EU member states ("GR", not "EL").
bool is_eu_member(std::string_view country);
/// True for any assigned ISO 3166-1 alpha-2 code.
bool is_country(std::string_view country);

}  // namespace tenure
