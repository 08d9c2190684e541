#pragma once
// A debtor's consent to SEPA direct debits: its reference, whose it is, what the debtor agreed to
// and how. The account number does not belong here: only the payment provider has it.

#include <optional>
#include <string>
#include <string_view>

#include "domain/iban.hpp"
#include "domain/id.hpp"
#include "domain/time.hpp"

namespace tenure::payment_method {

/// Who collects: as printed on every mandate. Of the configuration.
struct Creditor {
    CreditorIdentifier identifier;
    std::string name;
    std::string street;
    std::string postal_code;
    std::string city;
    std::string country;
    int notice_days = 14;  ///< amount and day are announced so many days before a debit
};

/// `core`: refundable within eight weeks. `b2b`: between businesses, not refundable.
enum class Scheme { core, b2b };
std::string_view name_of(Scheme scheme);
/// Throws std::invalid_argument on a name that we never wrote.
Scheme scheme_named(std::string_view name);

/// A text in the four languages.
struct Texts {
    std::string fr;
    std::string nl;
    std::string en;
    std::string de;
    bool operator==(const Texts&) const = default;
};

/// What the debtor agrees to: the scheme's wording and the agreed time of announcement.
Texts mandate_texts(const Creditor& creditor, Scheme scheme);

/// How consent was given, as far as the request told.
struct Acceptance {
    Timestamp at;
    std::optional<std::string> address;  ///< of the network
    std::optional<std::string> user_agent;
};

struct Mandate {
    std::string reference;  ///< unique for ever; characters of SEPA only
    std::string creditor_identifier;
    std::string creditor_name;
    Scheme scheme = Scheme::core;
    Date signed_on;
    Acceptance acceptance;
    Texts texts;  ///< as they were when accepted
};

/// A reference that nobody has had before: at most 35 of SEPA's characters.
std::string new_mandate_reference(Timestamp now);

}  // namespace tenure::payment_method
