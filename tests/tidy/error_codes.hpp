#pragma once
// Every error code of the code stands in proto-docs/errors.md with its status, and none besides.

#include <map>
#include <set>
#include <string>

#include "tidy/source.hpp"

namespace tenure::tidy {

/// A code where it is made. `kind` is the ErrorKind beside it, "" for a field's code or a reason.
struct CodeUse {
    std::string code;
    std::string kind;
    std::string path;
    int line = 0;
};

/// The codes that a file gives to errors: `ErrorKind::x, "code"`, the code of a FieldError, of
/// reject(), fail() and failure(), of a Decline, and of the file's own functions that return Error.
std::vector<CodeUse> codes_of(const SourceFile& file);

/// ErrorKind -> status, from the comments beside the enumerators in libs/domain/error.hpp.
std::map<std::string, std::string> statuses_of(const std::string& error_header);

/// Code -> status column, from the tables of errors.md: | `code` | status | meaning | where |.
std::map<std::string, std::string> listed_codes(const std::string& errors_page);

Violations check_codes(const std::vector<CodeUse>& uses,
                       const std::map<std::string, std::string>& listed,
                       const std::map<std::string, std::string>& statuses);

/// Listed codes that stand as a literal in no file.
Violations check_listed(const std::vector<SourceFile>& files,
                        const std::map<std::string, std::string>& listed);

}  // namespace tenure::tidy
