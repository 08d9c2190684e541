// Every way in which a bearer token can be wrong, and the few in which it is right.
#include "gateway/identity/jwt.hpp"

#include <catch2/catch.hpp>

#include "domain/base64.hpp"
#include "unit/gateway/token_maker.hpp"

using namespace tenure;
using namespace tenure::gateway;
using Json = nlohmann::json;

namespace {

const Timestamp now = parse_timestamp("2027-01-01T00:00:00Z").value();
constexpr std::int64_t now_seconds = 1'798'761'600;
const JwtRules rules{.issuer = "https://id.example", .audience = "tenure", .hs256_secret = {}};

const TestKey& rsa() {
    static const TestKey key(TestKey::Type::rsa);
    return key;
}
const TestKey& p256() {
    static const TestKey key(TestKey::Type::p256);
    return key;
}
const TestKey& ed25519() {
    static const TestKey key(TestKey::Type::ed25519);
    return key;
}

const KeySet& keys() {
    static const KeySet set =
        KeySet::parse(
            Json{{"keys", {rsa().jwk("rsa"), p256().jwk("p256"), ed25519().jwk("ed")}}}.dump())
            .value();
    return set;
}

Json claims() {
    return {{"iss", "https://id.example"},
            {"aud", "tenure"},
            {"sub", "user-1"},
            {"account", "acc_demo"},
            {"roles", {"owner", "billing"}},
            {"exp", now_seconds + 600}};
}

Json claims_with(const char* name, const Json& value) {
    Json changed = claims();
    changed[name] = value;
    return changed;
}

Json claims_without(const char* name) {
    Json changed = claims();
    changed.erase(name);
    return changed;
}

Json header(const char* algorithm, const char* kid) {
    return {{"alg", algorithm}, {"kid", kid}, {"typ", "JWT"}};
}

Result<Claims> verify(const std::string& token) {
    return verify_token(token, keys(), rules, now).claims;
}

/// The code of the refusal; "" when the token is good.
std::string refusal(const std::string& token) {
    const Result<Claims> result = verify(token);
    return result.ok() ? "" : result.error().code;
}

std::string ed_token(const Json& body) {
    return make_token(header("EdDSA", "ed"), body, ed25519());
}

}  // namespace

TEST_CASE("A token of each algorithm gives subject, account and roles") {
    for (const auto& [algorithm, kid, key] :
         {std::tuple{"RS256", "rsa", &rsa()}, std::tuple{"ES256", "p256", &p256()},
          std::tuple{"EdDSA", "ed", &ed25519()}}) {
        const Result<Claims> result = verify(make_token(header(algorithm, kid), claims(), *key));
        REQUIRE(result.ok());
        CHECK(result->subject == "user-1");
        CHECK(result->account->str() == "acc_demo");
        CHECK(result->roles == (Role::owner | Role::billing));
    }
}

TEST_CASE("Types of access tokens are taken, others are not") {
    for (const char* type : {"JWT", "jwt", "at+jwt", "application/at+jwt"}) {
        Json with_type = header("EdDSA", "ed");
        with_type["typ"] = type;
        CHECK(refusal(make_token(with_type, claims(), ed25519())).empty());
    }
    Json without = header("EdDSA", "ed");
    without.erase("typ");
    CHECK(refusal(make_token(without, claims(), ed25519())).empty());
    for (const Json& type : {Json("logout+jwt"), Json(1), Json(nullptr)}) {
        Json with_type = header("EdDSA", "ed");
        with_type["typ"] = type;
        CHECK(refusal(make_token(with_type, claims(), ed25519())) == "token_invalid");
    }
}

TEST_CASE("The algorithm none is refused, however it is written") {
    for (const char* none : {"none", "None", "NONE", "nOnE", ""}) {
        const std::string text =
            unsigned_token(Json{{"alg", none}, {"kid", "ed"}}.dump(), claims().dump());
        CHECK(refusal(text + ".") == "token_invalid");
        CHECK(refusal(text + "." + base64url_encode(ed25519().sign(text))) == "token_invalid");
    }
    const std::string no_algorithm =
        unsigned_token(Json{{"kid", "ed"}}.dump(), claims().dump()) + ".";
    CHECK(refusal(no_algorithm) == "token_invalid");
}

TEST_CASE("A public RSA key is no secret for HS256") {
    const std::string text = unsigned_token(header("HS256", "rsa").dump(), claims().dump());
    for (const std::string& secret : {rsa().public_pem(), std::string(), std::string("rsa")})
        CHECK(refusal(text + "." + base64url_encode(hmac_sha256(secret, text))) == "token_invalid");
}

TEST_CASE("HS256 is taken with the development secret only") {
    JwtRules development = rules;
    development.hs256_secret = "a secret of at least thirty-two bytes";
    const std::string text = unsigned_token(Json{{"alg", "HS256"}}.dump(), claims().dump());
    const auto verify_with = [&](const std::string& secret) {
        const std::string token = text + "." + base64url_encode(hmac_sha256(secret, text));
        return verify_token(token, keys(), development, now).claims.ok();
    };
    CHECK(verify_with(*development.hs256_secret));
    CHECK_FALSE(verify_with("another secret of at least 32 bytes"));
    CHECK_FALSE(verify_with(""));
}

TEST_CASE("A key is good for its own algorithm only") {
    CHECK(refusal(make_token(header("RS256", "ed"), claims(), ed25519())) == "token_invalid");
    CHECK(refusal(make_token(header("EdDSA", "rsa"), claims(), ed25519())) == "token_invalid");
    CHECK(refusal(make_token(header("ES256", "rsa"), claims(), p256())) == "token_invalid");
    for (const char* other : {"RS384", "RS512", "PS256", "ES384", "HS512", "rs256"})
        CHECK(refusal(make_token(header(other, "rsa"), claims(), rsa())) == "token_invalid");
}

TEST_CASE("A key id that is missing or unknown is refused, the unknown one said so") {
    Json without = header("EdDSA", "ed");
    without.erase("kid");
    CHECK(refusal(make_token(without, claims(), ed25519())) == "token_invalid");
    const Verification unknown =
        verify_token(make_token(header("EdDSA", "other"), claims(), ed25519()), keys(), rules, now);
    CHECK(unknown.claims.error().code == "token_invalid");
    CHECK(unknown.key_unknown);
}

TEST_CASE("Any change of a signed token is found") {
    const std::string token = ed_token(claims());
    for (std::size_t i = 0; i < token.size(); i += 3) {
        if (token[i] == '.') continue;
        std::string changed = token;
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        CHECK_FALSE(refusal(changed).empty());
    }
    const std::string text = token.substr(0, token.rfind('.'));
    CHECK(refusal(text + ".") == "token_invalid");
    const TestKey stranger(TestKey::Type::ed25519);
    CHECK(refusal(make_token(header("EdDSA", "ed"), claims(), stranger)) == "token_invalid");
}

TEST_CASE("An ES256 signature in DER or of zeros is refused") {
    const std::string text = unsigned_token(header("ES256", "p256").dump(), claims().dump());
    CHECK(refusal(text + "." + base64url_encode(std::string(64, '\0'))) == "token_invalid");
    CHECK(refusal(text + "." + base64url_encode("\x30\x06\x02\x01\x01\x02\x01\x01")) ==
          "token_invalid");
}

TEST_CASE("Issuer and audience must be ours") {
    CHECK(refusal(ed_token(claims_with("iss", "https://id.example/"))) == "token_wrong_issuer");
    CHECK(refusal(ed_token(claims_without("iss"))) == "token_wrong_issuer");
    CHECK(refusal(ed_token(claims_with("aud", "crm"))) == "token_wrong_audience");
    CHECK(refusal(ed_token(claims_with("aud", Json::array()))) == "token_wrong_audience");
    CHECK(refusal(ed_token(claims_with("aud", Json{"crm", 1}))) == "token_wrong_audience");
    CHECK(refusal(ed_token(claims_without("aud"))) == "token_wrong_audience");
    CHECK(refusal(ed_token(claims_with("aud", Json{"crm", "tenure"}))).empty());
}

TEST_CASE("A token is good from nbf until exp, with a few seconds for differing clocks") {
    const auto at = [](std::int64_t expires) { return ed_token(claims_with("exp", expires)); };
    CHECK(refusal(at(now_seconds + 1)).empty());
    CHECK(refusal(at(now_seconds - rules.leeway.count() + 1)).empty());
    CHECK(refusal(at(now_seconds - rules.leeway.count())) == "token_expired");
    CHECK(refusal(at(0)) == "token_expired");
    CHECK(refusal(ed_token(claims_with("nbf", now_seconds + 60))) == "token_not_yet_valid");
    CHECK(refusal(ed_token(claims_with("nbf", now_seconds + 1))).empty());
    CHECK(refusal(ed_token(claims_with("nbf", now_seconds - 60))).empty());
}

TEST_CASE("Claims that are missing or of another type are refused") {
    CHECK(refusal(ed_token(claims_without("exp"))) == "token_invalid");
    for (const Json& bad : {Json("1900000000"), Json(nullptr), Json(-1), Json(1e300), Json(true)})
        CHECK(refusal(ed_token(claims_with("exp", bad))) == "token_invalid");
    CHECK(refusal(ed_token(claims_with("nbf", "now"))) == "token_invalid");
    CHECK(refusal(ed_token(claims_without("sub"))) == "token_invalid");
    CHECK(refusal(ed_token(claims_with("sub", ""))) == "token_invalid");
    CHECK(refusal(ed_token(claims_with("sub", "a\nb"))) == "token_invalid");
    CHECK(refusal(ed_token(claims_with("sub", std::string(256, 'a')))) == "token_invalid");
    CHECK(refusal(ed_token(claims_without("account"))) == "token_invalid");
    for (const Json& bad : {Json("demo"), Json("acc_"), Json("acc_a b"), Json(5), Json(nullptr)})
        CHECK(refusal(ed_token(claims_with("account", bad))) == "token_invalid");
    CHECK(refusal(ed_token(claims_without("roles"))) == "token_invalid");
    CHECK(refusal(ed_token(claims_with("roles", "owner"))) == "token_invalid");
    CHECK(refusal(ed_token(claims_with("roles", Json{1}))) == "token_invalid");
}

TEST_CASE("Unknown roles and the role of services give no rights") {
    const Result<Claims> result = verify(ed_token(claims_with("roles", {"service", "root"})));
    REQUIRE(result.ok());
    CHECK(result->roles.empty());
}

TEST_CASE("Only an operator's token may lack the account") {
    Json body = claims_without("account");
    body["roles"] = {"operator"};
    const Result<Claims> result = verify(ed_token(body));
    REQUIRE(result.ok());
    CHECK_FALSE(result->account.has_value());
}

TEST_CASE("A critical extension that we do not know is refused") {
    Json critical = header("EdDSA", "ed");
    critical["crit"] = {"b64"};
    critical["b64"] = false;
    CHECK(refusal(make_token(critical, claims(), ed25519())) == "token_invalid");
}

TEST_CASE("Text that is no token is refused as malformed") {
    const std::string token = ed_token(claims());
    for (const std::string& text :
         {std::string(), std::string("."), std::string(".."), std::string("..."),
          std::string("a.b.c"), token + ".e30", token + "=", " " + token,
          token.substr(0, token.find('.')), unsigned_token("[]", "{}") + ".e30",
          unsigned_token(R"({"alg":"EdDSA","alg":"none"})", "{}") + ".e30",
          unsigned_token("{\"alg\":\"\xff\"}", "{}") + ".e30", std::string(9000, 'a')})
        CHECK(refusal(text) == "token_malformed");
}

TEST_CASE("A claim that stands twice is refused even when it is signed") {
    std::string body = claims().dump();
    body.insert(1, R"("account":"acc_other",)");
    const std::string text = unsigned_token(header("EdDSA", "ed").dump(), body);
    CHECK(refusal(text + "." + base64url_encode(ed25519().sign(text))) == "token_malformed");
}

TEST_CASE("A token beyond the size limit is refused before it is looked at") {
    const std::string token = ed_token(claims_with("note", std::string(max_token_bytes, 'a')));
    CHECK(refusal(token) == "token_malformed");
}
