#include "billing/clients/collector_client.hpp"

#include <nlohmann/json.hpp>

#include "billing/clients/payment_method_client.hpp"
#include "json/writer.hpp"

namespace tenure::billing {

namespace {

using nlohmann::json;

class CollectorClient final : public Collector {
  public:
    explicit CollectorClient(http::Client& client) : client_(client) {}

    Result<Payment> collect(const Caller& caller, const Charge& charge) override {
        const json body = {{"id", charge.id.str()},
                           {"amount", tenure::json::write(charge.amount)},
                           {"purpose", {{"type", "invoice"}, {"id", charge.invoice.str()}}},
                           {"description", "Invoice " + charge.number},
                           {"customer_present", charge.customer_present}};
        TENURE_TRY_ASSIGN(const http::ClientResponse answer,
                          client_.send(caller, http::Method::post, "/internal/v1/payments",
                                       tenure::json::dump(body)));
        if (answer.status == 200) return parse_payment(answer.body);
        return http::error_of(answer);
    }

    Result<std::optional<Payment>> call_off(const Caller& caller, const PaymentId& id) override {
        TENURE_TRY_ASSIGN(const http::ClientResponse answer,
                          client_.send(caller, http::Method::post,
                                       "/internal/v1/payments/" + id.str() + "/cancel"));
        if (answer.status == 204) return std::optional<Payment>();
        if (answer.status != 200) return http::error_of(answer);
        TENURE_TRY_ASSIGN(Payment payment, parse_payment(answer.body));
        return std::optional(std::move(payment));
    }

    Result<bool> has_default_method(const Caller& caller) override {
        TENURE_TRY_ASSIGN(
            const http::ClientResponse answer,
            client_.send(caller, http::Method::get, "/internal/v1/payment-methods/default"));
        if (answer.status == 200) return true;
        const Error error = http::error_of(answer);
        if (error.code == "payment_method_missing") return false;
        return error;
    }

    Status tell(const Caller& caller, const AccountState& state) override {
        const json body = {{"status", state.ended ? "ended" : "live"},
                           {"time_zone", state.time_zone}};
        TENURE_TRY_ASSIGN(const http::ClientResponse answer,
                          client_.send(caller, http::Method::put, "/internal/v1/subscription-state",
                                       tenure::json::dump(body)));
        if (answer.status == 204) return done;
        return http::error_of(answer);
    }

  private:
    http::Client& client_;
};

}  // namespace

std::unique_ptr<Collector> make_collector_client(http::Client& client) {
    return std::make_unique<CollectorClient>(client);
}

}  // namespace tenure::billing
