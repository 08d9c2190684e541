#include "onboarding/import_part.hpp"

#include "onboarding/app/import_worker.hpp"
#include "onboarding/clients/import_catalog_file.hpp"
#include "onboarding/clients/import_directory.hpp"
#include "onboarding/clients/import_endpoint.hpp"
#include "onboarding/http/import_dto.hpp"
#include "onboarding/http/import_routes.hpp"
#include "onboarding/store/import_store.hpp"

namespace tenure::onboarding {

namespace {

std::unique_ptr<ImportTarget> target_of(const ImportConfig& config) {
    if (!config.endpoint.empty()) return make_import_endpoint({config.endpoint, config.token});
    return make_import_directory(config.directory);
}

}  // namespace

ImportConfig load_imports(config::Environment& environment) {
    ImportConfig config;
    config.endpoint = environment.string("TENURE_IMPORT_ENDPOINT", "");
    config.directory = environment.string("TENURE_IMPORT_DIRECTORY", "/var/lib/tenure/imports");
    if (environment.optional("TENURE_IMPORT_TOKEN") ||
        environment.optional("TENURE_IMPORT_TOKEN_FILE"))
        config.token = environment.secret("TENURE_IMPORT_TOKEN", 16);
    if (!config.endpoint.empty() && !config.endpoint.starts_with("https://") &&
        !config.endpoint.starts_with("http://"))
        environment.reject("TENURE_IMPORT_ENDPOINT", "not the URL of an HTTP endpoint");
    const std::string catalogs = environment.string("TENURE_CATALOG_DIR");
    if (catalogs.empty()) return config;
    auto catalog = load_import_catalog(catalogs + "/imports.json");
    if (catalog.ok())
        config.catalog = std::move(catalog).value();
    else
        environment.reject("TENURE_CATALOG_DIR", catalog.error().detail);
    return config;
}

struct ImportPart::Impl {
    Impl(const ImportConfig& given, const runtime::Platform& platform)
        : config(given),
          documents(make_import_documents()),
          store(make_import_store(platform.pool, platform.config.lease)),
          target(target_of(config)),
          steps(*store, config.catalog, *target, *documents),
          worker(
              "imports", platform.config.sweep_interval, [this] { return steps.work_one(); },
              platform.metrics),
          service(*store, config.catalog, *documents, [this] { worker.wake(); }) {
        auto& depth = platform.metrics.gauge("tenure_queue_depth", "Work left unfinished",
                                             {{"queue", "imports"}});
        platform.metrics.before_collect(
            [this, &depth] { depth.set(static_cast<double>(store->count_jobs())); });
    }

    const ImportConfig config;
    std::unique_ptr<ImportDocuments> documents;
    std::unique_ptr<ImportStore> store;
    std::unique_ptr<ImportTarget> target;
    ImportWorker steps;
    runtime::Worker worker;
    ImportService service;
};

ImportPart::ImportPart(const ImportConfig& config, const runtime::Platform& platform)
    : impl_(std::make_unique<Impl>(config, platform)) {}

ImportPart::~ImportPart() = default;

std::vector<http::Route> ImportPart::routes() {
    return import_routes(impl_->service);
}

runtime::Worker& ImportPart::worker() {
    return impl_->worker;
}

}  // namespace tenure::onboarding
