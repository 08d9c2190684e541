#pragma once
// The part of a change's JSON that is the same at every seller: {id, type, status, created_at,
// effective_at, quote, invoice_id, invoice_number, decline?}. A seller adds its own members.

#include "json/writer.hpp"
#include "selling/change.hpp"

namespace tenure::selling {

/// The change as it reads at `now`.
json::Object common_change_json(const Change& change, Timestamp now);

}  // namespace tenure::selling
