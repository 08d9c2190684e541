#include "onboarding/clients/billing.hpp"

#include <nlohmann/json.hpp>

#include "json/reader.hpp"
#include "json/writer.hpp"

namespace tenure::onboarding {

namespace {

class CreditNoteClient final : public CreditNotes {
  public:
    explicit CreditNoteClient(http::Client& client) : client_(client) {}

    Status credit(const Caller& caller, const std::string& id, const std::string& invoice,
                  const std::string& reason) override {
        const nlohmann::json body = {{"invoice_id", invoice}, {"reason", reason}};
        TENURE_TRY_ASSIGN(const http::ClientResponse answer,
                          client_.send(caller, http::Method::put, "/internal/v1/credit-notes/" + id,
                                       json::dump(body)));
        if (answer.status != 200) return http::error_of(answer);
        return done;
    }

  private:
    http::Client& client_;
};

}  // namespace

std::unique_ptr<CreditNotes> make_credit_notes(http::Client& client) {
    return std::make_unique<CreditNoteClient>(client);
}

}  // namespace tenure::onboarding
