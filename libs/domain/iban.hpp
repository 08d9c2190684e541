#pragma once
// Bank accounts as SEPA names them: IBAN (ISO 13616, registry v101), BIC (ISO 9362) and the
// creditor identifier (EPC262-08). An IBAN is kept no longer than a card's number is: it is never
// stored in clear nor logged.

#include <string>
#include <string_view>

#include "domain/result.hpp"

namespace tenure {

/// A bank account number that its country could have issued. Whether the bank exists, and national
/// check digits, are not looked at: real accounts fail both.
class Iban {
  public:
    /// Strips spaces and hyphens, raises letters. Errors (invalid): `iban_format` (not two letters,
    /// two digits, then letters and digits), `iban_country_unknown`, `iban_length`,
    /// `iban_structure` (letters where the country has digits, or the reverse),
    /// `iban_check_digits`. Details never hold the number.
    static Result<Iban> parse(std::string_view text);

    /// Electronic form, without spaces.
    const std::string& str() const { return text_; }
    std::string country() const { return text_.substr(0, 2); }
    std::string last4() const { return text_.substr(text_.size() - 4); }
    /// True when the account can be reached by SEPA.
    bool is_sepa() const;

  private:
    explicit Iban(std::string text) : text_(std::move(text)) {}
    std::string text_;
};

/// True when an IBAN with valid check digits stands in the text, with spaces in it or not.
bool contains_iban(std::string_view text);
/// The text with every IBAN in it masked but for its country and its last four characters.
std::string mask_ibans(std::string_view text);

/// A bank's identifier code, 8 or 11 characters.
class Bic {
  public:
    /// Strips spaces, raises letters. Error `bic_invalid` (invalid).
    static Result<Bic> parse(std::string_view text);
    const std::string& str() const { return text_; }
    std::string country() const { return text_.substr(4, 2); }

  private:
    explicit Bic(std::string text) : text_(std::move(text)) {}
    std::string text_;
};

/// Who may collect by direct debit, e.g. DE98ZZZ09999999999.
class CreditorIdentifier {
  public:
    /// Error `creditor_identifier_invalid` (invalid): country, length, characters or check digits,
    /// which leave out the three characters of the business code.
    static Result<CreditorIdentifier> parse(std::string_view text);
    const std::string& str() const { return text_; }

  private:
    explicit CreditorIdentifier(std::string text) : text_(std::move(text)) {}
    std::string text_;
};

}  // namespace tenure
