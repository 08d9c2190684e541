#include "http/history.hpp"

#include "json/reader.hpp"
#include "json/writer.hpp"

namespace tenure::http {

namespace {

using json::Object;

/// A document that we wrote down ourselves, or null.
Object document(const std::optional<std::string>& text) {
    return text ? Object(json::parse(*text).value()) : Object(nullptr);
}

Object write(const AuditEntry& entry) {
    return {{"id", entry.id.str()},
            {"at", json::write(entry.at)},
            {"subject", entry.subject},
            {"roles", names_of(entry.roles)},
            {"request_id", entry.request_id},
            {"action", entry.change.action},
            {"resource", entry.change.resource},
            {"old", document(entry.change.before)},
            {"new", document(entry.change.after)}};
}

std::string to_json(const AuditPage& page) {
    Object data = Object::array();
    for (const AuditEntry& entry : page.entries) data.push_back(write(entry));
    return json::dump(
        Object{{"data", data},
               {"next_cursor", page.next_cursor ? Object(*page.next_cursor) : Object(nullptr)}});
}

Result<Response> get_history(History& history, const Request& request) {
    TENURE_TRY_ASSIGN(const Page page, page_of(request));
    TENURE_TRY_ASSIGN(const AuditPage entries,
                      history.page(request.caller.account, page.limit, page.cursor));
    return with_next_page(ok(to_json(entries)), request, page, entries.next_cursor);
}

}  // namespace

Handler history(History& history) {
    return bind(get_history, history);
}

}  // namespace tenure::http
