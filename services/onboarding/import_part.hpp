#pragma once
// Imports put together: the only place that constructs and connects them.

#include <memory>

#include "config/environment.hpp"
#include "onboarding/domain/import_schema.hpp"
#include "runtime/runtime.hpp"

namespace tenure::onboarding {

struct ImportConfig {
    ImportCatalog catalog;  ///< TENURE_CATALOG_DIR/imports.json
    std::string directory;  ///< TENURE_IMPORT_DIRECTORY: where records are put, unless there is
    std::string endpoint;   ///< TENURE_IMPORT_ENDPOINT: the URL that takes them
    std::string token;      ///< TENURE_IMPORT_TOKEN[_FILE]: for that URL
};
/// Problems are collected in the environment.
ImportConfig load_imports(config::Environment& environment);

class ImportPart {
  public:
    ImportPart(const ImportConfig& config, const runtime::Platform& platform);
    ~ImportPart();
    std::vector<http::Route> routes();
    runtime::Worker& worker();

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace tenure::onboarding
