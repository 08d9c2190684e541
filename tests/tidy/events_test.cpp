// The catalogue of events: what the services publish, with a schema and an example each.
#include "tidy/events.hpp"

#include <catch2/catch.hpp>

#include "event_catalogue.hpp"

using namespace tenure;
using namespace tenure::tidy;

namespace {

const std::string root = TENURE_SOURCE_DIR;

test::EventCatalogue catalogue() {
    return test::read_event_catalogue(read_file(root + "/proto-docs/events.md"));
}

std::string published_in(const std::string& code) {
    PublishedTypes published;
    collect_published({"a.cpp", code}, published);
    std::string all;
    for (const std::string& type : published.types) all += type + " ";
    for (const std::string& beginning : published.beginnings) all += beginning + "* ";
    return all;
}

}  // namespace

TEST_CASE("Every type of event that is published stands in events.md, and the other way round") {
    PublishedTypes published;
    for (const SourceFile& file : files_below(root, {"services"}, {".cpp"}))
        collect_published(file, published);
    std::set<std::string> listed;
    for (const auto& [type, entry] : catalogue()) listed.insert(type);
    REQUIRE(published.types.size() >= 5);
    Violations found = check_published(published, listed);
    const Violations unused = check_listed_events(published, listed);
    found.insert(found.end(), unused.begin(), unused.end());
    INFO(report(found));
    CHECK(found.empty());
}

TEST_CASE("Every example in events.md fits its schema, and every schema refuses something") {
    for (const auto& [type, entry] : catalogue()) {
        CAPTURE(type);
        for (const std::string& found : test::schema_violations(entry.schema, entry.example))
            FAIL_CHECK(found);
        nlohmann::json wrong = entry.example;
        wrong["nothing_of_the_kind"] = true;
        CHECK_FALSE(test::schema_violations(entry.schema, wrong).empty());
        for (const auto& [member, value] : entry.example.items()) {
            CAPTURE(member);
            nlohmann::json incomplete = entry.example;
            incomplete.erase(member);
            CHECK_FALSE(test::schema_violations(entry.schema, incomplete).empty());
        }
    }
}

TEST_CASE("The types of events are found where they are published") {
    CHECK(published_in("tx.publish(\"order.applied\", events_.order(order), at);") ==
          "order.applied ");
    CHECK(published_in("tx.publish(now ? \"order.applied\" : \"order.scheduled\", \"a.b\");") ==
          "order.applied order.scheduled ");
    CHECK(published_in("tx.append_event(\"payment.\" + std::string(name_of(status)), \"a.b\");") ==
          "payment.* ");
    CHECK(published_in("return EngineEvent{id, \"trial.ending\", events_.ending(day)};") ==
          "trial.ending ");
    CHECK(published_in("tx.audit(caller, {.action = \"details.given\"});").empty());
}

TEST_CASE("A type that is missing on either side is found") {
    CHECK(check_published({{"a.made"}, {"b."}}, {"a.made"}).empty());
    CHECK(check_published({{"a.made", "a.lost"}, {}}, {"a.made"}).size() == 1);
    CHECK(check_listed_events({{"a.made"}, {"b."}}, {"a.made", "b.made"}).empty());
    CHECK(check_listed_events({{"a.made"}, {}}, {"a.made", "a.gone"}).size() == 1);
}
