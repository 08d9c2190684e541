#include "onboarding/domain/import.hpp"

#include "domain/enum_names.hpp"

namespace tenure::onboarding {

namespace {

constexpr EnumNames<ImportState, 10> states{{{"uploading", ImportState::uploading},
                                             {"inspecting", ImportState::inspecting},
                                             {"refused", ImportState::refused},
                                             {"inspected", ImportState::inspected},
                                             {"checking", ImportState::checking},
                                             {"checked", ImportState::checked},
                                             {"delivering", ImportState::delivering},
                                             {"delivered", ImportState::delivered},
                                             {"failed", ImportState::failed},
                                             {"cancelled", ImportState::cancelled}}};

Error conflict(std::string code, std::string detail) {
    return {ErrorKind::conflict, std::move(code), std::move(detail)};
}

Error part_invalid(std::string detail) {
    return {ErrorKind::invalid, "import_part_invalid", std::move(detail)};
}

Error wrong_offset(const Import& import) {
    Error error = conflict("upload_offset_mismatch",
                           "the next part begins at byte " + std::to_string(import.received));
    error.members.emplace_back("received", import.received);
    return error;
}

}  // namespace

std::string_view name_of(ImportState state) {
    return name_in(states, state);
}

ImportState import_state(std::string_view name) {
    return value_in(states, name);
}

Result<PartFate> accept_part(const Import& import, std::int64_t offset, std::string_view bytes) {
    const auto length = static_cast<std::int64_t>(bytes.size());
    if (bytes.empty()) return part_invalid("the part is empty");
    const bool known = offset + length <= import.received;
    if (import.state != ImportState::uploading && !known)
        return conflict("import_not_uploading", "the whole file is here already");
    if (offset > import.received || (offset < import.received && !known))
        return wrong_offset(import);
    if (known) return PartFate::repeated;
    if (length > import.size - offset)
        return part_invalid("the file was announced with " + std::to_string(import.size) +
                            " bytes, the part goes beyond");
    if (bytes.size() < smallest_part && offset + length != import.size)
        return part_invalid("a part has at least " + std::to_string(smallest_part) +
                            " bytes, but for the last one");
    if (offset == 0) TENURE_TRY(refuse_other_formats(bytes));
    return PartFate::append;
}

void add_part(Import& import, std::size_t bytes, Timestamp now) {
    import.received += static_cast<std::int64_t>(bytes);
    import.updated_at = now;
    if (import.received == import.size) import.state = ImportState::inspecting;
}

void take_inspection(Import& import, const Inspection& found, const ImportModule& module) {
    import.state = ImportState::inspected;
    import.format = found.format;
    import.columns.clear();
    for (const std::string& heading : found.headings) import.columns.push_back({heading, {}});
    for (const MappedColumn& mapped : propose_mapping(module, found.headings))
        import.columns[static_cast<std::size_t>(mapped.column - 1)].field = mapped.field;
}

void refuse(Import& import, const Error& error) {
    import.state = ImportState::refused;
    import.failure = ImportFailure{error.code, error.detail};
}

Status map_columns(Import& import, const ImportModule& module, const Inspection& inspected,
                   char decimal_sign, const ColumnMapping& mapping, Timestamp now) {
    const bool failed_whole = import.state == ImportState::failed && import.delivered == 0;
    if (import.state != ImportState::inspected && import.state != ImportState::checked &&
        !failed_whole)
        return conflict("import_not_mappable",
                        "columns are mapped once the file was inspected, and before it is handed "
                        "over");
    TENURE_TRY(
        check_mapping(module, static_cast<std::int64_t>(inspected.headings.size()), mapping));
    import.format = inspected.format;
    import.format->decimal_sign = decimal_sign;
    import.columns.clear();
    for (const std::string& heading : inspected.headings) import.columns.push_back({heading, {}});
    for (const MappedColumn& mapped : mapping)
        import.columns[static_cast<std::size_t>(mapped.column - 1)].field = mapped.field;
    import.report.reset();
    import.failure.reset();
    import.rows = 0;
    import.clean = 0;
    import.state = ImportState::checking;
    import.updated_at = now;
    return done;
}

ColumnMapping mapping_of(const Import& import) {
    ColumnMapping mapping;
    for (std::size_t i = 0; i < import.columns.size(); ++i)
        if (import.columns[i].field)
            mapping.push_back({static_cast<std::int64_t>(i) + 1, *import.columns[i].field});
    return mapping;
}

Status start_delivery(Import& import, bool skip_faulty, Timestamp now) {
    if (import.state == ImportState::delivering || import.state == ImportState::delivered)
        return done;
    const bool again = import.state == ImportState::failed && import.report.has_value();
    if (import.state != ImportState::checked && !again)
        return conflict("import_not_checked", "there is no report of a check to hand over by");
    if (import.clean == 0)
        return conflict("import_nothing_clean", "no row is without a fault: nothing to hand over");
    if (import.clean < import.rows && !skip_faulty) {
        Error error =
            conflict("import_has_faults",
                     "correct the file, or send skip_faulty: true to leave those rows out");
        error.members.emplace_back("rows", import.rows);
        error.members.emplace_back("faulty", import.rows - import.clean);
        return error;
    }
    import.skip_faulty = skip_faulty;
    import.failure.reset();
    import.state = ImportState::delivering;
    import.updated_at = now;
    return done;
}

Status cancel(Import& import, Timestamp now) {
    if (import.state == ImportState::cancelled) return done;
    if (import.state == ImportState::delivering || import.delivered > 0)
        return conflict("import_not_cancellable",
                        "records are handed over already, and cannot be taken back");
    import.state = ImportState::cancelled;
    import.updated_at = now;
    return done;
}

std::string_view applied(const Import& import) {
    if (import.delivered == 0) return "none";
    return import.state == ImportState::delivered ? "all" : "partly";
}

bool is_over(ImportState state) {
    return state == ImportState::refused || state == ImportState::delivered ||
           state == ImportState::cancelled;
}

}  // namespace tenure::onboarding
