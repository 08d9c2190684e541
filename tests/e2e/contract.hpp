#pragma once
// The OpenAPI descriptions as a judge: does an answer keep to what proto-docs/openapi says?

#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "testkit/http_probe.hpp"

namespace tenure::e2e {

class Contract {
  public:
    /// All descriptions of the folder together.
    explicit Contract(const std::string& folder);

    /// What an answer breaks: status not described, other content type, a body that does not fit
    /// its schema. Nothing when it keeps to the description. Paths that nobody describes may only
    /// be answered with a problem document.
    std::vector<std::string> violations(std::string_view method, std::string_view target,
                                        const testkit::Answer& answer) const;
    /// "GET /v1/billing/invoices/{id}" for a request; "" when it is not described.
    std::string operation_of(std::string_view method, std::string_view target) const;
    std::set<std::string> operations() const;

  private:
    /// The described answers of one operation: status or "default" -> response object, with every
    /// reference replaced by what it refers to.
    using Responses = std::map<std::string, nlohmann::json>;
    std::map<std::string, Responses> operations_;
    nlohmann::json problem_schema_;
};

}  // namespace tenure::e2e
