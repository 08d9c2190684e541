#include "payment_method/clients/sealer.hpp"

#include <array>
#include <memory>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <stdexcept>

#include "domain/base64.hpp"

namespace tenure::payment_method {

namespace {

constexpr std::size_t nonce_bytes = 12;
constexpr std::size_t tag_bytes = 16;
constexpr std::string_view version = "1:";

using Context = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

int size_of(std::string_view text) {
    return static_cast<int>(text.size());
}

void require(int outcome) {
    if (outcome != 1) throw std::runtime_error("sealed text cannot be made or opened");
}

Context make_context() {
    Context context(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
    if (!context) throw std::runtime_error("no cipher context");
    return context;
}

}  // namespace

Sealer::Sealer(std::string_view secret) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int length = 0;
    require(
        EVP_Digest(secret.data(), secret.size(), digest.data(), &length, EVP_sha256(), nullptr));
    key_.assign(reinterpret_cast<const char*>(digest.data()), length);
}

std::string Sealer::seal(std::string_view text, std::string_view context) const {
    std::array<unsigned char, nonce_bytes> nonce{};
    require(RAND_bytes(nonce.data(), static_cast<int>(nonce.size())));
    const Context cipher = make_context();
    require(
        EVP_EncryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, bytes_of(key_), nonce.data()));
    int length = 0;
    require(EVP_EncryptUpdate(cipher.get(), nullptr, &length, bytes_of(context), size_of(context)));
    std::string sealed(text.size(), '\0');
    require(EVP_EncryptUpdate(cipher.get(), reinterpret_cast<unsigned char*>(sealed.data()),
                              &length, bytes_of(text), size_of(text)));
    require(EVP_EncryptFinal_ex(cipher.get(), nullptr, &length));
    std::array<unsigned char, tag_bytes> tag{};
    require(EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_GET_TAG, static_cast<int>(tag_bytes),
                                tag.data()));
    const std::string head(reinterpret_cast<const char*>(nonce.data()), nonce.size());
    const std::string tail(reinterpret_cast<const char*>(tag.data()), tag.size());
    return std::string(version) + base64url_encode(head + sealed + tail);
}

std::string Sealer::open(std::string_view sealed, std::string_view context) const {
    const auto whole = sealed.starts_with(version) ? base64url_decode(sealed.substr(version.size()))
                                                   : std::nullopt;
    if (!whole || whole->size() < nonce_bytes + tag_bytes)
        throw std::runtime_error("not a sealed text");
    const std::string_view body =
        std::string_view(*whole).substr(nonce_bytes, whole->size() - nonce_bytes - tag_bytes);
    std::string tag = whole->substr(whole->size() - tag_bytes);
    const Context cipher = make_context();
    require(EVP_DecryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, bytes_of(key_),
                               bytes_of(*whole)));
    int length = 0;
    require(EVP_DecryptUpdate(cipher.get(), nullptr, &length, bytes_of(context), size_of(context)));
    std::string text(body.size(), '\0');
    require(EVP_DecryptUpdate(cipher.get(), reinterpret_cast<unsigned char*>(text.data()), &length,
                              bytes_of(body), size_of(body)));
    require(EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_SET_TAG, static_cast<int>(tag_bytes),
                                tag.data()));
    require(EVP_DecryptFinal_ex(cipher.get(), nullptr, &length));
    return text;
}

}  // namespace tenure::payment_method
