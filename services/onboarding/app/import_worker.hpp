#pragma once
// What takes long in an import, done in the background: the file is read part by part, so memory
// does not depend on its size. A worker that dies leaves its job to the next one.

#include "onboarding/app/import_ports.hpp"

namespace tenure::onboarding {

class ImportWorker {
  public:
    ImportWorker(ImportStore& store, const ImportCatalog& catalog, ImportTarget& target,
                 ImportDocuments& documents)
        : store_(store), catalog_(catalog), target_(target), documents_(documents) {}

    /// One step of one import; true when there was one.
    Result<bool> work_one();

  private:
    Status inspect(const ImportJob& job);
    Status check(const ImportJob& job);
    Status deliver(const ImportJob& job);
    Result<std::int64_t> hand_over(const ImportJob& job);
    /// Hands the parts of the file to `take`, in their order, until it returns false.
    Status read(const ImportJob& job, const std::function<bool(std::string_view)>& take);
    /// Keeps the step's outcome, and tells it.
    Status finish(const ImportJob& job, const Import& import);
    Status give_up(const ImportJob& job, const Error& error);

    ImportStore& store_;
    const ImportCatalog& catalog_;
    ImportTarget& target_;
    ImportDocuments& documents_;
};

}  // namespace tenure::onboarding
