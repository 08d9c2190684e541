#include "json/strict_parser.hpp"

#include <set>
#include <vector>

namespace tenure::json {

namespace {

/// Deeper documents are not ours, and nlohmann copies and destroys recursively.
constexpr std::size_t max_depth = 32;

/// Walks a document without building it.
class Inspector final : public nlohmann::json_sax<nlohmann::json> {
  public:
    const std::string& problem() const { return problem_; }

    bool null() override { return true; }
    bool boolean(bool) override { return true; }
    bool number_integer(number_integer_t) override { return true; }
    bool number_unsigned(number_unsigned_t) override { return true; }
    bool number_float(number_float_t, const string_t&) override { return true; }
    bool binary(binary_t&) override { return true; }
    bool string(string_t& text) override { return accept_text(text); }
    bool key(string_t& text) override {
        if (!members_.back().insert(text).second) return refuse("a member stands twice");
        return accept_text(text);
    }
    bool start_object(std::size_t) override { return descend(); }
    bool start_array(std::size_t) override { return descend(); }
    bool end_object() override { return ascend(); }
    bool end_array() override { return ascend(); }
    bool parse_error(std::size_t position, const std::string&,
                     const nlohmann::detail::exception&) override {
        return refuse("not valid JSON in UTF-8 at byte " + std::to_string(position));
    }

  private:
    bool refuse(std::string why) {
        if (problem_.empty()) problem_ = std::move(why);
        return false;
    }
    bool accept_text(const std::string& text) {
        // PostgreSQL's text cannot hold it, and libpqxx would cut the string there.
        return text.find('\0') == std::string::npos || refuse("a string holds U+0000");
    }
    bool descend() {
        members_.emplace_back();
        return members_.size() <= max_depth || refuse("nested more than 32 deep");
    }
    bool ascend() {
        members_.pop_back();
        return true;
    }

    std::vector<std::set<std::string>> members_;
    std::string problem_;
};

}  // namespace

std::variant<nlohmann::json, std::string> parse_strictly(std::string_view text) {
    Inspector inspector;
    if (!nlohmann::json::sax_parse(text, &inspector)) return inspector.problem();
    return nlohmann::json::parse(text);
}

}  // namespace tenure::json
