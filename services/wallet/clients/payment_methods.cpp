#include "wallet/clients/payment_methods.hpp"

#include <nlohmann/json.hpp>

#include "json/reader.hpp"

namespace tenure::wallet {

namespace {

class PaymentMethodClient final : public PaymentMethods {
  public:
    explicit PaymentMethodClient(http::Client& client) : client_(client) {}

    Result<bool> default_is_card(const Caller& caller) override {
        TENURE_TRY_ASSIGN(
            const http::ClientResponse answer,
            client_.send(caller, http::Method::get, "/internal/v1/payment-methods/default"));
        if (answer.status == 404) return false;
        if (answer.status != 200) return http::error_of(answer);
        TENURE_TRY_ASSIGN(const nlohmann::json method, json::parse(answer.body));
        return method.is_object() && method.value("type", "") == "card";
    }

  private:
    http::Client& client_;
};

}  // namespace

std::unique_ptr<PaymentMethods> make_payment_methods(http::Client& client) {
    return std::make_unique<PaymentMethodClient>(client);
}

}  // namespace tenure::wallet
