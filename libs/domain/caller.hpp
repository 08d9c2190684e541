#pragma once
// Who asks for something, for which account, and when.

#include <string>

#include "domain/id.hpp"
#include "domain/roles.hpp"
#include "domain/time.hpp"

namespace tenure {

/// Made by the server from the internal token; handed on to use cases and to the calls they make.
struct Caller {
    AccountId account;
    std::string subject;  ///< user or machine; "service:billing" for Tenure's own work
    RoleSet roles;
    std::string request_id;
    std::string traceparent;
    Timestamp now;  ///< the account's present: its test clock, else the system's
    bool on_test_clock = false;
};

}  // namespace tenure
