#pragma once
// One pass over an uploaded file: its pieces go in, clean records come out as NDJSON, and a report
// of what is wrong remains. Memory depends on the limits, never on the file.

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "onboarding/domain/csv.hpp"
#include "onboarding/domain/import_cells.hpp"
#include "onboarding/domain/import_schema.hpp"
#include "onboarding/domain/text_encoding.hpp"

namespace tenure::onboarding {

/// How a file is to be read.
struct FileFormat {
    Encoding encoding = Encoding::utf8;
    char separator = ',';
    char decimal_sign = 0;
    bool operator==(const FileFormat&) const = default;
};

/// "comma", "semicolon", "tab", "pipe".
std::string_view name_of_separator(char separator);
std::optional<char> parse_separator(std::string_view name);

struct ImportFault {
    std::int64_t row = 0;     ///< as a spreadsheet counts: the headings are row 1
    std::int64_t line = 0;    ///< of the file, on which the row begins
    std::int64_t column = 0;  ///< from 1
    std::string field;        ///< that the column holds; "" when it holds none
    std::string code;
    bool operator==(const ImportFault&) const = default;
};

struct ImportReport {
    std::int64_t rows = 0;   ///< with data: neither headings nor blank
    std::int64_t clean = 0;  ///< of them, without any fault
    std::map<std::string, std::int64_t> faults_by_code;
    std::vector<ImportFault> faults;   ///< the first ones
    std::vector<std::string> preview;  ///< the first records, as they are handed over

    std::int64_t faulty() const { return rows - clean; }
    bool operator==(const ImportReport&) const = default;
};

inline constexpr std::size_t kept_faults = 100;
inline constexpr std::size_t kept_records = 5;

/// What is found out about a file before anything is decided.
struct Inspection {
    FileFormat format;
    std::vector<std::string> headings;
    bool operator==(const Inspection&) const = default;
};

/// Sees the whole file once and finds its encoding, separator and headings.
/// What the customer says about it is not questioned.
class FileInspector {
  public:
    explicit FileInspector(std::optional<Encoding> encoding = {},
                           std::optional<char> separator = {})
        : encoding_(encoding), separator_(separator) {}

    void feed(std::string_view piece);
    /// Errors (invalid): `import_not_csv`, `import_empty` (no headings, or nothing under them),
    /// `import_headings_invalid`.
    Result<Inspection> finish() const;

  private:
    std::optional<Encoding> encoding_;
    std::optional<char> separator_;
    EncodingProbe probe_;
    std::string beginning_;
    std::size_t bytes_ = 0;
};

class ImportPass {
  public:
    /// Gets each clean record, a line with its line end. False stops the pass.
    using Sink = std::function<bool(std::string_view line)>;

    ImportPass(const FileFormat& format, const ImportModule& module, const ColumnMapping& mapping,
               const CountryNames& countries, Sink sink);

    /// False once the sink has stopped the pass.
    bool feed(std::string_view piece);
    const ImportReport& finish();

  private:
    void take(const CsvRow& row);
    bool take_headings(const CsvRow& row);
    bool check_shape(const CsvRow& row);
    void write(const CsvRow& row);
    void fault(const CsvRow& row, std::int64_t column, std::string_view code);

    Transcoder transcoder_;
    CellRules rules_;
    Sink sink_;
    std::vector<const ImportField*> field_of_;  ///< by column, from 0; nullptr: not imported
    std::size_t mapped_columns_ = 0;            ///< up to the last one that is
    std::size_t columns_ = 0;                   ///< that have headings
    std::string text_;
    std::string line_;
    bool row_is_clean_ = true;
    bool stopped_ = false;
    ImportReport report_;
    CsvReader reader_;
};

}  // namespace tenure::onboarding
