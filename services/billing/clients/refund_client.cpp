#include "billing/clients/refund_client.hpp"

#include <nlohmann/json.hpp>

#include "json/reader.hpp"
#include "json/writer.hpp"

namespace tenure::billing {

namespace {

using nlohmann::json;
using Kind = Refunder::Outcome::Kind;

std::string text_in(const json& object, const char* name) {
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

class RefundClient final : public Refunder {
  public:
    explicit RefundClient(http::Client& client) : client_(client) {}

    Result<Outcome> refund(const Caller& caller, const DueRefund& due) override {
        const json body = {{"id", with_prefix(due.note.str(), "rfd")},
                           {"amount", tenure::json::write(due.amount)}};
        TENURE_TRY_ASSIGN(const http::ClientResponse answer,
                          client_.send(caller, http::Method::post,
                                       "/internal/v1/payments/" + due.payment.str() + "/refunds",
                                       tenure::json::dump(body)));
        if (answer.status == 200) return parse_refund(answer.body);
        const Error error = http::error_of(answer);
        const bool refused = answer.status == 409 || answer.status == 404 || answer.status == 422;
        if (refused) return Outcome{Kind::failed, error.code};
        return error;
    }

  private:
    http::Client& client_;
};

}  // namespace

Result<Refunder::Outcome> parse_refund(std::string_view text) {
    TENURE_TRY_ASSIGN(const json object, tenure::json::parse(text));
    const std::string status = object.is_object() ? text_in(object, "status") : "";
    if (status == "succeeded") return Refunder::Outcome{Kind::succeeded, {}};
    if (status == "processing" || status == "unknown") return Refunder::Outcome{Kind::open, {}};
    if (status != "failed")
        return Error{ErrorKind::bad_gateway, "unexpected_answer",
                     "payment-method answered without a refund's status"};
    const auto failure = object.find("failure");
    std::string code = "refund_declined";
    if (failure != object.end() && failure->is_object()) code = text_in(*failure, "code");
    return Refunder::Outcome{Kind::failed, code.empty() ? "refund_declined" : code};
}

std::unique_ptr<Refunder> make_refund_client(http::Client& client) {
    return std::make_unique<RefundClient>(client);
}

}  // namespace tenure::billing
