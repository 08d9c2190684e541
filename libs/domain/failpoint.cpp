#include "domain/failpoint.hpp"

#ifdef TENURE_FAILPOINTS

#include <atomic>
#include <charconv>
#include <csignal>
#include <cstdlib>
#include <string_view>

namespace tenure {

void failpoint(const char* name) {
    static const char* const wanted = std::getenv("TENURE_FAILPOINT");
    static std::atomic<int> passages{0};
    if (wanted == nullptr) return;
    const std::string_view text(wanted);
    const auto colon = text.find(':');
    if (text.substr(0, colon) != name) return;
    int passage = 1;
    if (colon != std::string_view::npos)
        std::from_chars(text.data() + colon + 1, text.data() + text.size(), passage);
    if (++passages == passage) std::raise(SIGKILL);
}

}  // namespace tenure

#endif
