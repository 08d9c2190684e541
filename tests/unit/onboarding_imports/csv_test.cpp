#include "onboarding/domain/csv.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck.h>

using namespace tenure::onboarding;

namespace {

struct Row {
    std::vector<std::string> cells;
    std::int64_t number = 0;
    std::int64_t line = 0;
    CsvDefect defect = CsvDefect::none;
    std::int64_t defect_column = 0;
};

std::vector<Row> rows_of(std::string_view text, char separator = ',', std::size_t piece = 1,
                         CsvLimits limits = {}) {
    std::vector<Row> rows;
    CsvReader reader(separator, limits, [&](const CsvRow& row) {
        rows.push_back({{row.cells.begin(), row.cells.end()},
                        row.number,
                        row.line,
                        row.defect,
                        row.defect_column});
    });
    for (std::size_t at = 0; at < text.size(); at += piece) reader.feed(text.substr(at, piece));
    reader.finish();
    return rows;
}

using Cells = std::vector<std::string>;

std::string quoted(const std::string& cell) {
    std::string text = "\"";
    for (const char c : cell) text += c == '"' ? "\"\"" : std::string(1, c);
    return text + "\"";
}

}  // namespace

TEST_CASE("Rows end with CR LF, LF or CR, and the last one needs no end") {
    for (const std::string end : {"\r\n", "\n", "\r"}) {
        const auto rows = rows_of("a,b" + end + "c,d");
        REQUIRE(rows.size() == 2);
        CHECK(rows[0].cells == Cells{"a", "b"});
        CHECK(rows[1].cells == Cells{"c", "d"});
        CHECK(rows[1].line == 2);
        CHECK(rows_of("a,b" + end).size() == 1);
    }
}

TEST_CASE("Quotes hold separators, quotes and line ends, and lines are counted through them") {
    const auto rows = rows_of("\"a,\"\"b\"\"\",\"x\ny\r\nz\"\nc,d\n");
    REQUIRE(rows.size() == 2);
    CHECK(rows[0].cells == Cells{"a,\"b\"", "x\ny\r\nz"});
    CHECK(rows[1].number == 2);
    CHECK(rows[1].line == 4);
}

TEST_CASE("A quote within an unquoted cell is a character like others") {
    CHECK(rows_of("12\" pipe,b").at(0).cells == Cells{"12\" pipe", "b"});
}

TEST_CASE("Empty cells count, also at the end of a row") {
    CHECK(rows_of(",a,,\n").at(0).cells == Cells{"", "a", "", ""});
    CHECK(rows_of("\"\"\n").at(0).cells == Cells{""});
    CHECK(rows_of("\"\"").size() == 1);
}

TEST_CASE("Something behind a closing quote is a defect of that cell") {
    const auto rows = rows_of("a,\"b\"c,d\ne\n");
    CHECK(rows.at(0).defect == CsvDefect::quote_misplaced);
    CHECK(rows.at(0).defect_column == 2);
    CHECK(rows.at(1).defect == CsvDefect::none);
}

TEST_CASE("A quote that is never closed is told where it was opened") {
    const auto rows = rows_of("a,b\nc,\"d\ne,f\n");
    REQUIRE(rows.size() == 2);
    CHECK(rows[1].defect == CsvDefect::quote_not_closed);
    CHECK(rows[1].number == 2);
    CHECK(rows[1].line == 2);
    CHECK(rows[1].defect_column == 2);
}

TEST_CASE("What is too long is cut and marked, and the next row is read as ever") {
    const std::string cell(10'000'000, 'x');
    const auto rows = rows_of("a," + cell + ",b\nc,d,e\n", ',', 65'536);
    REQUIRE(rows.size() == 2);
    CHECK(rows[0].defect == CsvDefect::cell_too_long);
    CHECK(rows[0].defect_column == 2);
    CHECK(rows[0].cells.at(1).size() == CsvLimits{}.cell);
    CHECK(rows[1].cells == Cells{"c", "d", "e"});

    const auto many = rows_of("1,2,3,4\na\n", ',', 1, {100, 3, 100});
    CHECK(many.at(0).defect == CsvDefect::too_many_cells);
    CHECK(many.at(0).defect_column == 4);
    CHECK(many.at(0).cells.size() == 3);
    CHECK(rows_of("abc,def\n", ',', 1, {5, 5, 4}).at(0).defect == CsvDefect::row_too_long);
}

TEST_CASE("The separator is the one that cuts rows alike") {
    CHECK(detect_separator("name;price\nA;1,50\nB;2,75\n") == ';');
    CHECK(detect_separator("name,city\n\"Smith; John\",Ghent\n") == ',');
    CHECK(detect_separator("a\tb\tc\n1\t2\t3\n") == '\t');
    CHECK(detect_separator("a|b\n1|2\n") == '|');
    CHECK(detect_separator("name\nZoe\n") == ',');
    CHECK(detect_separator("") == ',');
    CHECK(detect_separator("sep=;\na,b;c,d\n") == ';');
    CHECK(detect_separator("SEP=\t\r\na;b\tc\n") == '\t');
    CHECK(detect_separator("a;b\n1;\"cut in the mid") == ';');
}

TEST_CASE("One stray row does not change the separator") {
    std::string text = "a;b;c\n";
    for (int i = 0; i < 50; ++i) text += "1;2;3\n";
    text += "x, y\n";
    CHECK(detect_separator(text) == ';');
}

TEST_CASE("Property: what is written is read again, in pieces of any size") {
    rc::check([] {
        const auto separator = *rc::gen::element(',', ';', '\t', '|');
        const auto cell = rc::gen::container<std::string>(
            rc::gen::element('a', 'b', ',', ';', '\t', '|', '"', '\n', '\r', ' '));
        const auto row = rc::gen::nonEmpty(rc::gen::container<Cells>(cell));
        const auto table = *rc::gen::container<std::vector<Cells>>(row);
        const auto piece = *rc::gen::inRange<std::size_t>(1, 9);
        const auto end = *rc::gen::element<std::string>("\n", "\r\n", "\r");
        std::string text;
        for (const Cells& cells : table) {
            for (std::size_t i = 0; i < cells.size(); ++i)
                text += (i == 0 ? "" : std::string(1, separator)) + quoted(cells[i]);
            text += end;
        }
        const auto rows = rows_of(text, separator, piece);
        RC_ASSERT(rows.size() == table.size());
        for (std::size_t i = 0; i < rows.size(); ++i) {
            RC_ASSERT(rows[i].cells == table[i]);
            RC_ASSERT(rows[i].defect == CsvDefect::none);
        }
    });
}

TEST_CASE("Property: any bytes are read within the limits, the same in pieces of any size") {
    rc::check([] {
        const auto text = *rc::gen::container<std::string>(
            rc::gen::element('a', ',', '"', '\n', '\r', '\0', '\xff'));
        const auto piece = *rc::gen::inRange<std::size_t>(1, 9);
        const CsvLimits limits{4, 3, 8};
        const auto whole = rows_of(text, ',', text.size() + 1, limits);
        const auto pieces = rows_of(text, ',', piece, limits);
        RC_ASSERT(whole.size() == pieces.size());
        for (std::size_t i = 0; i < whole.size(); ++i) {
            RC_ASSERT(whole[i].cells == pieces[i].cells);
            RC_ASSERT(whole[i].defect == pieces[i].defect);
            RC_ASSERT(whole[i].number == static_cast<std::int64_t>(i) + 1);
            RC_ASSERT(whole[i].cells.size() <= 3U);
        }
    });
}
