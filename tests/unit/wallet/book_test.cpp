#include "wallet/domain/book.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck.h>

using namespace tenure;
using namespace tenure::wallet;
using namespace std::chrono_literals;

namespace {

const Timestamp noon = parse_timestamp("2026-11-24T12:00:00Z").value();

Credits credits(std::int64_t units) {
    return Credits::from_units(units);
}

Note by(const std::string& subject) {
    Note note;
    note.origin.subject = subject;
    return note;
}

Usage sms(std::int64_t quantity = 1) {
    return {"sms.BE", quantity, credits(850)};
}

/// An empty wallet's book.
Book empty_book() {
    return {Wallet{}, {}, {}};
}

/// The balance of a place as its entries say.
Credits sum_of(const std::vector<Transaction>& transactions, Place place) {
    std::int64_t units = 0;
    for (const Transaction& transaction : transactions)
        for (const Posting& posting : transaction.postings) {
            if (posting.destination == place) units += posting.amount.units();
            if (posting.source == place) units -= posting.amount.units();
        }
    return credits(units);
}

Credits remaining_of(const Book& book, std::int64_t grant) {
    return book.grant(grant)->remaining;
}

}  // namespace

TEST_CASE("A purchase makes a grant, a debit spends it, and both are in the ledger") {
    Book book = empty_book();

    REQUIRE(book.add(Kind::purchase, credits(100'000), {}, by("user:1"), noon).ok());
    const auto debit = book.debit(sms(2), credits(1'700), by("machine:1"), noon + 1s);

    REQUIRE(debit.ok());
    CHECK(debit->number == 2);
    CHECK(debit->change == credits(-1'700));
    CHECK(debit->balance == credits(98'300));
    CHECK(debit->postings ==
          std::vector<Posting>{{Place::available, Place::usage, credits(1'700), 1}});
    CHECK(book.wallet().available == credits(98'300));
    CHECK(remaining_of(book, 1) == credits(98'300));
}

TEST_CASE("A debit of more than the balance is refused and leaves the book as it was") {
    Book book = empty_book();
    REQUIRE(book.add(Kind::purchase, credits(1'000), {}, by("user:1"), noon).ok());

    const auto debit = book.debit(sms(), credits(1'001), by("machine:1"), noon);

    REQUIRE_FALSE(debit.ok());
    CHECK(debit.error().code == "credits_insufficient");
    CHECK(book.written().size() == 1);
    CHECK(book.wallet().available == credits(1'000));
    CHECK(book.debit(sms(), credits(1'000), by("machine:1"), noon).ok());
}

TEST_CASE("What expires soonest is spent first, what never expires last") {
    Book book = empty_book();
    REQUIRE(book.add(Kind::purchase, credits(10), {}, by("user:1"), noon).ok());
    REQUIRE(book.add(Kind::promotion, credits(10), noon + 48h, by("operator"), noon).ok());
    REQUIRE(book.add(Kind::promotion, credits(10), noon + 24h, by("operator"), noon).ok());

    const auto debit = book.debit(sms(), credits(25), by("machine:1"), noon + 1h);

    REQUIRE(debit.ok());
    CHECK(debit->postings == std::vector<Posting>{{Place::available, Place::usage, credits(10), 3},
                                                  {Place::available, Place::usage, credits(10), 2},
                                                  {Place::available, Place::usage, credits(5), 1}});
}

TEST_CASE("A grant may be spent until the microsecond before it expires") {
    const auto expires_at = noon + 24h;
    for (const bool too_late : {false, true}) {
        Book book = empty_book();
        REQUIRE(book.add(Kind::promotion, credits(10), expires_at, by("operator"), noon).ok());
        const Timestamp now = too_late ? expires_at : expires_at - 1us;

        book.bring_up_to(now);
        const auto debit = book.debit(sms(), credits(10), by("machine:1"), now);

        CHECK(debit.ok() != too_late);
        if (too_late) {
            CHECK(book.written().back().kind == Kind::expiry);
            CHECK(book.written().back().at == expires_at);
            CHECK(book.wallet().available == Credits());
        }
    }
}

TEST_CASE("A hold reserves, a partial capture spends its part and gives back the rest") {
    Book book = empty_book();
    REQUIRE(book.add(Kind::purchase, credits(100), {}, by("user:1"), noon).ok());
    const HoldId id = HoldId::make(noon);
    REQUIRE(book.reserve(id, sms(), credits(60), noon + 1h, by("machine:1"), noon).ok());
    CHECK(book.wallet().available == credits(40));
    CHECK(book.wallet().held == credits(60));

    const auto capture = book.capture(id, credits(25), by("machine:1"), noon + 1min);

    REQUIRE(capture.ok());
    CHECK(book.wallet().available == credits(75));
    CHECK(book.wallet().held == Credits());
    CHECK(capture->change == credits(35));
    CHECK(book.hold(id)->status == HoldStatus::captured);
    CHECK(book.capture(id, credits(1), by("machine:1"), noon).error().code == "hold_not_open");
    CHECK(book.release(id, by("machine:1"), noon).error().code == "hold_not_open");
}

TEST_CASE("More than a hold reserves cannot be captured") {
    Book book = empty_book();
    REQUIRE(book.add(Kind::purchase, credits(100), {}, by("user:1"), noon).ok());
    const HoldId id = HoldId::make(noon);
    REQUIRE(book.reserve(id, sms(), credits(60), noon + 1h, by("machine:1"), noon).ok());

    CHECK(book.capture(id, credits(61), by("machine:1"), noon).error().code == "capture_too_large");
    CHECK(book.hold(id)->status == HoldStatus::open);
}

TEST_CASE("A hold expires by itself at its instant, and a capture afterwards is refused") {
    Book book = empty_book();
    REQUIRE(book.add(Kind::purchase, credits(100), {}, by("user:1"), noon).ok());
    const HoldId id = HoldId::make(noon);
    REQUIRE(book.reserve(id, sms(), credits(60), noon + 1h, by("machine:1"), noon).ok());

    book.bring_up_to(noon + 1h - 1us);
    CHECK(book.hold(id)->status == HoldStatus::open);
    book.bring_up_to(noon + 3h);

    CHECK(book.hold(id)->status == HoldStatus::expired);
    CHECK(book.written().back().at == noon + 1h);
    CHECK(book.wallet().available == credits(100));
    CHECK(book.capture(id, credits(1), by("machine:1"), noon + 3h).error().code == "hold_not_open");
}

TEST_CASE("Credits released to a grant that has expired meanwhile expire at once") {
    Book book = empty_book();
    REQUIRE(book.add(Kind::promotion, credits(10), noon + 1h, by("operator"), noon).ok());
    const HoldId id = HoldId::make(noon);
    REQUIRE(book.reserve(id, sms(), credits(10), noon + 2h, by("machine:1"), noon).ok());

    book.bring_up_to(noon + 3h);

    CHECK(book.wallet().available == Credits());
    CHECK(sum_of(book.written(), Place::expiry) == credits(10));
}

TEST_CASE("A refund goes back to the grants it came from, never more than was spent") {
    Book book = empty_book();
    REQUIRE(book.add(Kind::purchase, credits(10), {}, by("user:1"), noon).ok());
    REQUIRE(book.add(Kind::promotion, credits(10), noon + 24h, by("operator"), noon).ok());
    const Transaction spent = book.debit(sms(), credits(15), by("machine:1"), noon).value();

    REQUIRE(book.refund(spent, Credits(), credits(7), by("operator"), noon).ok());

    CHECK(remaining_of(book, 1) == credits(10));
    CHECK(remaining_of(book, 2) == credits(2));
    const auto more = book.refund(spent, credits(7), credits(9), by("operator"), noon);
    REQUIRE_FALSE(more.ok());
    CHECK(more.error().code == "refund_too_large");
    CHECK(book.refund(spent, credits(7), credits(8), by("operator"), noon).ok());
    CHECK(book.wallet().available == credits(20));
}

TEST_CASE("A returned payment takes back what is left and the next purchase pays off the rest") {
    Book book = empty_book();
    const Transaction pack = book.add(Kind::purchase, credits(100), {}, by("user:1"), noon).value();
    REQUIRE(book.debit(sms(), credits(70), by("machine:1"), noon).ok());

    book.reverse(pack, by("service:billing"), noon + 24h);

    CHECK(book.wallet().available == Credits());
    CHECK(book.wallet().debt == credits(70));
    REQUIRE(book.add(Kind::purchase, credits(50), {}, by("user:1"), noon + 25h).ok());
    CHECK(book.wallet().debt == credits(20));
    CHECK(book.wallet().available == Credits());
    REQUIRE(book.add(Kind::purchase, credits(50), {}, by("user:1"), noon + 26h).ok());
    CHECK(book.wallet().debt == Credits());
    CHECK(book.wallet().available == credits(30));
}

TEST_CASE("Credits that a hold gives back pay off a debt first") {
    Book book = empty_book();
    const Transaction pack = book.add(Kind::purchase, credits(100), {}, by("user:1"), noon).value();
    const HoldId id = HoldId::make(noon);
    REQUIRE(book.reserve(id, sms(), credits(40), noon + 1h, by("machine:1"), noon).ok());
    book.reverse(pack, by("service:billing"), noon);
    REQUIRE(book.wallet().debt == credits(40));

    REQUIRE(book.release(id, by("machine:1"), noon).ok());

    CHECK(book.wallet().debt == Credits());
    CHECK(book.wallet().available == Credits());
}

TEST_CASE("More credits than can be counted are refused, never wrapped around") {
    Book book = empty_book();
    REQUIRE(book.add(Kind::purchase, credits(largest_amount), {}, by("user:1"), noon).ok());

    const auto more = book.add(Kind::purchase, credits(1), {}, by("user:1"), noon);

    REQUIRE_FALSE(more.ok());
    CHECK(more.error().code == "credits_overflow");
    CHECK(book.written().size() == 1);
}

TEST_CASE("Transactions of a wallet never go back in time") {
    Book book = empty_book();
    REQUIRE(book.add(Kind::purchase, credits(10), {}, by("user:1"), noon).ok());

    const auto debit = book.debit(sms(), credits(1), by("machine:1"), noon - 1s);

    REQUIRE(debit.ok());
    CHECK(debit->at == noon);
}

TEST_CASE("Whatever happens, balances are the sums of the entries and nothing is below zero") {
    const auto holds = [](const std::vector<std::pair<std::uint8_t, std::uint16_t>>& steps) {
        Book book = empty_book();
        Timestamp now = noon;
        std::vector<HoldId> open;
        std::vector<Transaction> spent, bought;
        std::map<std::string, Credits> refunded;
        for (const auto& [what, much] : steps) {
            const Credits amount = credits(1 + much % 500);
            now += std::chrono::minutes(much % 90);
            book.bring_up_to(now);
            switch (what % 8) {
                case 0:
                    bought.push_back(book.add(Kind::purchase, amount, {}, by("u"), now).value());
                    break;
                case 1:
                    RC_ASSERT(book.add(Kind::promotion, amount, now + 1h, by("o"), now).ok());
                    break;
                case 2:
                case 3:
                    if (const auto made = book.debit(sms(), amount, by("m"), now); made.ok())
                        spent.push_back(*made);
                    break;
                case 4: {
                    const HoldId id = HoldId::make(now);
                    if (book.reserve(id, sms(), amount, now + 2h, by("m"), now).ok())
                        open.push_back(id);
                    break;
                }
                case 5:
                    if (!open.empty())
                        static_cast<void>(
                            book.capture(open[much % open.size()], amount, by("m"), now).ok());
                    break;
                case 6:
                    if (!spent.empty()) {
                        const Transaction& one = spent[much % spent.size()];
                        Credits& before = refunded[one.id.str()];
                        if (book.refund(one, before, amount, by("o"), now).ok())
                            before = add(before, amount).value();
                    }
                    break;
                default:
                    if (!bought.empty()) {
                        book.reverse(bought.back(), by("b"), now);
                        bought.pop_back();
                    }
            }
            const Wallet& wallet = book.wallet();
            RC_ASSERT(wallet.available >= Credits());
            RC_ASSERT(wallet.held >= Credits());
            RC_ASSERT(wallet.debt >= Credits());
        }
        RC_ASSERT(sum_of(book.written(), Place::available) == book.wallet().available);
        RC_ASSERT(sum_of(book.written(), Place::held) == book.wallet().held);
        RC_ASSERT(sum_of(book.written(), Place::debt).units() == -book.wallet().debt.units());
        Credits running;
        std::int64_t number = 0;
        for (const Transaction& made : book.written()) {
            running = add(running, made.change).value();
            RC_ASSERT(running == made.balance);
            RC_ASSERT(made.number == ++number);
        }
    };
    CHECK(rc::check("balances are sums", holds));
}

TEST_CASE("Whatever the grants, what expires sooner is used up before what expires later") {
    const auto in_order = [](const std::vector<std::pair<std::uint8_t, std::uint8_t>>& grants,
                             std::uint16_t much) {
        Book book = empty_book();
        for (const auto& [amount, hours] : grants) {
            std::optional<Timestamp> expires;
            if (hours % 8 != 0) expires = noon + std::chrono::hours(hours % 8);  // many are equal
            RC_ASSERT(book.add(Kind::promotion, credits(1 + amount), expires, by("o"), noon).ok());
        }
        const auto key = [&](std::int64_t number) {
            const auto expires = book.grant(number)->expires_at;
            return std::pair(expires.value_or(Timestamp::max()), number);
        };
        const auto made = book.debit(sms(), credits(1 + much % 600), by("m"), noon);
        if (!made.ok()) return;
        for (std::size_t at = 0; at < made->postings.size(); ++at) {
            const std::int64_t number = made->postings[at].grant;
            if (at > 0) RC_ASSERT(key(made->postings[at - 1].grant) < key(number));
            if (at + 1 < made->postings.size()) RC_ASSERT(remaining_of(book, number) == Credits());
        }
        const auto last = key(made->postings.back().grant);
        for (std::int64_t number = 1; number <= static_cast<std::int64_t>(grants.size()); ++number)
            if (key(number) < last)
                RC_ASSERT(remaining_of(book, number) == Credits());
            else if (key(number) > last)
                RC_ASSERT(remaining_of(book, number) == book.grant(number)->amount);
    };
    CHECK(rc::check("soonest first", in_order));
}
