#include "http/card_guard.hpp"

#include "domain/card_guard.hpp"
#include "json/card_guard.hpp"

namespace tenure::http {

Status refuse_card_numbers(const Request& request, const std::vector<std::string>& unguarded) {
    for (const auto& [name, value] : request.path_parameters)
        if (is_card_number_in_identifier(value)) return card_number_not_accepted("/" + name);
    for (const auto& [name, value] : request.query)
        if (is_card_number_in_identifier(value)) return card_number_not_accepted("/" + name);
    if (is_card_number_in_identifier(request.header("idempotency-key").value_or("")))
        return card_number_not_accepted("/idempotency-key");
    const auto found = json::find_card_number(request.body, unguarded);
    return found ? Status(card_number_not_accepted(*found)) : Status(done);
}

}  // namespace tenure::http
