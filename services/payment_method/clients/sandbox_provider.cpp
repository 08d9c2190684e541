#include "payment_method/clients/sandbox_provider.hpp"

#include <nlohmann/json.hpp>

#include "json/reader.hpp"
#include "payment_method/clients/sandbox_instruments.hpp"
#include "payment_method/clients/signature.hpp"

namespace tenure::payment_method {

namespace {

std::string failure_of(SandboxBehaviour behaviour) {
    switch (behaviour) {
        case SandboxBehaviour::declines:
        case SandboxBehaviour::declines_late:
        case SandboxBehaviour::needs_action_declines:
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
        case SandboxBehaviour::is_disputed:
        case SandboxBehaviour::needs_action:
            break;
    }
    return {};
}

bool needs_action(SandboxBehaviour behaviour) {
    return behaviour == SandboxBehaviour::needs_action ||
           behaviour == SandboxBehaviour::needs_action_declines;
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
        case SandboxBehaviour::is_disputed:
            return {1, 10, "payment_disputed"};
        case SandboxBehaviour::succeeds:
        case SandboxBehaviour::declines:
        case SandboxBehaviour::lacks_funds:
        case SandboxBehaviour::asks_authentication:
        case SandboxBehaviour::loses_answer:
        case SandboxBehaviour::loses_request:
        case SandboxBehaviour::needs_action:
        case SandboxBehaviour::needs_action_declines:
            break;
    }
    return {};
}

std::string text_in(const nlohmann::json& object, const char* name) {
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

Result<std::optional<Notification>> read_sandbox_notification(const std::string& body) {
    const Result<nlohmann::json> document = json::parse(body);
    if (!document.ok() || !document->is_object())
        return Error{ErrorKind::malformed, "notification_invalid", "not a JSON object"};
    const std::string id = text_in(*document, "id");
    const Result<AccountId> account = AccountId::parse(text_in(*document, "account"));
    const Result<PaymentId> payment = PaymentId::parse(text_in(*document, "payment"));
    if (id.empty() || id.size() > 255 || !account.ok() || !payment.ok())
        return Error{ErrorKind::malformed, "notification_invalid",
                     "id, account and payment are needed"};
    return std::optional(Notification{id, text_in(*document, "type"), *account, *payment});
}

class SandboxProvider final : public Provider {
  public:
    SandboxProvider(SandboxBook& book, const Clock& clock, SandboxOptions options)
        : book_(book), clock_(clock), options_(std::move(options)) {}

    Result<RegisteredInstrument> keep(const NewInstrument& instrument) override {
        if (const auto* card = std::get_if<CheckedCard>(&instrument.what))
            return keep(magic_card(card->number.digits()));
        if (const auto* debit = std::get_if<CheckedDebit>(&instrument.what))
            return keep(magic_iban(debit->iban.str()));
        return keep_token(std::get<CardToken>(instrument.what).token);
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
        return told(entry.charge, request);
    }

    std::optional<ChargeOutcome> find(const ChargeRequest& request) override {
        const auto charge = book_.find(request.account, request.payment);
        // Once told that time ran out, a late notification must not change it.
        if (charge && charge->action_until && *charge->action_until <= request.now)
            book_.finish_action(request.account, request.payment, false);
        return charge ? std::optional(told(*charge, request)) : std::nullopt;
    }

    ChargeOutcome refund(const RefundRequest& request) override {
        return book_.enter_refund(request) ? ChargeOutcome::success()
                                           : ChargeOutcome::failure("refund_declined");
    }

    std::optional<ChargeOutcome> find(const RefundRequest& request) override {
        if (!book_.has_refund(request.account, request.refund)) return std::nullopt;
        return ChargeOutcome::success();
    }

    Result<std::optional<Notification>> read(const RawNotification& raw) override {
        constexpr std::chrono::minutes tolerance{5};
        const auto header = raw.headers.find("sandbox-signature");
        const std::string signature = header == raw.headers.end() ? "" : header->second;
        TENURE_TRY(
            check_signature(options_.webhook_secret, signature, raw.body, raw.now, tolerance));
        return read_sandbox_notification(raw.body);
    }

    void take_in(const Notification& notification) override {
        const bool authenticated = notification.type == "payment.authenticated";
        if (authenticated || notification.type == "payment.authentication_failed")
            book_.finish_action(notification.account, notification.payment, authenticated);
    }

  private:
    Result<RegisteredInstrument> keep(const MagicInstrument& magic) {
        const std::string token = new_id("tok", clock_.now());
        book_.keep(token, magic.behaviour);
        return RegisteredInstrument{token, magic.funding};
    }

    Result<RegisteredInstrument> keep_token(const std::string& token) {
        const auto number = number_of_token(token);
        if (!number)
            return Error{
                ErrorKind::invalid,
                "invalid_fields",
                "the card cannot be accepted",
                {{"/card/token", "card_token_unknown", "no browser was given this token"}}};
        const CardNumber card = CardNumber::parse(*number).value();
        const std::chrono::year_month_day today{
            std::chrono::floor<std::chrono::days>(clock_.now())};
        TENURE_TRY_ASSIGN(RegisteredInstrument kept, keep(magic_card(*number)));
        kept.card =
            ProviderCard{std::string(card.brand()), card.last4(),
                         CardExpiry{12, static_cast<int>(today.year()) + 3}, "sandbox:" + token};
        return kept;
    }

    SandboxCharge charge_of(const ChargeRequest& request, SandboxBehaviour behaviour) const {
        constexpr std::chrono::hours patience{1};
        const bool is_card = request.type == MethodType::card;
        SandboxCharge charge{request.now, failure_of(behaviour)};
        const Course course = course_of(behaviour);
        if (!is_card) charge.settles_at += course.settles * options_.debit_delay;
        charge.return_code = course.return_code;
        if (course.returns > 0)
            charge.returns_at = charge.settles_at + course.returns * options_.debit_delay;
        if (is_card && needs_action(behaviour)) {
            if (request.customer_present)
                charge.action_until = request.now + patience;
            else
                charge.failure_code = "payment_authentication_required";
        }
        return charge;
    }

    ChargeOutcome told(const SandboxCharge& charge, const ChargeRequest& request) const {
        ChargeOutcome outcome = outcome_at(charge, request.now);
        if (outcome.kind == ChargeOutcome::Kind::requires_action)
            outcome.action_url = options_.action_url + "?payment=" + request.payment.str();
        return outcome;
    }

    SandboxBook& book_;
    const Clock& clock_;
    SandboxOptions options_;
};

}  // namespace

std::unique_ptr<Provider> make_sandbox_provider(SandboxBook& book, const Clock& clock,
                                                SandboxOptions options) {
    return std::make_unique<SandboxProvider>(book, clock, std::move(options));
}

}  // namespace tenure::payment_method
