#pragma once
// Failure points for crash tests: `TENURE_FAILPOINT("billing.order_paid")` kills the process with
// SIGKILL when the environment variable TENURE_FAILPOINT names it. Compiled out of releases.

#ifdef TENURE_FAILPOINTS
namespace tenure {
/// Kills this process when TENURE_FAILPOINT is `name`, or `name:N` and this is the N-th passage.
void failpoint(const char* name);
}  // namespace tenure
#define TENURE_FAILPOINT(name) ::tenure::failpoint(name)
#else
#define TENURE_FAILPOINT(name) static_cast<void>(0)
#endif
