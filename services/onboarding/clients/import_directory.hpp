#pragma once
// The target of imports that needs nobody: a directory, into which each import puts one file.

#include <memory>
#include <string>

#include "onboarding/app/import_ports.hpp"

namespace tenure::onboarding {

/// `<folder>/<account>/<import>.<module>.ndjson` appears whole or not at all: it is written under
/// another name, brought to the disk and renamed. What a worker that died left behind is removed by
/// the one that takes over.
std::unique_ptr<ImportTarget> make_import_directory(std::string folder);

}  // namespace tenure::onboarding
