// The only file that knows Pistache 0.0.5. It is told to do nothing but read whole requests and
// write whole answers; what it gets wrong is refused or worked around here:
// - Rest::Router is not used (std::regex, no decoding, races): Dispatcher matches routes itself.
// - Http::Handler::onInput sends its own plain texts and goes on parsing after an error, so that
// the
//   rest of a refused request is taken for another one: ours answers a problem document, and hears
//   nothing more on that connection.
// - Headers that are not Header subclasses are never sent, media types given as text neither.
// - shutdown() drops what is in flight: stop() first waits.

#include "http/server.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <dirent.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pistache/endpoint.h>
#include <pistache/http.h>
#include <pistache/peer.h>
#include <stdexcept>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

#include "http/dispatch.hpp"
#include "log/log.hpp"

namespace tenure::http {

namespace {

namespace Pist = Pistache::Http;

constexpr std::size_t header_room = 128 * 1024;  ///< above max_body, for line and headers
constexpr std::chrono::hours idle_timeout{1};    ///< customers' limits are the gateway's
constexpr std::chrono::seconds longest_drain{10};
constexpr std::chrono::milliseconds drain_poll{5};
constexpr std::chrono::milliseconds last_writes{100};
constexpr const char* closing_mark = "tenure_closing";

/// A response header of any name; Pistache keeps the pointer to the name.
class TextHeader final : public Pist::Header::Header {
  public:
    TextHeader(const char* name, std::string value) : name_(name), value_(std::move(value)) {}
    const char* name() const override { return name_; }
    std::uint64_t hash() const override { return Pist::Header::detail::hash(name_); }
    void write(std::ostream& out) const override { out << value_; }

  private:
    const char* name_;
    std::string value_;
};

void add_header(Pist::ResponseWriter& writer, const char* name, std::string value) {
    writer.headers().add(std::make_shared<TextHeader>(name, std::move(value)));
}

/// Several values of one name are one list (RFC 9110, 5.3): Pistache would keep the first only.
std::string values_of(const Response& response, std::string_view name) {
    std::string list;
    for (const auto& [key, value] : response.headers)
        if (key == name) list += (list.empty() ? "" : ", ") + value;
    return list;
}

std::string lower_case(std::string text) {
    for (char& c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return text;
}

WireRequest wire_request(const Pist::Request& request) {
    WireRequest wire{.method = Pist::methodString(request.method()),
                     .target = request.resource() + request.query().as_str(),
                     .headers = {},
                     .body = request.body()};
    for (const auto& [name, raw] : request.headers().rawList())
        wire.headers.emplace(lower_case(name), raw.value());
    return wire;
}

/// Pistache says `Connection: close` and does not close: we do, once the answer is written. What
/// the client still sends is read and dropped, lest a reset overtake the answer.
void send(Pist::ResponseWriter& writer, const Response& response, bool close, bool with_body) {
    for (const char* name : response_header_names) {
        std::string value = values_of(response, name);
        if (!value.empty()) add_header(writer, name, std::move(value));
    }
    if (!response.content_type.empty()) add_header(writer, "Content-Type", response.content_type);
    writer.headers().remove<Pist::Header::Connection>();
    writer.headers().add<Pist::Header::Connection>(close ? Pist::ConnectionControl::Close
                                                         : Pist::ConnectionControl::KeepAlive);
    const std::shared_ptr<Pistache::Tcp::Peer> peer = writer.peer();
    auto written =
        writer.send(static_cast<Pist::Code>(response.status), with_body ? response.body : "");
    if (!close) return;
    if (!peer->tryGetData(closing_mark)) peer->putData(closing_mark, std::make_shared<bool>(true));
    written.then([peer](ssize_t) { ::shutdown(peer->fd(), SHUT_WR); },
                 Pistache::Async::IgnoreException);
}

/// Calls `visit(fd, listening)` for each TCP socket of this process that is bound to `port`.
template <class Visit>
void for_each_socket_on(std::uint16_t port, Visit visit) {
    DIR* const directory = ::opendir("/proc/self/fd");
    if (directory == nullptr) return;
    while (const dirent* const entry = ::readdir(directory)) {
        const int fd = std::atoi(entry->d_name);
        sockaddr_in address{};
        socklen_t size = sizeof address;
        if (::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0 ||
            address.sin_family != AF_INET || ntohs(address.sin_port) != port)
            continue;
        int listening = 0;
        size = sizeof listening;
        if (::getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listening, &size) == 0)
            visit(fd, listening != 0);
    }
    ::closedir(directory);
}

/// Pistache cannot stop accepting without dropping everything. Its listening socket is replaced
/// by one that never listens: the kernel then refuses connections, and the accept thread sleeps.
void stop_accepting(std::uint16_t port) {
    const int silent = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    for_each_socket_on(port, [silent](int fd, bool listening) {
        if (listening && silent >= 0) ::dup3(silent, fd, O_CLOEXEC);
    });
    if (silent >= 0) ::close(silent);
}

/// Ends every connection: Pistache would leave them open, and their clients waiting. They are found
/// by their port rather than kept, since only Pistache's threads may hold its peers.
void end_connections(std::uint16_t port) {
    for_each_socket_on(port, [](int fd, bool listening) {
        if (!listening) ::shutdown(fd, SHUT_RDWR);
    });
}

/// What the handlers (one clone per worker thread) share.
class Shared {
  public:
    explicit Shared(auto&&... arguments)
        : dispatcher(std::forward<decltype(arguments)>(arguments)...) {}

    Dispatcher dispatcher;
    std::atomic<int> in_flight{0};
    std::atomic<bool> draining{false};
};

class WireHandler final : public Pist::Handler {
  public:
    HTTP_PROTOTYPE(WireHandler)

    explicit WireHandler(Shared& shared) : shared_(&shared) {}

    void onRequest(const Pist::Request& request, Pist::ResponseWriter writer) override {
        const bool head = request.method() == Pist::Method::Head;
        const auto connection = request.headers().tryGet<Pist::Header::Connection>();
        const bool asked_to_close =
            connection && connection->control() == Pist::ConnectionControl::Close;
        const Response response = shared_->dispatcher.handle(wire_request(request));
        send(writer, response, asked_to_close || shared_->draining, !head);
    }

  private:
    class InFlight {
      public:
        explicit InFlight(std::atomic<int>& count) : count_(count) { ++count_; }
        ~InFlight() { --count_; }
        InFlight(const InFlight&) = delete;
        InFlight& operator=(const InFlight&) = delete;

      private:
        std::atomic<int>& count_;
    };

    void onInput(const char* bytes, std::size_t length,
                 const std::shared_ptr<Pistache::Tcp::Peer>& peer) override {
        if (peer->tryGetData(closing_mark)) return;
        const InFlight counted(shared_->in_flight);
        const auto parser = getParser(peer);
        try {
            if (!parser->feed(bytes, length)) return refuse(peer, ErrorKind::too_large);
            if (parser->parse() != Pist::Private::State::Done) return;
            const Pist::Request& request = parser->request;
            if (request.headers().tryGet<Pist::Header::TransferEncoding>())
                return refuse(peer, ErrorKind::malformed);
            peer->setIdle(false);
            onRequest(request, Pist::ResponseWriter(request.version(), transport(), this, peer));
            parser->reset();
        } catch (const Pist::HttpError&) {
            refuse(peer, ErrorKind::malformed);
        } catch (const std::exception& failure) {
            log::error("answer not sent", {{"error", std::string_view(failure.what())}});
            refuse(peer, ErrorKind::malformed);
        } catch (...) {
            log::error("answer not sent");
            refuse(peer, ErrorKind::malformed);
        }
    }

    /// Answers, and hears nothing more on this connection.
    void refuse(const std::shared_ptr<Pistache::Tcp::Peer>& peer, ErrorKind kind) {
        Pist::ResponseWriter writer(Pist::Version::Http11, transport(), this, peer);
        try {
            send(writer, shared_->dispatcher.refuse(kind), true, true);
        } catch (const std::exception& failure) {
            log::warning("refusal not sent", {{"error", std::string_view(failure.what())}});
        }
    }

    Shared* shared_;
};

}  // namespace

struct Server::Impl {
    Impl(ServerOptions server_options, std::vector<Route> routes, const InternalTokens& tokens,
         IdempotencyLog* idempotency, metrics::Registry& metrics, std::function<bool()> ready)
        : options(std::move(server_options)),
          largest_body(largest_of(routes, options.max_body)),
          shared(std::move(routes), tokens, idempotency, metrics, std::move(ready),
                 options.max_body) {}

    static std::size_t largest_of(const std::vector<Route>& routes, std::size_t largest) {
        for (const Route& route : routes) largest = std::max(largest, route.max_body);
        return largest;
    }

    ServerOptions options;
    std::size_t largest_body;
    Shared shared;
    std::unique_ptr<Pist::Endpoint> endpoint;
    std::uint16_t port = 0;
};

Server::Server(ServerOptions options, std::vector<Route> routes, const InternalTokens& tokens,
               IdempotencyLog* idempotency, metrics::Registry& metrics, std::function<bool()> ready)
    : impl_(std::make_unique<Impl>(std::move(options), std::move(routes), tokens, idempotency,
                                   metrics, std::move(ready))) {}

Server::~Server() {
    stop();
}

void Server::start() {
    // Pistache writes without MSG_NOSIGNAL: a client that left must not end the process.
    std::signal(SIGPIPE, SIG_IGN);
    const ServerOptions& options = impl_->options;
    const auto flags = Pistache::Tcp::Options::ReuseAddr | Pistache::Tcp::Options::NoDelay |
                       Pistache::Tcp::Options::CloseOnExec;
    try {
        impl_->endpoint = std::make_unique<Pist::Endpoint>(
            Pistache::Address(options.address, Pistache::Port(options.port)));
        impl_->endpoint->init(Pist::Endpoint::options()
                                  .threads(options.threads)
                                  .threadsName(options.service.substr(0, 15))
                                  .flags(flags)
                                  .maxRequestSize(impl_->largest_body + header_room)
                                  .headerTimeout(idle_timeout)
                                  .bodyTimeout(idle_timeout)
                                  .keepaliveTimeout(idle_timeout));
        impl_->endpoint->setHandler(std::make_shared<WireHandler>(impl_->shared));
        impl_->endpoint->serveThreaded();
    } catch (const std::exception& failure) {
        impl_->endpoint.reset();
        throw std::runtime_error("cannot listen on " + options.address + ":" +
                                 std::to_string(options.port) + ": " + failure.what());
    }
    impl_->port = static_cast<std::uint16_t>(impl_->endpoint->getPort());
}

std::uint16_t Server::port() const {
    return impl_->port;
}

void Server::stop() {
    if (!impl_->endpoint) return;
    impl_->shared.draining = true;
    stop_accepting(impl_->port);
    const auto give_up = std::chrono::steady_clock::now() + longest_drain;
    while (impl_->shared.in_flight > 0 && std::chrono::steady_clock::now() < give_up)
        std::this_thread::sleep_for(drain_poll);
    // A handler's end is not yet its answer's: the worker writes it afterwards.
    std::this_thread::sleep_for(last_writes);
    end_connections(impl_->port);
    impl_->endpoint->shutdown();
    impl_->endpoint.reset();
}

}  // namespace tenure::http
