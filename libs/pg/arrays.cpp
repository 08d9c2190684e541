#include "pg/arrays.hpp"

namespace tenure::pg {

void Array::separate() {
    if (size_++ > 0) text_ += ',';
}

Array& Array::add(std::int64_t value) {
    separate();
    text_ += std::to_string(value);
    return *this;
}

Array& Array::add(std::string_view text) {
    separate();
    text_ += '"';
    for (const char c : text) {
        if (c == '"' || c == '\\') text_ += '\\';
        text_ += c;
    }
    text_ += '"';
    return *this;
}

Array& Array::add_bool(bool value) {
    separate();
    text_ += value ? 't' : 'f';
    return *this;
}

Array& Array::add_null() {
    separate();
    text_ += "NULL";
    return *this;
}

}  // namespace tenure::pg
