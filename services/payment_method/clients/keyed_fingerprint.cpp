#include "payment_method/clients/keyed_fingerprint.hpp"

#include <array>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdexcept>
#include <string_view>

#include "domain/base64.hpp"

namespace tenure::payment_method {

namespace {

class HmacFingerprints final : public Fingerprints {
  public:
    explicit HmacFingerprints(std::string key) : key_(std::move(key)) {}

    std::string of(const CardNumber& number) const override { return digest(number.digits()); }
    std::string of(const Iban& iban) const override { return digest(iban.str()); }

  private:
    std::string digest(const std::string& whole) const {
        std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
        unsigned int length = 0;
        if (HMAC(EVP_sha256(), key_.data(), static_cast<int>(key_.size()),
                 reinterpret_cast<const unsigned char*>(whole.data()), whole.size(), digest.data(),
                 &length) == nullptr)
            throw std::runtime_error("HMAC-SHA256 failed");
        return base64url_encode({reinterpret_cast<const char*>(digest.data()), length});
    }

    std::string key_;
};

}  // namespace

std::unique_ptr<Fingerprints> make_fingerprints(std::string key) {
    return std::make_unique<HmacFingerprints>(std::move(key));
}

}  // namespace tenure::payment_method
