#include "pg/page.hpp"

namespace tenure::pg {

Status check_cursor(std::string_view cursor, std::string_view prefix) {
    if (cursor.empty() || is_id(cursor, prefix)) return done;
    return Error{ErrorKind::invalid,
                 "invalid_fields",
                 "the cursor is not one of ours",
                 {{"/cursor", "invalid_cursor", "use next_cursor of the last answer"}}};
}

}  // namespace tenure::pg
