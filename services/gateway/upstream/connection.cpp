#include "gateway/upstream/connection.hpp"

#include <array>
#include <boost/asio/write.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <sys/socket.h>
#include <vector>

namespace tenure::gateway {

namespace {

namespace http = boost::beast::http;
using Parser = http::response_parser<http::buffer_body>;

constexpr std::size_t receive_bytes = 16 * 1024;
constexpr std::size_t piece_bytes = 64 * 1024;
constexpr std::uint32_t largest_head = 32 * 1024;

std::string lower(std::string_view text) {
    std::string result(text);
    for (char& c : result)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return result;
}

std::string_view view(boost::beast::string_view text) {
    return {text.data(), text.size()};
}

/// After these the service may take the rest of a body for another request.
bool poisons_connection(int status) {
    return status == 400 || status == 408 || status == 413;
}

}  // namespace

struct UpstreamConnection::Parsing {
    Parser parser;
    std::vector<char> piece;
    std::size_t produced = 0;
    bool body_begun = false;

    Parsing() {
        parser.header_limit(largest_head);
        parser.body_limit(boost::none);
    }
};

UpstreamConnection::UpstreamConnection(asio::io_context& io, Sweep& sweep)
    : socket_(io.get_executor()), deadline_(sweep, socket_) {}
UpstreamConnection::~UpstreamConnection() = default;

Task<bool> UpstreamConnection::connect(const Tcp::endpoint& endpoint,
                                       std::chrono::milliseconds limit) {
    deadline_.arm(limit);
    const auto [error] = co_await socket_.async_connect(endpoint, as_result);
    deadline_.disarm();
    if (error) co_return false;
    IoError ignored;
    socket_.set_option(Tcp::no_delay(true), ignored);
    co_return true;
}

Task<bool> UpstreamConnection::receive() {
    const auto space = buffer_.prepare(receive_bytes);
    const auto [error, bytes] = co_await socket_.async_read_some(space, as_result);
    buffer_.commit(bytes);
    if (bytes > 0) answered_ = true;
    co_return !error && bytes > 0;
}

/// Parses what was received: the head only, or also as much of the body as fits into a piece.
/// False when it is not valid HTTP.
bool UpstreamConnection::parse(bool body_wanted) {
    Parser& parser = parsing_->parser;
    parser.eager(body_wanted);
    auto& body = parser.get().body();
    if (body_wanted) {
        parsing_->body_begun = true;
        parsing_->piece.resize(piece_bytes);
        body.data = parsing_->piece.data();
        body.size = parsing_->piece.size();
        body.more = true;
    }
    IoError error;
    buffer_.consume(parser.put(buffer_.data(), error));
    if (body_wanted) parsing_->produced = parsing_->piece.size() - body.size;
    return !error || error == http::error::need_more || error == http::error::need_buffer;
}

Task<bool> UpstreamConnection::read_head() {
    parsing_ = std::make_unique<Parsing>();
    while (!parsing_->parser.is_header_done()) {
        const bool more = co_await receive();
        if (!more || !parse(false)) co_return false;
    }
    co_return true;
}

Task<std::optional<UpstreamAnswer>> UpstreamConnection::exchange(std::string_view head,
                                                                 std::string_view body,
                                                                 std::chrono::milliseconds limit) {
    answered_ = complete_ = keep_alive_ = false;
    whole_ = 0;
    buffer_.clear();
    deadline_.arm(limit);
    const std::array<asio::const_buffer, 2> parts = {asio::buffer(head), asio::buffer(body)};
    const auto [write_error, written] = co_await asio::async_write(socket_, parts, as_result);
    if (write_error && deadline_.expired()) co_return std::nullopt;
    // A service that refuses a large body may answer and close before it read all of it.
    const bool valid = co_await read_head();
    if (!valid) co_return std::nullopt;
    deadline_.disarm();

    const Parser& parser = parsing_->parser;
    UpstreamAnswer answer;
    answer.status = parser.get().result_int();
    if (answer.status < 200) co_return std::nullopt;
    for (const auto& field : parser.get())
        answer.fields.push_back(
            {lower(view(field.name_string())), std::string(view(field.value()))});
    if (const auto length = parser.content_length()) answer.content_length = *length;
    complete_ = parser.is_done();
    keep_alive_ = parser.keep_alive() && !write_error && !poisons_connection(answer.status);
    co_return answer;
}

Task<std::optional<std::string_view>> UpstreamConnection::next_piece(
    std::chrono::milliseconds limit) {
    if (whole_ > 0) {
        buffer_.consume(whole_);
        whole_ = 0;
        complete_ = true;
    }
    if (complete_) co_return std::string_view();
    Parser& parser = parsing_->parser;
    const auto length = parser.content_length();
    if (!parsing_->body_begun && length && *length <= buffer_.size()) {  // all is there: no copy
        whole_ = static_cast<std::size_t>(*length);
        co_return std::string_view(static_cast<const char*>(buffer_.data().data()), whole_);
    }
    deadline_.arm(limit);
    while (true) {
        if (buffer_.size() > 0 && !parse(true)) co_return std::nullopt;
        complete_ = parser.is_done();
        if (parsing_->produced > 0 || complete_) break;
        const bool more = co_await receive();
        if (more) continue;
        if (!end_at_close()) co_return std::nullopt;
        break;
    }
    deadline_.disarm();
    const std::size_t produced = std::exchange(parsing_->produced, 0);
    co_return std::string_view(parsing_->piece.data(), produced);
}

/// Whether closing the connection is how this body ends.
bool UpstreamConnection::end_at_close() {
    Parser& parser = parsing_->parser;
    if (deadline_.expired() || !parser.need_eof()) return false;
    IoError error;
    parser.put_eof(error);
    complete_ = !error;
    return complete_;
}

bool UpstreamConnection::reusable() const {
    const bool read = complete_ || whole_ > 0;
    return read && keep_alive_ && buffer_.size() == whole_;
}

bool UpstreamConnection::still_quiet() {
    char byte = 0;
    const auto seen = ::recv(socket_.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return seen < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

}  // namespace tenure::gateway
