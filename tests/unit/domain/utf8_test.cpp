#include "domain/utf8.hpp"

#include <catch2/catch.hpp>

using namespace tenure;

TEST_CASE("Characters of one to four bytes have their length") {
    REQUIRE(utf8_length("a") == 1);
    REQUIRE(utf8_length("\xC3\xA9") == 2);
    REQUIRE(utf8_length("\xE2\x82\xAC") == 3);
    REQUIRE(utf8_length("\xF0\x9F\x98\x80") == 4);
    REQUIRE(utf8_length("\xC3\xA9...") == 2);
}

TEST_CASE("What RFC 3629 excludes is no character") {
    for (const char* bad :
         {"\x80", "\xC0\x80", "\xC3", "\xC3(", "\xE0\x80\x80", "\xE2\x82", "\xED\xA0\x80",
          "\xF0\x80\x80\x80", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF"}) {
        INFO(bad);
        REQUIRE(utf8_length(bad) == 0);
    }
}
