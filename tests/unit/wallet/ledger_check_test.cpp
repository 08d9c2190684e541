// The check must find whatever is wrong, and nothing where all is well.
#include "wallet/domain/ledger_check.hpp"

#include <catch2/catch.hpp>

#include "wallet/domain/book.hpp"

using namespace tenure;
using namespace tenure::wallet;

namespace {

const Timestamp noon = parse_timestamp("2026-11-24T12:00:00Z").value();
const Usage sms{"sms.BE", 1, Credits::from_units(850)};

/// A small ledger; a seal is the transaction's number and the seal before it.
struct Ledger {
    std::vector<Transaction> transactions;
    KeptBalances kept;

    Ledger() {
        Book book(Wallet{}, {}, {});
        REQUIRE(book.add(Kind::purchase, Credits::from_units(10'000), {}, {}, noon).ok());
        REQUIRE(book.debit(sms, Credits::from_units(850), {}, noon).ok());
        const HoldId hold = HoldId::make(noon);
        const Timestamp later = noon + std::chrono::hours(1);
        REQUIRE(book.reserve(hold, sms, Credits::from_units(1'700), later, {}, noon).ok());
        REQUIRE(book.capture(hold, Credits::from_units(850), {}, noon).ok());
        transactions = book.written();
        std::string last;
        for (Transaction& transaction : transactions) {
            transaction.previous_hash = last;
            transaction.hash = last = seal_of(transaction);
        }
        kept.wallet = book.wallet();
        kept.wallet.last_hash = last;
        for (const auto& [number, grant] : book.changed_grants())
            kept.remaining.emplace(number, grant.remaining);
    }
    static std::string seal_of(const Transaction& transaction) {
        return std::to_string(transaction.number) + "<" + transaction.previous_hash;
    }
    std::vector<std::string> differences() const {
        LedgerCheck check;
        for (const Transaction& transaction : transactions)
            check.take(transaction, seal_of(transaction));
        check.finish(kept);
        return check.differences();
    }
};

using Found = std::vector<std::string>;

}  // namespace

TEST_CASE("A ledger and a wallet that agree show no difference") {
    CHECK(Ledger().differences().empty());
}

TEST_CASE("A balance, a grant and what is held are recomputed from the postings") {
    Ledger ledger;
    ledger.kept.wallet.available = Credits::from_units(1);
    ledger.kept.wallet.held = Credits::from_units(2);
    ledger.kept.wallet.debt = Credits::from_units(3);
    ledger.kept.remaining.begin()->second = Credits::from_units(4);

    CHECK(ledger.differences() == Found{"balance 4", "held 4", "debt 4", "grant 1"});
}

TEST_CASE("A transaction that is missing, of other content or of another chain shows") {
    Ledger missing;
    missing.transactions.erase(missing.transactions.begin() + 1);
    CHECK(missing.differences().at(0) == "gap before 3");
    Ledger changed;
    changed.transactions[1].hash = "another";
    CHECK(changed.differences() == Found{"seal 2", "chain 3"});
    Ledger amount;
    amount.transactions[1].change = Credits::from_units(-1);
    CHECK(amount.differences() == Found{"change 2"});
    Ledger cut;
    cut.transactions.pop_back();
    CHECK(cut.differences().at(0) == "last transaction 3");
}
