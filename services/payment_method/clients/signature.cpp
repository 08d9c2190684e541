#include "payment_method/clients/signature.hpp"

#include <array>
#include <charconv>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdexcept>
#include <vector>

namespace tenure::payment_method {

namespace {

struct Header {
    std::string time;
    std::vector<std::string> signatures;
};

Header parse(std::string_view text) {
    Header header;
    while (!text.empty()) {
        const std::string_view part = text.substr(0, text.find(','));
        text.remove_prefix(std::min(text.size(), part.size() + 1));
        if (part.starts_with("t=")) header.time = part.substr(2);
        if (part.starts_with("v1=")) header.signatures.emplace_back(part.substr(3));
    }
    return header;
}

bool equal(std::string_view a, std::string_view b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

Error invalid(std::string detail) {
    return {ErrorKind::malformed, "notification_invalid", std::move(detail)};
}

}  // namespace

std::string hmac_sha256_hex(std::string_view key, std::string_view text) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int length = 0;
    if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
             reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data(),
             &length) == nullptr)
        throw std::runtime_error("HMAC-SHA256 failed");
    constexpr std::string_view digits = "0123456789abcdef";
    std::string hex;
    for (unsigned int i = 0; i < length; ++i) {
        hex += digits[digest[i] >> 4U];
        hex += digits[digest[i] & 0xFU];
    }
    return hex;
}

Status check_signature(const std::string& secret, std::string_view text, std::string_view body,
                       Timestamp now, std::chrono::seconds tolerance) {
    const Header header = parse(text);
    std::int64_t seconds = 0;
    const char* const end = header.time.data() + header.time.size();
    const auto [stop, failure] = std::from_chars(header.time.data(), end, seconds);
    constexpr std::int64_t latest = 100'000'000'000;  // what a Timestamp can hold without overflow
    if (failure != std::errc() || stop != end || seconds < 0 || seconds > latest)
        return invalid("the signature has no time");
    const std::string expected = hmac_sha256_hex(secret, header.time + "." + std::string(body));
    bool signed_by_provider = false;
    for (const std::string& signature : header.signatures)
        signed_by_provider |= equal(signature, expected);
    if (!signed_by_provider) return invalid("the signature is not the provider's");
    const Timestamp signed_at{std::chrono::seconds(seconds)};
    const auto age = now > signed_at ? now - signed_at : signed_at - now;
    if (age > tolerance) return invalid("the signature is too old");
    return done;
}

}  // namespace tenure::payment_method
