#include "gateway/wire/request_reader.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <optional>

namespace tenure::gateway {

namespace {

namespace beast = boost::beast;
using Parser = beast::http::request_parser<beast::http::string_body>;

constexpr std::size_t receive_bytes = 16 * 1024;
/// A chunk's header and the trailers have to fit; bodies are taken out piece by piece.
constexpr std::size_t largest_buffer = 128 * 1024;

Error malformed(std::string detail) {
    return {ErrorKind::malformed, "malformed_request", std::move(detail)};
}

Error too_slow() {
    return {ErrorKind::request_timeout, "request_timeout", "the request did not arrive in time"};
}

Error too_large(std::size_t limit) {
    return {ErrorKind::too_large, "body_too_large",
            "the body is larger than " + std::to_string(limit) + " bytes"};
}

Error headers_too_large(std::size_t limit) {
    return {ErrorKind::header_too_large, "header_too_large",
            "request line and headers are larger than " + std::to_string(limit) + " bytes"};
}

std::string lower(std::string_view text) {
    std::string result(text);
    for (char& c : result)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return result;
}

std::string_view view(beast::string_view text) {
    return {text.data(), text.size()};
}

RequestHead head_of(const Parser& parser) {
    const auto& message = parser.get();
    RequestHead head;
    head.method = std::string(view(message.method_string()));
    head.target = std::string(view(message.target()));
    head.http_1_1 = message.version() == 11;
    for (const auto& field : message)
        head.fields.push_back({lower(view(field.name_string())), std::string(view(field.value()))});
    return head;
}

}  // namespace

struct RequestReader::Impl {
    Socket& socket;
    Deadline& deadline;
    Limits limits;
    beast::flat_buffer buffer{largest_buffer};
    std::optional<Parser> parser{};

    std::string_view received() const {
        return {static_cast<const char*>(buffer.data().data()), buffer.size()};
    }
    /// Hands what was received to the parser; it takes the head or as much as there is of the body.
    IoError parse() {
        IoError error;
        buffer.consume(parser->put(buffer.data(), error));
        return error;
    }
};

RequestReader::RequestReader(Socket& socket, Deadline& deadline, Limits limits)
    : impl_(new Impl{socket, deadline, limits}) {}
RequestReader::~RequestReader() = default;

/// False when the client closed or the time is over.
Task<bool> RequestReader::receive() {
    const std::size_t room = impl_->buffer.max_size() - impl_->buffer.size();
    const auto space = impl_->buffer.prepare(std::min(receive_bytes, room));
    const auto [error, bytes] = co_await impl_->socket.async_read_some(space, as_result);
    impl_->buffer.commit(bytes);
    co_return !error && bytes > 0;
}

Task<std::variant<Ended, Error, RequestHead>> RequestReader::read_head() {
    Impl& self = *impl_;
    if (self.buffer.size() == 0) {
        self.deadline.arm_idle(self.limits.idle);
        const bool begun = co_await receive();
        if (!begun) co_return Ended{};
    }
    self.deadline.arm(self.limits.request);
    HeadScanner scanner;
    HeadScan scan = scanner.scan(self.received());
    while (scan == HeadScan::incomplete && scanner.length <= self.limits.header_bytes) {
        const bool more = co_await receive();
        if (!more && self.deadline.expired()) co_return too_slow();
        if (!more) co_return Ended{};
        scan = scanner.scan(self.received());
    }
    if (scan == HeadScan::malformed)
        co_return malformed("the head has characters or line ends that are not accepted");
    if (scanner.length > self.limits.header_bytes)
        co_return headers_too_large(self.limits.header_bytes);

    self.parser.emplace();
    self.parser->header_limit(static_cast<std::uint32_t>(self.limits.header_bytes));
    self.parser->body_limit(boost::none);  // read_body() knows the limit
    const IoError error = self.parse();
    if (error == beast::http::error::header_limit)
        co_return headers_too_large(self.limits.header_bytes);
    if (error || !self.parser->is_header_done())
        co_return malformed("the request is not valid HTTP");
    RequestHead head = head_of(*self.parser);
    if (Status checked = check_head(head); !checked.ok()) co_return std::move(checked).error();
    co_return head;
}

Task<Result<std::string>> RequestReader::read_body(const RequestHead& head, std::size_t limit) {
    Impl& self = *impl_;
    if (head.content_length > limit) co_return too_large(limit);
    self.parser->eager(true);
    while (!self.parser->is_done()) {
        IoError error;
        if (self.buffer.size() > 0) error = self.parse();
        if (error && error != beast::http::error::need_more)
            co_return malformed("the body is not framed as HTTP asks");
        if (self.parser->get().body().size() > limit) co_return too_large(limit);
        if (self.parser->is_done()) break;
        if (self.buffer.size() == largest_buffer)
            co_return malformed("a chunk's head or the trailers are too long");
        const bool more = co_await receive();
        if (!more && self.deadline.expired()) co_return too_slow();
        if (!more) co_return malformed("the connection ended within the body");
    }
    self.deadline.disarm();
    co_return std::move(self.parser->get().body());
}

}  // namespace tenure::gateway
