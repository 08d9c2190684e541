#pragma once
// One connection of a client: its requests one after the other, each answered before the next.

#include <string>
#include <string_view>

#include "gateway/answer.hpp"
#include "gateway/route_table.hpp"
#include "gateway/upstream/exchange.hpp"
#include "gateway/wire/asio.hpp"
#include "gateway/wire/deadline.hpp"
#include "gateway/wire/rebuild.hpp"
#include "gateway/wire/request_reader.hpp"
#include "gateway/worker.hpp"

namespace tenure::gateway {

enum class Port { customers, operations };

class Session {
  public:
    Session(Socket socket, Worker& worker, Port port);
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    Task<void> run();

  private:
    Task<void> serve(RequestContext& context);
    Task<void> serve_customer(RequestContext& context);
    Task<void> serve_overview(RequestContext& context);
    Task<void> forward(RequestContext& context, const RouteRow& row);
    Task<Status> finish_clock_move(RequestContext& context, int status);
    Task<bool> identify(RequestContext& context);
    std::string client_address() const;
    Task<Result<std::string>> read_body(RequestContext& context, std::size_t limit);

    Task<void> reply(RequestContext& context, Answer answer);
    Task<void> reply_problem(RequestContext& context, Error error);
    Task<void> relay(RequestContext& context, Exchange& exchange, UpstreamAnswer answer);
    Task<bool> relay_pieces(Exchange& exchange, std::string_view piece, Framing framing,
                            bool body_wanted);
    Task<void> skip_body(RequestContext& context);
    Task<bool> write(std::string_view head, std::string_view body);
    Task<void> close();
    std::string head_of(const RequestContext& context, const Fields& fields, Framing framing,
                        std::optional<std::uint64_t> length);
    void finish(const RequestContext& context);

    Socket socket_;
    Worker& worker_;
    const ClientLimits& limits_;
    Port port_;
    Deadline deadline_;
    RequestReader reader_;
    bool keep_alive_ = true;
    bool head_sent_ = false;  ///< of the current answer
    bool unread_ = false;     ///< the client may still be sending when we close
};

/// The coroutine that owns a session.
Task<void> serve_connection(Socket socket, Worker& worker, Port port);

}  // namespace tenure::gateway
