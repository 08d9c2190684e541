#include "http/message.hpp"

namespace tenure::http {

namespace {

bool is_unreserved(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '-' || c == '.' || c == '_' || c == '~';
}

std::string percent_encoded(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string encoded;
    for (const char c : text) {
        if (is_unreserved(c)) {
            encoded += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        encoded += '%';
        encoded += digits[byte >> 4U];
        encoded += digits[byte & 15U];
    }
    return encoded;
}

}  // namespace

Response with_next_page(Response response, const Request& request, const Page& page,
                        const std::optional<std::string>& next_cursor) {
    if (!next_cursor) return response;
    std::string target =
        request.path + "?limit=" + std::to_string(page.limit) + "&cursor=" + *next_cursor;
    for (const auto& [name, value] : request.query)
        if (name != "limit" && name != "cursor")
            target += "&" + percent_encoded(name) + "=" + percent_encoded(value);
    response.headers.emplace_back("Link", "<" + target + ">; rel=\"next\"");
    return response;
}

}  // namespace tenure::http
