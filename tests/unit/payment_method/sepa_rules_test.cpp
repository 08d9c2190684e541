#include "payment_method/domain/sepa_rules.hpp"

#include <catch2/catch.hpp>

using namespace tenure;
using namespace tenure::payment_method;

namespace {

Date day(const char* text) {
    return parse_date(text).value();
}

}  // namespace

TEST_CASE("A mandate lapses when 36 months have gone by without a debit") {
    REQUIRE_FALSE(mandate_lapsed(day("2026-11-23"), day("2029-11-23")));
    REQUIRE(mandate_lapsed(day("2026-11-23"), day("2029-11-24")));
    REQUIRE_FALSE(mandate_lapsed(day("2024-02-29"), day("2027-02-28")));
    REQUIRE(mandate_lapsed(day("2024-02-29"), day("2027-03-01")));
}

TEST_CASE("A mandate is active until it is cancelled, used up or lapsed") {
    MandateLife life{MandateType::recurrent, day("2026-11-23"), {}, {}, {}};
    REQUIRE(status_of(life, day("2026-11-23")) == MandateStatus::active);
    REQUIRE(status_of(life, day("2029-11-24")) == MandateStatus::lapsed);
    life.last_used_on = day("2027-11-23");
    REQUIRE(status_of(life, day("2029-11-24")) == MandateStatus::active);
    REQUIRE(status_of(life, day("2030-11-24")) == MandateStatus::lapsed);
    life.type = MandateType::one_off;
    REQUIRE(status_of(life, day("2027-11-23")) == MandateStatus::used);
    life.cancelled_at = parse_timestamp("2027-12-01T10:00:00Z").value();
    REQUIRE(status_of(life, day("2027-12-01")) == MandateStatus::cancelled);
}

TEST_CASE("A debit is collected on a settlement day after its announcement") {
    REQUIRE(to_string(collection_day(day("2026-11-23"), 14)) == "2026-12-07");
    // 14 days later is Christmas, a Friday.
    REQUIRE(to_string(collection_day(day("2026-12-11"), 14)) == "2026-12-28");
    // Never on the same day, however short the announcement.
    REQUIRE(to_string(collection_day(day("2026-11-23"), 0)) == "2026-11-24");
    REQUIRE(to_string(collection_day(day("2026-11-20"), 1)) == "2026-11-23");
}

TEST_CASE("Texts are brought into SEPA's characters") {
    REQUIRE(sepa_text("Café Zoë & Søn, Łódź – “Straße”", 70) == "Cafe Zoe + Son, Lodz - Strase");
    REQUIRE(sepa_text("/a//b/", 70) == "a/b");
    REQUIRE(sepa_text("a\x80\xFFz", 70) == "a z");
    REQUIRE(sepa_text("漢字", 70).empty());
    REQUIRE(sepa_text("0123456789", 4) == "0123");
    REQUIRE(sepa_text("<a href='x'>", 70) == "a href 'x'");
}

TEST_CASE("A bank's reason says what failed and whether the mandate is over") {
    REQUIRE(meaning_of("AM04").failure_code == "insufficient_funds");
    REQUIRE_FALSE(meaning_of("AM04").ends_mandate);
    REQUIRE(meaning_of("AC04").failure_code == "bank_account_closed");
    REQUIRE(meaning_of("AC04").ends_mandate);
    REQUIRE(meaning_of("MD01").failure_code == "debit_unauthorised");
    REQUIRE(meaning_of("MD01").ends_mandate);
    REQUIRE(meaning_of("MD06").failure_code == "debit_refunded");
    REQUIRE_FALSE(meaning_of("MD06").ends_mandate);
    REQUIRE(meaning_of("XX99").failure_code == "payment_declined");
    REQUIRE(meaning_of("").failure_code == "payment_declined");
}

TEST_CASE("Each sequence type has its code") {
    for (const SequenceType type :
         {SequenceType::first, SequenceType::recurring, SequenceType::last, SequenceType::one_off})
        REQUIRE(sequence_type(code_of(type)) == type);
    REQUIRE_THROWS_AS(sequence_type("FOO"), std::invalid_argument);
}
