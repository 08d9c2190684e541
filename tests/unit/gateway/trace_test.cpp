#include "gateway/wire/trace.hpp"

#include <catch2/catch.hpp>
#include <vector>

using namespace tenure;
using namespace tenure::gateway;

namespace {

const Timestamp now = parse_timestamp("2027-01-01T00:00:00Z").value();
const std::string valid = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

std::string taken(const std::string& traceparent) {
    return traceparent_of({{"traceparent", traceparent}});
}

}  // namespace

TEST_CASE("A well-formed request id is taken over, anything else replaced") {
    CHECK(request_id_of({{"x-request-id", "a.B_c-9"}}, now) == "a.B_c-9");
    CHECK(request_id_of({{"x-request-id", std::string(128, 'a')}}, now).size() == 128);
    for (const std::string& bad : {std::string(), std::string("a b"), std::string("a\"b"),
                                   std::string("a/b"), std::string(129, 'a')})
        CHECK(request_id_of({{"x-request-id", bad}}, now).starts_with("req_"));
    CHECK(request_id_of({{"x-request-id", "a"}, {"x-request-id", "b"}}, now).starts_with("req_"));
    CHECK(request_id_of({}, now) != request_id_of({}, now));
}

TEST_CASE("A valid traceparent is taken over") {
    CHECK(taken(valid) == valid);
    CHECK(taken("cc" + valid.substr(2) + "-what-the-future-adds") == valid);
}

TEST_CASE("An invalid traceparent is replaced by a valid one") {
    for (const std::string& bad :
         std::vector<std::string>{"", valid + "-x", valid.substr(1), "ff" + valid.substr(2),
                                  "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                                  "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                                  "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                                  "00-4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7-01",
                                  "cc" + valid.substr(2) + ".x"}) {
        const std::string made = taken(bad);
        CHECK(made != bad);
        CHECK(taken(made) == made);
    }
    CHECK(traceparent_of({{"traceparent", valid}, {"traceparent", valid}}) != valid);
}
