#pragma once
// Numbered, immutable, checksummed migrations, compiled in.

#include <string>
#include <vector>

#include "domain/embedded_file.hpp"

namespace tenure::pg {

/// A component's migrations "NNNN_name.sql". libs/pg has its own (events, cursors, idempotency).
struct MigrationSet {
    std::string component;
    std::vector<EmbeddedFile> files;
};

/// Brings the database up to date: libs/pg's own migrations first, then `sets`, each file in one
/// transaction, under an advisory lock so that two processes may start at once.
/// Throws std::runtime_error when an applied migration's checksum has changed or the database is
/// newer than this program; Unavailable when it cannot be reached.
void migrate(const std::string& url, const std::vector<MigrationSet>& sets);

}  // namespace tenure::pg
