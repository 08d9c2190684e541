#include "unit/gateway/token_maker.hpp"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <stdexcept>

#include "domain/base64.hpp"

namespace tenure::gateway {

namespace {

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

std::string padded(const BIGNUM* number, int length) {
    std::string bytes(static_cast<std::size_t>(length), '\0');
    BN_bn2binpad(number, reinterpret_cast<unsigned char*>(bytes.data()), length);
    return bytes;
}

std::string raw_signature(const std::string& der) {
    const unsigned char* position = bytes_of(der);
    ECDSA_SIG* signature = d2i_ECDSA_SIG(nullptr, &position, static_cast<long>(der.size()));
    const std::string raw =
        padded(ECDSA_SIG_get0_r(signature), 32) + padded(ECDSA_SIG_get0_s(signature), 32);
    ECDSA_SIG_free(signature);
    return raw;
}

}  // namespace

TestKey::TestKey(Type type, int rsa_bits) : type_(type), key_(nullptr) {
    if (type == Type::rsa) key_ = EVP_RSA_gen(static_cast<unsigned>(rsa_bits));
    if (type == Type::p256) key_ = EVP_EC_gen("P-256");
    if (type == Type::ed25519) key_ = EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
    if (key_ == nullptr) throw std::runtime_error("no key");
}

TestKey::~TestKey() {
    EVP_PKEY_free(key_);
}

std::string TestKey::number(const char* name) const {
    BIGNUM* value = nullptr;
    if (EVP_PKEY_get_bn_param(key_, name, &value) != 1) throw std::runtime_error("no number");
    const int length = type_ == Type::p256 ? 32 : BN_num_bytes(value);
    const std::string bytes = padded(value, length);
    BN_free(value);
    return base64url_encode(bytes);
}

nlohmann::json TestKey::jwk(const std::string& kid) const {
    if (type_ == Type::rsa)
        return {{"kty", "RSA"},
                {"kid", kid},
                {"n", number(OSSL_PKEY_PARAM_RSA_N)},
                {"e", number(OSSL_PKEY_PARAM_RSA_E)}};
    if (type_ == Type::p256)
        return {{"kty", "EC"},
                {"crv", "P-256"},
                {"kid", kid},
                {"x", number(OSSL_PKEY_PARAM_EC_PUB_X)},
                {"y", number(OSSL_PKEY_PARAM_EC_PUB_Y)}};
    std::string bytes(32, '\0');
    std::size_t length = bytes.size();
    EVP_PKEY_get_raw_public_key(key_, reinterpret_cast<unsigned char*>(bytes.data()), &length);
    return {{"kty", "OKP"}, {"crv", "Ed25519"}, {"kid", kid}, {"x", base64url_encode(bytes)}};
}

std::string TestKey::sign(std::string_view text) const {
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    const EVP_MD* digest = type_ == Type::ed25519 ? nullptr : EVP_sha256();
    std::size_t length = 1024;
    std::string signature(length, '\0');
    const bool good = EVP_DigestSignInit(context, nullptr, digest, nullptr, key_) == 1 &&
                      EVP_DigestSign(context, reinterpret_cast<unsigned char*>(signature.data()),
                                     &length, bytes_of(text), text.size()) == 1;
    EVP_MD_CTX_free(context);
    if (!good) throw std::runtime_error("no signature");
    signature.resize(length);
    return type_ == Type::p256 ? raw_signature(signature) : signature;
}

std::string TestKey::public_pem() const {
    BIO* bio = BIO_new(BIO_s_mem());
    PEM_write_bio_PUBKEY(bio, key_);
    char* text = nullptr;
    const long length = BIO_get_mem_data(bio, &text);
    const std::string pem(text, static_cast<std::size_t>(length));
    BIO_free(bio);
    return pem;
}

std::string make_token(const nlohmann::json& header, const nlohmann::json& claims,
                       const TestKey& key) {
    const std::string text = unsigned_token(header.dump(), claims.dump());
    return text + "." + base64url_encode(key.sign(text));
}

std::string unsigned_token(std::string_view header, std::string_view claims) {
    return base64url_encode(header) + "." + base64url_encode(claims);
}

std::string hmac_sha256(std::string_view secret, std::string_view text) {
    unsigned char code[32];
    unsigned int length = 0;
    HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()), bytes_of(text), text.size(),
         code, &length);
    return {reinterpret_cast<char*>(code), length};
}

}  // namespace tenure::gateway
