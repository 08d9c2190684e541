#include "payment_method/clients/stripe_form.hpp"

namespace tenure::payment_method {

namespace {

bool is_unreserved(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

std::string encoded(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        if (is_unreserved(c)) {
            out += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        out += '%';
        out += digits[byte >> 4U];
        out += digits[byte & 0xFU];
    }
    return out;
}

}  // namespace

StripeForm& StripeForm::add(std::string_view name, std::string_view value) {
    if (!text_.empty()) text_ += '&';
    text_ += encoded(name) + '=' + encoded(value);
    return *this;
}

StripeForm& StripeForm::add(std::string_view name, std::int64_t value) {
    return add(name, std::string_view(std::to_string(value)));
}

}  // namespace tenure::payment_method
