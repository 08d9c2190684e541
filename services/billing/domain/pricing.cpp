#include "billing/domain/pricing.hpp"

namespace tenure::billing {

namespace {

Line line_of(LineKind kind, const Operation& units, const Term& term, Date from) {
    Line line;
    line.kind = kind;
    line.product = units.product;
    line.description = units.names;
    line.quantity = units.quantity;
    line.unit_price = units.prices.of(term.cycle);
    line.from = from;
    line.until = term.renews_on;
    return line;
}

}  // namespace

Result<Line> recurring_line(const Operation& units, const Term& term) {
    Line line = line_of(LineKind::recurring, units, term, term.starts_on);
    line.period = {months_in(term.cycle), 0, 0};
    TENURE_TRY_ASSIGN(const Money term_price, multiply(line.unit_price, months_in(term.cycle)));
    TENURE_TRY_ASSIGN(line.amount, multiply(term_price, line.quantity));
    return line;
}

Result<Line> proration_line(const Operation& units, const Term& term, Date from) {
    Line line = line_of(LineKind::proration, units, term, from);
    line.period = remaining_period(term, from);
    TENURE_TRY_ASSIGN(line.amount, prorate(line.unit_price, line.quantity, line.period));
    return line;
}

Result<Priced> priced(std::vector<Line> lines, const VatTreatment& vat) {
    Priced result;
    const Currency currency = lines.empty() ? Currency::eur() : lines.front().amount.currency();
    result.subtotal = Money::zero(currency);
    for (const Line& line : lines) {
        TENURE_TRY_ASSIGN(result.subtotal, add(result.subtotal, line.amount));
    }
    TENURE_TRY_ASSIGN(const Money tax, multiply_ratio(result.subtotal, vat.rate, 10'000));
    TENURE_TRY_ASSIGN(result.total, add(result.subtotal, tax));
    result.vat = {{vat, result.subtotal, tax}};
    result.lines = std::move(lines);
    return result;
}

Result<Priced> price_purchase(const Purchase& purchase, const Term& term, Date today,
                              const VatTreatment& vat) {
    std::vector<Line> lines;
    for (const Operation& operation : purchase.operations) {
        TENURE_TRY_ASSIGN(Line line, purchase.kind == PurchaseKind::start
                                         ? recurring_line(operation, term)
                                         : proration_line(operation, term, today));
        lines.push_back(std::move(line));
    }
    return priced(std::move(lines), vat);
}

}  // namespace tenure::billing
