#include "http/target.hpp"

#include <algorithm>
#include <optional>

#include "domain/utf8.hpp"

namespace tenure::http {

namespace {

std::optional<unsigned> hex_digit(char c) {
    if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
    if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
    if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A' + 10);
    return std::nullopt;
}

bool is_clean_text(std::string_view text) {
    while (!text.empty()) {
        const auto first = static_cast<unsigned char>(text.front());
        const std::size_t length = utf8_length(text);
        if (length == 0 || first < 0x20 || first == 0x7f) return false;
        text.remove_prefix(length);
    }
    return true;
}

std::optional<std::string> decode(std::string_view text, bool plus_is_space) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '+' && plus_is_space) {
            out += ' ';
        } else if (text[i] != '%') {
            out += text[i];
        } else {
            const auto high = i + 2 < text.size() ? hex_digit(text[i + 1]) : std::nullopt;
            const auto low = i + 2 < text.size() ? hex_digit(text[i + 2]) : std::nullopt;
            if (!high || !low) return std::nullopt;
            out += static_cast<char>(*high * 16 + *low);
            i += 2;
        }
    }
    if (!is_clean_text(out)) return std::nullopt;
    return out;
}

Error malformed(std::string detail) {
    return {ErrorKind::malformed, "malformed_request", std::move(detail)};
}

/// Calls `take` for each part of `text` between separators; stops when it returns false.
template <class Take>
bool split(std::string_view text, char separator, Take take) {
    while (true) {
        const std::size_t end = text.find(separator);
        if (!take(text.substr(0, end))) return false;
        if (end == std::string_view::npos) return true;
        text.remove_prefix(end + 1);
    }
}

bool add_pair(Target& target, std::string_view pair) {
    if (pair.empty()) return true;
    const std::size_t equals = pair.find('=');
    const bool has_value = equals != std::string_view::npos;
    auto name = decode(pair.substr(0, equals), true);
    auto value = decode(has_value ? pair.substr(equals + 1) : std::string_view(), true);
    if (!name || !value) return false;
    target.query.emplace(*std::move(name), *std::move(value));
    return true;
}

bool add_segment(Target& target, std::string_view segment) {
    auto decoded = decode(segment, false);
    if (!decoded) return false;
    target.path += '/';
    target.path += *decoded;
    target.segments.push_back(*std::move(decoded));
    return true;
}

}  // namespace

Result<Target> parse_target(std::string_view text) {
    if (!text.starts_with('/')) return malformed("the path does not begin with /");
    const bool plain = std::all_of(text.begin(), text.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte > 0x20 && byte < 0x7f && c != '#';
    });
    if (!plain) return malformed("the path holds bytes that must be percent-encoded");

    Target target;
    const std::size_t question = text.find('?');
    const std::string_view path =
        text.substr(1, question == std::string_view::npos ? question : question - 1);
    if (!split(path, '/', [&](std::string_view part) { return add_segment(target, part); }))
        return malformed("the path is not percent-encoded UTF-8 text");
    if (question != std::string_view::npos &&
        !split(text.substr(question + 1), '&',
               [&](std::string_view part) { return add_pair(target, part); }))
        return malformed("the query is not percent-encoded UTF-8 text");
    return target;
}

}  // namespace tenure::http
