#include "json/reader.hpp"

#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

#include "json/strict_parser.hpp"

namespace tenure::json {

namespace {

/// An object that was asked for: what was read of it, so that the rest can be reported.
struct Node {
    const nlohmann::json* object;  ///< null: missing or not an object, reported already
    std::string path;
    std::set<std::string, std::less<>> read;
};

struct Document {
    nlohmann::json root;
    std::vector<std::unique_ptr<Node>> nodes;
    std::vector<FieldError> errors;
};

/// RFC 6901: ~ and / are escaped in a pointer.
std::string pointer_to(const std::string& path, std::string_view key) {
    std::string pointer = path + "/";
    for (const char c : key) {
        if (c == '~')
            pointer += "~0";
        else if (c == '/')
            pointer += "~1";
        else
            pointer += c;
    }
    return pointer;
}

std::size_t code_points(std::string_view utf8) {
    std::size_t count = 0;
    for (const char c : utf8)
        if ((static_cast<unsigned char>(c) & 0xC0U) != 0x80U) ++count;
    return count;
}

enum class Lines { one, many };

bool has_control_characters(std::string_view text, Lines lines) {
    for (const char c : text) {
        if (lines == Lines::many && (c == '\n' || c == '\r' || c == '\t')) continue;
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) return true;
    }
    return false;
}

}  // namespace

struct Reader::State {
    std::shared_ptr<Document> document;
    Node* node = nullptr;

    void fail(std::string_view key, std::string code, std::string detail) const {
        if (node->object == nullptr) return;
        document->errors.push_back(
            {pointer_to(node->path, key), std::move(code), std::move(detail)});
    }
    /// The member, or null when it is absent or JSON null.
    const nlohmann::json* member(std::string_view key) const {
        node->read.emplace(key);
        if (node->object == nullptr) return nullptr;
        const auto found = node->object->find(key);
        if (found == node->object->end() || found->is_null()) return nullptr;
        return &*found;
    }
    const nlohmann::json* required(std::string_view key) const {
        const auto* value = member(key);
        if (value == nullptr) fail(key, "required", "is missing");
        return value;
    }
    std::unique_ptr<State> child(const nlohmann::json* object, std::string path) const {
        document->nodes.push_back(std::make_unique<Node>(Node{object, std::move(path), {}}));
        return std::make_unique<State>(State{document, document->nodes.back().get()});
    }
    std::string text(std::string_view key, const nlohmann::json& value, Length length,
                     Lines lines = Lines::one) const {
        if (!value.is_string()) {
            fail(key, "wrong_type", "must be a string");
            return {};
        }
        const auto& text = value.get_ref<const std::string&>();
        const std::size_t size = code_points(text);
        if (size < length.min)
            fail(key, "too_short", "at least " + std::to_string(length.min) + " characters");
        else if (size > length.max)
            fail(key, "too_long", "at most " + std::to_string(length.max) + " characters");
        else if (has_control_characters(text, lines))
            fail(key, "invalid_characters", "control characters are not accepted");
        return text;
    }
    std::int64_t number(std::string_view key, const nlohmann::json& value, std::int64_t min,
                        std::int64_t max) const {
        const auto out_of_range = [&] {
            fail(key, "out_of_range",
                 "must be between " + std::to_string(min) + " and " + std::to_string(max));
            return min;
        };
        // Digits beyond 64 bits arrive as a floating-point number.
        if (value.is_number_float() && std::abs(value.get<double>()) >= 9.2e18)
            return out_of_range();
        if (!value.is_number_integer()) {
            fail(key, "wrong_type", "must be an integer");
            return min;
        }
        if (value.is_number_unsigned() &&
            value.get<std::uint64_t>() > static_cast<std::uint64_t>(largest_amount))
            return out_of_range();
        const auto number = value.get<std::int64_t>();
        return number < min || number > max ? out_of_range() : number;
    }
    bool flag(std::string_view key, const nlohmann::json& value) const {
        if (value.is_boolean()) return value.get<bool>();
        fail(key, "wrong_type", "must be true or false");
        return false;
    }
};

Reader::Reader(std::unique_ptr<State> state) : state_(std::move(state)) {}
Reader::Reader(Reader&&) noexcept = default;
Reader& Reader::operator=(Reader&&) noexcept = default;
Reader::~Reader() = default;

Result<Reader> Reader::parse(std::string_view body) {
    auto parsed = parse_strictly(body);
    if (const auto* why = std::get_if<std::string>(&parsed))
        return Error{ErrorKind::malformed, "malformed_json", *why};
    auto document = std::make_shared<Document>();
    document->root = std::move(std::get<nlohmann::json>(parsed));
    if (!document->root.is_object())
        return Error{ErrorKind::malformed, "not_an_object", "the body must be a JSON object"};
    State state{document, nullptr};
    return Reader(state.child(&document->root, ""));
}

bool Reader::has(std::string_view key) {
    return state_->member(key) != nullptr;
}

std::string Reader::string(std::string_view key, Length length) {
    const auto* value = state_->required(key);
    return value == nullptr ? std::string() : state_->text(key, *value, length);
}

std::optional<std::string> Reader::optional_string(std::string_view key, Length length) {
    const auto* value = state_->member(key);
    if (value == nullptr) return std::nullopt;
    return state_->text(key, *value, length);
}

std::string Reader::text(std::string_view key, Length length) {
    const auto* value = state_->required(key);
    return value == nullptr ? std::string() : state_->text(key, *value, length, Lines::many);
}

std::int64_t Reader::integer(std::string_view key, std::int64_t min, std::int64_t max) {
    const auto* value = state_->required(key);
    return value == nullptr ? min : state_->number(key, *value, min, max);
}

std::optional<std::int64_t> Reader::optional_integer(std::string_view key, std::int64_t min,
                                                     std::int64_t max) {
    const auto* value = state_->member(key);
    if (value == nullptr) return std::nullopt;
    return state_->number(key, *value, min, max);
}

bool Reader::boolean(std::string_view key) {
    const auto* value = state_->required(key);
    return value != nullptr && state_->flag(key, *value);
}

std::optional<bool> Reader::optional_boolean(std::string_view key) {
    const auto* value = state_->member(key);
    if (value == nullptr) return std::nullopt;
    return state_->flag(key, *value);
}

std::size_t Reader::one_of(std::string_view key, const std::vector<std::string_view>& names) {
    const auto* value = state_->required(key);
    if (value == nullptr) return 0;
    if (!value->is_string()) {
        state_->fail(key, "wrong_type", "must be a string");
        return 0;
    }
    std::string list;
    for (std::size_t index = 0; index < names.size(); ++index) {
        if (value->get_ref<const std::string&>() == names[index]) return index;
        list += (list.empty() ? "" : ", ") + std::string(names[index]);
    }
    state_->fail(key, "unknown_value", "must be one of " + list);
    return 0;
}

Money Reader::money(std::string_view key) {
    Reader object = this->object(key);
    const std::int64_t minor = object.integer("amount", -largest_amount, largest_amount);
    const std::string code = object.string("currency", {3, 3});
    const Result<Currency> currency = Currency::parse(code);
    if (!currency.ok()) {
        if (!code.empty())
            object.reject("currency", currency.error().code, currency.error().detail);
        return {};
    }
    return {minor, *currency};
}

Credits Reader::credits(std::string_view key) {
    const std::string text = string(key, {1, 20});
    const Result<Credits> credits = Credits::parse(text);
    if (credits.ok()) return *credits;
    if (!text.empty()) reject(key, credits.error().code, credits.error().detail);
    return {};
}

std::optional<Credits> Reader::optional_credits(std::string_view key) {
    return has(key) ? std::optional(credits(key)) : std::nullopt;
}

Timestamp Reader::timestamp(std::string_view key) {
    const std::string text = string(key, {1, 40});
    const Result<Timestamp> instant = parse_timestamp(text);
    if (instant.ok()) return *instant;
    if (!text.empty()) reject(key, instant.error().code, instant.error().detail);
    return {};
}

Date Reader::date(std::string_view key) {
    const std::string text = string(key, {1, 10});
    const Result<Date> date = parse_date(text);
    if (date.ok()) return *date;
    if (!text.empty()) reject(key, date.error().code, date.error().detail);
    return {};
}

Reader Reader::object(std::string_view key) {
    const auto* value = state_->required(key);
    if (value != nullptr && !value->is_object()) {
        state_->fail(key, "wrong_type", "must be an object");
        value = nullptr;
    }
    return Reader(state_->child(value, pointer_to(state_->node->path, key)));
}

std::optional<Reader> Reader::optional_object(std::string_view key) {
    if (!has(key)) return std::nullopt;
    return object(key);
}

namespace {

/// The array's elements, at most `max`; an error and none of them otherwise.
std::vector<const nlohmann::json*> elements_of(const nlohmann::json& value, std::size_t min,
                                               std::size_t max, std::string& code,
                                               std::string& detail) {
    std::vector<const nlohmann::json*> elements;
    if (!value.is_array()) {
        code = "wrong_type";
        detail = "must be an array";
    } else if (value.size() < min) {
        code = "too_few";
        detail = "at least " + std::to_string(min) + " elements";
    } else if (value.size() > max) {
        code = "too_many";
        detail = "at most " + std::to_string(max) + " elements";
    } else {
        for (const auto& element : value) elements.push_back(&element);
    }
    return elements;
}

}  // namespace

std::vector<Reader> Reader::objects(std::string_view key, std::size_t min, std::size_t max) {
    std::vector<Reader> readers;
    const auto* value = state_->required(key);
    if (value == nullptr) return readers;
    std::string code, detail;
    const auto elements = elements_of(*value, min, max, code, detail);
    if (!code.empty()) state_->fail(key, code, detail);
    for (std::size_t index = 0; index < elements.size(); ++index) {
        const std::string path = pointer_to(state_->node->path, key) + "/" + std::to_string(index);
        if (!elements[index]->is_object())
            state_->document->errors.push_back({path, "wrong_type", "must be an object"});
        const auto* object = elements[index]->is_object() ? elements[index] : nullptr;
        readers.push_back(Reader(state_->child(object, path)));
    }
    return readers;
}

std::vector<std::string> Reader::strings(std::string_view key, std::size_t min, std::size_t max) {
    std::vector<std::string> texts;
    const auto* value = state_->required(key);
    if (value == nullptr) return texts;
    std::string code, detail;
    const auto elements = elements_of(*value, min, max, code, detail);
    if (!code.empty()) state_->fail(key, code, detail);
    Node node{value, pointer_to(state_->node->path, key), {}};
    const State array{state_->document, &node};
    for (std::size_t index = 0; index < elements.size(); ++index) {
        texts.push_back(array.text(std::to_string(index), *elements[index], {1, 255}));
    }
    return texts;
}

void Reader::reject(std::string_view key, std::string code, std::string detail) {
    state_->node->read.emplace(key);
    state_->fail(key, std::move(code), std::move(detail));
}

Status Reader::finish() {
    Document& document = *state_->document;
    for (const auto& node : document.nodes) {
        if (node->object == nullptr) continue;
        for (const auto& member : node->object->items()) {
            if (node->read.contains(member.key())) continue;
            document.errors.push_back(
                {pointer_to(node->path, member.key()), "unknown_field", "there is no such field"});
        }
    }
    if (document.errors.empty()) return done;
    return Error{ErrorKind::invalid, "invalid_fields", "fields are missing or not acceptable",
                 document.errors};
}

Result<nlohmann::json> parse(std::string_view text) {
    auto parsed = parse_strictly(text);
    if (auto* document = std::get_if<nlohmann::json>(&parsed)) return std::move(*document);
    return Error{ErrorKind::bad_gateway, "malformed_json", std::get<std::string>(parsed)};
}

}  // namespace tenure::json
