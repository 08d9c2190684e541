// Adds options to PostgreSQL connection strings of both forms.

#include "pg/connection_string.hpp"

namespace tenure::pg {

namespace {

bool is_uri(std::string_view url) {
    return url.starts_with("postgresql://") || url.starts_with("postgres://");
}

std::string percent_encoded(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string encoded;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           (c >= '0' && c <= '9') || c == '_' || c == '.';
        if (plain)
            encoded += c;
        else
            (encoded += '%').append({digits[byte >> 4], digits[byte & 15]});
    }
    return encoded;
}

std::string quoted(std::string_view text) {
    std::string result = "'";
    for (const char c : text) {
        if (c == '\'' || c == '\\') result += '\\';
        result += c;
    }
    return result + "'";
}

}  // namespace

std::string with_option(std::string url, std::string_view name, std::string_view value) {
    if (is_uri(url)) {
        url += url.find('?') == std::string::npos ? '?' : '&';
        return url.append(name).append("=").append(percent_encoded(value));
    }
    return url.append(" ").append(name).append("=").append(quoted(value));
}

bool has_option(std::string_view url, std::string_view name) {
    for (std::size_t at = url.find(name); at != std::string_view::npos;
         at = url.find(name, at + 1)) {
        const bool begins =
            at == 0 || url[at - 1] == '?' || url[at - 1] == '&' || url[at - 1] == ' ';
        std::size_t end = at + name.size();
        while (end < url.size() && url[end] == ' ') ++end;
        if (begins && end < url.size() && url[end] == '=') return true;
    }
    return false;
}

}  // namespace tenure::pg
