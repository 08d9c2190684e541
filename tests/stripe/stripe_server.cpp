// Requests in, answers out: keys, idempotency, mishaps, events. The objects are in
// stripe_objects.cpp.

#include "stripe/stripe_server.hpp"

#include <algorithm>
#include <array>
#include <openssl/hmac.h>

namespace tenure::stripe_test {

namespace {

std::string decoded(const std::string& text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size()) {
            out += static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16));
            i += 2;
        } else {
            out += text[i] == '+' ? ' ' : text[i];
        }
    }
    return out;
}

Parameters parameters_of(const std::string& text) {
    Parameters parameters;
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t end = std::min(text.find('&', at), text.size());
        const std::string pair = text.substr(at, end - at);
        const std::size_t equals = std::min(pair.find('='), pair.size());
        parameters.emplace(decoded(pair.substr(0, equals)),
                           equals < pair.size() ? decoded(pair.substr(equals + 1)) : "");
        at = end + 1;
    }
    return parameters;
}

std::string header_of(const HttpMessage& request, const std::string& name) {
    const auto found = request.headers.find(name);
    return found == request.headers.end() ? "" : found->second;
}

ServerAnswer error(int status, const std::string& type, const std::string& code) {
    return {status, {{"error", {{"type", type}, {"code", code}, {"message", code}}}}};
}

std::string bytes_of(const ServerAnswer& answer) {
    const std::string body = answer.body.dump();
    std::string text = "HTTP/1.1 " + std::to_string(answer.status) + " Status\r\n";
    for (const auto& [name, value] : answer.headers) text += name + ": " + value + "\r\n";
    return text + "Content-Type: application/json\r\nRequest-Id: req_test\r\nContent-Length: " +
           std::to_string(body.size()) + "\r\n\r\n" + body;
}

}  // namespace

StripeServer::StripeServer() : listener_([this](Socket& socket) { serve(socket); }) {}

void StripeServer::serve(Socket& socket) {
    for (std::string bytes = socket.read_message(); !bytes.empty(); bytes = socket.read_message())
        if (!socket.write(bytes_of(answer(parse_message(bytes))))) return;
}

ServerAnswer StripeServer::answer(const HttpMessage& request) {
    const std::size_t space = request.start.find(' ');
    const std::string method = request.start.substr(0, space);
    const std::string target =
        request.start.substr(space + 1, request.start.rfind(' ') - space - 1);
    const std::size_t mark = std::min(target.find('?'), target.size());
    const std::string path = target.substr(0, mark);
    const std::string query = mark < target.size() ? target.substr(mark + 1) : "";
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        messages_.push_back(request);
        if (header_of(request, "stripe-version") != "2023-08-16")
            complaints_.push_back("no version: " + request.start);
        if (method == "POST" &&
            header_of(request, "content-type") != "application/x-www-form-urlencoded")
            complaints_.push_back("not a form: " + request.start);
    }
    if (header_of(request, "authorization") != std::string("Bearer ") + key)
        return error(401, "invalid_request_error", "");
    const std::string text = method == "POST" ? request.body : query;
    return keyed(method == "POST" ? header_of(request, "idempotency-key") : "", path + "?" + text,
                 method, path, parameters_of(text));
}

ServerAnswer StripeServer::keyed(const std::string& idempotency_key, const std::string& fingerprint,
                                 const std::string& method, const std::string& path,
                                 Parameters parameters) {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (!idempotency_key.empty()) {
        const auto found = remembered_.find(idempotency_key);
        if (found != remembered_.end()) {
            if (found->second.request != fingerprint) {
                complaints_.push_back("another request under the key " + idempotency_key);
                return error(400, "idempotency_error", "");
            }
            ServerAnswer again = found->second.answer;
            again.headers["Idempotent-Replayed"] = "true";
            return again;
        }
    }
    const std::optional<Mishap> mishap = take_mishap(path);
    ServerAnswer answer;
    if (!mishap || mishap->acts) answer = act(method, path, std::move(parameters));
    if (mishap) {
        answer = error(mishap->status, "api_error", "");
        answer.headers = mishap->headers;
    }
    // What failed before it began is not remembered, all else is.
    const bool began = answer.status < 400 || answer.status == 402 || answer.status >= 500;
    if (!idempotency_key.empty() && began && (!mishap || mishap->remembers))
        remembered_[idempotency_key] = {fingerprint, answer};
    return answer;
}

std::optional<Mishap> StripeServer::take_mishap(const std::string& path) {
    for (auto mishap = mishaps_.begin(); mishap != mishaps_.end(); ++mishap) {
        if (path.find(mishap->path_part) == std::string::npos) continue;
        Mishap taken = *mishap;
        mishaps_.erase(mishap);
        return taken;
    }
    return std::nullopt;
}

void StripeServer::fail_next(Mishap mishap) {
    const std::lock_guard<std::mutex> lock(mutex_);
    mishaps_.push_back(std::move(mishap));
}

void StripeServer::forget_idempotency_keys() {
    const std::lock_guard<std::mutex> lock(mutex_);
    remembered_.clear();
}

std::string StripeServer::new_id(const std::string& prefix) {
    return prefix + "_" + std::to_string(++made_) + "Test";
}

void StripeServer::tell(const std::string& type, const Json& about) {
    events_.push_back({{"id", new_id("evt")},
                       {"object", "event"},
                       {"api_version", "2023-08-16"},
                       {"type", type},
                       {"data", {{"object", about}}}});
}

std::string StripeServer::sign(const std::string& body, std::int64_t time) {
    const std::string text = std::to_string(time) + "." + body;
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int length = 0;
    const std::string secret = webhook_secret;
    HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
         reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data(), &length);
    std::string hex;
    constexpr std::string_view digits = "0123456789abcdef";
    for (unsigned int i = 0; i < length; ++i) {
        hex += digits[digest[i] >> 4U];
        hex += digits[digest[i] & 15U];
    }
    return "t=" + std::to_string(time) + ",v1=" + hex;
}

std::vector<std::string> StripeServer::take_events() {
    const std::lock_guard<std::mutex> lock(mutex_);
    std::vector<std::string> bodies;
    for (const Json& event : events_) bodies.push_back(event.dump());
    events_.clear();
    return bodies;
}

std::vector<HttpMessage> StripeServer::messages() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return messages_;
}

std::size_t StripeServer::count(const std::string& beginning) const {
    std::size_t number = 0;
    for (const HttpMessage& message : messages())
        if (message.start.starts_with(beginning)) ++number;
    return number;
}

std::vector<std::string> StripeServer::complaints() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return complaints_;
}

std::vector<Json> StripeServer::objects(const std::string& kind) const {
    const std::lock_guard<std::mutex> lock(mutex_);
    std::vector<Json> found;
    for (const auto& [id, object] : objects_)
        if (object["object"] == kind) found.push_back(object);
    return found;
}

std::map<std::string, std::vector<std::string>> StripeServer::charged() const {
    std::map<std::string, std::vector<std::string>> charges;
    for (const Json& intent : objects("payment_intent"))
        if (intent["status"] == "succeeded" || intent["status"] == "processing")
            charges[intent["metadata"]["tenure_payment"]].push_back(intent["id"]);
    return charges;
}

}  // namespace tenure::stripe_test
