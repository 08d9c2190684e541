#include "payment_method/module.hpp"

#include "embedded/payment_method_migrations.hpp"
#include "payment_method/clients/keyed_fingerprint.hpp"
#include "payment_method/clients/sandbox_provider.hpp"
#include "payment_method/http/dto.hpp"
#include "payment_method/http/routes.hpp"
#include "payment_method/store/sandbox_book.hpp"
#include "payment_method/store/store.hpp"

namespace tenure::payment_method {

namespace {

class PaymentMethodModule final : public runtime::Module {
  public:
    PaymentMethodModule(Config config, runtime::Platform platform)
        : clock_(platform.clock),
          store_(make_store(platform.pool, platform.config.lease)),
          book_(make_sandbox_book(platform.pool)),
          provider_(make_sandbox_provider(*book_, platform.clock, config.sandbox_debit_delay)),
          fingerprints_(make_fingerprints(std::move(config.fingerprint_key))),
          documents_(make_event_documents()),
          methods_(*store_, *provider_, *fingerprints_, *documents_, config.policy),
          payments_(*store_, *provider_, *documents_, config.policy.zone),
          agenda_(*store_, methods_, payments_),
          services_{methods_, payments_, agenda_, config.policy.zone, config.policy.creditor},
          unfinished_(platform.metrics.gauge("tenure_queue_depth", "Work left unfinished",
                                             {{"queue", "payments"}})),
          sweeper_(
              "payments", platform.config.sweep_interval, [this] { return sweep(); },
              platform.metrics),
          timekeeper_(
              "agenda", platform.config.sweep_interval,
              [this] { return agenda_.work([this] { return clock_.now(); }); }, platform.metrics) {}

    std::vector<http::Route> routes() override { return payment_method::routes(services_); }
    std::vector<runtime::Worker*> workers() override { return {&sweeper_, &timekeeper_}; }

  private:
    Result<bool> sweep() {
        unfinished_.set(static_cast<double>(store_->count_unfinished()));
        return payments_.sweep([this] { return clock_.now(); });
    }

    const Clock& clock_;
    std::unique_ptr<PaymentMethodStore> store_;
    std::unique_ptr<SandboxBook> book_;
    std::unique_ptr<Provider> provider_;
    std::unique_ptr<Fingerprints> fingerprints_;
    std::unique_ptr<EventDocuments> documents_;
    PaymentMethods methods_;
    Payments payments_;
    Agenda agenda_;
    Services services_;
    metrics::Gauge& unfinished_;
    runtime::Worker sweeper_;
    runtime::Worker timekeeper_;
};

}  // namespace

std::unique_ptr<runtime::Module> make_module(Config config, runtime::Platform platform) {
    return std::make_unique<PaymentMethodModule>(std::move(config), platform);
}

runtime::Service service() {
    runtime::Service service;
    service.name = "payment_method";
    service.migrations = {{"payment_method", payment_method_migrations::files()}};
    service.default_threads = 32;  // handlers wait for the payment provider
    service.configure = [](config::Environment& environment) {
        return [config = load(environment)](runtime::Platform platform) {
            return make_module(config, platform);
        };
    };
    return service;
}

}  // namespace tenure::payment_method
