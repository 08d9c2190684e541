#include "wallet/clients/sha256_seal.hpp"

#include <array>
#include <openssl/evp.h>
#include <stdexcept>

namespace tenure::wallet {

namespace {

/// Fields with their lengths, so that no two transactions have the same text.
class Text {
  public:
    void add(std::string_view field) {
        text_ += std::to_string(field.size());
        text_ += ':';
        text_ += field;
    }
    void add_number(std::int64_t number) { add(std::to_string(number)); }
    void add_optional(const std::optional<std::string>& field) {
        if (field)
            add(*field);
        else
            text_ += '-';
    }
    const std::string& str() const { return text_; }

  private:
    std::string text_;
};

std::string hex_of(const unsigned char* bytes, unsigned int count) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (unsigned int index = 0; index < count; ++index) {
        text += digits[bytes[index] >> 4U];
        text += digits[bytes[index] & 15U];
    }
    return text;
}

std::string canonical(const AccountId& account, const Transaction& transaction) {
    Text text;
    text.add(transaction.previous_hash);
    text.add(account.str());
    text.add_number(transaction.number);
    text.add(transaction.id.str());
    text.add(name_in(kind_names, transaction.kind));
    text.add_number(transaction.at.time_since_epoch().count());
    text.add_number(transaction.change.units());
    text.add_number(transaction.balance.units());
    if (transaction.usage) {
        text.add(transaction.usage->code);
        text.add_number(transaction.usage->quantity);
        text.add_number(transaction.usage->unit_price.units());
    } else {
        text.add_optional({});
    }
    text.add_optional(transaction.reference);
    text.add_optional(transaction.relates_to);
    text.add(transaction.origin.subject);
    text.add(transaction.origin.request_id);
    text.add_optional(transaction.origin.key);
    text.add(transaction.origin.fingerprint);
    for (const Posting& posting : transaction.postings) {
        text.add(name_in(place_names, posting.source));
        text.add(name_in(place_names, posting.destination));
        text.add_number(posting.amount.units());
        text.add_number(posting.grant);
    }
    return text.str();
}

class Sha256Seal final : public Seal {
  public:
    std::string of(const AccountId& account, const Transaction& transaction) const override {
        const std::string text = canonical(account, transaction);
        std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
        unsigned int length = 0;
        if (EVP_Digest(text.data(), text.size(), digest.data(), &length, EVP_sha256(), nullptr) !=
            1)
            throw std::runtime_error("SHA-256 failed");
        return hex_of(digest.data(), length);
    }
};

}  // namespace

std::unique_ptr<Seal> make_seal() {
    return std::make_unique<Sha256Seal>();
}

}  // namespace tenure::wallet
