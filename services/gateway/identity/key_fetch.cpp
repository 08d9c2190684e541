#include "gateway/identity/key_fetch.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <exception>

#include "gateway/wire/asio.hpp"

namespace tenure::gateway {

namespace {

namespace http = boost::beast::http;
namespace ssl = boost::asio::ssl;
using Response = http::response<http::string_body>;

constexpr std::size_t largest_key_set = 1 << 20;
constexpr asio::use_awaitable_t<Executor> throwing{};

/// What the coroutine leaves behind; `failure` until it is through.
struct Outcome {
    std::string body;
    std::string failure = "no answer in time";
};

template <class Stream>
Task<void> exchange(Stream& stream, const Url& url, Outcome& outcome) {
    http::request<http::empty_body> request{http::verb::get, url.target, 11};
    request.set(http::field::host, url.host);
    request.set(http::field::accept, "application/json");
    request.set(http::field::connection, "close");
    co_await http::async_write(stream, request, throwing);
    boost::beast::flat_buffer buffer;
    http::response_parser<http::string_body> parser;
    parser.body_limit(largest_key_set);
    co_await http::async_read(stream, buffer, parser, throwing);
    const Response response = parser.release();
    if (response.result() == http::status::ok) {
        outcome.body = response.body();
        outcome.failure.clear();
    } else {
        outcome.failure = "the answer is " + std::to_string(response.result_int());
    }
}

Task<void> fetch_with(asio::io_context& io, const Url& url, Outcome& outcome) {
    Resolver resolver(io);
    const auto endpoints = co_await resolver.async_resolve(url.host, url.port, throwing);
    Socket socket(io);
    co_await asio::async_connect(socket, endpoints, throwing);
    if (!url.tls) {
        co_await exchange(socket, url, outcome);
        co_return;
    }
    ssl::context context(ssl::context::tls_client);
    context.set_default_verify_paths();
    ssl::stream<Socket> stream(std::move(socket), context);
    stream.set_verify_mode(ssl::verify_peer);
    stream.set_verify_callback(ssl::host_name_verification(url.host));
    SSL_set_tlsext_host_name(stream.native_handle(), url.host.c_str());
    co_await stream.async_handshake(ssl::stream_base::client, throwing);
    co_await exchange(stream, url, outcome);
}

struct Finished {
    Outcome& outcome;
    void operator()(std::exception_ptr thrown) const {
        if (!thrown) return;
        try {
            std::rethrow_exception(thrown);
        } catch (const std::exception& error) {
            outcome.failure = error.what();
        }
    }
};

}  // namespace

Result<std::string> fetch_key_set(const Url& url, std::chrono::milliseconds limit) {
    Outcome outcome;
    asio::io_context io;
    asio::co_spawn(io, fetch_with(io, url, outcome), Finished{outcome});
    io.run_for(limit);
    if (outcome.failure.empty()) return std::move(outcome.body);
    return Error{ErrorKind::bad_gateway, "key_set_unreachable", outcome.failure};
}

}  // namespace tenure::gateway
