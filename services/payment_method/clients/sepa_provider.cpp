#include "payment_method/clients/sepa_provider.hpp"

namespace tenure::payment_method {

namespace {

class SepaProvider final : public Provider {
  public:
    SepaProvider(SepaBook& book, const Sealer& sealer, const Clock& clock, SepaOptions options)
        : book_(book), sealer_(sealer), clock_(clock), options_(std::move(options)) {}

    Result<RegisteredInstrument> keep(const NewInstrument& instrument) override {
        const auto* debit = std::get_if<CheckedDebit>(&instrument.what);
        if (debit == nullptr)
            return Error{ErrorKind::invalid, "payment_method_refused", "bank accounts only"};
        SepaAccount account;
        account.token = new_id("iba", clock_.now());
        account.sealed_iban = sealer_.seal(debit->iban.str(), account.token);
        if (debit->bic) account.bic = debit->bic->str();
        account.holder = debit->holder;
        account.mandate_reference = debit->mandate.reference;
        account.signed_on = debit->mandate.signed_on;
        account.scheme = debit->mandate.scheme;
        book_.keep(account);
        return RegisteredInstrument{account.token};
    }

    void forget(const std::string& token) override { book_.forget(token); }

    ChargeOutcome charge(const ChargeRequest& request) override {
        const auto account = book_.account(request.token);
        if (!account) return ChargeOutcome::failure("payment_declined");
        if (!account->ended_reason.empty()) return ChargeOutcome::failure("mandate_ended");
        const Date today = options_.zone.date_of(request.now);
        if (mandate_lapsed(account->presented_on.value_or(account->signed_on), today))
            return ChargeOutcome::failure("mandate_ended");
        book_.enter(request, collection_day(today, options_.notice_days));
        return find(request).value();
    }

    std::optional<ChargeOutcome> find(const ChargeRequest& request) override {
        using Kind = ChargeOutcome::Kind;
        const auto collection = book_.find(request.account, request.payment);
        if (!collection) return std::nullopt;
        const std::string reason(meaning_of(collection->reason).failure_code);
        switch (collection->status) {
            case CollectionStatus::waiting:
            case CollectionStatus::filed:
                return ChargeOutcome{Kind::processing};
            case CollectionStatus::settled:
                return ChargeOutcome::success();
            case CollectionStatus::rejected:
                return ChargeOutcome::failure(reason);
            case CollectionStatus::returned:
                return ChargeOutcome{Kind::returned, reason};
        }
        return std::nullopt;
    }

    /// Money goes back by a transfer that somebody makes at the bank.
    ChargeOutcome refund(const RefundRequest&) override {
        return ChargeOutcome::failure("refund_declined");
    }
    std::optional<ChargeOutcome> find(const RefundRequest&) override { return std::nullopt; }

    Result<std::optional<Notification>> read(const RawNotification&) override {
        return Error{ErrorKind::malformed, "notification_invalid",
                     "banks send reports, not notifications"};
    }

  private:
    SepaBook& book_;
    const Sealer& sealer_;
    const Clock& clock_;
    SepaOptions options_;
};

}  // namespace

std::unique_ptr<Provider> make_sepa_provider(SepaBook& book, const Sealer& sealer,
                                             const Clock& clock, SepaOptions options) {
    return std::make_unique<SepaProvider>(book, sealer, clock, std::move(options));
}

}  // namespace tenure::payment_method
