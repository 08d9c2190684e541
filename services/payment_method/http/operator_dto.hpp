#pragma once
// Bodies and answers of the operator's routes.

#include <string>
#include <vector>

#include "http/message.hpp"
#include "payment_method/app/sepa_book.hpp"

namespace tenure::payment_method {

/// The document in {"document": "<?xml ...>"}.
Result<std::string> parse_bank_report_body(const http::Request& request);

std::string to_json(const CollectionFile& file);
std::string to_json(const std::vector<CollectionFile>& files);
std::string to_json(const TakenReport& taken);

}  // namespace tenure::payment_method
