#include "onboarding/domain/text_encoding.hpp"

#include <algorithm>
#include <array>

#include "domain/enum_names.hpp"
#include "domain/utf8.hpp"

namespace tenure::onboarding {

namespace {

constexpr EnumNames<Encoding, 5> encodings{{{"utf-8", Encoding::utf8},
                                            {"utf-16le", Encoding::utf16_le},
                                            {"utf-16be", Encoding::utf16_be},
                                            {"windows-1252", Encoding::windows_1252},
                                            {"iso-8859-15", Encoding::iso_8859_15}}};

constexpr std::size_t probed_beginning = 1024;
constexpr std::string_view utf8_mark = "\xEF\xBB\xBF";
constexpr std::string_view utf16_le_mark = "\xFF\xFE";
constexpr std::string_view utf16_be_mark = "\xFE\xFF";
constexpr std::uint32_t byte_order_mark = 0xFEFF;

/// The characters of 0x80-0x9F; 0 where there is none (WHATWG's index, without its C1 controls).
constexpr std::array<std::uint16_t, 32> windows_1252_high{
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

struct Format {
    std::string_view magic;
    std::string_view advice;
};

using namespace std::string_view_literals;

constexpr std::string_view spreadsheet =
    "this is a ZIP archive, as XLSX and ODS files are: save the sheet as CSV and upload that"sv;
constexpr std::string_view compressed = "the file is compressed: upload the CSV file itself"sv;

constexpr std::array formats{
    Format{"PK\x03\x04"sv, spreadsheet},
    Format{"PK\x05\x06"sv, spreadsheet},
    Format{"PK\x07\x08"sv, spreadsheet},
    Format{"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv,
           "this is an old Excel or Office document: save the sheet as CSV and upload that"sv},
    Format{"\x1F\x8B"sv, compressed},
    Format{"BZh"sv, compressed},
    Format{"\xFD"
           "7zXZ"sv,
           compressed},
    Format{"7z\xBC\xAF\x27\x1C"sv, compressed},
    Format{"Rar!\x1A\x07"sv, compressed},
    Format{"\x28\xB5\x2F\xFD"sv, compressed},
    Format{"%PDF-"sv, "this is a PDF document: export the data as CSV and upload that"sv},
    Format{"\x89PNG"sv, "this is a picture: export the data as CSV and upload that"sv},
    Format{"\xFF\xD8\xFF"sv, "this is a picture: export the data as CSV and upload that"sv},
    Format{"{\\rtf"sv, "this is a text document: export the data as CSV and upload that"sv},
    Format{"\x7F"
           "ELF"sv,
           "this is a program"sv},
    Format{"<!DOCTYPE"sv, "this is an HTML page: export the data as CSV and upload that"sv},
    Format{"<!doctype"sv, "this is an HTML page: export the data as CSV and upload that"sv},
    Format{"<html"sv, "this is an HTML page: export the data as CSV and upload that"sv},
    Format{"<?xml"sv, "this is an XML document: export the data as CSV and upload that"sv},
};

void append_utf8(std::uint32_t code, std::string& out) {
    const auto put = [&out](std::uint32_t byte) { out += static_cast<char>(byte); };
    if (code < 0x80) {
        put(code);
    } else if (code < 0x800) {
        put(0xC0 | (code >> 6));
        put(0x80 | (code & 0x3F));
    } else if (code < 0x10000) {
        put(0xE0 | (code >> 12));
        put(0x80 | ((code >> 6) & 0x3F));
        put(0x80 | (code & 0x3F));
    } else {
        put(0xF0 | (code >> 18));
        put(0x80 | ((code >> 12) & 0x3F));
        put(0x80 | ((code >> 6) & 0x3F));
        put(0x80 | (code & 0x3F));
    }
}

/// 0 when the byte is no character.
std::uint32_t windows_1252_character(unsigned char byte) {
    if (byte < 0x80 || byte >= 0xA0) return byte;
    return windows_1252_high[byte - 0x80U];
}

/// ISO 8859-1 but for eight characters, the euro among them.
std::uint32_t iso_8859_15_character(unsigned char byte) {
    constexpr std::array<std::pair<unsigned char, std::uint32_t>, 8> changed{{{0xA4, 0x20AC},
                                                                              {0xA6, 0x0160},
                                                                              {0xA8, 0x0161},
                                                                              {0xB4, 0x017D},
                                                                              {0xB8, 0x017E},
                                                                              {0xBC, 0x0152},
                                                                              {0xBD, 0x0153},
                                                                              {0xBE, 0x0178}}};
    if (byte >= 0x80 && byte < 0xA0) return 0;
    for (const auto& [from, to] : changed)
        if (from == byte) return to;
    return byte;
}

template <class Character>
void feed_bytes(std::string_view piece, std::string& out, Character character) {
    for (const char c : piece) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x80) {
            out += c;
            continue;
        }
        const std::uint32_t code = character(byte);
        if (code == 0)
            out += broken_character;
        else
            append_utf8(code, out);
    }
}

/// Zero bytes at the odd or at the even places only: how Latin text looks in UTF-16.
std::optional<Encoding> utf16_by_zeros(std::string_view text) {
    std::array<std::size_t, 2> zeros{0, 0};
    for (std::size_t i = 0; i < text.size(); ++i)
        if (text[i] == '\0') ++zeros[i % 2];
    const std::size_t many = text.size() / 4;
    if (many == 0) return std::nullopt;
    if (zeros[0] == 0 && zeros[1] >= many) return Encoding::utf16_le;
    if (zeros[1] == 0 && zeros[0] >= many) return Encoding::utf16_be;
    return std::nullopt;
}

/// Whether the text could be the beginning of a character that the next piece completes.
bool is_cut_character(std::string_view text) {
    if (text.size() >= 4) return false;
    const auto lead = static_cast<unsigned char>(text[0]);
    const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC2 ? 2 : 1;
    return text.size() < length && std::all_of(text.begin() + 1, text.end(), [](char c) {
               return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
           });
}

}  // namespace

std::string_view name_of(Encoding encoding) {
    return name_in(encodings, encoding);
}

std::optional<Encoding> parse_encoding(std::string_view name) {
    for (const auto& [text, encoding] : encodings)
        if (text == name) return encoding;
    return std::nullopt;
}

Status refuse_other_formats(std::string_view beginning) {
    std::string_view text = beginning;
    if (text.starts_with(utf8_mark)) text.remove_prefix(utf8_mark.size());
    for (const auto& [magic, advice] : formats)
        if (text.starts_with(magic))
            return Error{ErrorKind::invalid, "import_not_csv", std::string(advice)};
    return done;
}

void EncodingProbe::feed(std::string_view piece) {
    if (beginning_.size() < probed_beginning)
        beginning_.append(piece.substr(0, probed_beginning - beginning_.size()));
    if (valid_utf8_) check_utf8(piece);
}

void EncodingProbe::check_utf8(std::string_view piece) {
    std::string joined;
    if (!pending_.empty()) {
        joined = pending_ + std::string(piece.substr(0, 4));
        const std::size_t length = utf8_length(joined);
        if (length == 0) {
            if (joined.size() < 4 && is_cut_character(joined))
                pending_ = joined;
            else
                valid_utf8_ = false;
            return;
        }
        piece.remove_prefix(length - pending_.size());
        pending_.clear();
    }
    while (!piece.empty()) {
        if (static_cast<unsigned char>(piece[0]) < 0x80) {
            piece.remove_prefix(1);
            continue;
        }
        const std::size_t length = utf8_length(piece);
        if (length == 0) {
            valid_utf8_ = is_cut_character(piece);
            if (valid_utf8_) pending_ = piece;
            return;
        }
        piece.remove_prefix(length);
    }
}

Encoding EncodingProbe::encoding() const {
    if (beginning_.starts_with(utf8_mark)) return Encoding::utf8;
    if (beginning_.starts_with(utf16_le_mark)) return Encoding::utf16_le;
    if (beginning_.starts_with(utf16_be_mark)) return Encoding::utf16_be;
    if (const auto utf16 = utf16_by_zeros(beginning_)) return *utf16;
    return valid_utf8_ && pending_.empty() ? Encoding::utf8 : Encoding::windows_1252;
}

void Transcoder::feed(std::string_view piece, std::string& out) {
    switch (encoding_) {
        case Encoding::utf8:
            return feed_utf8(piece, out);
        case Encoding::utf16_le:
        case Encoding::utf16_be:
            return feed_utf16(piece, out);
        case Encoding::windows_1252:
            return feed_bytes(piece, out, windows_1252_character);
        case Encoding::iso_8859_15:
            return feed_bytes(piece, out, iso_8859_15_character);
    }
}

void Transcoder::finish(std::string& out) {
    out += start_;
    start_.clear();
    if (odd_byte_ || high_ != 0) out += broken_character;
    odd_byte_.reset();
    high_ = 0;
}

void Transcoder::feed_utf8(std::string_view piece, std::string& out) {
    if (!at_start_) {
        out += piece;
        return;
    }
    start_ += piece;
    if (start_.size() < utf8_mark.size() && utf8_mark.starts_with(start_)) return;
    at_start_ = false;
    out += start_.starts_with(utf8_mark) ? start_.substr(utf8_mark.size()) : start_;
    start_.clear();
}

void Transcoder::feed_utf16(std::string_view piece, std::string& out) {
    for (const char c : piece) {
        const auto byte = static_cast<unsigned char>(c);
        if (!odd_byte_) {
            odd_byte_ = byte;
            continue;
        }
        const unsigned low = encoding_ == Encoding::utf16_le ? *odd_byte_ : byte;
        const unsigned high = encoding_ == Encoding::utf16_le ? byte : *odd_byte_;
        odd_byte_.reset();
        unit(static_cast<std::uint16_t>((high << 8U) | low), out);
    }
}

void Transcoder::unit(std::uint16_t unit, std::string& out) {
    const bool first = at_start_;
    at_start_ = false;
    const bool is_high = unit >= 0xD800 && unit < 0xDC00;
    const bool is_low = unit >= 0xDC00 && unit < 0xE000;
    if (high_ != 0 && is_low) {
        append_utf8(0x10000U + ((high_ - 0xD800U) << 10U) + (unit - 0xDC00U), out);
        high_ = 0;
        return;
    }
    if (high_ != 0) out += broken_character;
    high_ = is_high ? unit : std::uint16_t{0};
    if (is_high || (first && unit == byte_order_mark)) return;
    if (is_low)
        out += broken_character;
    else
        append_utf8(unit, out);
}

}  // namespace tenure::onboarding
