#include "payment_method/module.hpp"

#include "embedded/payment_method_migrations.hpp"
#include "payment_method/clients/keyed_fingerprint.hpp"
#include "payment_method/clients/sandbox_provider.hpp"
#include "payment_method/clients/sepa_provider.hpp"
#include "payment_method/clients/stripe_provider.hpp"
#include "payment_method/http/dto.hpp"
#include "payment_method/http/mandate_routes.hpp"
#include "payment_method/http/operator_routes.hpp"
#include "payment_method/http/routes.hpp"
#include "payment_method/store/sandbox_book.hpp"
#include "payment_method/store/sepa_book.hpp"
#include "payment_method/store/store.hpp"
#include "payment_method/store/stripe_book.hpp"
#include "pg/audit.hpp"

namespace tenure::payment_method {

namespace {

/// Direct debit through the bank, where it is configured.
struct BankDebits {
    BankDebits(const Config& config, runtime::Platform platform)
        : sealer(config.sepa->iban_key),
          book(make_sepa_book(platform.pool)),
          provider(make_sepa_provider(*book, sealer, platform.clock,
                                      {config.default_zone, config.policy.creditor.notice_days})),
          files(make_bank_files(sealer, config.sepa->files)) {}

    Sealer sealer;
    std::unique_ptr<SepaBook> book;
    std::unique_ptr<Provider> provider;
    std::unique_ptr<BankExchange> files;
};

std::unique_ptr<BankDebits> bank_debits_of(const Config& config, runtime::Platform platform) {
    if (!config.sepa) return nullptr;
    return std::make_unique<BankDebits>(config, platform);
}

/// Stripe, where it is configured.
struct Stripe {
    Stripe(const StripeOptions& options, runtime::Platform platform)
        : book(make_stripe_book(platform.pool)),
          provider(make_stripe_provider(*book, platform.clock, options)) {}

    std::unique_ptr<StripeBook> book;
    std::unique_ptr<Provider> provider;
};

std::unique_ptr<Stripe> stripe_of(const Config& config, runtime::Platform platform) {
    if (!config.stripe) return nullptr;
    return std::make_unique<Stripe>(*config.stripe, platform);
}

std::map<std::string, Provider*> by_name(Provider& sandbox, const BankDebits* bank,
                                         const Stripe* stripe) {
    std::map<std::string, Provider*> providers{{"sandbox", &sandbox}};
    if (bank != nullptr) providers["sepa_xml"] = bank->provider.get();
    if (stripe != nullptr) providers["stripe"] = stripe->provider.get();
    return providers;
}

class PaymentMethodModule final : public runtime::Module {
  public:
    PaymentMethodModule(Config config, runtime::Platform platform)
        : clock_(platform.clock),
          store_(make_store(platform.pool, platform.config.lease, config.default_zone)),
          book_(make_sandbox_book(platform.pool)),
          sandbox_(make_sandbox_provider(*book_, platform.clock, config.sandbox)),
          bank_(bank_debits_of(config, platform)),
          stripe_(stripe_of(config, platform)),
          providers_(by_name(*sandbox_, bank_.get(), stripe_.get()), config.card_provider,
                     config.debit_provider),
          collections_(bank_ ? bank_->book.get() : nullptr, bank_ ? bank_->files.get() : nullptr,
                       config.default_zone, config.sepa ? config.sepa->lead_days : 0),
          operator_services_{collections_, clock_},
          fingerprints_(make_fingerprints(std::move(config.fingerprint_key))),
          documents_(make_event_documents()),
          history_(pg::make_history(platform.pool)),
          methods_(*store_, providers_, *fingerprints_, *documents_, config.policy),
          payments_(*store_, providers_, *documents_),
          refunds_(*store_, providers_, *documents_),
          mandates_(*store_, providers_, *fingerprints_, *documents_, config.policy.creditor),
          mandate_services_{mandates_, methods_, config.policy.creditor},
          notifications_(*store_, providers_, payments_),
          agenda_(*store_, methods_, payments_),
          services_{methods_, payments_, refunds_, notifications_, agenda_, clock_, *history_},
          unfinished_(platform.metrics.gauge("tenure_queue_depth", "Work left unfinished",
                                             {{"queue", "payments"}})),
          sweeper_(
              "payments", platform.config.sweep_interval, [this] { return sweep(); },
              platform.metrics),
          refund_sweeper_(
              "refunds", platform.config.sweep_interval,
              [this] { return refunds_.sweep([this] { return clock_.now(); }); }, platform.metrics),
          listener_(
              "notifications", platform.config.sweep_interval,
              [this] { return notifications_.work([this] { return clock_.now(); }); },
              platform.metrics),
          timekeeper_(
              "agenda", platform.config.sweep_interval,
              [this] { return agenda_.work([this] { return clock_.now(); }); }, platform.metrics) {}

    std::vector<http::Route> routes() override {
        std::vector<http::Route> all = payment_method::routes(services_);
        for (auto& more : {operator_routes(operator_services_), mandate_routes(mandate_services_)})
            all.insert(all.end(), more.begin(), more.end());
        return all;
    }
    std::vector<runtime::Worker*> workers() override {
        return {&sweeper_, &refund_sweeper_, &timekeeper_, &listener_};
    }

  private:
    Result<bool> sweep() {
        unfinished_.set(static_cast<double>(store_->count_unfinished()));
        return payments_.sweep([this] { return clock_.now(); });
    }

    const Clock& clock_;
    std::unique_ptr<PaymentMethodStore> store_;
    std::unique_ptr<SandboxBook> book_;
    std::unique_ptr<Provider> sandbox_;
    std::unique_ptr<BankDebits> bank_;
    std::unique_ptr<Stripe> stripe_;
    Providers providers_;
    Collections collections_;
    OperatorServices operator_services_;
    std::unique_ptr<Fingerprints> fingerprints_;
    std::unique_ptr<EventDocuments> documents_;
    std::unique_ptr<History> history_;
    PaymentMethods methods_;
    Payments payments_;
    Refunds refunds_;
    Mandates mandates_;
    MandateServices mandate_services_;
    Notifications notifications_;
    Agenda agenda_;
    Services services_;
    metrics::Gauge& unfinished_;
    runtime::Worker sweeper_;
    runtime::Worker refund_sweeper_;
    runtime::Worker listener_;
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
