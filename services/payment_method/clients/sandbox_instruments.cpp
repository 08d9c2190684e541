#include "payment_method/clients/sandbox_instruments.hpp"

#include <array>

namespace tenure::payment_method {

namespace {

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
    MagicCard{"4000000000003220", SandboxBehaviour::needs_action, Funding::credit},
    MagicCard{"4000008400001629", SandboxBehaviour::needs_action_declines, Funding::credit},
    MagicCard{"4000000000000259", SandboxBehaviour::is_disputed, Funding::credit},
    MagicCard{"4000000000007114", SandboxBehaviour::loses_answer, Funding::credit},
    MagicCard{"4000000000007122", SandboxBehaviour::loses_request, Funding::credit},
};

struct MagicToken {
    std::string_view token;
    std::string_view number;
};

constexpr std::array magic_tokens{
    MagicToken{"tok_visa", "4242424242424242"},
    MagicToken{"tok_mastercard", "5555555555554444"},
    MagicToken{"tok_amex", "378282246310005"},
    MagicToken{"tok_visa_debit", "4000056655665556"},
    MagicToken{"tok_visa_prepaid", "4000000000007221"},
    MagicToken{"tok_charge_declined", "4000000000000002"},
    MagicToken{"tok_insufficient_funds", "4000000000009995"},
    MagicToken{"tok_authentication", "4000000000003220"},
    MagicToken{"tok_disputed", "4000000000000259"},
};

struct MagicIban {
    std::string_view iban;
    SandboxBehaviour behaviour;
};

// The test accounts of docs.stripe.com/payments/sepa-debit/accept-a-payment.
constexpr std::array magic_ibans{
    MagicIban{"AT611904300234573201", SandboxBehaviour::succeeds},
    MagicIban{"AT321904300235473204", SandboxBehaviour::succeeds_late},
    MagicIban{"AT861904300235473202", SandboxBehaviour::declines},
    MagicIban{"AT051904300235473205", SandboxBehaviour::declines_late},
    MagicIban{"AT591904300235473203", SandboxBehaviour::is_refunded},
    MagicIban{"AT981904300000343434", SandboxBehaviour::exceeds_limit},
    MagicIban{"AT601904300000121212", SandboxBehaviour::exceeds_limit},
    MagicIban{"AT981904300002222227", SandboxBehaviour::lacks_funds},
    MagicIban{"BE62510007547061", SandboxBehaviour::succeeds},
    MagicIban{"BE78510007547064", SandboxBehaviour::succeeds_late},
    MagicIban{"BE68539007547034", SandboxBehaviour::declines},
    MagicIban{"BE51510007547065", SandboxBehaviour::declines_late},
    MagicIban{"BE08510007547063", SandboxBehaviour::is_refunded},
    MagicIban{"BE90510000343434", SandboxBehaviour::exceeds_limit},
    MagicIban{"BE52510000121212", SandboxBehaviour::exceeds_limit},
    MagicIban{"BE90510002222227", SandboxBehaviour::lacks_funds},
    MagicIban{"FR1420041010050500013M02606", SandboxBehaviour::succeeds},
    MagicIban{"FR3020041010050500013M02609", SandboxBehaviour::succeeds_late},
    MagicIban{"FR8420041010050500013M02607", SandboxBehaviour::declines},
    MagicIban{"FR7920041010050500013M02600", SandboxBehaviour::declines_late},
    MagicIban{"FR5720041010050500013M02608", SandboxBehaviour::is_refunded},
    MagicIban{"FR9720041010050000000343434", SandboxBehaviour::exceeds_limit},
    MagicIban{"FR5920041010050000000121212", SandboxBehaviour::exceeds_limit},
    MagicIban{"FR9720041010050000002222227", SandboxBehaviour::lacks_funds},
    MagicIban{"DE89370400440532013000", SandboxBehaviour::succeeds},
    MagicIban{"DE08370400440532013003", SandboxBehaviour::succeeds_late},
    MagicIban{"DE62370400440532013001", SandboxBehaviour::declines},
    MagicIban{"DE78370400440532013004", SandboxBehaviour::declines_late},
    MagicIban{"DE35370400440532013002", SandboxBehaviour::is_refunded},
    MagicIban{"DE65370400440000343434", SandboxBehaviour::exceeds_limit},
    MagicIban{"DE27370400440000121212", SandboxBehaviour::exceeds_limit},
    MagicIban{"DE65370400440002222227", SandboxBehaviour::lacks_funds},
    MagicIban{"EE382200221020145685", SandboxBehaviour::succeeds},
    MagicIban{"EE762200221020145680", SandboxBehaviour::declines},
    MagicIban{"FI2112345600000785", SandboxBehaviour::succeeds},
    MagicIban{"FI9112345600000786", SandboxBehaviour::declines},
    // Ours, in the manner of the above.
    MagicIban{"BE56510007547072", SandboxBehaviour::bounces},
    MagicIban{"BE29510007547073", SandboxBehaviour::is_unauthorised},
    MagicIban{"BE86510007547114", SandboxBehaviour::loses_answer},
    MagicIban{"BE64510007547122", SandboxBehaviour::loses_request},
};

}  // namespace

std::optional<std::string_view> number_of_token(std::string_view token) {
    for (const MagicToken& magic : magic_tokens)
        if (magic.token == token) return magic.number;
    return std::nullopt;
}

MagicInstrument magic_card(std::string_view digits) {
    for (const MagicCard& card : magic_cards)
        if (card.number == digits) return {card.behaviour, card.funding};
    return {};
}

MagicInstrument magic_iban(std::string_view iban) {
    for (const MagicIban& magic : magic_ibans)
        if (magic.iban == iban) return {magic.behaviour};
    return {};
}

}  // namespace tenure::payment_method
