#pragma once
// What imports need from outside: the store, the target that takes the records, documents.

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "domain/audit.hpp"
#include "domain/caller.hpp"
#include "domain/idempotency.hpp"
#include "onboarding/domain/import.hpp"

namespace tenure::onboarding {

struct ImportPage {
    std::vector<Import> imports;
    std::optional<std::string> next_cursor;
};

/// One transaction on one account, which it has locked.
class ImportTx {
  public:
    virtual ~ImportTx() = default;
    /// Whether the account has paid for help that contains imports.
    virtual bool imports_included() = 0;
    virtual std::vector<Import> all() = 0;
    virtual std::optional<Import> find(const ImportId& id) = 0;
    virtual Status insert(const Import& import, const std::optional<IdempotencyKey>& key) = 0;
    /// Keeps its new state. What a worker is to do next is due at once.
    virtual void save(const Import& import) = 0;
    virtual void add_part(const ImportId& id, std::int64_t offset, std::string_view bytes) = 0;
    /// Whether exactly these bytes were received as one part from the offset on.
    virtual bool has_part(const ImportId& id, std::int64_t offset, std::string_view bytes) = 0;
    virtual void remove_parts(const ImportId& id) = 0;
    virtual void publish(const std::string& type, const std::string& data, Timestamp at) = 0;
    virtual void audit(const Caller& caller, const AuditedChange& change) = 0;
};

/// Work that one worker holds for a while. Who comes after it has a higher turn.
struct ImportJob {
    AccountId account;
    Import import;
    std::int64_t turn = 0;
    int attempts = 0;  ///< at this step, this one included
};

class ImportStore {
  public:
    virtual ~ImportStore() = default;
    virtual Status transact(const AccountId& account,
                            const std::function<Status(ImportTx&)>& body) = 0;
    virtual std::optional<Import> find(const AccountId& account, const ImportId& id) = 0;
    /// Newest first. Error `invalid_fields` for a cursor that we did not make.
    virtual Result<ImportPage> page(const AccountId& account, int limit,
                                    const std::string& cursor) = 0;
    /// The bytes of the part that begins there; nothing when there is none.
    virtual std::optional<std::string> part(const AccountId& account, const ImportId& id,
                                            std::int64_t offset) = 0;

    virtual std::optional<ImportJob> take_job() = 0;
    virtual std::int64_t count_jobs() = 0;
    /// As part(), and the job is held for longer; nothing as well when it was taken over.
    virtual std::optional<std::string> part(const ImportJob& job, std::int64_t offset) = 0;
    /// So many records are with the target for good. False when the job was taken over.
    virtual bool note_delivered(const ImportJob& job, std::int64_t records) = 0;
    /// Runs the body unless the job was taken over: then it is left alone.
    virtual Status finish(const ImportJob& job, const std::function<Status(ImportTx&)>& body) = 0;
    /// Again in a while; the longer the more attempts were made.
    virtual void postpone(const ImportJob& job) = 0;
};

/// Records on their way to the target.
class ImportDelivery {
  public:
    virtual ~ImportDelivery() = default;
    /// How many records are with the target for good since the last call. Errors: unavailable
    /// (worth another attempt), conflict `import_target_refused` (not worth one).
    virtual Result<std::int64_t> write(std::string_view line) = 0;
    virtual Result<std::int64_t> finish() = 0;
};

class ImportTarget {
  public:
    virtual ~ImportTarget() = default;
    /// Goes on behind the records that job.import says are delivered.
    virtual Result<std::unique_ptr<ImportDelivery>> begin(const ImportJob& job) = 0;
};

class ImportDocuments {
  public:
    virtual ~ImportDocuments() = default;
    virtual std::string report(const ImportReport& report) = 0;
    virtual std::string import(const Import& import) = 0;
};

}  // namespace tenure::onboarding
