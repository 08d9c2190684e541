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

/// Microseconds of real time since 2020, each given out once: 50 bits last until 2055. An account's
/// clock may stand still or stand back; what was made later still sorts later.
std::uint64_t next_tick() {
    using std::chrono::microseconds;
    static std::int64_t last = 0;
    constexpr std::chrono::sys_days origin = std::chrono::year(2020) / 1 / 1;
    const auto elapsed =
        std::chrono::floor<microseconds>(std::chrono::system_clock::now() - origin).count();
    last = std::max(last + 1, elapsed);
    return static_cast<std::uint64_t>(last) & ((std::uint64_t{1} << 50U) - 1);
}

/// RFC 9562, 5.7: 48 bits of Unix milliseconds, version 7, 12 bits, variant, 62 bits. The 12 bits
/// and 38 of the others are real time (6.2, method 3), so that identifiers of one millisecond keep
/// their order, whichever process makes them; the last 24 are random.
Uuid next_uuid(std::int64_t milliseconds) {
    static std::mutex mutex;
    static std::mt19937_64 random = [] {
        std::random_device device;
        std::seed_seq seed{device(), device(), device(), device(), device(), device()};
        return std::mt19937_64(seed);
    }();

    const std::lock_guard lock(mutex);
    const std::uint64_t tick = next_tick();
    Uuid uuid;
    uuid.high = (static_cast<std::uint64_t>(milliseconds) << 16U) | 0x7000U | (tick >> 38U);
    uuid.low = 0x8000'0000'0000'0000U | ((tick & 0x3F'FFFF'FFFFU) << 24U) | (random() & 0xFF'FFFFU);
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
