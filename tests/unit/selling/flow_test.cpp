// The way of a purchase, with rows and billing in memory.
#include "selling/flow.hpp"

#include <catch2/catch.hpp>

using namespace tenure;
using namespace tenure::selling;

namespace {

const Timestamp now = parse_timestamp("2026-11-23T10:00:00Z").value();
const AccountId account("acc_one");

/// One account's rows: the transaction and the reads of the flow at once.
class Rows final : public SellerTx, public SellerReads {
  public:
    SellerTx& seller() { return *this; }

    std::optional<Licence> licence() override { return std::nullopt; }
    void save(const Licence&) override {}
    std::vector<Change> changes() override { return list; }
    std::optional<Change> find(const ChangeId& id) override {
        for (const Change& change : list)
            if (change.id == id) return change;
        return std::nullopt;
    }
    Status insert(const Change& change, const std::optional<IdempotencyKey>&) override {
        list.push_back(change);
        return done;
    }
    void finish(const Change& change) override {
        for (Change& kept : list)
            if (kept.id == change.id) kept = change;
        ++finished;
    }
    void withdraw(const ChangeId& id) override {
        std::erase_if(list, [&](const Change& change) { return change.id == id; });
    }
    void audit(const Caller&, const AuditedChange&) override {}
    Status consumed(const std::string&, const std::string&) override { return done; }

    std::optional<Snapshot> snapshot(const AccountId&) override { return std::nullopt; }
    std::optional<Change> find(const AccountId&, const ChangeId& id) override { return find(id); }
    Result<ChangePage> page(const AccountId&, int, const std::string&) override {
        return ChangePage{list, {}};
    }
    std::optional<Unfinished> take_unfinished() override {
        for (const Change& change : list)
            if (change.status == ChangeStatus::pending) return Unfinished{account, change.id};
        return std::nullopt;
    }
    std::int64_t count_unfinished() override { return 0; }

    std::vector<Change> list;
    int finished = 0;
};

class ScriptedBilling final : public Billing {
  public:
    Result<std::string> quote(const Caller&, const Purchase&) override { return std::string("{}"); }
    Result<OrderOutcome> order(const Caller& caller, const ChangeId&,
                               const std::optional<std::string>&, const Purchase&) override {
        ++orders;
        asked_at = caller.now;
        return answer;
    }
    Result<OrderOutcome> find(const Caller&, const ChangeId&) override {
        OrderOutcome outcome;
        outcome.status = ChangeStatus::applied;
        outcome.effective_at = now;
        return outcome;
    }
    Result<OrderOutcome> undo(const Caller&, const ChangeId&) override {
        ++undos;
        return answer;
    }

    Result<OrderOutcome> answer = OrderOutcome{};
    int orders = 0;
    int undos = 0;
    Timestamp asked_at;
};

struct Fixture {
    Rows rows;
    ScriptedBilling billing;
    std::vector<std::string> settled;  ///< statuses, and who brought them
    ChangeFlow<Rows> flow{
        {"shop",
         [this](const AccountId&, const std::function<Status(Rows&)>& body) { return body(rows); },
         [](const Change&) -> Result<Purchase> { return Purchase{}; },
         [this](Rows&, const Settled& change) {
             settled.push_back(std::string(name_of(change.after.status)) + " " + change.by.subject);
         }},
        rows,
        billing};
    Caller bea{account, "bea", Role::owner, "req_1", "", now, false};

    void answers(ChangeStatus status) {
        OrderOutcome outcome;
        outcome.status = status;
        if (status != ChangeStatus::pending && status != ChangeStatus::declined)
            outcome.effective_at =
                now + std::chrono::hours(status == ChangeStatus::applied ? 0 : 9);
        if (status == ChangeStatus::declined) outcome.decline = Decline{"insufficient_funds", ""};
        billing.answer = outcome;
    }
    void fails(ErrorKind kind, const std::string& code) {
        billing.answer = Error{kind, code, "", {}, {}};
    }
    Result<Change> make(std::optional<IdempotencyKey> key = {}) {
        return flow.make(bea, key, {}, [](Rows&, Change& draft) -> Status {
            draft.type = "add";
            return done;
        });
    }
    Result<bool> sweep() {
        return flow.sweep([](const AccountId& of) {
            return Caller{of,   "service:shop", Role::service, "", "", now + std::chrono::hours(1),
                          false};
        });
    }
};

}  // namespace

TEST_CASE("A purchase that is paid is applied, and its asker stands in the history") {
    Fixture f;
    f.answers(ChangeStatus::applied);
    REQUIRE(f.make()->status == ChangeStatus::applied);
    REQUIRE(f.settled == std::vector<std::string>{"applied bea"});
}

TEST_CASE("A declined purchase is kept and answered with its code") {
    Fixture f;
    f.answers(ChangeStatus::declined);
    const auto change = f.make();
    REQUIRE(change.error().kind == ErrorKind::payment_required);
    REQUIRE(change.error().code == "insufficient_funds");
    REQUIRE(f.rows.list.front().status == ChangeStatus::declined);
}

TEST_CASE("A refusal of billing, or of the check, leaves nothing") {
    Fixture f;
    f.fails(ErrorKind::conflict, "quote_stale");
    REQUIRE(f.make().error().code == "quote_stale");
    REQUIRE(f.rows.list.empty());
    const auto refused =
        f.flow.make(f.bea, {}, {}, [](Rows&, Change&) -> Status { return change_not_found(); });
    REQUIRE(refused.error().code == "change_not_found");
    REQUIRE(f.billing.orders == 1);
}

TEST_CASE("When the outcome is unknown the change stays pending until the sweeper learns it") {
    Fixture f;
    f.fails(ErrorKind::timed_out, "upstream_timeout");
    REQUIRE(f.make()->status == ChangeStatus::pending);
    f.answers(ChangeStatus::applied);
    REQUIRE(*f.sweep());
    REQUIRE(f.rows.list.front().status == ChangeStatus::applied);
    REQUIRE(f.settled == std::vector<std::string>{"applied bea"});
    REQUIRE_FALSE(*f.sweep());
}

TEST_CASE("A billing that was never reached has nothing to charge later, unless it may have been") {
    Fixture f;
    f.fails(ErrorKind::unavailable, "upstream_unavailable");
    REQUIRE(f.make().error().code == "upstream_unavailable");
    REQUIRE(f.rows.list.empty());
    f.fails(ErrorKind::timed_out, "upstream_timeout");
    REQUIRE(f.make().ok());
    f.fails(ErrorKind::unavailable, "upstream_unavailable");
    REQUIRE(f.sweep().ok());
    REQUIRE(f.rows.list.size() == 1);
}

TEST_CASE("An order that was made of another catalogue is found instead of lost") {
    Fixture f;
    f.fails(ErrorKind::conflict, "order_mismatch");
    REQUIRE(f.make()->status == ChangeStatus::applied);
}

TEST_CASE("An interrupted request carries on with the change that it made") {
    Fixture f;
    f.fails(ErrorKind::timed_out, "upstream_timeout");
    const ChangeId id = f.make()->id;
    f.answers(ChangeStatus::applied);
    const auto again = f.make(IdempotencyKey{"key", "print", id.str()});
    REQUIRE(again->id == id);
    REQUIRE(again->status == ChangeStatus::applied);
    REQUIRE(f.rows.list.size() == 1);
}

TEST_CASE("Work on a test clock goes on at the moment of the change") {
    Fixture f;
    f.bea.on_test_clock = true;
    f.fails(ErrorKind::timed_out, "upstream_timeout");
    REQUIRE(f.make().ok());
    REQUIRE(f.sweep().ok());
    REQUIRE(f.billing.asked_at == now);
}

TEST_CASE("Only what waits for its date is undone, and undoing twice is undoing once") {
    Fixture f;
    f.answers(ChangeStatus::scheduled);
    const ChangeId id = f.make()->id;
    f.answers(ChangeStatus::undone);
    f.bea.subject = "cal";
    REQUIRE(f.flow.undo(f.bea, id)->status == ChangeStatus::undone);
    REQUIRE(f.flow.undo(f.bea, id)->status == ChangeStatus::undone);
    REQUIRE(f.billing.undos == 1);
    REQUIRE(f.settled == std::vector<std::string>{"scheduled bea", "undone cal"});
    f.answers(ChangeStatus::applied);
    const ChangeId applied = f.make()->id;
    REQUIRE(f.flow.undo(f.bea, applied).error().code == "change_not_scheduled");
    REQUIRE(f.flow.undo(f.bea, ChangeId("chg_none")).error().code == "change_not_found");
}

TEST_CASE("A scheduled change whose instant has come is not undone") {
    Fixture f;
    f.answers(ChangeStatus::scheduled);
    const ChangeId id = f.make()->id;
    f.bea.now = now + std::chrono::hours(9);
    REQUIRE(f.flow.undo(f.bea, id).error().code == "change_already_in_effect");
    REQUIRE(f.billing.undos == 0);
}

TEST_CASE("An outcome that comes twice, or after the end, has no second effect") {
    Fixture f;
    f.answers(ChangeStatus::applied);
    const ChangeId id = f.make()->id;
    OrderOutcome late;
    for (const auto status : {ChangeStatus::applied, ChangeStatus::declined, ChangeStatus::undone,
                              ChangeStatus::pending, ChangeStatus::scheduled}) {
        late.status = status;
        REQUIRE(f.flow.settle(f.rows, id, late, f.bea)->status == ChangeStatus::applied);
    }
    REQUIRE(f.rows.finished == 1);
    REQUIRE_FALSE(f.flow.settle(f.rows, ChangeId("chg_other"), late, f.bea));
}
