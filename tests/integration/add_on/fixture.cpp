#include "integration/add_on/fixture.hpp"

namespace tenure::test {

using nlohmann::json;

void Fixture::subscribe(std::int64_t plan_users, bool trial) {
    const json term = {{"number", trial ? 0 : 1},
                       {"cycle", "quarterly"},
                       {"anchor_day", 23},
                       {"starts_on", "2026-11-23"},
                       {"renews_on", trial ? "2026-12-07" : "2027-02-23"}};
    billing.publish("term.started", account,
                    {{"term", term}, {"time_zone", "Europe/Brussels"}, {"trial", trial}});
    plan_order("add", plan_users, "start", to_string(clock.now()), "order.applied");
}

void Fixture::plan_order(const std::string& action, std::int64_t quantity, const std::string& kind,
                         const std::string& effective_at, const std::string& event,
                         const std::string& id) {
    json items = json::array();
    if (kind != "end")
        items.push_back({{"action", action}, {"item", "plan_users"}, {"quantity", quantity}});
    tell(event, {{"order",
                  {{"id", id},
                   {"status", event.substr(6)},
                   {"seller", "subscription"},
                   {"kind", kind},
                   {"effective_at", effective_at},
                   {"quote", nullptr},
                   {"time_zone", "Europe/Brussels"},
                   {"items", items}}}});
}

void Fixture::tell(const std::string& type, const json& data) {
    billing.publish(type, account, data);
    catch_up();
}

void Fixture::catch_up() {
    if (!working_) service.start_workers();
    working_ = true;
    const std::string head = billing.head();
    await([&] {
        const auto cursor =
            service.database().query("select cursor from event_cursor where source = 'billing'");
        return !cursor.empty() && cursor.front() == head;
    });
}

}  // namespace tenure::test
