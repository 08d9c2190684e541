// The one file that includes libcurl: VIES is on the internet, behind TLS.

#include "billing/clients/vies_registry.hpp"

#include <curl/curl.h>
#include <mutex>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "json/writer.hpp"

namespace tenure::billing {

namespace {

constexpr std::size_t longest_answer = 64U << 10U;
constexpr long connect_timeout_ms = 5'000;

using Handle = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;
using Headers = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;

void start_curl() {
    static std::once_flag once;
    std::call_once(once, [] {
        if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
            throw std::runtime_error("libcurl cannot be started");
    });
}

/// Taking less than what is offered makes libcurl give up.
std::size_t collect(const char* data, std::size_t, std::size_t size, void* into) {
    auto& body = *static_cast<std::string*>(into);
    if (body.size() + size > longest_answer) return 0;
    body.append(data, size);
    return size;
}

template <class Value>
void set(const Handle& handle, CURLoption option, Value value) {
    if (curl_easy_setopt(handle.get(), option, value) != CURLE_OK)
        throw std::runtime_error("libcurl refuses option " + std::to_string(option));
}

class ViesRegistry final : public VatRegistry {
  public:
    explicit ViesRegistry(ViesOptions options) : options_(std::move(options)) { start_curl(); }

    Result<VatVerdict> ask(const std::string& number) override {
        const std::string question = question_for(number);
        const Handle handle(curl_easy_init(), &curl_easy_cleanup);
        if (!handle) throw std::runtime_error("libcurl has no handle");
        const Headers headers(curl_slist_append(nullptr, "Content-Type: application/json"),
                              &curl_slist_free_all);
        const std::string url = options_.url + "/check-vat-number";
        std::string body;
        set(handle, CURLOPT_URL, url.c_str());
        set(handle, CURLOPT_PROTOCOLS_STR, "http,https");
        set(handle, CURLOPT_HTTPHEADER, headers.get());
        set(handle, CURLOPT_POSTFIELDSIZE, static_cast<long>(question.size()));
        set(handle, CURLOPT_POSTFIELDS, question.c_str());
        set(handle, CURLOPT_WRITEFUNCTION, &collect);
        set(handle, CURLOPT_WRITEDATA, &body);
        set(handle, CURLOPT_CONNECTTIMEOUT_MS, connect_timeout_ms);
        set(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(options_.timeout.count()));
        set(handle, CURLOPT_NOSIGNAL, 1L);  // other threads must not be interrupted
        set(handle, CURLOPT_USERAGENT, "Tenure/" TENURE_VERSION);
        if (const CURLcode failure = curl_easy_perform(handle.get()); failure != CURLE_OK)
            return Error{ErrorKind::unavailable, "vat_registry_unavailable",
                         std::string("VIES: ") + curl_easy_strerror(failure)};
        long status = 0;
        curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &status);
        return parse_vies(static_cast<int>(status), body, number);
    }

  private:
    std::string question_for(const std::string& number) const {
        return tenure::json::dump(
            tenure::json::Object{{"countryCode", number.substr(0, 2)},
                                 {"vatNumber", number.substr(2)},
                                 {"requesterMemberStateCode", options_.requester.substr(0, 2)},
                                 {"requesterNumber", options_.requester.substr(2)}});
    }

    const ViesOptions options_;
};

}  // namespace

std::unique_ptr<VatRegistry> make_vies_registry(ViesOptions options) {
    return std::make_unique<ViesRegistry>(std::move(options));
}

}  // namespace tenure::billing
