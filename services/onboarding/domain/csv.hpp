#pragma once
// Comma-separated values (RFC 4180) as they come out of spreadsheets, read piece by piece in
// bounded memory: any separator, quotes over lines, lines that end with CR LF, LF or CR.

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace tenure::onboarding {

struct CsvLimits {
    std::size_t cell = 64 * 1024;            ///< bytes
    std::size_t cells = 500;                 ///< in a row
    std::size_t row = std::size_t{1} << 20;  ///< bytes of all its cells
};

enum class CsvDefect {
    none,
    cell_too_long,
    row_too_long,
    too_many_cells,
    quote_misplaced,   ///< something stands between a closing quote and the separator
    quote_not_closed,  ///< the file ends within quotes
};

/// One row, valid during the call that hands it over. After a defect its cells are incomplete.
struct CsvRow {
    std::int64_t number = 0;  ///< as a spreadsheet counts rows: the first has 1
    std::int64_t line = 0;    ///< of the file, on which it begins
    std::vector<std::string_view> cells;
    CsvDefect defect = CsvDefect::none;
    std::int64_t defect_column = 0;  ///< from 1
};

class CsvReader {
  public:
    using OnRow = std::function<void(const CsvRow&)>;

    CsvReader(char separator, CsvLimits limits, OnRow on_row);

    void feed(std::string_view text);
    /// The last row, when no line end closed it. Nothing is fed afterwards.
    void finish();

  private:
    enum class State { cell_start, plain, quoted, quote_in_quoted, after_return };

    std::size_t take_plain(std::string_view text);
    std::size_t take_quoted(std::string_view text);
    void take(char c);
    void append(std::string_view text);
    void end_cell();
    void end_row();
    void note(CsvDefect defect);

    const char separator_;
    const CsvLimits limits_;
    const OnRow on_row_;
    State state_ = State::cell_start;
    std::string text_;               ///< of the row's cells, one behind the other
    std::vector<std::size_t> ends_;  ///< of its finished cells in text_
    std::size_t cells_ = 0;          ///< finished, also those beyond the limit
    bool row_begun_ = false;
    CsvRow row_;
    std::int64_t line_ = 1;
};

/// The first line of a file that Excel wrote may name the separator: "sep=;". 0 when it does not.
char named_separator(std::string_view text);

/// The separator of the text at the beginning of a file: the one of , ; tab | that cuts its rows
/// into equally many cells, and into the most. A comma when there is one column only.
char detect_separator(std::string_view beginning);

}  // namespace tenure::onboarding
