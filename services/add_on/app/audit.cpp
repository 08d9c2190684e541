#include "add_on/app/audit.hpp"

#include <algorithm>

namespace tenure::add_on {

namespace {

PackageRows without(PackageRows rows, const Change& change) {
    std::erase_if(rows.changes, [&](const Change& other) { return other.id == change.id; });
    return rows;
}

/// A trial lasts though what it was to convert to is undone.
PackageRows before(const PackageRows& rows, const Change& change) {
    PackageRows old = without(rows, change);
    const bool undone = change.status == ChangeStatus::undone;
    if (old.trial && old.trial->change == change.id && !undone) old.trial.reset();
    return old;
}

PackageRows after(const PackageRows& rows, Change change) {
    PackageRows made = without(rows, change);
    if (change.status == ChangeStatus::undone) change.status = ChangeStatus::scheduled;
    made.changes.push_back(change);
    return made;
}

std::string path_of(const Change& change) {
    return "/v1/add-ons/customer-meeting/changes/" + change.id.str();
}

std::string path_of(const NamedUser& user) {
    return "/v1/add-ons/customer-meeting/users/" + user.user;
}

}  // namespace

AuditedChange audited(const PackageRows& rows, const Change& change, const AuditWriter& written) {
    const Timestamp from = change.effective_at.value_or(change.created_at);
    std::string lacking = written.package(holding_at(before(rows, change), from), from);
    std::string having = written.package(holding_at(after(rows, change), from), from);
    if (change.status == ChangeStatus::undone) std::swap(lacking, having);
    return {change.type + "." + std::string(name_of(change.status)), path_of(change), lacking,
            having};
}

AuditedChange audited_naming(const NamedUser& user, const AuditWriter& written) {
    return {"user.named", path_of(user), std::nullopt, written.named(user)};
}

AuditedChange audited_unnaming(const NamedUser& user, const AuditWriter& written) {
    return {"user.unnamed", path_of(user), written.named(user), std::nullopt};
}

}  // namespace tenure::add_on
