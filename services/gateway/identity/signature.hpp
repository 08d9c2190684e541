#pragma once
// Signatures of tokens: OpenSSL behind three algorithms and opaque keys.

#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct evp_pkey_st;

namespace tenure::gateway {

enum class Algorithm { rs256, es256, eddsa, hs256 };

/// The algorithm of a JWS header's "alg"; nothing for "none" and all that Tenure does not take.
std::optional<Algorithm> parse_algorithm(std::string_view name);

/// A key that is good for exactly one algorithm. Cheap to copy; usable from many threads.
struct VerificationKey {
    Algorithm algorithm;
    std::shared_ptr<evp_pkey_st> key;
};

/// From the members of a JWK, decoded. Nothing when the key is weak (RSA below 2048 bits or above
/// 8192, exponent below 3 or even), not on the curve or of the wrong length.
std::optional<VerificationKey> rsa_key(std::string_view modulus, std::string_view exponent);
std::optional<VerificationKey> p256_key(std::string_view x, std::string_view y);
std::optional<VerificationKey> ed25519_key(std::string_view x);

/// `signature` as JWS has it (for ES256: r and s, 32 bytes each).
bool verify_signature(const VerificationKey& key, std::string_view text,
                      std::string_view signature);
bool verify_hs256(std::string_view secret, std::string_view text, std::string_view signature);

/// An Ed25519 key pair for development and demonstrations.
class SigningKey {
  public:
    static SigningKey generate();
    /// PKCS #8 in PEM; nothing when it is not an Ed25519 private key.
    static std::optional<SigningKey> from_pem(const std::string& pem);
    std::string to_pem() const;
    std::string public_bytes() const;
    std::string sign(std::string_view text) const;

  private:
    explicit SigningKey(std::shared_ptr<evp_pkey_st> key) : key_(std::move(key)) {}
    std::shared_ptr<evp_pkey_st> key_;
};

std::string sha256(std::string_view text);

}  // namespace tenure::gateway
