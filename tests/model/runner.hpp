#pragma once
// Runs sequences against the house and the model, and makes a failing one as short as it can be.

#include <optional>

#include "model/customer.hpp"

namespace tenure::model {

struct Failure {
    Sequence sequence;  ///< up to and including the step that went wrong
    std::string what;
    std::string kind;  ///< the same for the same fault
};

class Runner {
  public:
    explicit Runner(House& house);
    /// Nothing when the product did as the model says. Each run takes a new account.
    std::optional<Failure> run(const Sequence& sequence);
    /// The shortest failing sequence that removing steps and lowering numbers leads to.
    Failure shrink(Failure failure);

  private:
    House& house_;
    Catalogue catalogue_;
    int accounts_ = 0;
};

}  // namespace tenure::model
