#include "payment_method/clients/sandbox_provider.hpp"

#include "payment_method/clients/sandbox_instruments.hpp"

namespace tenure::payment_method {

namespace {

std::string failure_of(SandboxBehaviour behaviour) {
    switch (behaviour) {
        case SandboxBehaviour::declines:
        case SandboxBehaviour::declines_late:
            return "payment_declined";
        case SandboxBehaviour::lacks_funds:
            return "insufficient_funds";
        case SandboxBehaviour::asks_authentication:
            return "payment_authentication_required";
        case SandboxBehaviour::exceeds_limit:
            return "debit_limit_exceeded";
        case SandboxBehaviour::succeeds:
        case SandboxBehaviour::succeeds_late:
        case SandboxBehaviour::loses_answer:
        case SandboxBehaviour::loses_request:
        case SandboxBehaviour::bounces:
        case SandboxBehaviour::is_refunded:
        case SandboxBehaviour::is_unauthorised:
            break;
    }
    return {};
}

/// How many delays after the request a debit is settled, and after that comes back (0: never).
struct Course {
    int settles = 1;
    int returns = 0;
    std::string return_code = {};
};

Course course_of(SandboxBehaviour behaviour) {
    switch (behaviour) {
        case SandboxBehaviour::exceeds_limit:
            return {0};
        case SandboxBehaviour::succeeds_late:
        case SandboxBehaviour::declines_late:
            return {3};
        case SandboxBehaviour::bounces:
            return {1, 2, "insufficient_funds"};
        case SandboxBehaviour::is_refunded:
            return {1, 10, "debit_refunded"};
        case SandboxBehaviour::is_unauthorised:
            return {1, 120, "debit_unauthorised"};
        case SandboxBehaviour::succeeds:
        case SandboxBehaviour::declines:
        case SandboxBehaviour::lacks_funds:
        case SandboxBehaviour::asks_authentication:
        case SandboxBehaviour::loses_answer:
        case SandboxBehaviour::loses_request:
            break;
    }
    return {};
}

class SandboxProvider final : public Provider {
  public:
    SandboxProvider(SandboxBook& book, const Clock& clock, std::chrono::seconds debit_delay)
        : book_(book), clock_(clock), debit_delay_(debit_delay) {}

    Result<RegisteredInstrument> keep(const NewInstrument& instrument) override {
        const auto* card = std::get_if<CheckedCard>(&instrument);
        const MagicInstrument magic =
            card != nullptr ? magic_card(card->number.digits())
                            : magic_iban(std::get<CheckedDebit>(instrument).iban.str());
        const std::string token = new_id("tok", clock_.now());
        book_.keep(token, magic.behaviour);
        return RegisteredInstrument{token, magic.funding};
    }

    void forget(const std::string& token) override { book_.forget(token); }

    ChargeOutcome charge(const ChargeRequest& request) override {
        const auto behaviour = book_.behaviour_of(request.token);
        if (!behaviour) return ChargeOutcome::failure("payment_declined");
        if (*behaviour == SandboxBehaviour::loses_request &&
            book_.lose(request.account, request.payment))
            return ChargeOutcome::unknown();
        const SandboxBook::Entry entry = book_.enter(request, charge_of(request, *behaviour));
        if (entry.first && *behaviour == SandboxBehaviour::loses_answer)
            return ChargeOutcome::unknown();
        return outcome_at(entry.charge, request.now);
    }

    std::optional<ChargeOutcome> find(const AccountId& account, const PaymentId& payment,
                                      Timestamp now) override {
        const auto charge = book_.find(account, payment);
        return charge ? std::optional(outcome_at(*charge, now)) : std::nullopt;
    }

  private:
    SandboxCharge charge_of(const ChargeRequest& request, SandboxBehaviour behaviour) const {
        SandboxCharge charge{request.now, failure_of(behaviour)};
        if (request.type == MethodType::card) return charge;
        const Course course = course_of(behaviour);
        charge.settles_at += course.settles * debit_delay_;
        charge.return_code = course.return_code;
        if (course.returns > 0)
            charge.returns_at = charge.settles_at + course.returns * debit_delay_;
        return charge;
    }

    SandboxBook& book_;
    const Clock& clock_;
    std::chrono::seconds debit_delay_;
};

}  // namespace

std::unique_ptr<Provider> make_sandbox_provider(SandboxBook& book, const Clock& clock,
                                                std::chrono::seconds debit_delay) {
    return std::make_unique<SandboxProvider>(book, clock, debit_delay);
}

}  // namespace tenure::payment_method
