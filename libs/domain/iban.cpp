#include "domain/iban.hpp"

#include <algorithm>
#include <iterator>

#include "domain/check_digits.hpp"
#include "domain/iban_countries.hpp"
#include "domain/vat_number.hpp"

namespace tenure {

namespace {

constexpr std::size_t longest_iban = 34;
constexpr std::size_t shortest_iban = 15;  // Norway's

bool is_upper(char c) {
    return c >= 'A' && c <= 'Z';
}
bool is_alphanumeric(char c) {
    return is_digit(c) || is_upper(c);
}
char raised(char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

/// Without the separators, in capitals.
std::string normal(std::string_view text, std::string_view separators = " ") {
    std::string result;
    for (const char c : text)
        if (separators.find(c) == std::string_view::npos) result += raised(c);
    return result;
}

const IbanCountry* find_country(std::string_view code) {
    const auto* const found =
        std::find_if(std::begin(iban_countries), std::end(iban_countries),
                     [&](const IbanCountry& country) { return country.code == code; });
    return found == std::end(iban_countries) ? nullptr : found;
}

bool fits_class(char c, char kind) {
    if (kind == 'n') return is_digit(c);
    return kind == 'a' ? is_upper(c) : is_alphanumeric(c);
}

/// `structure` is a sequence of length, '!', class: "4!a6!n8!n".
bool fits_structure(std::string_view bban, std::string_view structure) {
    std::size_t at = 0;
    while (!structure.empty()) {
        const std::size_t mark = structure.find('!');
        const auto length = static_cast<std::size_t>(to_number(structure.substr(0, mark)));
        for (std::size_t end = at + length; at < end; ++at)
            if (at >= bban.size() || !fits_class(bban[at], structure[mark + 1])) return false;
        structure.remove_prefix(mark + 2);
    }
    return at == bban.size();
}

/// 02 to 98: other digits may have the right remainder, but nobody computes them.
bool passes_check(std::string_view iban) {
    const std::string_view digits = iban.substr(2, 2);
    if (digits < "02" || digits > "98") return false;
    return passes_mod_97_10(std::string(iban.substr(4)) + std::string(iban.substr(0, 4)));
}

bool looks_like_iban(std::string_view text) {
    return text.size() >= 5 && is_upper(text[0]) && is_upper(text[1]) && is_digit(text[2]) &&
           is_digit(text[3]) && std::all_of(text.begin(), text.end(), is_alphanumeric);
}

Error refuse(std::string code, std::string detail) {
    return {ErrorKind::invalid, std::move(code), std::move(detail)};
}

/// The end of the IBAN that begins at `at` (its length is its country's); 0 when none does.
std::size_t end_of_iban(std::string_view text, std::size_t at) {
    if (at + shortest_iban > text.size()) return 0;
    const std::string code{raised(text[at]), raised(text[at + 1])};
    const IbanCountry* country = find_country(code);
    if (country == nullptr) return 0;
    std::string iban;
    std::size_t end = at;
    for (; end < text.size() && iban.size() < country->length; ++end) {
        const char c = raised(text[end]);
        if (is_alphanumeric(c))
            iban += c;
        else if (c != ' ' && c != '-')
            return 0;
    }
    if (iban.size() != country->length || !looks_like_iban(iban)) return 0;
    return fits_structure(std::string_view(iban).substr(4), country->structure) &&
                   passes_check(iban)
               ? end
               : 0;
}

bool within_word(std::string_view text, std::size_t at) {
    return at > 0 && is_alphanumeric(raised(text[at - 1]));
}

}  // namespace

Result<Iban> Iban::parse(std::string_view text) {
    std::string iban = normal(text, " -");
    if (iban.size() > longest_iban || !looks_like_iban(iban))
        return refuse("iban_format", "two letters, two digits, then letters and digits");
    const IbanCountry* country = find_country(std::string_view(iban).substr(0, 2));
    if (country == nullptr) return refuse("iban_country_unknown", "no country with IBANs");
    if (iban.size() != country->length)
        return refuse("iban_length",
                      "this country's have " + std::to_string(country->length) + " characters");
    if (!fits_structure(std::string_view(iban).substr(4), country->structure))
        return refuse("iban_structure", "this country's are built otherwise");
    if (!passes_check(iban))
        return refuse("iban_check_digits", "the check digits do not fit the number");
    return Iban(std::move(iban));
}

bool Iban::is_sepa() const {
    return find_country(std::string_view(text_).substr(0, 2))->sepa;
}

bool contains_iban(std::string_view text) {
    for (std::size_t at = 0; at < text.size(); ++at)
        if (!within_word(text, at) && end_of_iban(text, at) != 0) return true;
    return false;
}

std::string mask_ibans(std::string_view text) {
    std::string masked(text);
    for (std::size_t at = 0; at < text.size(); ++at) {
        const std::size_t end = within_word(text, at) ? 0 : end_of_iban(text, at);
        std::size_t kept = 0;
        for (std::size_t i = end; i-- > at + 2;)
            if (is_alphanumeric(raised(text[i])) && ++kept > 4) masked[i] = '*';
        if (end != 0) at = end - 1;
    }
    return masked;
}

Result<Bic> Bic::parse(std::string_view text) {
    std::string bic = normal(text);
    const bool built = (bic.size() == 8 || bic.size() == 11) &&
                       std::all_of(bic.begin(), bic.begin() + 6, is_upper) &&
                       std::all_of(bic.begin() + 6, bic.end(), is_alphanumeric);
    // Kosovo has no code of ISO 3166 yet banks with BICs.
    const std::string_view country = built ? std::string_view(bic).substr(4, 2) : "";
    if (!built || !(is_country(country) || country == "XK"))
        return refuse("bic_invalid", "8 or 11 characters: bank, country, place, branch");
    return Bic(std::move(bic));
}

Result<CreditorIdentifier> CreditorIdentifier::parse(std::string_view text) {
    const std::string given = normal(text);
    // Country, check digits, business code, then what the country gives, of which letters and
    // digits count.
    constexpr std::size_t national_at = 7;
    const bool built = given.size() > national_at && given.size() <= 35 &&
                       looks_like_iban(std::string_view(given).substr(0, national_at)) &&
                       is_country(std::string_view(given).substr(0, 2));
    std::string national;
    if (built)
        std::copy_if(given.begin() + national_at, given.end(), std::back_inserter(national),
                     is_alphanumeric);
    if (national.empty() || !passes_mod_97_10(national + given.substr(0, 4)))
        return refuse("creditor_identifier_invalid", "not a creditor identifier of SEPA");
    return CreditorIdentifier(given);
}

}  // namespace tenure
