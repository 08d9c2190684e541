#pragma once
// What the history tells of the add-on: the package without and with a change, and named users.

#include <string>

#include "add_on/app/ports.hpp"
#include "domain/audit.hpp"

namespace tenure::add_on {

/// How the history shows what was changed.
class AuditWriter {
  public:
    virtual ~AuditWriter() = default;
    virtual std::string package(const Holding& holding, Timestamp from) const = 0;
    virtual std::string named(const NamedUser& user) const = 0;
};

/// A change that was accepted, or undone: the package from its effect on, without and with it.
AuditedChange audited(const PackageRows& rows, const Change& change, const AuditWriter& written);
AuditedChange audited_naming(const NamedUser& user, const AuditWriter& written);
AuditedChange audited_unnaming(const NamedUser& user, const AuditWriter& written);

}  // namespace tenure::add_on
