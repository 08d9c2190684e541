#include "gateway/session.hpp"

#include <array>
#include <boost/asio/write.hpp>

#include "gateway/overview.hpp"
#include "gateway/wire/trace.hpp"

namespace tenure::gateway {

namespace {

/// What is read of a body that nobody wants, to keep the connection.
constexpr std::size_t largest_skipped_body = 64 * 1024;
/// What is read of a client that goes on sending after its answer, before the connection is reset.
constexpr std::size_t largest_linger = 32 * 1024 * 1024;
constexpr std::chrono::seconds longest_linger{5};

RequestReader::Limits reader_limits(const ClientLimits& limits) {
    return {limits.header_bytes, limits.idle, limits.request};
}

}  // namespace

Session::Session(Socket socket, Worker& worker, Port port)
    : socket_(std::move(socket)),
      worker_(worker),
      limits_(worker.shared().config.client),
      port_(port),
      deadline_(worker.sweep(), socket_),
      reader_(socket_, deadline_, reader_limits(limits_)) {
    IoError ignored;
    socket_.set_option(Tcp::no_delay(true), ignored);
    if (port_ == Port::customers) worker_.metrics().connections().add(1);
}

Session::~Session() {
    worker_.shared().connections.fetch_sub(1);
    if (port_ == Port::customers) worker_.metrics().connections().add(-1);
}

Task<void> Session::run() {
    while (keep_alive_) {
        const auto outcome = co_await reader_.read_head();
        deadline_.disarm();
        head_sent_ = false;
        if (std::holds_alternative<Ended>(outcome)) break;
        static const RequestHead unknown;
        const RequestHead* const read = std::get_if<RequestHead>(&outcome);
        const RequestHead& head = read == nullptr ? unknown : *read;
        RequestContext context{head, request_id_of(head.fields, worker_.shared().clock.now()), {}};
        context.body_read = !head.has_body();
        keep_alive_ = head.keep_alive;
        if (const Error* error = std::get_if<Error>(&outcome)) {
            keep_alive_ = false;
            unread_ = true;
            co_await reply_problem(context, *error);
        } else {
            co_await serve(context);
        }
    }
    co_await close();
}

/// An exception is a bug: the client learns the request's id and nothing else.
Task<void> Session::serve(RequestContext& context) {
    bool failed = false;
    try {
        co_await serve_customer(context);
    } catch (...) {
        log_if_thrown(std::current_exception());
        failed = true;
    }
    if (!failed) co_return;
    keep_alive_ = false;
    if (!head_sent_)
        co_await reply_problem(context, Error{ErrorKind::internal, "internal_error",
                                              "something went wrong; tell us the request_id"});
}

Task<void> Session::serve_customer(RequestContext& context) {
    if (port_ == Port::operations) {
        co_await reply(context, operations_answer(worker_, context));
        co_return;
    }
    worker_.metrics().in_flight().add(1);
    if (const RouteRow* row = find_route(context.head.path)) {
        context.route = row->prefix;
        co_await forward(context, *row);
    } else if (context.head.path == "/v1/overview") {
        context.route = "/v1/overview";
        co_await serve_overview(context);
    } else {
        co_await reply(context, local_answer(worker_, context));
    }
    worker_.metrics().in_flight().add(-1);
}

Task<void> Session::serve_overview(RequestContext& context) {
    if (!context.head.is_safe()) {
        Error error{ErrorKind::method_not_allowed, "method_not_allowed", "this can only be read"};
        error.members.emplace_back("allow", std::vector<std::string>{"GET", "HEAD"});
        co_await reply_problem(context, std::move(error));
        co_return;
    }
    const bool known = co_await identify(context);
    if (!known) co_return;
    context.test_clock = co_await test_clock_of(worker_, context);
    Result<Answer> answer = co_await overview(worker_, context);
    if (answer.ok())
        co_await reply(context, std::move(answer).value());
    else
        co_await reply_problem(context, std::move(answer).error());
}

/// False when the sender is not known: then that was answered.
Task<bool> Session::identify(RequestContext& context) {
    Result<Identity> identity = co_await worker_.identifier().identify(context.head.fields);
    if (!identity.ok()) {
        co_await reply_problem(context, std::move(identity).error());
        co_return false;
    }
    context.identity = std::move(identity).value();
    context.traceparent = traceparent_of(context.head.fields);
    co_return true;
}

Task<void> Session::forward(RequestContext& context, const RouteRow& row) {
    if (row.signed_body) {
        context.identity = sender_of_signed_bodies();
        context.traceparent = traceparent_of(context.head.fields);
    } else {
        const bool known = co_await identify(context);
        if (!known) co_return;
    }
    Result<std::string> body =
        co_await read_body(context, std::min(row.max_body, limits_.body_bytes));
    if (!body.ok()) {
        co_await reply_problem(context, std::move(body).error());
        co_return;
    }
    if (!row.signed_body) context.test_clock = co_await test_clock_of(worker_, context);
    UpstreamRequest request;
    request.method = context.head.method;
    request.target = context.head.target;
    request.fields = forwarded_fields(context.head.fields);
    request.fields.push_back({"Tenure-Client-Address", client_address()});
    request.internal_token = internal_token(worker_, context);
    request.body = std::move(body).value();
    request.repeatable = context.head.is_safe() || !context.head.field("idempotency-key").empty();

    Exchange exchange(worker_.pool(row.upstream), worker_.shared().config.upstream.answer);
    Result<UpstreamAnswer> answer = co_await exchange.start(request);
    // Services refuse only the gateway's own token with 401: the customer's was good.
    if (answer.ok() && answer->status == 401)
        answer = Error{ErrorKind::bad_gateway, "upstream_failed", "the service did not trust us"};
    if (answer.ok() && moves_test_clock(context.head)) {
        const Status followed = co_await finish_clock_move(context, answer->status);
        if (!followed.ok()) answer = followed.error();
    }
    if (answer.ok()) {
        co_await relay(context, exchange, std::move(answer).value());
        co_return;
    }
    worker_.metrics().count_upstream_error(name_of(row.upstream), answer.error().code);
    co_await reply_problem(context, std::move(answer).error());
}

/// A clock that was moved is forgotten, and its effects are waited for.
Task<Status> Session::finish_clock_move(RequestContext& context, int status) {
    if (!worker_.shared().config.test_clocks) co_return done;
    worker_.shared().test_clocks.forget(context.identity->account);
    if (status >= 300) co_return done;
    context.test_clock = co_await test_clock_of(worker_, context);
    co_return co_await follow_test_clock(worker_, context);
}

Task<Result<std::string>> Session::read_body(RequestContext& context, std::size_t limit) {
    const RequestHead& head = context.head;
    if (context.body_read) co_return std::string();
    if (head.expects_continue() && head.content_length <= limit) {
        const bool sent = co_await write("HTTP/1.1 100 Continue\r\n\r\n", {});
        if (!sent) keep_alive_ = false;
    }
    deadline_.arm(limits_.request);
    Result<std::string> body = co_await reader_.read_body(head, limit);
    deadline_.disarm();
    context.body_read = true;
    if (!body.ok()) {  // the connection's next bytes are not a request
        keep_alive_ = false;
        unread_ = true;
    }
    co_return body;
}

/// Of the connection: behind a balancer, the balancer's. Empty when the client is gone already.
std::string Session::client_address() const {
    boost::system::error_code gone;
    const auto endpoint = socket_.remote_endpoint(gone);
    return gone ? std::string() : endpoint.address().to_string();
}

/// Gets past the body of a request that is answered without it, or gives the connection up.
Task<void> Session::skip_body(RequestContext& context) {
    const RequestHead& head = context.head;
    if (context.body_read) co_return;
    context.body_read = true;
    if (!head.expects_continue() && head.content_length <= largest_skipped_body) {
        deadline_.arm(limits_.request);
        const Result<std::string> skipped = co_await reader_.read_body(head, largest_skipped_body);
        deadline_.disarm();
        if (skipped.ok()) co_return;
    }
    keep_alive_ = false;
    unread_ = true;
}

Task<void> Session::close() {
    IoError ignored;
    socket_.shutdown(Tcp::socket::shutdown_send, ignored);
    if (unread_) {
        // Closing with bytes unread would reset the connection, and the client would lose its
        // answer.
        deadline_.arm(longest_linger);
        std::array<char, 16 * 1024> discarded;
        std::size_t total = 0;
        while (total < largest_linger) {
            const auto [error, bytes] =
                co_await socket_.async_read_some(asio::buffer(discarded), as_result);
            if (error || bytes == 0) break;
            total += bytes;
        }
    }
    socket_.close(ignored);
}

Task<void> serve_connection(Socket socket, Worker& worker, Port port) {
    Session session(std::move(socket), worker, port);
    co_await session.run();
}

}  // namespace tenure::gateway
