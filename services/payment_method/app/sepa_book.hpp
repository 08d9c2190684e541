#pragma once
// Where direct debits are kept that we collect ourselves through the company's bank: accounts with
// their IBANs sealed, and what became of each debit. As a provider's books would be, they are apart
// from our tables and written in transactions of their own.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "payment_method/app/provider.hpp"
#include "payment_method/domain/sepa_rules.hpp"

namespace tenure::payment_method {

struct SepaAccount {
    std::string token;
    std::string sealed_iban;
    std::optional<std::string> bic;
    std::string holder;
    std::string mandate_reference;
    Date signed_on;
    Scheme scheme = Scheme::core;
    std::optional<Date> presented_on = {};  ///< when a debit was last handed to the bank
    std::string ended_reason = {};          ///< when nothing may be collected any more
    MandateType type = MandateType::recurrent;
};

enum class CollectionStatus { waiting, filed, settled, rejected, returned };

/// A debit in the book.
struct Collection {
    CollectionStatus status = CollectionStatus::waiting;
    std::string reason;  ///< the bank's, when rejected or returned
    Date requested_on;
};

/// A file of collections for the bank.
struct CollectionFile {
    std::string id;
    std::string message_id;
    Timestamp created_at;
    std::int64_t debits = 0;
    std::int64_t cents = 0;
    bool written = false;
};

struct CollectionBatch {
    std::string id;
    SequenceType sequence = SequenceType::recurring;
    Scheme scheme = Scheme::core;
    Date collected_on;
    std::int64_t debits = 0;
    std::int64_t cents = 0;
};

struct CollectionItem {
    SepaAccount account;
    std::string end_to_end_id;
    std::int64_t cents = 0;
    std::string description;
    bool amended = false;  ///< the first since another account was named
};

/// What a bank reports of a debit, a batch or a file.
struct ReportedOutcome {
    enum class Scope { debit, batch, file } scope = Scope::debit;
    std::string id;
    CollectionStatus status = CollectionStatus::settled;
    std::string reason;
    std::optional<std::int64_t> cents = {};  ///< of a debit, where the bank tells
};

/// What a report told of a debit that is not as the book has it. An operator looks into it at the
/// bank.
struct ReportProblem {
    /// `amount_differs`: not taken as settled; what came back came back all the same.
    enum class Kind { unknown_reference, amount_differs } kind = Kind::unknown_reference;
    std::string reference;
    std::optional<std::int64_t> expected_cents, reported_cents;
};

/// What became of a report.
struct TakenReport {
    bool known_already = false;  ///< taken in before: the rest tells what came of it then
    std::int64_t outcomes = 0;   ///< of how many debits, batches or files it told
    std::int64_t changed = 0;    ///< debits whose state changed
    std::vector<ReportProblem> problems;
};

/// Which debits go into a file: all that are asked for by `until`, none before `earliest`.
struct CollectionDays {
    Date earliest;
    Date until;
};

class SepaBook {
  public:
    virtual ~SepaBook() = default;
    virtual void keep(const SepaAccount& account) = 0;
    virtual void forget(const std::string& token) = 0;
    /// Another account under the same mandate.
    virtual void amend(const SepaAccount& account) = 0;
    /// Another mandate for the same account: its first debit is a first one.
    virtual void sign(const std::string& token, const Mandate& mandate) = 0;
    /// Ends the mandate, and calls off the debits that wait: each with a notification.
    virtual void revoke(const std::string& token, Timestamp now) = 0;
    /// The last of the debits that wait will be the mandate's last, unless another one is entered.
    virtual void wind_down(const std::string& token) = 0;
    virtual std::optional<SepaAccount> account(const std::string& token) = 0;
    /// Writes the debit unless its key has one already.
    virtual void enter(const ChargeRequest& request, Date requested_on) = 0;
    virtual std::optional<Collection> find(const AccountId& account, const PaymentId& payment) = 0;

    /// Puts every debit that is due into a new file; nothing when none is.
    virtual std::optional<CollectionFile> make_file(const CollectionDays& days, Timestamp now) = 0;
    /// Files that were made and not written yet, oldest first.
    virtual std::vector<CollectionFile> unwritten_files() = 0;
    /// Newest first.
    virtual std::vector<CollectionFile> files(int limit) = 0;
    virtual std::vector<CollectionBatch> batches(const std::string& file) = 0;
    /// The batch's debits, read little by little.
    virtual void for_each_item(const std::string& batch,
                               const std::function<void(const CollectionItem&)>& visit) = 0;
    virtual void mark_written(const std::string& file, Timestamp now) = 0;
    /// Takes in a bank's report, once: the debits' state, and a notification for each that changed.
    virtual TakenReport take_report(const std::string& message_id,
                                    const std::vector<ReportedOutcome>& outcomes,
                                    Timestamp now) = 0;
};

}  // namespace tenure::payment_method
