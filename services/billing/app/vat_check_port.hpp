#pragma once
// The register of VAT numbers (VIES), and the store's queue of numbers to ask it for.

#include <cstdint>
#include <optional>
#include <string>

#include "domain/id.hpp"
#include "domain/result.hpp"
#include "domain/time.hpp"

namespace tenure::billing {

/// What the registry says of a number.
struct VatVerdict {
    bool valid = false;
    std::optional<std::string> consultation;  ///< its id of our question: the proof
    std::optional<std::string> name;          ///< of the number's holder, where the state tells
    std::optional<std::string> address;
    std::optional<std::string> date;  ///< of the question, as the registry writes it
};

class VatRegistry {
  public:
    virtual ~VatRegistry() = default;
    /// Asks for a canonical number with its prefix. Errors (unavailable), after which nothing is
    /// known: `vat_state_unavailable`: the number's own state does not answer;
    /// `vat_registry_unavailable`: the registry does not.
    virtual Result<VatVerdict> ask(const std::string& number) = 0;
};

/// A number whose turn has come.
struct DueVatCheck {
    AccountId account;
    std::string number;
};

/// The numbers to ask for, of all accounts.
class VatCheckQueue {
  public:
    virtual ~VatCheckQueue() = default;
    /// Takes one whose time has come; unless it is answered, it comes again with back-off.
    virtual std::optional<DueVatCheck> take_due() = 0;
    /// Notes why a number could not be asked for.
    virtual void failed(const DueVatCheck& check, const std::string& why) = 0;
    /// How many wait for their first answer. For the metrics.
    virtual std::int64_t count_waiting() = 0;
};

/// Within a transaction that has locked the account.
class VatCheckBook {
  public:
    virtual ~VatCheckBook() = default;
    /// Puts the account's number into the queue, at its front; without one, takes it out.
    virtual void want(const std::optional<std::string>& number) = 0;
    /// Keeps a verdict as proof, and asks again when it has aged.
    virtual void record(const std::string& number, const VatVerdict& verdict, Timestamp at) = 0;
};

}  // namespace tenure::billing
