#include "payment_method/domain/sepa_rules.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "domain/enum_names.hpp"
#include "domain/target_calendar.hpp"
#include "domain/utf8.hpp"

namespace tenure::payment_method {

namespace {

constexpr EnumNames<SequenceType, 4> sequence_codes{{{"FRST", SequenceType::first},
                                                     {"RCUR", SequenceType::recurring},
                                                     {"FNAL", SequenceType::last},
                                                     {"OOFF", SequenceType::one_off}}};

constexpr std::string_view allowed_marks = "/-?:().,'+ ";

bool is_allowed(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           allowed_marks.find(c) != std::string_view::npos;
}

struct Spelling {
    std::string_view from;
    std::string_view to;
};

// Letters of the languages of SEPA's countries, and marks that have a likeness.
constexpr std::array spellings{
    Spelling{"ÀÁÂÃÄÅĀĂĄÆ", "A"}, Spelling{"àáâãäåāăąæ", "a"}, Spelling{"ÇĆĈĊČ", "C"},
    Spelling{"çćĉċč", "c"},      Spelling{"ÐĎĐ", "D"},        Spelling{"ðďđ", "d"},
    Spelling{"ÈÉÊËĒĔĖĘĚ", "E"},  Spelling{"èéêëēĕėęě", "e"},  Spelling{"ĜĞĠĢ", "G"},
    Spelling{"ĝğġģ", "g"},       Spelling{"ĤĦ", "H"},         Spelling{"ĥħ", "h"},
    Spelling{"ÌÍÎÏĨĪĬĮİ", "I"},  Spelling{"ìíîïĩīĭįı", "i"},  Spelling{"Ĵ", "J"},
    Spelling{"ĵ", "j"},          Spelling{"Ķ", "K"},          Spelling{"ķ", "k"},
    Spelling{"ĹĻĽĿŁ", "L"},      Spelling{"ĺļľŀł", "l"},      Spelling{"ÑŃŅŇ", "N"},
    Spelling{"ñńņň", "n"},       Spelling{"ÒÓÔÕÖØŌŎŐŒ", "O"}, Spelling{"òóôõöøōŏőœ", "o"},
    Spelling{"ŔŖŘ", "R"},        Spelling{"ŕŗř", "r"},        Spelling{"ŚŜŞŠȘ", "S"},
    Spelling{"śŝşšșß", "s"},     Spelling{"ŢŤŦȚ", "T"},       Spelling{"ţťŧț", "t"},
    Spelling{"ÙÚÛÜŨŪŬŮŰŲ", "U"}, Spelling{"ùúûüũūŭůűų", "u"}, Spelling{"Ŵ", "W"},
    Spelling{"ŵ", "w"},          Spelling{"ÝŶŸ", "Y"},        Spelling{"ýÿŷ", "y"},
    Spelling{"ŹŻŽ", "Z"},        Spelling{"źżž", "z"},        Spelling{"‘’`´", "'"},
    Spelling{"–—_", "-"},        Spelling{"&", "+"},
};

std::string_view spelled(std::string_view letter) {
    if (letter.size() == 1 && is_allowed(letter[0])) return letter;
    if (letter.size() == 1 && static_cast<unsigned char>(letter[0]) >= 0x80) return " ";
    for (const auto& [from, to] : spellings)
        if (from.find(letter) != std::string_view::npos) return to;
    return " ";
}

// Reason codes of EPC173-14. What is not here is a refusal like any other.
constexpr std::array<std::pair<std::string_view, ReasonMeaning>, 14> meanings{{
    {"AM04", {"insufficient_funds"}},
    {"AC01", {"bank_account_closed", true}},
    {"AC04", {"bank_account_closed", true}},
    {"AC06", {"bank_account_closed", true}},
    {"AC13", {"bank_account_closed", true}},
    {"AG01", {"bank_account_closed", true}},
    {"MD01", {"debit_unauthorised", true}},
    {"MD06", {"debit_refunded"}},
    {"MD07", {"bank_account_closed", true}},
    {"MS02", {"payment_declined"}},
    {"MS03", {"payment_declined"}},
    {"RC01", {"payment_declined"}},
    {"SL01", {"payment_declined"}},
    {"FOCR", {"payment_declined"}},
}};

}  // namespace

std::string_view code_of(SequenceType type) {
    return name_in(sequence_codes, type);
}

SequenceType sequence_type(std::string_view code) {
    return value_in(sequence_codes, code);
}

bool mandate_lapsed(Date last_used, Date today) {
    const std::chrono::year_month_day used{last_used};
    std::chrono::year_month_day end = used + std::chrono::months(36);
    if (!end.ok()) end = end.year() / end.month() / std::chrono::last;
    return today > Date(std::chrono::local_days(end));
}

Date collection_day(Date today, int notice_days) {
    return std::max(target_day_from(today + std::chrono::days(notice_days)),
                    add_target_days(today, 1));
}

std::string sepa_text(std::string_view utf8, std::size_t longest) {
    std::string text;
    while (!utf8.empty() && text.size() < longest) {
        const std::size_t length = std::max<std::size_t>(utf8_length(utf8), 1);
        const std::string_view letter = spelled(utf8.substr(0, length));
        const bool separates = letter == "/" || letter == " ";
        const bool needless = text.empty() || text.back() == letter[0];
        if (!separates || !needless) text += letter;
        utf8.remove_prefix(length);
    }
    while (text.ends_with('/') || text.ends_with(' ')) text.pop_back();
    return text;
}

ReasonMeaning meaning_of(std::string_view reason) {
    for (const auto& [code, meaning] : meanings)
        if (code == reason) return meaning;
    return {"payment_declined"};
}

}  // namespace tenure::payment_method
