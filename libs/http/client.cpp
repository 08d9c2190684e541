// One exchange is synchronous for its caller and asynchronous inside, so that each step has a
// deadline: start the operation, run the connection's own io_context until it is done or late.

#include "http/client.hpp"

#include <algorithm>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <charconv>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <sys/socket.h>
#include <vector>

namespace tenure::http {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using boost::system::error_code;
using tcp = asio::ip::tcp;
using Deadline = std::chrono::steady_clock::time_point;
using WireRequest = beast::http::request<beast::http::string_body>;

constexpr std::size_t longest_body = 16U << 20U;
constexpr std::uint32_t longest_header = 64U << 10U;
constexpr std::chrono::milliseconds probe_timeout{250};
constexpr int probe_attempts = 3;

enum class Outcome { answered, closed, late };

struct Address {
    std::string host;
    std::string port;
};

Address parse_base_url(std::string_view url) {
    constexpr std::string_view scheme = "http://";
    const auto bad = [&] {
        return std::invalid_argument("not a URL of the form http://host:port: " + std::string(url));
    };
    if (!url.starts_with(scheme)) throw bad();
    std::string_view rest = url.substr(scheme.size());
    if (rest.ends_with('/')) rest.remove_suffix(1);
    const std::size_t colon = rest.rfind(':');
    if (colon == 0 || rest.empty() || rest.find('/') != std::string_view::npos) throw bad();
    if (colon == std::string_view::npos) return {std::string(rest), "80"};
    std::uint16_t port = 0;
    const char* const end = rest.data() + rest.size();
    const auto [stop, failure] = std::from_chars(rest.data() + colon + 1, end, port);
    if (failure != std::errc{} || stop != end || port == 0) throw bad();
    return {std::string(rest.substr(0, colon)), std::string(rest.substr(colon + 1))};
}

beast::http::verb verb_of(Method method) {
    return beast::http::string_to_verb(name_of(method));
}

/// One connection with an io_context of its own; used by one caller at a time.
class Connection {
  public:
    /// False when nobody accepted before the deadline.
    bool connect(const tcp::resolver::results_type& endpoints, Deadline deadline) {
        const std::optional<error_code> result = run(
            deadline, [&](auto done) { asio::async_connect(socket_, endpoints, std::move(done)); });
        if (!result || *result) return false;
        error_code ignored;
        socket_.set_option(tcp::no_delay(true), ignored);
        return true;
    }

    Outcome exchange(WireRequest& request, Deadline deadline, ClientResponse& answer) {
        const std::optional<error_code> written = run(deadline, [&](auto done) {
            beast::http::async_write(socket_, request, std::move(done));
        });
        if (!written) return Outcome::late;
        // A server may answer and close before it has read everything: look for its answer.
        beast::http::response_parser<beast::http::string_body> parser;
        parser.body_limit(longest_body);
        parser.header_limit(longest_header);
        const std::optional<error_code> read = run(deadline, [&](auto done) {
            beast::http::async_read(socket_, buffer_, parser, std::move(done));
        });
        if (!read) return Outcome::late;
        if (*read) return Outcome::closed;
        keep_ = !*written && parser.keep_alive() && buffer_.size() == 0;
        take(parser.release(), answer);
        return Outcome::answered;
    }

    /// The last answer left the connection open for another request.
    bool keep() const { return keep_; }

    /// Nothing has arrived since the last answer: neither its end nor bytes nobody asked for.
    bool quiet() {
        char byte = 0;
        const ssize_t got = ::recv(socket_.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
        return got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
    }

  private:
    /// The operation's outcome, or nothing when the deadline passed (the socket is closed then).
    template <class Start>
    std::optional<error_code> run(Deadline deadline, Start start) {
        std::optional<error_code> result;
        start([&result](error_code code, const auto&...) { result = code; });
        io_.restart();
        io_.run_until(deadline);
        if (result) return result;
        error_code ignored;
        socket_.close(ignored);
        io_.restart();
        io_.run();  // the aborted operation ends before what it refers to does
        return std::nullopt;
    }

    static void take(beast::http::response<beast::http::string_body> response,
                     ClientResponse& answer) {
        answer.status = static_cast<int>(response.result_int());
        answer.headers.clear();
        for (const auto& field : response) {
            std::string name(field.name_string());
            for (char& c : name)
                if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
            answer.headers.emplace(std::move(name), std::string(field.value()));
        }
        answer.body = std::move(response.body());
    }

    asio::io_context io_{1};
    tcp::socket socket_{io_};
    beast::flat_buffer buffer_;
    bool keep_ = false;
};

using ConnectionPtr = std::unique_ptr<Connection>;

}  // namespace

struct Client::Impl {
    Impl(const std::string& base_url, const InternalTokens& signer, ClientOptions limits)
        : address(parse_base_url(base_url)), tokens(signer), options(limits) {}

    Result<ClientResponse> send(WireRequest& request, Deadline deadline);

  private:
    Error unavailable() const {
        return {ErrorKind::unavailable, "upstream_unavailable",
                "a service that this needs does not answer"};
    }
    Error outcome_unknown() const {
        return {ErrorKind::timed_out, "upstream_timeout",
                "a service that this needs did not answer in time"};
    }

  public:
    WireRequest new_request(beast::http::verb verb, std::string_view target) const {
        WireRequest request(verb, {target.data(), target.size()}, 11);
        request.set(beast::http::field::host, address.host + ":" + address.port);
        request.keep_alive(true);
        return request;
    }

    const Address address;
    const InternalTokens& tokens;
    const ClientOptions options;

  private:
    ConnectionPtr take_idle();
    void put_back(ConnectionPtr connection);
    ConnectionPtr connect(Deadline deadline) const;
    ConnectionPtr open(Deadline deadline) const;

    std::mutex mutex_;
    std::vector<ConnectionPtr> idle_;
};

ConnectionPtr Client::Impl::take_idle() {
    while (true) {
        ConnectionPtr connection;
        {
            const std::lock_guard lock(mutex_);
            if (idle_.empty()) return nullptr;
            connection = std::move(idle_.back());
            idle_.pop_back();
        }
        if (connection->quiet()) return connection;
    }
}

void Client::Impl::put_back(ConnectionPtr connection) {
    if (!connection->keep()) return;
    const std::lock_guard lock(mutex_);
    if (idle_.size() < options.max_idle) idle_.push_back(std::move(connection));
}

ConnectionPtr Client::Impl::connect(Deadline deadline) const {
    asio::io_context io;
    error_code failed;
    const auto endpoints = tcp::resolver(io).resolve(address.host, address.port, failed);
    if (failed) return nullptr;
    auto connection = std::make_unique<Connection>();
    const Deadline limit = std::chrono::steady_clock::now() + options.connect_timeout;
    if (!connection->connect(endpoints, std::min(limit, deadline))) return nullptr;
    return connection;
}

/// A new connection that has answered once. Pistache overlooks about one new connection in 30,000;
/// such a one is left, and another one wakes its thread. When none answers, the server is busy
/// rather than deaf: the request then waits its turn on a connection of its own.
ConnectionPtr Client::Impl::open(Deadline deadline) const {
    for (int attempt = 0; attempt < probe_attempts; ++attempt) {
        ConnectionPtr connection = connect(deadline);
        if (!connection) return nullptr;
        WireRequest probe = new_request(beast::http::verb::get, "/livez");
        ClientResponse answer;
        const Deadline limit = std::chrono::steady_clock::now() + probe_timeout;
        const Outcome outcome = connection->exchange(probe, std::min(limit, deadline), answer);
        if (outcome == Outcome::answered && connection->keep()) return connection;
    }
    return connect(deadline);
}

Result<ClientResponse> Client::Impl::send(WireRequest& request, Deadline deadline) {
    bool sent = false;
    for (const bool retry : {false, true}) {
        ConnectionPtr connection = retry ? nullptr : take_idle();
        if (!connection) connection = open(deadline);
        if (!connection) break;
        sent = true;
        ClientResponse answer;
        switch (connection->exchange(request, deadline, answer)) {
            case Outcome::answered:
                put_back(std::move(connection));
                return answer;
            case Outcome::late:
                return outcome_unknown();
            case Outcome::closed:
                break;
        }
    }
    if (sent) return outcome_unknown();
    return unavailable();
}

Client::Client(std::string base_url, const InternalTokens& tokens, ClientOptions options)
    : impl_(std::make_unique<Impl>(base_url, tokens, options)) {}

Client::~Client() = default;

Result<ClientResponse> Client::send(const Caller& caller, Method method, std::string_view target,
                                    std::string body,
                                    std::optional<std::chrono::milliseconds> timeout) {
    const Deadline deadline =
        std::chrono::steady_clock::now() + timeout.value_or(impl_->options.timeout);
    Caller sender = caller;
    sender.roles = sender.roles | Role::service;
    WireRequest request = impl_->new_request(verb_of(method), target);
    request.set({internal_token_header.data(), internal_token_header.size()},
                impl_->tokens.issue(sender));
    if (!body.empty()) request.set(beast::http::field::content_type, "application/json");
    request.body() = std::move(body);
    if (method != Method::get || !request.body().empty()) request.prepare_payload();
    return impl_->send(request, deadline);
}

}  // namespace tenure::http
