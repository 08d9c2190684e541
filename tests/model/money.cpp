// Prices, VAT and invoices of the model.

#include "model/account.hpp"

namespace tenure::model {

/// Belgian buyers, and French ones whose number nobody confirmed, 21 %; others none.
std::int64_t Account::vat_on(std::int64_t subtotal) const {
    if (buyer_.value_or(0) == 2) return 0;
    return share_of(subtotal, {21, 100});
}

Account::Bill Account::billed(std::int64_t subtotal) const {
    return {subtotal, subtotal + vat_on(subtotal), true};
}

Account::Bill Account::whole_term(const Holding& holding, Cycle cycle) const {
    const std::int64_t months = cycle == Cycle::annual ? 12 : 3;
    return billed(months * (holding.users * catalogue_.prices[holding.plan].of(cycle) +
                            holding.beyond * catalogue_.beyond.of(cycle)));
}

Account::Bill Account::price_of(const Operation& operation) const {
    if (operation.verb == Verb::start && !is_live())
        return whole_term({static_cast<std::size_t>(operation.a), operation.b, 0},
                          static_cast<Cycle>(operation.c));
    if (life_ != Life::live || waits_for_renewal(operation)) return {};
    const Fraction left =
        months_between(term_.starts_on, local_day(place_, now_), term_.renews_on, term_.anchor);
    const auto price = [&](std::size_t plan) { return catalogue_.prices[plan].of(term_.cycle); };
    switch (operation.verb) {
        case Verb::add_users:
            return billed(share_of(operation.a * price(holding_.plan), left));
        case Verb::add_beyond:
        case Verb::to_beyond:
            return billed(share_of(operation.a * catalogue_.beyond.of(term_.cycle), left));
        case Verb::change_plan: {
            const std::int64_t credit = share_of(-holding_.users * price(holding_.plan), left);
            const std::int64_t charge =
                share_of(holding_.users * price(static_cast<std::size_t>(operation.a)), left);
            return billed(credit + charge);
        }
        default:
            return {};
    }
}

/// A purchase that was accepted: the card has paid, the bank account is going to.
void Account::buy(const Bill& bill) {
    if (!bill.has_lines) return;
    invoices_.push_back({"open", bill.subtotal, bill.total, now_});
    tell("invoice.opened");
    collect(invoices_.size() - 1, now_);
}

/// Counted from the newest one.
std::size_t Account::invoice_of(const Operation& operation) const {
    return invoices_.size() - 1 - static_cast<std::size_t>(operation.a) % invoices_.size();
}

std::string Account::next_invoice() const {
    if (!is_live() || cancellation_ || !buyer_) return "none";
    const Change* const cycle = waiting(Verb::change_cycle);
    const Bill next = whole_term(
        after_renewal(), cycle != nullptr ? static_cast<Cycle>(cycle->operation.a) : term_.cycle);
    return text_of(term_.renews_on) + " " + std::to_string(next.subtotal) + " " +
           std::to_string(next.total);
}

}  // namespace tenure::model
