#pragma once
// Tests only: plain HTTP exchanges over a socket of their own, independent of the code under test.

#include <chrono>
#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "domain/time.hpp"
#include "http/internal_token.hpp"
#include "http/message.hpp"

namespace tenure::testkit {

using Headers = std::vector<std::pair<std::string, std::string>>;

struct Answer {
    int status = 0;
    std::multimap<std::string, std::string> headers;  ///< names in lower case
    std::string body;
    /// The body as JSON; a discarded value when it is not JSON.
    nlohmann::json json() const { return nlohmann::json::parse(body, nullptr, false); }
    /// "" when absent.
    std::string header(const std::string& name) const;
    /// The member `code` of a problem document; "" when there is none.
    std::string code() const;
};

/// One request on a fresh connection to 127.0.0.1:port; sends Host, and with a body Content-Length
/// and (unless given) Content-Type: application/json. Throws std::runtime_error when the
/// connection fails or no whole answer comes within `timeout`.
Answer exchange(std::uint16_t port, std::string_view method, std::string_view target,
                const Headers& headers = {}, std::string_view body = {},
                std::chrono::milliseconds timeout = std::chrono::seconds(20));

/// Sends the bytes as they are, returns all bytes until the server closes or `timeout` passes.
std::string exchange_raw(std::uint16_t port, std::string_view bytes,
                         std::chrono::milliseconds timeout = std::chrono::seconds(5));

/// A caller of a service, by its internal token, as the gateway would make it.
http::Caller caller(const std::string& account, RoleSet roles, Timestamp now);

/// exchange() with the caller's internal token.
Answer call(std::uint16_t port, const http::InternalTokens& tokens, const http::Caller& caller,
            std::string_view method, std::string_view target, std::string_view body = {},
            Headers headers = {});

}  // namespace tenure::testkit
