#pragma once
// The operations of the OpenAPI descriptions as requests: what each takes, a body that it would
// read, and all the ways in which that body can be wrong.

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace tenure::e2e {

struct Operation {
    std::string method;              ///< "POST"
    std::string path;                ///< "/v1/billing/invoices/{id}"
    std::vector<std::string> roles;  ///< x-roles; empty when the description names none
    bool needs_key = false;          ///< Idempotency-Key is required
    bool needs_match = false;        ///< If-Match is required
    bool is_list = false;            ///< takes limit and cursor
    bool is_signed = false;          ///< asked without a token: the sender signs the body
    nlohmann::json body;             ///< schema of the request's body, resolved; null without one
    std::vector<nlohmann::json> samples = {};  ///< bodies that it would read, one a way to use it

    std::string name() const { return method + " " + path; }
    bool has_parameter() const { return path.find('{') != std::string::npos; }
    /// The path with every parameter replaced.
    std::string target(const std::string& parameter) const;
};

/// A body with one thing wrong: at `pointer`, to be refused with `code` there ("" = any code).
struct BadBody {
    nlohmann::json body;
    std::string pointer;
    std::string code;
};

/// The operations of all descriptions in the folder. Samples are the description's examples;
/// without any, one is made for each alternative of the schema: well formed, not necessarily
/// sensible.
std::vector<Operation> described_operations(const std::string& folder);

/// Each member of a sample missing, of another type, too short, too long, out of range, not among
/// the values; and one member too many in each object.
std::vector<BadBody> bad_bodies(const nlohmann::json& schema, const nlohmann::json& sample);

}  // namespace tenure::e2e
