#include "billing/clients/vies_registry.hpp"

#include <nlohmann/json.hpp>

#include "https/https.hpp"
#include "json/writer.hpp"

namespace tenure::billing {

namespace {

constexpr std::size_t longest_answer = 64U << 10U;
constexpr std::chrono::milliseconds connect_timeout{5'000};

class ViesRegistry final : public VatRegistry {
  public:
    explicit ViesRegistry(ViesOptions options)
        : options_(std::move(options)),
          client_({connect_timeout, options_.timeout, longest_answer}) {}

    Result<VatVerdict> ask(const std::string& number) override {
        const https::Answer answer = client_.send({"POST",
                                                   options_.url + "/check-vat-number",
                                                   {{"Content-Type", "application/json"}},
                                                   question_for(number)});
        if (answer.status == 0)
            return Error{ErrorKind::unavailable, "vat_registry_unavailable",
                         "VIES: " + answer.failure};
        return parse_vies(answer.status, answer.body, number);
    }

  private:
    std::string question_for(const std::string& number) const {
        return tenure::json::dump(
            tenure::json::Object{{"countryCode", number.substr(0, 2)},
                                 {"vatNumber", number.substr(2)},
                                 {"requesterMemberStateCode", options_.requester.substr(0, 2)},
                                 {"requesterNumber", options_.requester.substr(2)}});
    }

    const ViesOptions options_;
    https::Client client_;
};

}  // namespace

std::unique_ptr<VatRegistry> make_vies_registry(ViesOptions options) {
    return std::make_unique<ViesRegistry>(std::move(options));
}

}  // namespace tenure::billing
