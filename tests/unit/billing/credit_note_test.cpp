#include "billing/domain/credit_note.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include "unit/billing/examples.hpp"

using namespace tenure;
using namespace tenure::billing;

namespace {

Money euro(std::int64_t minor) {
    return {minor, Currency::eur()};
}

Line line_of(std::int64_t amount) {
    Line line;
    line.amount = euro(amount);
    return line;
}

Invoice invoice_of(const std::vector<std::int64_t>& amounts,
                   VatTreatment vat = {VatCategory::standard, 2100}) {
    Invoice invoice;
    std::vector<Line> lines;
    for (const std::int64_t amount : amounts) lines.push_back(line_of(amount));
    invoice.content = priced(std::move(lines), vat).value();
    invoice.status = InvoiceStatus::open;
    invoice.number = "2026-000001";
    invoice.buyer.language = "fr";
    return invoice;
}

CreditRequest amount_of(std::int64_t minor) {
    return {euro(minor), {}, "reason"};
}

CreditRequest lines_of(std::vector<LineToCredit> lines) {
    return {std::nullopt, std::move(lines), "reason"};
}

/// The books after another credit note.
void count(Credited& credited, const CreditContent& content) {
    if (credited.vat.empty()) {
        credited.vat = content.vat;
    } else {
        for (std::size_t i = 0; i < content.vat.size(); ++i) {
            credited.vat[i].base = add(credited.vat[i].base, content.vat[i].base).value();
            credited.vat[i].amount = add(credited.vat[i].amount, content.vat[i].amount).value();
        }
    }
    for (const CreditedLine& line : content.lines) {
        const auto [entry, added] = credited.lines.emplace(line.line, line.amount);
        if (!added) entry->second = add(entry->second, line.amount).value();
    }
}

}  // namespace

TEST_CASE("A credit note without amount gives back all that is left, VAT to the cent") {
    const Invoice invoice = invoice_of({3'333, 6'667});
    const CreditContent all = credit(invoice, {}, {std::nullopt, {}, "all"}).value();
    REQUIRE(all.subtotal == invoice.content.subtotal);
    REQUIRE(all.vat[0].amount == invoice.content.vat[0].amount);
    REQUIRE(all.total == invoice.content.total);
    REQUIRE(all.lines.empty());

    Credited credited;
    count(credited, credit(invoice, credited, amount_of(1'000)).value());
    const CreditContent rest = credit(invoice, credited, {std::nullopt, {}, "rest"}).value();
    REQUIRE(rest.total == euro(12'100 - 1'000));
    count(credited, rest);
    REQUIRE(credited.vat[0].base == invoice.content.subtotal);
    REQUIRE(credited.vat[0].amount == invoice.content.vat[0].amount);
    REQUIRE(credit(invoice, credited, amount_of(1)).error().code == "credit_exceeds_invoice");
    REQUIRE(credit(invoice, credited, {std::nullopt, {}, ""}).error().code ==
            "credit_exceeds_invoice");
}

TEST_CASE("An amount is taken apart into base and VAT at the invoice's rate") {
    const Invoice invoice = invoice_of({10'000});
    const CreditContent half = credit(invoice, {}, amount_of(6'050)).value();
    REQUIRE(half.subtotal == euro(5'000));
    REQUIRE(half.vat[0].amount == euro(1'050));
    REQUIRE(half.vat[0].treatment == VatTreatment{VatCategory::standard, 2100});
    REQUIRE(half.total == euro(6'050));
    const Invoice reverse = invoice_of({10'000}, {VatCategory::reverse_charge, 0});
    const CreditContent untaxed = credit(reverse, {}, amount_of(6'050)).value();
    REQUIRE(untaxed.subtotal == euro(6'050));
    REQUIRE(untaxed.vat[0].amount.is_zero());
}

TEST_CASE("More than what is left is refused with what could be given back") {
    const Invoice invoice = invoice_of({10'000});
    const Result<CreditContent> more = credit(invoice, {}, amount_of(12'101));
    REQUIRE(more.error().code == "credit_exceeds_invoice");
    REQUIRE(more.error().members.at(0).first == "creditable");
    REQUIRE(std::get<std::int64_t>(more.error().members.at(0).second) == 12'100);
}

TEST_CASE("Lines are credited without VAT, each at most what it charged") {
    const Invoice invoice = invoice_of({3'000, 7'000});
    const CreditContent first = credit(invoice, {}, lines_of({{1, euro(1'000)}})).value();
    REQUIRE(first.subtotal == euro(1'000));
    REQUIRE(first.vat[0].amount == euro(210));
    REQUIRE(first.lines.at(0).line == 1);
    Credited credited;
    count(credited, first);
    const CreditContent rest = credit(invoice, credited, lines_of({{1, {}}, {2, {}}})).value();
    REQUIRE(rest.lines.at(0).amount == euro(2'000));
    REQUIRE(rest.total == euro(12'100 - 1'210));
    REQUIRE(credit(invoice, credited, lines_of({{1, euro(2'001)}})).error().code ==
            "credit_exceeds_invoice");
}

TEST_CASE("Lines that the invoice has not, or twice, are bad fields") {
    const Invoice invoice = invoice_of({3'000, 7'000});
    const auto field = [&](std::vector<LineToCredit> lines) {
        const Error error = credit(invoice, {}, lines_of(std::move(lines))).error();
        REQUIRE(error.kind == ErrorKind::invalid);
        return error.fields.at(0).pointer + " " + error.fields.at(0).code;
    };
    REQUIRE(field({{1, {}}, {3, {}}}) == "/lines/1/line unknown_line");
    REQUIRE(field({{0, {}}}) == "/lines/0/line unknown_line");
    REQUIRE(field({{2, {}}, {2, {}}}) == "/lines/1/line duplicate");
    const Money dollars(100, Currency::parse("USD").value());
    REQUIRE(field({{1, dollars}}) == "/lines/0/amount currency_mismatch");
    REQUIRE(credit(invoice, {}, {dollars, {}, ""}).error().fields.at(0).pointer ==
            "/amount/currency");
}

TEST_CASE("A negative line is not credited, and lines never give back more than the sum") {
    const Invoice invoice = invoice_of({-2'000, 5'000});
    REQUIRE(credit(invoice, {}, lines_of({{1, {}}})).error().code == "credit_exceeds_invoice");
    REQUIRE(credit(invoice, {}, lines_of({{2, {}}})).error().code == "credit_exceeds_invoice");
    REQUIRE(credit(invoice, {}, lines_of({{2, euro(3'000)}})).value().total == euro(3'630));
}

TEST_CASE("However an invoice is credited, base and VAT add up to it and never beyond") {
    rc::check([] {
        const auto rate = *rc::gen::element<std::int64_t>(0, 1'600, 1'700, 1'900, 2'100, 2'550);
        std::vector<std::int64_t> amounts;
        const int count_of_lines = *rc::gen::inRange(1, 4);
        for (int i = 0; i < count_of_lines; ++i) amounts.push_back(*rc::gen::inRange(1, 20'000));
        const Invoice invoice = invoice_of(amounts, {VatCategory::standard, rate});
        Credited credited;
        std::int64_t total = 0;
        for (int step = 0; step < 12; ++step) {
            const CreditRequest request = *rc::gen::inRange(0, 2) == 0
                                              ? amount_of(*rc::gen::inRange(1, 9'000))
                                              : lines_of({{*rc::gen::inRange(1, count_of_lines + 1),
                                                           euro(*rc::gen::inRange(1, 5'000))}});
            const Result<CreditContent> note = credit(invoice, credited, request);
            if (!note.ok()) continue;
            RC_ASSERT(note->vat[0].base.minor() >= 0);
            RC_ASSERT(note->vat[0].amount.minor() >= 0);
            RC_ASSERT(note->subtotal.minor() + note->vat[0].amount.minor() == note->total.minor());
            if (request.amount) RC_ASSERT(note->total == *request.amount);
            count(credited, *note);
            total += note->total.minor();
        }
        RC_ASSERT(total <= invoice.content.total.minor());
        if (total == invoice.content.total.minor()) return;
        const CreditContent rest = credit(invoice, credited, {std::nullopt, {}, ""}).value();
        count(credited, rest);
        RC_ASSERT(credited.vat[0].base == invoice.content.vat[0].base);
        RC_ASSERT(credited.vat[0].amount == invoice.content.vat[0].amount);
    });
}

TEST_CASE("A credit note of Belgian VAT says that what was deducted goes back") {
    Invoice invoice = invoice_of({10'000});
    for (const char* language : {"fr", "nl", "en", "de"}) {
        invoice.buyer.language = language;
        REQUIRE(credit_mentions(invoice).size() == 1);
    }
    Invoice reverse = invoice_of({10'000}, {VatCategory::reverse_charge, 0});
    REQUIRE(credit_mentions(reverse).at(0).find("Autoliquidation") == 0);
    REQUIRE(credit_note_number(2026, 7) == "CN2026-000007");
}

TEST_CASE("Of an open invoice what is not credited is due, of others nothing") {
    Invoice invoice = invoice_of({10'000});
    invoice.credited = euro(2'100);
    REQUIRE(amount_due(invoice) == euro(10'000));
    for (const InvoiceStatus status :
         {InvoiceStatus::paid, InvoiceStatus::void_, InvoiceStatus::uncollectible}) {
        invoice.status = status;
        REQUIRE(amount_due(invoice).is_zero());
    }
}
