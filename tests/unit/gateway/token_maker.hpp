#pragma once
// Signs tokens of every kind, good and bad, with keys made for the test.

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

struct evp_pkey_st;

namespace tenure::gateway {

/// A private key, and its public half as a JWK.
class TestKey {
  public:
    enum class Type { rsa, p256, ed25519 };
    explicit TestKey(Type type, int rsa_bits = 2048);
    ~TestKey();
    TestKey(const TestKey&) = delete;
    TestKey& operator=(const TestKey&) = delete;

    nlohmann::json jwk(const std::string& kid) const;
    /// As JWS wants it: SHA-256 except for Ed25519, r and s side by side for P-256.
    std::string sign(std::string_view text) const;
    /// SubjectPublicKeyInfo in PEM: what an attacker knows of an RSA key.
    std::string public_pem() const;

  private:
    std::string number(const char* name) const;

    Type type_;
    evp_pkey_st* key_;
};

/// "<header>.<claims>.<signature of key>".
std::string make_token(const nlohmann::json& header, const nlohmann::json& claims,
                       const TestKey& key);
/// The first two parts, from texts that need not be JSON.
std::string unsigned_token(std::string_view header, std::string_view claims);
std::string hmac_sha256(std::string_view secret, std::string_view text);

}  // namespace tenure::gateway
