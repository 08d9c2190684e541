#pragma once
// One keep-alive connection to a service: sends a request, reads the answer's head, then its body
// piece by piece.

#include <boost/beast/core/flat_buffer.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/wire/asio.hpp"
#include "gateway/wire/deadline.hpp"
#include "gateway/wire/fields.hpp"

namespace tenure::gateway {

struct UpstreamAnswer {
    int status = 0;
    Fields fields;
    std::optional<std::uint64_t> content_length;  ///< absent when the body's end shows its length
};

class UpstreamConnection {
  public:
    UpstreamConnection(asio::io_context& io, Sweep& sweep);
    ~UpstreamConnection();

    Task<bool> connect(const Tcp::endpoint& endpoint, std::chrono::milliseconds limit);
    /// Nothing when the connection broke, the answer was not valid HTTP, or (timed_out()) did not
    /// begin within `limit`.
    Task<std::optional<UpstreamAnswer>> exchange(std::string_view head, std::string_view body,
                                                 std::chrono::milliseconds limit);
    /// The next part of the body, valid until the next call; empty at its end; nothing when it
    /// broke off.
    Task<std::optional<std::string_view>> next_piece(std::chrono::milliseconds limit);

    bool timed_out() const { return deadline_.expired(); }
    /// Whether a byte of the answer arrived.
    bool answered() const { return answered_; }
    /// Whether another request may follow the answer that was read.
    bool reusable() const;
    /// Whether the service neither closed the idle connection nor sent something unasked.
    bool still_quiet();

  private:
    struct Parsing;
    Task<bool> receive();
    Task<bool> read_head();
    bool parse(bool body_wanted);
    bool end_at_close();

    Socket socket_;
    Deadline deadline_;
    boost::beast::flat_buffer buffer_;
    std::unique_ptr<Parsing> parsing_;
    std::size_t whole_ = 0;  ///< bytes of buffer_ that were handed out as the whole body
    bool answered_ = false;
    bool complete_ = false;
    bool keep_alive_ = false;
};

}  // namespace tenure::gateway
