#include "billing/domain/pricing.hpp"

#include <algorithm>
#include <iterator>

namespace tenure::billing {

namespace {

Line line_of(LineKind kind, const Lot& lot, const Term& term, Date from) {
    Line line;
    line.kind = kind;
    line.product = lot.product;
    line.description = lot.names;
    line.quantity = lot.quantity;
    line.unit_price = lot.prices.of(term.cycle);
    line.from = from;
    line.until = term.renews_on;
    return line;
}

Lot lot_of(const Operation& operation, std::int64_t quantity) {
    return {operation.product, operation.prices, operation.names, quantity};
}

/// The lines of one operation upon the items as the operations before it left them.
Result<std::vector<Line>> lines_of(const Operation& operation, const Items& items, const Term& term,
                                   Date today) {
    std::vector<Line> lines;
    if (operation.action == Action::charge) {
        TENURE_TRY_ASSIGN(Line line, charge_line(operation, today));
        lines.push_back(std::move(line));
    }
    if (term.is_trial()) return lines;
    if (operation.action == Action::add) {
        TENURE_TRY_ASSIGN(Line line,
                          proration_line(lot_of(operation, operation.quantity), term, today));
        lines.push_back(std::move(line));
    }
    const auto item = items.find(operation.item);
    if (operation.action != Action::switch_ || item == items.end()) return lines;
    for (const Lot& lot : item->second.lots) {
        TENURE_TRY_ASSIGN(Line credit, credit_line(lot, term, today));
        lines.push_back(std::move(credit));
    }
    TENURE_TRY_ASSIGN(Line line,
                      proration_line(lot_of(operation, item->second.quantity()), term, today));
    lines.push_back(std::move(line));
    return lines;
}

Result<std::vector<Line>> start_lines(const Purchase& purchase, const Term& term) {
    std::vector<Line> lines;
    for (const Operation& operation : purchase.operations) {
        TENURE_TRY_ASSIGN(Line line, recurring_line(lot_of(operation, operation.quantity), term));
        lines.push_back(std::move(line));
    }
    return lines;
}

Result<std::vector<Line>> change_lines(const Purchase& purchase, Items items, const Term& term,
                                       Date today) {
    std::vector<Line> lines;
    for (const Operation& operation : purchase.operations) {
        TENURE_TRY_ASSIGN(std::vector<Line> more, lines_of(operation, items, term, today));
        std::move(more.begin(), more.end(), std::back_inserter(lines));
        apply(items, operation);
    }
    return lines;
}

}  // namespace

Result<Line> recurring_line(const Lot& lot, const Term& term) {
    Line line = line_of(LineKind::recurring, lot, term, term.starts_on);
    line.period = {months_in(term.cycle), 0, 0};
    TENURE_TRY_ASSIGN(const Money term_price, multiply(line.unit_price, months_in(term.cycle)));
    TENURE_TRY_ASSIGN(line.amount, multiply(term_price, line.quantity));
    return line;
}

Result<Line> proration_line(const Lot& lot, const Term& term, Date from) {
    Line line = line_of(LineKind::proration, lot, term, from);
    line.period = remaining_period(term, from);
    TENURE_TRY_ASSIGN(line.amount, prorate(line.unit_price, line.quantity, line.period));
    return line;
}

Result<Line> credit_line(const Lot& lot, const Term& term, Date from) {
    TENURE_TRY_ASSIGN(Line line, proration_line(lot, term, from));
    line.kind = LineKind::credit;
    TENURE_TRY_ASSIGN(line.amount, multiply(line.amount, -1));
    return line;
}

Result<Line> charge_line(const Operation& operation, Date day) {
    Line line;
    line.kind = LineKind::charge;
    line.product = operation.product;
    line.description = operation.names;
    line.quantity = operation.quantity;
    line.unit_price = operation.prices.quarterly;
    line.from = day;
    line.until = day + std::chrono::days(1);
    TENURE_TRY_ASSIGN(line.amount, multiply(line.unit_price, line.quantity));
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

Result<Priced> price_purchase(const Purchase& purchase, const Items& items, const Term& term,
                              Date today, const VatTreatment& vat) {
    std::vector<Line> lines;
    const bool charged = purchase.effect == Effect::immediately;
    if (charged && purchase.kind == PurchaseKind::start && !term.is_trial()) {
        TENURE_TRY_ASSIGN(lines, start_lines(purchase, term));
    }
    if (charged && purchase.kind == PurchaseKind::change) {
        TENURE_TRY_ASSIGN(lines, change_lines(purchase, items, term, today));
    }
    TENURE_TRY_ASSIGN(Priced result, priced(std::move(lines), vat));
    if (result.lines.empty() || result.subtotal.is_negative()) return Priced{};
    return result;
}

}  // namespace tenure::billing
