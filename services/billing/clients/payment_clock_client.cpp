#include "billing/clients/payment_clock_client.hpp"

#include <nlohmann/json.hpp>

#include "json/reader.hpp"
#include "json/writer.hpp"

namespace tenure::billing {

namespace {

using nlohmann::json;

Error unexpected(const std::string& what) {
    return {ErrorKind::bad_gateway, "unexpected_answer", "payment-method answered without " + what};
}

class PaymentClockClient final : public PaymentClock {
  public:
    explicit PaymentClockClient(http::Client& client) : client_(client) {}

    Result<std::optional<Timestamp>> next_due(const Caller& caller) override {
        TENURE_TRY_ASSIGN(const json answer,
                          ask(caller, http::Method::get, "/internal/v1/clock", {}));
        const auto next = answer.find("next_due_at");
        if (next == answer.end()) return unexpected("next_due_at");
        if (next->is_null()) return std::optional<Timestamp>();
        if (!next->is_string()) return unexpected("an instant");
        TENURE_TRY_ASSIGN(const Timestamp at, parse_timestamp(next->get<std::string>()));
        return std::optional(at);
    }

    Status run(const Caller& caller) override {
        const json body = {{"now", to_string(caller.now)}};
        TENURE_TRY(ask(caller, http::Method::post, "/internal/v1/clock", tenure::json::dump(body)));
        return done;
    }

  private:
    Result<json> ask(const Caller& caller, http::Method method, std::string_view target,
                     std::string body) {
        TENURE_TRY_ASSIGN(const http::ClientResponse answer,
                          client_.send(caller, method, target, std::move(body)));
        if (answer.status != 200) return http::error_of(answer);
        TENURE_TRY_ASSIGN(json object, tenure::json::parse(answer.body));
        if (!object.is_object()) return unexpected("an object");
        return object;
    }

    http::Client& client_;
};

}  // namespace

std::unique_ptr<PaymentClock> make_payment_clock(http::Client& client) {
    return std::make_unique<PaymentClockClient>(client);
}

}  // namespace tenure::billing
