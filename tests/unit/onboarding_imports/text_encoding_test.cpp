#include "onboarding/domain/text_encoding.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck.h>

using namespace tenure;
using namespace tenure::onboarding;
using namespace std::string_literals;

namespace {

/// Cut into pieces of `size` bytes, as a network may do.
template <class Take>
void in_pieces(std::string_view text, std::size_t size, Take take) {
    for (; !text.empty(); text.remove_prefix(std::min(size, text.size())))
        take(text.substr(0, size));
}

Encoding probed(std::string_view text, std::size_t size = 3) {
    EncodingProbe probe;
    in_pieces(text, size, [&](std::string_view piece) { probe.feed(piece); });
    return probe.encoding();
}

std::string translated(Encoding encoding, std::string_view text, std::size_t size = 1) {
    Transcoder transcoder(encoding);
    std::string out;
    in_pieces(text, size, [&](std::string_view piece) { transcoder.feed(piece, out); });
    transcoder.finish(out);
    return out;
}

}  // namespace

TEST_CASE("The encoding of a file is found by its mark, by its zeros, or by what its bytes mean") {
    CHECK(probed("name;city\nZoé;Liège\n") == Encoding::utf8);
    CHECK(probed("\xEF\xBB\xBFname") == Encoding::utf8);
    CHECK(probed("name;city\nZo\xE9;Li\xE8ge\n") == Encoding::windows_1252);
    CHECK(probed("\xFF\xFEn\0a\0"s) == Encoding::utf16_le);
    CHECK(probed("\xFE\xFF\0n\0a"s) == Encoding::utf16_be);
    CHECK(probed("n\0a\0m\0e\0"s) == Encoding::utf16_le);
    CHECK(probed("\0n\0a\0m\0e"s) == Encoding::utf16_be);
    CHECK(probed("") == Encoding::utf8);
}

TEST_CASE("One wrong byte far behind the beginning decides the encoding too") {
    std::string text(300'000, 'a');
    text += "\xE9 caf\n";
    CHECK(probed(text, 4096) == Encoding::windows_1252);
}

TEST_CASE("A character cut in two by pieces is no wrong one, but one cut by the file's end is") {
    for (const std::size_t size : {1, 2, 3, 5, 64}) CHECK(probed("é€😀é", size) == Encoding::utf8);
    CHECK(probed("caf\xC3") == Encoding::windows_1252);
    CHECK(probed("caf\xF0\x9F\x98", 1) == Encoding::windows_1252);
}

TEST_CASE("What each encoding writes for the same text reads the same") {
    CHECK(translated(Encoding::utf8, "\xEF\xBB\xBFZoé 5 €") == "Zoé 5 €");
    CHECK(translated(Encoding::windows_1252, "Zo\xE9 5 \x80") == "Zoé 5 €");
    CHECK(translated(Encoding::iso_8859_15, "Zo\xE9 5 \xA4") == "Zoé 5 €");
    CHECK(translated(Encoding::utf16_le, "\xFF\xFEZ\0\xE9\0\xAC\x20\x3D\xD8\x00\xDE"s) == "Zé€😀");
    CHECK(translated(Encoding::utf16_be, "\xFE\xFF\0Z\0\xE9\x20\xAC\xD8\x3D\xDE\x00"s) == "Zé€😀");
}

TEST_CASE("What means nothing in its encoding becomes a byte that UTF-8 does not know") {
    CHECK(translated(Encoding::windows_1252, "a\x81z") == "a\xFFz");
    CHECK(translated(Encoding::utf16_le,
                     "\x3D\xD8"
                     "a\0"s) ==
          "\xFF"
          "a");
    CHECK(translated(Encoding::utf16_le, "a\0b"s) == "a\xFF");
    CHECK(translated(Encoding::utf8, "\xEF\xBB") == "\xEF\xBB");
}

TEST_CASE("Files that are no text are refused by their first bytes, whatever they are called") {
    for (const std::string& bytes :
         {"PK\x03\x04rest"s, "\x1F\x8B\x08"s, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"s, "%PDF-1.7"s,
          "BZh91AY"s, "7z\xBC\xAF\x27\x1C"s, "<!DOCTYPE html>"s, "\x28\xB5\x2F\xFD"s}) {
        const Status status = refuse_other_formats(bytes);
        REQUIRE(!status.ok());
        CHECK(status.error().code == "import_not_csv");
    }
    CHECK(refuse_other_formats("PK;name\n").ok());
    CHECK(refuse_other_formats("").ok());
}

TEST_CASE("Property: UTF-16 of any text, in any pieces, becomes the same UTF-8") {
    rc::check([] {
        const auto codes = *rc::gen::container<std::vector<std::uint16_t>>(
            rc::gen::inRange<std::uint16_t>(1, 0xD800));
        const auto size = *rc::gen::inRange<std::size_t>(1, 7);
        std::string little;
        std::string big;
        for (const std::uint16_t code : codes) {
            little += static_cast<char>(code & 0xFFU);
            little += static_cast<char>(code >> 8U);
            big += static_cast<char>(code >> 8U);
            big += static_cast<char>(code & 0xFFU);
        }
        const std::string text = translated(Encoding::utf16_le, little, size);
        RC_ASSERT(text == translated(Encoding::utf16_be, big, 2));
        RC_ASSERT(text.find(broken_character) == std::string::npos);
        RC_ASSERT(probed(text, size) == Encoding::utf8);
    });
}
