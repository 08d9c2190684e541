#pragma once
// Encryption of what must be kept and may not be readable in the database: AES-256-GCM. Only who
// has the key, which is kept apart from the database, reads it again.

#include <string>
#include <string_view>

namespace tenure::payment_method {

class Sealer {
  public:
    /// `secret`: at least 32 bytes.
    explicit Sealer(std::string_view secret);
    /// `context` says what the text belongs to; it must be the same when opened.
    std::string seal(std::string_view text, std::string_view context) const;
    /// Throws std::runtime_error for what was not sealed with this key and context.
    std::string open(std::string_view sealed, std::string_view context) const;

  private:
    std::string key_;
};

}  // namespace tenure::payment_method
