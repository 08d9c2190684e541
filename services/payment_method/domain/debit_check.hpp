#pragma once
// Whether a bank account may be kept for direct debit, each refusal with a code of its own.

#include <optional>
#include <string>

#include "domain/iban.hpp"
#include "domain/result.hpp"
#include "domain/time_zone.hpp"
#include "payment_method/domain/mandate.hpp"

namespace tenure::payment_method {

/// A holder's consent to a mandate, as it came.
struct Consent {
    bool given = false;
    MandateTerms terms = {};
    std::optional<std::string> address = {};  ///< from which it came
    std::optional<std::string> user_agent = {};
};

/// What of it is kept: what a client sends along only where it cannot hold what may not be kept.
Acceptance acceptance_of(const Consent& consent, Timestamp now);

/// A bank account as typed. Lives in memory while it is registered, nowhere else.
struct DebitInput {
    std::string iban;
    std::string holder;
    std::optional<std::string> bic;
    Consent consent;
};

/// A bank account that SEPA reaches, with its holder's consent.
struct CheckedDebit {
    Iban iban;
    std::optional<Bic> bic;
    std::string holder;
    Mandate mandate;
};

/// An account that takes another's place under the same mandate. Errors as check_debit's.
Result<CheckedDebit> check_amendment(const DebitInput& input, const Mandate& mandate);

/// Error `invalid_fields` (invalid) with every bad field: /sepa_debit/iban Iban's codes and
/// `iban_not_sepa`; /sepa_debit/bic `bic_invalid`; /mandate/accepted `mandate_not_accepted`.
Result<CheckedDebit> check_debit(const DebitInput& input, const Creditor& creditor,
                                 const TimeZone& zone, Timestamp now);

}  // namespace tenure::payment_method
