#pragma once
// The types of change that a subscription knows, and the options that its changes carry.

namespace tenure::subscription {

namespace change_type {
inline constexpr const char* start = "start";
inline constexpr const char* add_users = "add_users";
inline constexpr const char* remove_users = "remove_users";
inline constexpr const char* change_plan = "change_plan";
inline constexpr const char* cancel = "cancel";
}  // namespace change_type

namespace option {
inline constexpr const char* cycle = "cycle";            ///< of a start
inline constexpr const char* time_zone = "time_zone";    ///< of a start
inline constexpr const char* trial_days = "trial_days";  ///< of a start with a trial
inline constexpr const char* at_renewal = "at_renewal";  ///< "true": takes effect at the renewal
inline constexpr const char* accept_loss = "accept_loss";
inline constexpr const char* deactivate_last_added = "deactivate_last_added";
inline constexpr const char* reason = "reason";  ///< of a cancellation, in the customer's words
}  // namespace option

}  // namespace tenure::subscription
