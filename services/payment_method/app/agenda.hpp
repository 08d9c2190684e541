#pragma once
// What time brings by itself: news of payments that take days, and the notice that a card is about
// to expire. Accounts on a test clock are moved from above; a worker serves all others.

#include <functional>
#include <optional>

#include "payment_method/app/methods.hpp"
#include "payment_method/app/payments.hpp"

namespace tenure::payment_method {

class Agenda {
  public:
    Agenda(PaymentMethodStore& store, PaymentMethods& methods, Payments& payments);

    /// When the account's next thing is due; nothing when none is.
    std::optional<Timestamp> next_due(const AccountId& account);
    /// Runs all that is due for an account on a test clock up to its present, in order, each at its
    /// own instant; what comes next.
    Result<std::optional<Timestamp>> run(const Caller& caller);
    /// Runs one thing that is due for an account that is not on a test clock; false when there is
    /// none.
    Result<bool> work(const std::function<Timestamp()>& now_of);

  private:
    Status run(const Due& due, Timestamp at);

    PaymentMethodStore& store_;
    PaymentMethods& methods_;
    Payments& payments_;
};

}  // namespace tenure::payment_method
