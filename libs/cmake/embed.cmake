# Writes OUT.hpp and OUT.cpp: the FILES as raw string literals (cmake -P, see embed_directory).
get_filename_component(dir ${OUT} DIRECTORY)
file(MAKE_DIRECTORY ${dir})
set(header "#pragma once\n\n#include <vector>\n\n#include \"domain/embedded_file.hpp\"\n\n")
string(APPEND header "namespace ${NAMESPACE} {\n")
string(APPEND header "const std::vector<tenure::EmbeddedFile>& files();\n}\n")
file(WRITE ${OUT}.hpp "${header}")

set(body "")
foreach(path ${FILES})
  get_filename_component(name ${path} NAME)
  file(READ ${path} content)
  string(APPEND body "        {\"${name}\", R\"__file(${content})__file\"},\n")
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
