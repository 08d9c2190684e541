#include "http/idempotency_key.hpp"

#include <algorithm>
#include <array>
#include <openssl/evp.h>
#include <optional>
#include <stdexcept>

namespace tenure::http {

namespace {

constexpr std::size_t longest_key = 255;

/// The content of an RFC 8941 string; nothing when the quotes or escapes are wrong.
std::optional<std::string> unquote(std::string_view text) {
    if (text.size() < 2 || text.back() != '"') return std::nullopt;
    const std::string_view inner = text.substr(1, text.size() - 2);
    std::string out;
    for (std::size_t i = 0; i < inner.size(); ++i) {
        if (inner[i] == '"') return std::nullopt;
        if (inner[i] == '\\') {
            if (++i == inner.size() || (inner[i] != '"' && inner[i] != '\\')) return std::nullopt;
        }
        out += inner[i];
    }
    return out;
}

bool is_visible(char c) {
    return c > 0x20 && c < 0x7f;
}

}  // namespace

Result<std::string> parse_idempotency_key(std::string_view header) {
    std::optional<std::string> key =
        header.starts_with('"') ? unquote(header) : std::optional(std::string(header));
    if (!key || key->empty() || key->size() > longest_key ||
        !std::all_of(key->begin(), key->end(), is_visible))
        return Error{ErrorKind::malformed, "idempotency_key_invalid",
                     "Idempotency-Key is not 1 to 255 visible ASCII characters"};
    return *std::move(key);
}

std::string fingerprint_of(Method method, std::string_view path, std::string_view body) {
    std::string text(name_of(method));
    text += '\n';
    text += path;  // decoded, and without control characters: the line ends are unambiguous
    text += '\n';
    text += body;
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int length = 0;
    if (EVP_Digest(text.data(), text.size(), digest.data(), &length, EVP_sha256(), nullptr) != 1)
        throw std::runtime_error("SHA-256 failed");
    constexpr std::string_view digits = "0123456789abcdef";
    std::string hex;
    for (unsigned int i = 0; i < length; ++i) {
        hex += digits[digest[i] >> 4U];
        hex += digits[digest[i] & 15U];
    }
    return hex;
}

}  // namespace tenure::http
