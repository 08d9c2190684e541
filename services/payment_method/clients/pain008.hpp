#pragma once
// Collections as banks take them: ISO 20022 pain.008, written debit by debit, so that a file of any
// size needs no memory.

#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>

#include "domain/iban.hpp"
#include "payment_method/domain/mandate.hpp"
#include "payment_method/domain/sepa_rules.hpp"

namespace tenure::payment_method {

/// `v08` is the version in force; `v02` is what many banks took until now.
enum class Pain008Version { v02, v08 };

struct Totals {
    std::size_t count = 0;
    std::int64_t cents = 0;
};

struct Pain008Header {
    std::string message_id;  ///< at most 35 of SEPA's characters
    Timestamp created_at;
    Totals totals;
};

/// Debits that have sequence, scheme and day in common.
struct DebitBatch {
    std::string id;  ///< at most 35 of SEPA's characters
    SequenceType sequence = SequenceType::recurring;
    Scheme scheme = Scheme::core;
    Date collected_on;
    Totals totals;
};

/// What a mandate was before it was amended.
struct MandateAmendment {
    std::optional<std::string> original_reference;
    bool other_account = false;  ///< the debtor's account is another one
};

struct DebitItem {
    std::string end_to_end_id;  ///< at most 35 of SEPA's characters; comes back in every report
    std::int64_t cents = 0;     ///< 1 to 99,999,999,999
    std::string mandate_reference;
    Date signed_on;
    std::optional<MandateAmendment> amendment;
    std::optional<std::string> bic;
    std::string debtor;
    Iban iban;
    std::string remittance;
};

struct CollectionAccount {
    Creditor creditor;
    Iban iban;
    std::optional<std::string> bic;
};

class Pain008Writer {
  public:
    /// `out` must outlive the writer. Names and texts are brought into SEPA's characters here.
    Pain008Writer(std::ostream& out, Pain008Version version, CollectionAccount account);
    void begin(const Pain008Header& header);
    void begin(const DebitBatch& batch);
    void add(const DebitItem& item);
    void end_batch();
    void end();

  private:
    void agent(const char* name, const std::optional<std::string>& bic);
    void amendment(const MandateAmendment& amendment);

    std::ostream& out_;
    Pain008Version version_;
    CollectionAccount account_;
};

/// "1234.50".
std::string euros(std::int64_t cents);

}  // namespace tenure::payment_method
