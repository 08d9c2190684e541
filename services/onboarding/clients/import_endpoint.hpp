#pragma once
// The target of imports that is somebody's HTTP endpoint: it gets the records in batches.

#include <memory>
#include <string>

#include "onboarding/app/import_ports.hpp"

namespace tenure::onboarding {

struct ImportEndpoint {
    std::string url;
    std::string token;  ///< sent as a bearer token, unless empty
};

/// Each batch is one POST of NDJSON with the headers Tenure-Account, Tenure-Import, Tenure-Module
/// and an Idempotency-Key `<import>.<records before it>`: a batch whose answer was lost is sent
/// again, the same bytes under the same key. 2xx: taken. 408, 429, 5xx and no answer: again later.
/// Anything else: `import_target_refused`, and the import fails with what was taken so far.
std::unique_ptr<ImportTarget> make_import_endpoint(ImportEndpoint endpoint);

}  // namespace tenure::onboarding
