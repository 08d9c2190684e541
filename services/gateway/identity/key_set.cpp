#include "gateway/identity/key_set.hpp"

#include <nlohmann/json.hpp>

#include "domain/base64.hpp"
#include "json/reader.hpp"
#include "json/writer.hpp"

namespace tenure::gateway {

namespace {

using Json = nlohmann::json;

constexpr std::size_t max_keys = 64;

std::string text(const Json& object, const char* name) {
    const auto member = object.find(name);
    return member != object.end() && member->is_string() ? member->get<std::string>() : "";
}

std::string decoded(const Json& object, const char* name) {
    return base64url_decode(text(object, name)).value_or("");
}

bool is_for_verifying(const Json& key) {
    if (key.contains("use") && text(key, "use") != "sig") return false;
    const auto operations = key.find("key_ops");
    if (operations == key.end()) return true;
    if (!operations->is_array()) return false;
    for (const Json& operation : *operations)
        if (operation == "verify") return true;
    return false;
}

std::optional<VerificationKey> key_of(const Json& key) {
    const std::string type = text(key, "kty");
    const std::string curve = text(key, "crv");
    if (type == "RSA") return rsa_key(decoded(key, "n"), decoded(key, "e"));
    if (type == "EC" && curve == "P-256") return p256_key(decoded(key, "x"), decoded(key, "y"));
    if (type == "OKP" && curve == "Ed25519") return ed25519_key(decoded(key, "x"));
    return std::nullopt;
}

/// The usable key, or why it is left out.
Result<VerificationKey> read_key(const Json& key, const std::string& kid) {
    const auto unusable = [](std::string why) {
        return Error{ErrorKind::invalid, "key_left_out", std::move(why)};
    };
    if (!key.is_object() || kid.empty()) return unusable("a key has no kid");
    if (key.contains("d") || key.contains("k"))
        return unusable("key " + kid + " is a secret key: it does not belong in a key set");
    if (!is_for_verifying(key)) return unusable("key " + kid + " is not for verifying");
    const std::optional<VerificationKey> usable = key_of(key);
    if (!usable) return unusable("key " + kid + " has an unknown type, or is weak or malformed");
    if (key.contains("alg") && parse_algorithm(text(key, "alg")) != usable->algorithm)
        return unusable("key " + kid + " is for another algorithm");
    return *usable;
}

}  // namespace

Result<KeySet> KeySet::parse(std::string_view jwks) {
    const Result<Json> document = json::parse(jwks);
    const auto bad = [](const char* why) {
        return Error{ErrorKind::bad_gateway, "bad_key_set", why};
    };
    if (!document.ok() || !document->is_object()) return bad("the key set is not a JSON object");
    const auto keys = document->find("keys");
    if (keys == document->end() || !keys->is_array() || keys->size() > max_keys)
        return bad("the key set has no array `keys` of at most 64 keys");
    KeySet set;
    std::map<std::string, int> seen;
    for (const Json& key : *keys) {
        const std::string kid = key.is_object() ? text(key, "kid") : "";
        Result<VerificationKey> usable = read_key(key, kid);
        if (!usable.ok()) set.left_out_.push_back(usable.error().detail);
        if (++seen[kid] > 1) {
            set.keys_.erase(kid);
            set.left_out_.push_back("the kid " + kid + " stands for several keys");
        } else if (usable.ok()) {
            set.keys_.emplace(kid, *usable);
        }
    }
    if (set.keys_.empty()) return bad("the key set has no usable key");
    return set;
}

const VerificationKey* KeySet::find(const std::string& kid) const {
    const auto key = keys_.find(kid);
    return key == keys_.end() ? nullptr : &key->second;
}

std::string ed25519_thumbprint(std::string_view public_bytes) {
    // The members in this order and without spaces are what RFC 7638 hashes.
    return base64url_encode(
        sha256(R"({"crv":"Ed25519","kty":"OKP","x":")" + base64url_encode(public_bytes) + "\"}"));
}

std::string ed25519_key_set(std::string_view public_bytes) {
    const json::Object key = {{"kty", "OKP"},
                              {"crv", "Ed25519"},
                              {"use", "sig"},
                              {"alg", "EdDSA"},
                              {"kid", ed25519_thumbprint(public_bytes)},
                              {"x", base64url_encode(public_bytes)}};
    return json::dump(json::Object{{"keys", json::Object::array({key})}}) + "\n";
}

}  // namespace tenure::gateway
