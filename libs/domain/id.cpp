#include "domain/id.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <mutex>
#include <random>

namespace tenure {

namespace {

constexpr std::string_view crockford = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr std::size_t digit_count = 26;

/// 128 bits as the high and the low half.
struct Uuid {
    std::uint64_t high = 0;
    std::uint64_t low = 0;
};

/// RFC 9562, 5.7: 48 bits of Unix milliseconds, version 7, 12 bits, variant, 62 bits. The 12 bits
/// are a counter here (6.2, method 1), so that identifiers of one millisecond keep their order.
Uuid next_uuid(std::int64_t milliseconds) {
    static std::mutex mutex;
    static std::mt19937_64 random = [] {
        std::random_device device;
        std::seed_seq seed{device(), device(), device(), device(), device(), device()};
        return std::mt19937_64(seed);
    }();
    static std::int64_t last = -1;
    static std::uint64_t counter = 0;

    const std::lock_guard lock(mutex);
    if (milliseconds != last) {
        last = milliseconds;
        counter = random() & 0x3FFU;  // the upper half of the counter's range stays free to count
    } else {
        counter = (counter + 1) & 0xFFFU;
    }
    Uuid uuid;
    uuid.high = (static_cast<std::uint64_t>(milliseconds) << 16U) | 0x7000U | counter;
    uuid.low = (random() & 0x3FFF'FFFF'FFFF'FFFFU) | 0x8000'0000'0000'0000U;
    return uuid;
}

/// 26 digits hold 130 bits: the first digit carries the upper three only.
std::string digits_of(Uuid uuid) {
    std::string digits(digit_count, '0');
    for (std::size_t index = digit_count; index-- > 0;) {
        digits[index] = crockford[uuid.low & 31U];
        uuid.low = (uuid.low >> 5U) | (uuid.high << 59U);
        uuid.high >>= 5U;
    }
    return digits;
}

}  // namespace

std::string new_id(std::string_view prefix, Timestamp now) {
    const auto since_epoch = now.time_since_epoch();
    const auto milliseconds =
        std::chrono::duration_cast<std::chrono::milliseconds>(since_epoch).count();
    return std::string(prefix) + "_" +
           digits_of(next_uuid(std::max<std::int64_t>(milliseconds, 0)));
}

bool is_id(std::string_view text, std::string_view prefix) {
    if (text.size() != prefix.size() + 1 + digit_count) return false;
    if (!text.starts_with(prefix) || text[prefix.size()] != '_') return false;
    const std::string_view digits = text.substr(prefix.size() + 1);
    return digits.front() <= '7' && digits.find_first_not_of(crockford) == std::string_view::npos;
}

std::string with_prefix(std::string_view id, std::string_view prefix) {
    const auto underscore = id.rfind('_');
    if (underscore == std::string_view::npos) throw std::logic_error("not an identifier");
    return std::string(prefix) + std::string(id.substr(underscore));
}

Result<AccountId> AccountId::parse(std::string_view text) {
    const auto allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_' || c == '-';
    };
    const bool valid = text.starts_with("acc_") && text.size() > 4 && text.size() <= 64 &&
                       std::all_of(text.begin(), text.end(), allowed);
    if (!valid)
        return Error{ErrorKind::invalid, "invalid_account",
                     "an account is acc_ and 1 to 60 letters, digits, _ or -"};
    return AccountId(std::string(text));
}

}  // namespace tenure
