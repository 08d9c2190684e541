#pragma once
// Typed configuration from environment variables; reports every bad variable at once.

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "domain/result.hpp"

namespace tenure::config {

/// Reads variables, remembers what was wrong. `X_FILE` may stand for `X`: the value is then the
/// file's content without its last newline (for secrets). A secret's value is never in an error.
class Environment {
  public:
    /// The process's own environment.
    Environment();
    explicit Environment(std::map<std::string, std::string> variables);

    std::string string(const std::string& name);  ///< required
    std::string string(const std::string& name, std::string fallback);
    std::optional<std::string> optional(const std::string& name);
    std::int64_t integer(const std::string& name, std::int64_t fallback, std::int64_t min,
                         std::int64_t max);
    bool boolean(const std::string& name, bool fallback);  ///< true, false, 1, 0
    /// "host:port"; port 0 means any free one.
    struct Address {
        std::string host;
        std::uint16_t port = 0;
    };
    Address address(const std::string& name, Address fallback);
    /// Required secret of at least `min_length` bytes, directly or by NAME_FILE.
    std::string secret(const std::string& name, std::size_t min_length);
    /// The path of a file that can be read; required.
    std::string readable_file(const std::string& name, std::optional<std::string> fallback = {});
    void reject(const std::string& name, const std::string& why);

    /// `done`, or one error `bad_configuration` whose detail lists every bad variable, a line each.
    Status finish() const;

  private:
    std::optional<std::string> find(const std::string& name);
    std::map<std::string, std::string> variables_;
    std::vector<std::string> problems_;
};

}  // namespace tenure::config
