#pragma once
// Finds the route of a path. Patterns are split once; a literal segment wins over a parameter.
// Internal to libs/http.

#include <array>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "http/route.hpp"

namespace tenure::http {

inline constexpr std::array all_methods{Method::get, Method::post, Method::put, Method::patch,
                                        Method::delete_};

class RouteTable {
  public:
    /// Throws std::logic_error on a pattern without leading "/" and on two routes for the same
    /// requests or with differently named parameters.
    explicit RouteTable(std::vector<Route> routes);
    RouteTable(const RouteTable&) = delete;
    RouteTable& operator=(const RouteTable&) = delete;

    /// The routes of one pattern, and what its parameters stand for in the path.
    struct Match {
        std::array<const Route*, all_methods.size()> by_method{};  ///< null: not allowed
        std::map<std::string, std::string> parameters;

        const Route* route(Method method) const;
        std::vector<std::string> allowed_methods() const;
    };
    /// The most specific pattern that fits; by_method all null when none does.
    Match find(const std::vector<std::string>& segments) const;

    const std::vector<Route>& routes() const { return routes_; }

  private:
    struct Segment {
        bool parameter = false;
        std::string text;  ///< the literal, or the parameter's name
    };
    struct Pattern {
        std::vector<Segment> segments;
        std::array<const Route*, all_methods.size()> by_method{};
    };
    static std::vector<Segment> split(const std::string& pattern);
    static bool same_shape(const Pattern& pattern, const std::vector<Segment>& segments);
    static bool fits(const Pattern& pattern, const std::vector<std::string>& segments);
    void add(const Route& route);

    std::vector<Route> routes_;
    std::vector<Pattern> patterns_;  ///< most specific first
};

}  // namespace tenure::http
