#include "http/message.hpp"

namespace tenure::http {

Response with_next_page(Response response, const Request& request, const Page& page,
                        const std::optional<std::string>& next_cursor) {
    if (next_cursor)
        response.headers.emplace_back("Link", "<" + request.path +
                                                  "?limit=" + std::to_string(page.limit) +
                                                  "&cursor=" + *next_cursor + ">; rel=\"next\"");
    return response;
}

}  // namespace tenure::http
