#include "onboarding/module.hpp"

#include "embedded/onboarding_migrations.hpp"
#include "onboarding/clients/billing.hpp"
#include "onboarding/http/dto.hpp"
#include "onboarding/http/routes.hpp"
#include "onboarding/store/store.hpp"
#include "pg/audit.hpp"
#include "selling_http/billing_client.hpp"
#include "selling_http/billing_documents.hpp"
#include "selling_pg/seller_tables.hpp"

namespace tenure::onboarding {

namespace {

/// Handlers wait for billing, so there are more of them than database connections.
constexpr int handler_threads = 32;

class OnboardingModule final : public runtime::Module {
  public:
    OnboardingModule(Config config, const runtime::Platform& platform)
        : config_(std::move(config)),
          tokens_(platform.tokens),
          billing_http_(config_.billing_url, platform.tokens),
          billing_(selling::make_billing_client(billing_http_, "onboarding")),
          credit_notes_(make_credit_notes(billing_http_)),
          store_(make_store(platform.pool, platform.config.lease)),
          documents_(make_documents(config_.catalog)),
          history_(pg::make_history(platform.pool)),
          orders_(*store_, *billing_, *credit_notes_, config_.catalog, *documents_),
          checklist_(*store_, config_.catalog, *documents_),
          order_services_{orders_, checklist_, *history_},
          expert_store_(make_expert_store(platform.pool)),
          sessions_(*store_, config_.catalog, *documents_, config_.default_time_zone),
          experts_(*expert_store_, *documents_),
          session_services_{sessions_, experts_},
          imports_(config_.imports, platform),
          sweeper_(
              "orders", platform.config.sweep_interval,
              [this] { return orders_.sweep(caller_for()); }, platform.metrics),
          teller_(
              "waiting_list", platform.config.sweep_interval,
              [this, &clock = platform.clock] { return sessions_.tell_one(clock.now()); },
              platform.metrics),
          consumer_(platform, "billing", billing_http_,
                    [this](const pg::Event& event, const std::string& from, const std::string& to) {
                        return consume(event, from, to);
                    }) {
        auto& depth = platform.metrics.gauge("tenure_queue_depth", "Work left unfinished",
                                             {{"queue", "orders"}});
        platform.metrics.before_collect(
            [this, &depth] { depth.set(static_cast<double>(orders_.count_unfinished())); });
    }

    /// One table of all areas.
    std::vector<http::Route> routes() override {
        std::vector<http::Route> all;
        add(all, order_routes(order_services_));
        add(all, session_routes(session_services_));
        add(all, imports_.routes());
        return all;
    }
    std::vector<runtime::Worker*> workers() override {
        return {&sweeper_, &teller_, &imports_.worker()};
    }
    std::vector<runtime::Consumer*> consumers() override { return {&consumer_}; }

  private:
    static void add(std::vector<http::Route>& all, std::vector<http::Route> area) {
        for (http::Route& route : area) all.push_back(std::move(route));
    }
    std::function<Caller(const AccountId&)> caller_for() {
        return [this](const AccountId& account) {
            return tokens_.service_caller("onboarding", account);
        };
    }
    Status consume(const pg::Event& event, const std::string& from, const std::string& to) {
        Caller by = tokens_.service_caller("onboarding", event.account);
        by.now = event.occurred_at;
        TENURE_TRY_ASSIGN(selling::BillingEvent news,
                          selling::parse_event(std::move(by), event.type, event.data));
        news.from = from;
        news.to = to;
        return orders_.take_over(news);
    }

    const Config config_;
    const http::InternalTokens& tokens_;
    http::Client billing_http_;
    std::unique_ptr<selling::Billing> billing_;
    std::unique_ptr<CreditNotes> credit_notes_;
    std::unique_ptr<OnboardingStore> store_;
    std::unique_ptr<Documents> documents_;
    std::unique_ptr<History> history_;
    OrderService orders_;
    ChecklistService checklist_;
    OrderServices order_services_;
    std::unique_ptr<ExpertStore> expert_store_;
    SessionService sessions_;
    ExpertService experts_;
    SessionServices session_services_;
    ImportPart imports_;
    runtime::Worker sweeper_;
    runtime::Worker teller_;
    runtime::Consumer consumer_;
};

}  // namespace

std::unique_ptr<runtime::Module> make_module(const Config& config, runtime::Platform platform) {
    return std::make_unique<OnboardingModule>(config, platform);
}

runtime::Service service() {
    return {"onboarding",
            {selling::migrations(), {"onboarding", onboarding_migrations::files()}},
            [](config::Environment& environment) {
                return [config = load(environment)](runtime::Platform platform) {
                    return make_module(config, platform);
                };
            },
            handler_threads};
}

}  // namespace tenure::onboarding
