// The one file that includes libcurl.

#include "https/https.hpp"

#include <algorithm>
#include <curl/curl.h>
#include <mutex>
#include <stdexcept>

namespace tenure::https {

namespace {

constexpr std::size_t longest_headers = 64U << 10U;
constexpr std::size_t most_idle_handles = 32;

using Handle = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;
using Headers = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;

void start_curl() {
    static std::once_flag once;
    std::call_once(once, [] {
        if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
            throw std::runtime_error("libcurl cannot be started");
    });
}

template <class Value>
void set(const Handle& handle, CURLoption option, Value value) {
    if (curl_easy_setopt(handle.get(), option, value) != CURLE_OK)
        throw std::runtime_error("libcurl refuses option " + std::to_string(option));
}

/// What is being received. Taking less than what is offered makes libcurl give up.
struct Inflow {
    Answer answer;
    std::size_t longest_body;
    std::size_t header_bytes = 0;
};

std::size_t collect_body(const char* data, std::size_t, std::size_t size, void* into) {
    auto& inflow = *static_cast<Inflow*>(into);
    if (inflow.answer.body.size() + size > inflow.longest_body) return 0;
    inflow.answer.body.append(data, size);
    return size;
}

std::size_t collect_header(const char* data, std::size_t, std::size_t size, void* into) {
    auto& inflow = *static_cast<Inflow*>(into);
    inflow.header_bytes += size;
    if (inflow.header_bytes > longest_headers) return 0;
    const std::string line(data, size);
    const std::size_t colon = line.find(':');
    if (colon == std::string::npos) return size;
    std::string name = line.substr(0, colon);
    std::transform(name.begin(), name.end(), name.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    const std::size_t begin = line.find_first_not_of(" \t", colon + 1);
    const std::size_t end = line.find_last_not_of(" \t\r\n");
    const bool empty = begin == std::string::npos || end == std::string::npos || end < begin;
    inflow.answer.headers[name] = empty ? "" : line.substr(begin, end - begin + 1);
    return size;
}

Headers list_of(const Request& request) {
    Headers list(nullptr, &curl_slist_free_all);
    const auto append = [&](const std::string& line) {
        curl_slist* const longer = curl_slist_append(list.get(), line.c_str());
        if (longer == nullptr) throw std::runtime_error("libcurl has no memory for a header");
        (void)list.release();
        list.reset(longer);
    };
    for (const auto& [name, value] : request.headers) {
        if (value.find_first_of("\r\n") != std::string::npos)
            throw std::invalid_argument("a header's value has a line break");
        append(name + ": " + value);
    }
    append("Expect:");  // a small body need not wait for leave to be sent
    return list;
}

}  // namespace

struct Client::Impl {
    explicit Impl(Options given) : options(given) { start_curl(); }

    /// A handle, with the connections that it has kept.
    Handle take() {
        {
            const std::lock_guard<std::mutex> lock(mutex);
            if (!idle.empty()) {
                Handle handle = std::move(idle.back());
                idle.pop_back();
                return handle;
            }
        }
        Handle handle(curl_easy_init(), &curl_easy_cleanup);
        if (!handle) throw std::runtime_error("libcurl has no handle");
        return handle;
    }
    void give_back(Handle handle) {
        curl_easy_reset(handle.get());  // connections stay
        const std::lock_guard<std::mutex> lock(mutex);
        if (idle.size() < most_idle_handles) idle.push_back(std::move(handle));
    }
    void prepare(const Handle& handle, const Request& request, const Headers& headers,
                 Inflow& inflow) const {
        set(handle, CURLOPT_URL, request.url.c_str());
        set(handle, CURLOPT_PROTOCOLS_STR, "http,https");
        set(handle, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
        set(handle, CURLOPT_HTTPHEADER, headers.get());
        if (request.method != "GET" || !request.body.empty()) {
            set(handle, CURLOPT_POSTFIELDSIZE, static_cast<long>(request.body.size()));
            set(handle, CURLOPT_POSTFIELDS, request.body.c_str());
        }
        if (request.method != "GET") set(handle, CURLOPT_CUSTOMREQUEST, request.method.c_str());
        set(handle, CURLOPT_WRITEFUNCTION, &collect_body);
        set(handle, CURLOPT_WRITEDATA, &inflow);
        set(handle, CURLOPT_HEADERFUNCTION, &collect_header);
        set(handle, CURLOPT_HEADERDATA, &inflow);
        set(handle, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.connect_timeout.count()));
        set(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(options.timeout.count()));
        set(handle, CURLOPT_NOSIGNAL, 1L);  // other threads must not be interrupted
        set(handle, CURLOPT_USERAGENT, "Tenure/" TENURE_VERSION);
    }

    const Options options;
    std::mutex mutex;
    std::vector<Handle> idle;
};

Client::Client(Options options) : impl_(std::make_unique<Impl>(options)) {}
Client::~Client() = default;

Answer Client::send(const Request& request) {
    Handle handle = impl_->take();
    const Headers headers = list_of(request);
    Inflow inflow{{}, impl_->options.longest_answer};
    impl_->prepare(handle, request, headers, inflow);
    const CURLcode failure = curl_easy_perform(handle.get());
    if (failure != CURLE_OK) {
        Answer none;
        none.failure = curl_easy_strerror(failure);
        return none;  // and the handle, with whatever state its connection is in, is gone
    }
    long status = 0;
    curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &status);
    inflow.answer.status = static_cast<int>(status);
    impl_->give_back(std::move(handle));
    return std::move(inflow.answer);
}

}  // namespace tenure::https
