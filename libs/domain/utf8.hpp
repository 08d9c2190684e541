#pragma once
// UTF-8 as RFC 3629 has it: no overlong forms, no surrogates, nothing beyond U+10FFFF.

#include <cstddef>
#include <string_view>

namespace tenure {

/// Bytes of the character at the start of `text`, which is not empty; 0 when there is no valid one.
std::size_t utf8_length(std::string_view text);

}  // namespace tenure
