#include "e2e/feeds.hpp"

#include <fstream>
#include <sstream>

#include "event_catalogue.hpp"

namespace tenure::e2e {

namespace {

const std::vector<std::string> publishers = {"billing", "payment_method", "wallet", "onboarding"};
const std::vector<std::string> consumers = {"billing", "subscription", "add_on", "wallet",
                                            "onboarding"};

const test::EventCatalogue& catalogue() {
    static const test::EventCatalogue read = [] {
        std::ifstream file(std::string(TENURE_SOURCE_DIR) + "/proto-docs/events.md");
        std::ostringstream page;
        page << file.rdbuf();
        return test::read_event_catalogue(page.str());
    }();
    return read;
}

void check_event(const nlohmann::json& event, std::vector<std::string>& found) {
    const std::string type = event["type"];
    const auto entry = catalogue().find(type);
    if (entry == catalogue().end()) {
        found.push_back(type + " is not in events.md");
        return;
    }
    for (const std::string& violation :
         test::schema_violations(entry->second.schema, event["data"]))
        found.push_back(type + " " + event["data"].dump() + ": " + violation);
}

}  // namespace

std::vector<std::string> feed_violations(System& system) {
    std::vector<std::string> found;
    for (const std::string& service : publishers) {
        std::set<std::string> ids;
        for (const std::string& row : system.database(service).query(
                 "select json_build_object('id', id, 'type', type, 'data', data) from event")) {
            const nlohmann::json event = nlohmann::json::parse(row);
            check_event(event, found);
            if (!ids.insert(event["id"]).second)
                found.push_back(event["id"].get<std::string>() + " was given twice");
        }
    }
    for (const std::string& service : consumers)
        for (const std::string& row : system.database(service).query(
                 "select type || ' ' || id || ': ' || error from parked_event"))
            found.push_back(service + " cannot take " + row);
    return found;
}

std::set<std::string> published_types(System& system) {
    std::set<std::string> types;
    for (const std::string& service : publishers)
        for (const std::string& type :
             system.database(service).query("select distinct type from event"))
            types.insert(type);
    return types;
}

}  // namespace tenure::e2e
