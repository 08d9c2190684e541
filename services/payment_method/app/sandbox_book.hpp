#pragma once
// Where the sandbox provider keeps its own cards and charges: apart from our tables and in
// transactions of its own, as a provider elsewhere would.

#include <optional>
#include <string>

#include "payment_method/app/ports.hpp"

namespace tenure::payment_method {

/// How a card of the sandbox behaves when it is charged.
enum class SandboxBehaviour {
    succeeds,
    declines,
    lacks_funds,
    asks_authentication,
    loses_answer,   ///< charges, but the answer never arrives
    loses_request,  ///< the first request never arrives; the next one under the same key succeeds
};

class SandboxBook {
  public:
    virtual ~SandboxBook() = default;
    virtual void keep_card(const std::string& token, SandboxBehaviour behaviour) = 0;
    virtual void forget_card(const std::string& token) = 0;
    virtual std::optional<SandboxBehaviour> behaviour_of(const std::string& token) = 0;

    /// A charge as it stands in the book; `first` when this call wrote it.
    struct Entry {
        ChargeOutcome outcome;
        bool first = false;
    };
    /// Writes the charge unless its key has one already; the outcome that stands is returned.
    virtual Entry enter(const ChargeRequest& request, const ChargeOutcome& outcome) = 0;
    virtual std::optional<ChargeOutcome> find(const AccountId& account,
                                              const PaymentId& payment) = 0;
    /// True at the first call for a key.
    virtual bool lose(const AccountId& account, const PaymentId& payment) = 0;
};

}  // namespace tenure::payment_method
