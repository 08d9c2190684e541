#include "selling/flow.hpp"

namespace tenure::selling {

bool is_refusal(const Error& error) {
    switch (error.kind) {
        case ErrorKind::internal:
        case ErrorKind::bad_gateway:
        case ErrorKind::unavailable:
        case ErrorKind::timed_out:
        case ErrorKind::too_many_requests:
            return false;
        default:
            return true;
    }
}

Error change_not_found() {
    return {ErrorKind::not_found, "change_not_found", "the account has no such change"};
}

Caller caller_of(const Change& change, Caller caller) {
    if (!change.asked_by.on_test_clock) return caller;
    caller.now = change.created_at;
    caller.on_test_clock = true;
    return caller;
}

Caller actor_of(const Change& change, Caller caller) {
    if (change.status != ChangeStatus::pending) return caller;
    caller.subject = change.asked_by.subject;
    caller.roles = change.asked_by.roles;
    caller.request_id = change.asked_by.request_id;
    return caller;
}

Status check_undoable(const Change& change, Timestamp now) {
    if (waits(change, now)) return done;
    if (change.status == ChangeStatus::scheduled)
        return Error{ErrorKind::conflict, "change_already_in_effect",
                     "the change took effect on " + to_string(*change.effective_at)};
    return Error{ErrorKind::conflict, "change_not_scheduled",
                 "only a change that waits for its date can be undone"};
}

}  // namespace tenure::selling
