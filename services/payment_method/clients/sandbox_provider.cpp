#include "payment_method/clients/sandbox_provider.hpp"

#include <array>
#include <string_view>

namespace tenure::payment_method {

namespace {

/// What the sandbox makes of a number. Any other valid number succeeds, of unknown funding.
struct MagicCard {
    std::string_view number;
    SandboxBehaviour behaviour;
    Funding funding;
};

constexpr std::array magic_cards{
    MagicCard{"4242424242424242", SandboxBehaviour::succeeds, Funding::credit},
    MagicCard{"5555555555554444", SandboxBehaviour::succeeds, Funding::credit},
    MagicCard{"378282246310005", SandboxBehaviour::succeeds, Funding::credit},
    MagicCard{"4000056655665556", SandboxBehaviour::succeeds, Funding::debit},
    MagicCard{"4000000000007221", SandboxBehaviour::succeeds, Funding::prepaid},
    MagicCard{"4000000000000002", SandboxBehaviour::declines, Funding::credit},
    MagicCard{"4000000000000341", SandboxBehaviour::declines, Funding::credit},
    MagicCard{"4000000000009995", SandboxBehaviour::lacks_funds, Funding::credit},
    MagicCard{"4000002760003184", SandboxBehaviour::asks_authentication, Funding::credit},
    MagicCard{"4000000000007114", SandboxBehaviour::loses_answer, Funding::credit},
    MagicCard{"4000000000007122", SandboxBehaviour::loses_request, Funding::credit},
};

MagicCard magic_of(std::string_view digits) {
    for (const MagicCard& card : magic_cards)
        if (card.number == digits) return card;
    return {digits, SandboxBehaviour::succeeds, Funding::unknown};
}

ChargeOutcome outcome_of(SandboxBehaviour behaviour) {
    switch (behaviour) {
        case SandboxBehaviour::declines:
            return ChargeOutcome::failure("payment_declined");
        case SandboxBehaviour::lacks_funds:
            return ChargeOutcome::failure("insufficient_funds");
        case SandboxBehaviour::asks_authentication:
            return ChargeOutcome::failure("payment_authentication_required");
        case SandboxBehaviour::succeeds:
        case SandboxBehaviour::loses_answer:
        case SandboxBehaviour::loses_request:
            break;
    }
    return ChargeOutcome::success();
}

class SandboxProvider final : public Provider {
  public:
    SandboxProvider(SandboxBook& book, const Clock& clock) : book_(book), clock_(clock) {}

    Result<RegisteredCard> register_card(const CheckedCard& card) override {
        const MagicCard magic = magic_of(card.number.digits());
        const std::string token = new_id("tok", clock_.now());
        book_.keep_card(token, magic.behaviour);
        return RegisteredCard{token, magic.funding};
    }

    void forget_card(const std::string& token) override { book_.forget_card(token); }

    ChargeOutcome charge(const ChargeRequest& request) override {
        const auto behaviour = book_.behaviour_of(request.token);
        if (!behaviour) return ChargeOutcome::failure("payment_declined");
        if (*behaviour == SandboxBehaviour::loses_request &&
            book_.lose(request.account, request.payment))
            return ChargeOutcome::unknown();
        const SandboxBook::Entry entry = book_.enter(request, outcome_of(*behaviour));
        if (entry.first && *behaviour == SandboxBehaviour::loses_answer)
            return ChargeOutcome::unknown();
        return entry.outcome;
    }

    std::optional<ChargeOutcome> find(const AccountId& account, const PaymentId& payment) override {
        return book_.find(account, payment);
    }

  private:
    SandboxBook& book_;
    const Clock& clock_;
};

}  // namespace

std::unique_ptr<Provider> make_sandbox_provider(SandboxBook& book, const Clock& clock) {
    return std::make_unique<SandboxProvider>(book, clock);
}

}  // namespace tenure::payment_method
