#pragma once
// Result<T>: a value or an Error. Status: success or an Error.

#include <optional>
#include <stdexcept>
#include <utility>
#include <variant>

#include "domain/error.hpp"

namespace tenure {

struct Done {
    bool operator==(const Done&) const = default;
};
inline constexpr Done done{};

/// A value of type T, or the Error that explains why there is none.
/// Reading the wrong side throws std::logic_error: that is a bug, not a failure.
template <class T>
class [[nodiscard]] Result {
  public:
    using value_type = T;

    Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
    Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

    bool ok() const { return state_.index() == 0; }
    explicit operator bool() const { return ok(); }

    const T& value() const& { return *checked(); }
    T& value() & { return *const_cast<T*>(checked()); }
    T&& value() && { return std::move(*const_cast<T*>(checked())); }
    const T& operator*() const& { return value(); }
    T& operator*() & { return value(); }
    T&& operator*() && { return std::move(*this).value(); }
    const T* operator->() const { return checked(); }
    T* operator->() { return const_cast<T*>(checked()); }

    const Error& error() const& {
        if (ok()) throw std::logic_error("Result::error() on a value");
        return std::get<1>(state_);
    }
    Error&& error() && {
        if (ok()) throw std::logic_error("Result::error() on a value");
        return std::get<1>(std::move(state_));
    }

  private:
    const T* checked() const {
        if (!ok()) throw std::logic_error("Result::value() on error " + std::get<1>(state_).code);
        return &std::get<0>(state_);
    }

    std::variant<T, Error> state_;
};

/// Success (`done`) or an Error.
using Status = Result<Done>;

}  // namespace tenure

#define TENURE_JOIN_(a, b) a##b
#define TENURE_JOIN(a, b) TENURE_JOIN_(a, b)

/// Returns the error of `expression` from the enclosing function, if it has one.
/// (Names are made from a counter, so that a lambda within the expression may use these too.)
#define TENURE_TRY(...) TENURE_TRY_(TENURE_JOIN(tenure_status_, __COUNTER__), __VA_ARGS__)
#define TENURE_TRY_(status, ...)                                                         \
    do {                                                                                 \
        if (auto status = (__VA_ARGS__); !status.ok()) return std::move(status).error(); \
    } while (false)

/// `TENURE_TRY_ASSIGN(const Money total, add(a, b));` returns the error, or assigns the value.
#define TENURE_TRY_ASSIGN(declaration, ...) \
    TENURE_TRY_ASSIGN_(TENURE_JOIN(tenure_result_, __COUNTER__), declaration, __VA_ARGS__)
#define TENURE_TRY_ASSIGN_(result, declaration, ...)    \
    auto result = (__VA_ARGS__);                        \
    if (!result.ok()) return std::move(result).error(); \
    declaration = std::move(result).value()
