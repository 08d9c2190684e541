#include "gateway/wire/url.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace tenure::gateway {

namespace {

bool is_port(std::string_view text) {
    std::uint16_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size() && number > 0;
}

bool is_host_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-' || c == '_';
}

}  // namespace

std::optional<Url> parse_url(std::string_view text) {
    Url url;
    if (text.starts_with("https://")) {
        url.tls = true;
        text.remove_prefix(8);
    } else if (text.starts_with("http://")) {
        text.remove_prefix(7);
    } else {
        return std::nullopt;
    }
    const std::size_t slash = std::min(text.find('/'), text.size());
    std::string_view authority = text.substr(0, slash);
    url.target = slash < text.size() ? text.substr(slash) : "/";
    url.port = url.tls ? "443" : "80";
    if (const std::size_t colon = authority.find(':'); colon != authority.npos) {
        url.port = authority.substr(colon + 1);
        if (!is_port(url.port)) return std::nullopt;
        authority = authority.substr(0, colon);
    }
    url.host = authority;
    if (url.host.empty() || !std::all_of(url.host.begin(), url.host.end(), is_host_character))
        return std::nullopt;
    for (const char c : url.target)
        if (c <= ' ' || c == '#' || c == 0x7f) return std::nullopt;
    return url;
}

}  // namespace tenure::gateway
