// Prices, VAT and invoices of the model.

#include "model/account.hpp"

namespace tenure::model {

/// Belgian and French buyers (the latter without a confirmed number) 21 %, others none.
std::int64_t Account::vat_on(std::int64_t subtotal) const {
    if (buyer_.value_or(0) == 2) return 0;
    return share_of(subtotal, {21, 100});
}

Account::Bill Account::billed(std::int64_t subtotal, bool has_lines) const {
    return {subtotal, subtotal + vat_on(subtotal), has_lines};
}

Account::Bill Account::whole_term(const Holding& holding, const Term& term) const {
    const std::int64_t months = term.cycle == Cycle::annual ? 12 : 3;
    const std::int64_t a_month = holding.users * catalogue_.prices[holding.plan].of(term.cycle) +
                                 holding.beyond * catalogue_.beyond.of(term.cycle);
    return billed(a_month * months, true);
}

Account::Bill Account::price_of(const Operation& operation) const {
    if (operation.verb == Verb::start) {
        Term term;
        term.cycle = static_cast<Cycle>(operation.c);
        return whole_term({static_cast<std::size_t>(operation.a), operation.b, 0}, term);
    }
    if (life_ != Life::live || waits_for_renewal(operation)) return {};
    const Fraction left =
        months_between(term_.starts_on, local_day(place_, now_), term_.renews_on, term_.anchor);
    const auto price = [&](std::size_t plan) { return catalogue_.prices[plan].of(term_.cycle); };
    switch (operation.verb) {
        case Verb::add_users:
            return billed(share_of(operation.a * price(holding_.plan), left), true);
        case Verb::add_beyond:
        case Verb::to_beyond:
            return billed(share_of(operation.a * catalogue_.beyond.of(term_.cycle), left), true);
        case Verb::change_plan: {
            const std::int64_t credit = share_of(-holding_.users * price(holding_.plan), left);
            const std::int64_t charge =
                share_of(holding_.users * price(static_cast<std::size_t>(operation.a)), left);
            return billed(credit + charge, true);
        }
        default:
            return {};
    }
}

void Account::issue(const Bill& bill, bool paid) {
    invoices_.push_back({paid ? "paid" : "open", bill.subtotal, bill.total});
    if (paid) collected_ += bill.total;
}

}  // namespace tenure::model
