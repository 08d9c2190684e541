#pragma once
// The identity provider's public keys (JWKS, RFC 7517): a key id means exactly one key and one
// algorithm, so that a token cannot choose how it is checked.

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "domain/result.hpp"
#include "gateway/identity/signature.hpp"

namespace tenure::gateway {

class KeySet {
  public:
    /// Keys that cannot be used for checking our tokens (other types and curves, weak, for
    /// encryption, without `kid`) are left out; a `kid` that stands twice is left out altogether.
    /// Error `bad_key_set` (bad_gateway) when the text is not a key set or no key is left.
    static Result<KeySet> parse(std::string_view jwks);

    /// nullptr when there is no such key.
    const VerificationKey* find(const std::string& kid) const;
    std::size_t size() const { return keys_.size(); }
    /// Why keys were left out, a sentence each, for the log.
    const std::vector<std::string>& left_out() const { return left_out_; }

  private:
    std::map<std::string, VerificationKey> keys_;
    std::vector<std::string> left_out_;
};

/// RFC 7638: the key id that Tenure gives to an Ed25519 key it made.
std::string ed25519_thumbprint(std::string_view public_bytes);
/// A key set of one Ed25519 key.
std::string ed25519_key_set(std::string_view public_bytes);

}  // namespace tenure::gateway
