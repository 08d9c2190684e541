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

/// `recurrent`: for any number of debits. `one_off`: for one.
enum class MandateType { recurrent, one_off };
std::string_view name_of(MandateType type);
MandateType mandate_type(std::string_view name);

/// What the holder chooses when signing.
struct MandateTerms {
    Scheme scheme = Scheme::core;
    MandateType type = MandateType::recurrent;
};

/// What becomes of a mandate.
struct MandateLife {
    MandateType type = MandateType::recurrent;
    Date signed_on;
    std::optional<Timestamp> cancelled_at;  ///< by its holder
    std::optional<Timestamp> ended_at;      ///< at the holder's bank
    std::optional<Date> last_used_on;       ///< when a debit was asked for that did not fail
};

struct Mandate : MandateLife {
    std::string reference;  ///< unique for ever; characters of SEPA only
    std::string creditor_identifier;
    std::string creditor_name;
    Scheme scheme = Scheme::core;
    Acceptance acceptance;
    Texts texts;                          ///< as they were when accepted
    std::optional<Timestamp> amended_at;  ///< when account or holder last changed
};

enum class MandateStatus { active, cancelled, ended, used, lapsed };
std::string_view name_of(MandateStatus status);
/// What may become of the mandate by itself: one for a single debit is used up, any lapses when 36
/// months have gone by without a debit.
MandateStatus status_of(const MandateLife& mandate, Date today);

/// True when 36 months have gone by since the last debit was presented, or since the signature.
bool mandate_lapsed(Date last_used, Date today);

/// A mandate that is signed now, with a reference of its own.
Mandate sign_mandate(const Creditor& creditor, const MandateTerms& terms,
                     const Acceptance& acceptance, Date today);

/// A reference that nobody has had before: at most 35 of SEPA's characters.
std::string new_mandate_reference(Timestamp now);

}  // namespace tenure::payment_method
