#include "billing/domain/vat_places.hpp"

#include <algorithm>
#include <iterator>
#include <string>

#include "domain/vat_number.hpp"

namespace tenure::billing {

namespace {

/// Postal codes of a state between two prefixes, inclusive. Without region they lie outside the
/// EU's VAT territory.
struct Exception {
    std::string_view state;
    std::string_view first;
    std::string_view last;
    std::size_t digits;  ///< of a whole code, at least
    std::string_view region;
};

// Directive 2006/112/EC, article 6: parts of member states in which it does not apply. The postal
// codes are those of ibericode/vat-rates, made whole: French codes 97x and 98x are all overseas but
// Monaco's (980), 51 and 52 are the provinces of Ceuta and Melilla, 22 is Åland's.
// Madeira and the Azores (article 105), Jungholz and Mittelberg (article 104) are within the
// territory and have rates of their own.
constexpr Exception exceptions[] = {
    {"DE", "27498", "27498", 5, ""},  // Helgoland
    {"DE", "78266", "78266", 5, ""},  // Büsingen
    {"ES", "35", "35", 5, ""},        // Canary Islands: Las Palmas
    {"ES", "38", "38", 5, ""},        // Canary Islands: Santa Cruz de Tenerife
    {"ES", "51", "52", 5, ""},        // Ceuta, Melilla
    {"FI", "22", "22", 5, ""},        // Åland
    {"FR", "97", "97", 5, ""},        // overseas departments and communities
    {"FR", "981", "989", 5, ""},      // Pacific
    {"GR", "63086", "63086", 5, ""},  // Mount Athos
    {"IT", "22061", "22061", 5, ""},  // Campione d'Italia
    {"IT", "23041", "23041", 5, ""},  // Livigno
    {"AT", "6691", "6691", 4, "AT Jungholz"},
    {"AT", "6991", "6993", 4, "AT Mittelberg"},
    {"PT", "90", "94", 4, "PT Madeira"},
    {"PT", "95", "99", 4, "PT Azores"},
};

std::string digits_of(std::string_view text) {
    std::string digits;
    std::copy_if(text.begin(), text.end(), std::back_inserter(digits),
                 [](char c) { return c >= '0' && c <= '9'; });
    return digits;
}

bool covers(const Exception& exception, std::string_view state, const std::string& code) {
    if (exception.state != state || code.size() < exception.digits) return false;
    const std::string_view prefix = std::string_view(code).substr(0, exception.first.size());
    return exception.first <= prefix && prefix <= exception.last;
}

}  // namespace

std::string_view vat_territory(std::string_view country) {
    if (country == "MC") return "FR";
    if (country == "IM") return "GB";
    return country;
}

VatPlace vat_place(std::string_view country, std::string_view postal_code) {
    const std::string_view state = vat_territory(country);
    if (!is_eu_member(state)) return {"", ""};
    const std::string code = digits_of(postal_code);
    for (const Exception& exception : exceptions) {
        if (!covers(exception, state, code)) continue;
        if (exception.region.empty()) return {"", ""};
        return {exception.state, exception.region};
    }
    return {state, state};
}

}  // namespace tenure::billing
