#include "testkit/fake_feed.hpp"

namespace tenure::testkit {

using nlohmann::json;

void FakeFeed::publish(const std::string& type, const std::string& account, json data,
                       Timestamp occurred_at) {
    const std::lock_guard lock(mutex_);
    const std::string number = std::to_string(events_.size() + 1);
    events_.push_back({{"id", "evt_" + number},
                       {"type", type},
                       {"account", account},
                       {"occurred_at", to_string(occurred_at)},
                       {"data", std::move(data)},
                       {"cursor", number}});
}

std::string FakeFeed::head() const {
    const std::lock_guard lock(mutex_);
    return std::to_string(events_.size());
}

Result<http::Response> FakeFeed::answer(const http::Request& request) const {
    const std::lock_guard lock(mutex_);
    const std::string after = request.query_parameter("after").value_or("");
    json list = json::array();
    for (std::size_t at = after.empty() ? 0 : std::stoul(after); at < events_.size(); ++at)
        list.push_back(events_[at]);
    return http::ok(json{{"events", list}, {"next_cursor", std::to_string(events_.size())}}.dump());
}

}  // namespace tenure::testkit
