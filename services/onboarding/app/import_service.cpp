#include "onboarding/app/import_service.hpp"

#include <algorithm>

#include "domain/failpoint.hpp"

namespace tenure::onboarding {

namespace {

Error import_not_found() {
    return {ErrorKind::not_found, "import_not_found", "the account has no such import"};
}

Error unknown_module() {
    return {ErrorKind::invalid,
            "invalid_fields",
            "the module is not known",
            {{"/module", "unknown_value", "see GET /v1/onboarding/import-modules"}}};
}

/// Whether one more import of the module may begin beside those that there are.
Status may_begin(const std::vector<Import>& imports, const std::string& module, int max_modules) {
    std::vector<std::string> modules;
    for (const Import& import : imports) {
        if (import.state == ImportState::cancelled || import.state == ImportState::refused)
            continue;
        if (import.module == module)
            return Error{ErrorKind::conflict, "import_exists",
                         "this module has an import already: cancel it, or go on with it"};
        modules.push_back(import.module);
    }
    if (static_cast<int>(modules.size()) < max_modules) return done;
    return Error{ErrorKind::conflict,
                 "import_modules_used",
                 "as many modules as the package contains are taken",
                 {},
                 {{"modules", modules}}};
}

std::string path_of(const ImportId& id) {
    return "/v1/onboarding/imports/" + id.str();
}

}  // namespace

Result<Import> ImportService::create(const CreateImport& command) {
    if (catalog_.find(command.module) == nullptr) return unknown_module();
    const AccountId& account = command.caller.account;
    if (command.idempotency && command.idempotency->resume)
        return read(account, ImportId(*command.idempotency->resume));
    Import made;
    made.id = ImportId::make(command.caller.now);
    made.module = command.module;
    made.size = command.size;
    made.created_at = command.caller.now;
    made.updated_at = command.caller.now;
    made.created_by = command.caller.subject;
    TENURE_TRY(store_.transact(account, [&](ImportTx& tx) -> Status {
        if (!tx.imports_included())
            return Error{ErrorKind::conflict, "imports_not_included",
                         "imports come with the package do_it_with_help, once it is paid"};
        TENURE_TRY(may_begin(tx.all(), command.module, catalog_.max_modules));
        TENURE_TRY(tx.insert(made, command.idempotency));
        tx.audit(command.caller, {"import.created", path_of(made.id), {}, documents_.import(made)});
        return done;
    }));
    return made;
}

Result<Import> ImportService::read(const AccountId& account, const ImportId& id) {
    std::optional<Import> import = store_.find(account, id);
    if (!import) return import_not_found();
    return *std::move(import);
}

Result<ImportPage> ImportService::list(const AccountId& account, int limit,
                                       const std::string& cursor) {
    return store_.page(account, limit, cursor);
}

Result<Import> ImportService::change(const Caller& caller, const ImportId& id,
                                     const std::string& action, const Change& body) {
    std::optional<Import> changed;
    TENURE_TRY(store_.transact(caller.account, [&](ImportTx& tx) -> Status {
        std::optional<Import> import = tx.find(id);
        if (!import) return import_not_found();
        const ImportState before = import->state;
        const std::string old = documents_.import(*import);
        TENURE_TRY(body(tx, *import));
        if (!action.empty() && import->state != before)
            tx.audit(caller, {action, path_of(id), old, documents_.import(*import)});
        changed = std::move(import);
        return done;
    }));
    if (changed->state == ImportState::inspecting || changed->state == ImportState::checking ||
        changed->state == ImportState::delivering)
        wake_worker_();
    return *std::move(changed);
}

Result<Import> ImportService::append(const Caller& caller, const ImportId& id, std::int64_t offset,
                                     std::string_view bytes) {
    return change(caller, id, "import.uploaded", [&](ImportTx& tx, Import& import) -> Status {
        TENURE_TRY_ASSIGN(const PartFate fate, accept_part(import, offset, bytes));
        if (fate == PartFate::repeated) {
            if (is_over(import.state) || tx.has_part(id, offset, bytes)) return done;
            return Error{ErrorKind::conflict,
                         "upload_offset_mismatch",
                         "other bytes were received there; the next part begins at byte " +
                             std::to_string(import.received),
                         {},
                         {{"received", import.received}}};
        }
        tx.add_part(id, offset, bytes);
        onboarding::add_part(import, bytes.size(), caller.now);
        tx.save(import);
        TENURE_FAILPOINT("onboarding.import_part_stored");
        return done;
    });
}

/// What the beginning of the file says when it is read as the customer wants it. Encoding and
/// separator are known then, so the beginning is enough.
Result<Inspection> ImportService::inspect_beginning(const MapImport& command,
                                                    const Import& import) {
    const FileFormat known = import.format.value_or(FileFormat{});
    FileInspector inspector(command.encoding.value_or(known.encoding),
                            command.separator.value_or(known.separator));
    const auto beginning = store_.part(command.caller.account, command.id, 0);
    if (beginning) inspector.feed(*beginning);
    return inspector.finish();
}

Result<Import> ImportService::map(const MapImport& command) {
    TENURE_TRY_ASSIGN(const Import known, read(command.caller.account, command.id));
    const ImportModule* const module = catalog_.find(known.module);
    if (module == nullptr) return unknown_module();
    std::optional<Inspection> inspected;
    if (known.format) {
        TENURE_TRY_ASSIGN(inspected, inspect_beginning(command, known));
    }
    return change(
        command.caller, command.id, "import.mapped", [&](ImportTx& tx, Import& import) -> Status {
            TENURE_TRY(map_columns(import, *module, inspected.value_or(Inspection{}),
                                   command.decimal_sign, command.columns, command.caller.now));
            tx.save(import);
            return done;
        });
}

Result<Import> ImportService::deliver(const Caller& caller, const ImportId& id, bool skip_faulty) {
    return change(caller, id, "import.delivery_ordered",
                  [&](ImportTx& tx, Import& import) -> Status {
                      const ImportState before = import.state;
                      TENURE_TRY(start_delivery(import, skip_faulty, caller.now));
                      if (import.state != before) tx.save(import);
                      return done;
                  });
}

Result<Import> ImportService::cancel(const Caller& caller, const ImportId& id) {
    return change(caller, id, "import.cancelled", [&](ImportTx& tx, Import& import) -> Status {
        if (import.state == ImportState::cancelled) return done;
        TENURE_TRY(onboarding::cancel(import, caller.now));
        tx.save(import);
        tx.remove_parts(id);
        tx.publish("import.cancelled", documents_.import(import), caller.now);
        return done;
    });
}

}  // namespace tenure::onboarding
