#include "payment_method/clients/stripe_provider.hpp"

#include "payment_method/clients/signature.hpp"
#include "payment_method/clients/stripe_charges.hpp"
#include "payment_method/clients/stripe_instruments.hpp"
#include "payment_method/clients/stripe_refunds.hpp"

namespace tenure::payment_method {

namespace {

class StripeProvider final : public Provider {
  public:
    StripeProvider(StripeBook& book, const Clock& clock, const StripeOptions& options)
        : book_(book),
          webhook_secret_(options.webhook_secret),
          api_(options),
          instruments_(api_, book, clock, options),
          charges_(api_, book, clock, options),
          refunds_(api_, book) {}

    Result<RegisteredInstrument> keep(const NewInstrument& instrument) override {
        return instruments_.keep(instrument);
    }
    void forget(const std::string& token) override { instruments_.forget(token); }
    ChargeOutcome charge(const ChargeRequest& request) override { return charges_.charge(request); }
    std::optional<ChargeOutcome> find(const ChargeRequest& request) override {
        return charges_.find(request);
    }
    ChargeOutcome refund(const RefundRequest& request) override { return refunds_.refund(request); }
    std::optional<ChargeOutcome> find(const RefundRequest& request) override {
        return refunds_.find(request);
    }

    Result<std::optional<Notification>> read(const RawNotification& raw) override {
        constexpr std::chrono::minutes tolerance{5};
        const auto header = raw.headers.find("stripe-signature");
        const std::string signature = header == raw.headers.end() ? "" : header->second;
        TENURE_TRY(check_signature(webhook_secret_, signature, raw.body, raw.now, tolerance));
        const std::optional<StripeEvent> event = read_stripe_event(raw.body);
        if (!event) return Error{ErrorKind::malformed, "notification_invalid", "not an event"};
        const auto payment =
            event->payment_intent.empty() ? std::nullopt : book_.payment_of(event->payment_intent);
        if (!payment) return std::optional<Notification>();
        return std::optional(Notification{event->id, event->type, payment->first, payment->second});
    }

  private:
    StripeBook& book_;
    const std::string webhook_secret_;
    StripeApi api_;
    StripeInstruments instruments_;
    StripeCharges charges_;
    StripeRefunds refunds_;
};

}  // namespace

std::unique_ptr<Provider> make_stripe_provider(StripeBook& book, const Clock& clock,
                                               const StripeOptions& options) {
    return std::make_unique<StripeProvider>(book, clock, options);
}

}  // namespace tenure::payment_method
