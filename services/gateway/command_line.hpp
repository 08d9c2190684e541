#pragma once
// The commands beside serving: a signing key and tokens for development and demonstrations.

#include <string>
#include <vector>

namespace tenure::gateway {

extern const char* const usage;

/// make-key --out FILE --jwks FILE: a new Ed25519 key (PEM, readable by its owner only; an existing
/// file is left alone) and its key set. Returns the exit status.
int make_key(const std::vector<std::string>& arguments);

/// make-token --key FILE --account A --role R[,R] --subject S --ttl SECONDS: prints a token.
int make_token(const std::vector<std::string>& arguments);

/// make-internal-token --key FILE --account A --role R[,R] --subject S: prints a token as services
/// expect it from the gateway, valid for a minute; for measuring a service without the gateway.
int make_internal_token(const std::vector<std::string>& arguments);

/// Writes a file that appears under its name only when it is whole. False when that failed.
bool write_file(const std::string& path, const std::string& content, unsigned mode);

}  // namespace tenure::gateway
