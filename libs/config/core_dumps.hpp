#pragma once
// Memory holds card numbers and keys for moments: it is never written to disk.

namespace tenure::config {

/// From now on this process leaves no core dump, and no other process of its user may read its
/// memory. To be called before anything is read that is secret.
void forbid_core_dumps();

}  // namespace tenure::config
