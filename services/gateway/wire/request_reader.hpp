#pragma once
// Reads a customer's requests, one after the other, from a connection.

#include <memory>
#include <string>
#include <variant>

#include "domain/result.hpp"
#include "gateway/wire/asio.hpp"
#include "gateway/wire/deadline.hpp"
#include "gateway/wire/request_head.hpp"

namespace tenure::gateway {

/// The client closed the connection, or sent nothing for as long as it may stay idle.
struct Ended {};

class RequestReader {
  public:
    struct Limits {
        std::size_t header_bytes;
        std::chrono::milliseconds idle;     ///< until a request begins
        std::chrono::milliseconds request;  ///< from its first byte to its last
    };
    RequestReader(Socket& socket, Deadline& deadline, Limits limits);
    ~RequestReader();

    /// The next request's head. After an error (400, 405, 408, 431) the connection is good only for
    /// an answer and must then be closed.
    Task<std::variant<Ended, Error, RequestHead>> read_head();
    /// The body of the request whose head was read; 413 `body_too_large` above `limit`. After an
    /// error as above.
    Task<Result<std::string>> read_body(const RequestHead& head, std::size_t limit);

  private:
    struct Impl;
    Task<bool> receive();
    std::unique_ptr<Impl> impl_;
};

}  // namespace tenure::gateway
