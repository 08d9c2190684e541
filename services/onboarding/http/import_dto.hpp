#pragma once
// The JSON of imports: bodies to commands, results to bodies.

#include <memory>
#include <string>

#include "http/message.hpp"
#include "onboarding/app/import_service.hpp"

namespace tenure::onboarding {

Result<CreateImport> parse_import(const http::Request& request);
/// Error 404 `import_not_found` for what is no id of an import.
Result<ImportId> parse_import_id(const http::Request& request);
/// `?offset=`.
Result<std::int64_t> parse_offset(const http::Request& request);
Result<MapImport> parse_mapping(const http::Request& request);
/// Whether faulty rows are to be left out.
Result<bool> parse_delivery(const http::Request& request);

std::string to_json(const Import& import);
std::string to_json(const ImportPage& page);
std::string modules_json(const ImportCatalog& catalog);

std::unique_ptr<ImportDocuments> make_import_documents();

}  // namespace tenure::onboarding
