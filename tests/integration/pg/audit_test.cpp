// The audit log: written with the change, read newest first, never changed afterwards.

#include "pg/audit.hpp"

#include <catch2/catch.hpp>

#include "fixture.hpp"

using namespace tenure;
using namespace tenure::test;

namespace {

Caller caller(const std::string& account = "acc_a", Timestamp at = some_time) {
    Caller caller;
    caller.account = AccountId(account);
    caller.subject = "user_1";
    caller.roles = Role::billing | Role::operator_;
    caller.request_id = "req_1";
    caller.now = at;
    return caller;
}

struct AuditFixture : Fixture {
    void append(const Caller& by, const std::string& action) {
        const AuditedChange change{action, "thing_1", std::nullopt, R"({"n": 1})"};
        REQUIRE(pg::transact(pool, [&](pg::Transaction& tx) -> Status {
                    pg::append_audit(tx, by, change);
                    return done;
                }).ok());
    }
    std::vector<std::string> actions(const std::string& account, int limit,
                                     const std::string& cursor = {}) {
        const AuditPage page = history->page(AccountId(account), limit, cursor).value();
        next = page.next_cursor;
        std::vector<std::string> names;
        for (const AuditEntry& entry : page.entries) names.push_back(entry.change.action);
        return names;
    }

    std::unique_ptr<History> history = pg::make_history(pool);
    std::optional<std::string> next;
};

}  // namespace

TEST_CASE("An audited change is read as it was written") {
    AuditFixture f;
    const AuditedChange change{"thing.replaced", "/v1/thing", R"({"name": "old"})",
                               R"({"name": "new"})"};
    REQUIRE(pg::transact(f.pool, [&](pg::Transaction& tx) -> Status {
                pg::append_audit(tx, caller(), change);
                return done;
            }).ok());

    const AuditPage page = f.history->page(AccountId("acc_a"), 20, {}).value();

    REQUIRE(page.entries.size() == 1);
    const AuditEntry& entry = page.entries[0];
    CHECK(is_id(entry.id.str(), "aud"));
    CHECK(entry.at == some_time);
    CHECK(entry.subject == "user_1");
    CHECK(entry.roles == (Role::billing | Role::operator_));
    CHECK(entry.request_id == "req_1");
    CHECK(entry.change.action == "thing.replaced");
    CHECK(entry.change.resource == "/v1/thing");
    CHECK(entry.change.before == R"({"name": "old"})");
    CHECK(entry.change.after == R"({"name": "new"})");
}

TEST_CASE("A change that was rolled back is in no history") {
    AuditFixture f;
    const Status status = pg::transact(f.pool, [&](pg::Transaction& tx) -> Status {
        pg::append_audit(tx, caller(), {"thing.made", "thing_1", std::nullopt, "{}"});
        return Error{ErrorKind::conflict, "no", "no"};
    });
    REQUIRE_FALSE(status.ok());
    CHECK(f.actions("acc_a", 20).empty());
}

TEST_CASE("The history of an account is paged newest first and stays stable while it grows") {
    AuditFixture f;
    for (const char* action : {"one", "two", "three", "four", "five"}) f.append(caller(), action);
    f.append(caller("acc_b"), "of another account");

    CHECK(f.actions("acc_a", 2) == std::vector<std::string>{"five", "four"});
    f.append(caller(), "six");
    CHECK(f.actions("acc_a", 2, f.next.value()) == std::vector<std::string>{"three", "two"});
    CHECK(f.actions("acc_a", 2, f.next.value()) == std::vector<std::string>{"one"});
    CHECK_FALSE(f.next);
    CHECK(f.history->page(AccountId("acc_a"), 2, "evt_1").error().code == "invalid_fields");
}

TEST_CASE("An entry of the audit log can be neither changed nor removed") {
    AuditFixture f;
    f.append(caller(), "thing.made");
    for (const char* sql : {"update audit_entry set subject = 'nobody'", "delete from audit_entry",
                            "truncate audit_entry"}) {
        INFO(sql);
        CHECK_THROWS(f.database.query(sql));
    }
    CHECK(f.actions("acc_a", 20) == std::vector<std::string>{"thing.made"});
}
