#include "json/writer.hpp"

namespace tenure::json {

namespace {

template <class Value>
std::string compact(const Value& value) {
    return value.dump(-1, ' ', false, Value::error_handler_t::replace);
}

}  // namespace

std::string dump(const Object& value) {
    return compact(value);
}

std::string dump(const nlohmann::json& value) {
    return compact(value);
}

}  // namespace tenure::json
