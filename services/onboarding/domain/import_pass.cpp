#include "onboarding/domain/import_pass.hpp"

#include <algorithm>

#include "domain/enum_names.hpp"
#include "domain/utf8.hpp"

namespace tenure::onboarding {

namespace {

constexpr std::size_t inspected_beginning = 64 * 1024;
constexpr std::size_t longest_heading = 200;

constexpr EnumNames<char, 4> separators{
    {{"comma", ','}, {"semicolon", ';'}, {"tab", '\t'}, {"pipe", '|'}}};

bool is_blank(const CsvRow& row) {
    return row.defect == CsvDefect::none &&
           std::all_of(row.cells.begin(), row.cells.end(),
                       [](std::string_view cell) { return cell.empty(); });
}

/// "sep=;" cut at a separator: no row of the table.
bool names_separator(const CsvRow& row) {
    return row.number == 1 && !row.cells.empty() && row.cells[0].size() <= 5 &&
           named_separator(std::string(row.cells[0]) + (row.cells[0].size() == 4 ? ";\n" : "\n")) !=
               0;
}

std::string_view code_of(CsvDefect defect) {
    switch (defect) {
        case CsvDefect::cell_too_long:
            return "cell_too_long";
        case CsvDefect::row_too_long:
            return "row_too_long";
        case CsvDefect::too_many_cells:
            return "too_many_cells";
        case CsvDefect::quote_misplaced:
            return "quote_misplaced";
        case CsvDefect::quote_not_closed:
            return "quote_not_closed";
        case CsvDefect::none:
            break;
    }
    return "";
}

bool is_clean_heading(std::string_view text) {
    if (text.size() > longest_heading) return false;
    while (!text.empty()) {
        const std::size_t length = utf8_length(text);
        if (length == 0 || static_cast<unsigned char>(text[0]) == 0x7f) return false;
        if (static_cast<unsigned char>(text[0]) < 0x20 && text[0] != '\n' && text[0] != '\r')
            return false;
        text.remove_prefix(length);
    }
    return true;
}

/// Headings may be broken over lines in a cell.
std::string one_line(std::string_view text) {
    std::string line(text);
    std::replace_if(
        line.begin(), line.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
    return line;
}

Error headings_invalid(std::string detail) {
    return {ErrorKind::invalid, "import_headings_invalid", std::move(detail)};
}

}  // namespace

std::string_view name_of_separator(char separator) {
    return name_in(separators, separator);
}

std::optional<char> parse_separator(std::string_view name) {
    for (const auto& [text, separator] : separators)
        if (text == name) return separator;
    return std::nullopt;
}

void FileInspector::feed(std::string_view piece) {
    probe_.feed(piece);
    bytes_ += piece.size();
    if (beginning_.size() < inspected_beginning)
        beginning_.append(piece.substr(0, inspected_beginning - beginning_.size()));
}

Result<Inspection> FileInspector::finish() const {
    TENURE_TRY(refuse_other_formats(beginning_));
    Inspection found;
    found.format.encoding = encoding_.value_or(probe_.encoding());
    Transcoder transcoder(found.format.encoding);
    std::string text;
    transcoder.feed(beginning_, text);
    if (bytes_ <= inspected_beginning) transcoder.finish(text);
    found.format.separator = separator_ ? *separator_ : detect_separator(text);

    std::size_t rows = 0;
    CsvDefect defect = CsvDefect::none;
    bool clean = true;
    CsvReader reader(found.format.separator, {}, [&](const CsvRow& row) {
        if (is_blank(row) || names_separator(row) || ++rows != 1) return;
        defect = row.defect;
        for (const std::string_view cell : row.cells) {
            clean = clean && is_clean_heading(cell);
            found.headings.push_back(one_line(cell));
        }
    });
    reader.feed(text);
    reader.finish();
    if (defect != CsvDefect::none)
        return headings_invalid("the row of headings cannot be read: " +
                                std::string(code_of(defect)));
    if (!clean)
        return headings_invalid(
            "a heading is longer than 200 bytes or holds characters that are none");
    if (rows < 2)
        return Error{ErrorKind::invalid, "import_empty",
                     "the file needs a row of headings and at least one row of data"};
    return found;
}

ImportPass::ImportPass(const FileFormat& format, const ImportModule& module,
                       const ColumnMapping& mapping, const CountryNames& countries, Sink sink)
    : transcoder_(format.encoding),
      rules_{countries, format.decimal_sign},
      sink_(std::move(sink)),
      reader_(format.separator, {}, [this](const CsvRow& row) { take(row); }) {
    for (const MappedColumn& mapped : mapping) {
        const auto column = static_cast<std::size_t>(mapped.column);
        mapped_columns_ = std::max(mapped_columns_, column);
        field_of_.resize(mapped_columns_, nullptr);
        field_of_[column - 1] = module.find(mapped.field);
    }
}

bool ImportPass::feed(std::string_view piece) {
    text_.clear();
    transcoder_.feed(piece, text_);
    reader_.feed(text_);
    return !stopped_;
}

const ImportReport& ImportPass::finish() {
    text_.clear();
    transcoder_.finish(text_);
    reader_.feed(text_);
    reader_.finish();
    return report_;
}

void ImportPass::take(const CsvRow& row) {
    if (stopped_ || is_blank(row) || names_separator(row) || take_headings(row)) return;
    ++report_.rows;
    row_is_clean_ = true;
    if (check_shape(row)) write(row);
    if (!row_is_clean_) return;
    ++report_.clean;
    if (report_.preview.size() < kept_records) report_.preview.push_back(line_);
    line_ += '\n';
    stopped_ = !sink_(line_);
}

/// The first row that is not blank.
bool ImportPass::take_headings(const CsvRow& row) {
    if (columns_ != 0) return false;
    columns_ = std::max<std::size_t>(row.cells.size(), 1);
    return true;
}

/// Spreadsheets write empty cells behind the last column; those are no fault.
bool ImportPass::check_shape(const CsvRow& row) {
    if (row.defect != CsvDefect::none) {
        fault(row, row.defect_column, code_of(row.defect));
        return false;
    }
    for (std::size_t i = columns_; i < row.cells.size(); ++i) {
        if (row.cells[i].empty()) continue;
        fault(row, static_cast<std::int64_t>(i) + 1, "too_many_cells");
        return false;
    }
    if (row.cells.size() >= columns_) return true;
    fault(row, static_cast<std::int64_t>(row.cells.size()) + 1, "too_few_cells");
    return false;
}

/// The record in line_, without its line end; every bad cell is a fault.
void ImportPass::write(const CsvRow& row) {
    line_ = "{\"row\":" + std::to_string(row.number);
    for (std::size_t i = 0; i < std::min(mapped_columns_, row.cells.size()); ++i) {
        const ImportField* const field = field_of_[i];
        if (field == nullptr) continue;
        const CleanCell cell = clean_cell(row.cells[i], *field, rules_);
        if (!cell.fault.empty()) fault(row, static_cast<std::int64_t>(i) + 1, cell.fault);
        if (!cell.json.empty()) line_.append(",\"").append(field->name).append("\":") += cell.json;
    }
    line_ += '}';
}

void ImportPass::fault(const CsvRow& row, std::int64_t column, std::string_view code) {
    row_is_clean_ = false;
    ++report_.faults_by_code[std::string(code)];
    if (report_.faults.size() >= kept_faults) return;
    const auto index = static_cast<std::size_t>(column - 1);
    const ImportField* const field = index < field_of_.size() ? field_of_[index] : nullptr;
    report_.faults.push_back(
        {row.number, row.line, column, field == nullptr ? "" : field->name, std::string(code)});
}

}  // namespace tenure::onboarding
