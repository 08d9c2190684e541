#include "http/route_table.hpp"

#include <algorithm>
#include <stdexcept>

namespace tenure::http {

const Route* RouteTable::Match::route(Method method) const {
    return by_method[static_cast<std::size_t>(method)];
}

std::vector<std::string> RouteTable::Match::allowed_methods() const {
    std::vector<std::string> names;
    for (const Method method : all_methods)
        if (route(method) != nullptr) names.emplace_back(name_of(method));
    return names;
}

RouteTable::RouteTable(std::vector<Route> routes) : routes_(std::move(routes)) {
    for (const Route& route : routes_) add(route);
    const auto more_specific = [](const Pattern& a, const Pattern& b) {
        const auto literal_first = [](const Segment& x, const Segment& y) {
            return !x.parameter && y.parameter;
        };
        return std::lexicographical_compare(a.segments.begin(), a.segments.end(),
                                            b.segments.begin(), b.segments.end(), literal_first);
    };
    std::stable_sort(patterns_.begin(), patterns_.end(), more_specific);
}

std::vector<RouteTable::Segment> RouteTable::split(const std::string& pattern) {
    if (!pattern.starts_with('/')) throw std::logic_error("route pattern without /: " + pattern);
    std::vector<Segment> segments;
    for (std::size_t start = 1; start <= pattern.size();) {
        const std::size_t end = std::min(pattern.find('/', start), pattern.size());
        const std::string part = pattern.substr(start, end - start);
        const bool parameter = part.starts_with('{') && part.ends_with('}');
        segments.push_back({parameter, parameter ? part.substr(1, part.size() - 2) : part});
        start = end + 1;
    }
    return segments;
}

bool RouteTable::same_shape(const Pattern& pattern, const std::vector<Segment>& segments) {
    return std::equal(pattern.segments.begin(), pattern.segments.end(), segments.begin(),
                      segments.end(), [](const Segment& a, const Segment& b) {
                          return a.parameter == b.parameter && (a.parameter || a.text == b.text);
                      });
}

void RouteTable::add(const Route& route) {
    const std::vector<Segment> segments = split(route.pattern);
    auto found = std::find_if(patterns_.begin(), patterns_.end(), [&](const Pattern& pattern) {
        return same_shape(pattern, segments);
    });
    if (found == patterns_.end()) {
        patterns_.push_back({segments, {}});
        found = std::prev(patterns_.end());
    }
    // One shape, one set of names: a handler would look for a parameter that is not there.
    const bool same_names =
        std::equal(segments.begin(), segments.end(), found->segments.begin(),
                   [](const Segment& a, const Segment& b) { return a.text == b.text; });
    if (!same_names) throw std::logic_error("parameters named otherwise in " + route.pattern);
    const Route*& slot = found->by_method[static_cast<std::size_t>(route.method)];
    if (slot != nullptr)
        throw std::logic_error("two routes for " + std::string(name_of(route.method)) + " " +
                               route.pattern);
    slot = &route;
}

bool RouteTable::fits(const Pattern& pattern, const std::vector<std::string>& segments) {
    return std::equal(pattern.segments.begin(), pattern.segments.end(), segments.begin(),
                      segments.end(), [](const Segment& expected, const std::string& given) {
                          return expected.parameter ? !given.empty() : expected.text == given;
                      });
}

RouteTable::Match RouteTable::find(const std::vector<std::string>& segments) const {
    for (const Pattern& pattern : patterns_) {
        if (!fits(pattern, segments)) continue;
        Match match{pattern.by_method, {}};
        for (std::size_t i = 0; i < segments.size(); ++i)
            if (pattern.segments[i].parameter)
                match.parameters.emplace(pattern.segments[i].text, segments[i]);
        return match;
    }
    return {};
}

}  // namespace tenure::http
