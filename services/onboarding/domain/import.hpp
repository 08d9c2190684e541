#pragma once
// An import of one module's data, from upload to hand-over: its states and what each allows.

#include <optional>
#include <string>
#include <vector>

#include "domain/id.hpp"
#include "onboarding/domain/import_pass.hpp"

namespace tenure::onboarding {

struct ImportKind {
    static constexpr std::string_view prefix = "imp";
};
using ImportId = Id<ImportKind>;

enum class ImportState {
    uploading,   ///< parts are missing
    inspecting,  ///< a worker reads the whole file
    refused,     ///< it is no CSV, or has nothing in it
    inspected,   ///< waits for the customer's mapping of columns
    checking,    ///< a worker checks every row: the dry run
    checked,     ///< the report is there; nothing was handed over
    delivering,  ///< a worker hands over
    delivered,
    failed,     ///< the target did not take it: `delivered` records arrived, the rest did not
    cancelled,  ///< by the customer
};
std::string_view name_of(ImportState state);
ImportState import_state(std::string_view name);

struct ImportColumn {
    std::string heading;
    std::optional<std::string> field;  ///< proposed, then as the customer mapped it
};

struct ImportFailure {
    std::string code;
    std::string detail;
};

struct Import {
    ImportId id;
    std::string module;
    ImportState state = ImportState::uploading;
    std::int64_t size = 0;      ///< of the file, in bytes
    std::int64_t received = 0;  ///< the first bytes of it are here
    std::optional<FileFormat> format;
    std::vector<ImportColumn> columns;
    std::optional<std::string> report;  ///< JSON, of the last check
    std::int64_t rows = 0;
    std::int64_t clean = 0;
    bool skip_faulty = false;
    std::int64_t delivered = 0;  ///< records that are with the target for good
    std::optional<ImportFailure> failure;
    Timestamp created_at;
    Timestamp updated_at;  ///< of the last request, in the account's time
    std::string created_by;
};

inline constexpr std::int64_t largest_import = 50'000'000;
inline constexpr std::size_t largest_part = std::size_t{1} << 20;
inline constexpr std::size_t smallest_part = std::size_t{64} << 10;  ///< but for the last one

/// What a part of the file does.
enum class PartFate { append, repeated };

/// Whether bytes from `offset` on may come now. `repeated`: they lie before `received`, so they
/// must equal what is there. Errors: conflict `import_not_uploading`, `upload_offset_mismatch`
/// (member `received`); invalid `import_part_invalid`, and `import_not_csv` for the first part.
Result<PartFate> accept_part(const Import& import, std::int64_t offset, std::string_view bytes);
/// The import with a part of so many bytes more; once whole it is to be inspected.
void add_part(Import& import, std::size_t bytes, Timestamp now);

void take_inspection(Import& import, const Inspection& found, const ImportModule& module);
void refuse(Import& import, const Error& error);

/// The customer's mapping starts the check. Allowed from `inspected` on, until records were handed
/// over. Errors: conflict `import_not_mappable`; those of check_mapping().
Status map_columns(Import& import, const ImportModule& module, const Inspection& inspected,
                   char decimal_sign, const ColumnMapping& mapping, Timestamp now);
ColumnMapping mapping_of(const Import& import);

/// Starts the hand-over, or goes on with one that failed. Errors (conflict): `import_not_checked`,
/// `import_has_faults` (members rows, faulty) unless faulty rows are to be left out,
/// `import_nothing_clean`. Again while it runs or once it is done: nothing changes.
Status start_delivery(Import& import, bool skip_faulty, Timestamp now);

/// Error conflict `import_not_cancellable` while or after records are handed over.
Status cancel(Import& import, Timestamp now);

/// "none", "partly", "all": how much of what was to be handed over has arrived.
std::string_view applied(const Import& import);
/// Whether its bytes are needed no more.
bool is_over(ImportState state);

}  // namespace tenure::onboarding
