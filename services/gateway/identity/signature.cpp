#include "gateway/identity/signature.hpp"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/sha.h>
#include <stdexcept>
#include <utility>

namespace tenure::gateway {

namespace {

template <auto Free>
struct Freed {
    template <class T>
    void operator()(T* object) const {
        Free(object);
    }
};
using Number = std::unique_ptr<BIGNUM, Freed<BN_free>>;
using ParameterBuilder = std::unique_ptr<OSSL_PARAM_BLD, Freed<OSSL_PARAM_BLD_free>>;
using Parameters = std::unique_ptr<OSSL_PARAM, Freed<OSSL_PARAM_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Freed<EVP_PKEY_CTX_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Freed<EVP_MD_CTX_free>>;
using EcdsaSignature = std::unique_ptr<ECDSA_SIG, Freed<ECDSA_SIG_free>>;
using Bio = std::unique_ptr<BIO, Freed<BIO_free_all>>;
using KeyHandle = std::shared_ptr<evp_pkey_st>;

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

KeyHandle owned(EVP_PKEY* key) {
    return {key, EVP_PKEY_free};
}

Number number_of(std::string_view bytes) {
    return Number(BN_bin2bn(bytes_of(bytes), static_cast<int>(bytes.size()), nullptr));
}

/// A public key from parameters, checked by OpenSSL.
KeyHandle public_key(const char* type, const ParameterBuilder& builder) {
    const Parameters parameters(OSSL_PARAM_BLD_to_param(builder.get()));
    const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
    EVP_PKEY* key = nullptr;
    if (!parameters || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
        EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters.get()) != 1)
        return {};
    KeyHandle handle = owned(key);
    const KeyContext check(EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr));
    if (!check || EVP_PKEY_public_check(check.get()) != 1) return {};
    return handle;
}

/// JWS writes r and s side by side; OpenSSL wants DER.
std::string der_signature(std::string_view raw) {
    if (raw.size() != 64) return {};
    EcdsaSignature signature(ECDSA_SIG_new());
    Number r = number_of(raw.substr(0, 32));
    Number s = number_of(raw.substr(32));
    if (!signature || !r || !s) return {};
    if (ECDSA_SIG_set0(signature.get(), r.get(), s.get()) != 1) return {};
    (void)r.release();  // owned by the signature from here on
    (void)s.release();
    unsigned char* der = nullptr;
    const int length = i2d_ECDSA_SIG(signature.get(), &der);
    if (length <= 0) return {};
    std::string text(reinterpret_cast<char*>(der), static_cast<std::size_t>(length));
    OPENSSL_free(der);
    return text;
}

}  // namespace

std::optional<Algorithm> parse_algorithm(std::string_view name) {
    if (name == "RS256") return Algorithm::rs256;
    if (name == "ES256") return Algorithm::es256;
    if (name == "EdDSA") return Algorithm::eddsa;
    if (name == "HS256") return Algorithm::hs256;
    return std::nullopt;
}

std::optional<VerificationKey> rsa_key(std::string_view modulus, std::string_view exponent) {
    if (modulus.size() > 1024 || exponent.empty() || exponent.size() > 8) return std::nullopt;
    const Number n = number_of(modulus);
    const Number e = number_of(exponent);
    if (!n || !e || BN_num_bits(n.get()) < 2048) return std::nullopt;
    if (BN_is_odd(e.get()) == 0 || BN_is_one(e.get()) == 1) return std::nullopt;
    const ParameterBuilder builder(OSSL_PARAM_BLD_new());
    if (!builder || OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) != 1 ||
        OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) != 1)
        return std::nullopt;
    KeyHandle key = public_key("RSA", builder);
    if (!key) return std::nullopt;
    return VerificationKey{Algorithm::rs256, std::move(key)};
}

std::optional<VerificationKey> p256_key(std::string_view x, std::string_view y) {
    if (x.size() != 32 || y.size() != 32) return std::nullopt;
    const std::string point = "\x04" + std::string(x) + std::string(y);  // uncompressed
    const ParameterBuilder builder(OSSL_PARAM_BLD_new());
    if (!builder ||
        OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0) !=
            1 ||
        OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                         point.size()) != 1)
        return std::nullopt;
    KeyHandle key = public_key("EC", builder);
    if (!key) return std::nullopt;
    return VerificationKey{Algorithm::es256, std::move(key)};
}

std::optional<VerificationKey> ed25519_key(std::string_view x) {
    if (x.size() != 32) return std::nullopt;
    EVP_PKEY* key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytes_of(x), x.size());
    if (key == nullptr) return std::nullopt;
    return VerificationKey{Algorithm::eddsa, owned(key)};
}

bool verify_signature(const VerificationKey& key, std::string_view text,
                      std::string_view signature) {
    if (key.algorithm == Algorithm::hs256) return false;
    std::string der;
    if (key.algorithm == Algorithm::es256) {
        der = der_signature(signature);
        if (der.empty()) return false;
        signature = der;
    }
    const EVP_MD* digest = key.algorithm == Algorithm::eddsa ? nullptr : EVP_sha256();
    const DigestContext context(EVP_MD_CTX_new());
    return context &&
           EVP_DigestVerifyInit(context.get(), nullptr, digest, nullptr, key.key.get()) == 1 &&
           EVP_DigestVerify(context.get(), bytes_of(signature), signature.size(), bytes_of(text),
                            text.size()) == 1;
}

bool verify_hs256(std::string_view secret, std::string_view text, std::string_view signature) {
    unsigned char code[SHA256_DIGEST_LENGTH];
    unsigned int length = 0;
    if (HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()), bytes_of(text),
             text.size(), code, &length) == nullptr)
        return false;
    return signature.size() == length && CRYPTO_memcmp(code, signature.data(), length) == 0;
}

SigningKey SigningKey::generate() {
    EVP_PKEY* key = EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
    if (key == nullptr) throw std::runtime_error("no key could be generated");
    return SigningKey(owned(key));
}

std::optional<SigningKey> SigningKey::from_pem(const std::string& pem) {
    const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    KeyHandle key = owned(PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr));
    if (!key || EVP_PKEY_get_base_id(key.get()) != EVP_PKEY_ED25519) return std::nullopt;
    return SigningKey(std::move(key));
}

std::string SigningKey::to_pem() const {
    const Bio bio(BIO_new(BIO_s_mem()));
    if (!bio || PEM_write_bio_PKCS8PrivateKey(bio.get(), key_.get(), nullptr, nullptr, 0, nullptr,
                                              nullptr) != 1)
        throw std::runtime_error("the key could not be written");
    char* text = nullptr;
    const long length = BIO_get_mem_data(bio.get(), &text);
    return {text, static_cast<std::size_t>(length)};
}

std::string SigningKey::public_bytes() const {
    std::string bytes(32, '\0');
    std::size_t length = bytes.size();
    if (EVP_PKEY_get_raw_public_key(key_.get(), reinterpret_cast<unsigned char*>(bytes.data()),
                                    &length) != 1)
        throw std::runtime_error("the public key could not be read");
    return bytes;
}

std::string SigningKey::sign(std::string_view text) const {
    std::string signature(64, '\0');
    std::size_t length = signature.size();
    const DigestContext context(EVP_MD_CTX_new());
    if (!context || EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key_.get()) != 1 ||
        EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &length,
                       bytes_of(text), text.size()) != 1)
        throw std::runtime_error("the text could not be signed");
    return signature;
}

std::string sha256(std::string_view text) {
    std::string digest(SHA256_DIGEST_LENGTH, '\0');
    SHA256(bytes_of(text), text.size(), reinterpret_cast<unsigned char*>(digest.data()));
    return digest;
}

}  // namespace tenure::gateway
