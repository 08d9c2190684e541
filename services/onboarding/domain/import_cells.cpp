#include "onboarding/domain/import_cells.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "domain/card_guard.hpp"
#include "domain/money.hpp"
#include "domain/time.hpp"
#include "domain/utf8.hpp"
#include "domain/vat_number.hpp"

namespace tenure::onboarding {

namespace {

constexpr std::string_view invalid_number = "invalid_number";

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool all_digits(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
}

std::string upper(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return out;
}

/// Spaces, also those that do not break (U+00A0, U+202F), which spreadsheets put around and into
/// numbers.
std::size_t space_at(std::string_view text) {
    if (text.empty()) return 0;
    if (text[0] == ' ' || text[0] == '\t' || text[0] == '\n' || text[0] == '\r') return 1;
    if (text.starts_with("\xC2\xA0")) return 2;
    if (text.starts_with("\xE2\x80\xAF")) return 3;
    return 0;
}

std::string_view trimmed(std::string_view text) {
    while (const std::size_t length = space_at(text)) text.remove_prefix(length);
    for (bool more = true; more && !text.empty();) {
        more = false;
        for (std::size_t length = 1; length <= 3 && length <= text.size(); ++length) {
            if (space_at(text.substr(text.size() - length)) != length) continue;
            text.remove_suffix(length);
            more = true;
            break;
        }
    }
    return text;
}

std::string without_spaces(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const std::size_t space = space_at(text);
        if (space == 0) out += text[0];
        text.remove_prefix(std::max<std::size_t>(space, 1));
    }
    return out;
}

/// The code of what no text may hold; "" when it is all right. Counts its characters.
std::string_view fault_in_text(std::string_view text, bool several_lines, std::size_t longest) {
    std::size_t characters = 0;
    while (!text.empty()) {
        const auto c = static_cast<unsigned char>(text[0]);
        const bool line = c == '\n' || c == '\r' || c == '\t';
        if (c == 0) return "nul_character";
        if (c == 0x7f || (c < 0x20 && !(line && several_lines))) return "control_character";
        const std::size_t length = c < 0x80 ? 1 : utf8_length(text);
        if (length == 0) return "invalid_character";
        text.remove_prefix(length);
        ++characters;
    }
    return characters > longest ? "too_long" : "";
}

CleanCell fault(std::string_view code) {
    return {"", code};
}

CleanCell text(std::string_view value) {
    return {json_text(value), ""};
}

CleanCell email(std::string_view cell) {
    const std::size_t at = cell.rfind('@');
    if (at == std::string_view::npos || at == 0 || at > 64) return fault("invalid_email");
    const std::string_view local = cell.substr(0, at);
    const std::string_view domain = cell.substr(at + 1);
    constexpr std::string_view never = " \t,;:<>()[]\\\"@";
    if (local.find_first_of(never) != std::string_view::npos) return fault("invalid_email");
    if (domain.find_first_of(never) != std::string_view::npos) return fault("invalid_email");
    const std::size_t dot = domain.find('.');
    if (dot == 0 || dot == std::string_view::npos || domain.back() == '.')
        return fault("invalid_email");
    if (domain.find("..") != std::string_view::npos) return fault("invalid_email");
    return text(std::string(local) + "@" + lower(domain));
}

/// E.164 has 15 digits at most; how they are grouped is kept.
CleanCell phone(std::string_view cell) {
    const auto digits = std::count_if(cell.begin(), cell.end(), is_digit);
    constexpr std::string_view known = "+0123456789 ()-./";
    if (digits < 3 || digits > 17) return fault("invalid_phone");
    if (cell.find_first_not_of(known) != std::string_view::npos) return fault("invalid_phone");
    return text(cell);
}

CleanCell url(std::string_view cell) {
    const std::string small = lower(cell);
    const bool has_scheme = small.starts_with("http://") || small.starts_with("https://");
    const bool other_scheme = !has_scheme && small.find("://") != std::string::npos;
    const std::string whole = has_scheme ? std::string(cell) : "https://" + std::string(cell);
    const std::string_view rest = std::string_view(whole).substr(whole.find("://") + 3);
    const std::string_view host = rest.substr(0, rest.find_first_of("/?#"));
    if (other_scheme || host.find('.') == std::string_view::npos || host.front() == '.' ||
        rest.find_first_of(" \t\"<>") != std::string_view::npos)
        return fault("invalid_url");
    return text(whole);
}

CleanCell country(std::string_view cell, const CountryNames& countries) {
    const std::string code = upper(cell);
    if (is_country(code)) return text(code);
    const auto named = countries.find(simplified(cell));
    return named == countries.end() ? fault("unknown_country") : text(named->second);
}

CleanCell vat_number(std::string_view cell) {
    const auto number = VatNumber::parse(cell);
    return number.ok() ? text(number->str()) : fault("invalid_vat_number");
}

/// Of two digits: this century up to 69, else the last one, as POSIX has it.
std::string whole_year(std::string_view year) {
    if (year.size() != 2) return std::string(year);
    return (year < "69" ? "20" : "19") + std::string(year);
}

CleanCell date(std::string_view cell) {
    if (const auto iso = parse_date(cell); iso.ok()) return text(to_string(*iso));
    // What follows the day in an export of instants is dropped: "2026-12-31T10:00:00".
    if (cell.size() > 10 && (cell[10] == 'T' || cell[10] == ' '))
        if (const auto iso = parse_date(cell.substr(0, 10)); iso.ok()) return text(to_string(*iso));
    const std::size_t first = cell.find_first_of("/.-");
    if (first == std::string_view::npos) return fault("invalid_date");
    const std::size_t second = cell.find(cell[first], first + 1);
    if (second == std::string_view::npos) return fault("invalid_date");
    const std::string_view day = cell.substr(0, first);
    const std::string_view month = cell.substr(first + 1, second - first - 1);
    const std::string_view year = cell.substr(second + 1);
    if (!all_digits(day) || !all_digits(month) || !all_digits(year)) return fault("invalid_date");
    if (day.size() > 2 || month.size() > 2 || (year.size() != 2 && year.size() != 4))
        return fault("invalid_date");
    const auto two = [](std::string_view part) {
        return std::string(2 - part.size(), '0') + std::string(part);
    };
    const auto parsed = parse_date(whole_year(year) + "-" + two(month) + "-" + two(day));
    return parsed.ok() ? text(to_string(*parsed)) : fault("invalid_date");
}

/// Whether groups of three digits stand behind the first separator, as in 1.234.567.
bool is_grouped(std::string_view whole, char separator) {
    const std::size_t first = whole.find(separator);
    if (first == 0 || first > 3) return false;
    for (std::size_t i = first; i < whole.size(); i += 4) {
        if (whole[i] != separator) return false;
        if (whole.size() - i < 4 || !all_digits(whole.substr(i + 1, 3))) return false;
    }
    return true;
}

struct Number {
    std::string whole;
    std::string fraction;
};

/// The parts of a number without sign, of which `sign` separates the fraction.
std::optional<Number> number_with(char sign, std::string_view digits) {
    const char other = sign == '.' ? ',' : '.';
    const std::size_t at = digits.find(sign);
    const std::string_view whole = digits.substr(0, at);
    if (whole.find(other) != std::string_view::npos && !is_grouped(whole, other))
        return std::nullopt;
    Number number;
    for (const char c : whole)
        if (c != other) number.whole += c;
    if (at != std::string_view::npos) number.fraction = digits.substr(at + 1);
    if (!all_digits(number.whole)) return std::nullopt;
    if (!number.fraction.empty() && !all_digits(number.fraction)) return std::nullopt;
    return number;
}

/// The decimal sign that the number itself shows; 0 when it could be either.
char sign_in(std::string_view digits) {
    const std::size_t last = digits.find_last_of(".,");
    if (last == std::string_view::npos) return '.';
    const char sign = digits[last];
    const char other = sign == '.' ? ',' : '.';
    if (digits.find(sign) != last) return other;  // 1.234.567: it groups
    const bool alone = digits.find(other) == std::string_view::npos;
    const bool could_group = last >= 1 && last <= 3 && digits[0] != '0';
    return alone && could_group && digits.size() - last == 4 ? '\0' : sign;
}

CleanCell decimal(std::string_view cell, char sign) {
    std::string digits = without_spaces(cell);
    for (const std::string_view mark : {"€", "EUR", "%", "'"})
        for (std::size_t at = digits.find(mark); at != std::string::npos; at = digits.find(mark))
            digits.erase(at, mark.size());
    bool negative = false;
    if (!digits.empty() && (digits[0] == '-' || digits[0] == '+')) {
        negative = digits[0] == '-';
        digits.erase(0, 1);
    }
    if (sign == 0) sign = sign_in(digits);
    if (sign == 0)
        return fault(all_digits(digits.substr(digits.find_last_of(".,") + 1)) ? "ambiguous_number"
                                                                              : invalid_number);
    std::optional<Number> number = number_with(sign, digits);
    if (!number) return fault(invalid_number);
    number->whole.erase(0,
                        std::min(number->whole.find_first_not_of('0'), number->whole.size() - 1));
    if (number->whole.size() > 15 || number->fraction.size() > 6) return fault("out_of_range");
    std::string canonical = (negative ? "-" : "") + number->whole;
    if (!number->fraction.empty()) canonical += "." + number->fraction;
    return text(canonical);
}

CleanCell integer(std::string_view cell) {
    const std::string digits = without_spaces(cell);
    std::int64_t value = 0;
    const char* const end = digits.data() + digits.size();
    const auto [stop, error] = std::from_chars(digits.data(), end, value);
    if (error == std::errc::result_out_of_range) return fault("out_of_range");
    if (error != std::errc() || stop != end) return fault(invalid_number);
    if (value > largest_amount || value < -largest_amount) return fault("out_of_range");
    return {std::to_string(value), ""};
}

CleanCell boolean(std::string_view cell) {
    constexpr std::array yes{"1",  "true", "yes",  "y",    "oui",  "o",
                             "ja", "j",    "vrai", "waar", "wahr", "x"};
    constexpr std::array no{"0",   "false", "no",   "n",      "non",
                            "nee", "nein",  "faux", "onwaar", "falsch"};
    const std::string word = lower(cell);
    const auto is = [&word](const char* one) { return word == one; };
    if (std::any_of(yes.begin(), yes.end(), is)) return {"true", ""};
    if (std::any_of(no.begin(), no.end(), is)) return {"false", ""};
    return fault("invalid_boolean");
}

CleanCell currency(std::string_view cell) {
    if (cell == "€") return text("EUR");
    const auto code = Currency::parse(upper(cell));
    return code.ok() ? text(code->code()) : fault("unknown_currency");
}

}  // namespace

CleanCell clean_cell(std::string_view cell, const ImportField& field, const CellRules& rules) {
    const std::string_view value = trimmed(cell);
    if (value.empty()) return field.required ? fault("required") : CleanCell{};
    const std::string_view bad =
        fault_in_text(value, field.type == FieldType::note, field.max_length);
    if (!bad.empty()) return fault(bad);
    switch (field.type) {
        case FieldType::text:
            return text(value);
        case FieldType::note:
            return contains_card_number(value) ? fault("pan_not_accepted") : text(value);
        case FieldType::email:
            return email(value);
        case FieldType::phone:
            return phone(value);
        case FieldType::url:
            return url(value);
        case FieldType::country:
            return country(value, rules.countries);
        case FieldType::vat_number:
            return vat_number(value);
        case FieldType::date:
            return date(value);
        case FieldType::decimal:
            return decimal(value, rules.decimal_sign);
        case FieldType::integer:
            return integer(value);
        case FieldType::boolean:
            return boolean(value);
        case FieldType::currency:
            return currency(value);
    }
    return {};
}

std::string json_text(std::string_view text) {
    constexpr std::string_view hex = "0123456789abcdef";
    std::string out;
    out.reserve(text.size() + 2);
    out += '"';
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (c == '\n') {
            out += "\\n";
        } else if (c == '\r') {
            out += "\\r";
        } else if (c == '\t') {
            out += "\\t";
        } else if (byte < 0x20) {
            out += "\\u00";
            out += hex[byte >> 4U];
            out += hex[byte & 15U];
        } else {
            out += c;
        }
    }
    out += '"';
    return out;
}

}  // namespace tenure::onboarding
