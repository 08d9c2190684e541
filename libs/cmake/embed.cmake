# Writes OUT.hpp and OUT.cpp: the FILES as string literals (cmake -P, see embed_directory).
get_filename_component(dir ${OUT} DIRECTORY)
file(MAKE_DIRECTORY ${dir})
set(header "#pragma once\n\n#include <vector>\n\n#include \"domain/embedded_file.hpp\"\n\n")
string(APPEND header "namespace ${NAMESPACE} {\n")
string(APPEND header "const std::vector<tenure::EmbeddedFile>& files();\n}\n")
file(WRITE ${OUT}.hpp "${header}")

set(body "")
foreach(path ${FILES})
  get_filename_component(name ${path} NAME)
  file(READ ${path} hex HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "\\\\x\\1" escaped "${hex}")
  # A literal may hold 64 KiB at least; split every 1,000 bytes to stay readable to tools.
  string(REGEX REPLACE "((\\\\x[0-9a-f][0-9a-f]){1,250})" "\"\\1\"\n" escaped "${escaped}")
  string(LENGTH "${hex}" hex_length)
  math(EXPR length "${hex_length} / 2")
  string(APPEND body "        {\"${name}\", std::string_view(\n${escaped}\"\", ${length})},\n")
endforeach()
file(WRITE ${OUT}.cpp "#include \"embedded/${NAMESPACE}.hpp\"

namespace ${NAMESPACE} {
const std::vector<tenure::EmbeddedFile>& files() {
    static const std::vector<tenure::EmbeddedFile> all = {
${body}    };
    return all;
}
}
")
