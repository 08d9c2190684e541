// Renewals against what customers do at the same moment: one order of events, and balanced books.

#include "integration/billing/engine_fixture.hpp"

using namespace tenure;
using namespace tenure::test;
using Texts = std::vector<std::string>;

namespace {

constexpr int threads = 20;
const Timestamp last_moment = renewal - std::chrono::microseconds(1);

/// Accounts whose renewal is due while requests of the moment before are still on their way.
struct RenewalRace : EngineFixture {
    RenewalRace() : EngineFixture(Environment{{"TENURE_RENEWAL_BATCH", "2"}}) {
        for (int index = 0; index < threads; ++index) start(account(index));
    }
    static std::string account(int index) { return "acc_" + std::to_string(index); }
    void renew_meanwhile() {
        clock.set(renewal);
        service.start_workers();
    }
    /// What twenty customers are answered while their accounts are renewed.
    template <class Call>
    std::vector<testkit::Answer> answers_meanwhile(Call call) {
        renew_meanwhile();
        return at_once(threads, call);
    }
    testkit::Answer ask(const json& purchase, int index, Timestamp at) const {
        return order(purchase, new_order(), {}, account(index), at);
    }
    /// Every term after the first has one paid invoice, whose lines are the items then in force.
    void require_balance() const {
        await([&] {
            return query("select 1 from billing_account where renews_at <= '" + to_string(renewal) +
                         "'")
                       .empty() &&
                   query("select 1 from invoice where status <> 'paid'").empty();
        });
        CHECK(query("select count(*) from term where number > 1") ==
              query("select count(*) from invoice where order_id is null"));
        CHECK(query("select account_id from invoice where order_id is null group by 1 "
                    "having count(*) > 1")
                  .empty());
        CHECK(query("select year from invoice_number n where last <> (select count(*) from invoice "
                    "where number like n.year || '-%')")
                  .empty());
    }
};

}  // namespace

TEST_CASE("Race: cancel and renew end the account with its term or with the next, never between") {
    RenewalRace f;
    // Decided within the window, but so slow on its way that the renewal is due.
    const auto answers = f.answers_meanwhile([&](int index) {
        return f.ask(cancellation(), index, window_closed - std::chrono::microseconds(1));
    });
    CHECK(f.with_status(answers, 201) == threads);
    f.require_balance();
    // Whoever was renewed first has cancelled the new term.
    CHECK(f.query("select a.account_id from billing_account a where status = 'ended' and exists "
                  "(select from term t where t.account_id = a.account_id and number = 2)")
              .empty());
    CHECK(f.query("select a.account_id from billing_account a join billing_order o on "
                  "o.account_id = a.account_id and o.kind = 'end' where a.status = 'live' and "
                  "o.effective_at <> a.renews_at")
              .empty());
}

TEST_CASE(
    "Race: undo and renew, what is undone is not on the invoice, what is on it is not undone") {
    RenewalRace f;
    std::vector<std::string> changes;
    const Timestamp open = window_closed - std::chrono::microseconds(1);
    for (int index = 0; index < threads; ++index) {
        changes.push_back(f.new_order());
        REQUIRE(f.order(fewer_users(2), changes.back(), {}, f.account(index), open).status == 201);
    }
    const auto answers = f.answers_meanwhile([&](int index) {
        return f.service.call(f.seller(f.account(index), open), "DELETE",
                              "/internal/v1/orders/" + changes[static_cast<std::size_t>(index)]);
    });
    for (const auto& answer : answers)
        CHECK((answer.status == 200 || answer.code() == "change_already_in_effect"));
    f.require_balance();
    for (int index = 0; index < threads; ++index) {
        const std::string quantity =
            f.query(
                 "select l.quantity from invoice_line l join invoice i on i.account_id = "
                 "l.account_id and i.id = l.invoice_id where i.order_id is null and "
                 "i.account_id = '" +
                 f.account(index) + "'")
                .at(0);
        CHECK(quantity == (answers[static_cast<std::size_t>(index)].status == 200 ? "5" : "3"));
    }
}

TEST_CASE("Race: users added at the last moment are paid for in the term that they join") {
    RenewalRace f;
    const auto answers = f.answers_meanwhile(
        [&](int index) { return f.ask(purchase_of("change", 1), index, last_moment); });
    CHECK(f.with_status(answers, 201) == threads);
    f.require_balance();
    // Five users renewed and one bought in the new term, or six renewed and one bought in the old.
    for (int index = 0; index < threads; ++index)
        CHECK(f.query("select sum(l.quantity) from invoice_line l where period_until = "
                      "'2027-05-23' and account_id = '" +
                      f.account(index) + "'")
                  .at(0) == "6");
}

TEST_CASE("Race: an account renewed by many requests and the workers at once has one invoice") {
    RenewalRace f;
    f.renew_meanwhile();
    const auto answers = at_once(threads, [&](int index) {
        const std::string account = f.account(index % 2);
        return f.service.call(f.seller(account, renewal), "POST", "/internal/v1/quotes",
                              purchase_of("change", 1).dump());
    });
    CHECK(f.with_status(answers, 201) == threads);
    f.require_balance();
}
