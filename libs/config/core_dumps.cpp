#include "config/core_dumps.hpp"

#include <sys/prctl.h>
#include <sys/resource.h>

namespace tenure::config {

void forbid_core_dumps() {
    // A limit of 0 does not hold back a core pattern that pipes into a program; not being dumpable
    // does.
    const rlimit none{0, 0};
    setrlimit(RLIMIT_CORE, &none);
    prctl(PR_SET_DUMPABLE, 0);
}

}  // namespace tenure::config
