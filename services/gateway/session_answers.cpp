// The writing half of a session: answers of the gateway's own, and services' answers passed on.

#include <array>
#include <boost/asio/write.hpp>
#include <charconv>

#include "gateway/session.hpp"
#include "log/log.hpp"

namespace tenure::gateway {

namespace {

/// 204 and 304 have neither body nor length.
bool has_length(int status) {
    return status != 204 && status != 304;
}

std::string chunk_head(std::size_t size) {
    std::array<char, 20> digits{};
    const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), size, 16);
    return std::string(digits.data(), end) + "\r\n";
}

Framing framing_of(const UpstreamAnswer& answer, const RequestHead& head) {
    if (answer.content_length || !has_length(answer.status)) return Framing::length;
    return head.http_1_1 ? Framing::chunked : Framing::close;
}

double seconds_since(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

Task<void> Session::reply(RequestContext& context, Answer answer) {
    co_await skip_body(context);
    context.status = answer.status;
    const std::string head = head_of(context, answer.fields, Framing::length, answer.body.size());
    const bool is_head = context.head.method == "HEAD";
    const bool sent = co_await write(head, is_head ? std::string_view() : answer.body);
    if (!sent) keep_alive_ = false;
    finish(context);
}

Task<void> Session::reply_problem(RequestContext& context, Error error) {
    Answer answer = problem_answer(error, context);
    co_await reply(context, std::move(answer));
}

Task<void> Session::relay(RequestContext& context, Exchange& exchange, UpstreamAnswer answer) {
    context.status = answer.status;
    const Framing framing = framing_of(answer, context.head);
    if (framing == Framing::close) keep_alive_ = false;
    const bool body_wanted = context.head.method != "HEAD";
    const std::optional<std::string_view> first = co_await exchange.next_piece();
    std::optional<std::uint64_t> length = answer.content_length;
    if (!has_length(answer.status)) length.reset();
    const std::string head = head_of(context, returned_fields(answer.fields), framing, length);
    const bool whole = first && length && first->size() == *length;
    const bool sent = co_await write(head, whole && body_wanted ? *first : std::string_view());
    bool complete = sent && first.has_value();
    if (complete && !whole)
        complete = co_await relay_pieces(exchange, *first, framing, body_wanted);
    else if (complete)
        co_await exchange.next_piece();  // the end, so that the connection can be used again
    if (!complete) keep_alive_ = false;  // the client sees that the body broke off
    finish(context);
}

/// True when the whole body was passed on.
Task<bool> Session::relay_pieces(Exchange& exchange, std::string_view piece, Framing framing,
                                 bool body_wanted) {
    const bool chunked = framing == Framing::chunked;
    while (!piece.empty()) {
        if (body_wanted) {
            const std::string before = chunked ? chunk_head(piece.size()) : std::string();
            bool sent = co_await write(before, piece);
            if (sent && chunked) sent = co_await write("\r\n", {});
            if (!sent) co_return false;
        }
        const std::optional<std::string_view> next = co_await exchange.next_piece();
        if (!next) co_return false;
        piece = *next;
    }
    if (!chunked || !body_wanted) co_return true;
    const bool ended = co_await write("0\r\n\r\n", {});
    co_return ended;
}

std::string Session::head_of(const RequestContext& context, const Fields& fields, Framing framing,
                             std::optional<std::uint64_t> length) {
    if (worker_.shared().stopping) keep_alive_ = false;
    head_sent_ = true;
    return answer_head({.status = context.status,
                        .fields = fields,
                        .framing = framing,
                        .content_length = length,
                        .keep_alive = keep_alive_,
                        .request_id = context.request_id,
                        .date = worker_.date()});
}

/// False when the client is gone or too slow.
Task<bool> Session::write(std::string_view head, std::string_view body) {
    deadline_.arm(limits_.request);
    const std::array<asio::const_buffer, 2> parts = {asio::buffer(head), asio::buffer(body)};
    const auto [error, written] = co_await asio::async_write(socket_, parts, as_result);
    deadline_.disarm();
    co_return !error;
}

/// Counts and logs a request that was answered.
void Session::finish(const RequestContext& context) {
    if (port_ == Port::operations) return;
    const double seconds = seconds_since(context.started);
    worker_.metrics().count(context.route, context.status, seconds);
    const Identity nobody;
    const Identity& identity = context.identity ? *context.identity : nobody;
    const bool probe = context.route == "/healthz" || context.route == "/readyz";
    log::write(probe ? log::Level::debug : log::Level::info, "request",
               {{"method", context.head.method},
                {"path", context.head.path},
                {"route", context.route},
                {"status", static_cast<std::int64_t>(context.status)},
                {"seconds", seconds},
                {"account", identity.account.str()},
                {"subject", identity.subject},
                {"request_id", context.request_id}});
    if (!identity.is_operator()) return;
    // A warning, so that the audit log cannot be switched off by the log's level.
    log::warning("operator act", {{"audit", true},
                                  {"account", identity.account.str()},
                                  {"subject", identity.subject},
                                  {"method", context.head.method},
                                  {"target", context.head.target},
                                  {"status", static_cast<std::int64_t>(context.status)},
                                  {"request_id", context.request_id}});
}

}  // namespace tenure::gateway
