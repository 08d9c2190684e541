#include "gateway/wire/trace.hpp"

#include <algorithm>
#include <optional>
#include <random>

#include "domain/id.hpp"

namespace tenure::gateway {

namespace {

bool is_well_formed_id(std::string_view id) {
    const auto is_good = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '.' || c == '_' || c == '-';
    };
    return !id.empty() && id.size() <= 128 && std::all_of(id.begin(), id.end(), is_good);
}

bool is_hex(std::string_view text) {
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

bool is_zero(std::string_view text) {
    return text.find_first_not_of('0') == text.npos;
}

/// https://www.w3.org/TR/trace-context/#traceparent-header: version-trace-parent-flags.
std::optional<std::string> accepted_traceparent(std::string_view text) {
    constexpr std::size_t length = 55;
    if (text.size() < length) return std::nullopt;
    const std::string_view version = text.substr(0, 2);
    const std::string_view trace = text.substr(3, 32);
    const std::string_view parent = text.substr(36, 16);
    const std::string_view flags = text.substr(53, 2);
    if (text[2] != '-' || text[35] != '-' || text[52] != '-') return std::nullopt;
    if (!is_hex(version) || !is_hex(trace) || !is_hex(parent) || !is_hex(flags))
        return std::nullopt;
    if (version == "ff" || is_zero(trace) || is_zero(parent)) return std::nullopt;
    if (version == "00")
        return text.size() == length ? std::optional(std::string(text)) : std::nullopt;
    if (text.size() > length && text[length] != '-') return std::nullopt;
    return "00" + std::string(text.substr(2, length - 2));
}

std::string new_traceparent() {
    static thread_local std::mt19937_64 random{std::random_device{}()};
    const auto hex = [](std::uint64_t bits) {
        std::string digits(16, '0');
        for (std::size_t i = 16; i-- > 0; bits >>= 4U) digits[i] = "0123456789abcdef"[bits & 15U];
        return digits;
    };
    // The lowest bit set: an id of zeros only would be invalid.
    return "00-" + hex(random()) + hex(random() | 1U) + "-" + hex(random() | 1U) + "-00";
}

}  // namespace

std::string request_id_of(const Fields& fields, Timestamp now) {
    if (count_fields(fields, "x-request-id") == 1) {
        const std::string& id = *find_field(fields, "x-request-id");
        if (is_well_formed_id(id)) return id;
    }
    return new_id("req", now);
}

std::string traceparent_of(const Fields& fields) {
    if (count_fields(fields, "traceparent") == 1)
        if (const auto accepted = accepted_traceparent(*find_field(fields, "traceparent")))
            return *accepted;
    return new_traceparent();
}

}  // namespace tenure::gateway
