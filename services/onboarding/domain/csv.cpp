#include "onboarding/domain/csv.hpp"

#include <algorithm>
#include <array>
#include <map>

namespace tenure::onboarding {

namespace {

constexpr std::size_t rows_to_detect = 200;

bool ends_line(char c) {
    return c == '\n' || c == '\r';
}

/// How well a separator cuts the text.
struct Fit {
    std::size_t rows = 0;     ///< that have the most frequent number of cells
    std::size_t columns = 0;  ///< that number
    std::size_t of = 0;

    /// Rows alike first, in twentieths, so that one stray row decides nothing; then columns.
    std::pair<std::size_t, std::size_t> rank() const {
        if (columns < 2) return {0, 0};
        return {rows * 20 / of, columns};
    }
};

Fit fit_of(char separator, std::string_view text) {
    std::map<std::size_t, std::size_t> counts;
    std::size_t rows = 0;
    CsvReader reader(separator, CsvLimits{}, [&](const CsvRow& row) {
        const bool blank = row.cells.size() == 1 && row.cells[0].empty();
        if (blank || rows == rows_to_detect) return;
        ++rows;
        ++counts[row.cells.size()];
    });
    reader.feed(text);
    if (rows == 0) reader.finish();  // one row only, or the beginning of one
    Fit fit{0, 0, rows};
    for (const auto& [columns, count] : counts)
        if (count >= fit.rows) fit = {count, columns, rows};
    return fit;
}

}  // namespace

CsvReader::CsvReader(char separator, CsvLimits limits, OnRow on_row)
    : separator_(separator), limits_(limits), on_row_(std::move(on_row)) {
    row_.number = 1;
    row_.line = 1;
}

void CsvReader::feed(std::string_view text) {
    while (!text.empty()) {
        std::size_t taken = 0;
        if (state_ == State::plain) taken = take_plain(text);
        if (state_ == State::quoted) taken = take_quoted(text);
        text.remove_prefix(taken);
        if (text.empty()) return;
        take(text[0]);
        text.remove_prefix(1);
    }
}

/// Everything up to what ends the cell.
std::size_t CsvReader::take_plain(std::string_view text) {
    std::size_t length = 0;
    while (length < text.size() && text[length] != separator_ && !ends_line(text[length])) ++length;
    append(text.substr(0, length));
    return length;
}

std::size_t CsvReader::take_quoted(std::string_view text) {
    const std::size_t length = std::min(text.find('"'), text.size());
    const std::string_view inside = text.substr(0, length);
    line_ += std::count(inside.begin(), inside.end(), '\n');
    append(inside);
    return length;
}

void CsvReader::take(char c) {
    if (state_ == State::after_return) {
        state_ = State::cell_start;
        if (c == '\n') return;
    }
    if (state_ == State::quoted) {  // take_quoted() stops at quotes only
        state_ = State::quote_in_quoted;
        return;
    }
    if (state_ == State::quote_in_quoted && c == '"') {
        append("\"");
        state_ = State::quoted;
        return;
    }
    row_begun_ = row_begun_ || !ends_line(c);
    if (c == separator_) {
        end_cell();
        state_ = State::cell_start;
    } else if (ends_line(c)) {
        ++line_;
        end_row();
        state_ = c == '\r' ? State::after_return : State::cell_start;
    } else if (state_ == State::quote_in_quoted) {
        note(CsvDefect::quote_misplaced);
        append({&c, 1});
        state_ = State::plain;
    } else if (c == '"' && state_ == State::cell_start) {
        state_ = State::quoted;
    } else {
        append({&c, 1});
        state_ = State::plain;
    }
}

void CsvReader::finish() {
    if (state_ == State::quoted) note(CsvDefect::quote_not_closed);
    if (row_begun_) end_row();
    state_ = State::cell_start;
}

/// What goes beyond a limit is dropped; the row is marked.
void CsvReader::append(std::string_view text) {
    if (cells_ >= limits_.cells) return;
    const std::size_t begin = ends_.empty() ? 0 : ends_.back();
    if (text_.size() - begin + text.size() > limits_.cell) {
        note(CsvDefect::cell_too_long);
        text = text.substr(0, limits_.cell - (text_.size() - begin));
    }
    if (text_.size() + text.size() > limits_.row) {
        note(CsvDefect::row_too_long);
        text = text.substr(0, limits_.row - text_.size());
    }
    text_ += text;
}

void CsvReader::end_cell() {
    ++cells_;
    if (cells_ > limits_.cells)
        note(CsvDefect::too_many_cells);
    else
        ends_.push_back(text_.size());
}

void CsvReader::end_row() {
    end_cell();
    row_.cells.clear();
    std::size_t begin = 0;
    for (const std::size_t end : ends_) {
        row_.cells.push_back(std::string_view(text_).substr(begin, end - begin));
        begin = end;
    }
    on_row_(row_);
    text_.clear();
    ends_.clear();
    cells_ = 0;
    row_begun_ = false;
    ++row_.number;
    row_.line = line_;
    row_.defect = CsvDefect::none;
    row_.defect_column = 0;
}

/// The first defect of a row counts, but for quotes that are never closed: they explain the rest.
void CsvReader::note(CsvDefect defect) {
    if (row_.defect != CsvDefect::none && defect != CsvDefect::quote_not_closed) return;
    row_.defect = defect;
    row_.defect_column = static_cast<std::int64_t>(cells_ + (cells_ < limits_.cells ? 1 : 0));
}

char named_separator(std::string_view text) {
    constexpr std::string_view name = "sep=";
    if (text.size() < name.size() + 2) return 0;
    for (std::size_t i = 0; i < name.size(); ++i)
        if ((text[i] | ' ') != name[i]) return 0;
    return ends_line(text[name.size() + 1]) ? text[name.size()] : '\0';
}

char detect_separator(std::string_view beginning) {
    constexpr std::array candidates{';', ',', '\t', '|'};
    if (const char named = named_separator(beginning); named != 0)
        if (std::find(candidates.begin(), candidates.end(), named) != candidates.end())
            return named;
    char best = ',';
    auto rank = Fit{}.rank();
    for (const char candidate : candidates) {
        const auto found = fit_of(candidate, beginning).rank();
        if (found <= rank) continue;
        rank = found;
        best = candidate;
    }
    return best;
}

}  // namespace tenure::onboarding
