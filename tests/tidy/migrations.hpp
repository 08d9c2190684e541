#pragma once
// Migrations are named NNNN_name.sql and numbered from 0001 without a gap, per folder.

#include <string>
#include <vector>

#include "tidy/source.hpp"

namespace tenure::tidy {

Violations check_migrations(const std::vector<std::string>& paths);

}  // namespace tenure::tidy
