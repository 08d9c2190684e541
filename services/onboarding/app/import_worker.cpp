#include "onboarding/app/import_worker.hpp"

#include "domain/failpoint.hpp"

namespace tenure::onboarding {

namespace {

/// A step that was begun so often and never ended (its worker died each time), or whose target was
/// away so long, is given up: an hour and a half, with the store's pauses.
constexpr int most_attempts = 20;

Error taken_over() {
    return {ErrorKind::conflict, "import_taken_over", "another worker has taken the import over"};
}

}  // namespace

Result<bool> ImportWorker::work_one() {
    const std::optional<ImportJob> job = store_.take_job();
    if (!job) return false;
    if (job->attempts > most_attempts) {
        TENURE_TRY(give_up(*job, {ErrorKind::unavailable, "import_given_up",
                                  "it was tried again and again; please tell us"}));
        return true;
    }
    if (catalog_.find(job->import.module) == nullptr) {
        TENURE_TRY(give_up(*job, {ErrorKind::conflict, "import_module_gone",
                                  "the catalogue does not have this module any more"}));
        return true;
    }
    Status outcome = done;
    if (job->import.state == ImportState::inspecting) outcome = inspect(*job);
    if (job->import.state == ImportState::checking) outcome = check(*job);
    if (job->import.state == ImportState::delivering) outcome = deliver(*job);
    if (!outcome.ok() && outcome.error().code != taken_over().code)
        return std::move(outcome).error();
    return true;
}

Status ImportWorker::read(const ImportJob& job, const std::function<bool(std::string_view)>& take) {
    for (std::int64_t offset = 0; offset < job.import.size;) {
        const std::optional<std::string> part = store_.part(job, offset);
        if (!part) return taken_over();
        if (!take(*part)) return done;
        offset += static_cast<std::int64_t>(part->size());
    }
    return done;
}

Status ImportWorker::inspect(const ImportJob& job) {
    FileInspector inspector;
    TENURE_TRY(read(job, [&](std::string_view part) {
        inspector.feed(part);
        return true;
    }));
    Import import = job.import;
    const Result<Inspection> found = inspector.finish();
    if (found.ok())
        take_inspection(import, *found, *catalog_.find(import.module));
    else
        refuse(import, found.error());
    TENURE_FAILPOINT("onboarding.import_inspected");
    return finish(job, import);
}

Status ImportWorker::check(const ImportJob& job) {
    Import import = job.import;
    ImportPass pass(*import.format, *catalog_.find(import.module), mapping_of(import),
                    catalog_.countries, [](std::string_view) { return true; });
    TENURE_TRY(read(job, [&](std::string_view part) { return pass.feed(part); }));
    const ImportReport& report = pass.finish();
    import.report = documents_.report(report);
    import.rows = report.rows;
    import.clean = report.clean;
    import.state = ImportState::checked;
    TENURE_FAILPOINT("onboarding.import_checked");
    return finish(job, import);
}

Status ImportWorker::deliver(const ImportJob& job) {
    Result<std::int64_t> delivered = hand_over(job);
    if (!delivered.ok()) {
        if (delivered.error().code == taken_over().code) return std::move(delivered).error();
        if (delivered.error().kind != ErrorKind::unavailable)
            return give_up(job, delivered.error());
        store_.postpone(job);
        return done;
    }
    Import import = job.import;
    import.delivered = *delivered;
    import.state = ImportState::delivered;
    TENURE_FAILPOINT("onboarding.import_handed_over");
    return finish(job, import);
}

/// All clean records; those that an earlier attempt delivered are passed over. How many are with
/// the target in the end.
Result<std::int64_t> ImportWorker::hand_over(const ImportJob& job) {
    TENURE_TRY_ASSIGN(const std::unique_ptr<ImportDelivery> delivery, target_.begin(job));
    std::int64_t delivered = job.import.delivered;
    std::int64_t to_skip = delivered;
    Status sent = done;
    ImportPass pass(*job.import.format, *catalog_.find(job.import.module), mapping_of(job.import),
                    catalog_.countries, [&](std::string_view line) {
                        if (to_skip > 0) return --to_skip, true;
                        const Result<std::int64_t> taken = delivery->write(line);
                        if (!taken.ok()) return sent = taken.error(), false;
                        if (*taken == 0) return true;
                        delivered += *taken;
                        if (!store_.note_delivered(job, delivered)) sent = taken_over();
                        return sent.ok();
                    });
    TENURE_TRY(read(job, [&](std::string_view part) { return pass.feed(part); }));
    if (sent.ok()) pass.finish();
    TENURE_TRY(std::move(sent));
    TENURE_TRY_ASSIGN(const std::int64_t last, delivery->finish());
    return delivered + last;
}

Status ImportWorker::finish(const ImportJob& job, const Import& import) {
    return store_.finish(job, [&](ImportTx& tx) -> Status {
        const ImportState state = import.state;
        tx.save(import);
        if (is_over(state)) tx.remove_parts(import.id);
        tx.publish(state == ImportState::inspected ? "import.inspected"
                   : state == ImportState::refused ? "import.refused"
                   : state == ImportState::checked ? "import.checked"
                                                   : "import.delivered",
                   documents_.import(import), import.updated_at);
        return done;
    });
}

/// What has been delivered by then stays told.
Status ImportWorker::give_up(const ImportJob& job, const Error& error) {
    return store_.finish(job, [&](ImportTx& tx) -> Status {
        Import import = *tx.find(job.import.id);
        import.state = ImportState::failed;
        import.failure = ImportFailure{error.code, error.detail};
        tx.save(import);
        tx.publish("import.failed", documents_.import(import), import.updated_at);
        return done;
    });
}

}  // namespace tenure::onboarding
