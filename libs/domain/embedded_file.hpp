#pragma once
// A file compiled into an executable (see embed_directory in libs/cmake).

#include <string_view>

namespace tenure {

struct EmbeddedFile {
    std::string_view name;  ///< file name without its folder
    std::string_view content;
};

}  // namespace tenure
