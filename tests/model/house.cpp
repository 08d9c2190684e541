#include "model/house.hpp"

#include <pqxx/pqxx>

#include "add_on/module.hpp"
#include "billing/module.hpp"
#include "log/log.hpp"
#include "payment_method/module.hpp"
#include "pg/idempotency.hpp"
#include "subscription/module.hpp"
#include "testkit/running_service.hpp"

namespace tenure::model {

namespace {

using Environment = std::map<std::string, std::string>;

constexpr std::size_t largest_body = 8 << 20;

Environment with_common(Environment extra) {
    extra.emplace("TENURE_CATALOG_DIR", std::string(TENURE_SOURCE_DIR) + "/deploy/catalog");
    extra.emplace("TENURE_FINGERPRINT_KEY", "a fingerprint key for tests, 32 bytes");
    extra.emplace("TENURE_DATABASE_CONNECTIONS", "4");
    return extra;
}

}  // namespace

/// A connection kept for looking into the database.
struct Running::Reader {
    explicit Reader(const std::string& url) : connection(url) {}
    pqxx::connection connection;
};

Running::Running(const runtime::Service& service, Environment environment)
    : database_(service.migrations),
      tokens_(testkit::internal_key, clock_),
      reader_(std::make_unique<Reader>(database_.url())) {
    environment = with_common(std::move(environment));
    environment["TENURE_DATABASE_URL"] = database_.url();
    environment["TENURE_INTERNAL_KEY"] = testkit::internal_key;
    config::Environment variables(std::move(environment));
    config_ = runtime::load_common(variables, 4);
    const auto make_module = service.configure(variables);
    if (const Status status = variables.finish(); !status.ok())
        throw std::runtime_error(status.error().detail);
    pool_ = std::make_unique<pg::Pool>(
        config_.database_url, pg::PoolOptions{.size = config_.database_connections}, metrics_);
    module_ = make_module({config_, clock_, tokens_, *pool_, metrics_});
    idempotency_ = pg::make_idempotency_log(*pool_, config_.lease);
    const auto ready = [] { return true; };
    dispatcher_ = std::make_unique<http::Dispatcher>(
        runtime::all_routes(*module_, *pool_, stopping_), tokens_, idempotency_.get(),
        dispatcher_metrics_, ready, largest_body);
    server_ =
        std::make_unique<http::Server>(http::ServerOptions{.threads = 4, .service = service.name},
                                       runtime::all_routes(*module_, *pool_, stopping_), tokens_,
                                       idempotency_.get(), metrics_, ready);
    server_->start();
}

Running::~Running() {
    stopping_ = true;
    server_->stop();
}

std::string Running::url() const {
    return "http://127.0.0.1:" + std::to_string(server_->port());
}

testkit::Answer Running::call(const http::Caller& caller, const std::string& method,
                              const std::string& target, const nlohmann::json& body,
                              const std::map<std::string, std::string>& headers) {
    http::WireRequest request{method, target, headers, body.is_null() ? "" : body.dump()};
    if (!request.body.empty()) {
        request.headers["content-type"] = "application/json";
        request.headers["content-length"] = std::to_string(request.body.size());
    }
    request.headers[std::string(http::internal_token_header)] = tokens_.issue(caller);
    const http::Response response = dispatcher_->handle(request);
    testkit::Answer answer{response.status, {}, response.body};
    for (const auto& [name, value] : response.headers) answer.headers.emplace(name, value);
    return answer;
}

std::vector<std::string> Running::query(const std::string& sql) {
    std::vector<std::string> texts;
    for (const pqxx::row& row : pqxx::nontransaction(reader_->connection).exec(sql))
        texts.emplace_back(row[0].c_str());
    return texts;
}

House::Quiet::Quiet() {
    log::configure("model", log::Level::error);
}

House::House()
    : payment_method(payment_method::service(), {}),
      billing(billing::service(),
              {{"TENURE_PAYMENT_METHOD_URL", payment_method.url()}, {"TENURE_TEST_CLOCKS", "on"}}),
      subscription(subscription::service(), {{"TENURE_BILLING_URL", billing.url()}}),
      add_on(add_on::service(), {{"TENURE_BILLING_URL", billing.url()}}) {}

void House::catch_up(const http::Caller& caller) {
    const auto follow = [&](Running& above, Running& below, const std::string& source) {
        const auto head = below.call(caller, "GET", "/internal/v1/events/head");
        const auto done =
            above.call(caller, "POST", "/internal/v1/consumers/" + source, head.json());
        if (done.status != 204)
            throw std::runtime_error("a service does not hear " + source + ": " + done.body);
    };
    follow(billing, payment_method, "payment_method");
    follow(subscription, billing, "billing");
    follow(add_on, billing, "billing");
}

}  // namespace tenure::model
