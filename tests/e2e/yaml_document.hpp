#pragma once
// YAML files of a folder as JSON, with references followed.

#include <map>
#include <nlohmann/json.hpp>
#include <string>

namespace tenure::e2e {

class Documents {
  public:
    /// Reads every .yaml file of the folder.
    explicit Documents(const std::string& folder);

    const std::map<std::string, nlohmann::json>& all() const { return documents_; }
    /// The value with every {"$ref": "file#/pointer"} in it replaced, also within what replaces it.
    /// Throws on a reference to nothing.
    nlohmann::json resolved(const nlohmann::json& value, const std::string& file,
                            int depth = 0) const;

  private:
    std::map<std::string, nlohmann::json> documents_;
};

}  // namespace tenure::e2e
