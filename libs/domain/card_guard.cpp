#include "domain/card_guard.hpp"

#include <string>
#include <vector>

#include "domain/card.hpp"

namespace tenure {

namespace {

constexpr std::size_t longest_card_number = 19;
constexpr std::string_view all_digits = "0123456789";

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// A run of digits in a text; `joined` when nothing but spaces and hyphens part it from the last.
struct DigitGroup {
    std::string_view digits;
    bool joined = false;
};

std::vector<DigitGroup> digit_groups(std::string_view text) {
    std::vector<DigitGroup> groups;
    bool joined = false;
    for (std::size_t at = 0; at < text.size();) {
        if (!is_digit(text[at])) {
            joined = joined && (text[at] == ' ' || text[at] == '-');
            ++at;
            continue;
        }
        std::size_t end = at;
        while (end < text.size() && is_digit(text[end])) ++end;
        groups.push_back({text.substr(at, end - at), joined});
        joined = true;
        at = end;
    }
    return groups;
}

bool is_card_number(std::string_view text) {
    const Result<CardNumber> number = CardNumber::parse(text);
    return number.ok() && passes_luhn(number->digits());
}

}  // namespace

Error card_number_not_accepted(const std::string& pointer) {
    return {ErrorKind::invalid,
            "pan_not_accepted",
            "card numbers are not accepted here",
            {{pointer, "pan_not_accepted", "looks like a card number"}}};
}

bool contains_card_number(std::string_view text) {
    const std::vector<DigitGroup> groups = digit_groups(text);
    for (std::size_t first = 0; first < groups.size(); ++first) {
        std::string digits;
        for (std::size_t at = first; at < groups.size(); ++at) {
            if (at > first && !groups[at].joined) break;
            digits += groups[at].digits;
            if (digits.size() > longest_card_number) break;
            if (is_card_number(digits)) return true;
        }
    }
    return false;
}

bool is_card_number_in_identifier(std::string_view text) {
    const std::size_t first = text.find_first_of(all_digits);
    if (first == std::string_view::npos) return false;
    const std::size_t last = text.find_last_of(all_digits);
    if (is_card_number(text.substr(first, last - first + 1))) return true;
    constexpr std::size_t longest_group_of_uuid = 12;
    for (const DigitGroup& group : digit_groups(text))
        if (group.digits.size() > longest_group_of_uuid && is_card_number(group.digits))
            return true;
    return false;
}

}  // namespace tenure
