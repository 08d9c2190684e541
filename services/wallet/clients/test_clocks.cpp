#include "wallet/clients/test_clocks.hpp"

#include <nlohmann/json.hpp>

#include "json/reader.hpp"

namespace tenure::wallet {

namespace {

class TestClockClient final : public TestClocks {
  public:
    explicit TestClockClient(http::Client& client) : client_(client) {}

    Result<std::optional<Timestamp>> now(const Caller& caller) override {
        TENURE_TRY_ASSIGN(const http::ClientResponse answer,
                          client_.send(caller, http::Method::get, "/internal/v1/test-clock"));
        if (answer.status != 200) return http::error_of(answer);
        TENURE_TRY_ASSIGN(const nlohmann::json clock, json::parse(answer.body));
        const auto now = clock.is_object() ? clock.find("now") : clock.end();
        if (now == clock.end() || !now->is_string()) return std::optional<Timestamp>();
        TENURE_TRY_ASSIGN(const Timestamp instant, parse_timestamp(now->get<std::string>()));
        return std::optional(instant);
    }

  private:
    http::Client& client_;
};

}  // namespace

std::unique_ptr<TestClocks> make_test_clocks(http::Client& client) {
    return std::make_unique<TestClockClient>(client);
}

}  // namespace tenure::wallet
