#pragma once
// How Stripe takes parameters: application/x-www-form-urlencoded, nested names in brackets
// ("card[number]", "expand[]").

#include <cstdint>
#include <string>
#include <string_view>

namespace tenure::payment_method {

class StripeForm {
  public:
    StripeForm& add(std::string_view name, std::string_view value);
    StripeForm& add(std::string_view name, std::int64_t value);
    /// "a=b&c=d", in the order in which they were added: equal requests are equal texts.
    const std::string& str() const { return text_; }

  private:
    std::string text_;
};

}  // namespace tenure::payment_method
