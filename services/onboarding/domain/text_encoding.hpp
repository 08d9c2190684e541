#pragma once
// In which encoding an uploaded file is written, and its translation to UTF-8, both piece by piece:
// the file is never in memory as a whole.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/result.hpp"

namespace tenure::onboarding {

enum class Encoding { utf8, utf16_le, utf16_be, windows_1252, iso_8859_15 };

/// "utf-8", "windows-1252": as the API and the database name it.
std::string_view name_of(Encoding encoding);
std::optional<Encoding> parse_encoding(std::string_view name);

/// What stands for a byte or a code unit that means nothing in its encoding. It never occurs in
/// UTF-8, so that the cell in which it lands is found to be invalid.
inline constexpr char broken_character = '\xff';

/// Refuses by its first bytes what is no text at all: spreadsheets, archives, other documents.
/// Error `import_not_csv` (invalid), whose detail names what it is.
Status refuse_other_formats(std::string_view beginning);

/// Sees a file's pieces in their order and tells its encoding at the end: that of its byte order
/// mark; UTF-16 without one when every second byte of the beginning is zero; UTF-8 when the whole
/// file is valid UTF-8; else Windows-1252, which contains ISO 8859-1.
class EncodingProbe {
  public:
    void feed(std::string_view piece);
    Encoding encoding() const;

  private:
    void check_utf8(std::string_view piece);

    std::string beginning_;  ///< the first bytes
    std::string pending_;    ///< of a character that the last piece cut in two
    bool valid_utf8_ = true;
};

/// Translates pieces of a file, without its byte order mark. UTF-8 passes as it is, valid or not.
class Transcoder {
  public:
    explicit Transcoder(Encoding encoding) : encoding_(encoding) {}

    /// Appends the piece's text to `out`.
    void feed(std::string_view piece, std::string& out);
    /// What the file's end leaves unfinished.
    void finish(std::string& out);

  private:
    void feed_utf8(std::string_view piece, std::string& out);
    void feed_utf16(std::string_view piece, std::string& out);
    void unit(std::uint16_t unit, std::string& out);

    Encoding encoding_;
    bool at_start_ = true;
    std::string start_;  ///< of UTF-8, until it is known whether a mark stands there
    std::optional<unsigned char> odd_byte_;
    std::uint16_t high_ = 0;  ///< surrogate that waits for its partner
};

}  // namespace tenure::onboarding
