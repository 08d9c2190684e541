#include "onboarding/clients/import_endpoint.hpp"

#include "domain/failpoint.hpp"
#include "https/https.hpp"
#include "log/log.hpp"

namespace tenure::onboarding {

namespace {

constexpr std::int64_t records_of_batch = 1000;
constexpr std::size_t bytes_of_batch = std::size_t{1} << 20;

class Batches final : public ImportDelivery {
  public:
    Batches(https::Client& client, const ImportEndpoint& endpoint, const ImportJob& job)
        : client_(client), endpoint_(endpoint), job_(job), before_(job.import.delivered) {}

    Result<std::int64_t> write(std::string_view line) override {
        std::int64_t taken = 0;
        if (records_ == records_of_batch || batch_.size() + line.size() > bytes_of_batch) {
            TENURE_TRY_ASSIGN(taken, send());
        }
        batch_ += line;
        ++records_;
        return taken;
    }

    Result<std::int64_t> finish() override {
        if (records_ == 0) return 0;
        return send();
    }

  private:
    Result<std::int64_t> send() {
        const https::Answer answer = client_.send(request());
        TENURE_FAILPOINT("onboarding.import_batch_sent");
        if (answer.status < 200 || answer.status > 299) return refusal(answer);
        const std::int64_t taken = records_;
        before_ += taken;
        records_ = 0;
        batch_.clear();
        return taken;
    }

    https::Request request() const {
        https::Request request{
            "POST",
            endpoint_.url,
            {{"Content-Type", "application/x-ndjson"},
             {"Idempotency-Key", job_.import.id.str() + "." + std::to_string(before_)},
             {"Tenure-Account", job_.account.str()},
             {"Tenure-Import", job_.import.id.str()},
             {"Tenure-Module", job_.import.module}},
            batch_};
        if (!endpoint_.token.empty())
            request.headers.emplace_back("Authorization", "Bearer " + endpoint_.token);
        return request;
    }

    /// What the target says is not passed on: it may repeat a customer's data.
    Error refusal(const https::Answer& answer) const {
        log::warning("the target of imports did not take a batch",
                     {{"import", std::string_view(job_.import.id.str())},
                      {"status", static_cast<std::int64_t>(answer.status)},
                      {"error", std::string_view(answer.failure)}});
        const bool later = answer.status == 0 || answer.status == 408 || answer.status == 429 ||
                           answer.status >= 500;
        if (later)
            return {ErrorKind::unavailable, "import_target_unavailable",
                    "the system that takes the records does not answer"};
        return {ErrorKind::conflict, "import_target_refused",
                "the system that takes the records refused a batch with status " +
                    std::to_string(answer.status)};
    }

    https::Client& client_;
    const ImportEndpoint& endpoint_;
    const ImportJob& job_;
    std::int64_t before_;
    std::string batch_;
    std::int64_t records_ = 0;
};

class Endpoint final : public ImportTarget {
  public:
    explicit Endpoint(ImportEndpoint endpoint) : endpoint_(std::move(endpoint)) {}

    Result<std::unique_ptr<ImportDelivery>> begin(const ImportJob& job) override {
        return std::unique_ptr<ImportDelivery>(std::make_unique<Batches>(client_, endpoint_, job));
    }

  private:
    https::Client client_{https::Options{}};
    const ImportEndpoint endpoint_;
};

}  // namespace

std::unique_ptr<ImportTarget> make_import_endpoint(ImportEndpoint endpoint) {
    return std::make_unique<Endpoint>(std::move(endpoint));
}

}  // namespace tenure::onboarding
