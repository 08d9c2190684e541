#include "gateway/identity/key_set.hpp"

#include <catch2/catch.hpp>

#include "domain/base64.hpp"
#include "unit/gateway/token_maker.hpp"

using namespace tenure;
using namespace tenure::gateway;
using Json = nlohmann::json;

namespace {

Json good() {
    static const TestKey key(TestKey::Type::ed25519);
    return key.jwk("good");
}

/// The number of keys that are taken beside a good one.
std::size_t taken(Json key) {
    const Result<KeySet> set = KeySet::parse(Json{{"keys", {good(), std::move(key)}}}.dump());
    REQUIRE(set.ok());
    return set->size() - 1;
}

Json with(Json key, const char* name, const Json& value) {
    key[name] = value;
    return key;
}

}  // namespace

TEST_CASE("Keys that state the matching use and algorithm are taken") {
    const TestKey p256(TestKey::Type::p256);
    const Json key = p256.jwk("b");
    CHECK(taken(key) == 1);
    CHECK(taken(with(key, "use", "sig")) == 1);
    CHECK(taken(with(key, "alg", "ES256")) == 1);
    CHECK(taken(with(key, "key_ops", {"verify"})) == 1);
}

TEST_CASE("Keys that are not for verifying our tokens are left out") {
    const TestKey p256(TestKey::Type::p256);
    const Json key = p256.jwk("b");
    CHECK(taken(with(key, "use", "enc")) == 0);
    CHECK(taken(with(key, "alg", "ES384")) == 0);
    CHECK(taken(with(key, "alg", "HS256")) == 0);
    CHECK(taken(with(key, "key_ops", {"encrypt"})) == 0);
    CHECK(taken(with(key, "crv", "P-384")) == 0);
    CHECK(taken(with(key, "kid", "")) == 0);
    CHECK(taken(with(key, "kid", 7)) == 0);
    CHECK(taken(with(key, "d", "AAAA")) == 0);
    CHECK(taken({{"kty", "oct"}, {"kid", "b"}, {"k", "c2VjcmV0"}}) == 0);
    CHECK(taken("no key") == 0);
}

TEST_CASE("Weak and malformed keys are left out") {
    const TestKey short_rsa(TestKey::Type::rsa, 1024);
    CHECK(taken(short_rsa.jwk("b")) == 0);
    const TestKey rsa(TestKey::Type::rsa);
    CHECK(taken(rsa.jwk("b")) == 1);
    CHECK(taken(with(rsa.jwk("b"), "e", base64url_encode("\x01"))) == 0);
    CHECK(taken(with(rsa.jwk("b"), "e", base64url_encode("\x02"))) == 0);
    CHECK(taken(with(rsa.jwk("b"), "n", base64url_encode(std::string(2000, 'a')))) == 0);
    const TestKey p256(TestKey::Type::p256);
    const std::string off_curve = base64url_encode(std::string(32, 'x'));
    CHECK(taken(with(p256.jwk("b"), "x", off_curve)) == 0);
    CHECK(taken(with(with(good(), "kid", "b"), "x", base64url_encode("short"))) == 0);
}

TEST_CASE("A key id that stands twice means nobody's key") {
    const TestKey first(TestKey::Type::ed25519);
    const TestKey second(TestKey::Type::p256);
    const TestKey third(TestKey::Type::ed25519);
    const Result<KeySet> set = KeySet::parse(
        Json{{"keys", {first.jwk("a"), second.jwk("a"), third.jwk("a"), good()}}}.dump());
    REQUIRE(set.ok());
    CHECK(set->find("a") == nullptr);
    CHECK(set->find("good") != nullptr);
    CHECK(set->left_out().size() == 2);
}

TEST_CASE("Text that is no key set, or has no usable key, is an error") {
    for (const char* text : {"", "[]", "{}", R"({"keys":{}})", R"({"keys":[]})",
                             R"({"keys":[{"kty":"RSA"}]})", "not json"})
        CHECK(KeySet::parse(text).error().code == "bad_key_set");
}

TEST_CASE("The thumbprint of an Ed25519 key is the one of RFC 8037") {
    const std::string x = base64url_decode("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo").value();
    CHECK(ed25519_thumbprint(x) == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    const Result<KeySet> set = KeySet::parse(ed25519_key_set(x));
    REQUIRE(set.ok());
    CHECK(set->find("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k") != nullptr);
}

TEST_CASE("A signing key survives its PEM and signs for its key set") {
    const SigningKey key = SigningKey::generate();
    const std::optional<SigningKey> again = SigningKey::from_pem(key.to_pem());
    REQUIRE(again.has_value());
    const auto verification = ed25519_key(key.public_bytes());
    CHECK(verify_signature(verification.value(), "text", again->sign("text")));
    CHECK_FALSE(verify_signature(verification.value(), "texT", again->sign("text")));
    CHECK_FALSE(SigningKey::from_pem("no key").has_value());
}
