#pragma once
// What customers do with imports. What takes long is left to the worker (import_worker.hpp).

#include "onboarding/app/import_ports.hpp"

namespace tenure::onboarding {

struct CreateImport {
    Caller caller;
    std::string module;
    std::int64_t size = 0;
    std::optional<IdempotencyKey> idempotency = {};
};

struct MapImport {
    Caller caller;
    ImportId id;
    std::optional<Encoding> encoding;  ///< in place of what was detected
    std::optional<char> separator;
    char decimal_sign = 0;
    ColumnMapping columns;
};

class ImportService {
  public:
    ImportService(ImportStore& store, const ImportCatalog& catalog, ImportDocuments& documents,
                  std::function<void()> wake_worker)
        : store_(store),
          catalog_(catalog),
          documents_(documents),
          wake_worker_(std::move(wake_worker)) {}

    const ImportCatalog& catalog() const { return catalog_; }

    /// Errors: 409 `imports_not_included`, `import_modules_used`, `import_exists`.
    Result<Import> create(const CreateImport& command);
    Result<Import> read(const AccountId& account, const ImportId& id);
    Result<ImportPage> list(const AccountId& account, int limit, const std::string& cursor);
    Result<Import> append(const Caller& caller, const ImportId& id, std::int64_t offset,
                          std::string_view bytes);
    Result<Import> map(const MapImport& command);
    Result<Import> deliver(const Caller& caller, const ImportId& id, bool skip_faulty);
    Result<Import> cancel(const Caller& caller, const ImportId& id);

  private:
    using Change = std::function<Status(ImportTx&, Import&)>;
    /// Changes an import in one transaction; `action` is written into the history unless empty.
    Result<Import> change(const Caller& caller, const ImportId& id, const std::string& action,
                          const Change& body);
    Result<Inspection> inspect_beginning(const MapImport& command, const Import& import);

    ImportStore& store_;
    const ImportCatalog& catalog_;
    ImportDocuments& documents_;
    std::function<void()> wake_worker_;
};

}  // namespace tenure::onboarding
