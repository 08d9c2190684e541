// Our requests against Stripe's published OpenAPI description (of the version that we pin): every
// parameter is one that it describes, and Prism, which serves the description, takes them all.

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <netinet/in.h>
#include <set>
#include <sys/socket.h>
#include <unistd.h>

#include "integration/payment_method_stripe/fixture.hpp"
#include "payment_method/clients/stripe_api.hpp"
#include "testkit/process.hpp"

using namespace tenure;
using namespace tenure::test;
using nlohmann::json;
using stripe_test::HttpMessage;

namespace {

const std::string description_path =
    std::string(TENURE_SOURCE_DIR) + "/../shared/reference/data/api/stripe-2023-08-16-slice.json";

std::optional<json> description() {
    std::ifstream file(description_path);
    if (file) return json::parse(file);
    WARN("skipped: there is no " << description_path);
    return std::nullopt;
}

/// One request of every kind that we make.
std::vector<HttpMessage> our_requests() {
    StripeFixture f;
    const std::string card = f.add_card();
    const std::string id = f.new_payment();
    f.pay(id);
    f.stripe.fail_next({"/v1/refunds", 500});
    const std::string refund = f.new_refund();
    f.refund(id, refund, 100);
    f.stripe.forget_idempotency_keys();
    f.refund(id, refund, 100);
    f.stripe.dispute(f.intent_of(id), "fraudulent", "warning_needs_response");
    f.deliver_all();
    f.service.start_workers();
    f.await([&] { return f.stripe.count("GET /v1/disputes") > 0; });
    const auto asked = f.post(token_body(f.stripe.browser_card(Behaviour::setup_authentication)));
    f.stripe.authenticate_setup(asked.json()["token"]);
    const std::string second = f.add_token(asked.json()["token"]);
    f.remove("/v1/payment-methods/" + second);
    f.put_default(f.add_card(Behaviour::declines));
    f.pay(f.new_payment());
    f.collect(f.new_payment());
    f.post_debit("BE62510007547061",
                 {{"Tenure-Client-Address", "192.0.2.7"}, {"User-Agent", "A browser"}});
    f.put_default(f.service.call(f.owner(), "GET", "/v1/payment-methods").json()["data"][0]["id"]);
    const std::string debit = f.new_payment();
    REQUIRE(f.pay(debit).json()["status"] == "processing");
    f.stripe.settle_debits();
    f.deliver_all();
    f.await([&] { return f.status(debit) == "succeeded"; });
    const std::string pending = f.new_refund();
    f.refund(debit, pending, 100);
    f.await([&] { return f.stripe.count("GET /v1/refunds/re_") > 0; });
    return f.stripe.messages();
}

struct Asked {
    std::string method;
    std::string path;
    std::string query;
};

Asked asked_by(const HttpMessage& message) {
    const std::size_t space = message.start.find(' ');
    const std::string target =
        message.start.substr(space + 1, message.start.rfind(' ') - space - 1);
    const std::size_t mark = std::min(target.find('?'), target.size());
    return {message.start.substr(0, space), target.substr(0, mark),
            mark < target.size() ? target.substr(mark + 1) : ""};
}

/// The described path that fits: a literal segment goes before one in braces.
std::string described_path(const json& described, const std::string& path) {
    std::string best;
    for (const auto& [candidate, operations] : described["paths"].items()) {
        std::size_t a = 0, b = 0;
        bool fits = true;
        while (fits && a < candidate.size() && b < path.size()) {
            const std::size_t a_end = std::min(candidate.find('/', a + 1), candidate.size());
            const std::size_t b_end = std::min(path.find('/', b + 1), path.size());
            const std::string segment = candidate.substr(a, a_end - a);
            fits = segment.starts_with("/{") || segment == path.substr(b, b_end - b);
            a = a_end;
            b = b_end;
        }
        if (fits && a == candidate.size() && b == path.size() &&
            (best.empty() || best.find('{') != std::string::npos))
            best = candidate;
    }
    return best;
}

/// "a[b][]" → "a", "b", "".
std::vector<std::string> steps_of(const std::string& name) {
    std::vector<std::string> steps{name.substr(0, name.find('['))};
    for (std::size_t at = name.find('['); at != std::string::npos; at = name.find('[', at + 1))
        steps.push_back(name.substr(at + 1, name.find(']', at) - at - 1));
    return steps;
}

bool describes(const json& schema, const std::vector<std::string>& steps, std::size_t at) {
    if (at == steps.size()) return true;
    for (const char* choice : {"anyOf", "oneOf", "allOf"})
        if (schema.contains(choice))
            for (const json& option : schema[choice])
                if (describes(option, steps, at)) return true;
    if (steps[at].empty())
        return schema.contains("items") && describes(schema["items"], steps, at + 1);
    if (schema.contains("properties") && schema["properties"].contains(steps[at]))
        return describes(schema["properties"][steps[at]], steps, at + 1);
    // Names of one's own: metadata.
    return schema.contains("additionalProperties") && schema["additionalProperties"].is_object() &&
           describes(schema["additionalProperties"], steps, at + 1);
}

bool describes_query(const json& operation, const std::string& name) {
    const std::vector<std::string> steps = steps_of(name);
    for (const json& parameter : operation.value("parameters", json::array()))
        if (parameter["name"] == steps[0] && parameter["in"] == "query") return true;
    return false;
}

std::string decoded(std::string text) {
    for (std::size_t at = text.find('%'); at != std::string::npos; at = text.find('%', at + 1))
        text.replace(at, 3, 1, static_cast<char>(std::stoi(text.substr(at + 1, 2), nullptr, 16)));
    return text;
}

std::vector<std::string> names_in(const std::string& form) {
    std::vector<std::string> names;
    for (std::size_t at = 0; at < form.size();) {
        const std::size_t end = std::min(form.find('&', at), form.size());
        const std::string pair = form.substr(at, end - at);
        names.push_back(decoded(pair.substr(0, pair.find('='))));
        at = end + 1;
    }
    return names;
}

/// Disputes are not in the slice of the description that is at hand.
bool is_in_slice(const Asked& asked) {
    return asked.path != "/v1/disputes";
}

int free_port() {
    const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    REQUIRE(::bind(descriptor, reinterpret_cast<sockaddr*>(&address), size) == 0);
    REQUIRE(::getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &size) == 0);
    ::close(descriptor);
    return ntohs(address.sin_port);
}

/// The folder of an installed Prism; nothing when there is no npm or no registry.
std::optional<std::string> prism() {
    namespace fs = std::filesystem;
    const std::string folder = std::string(TENURE_BINARY_DIR) + "/prism";
    const std::string program = folder + "/node_modules/.bin/prism";
    if (fs::exists(program)) return program;
    if (std::system("command -v npm >/dev/null && command -v node >/dev/null") != 0) {
        WARN("skipped: there is no npm to install Prism with");
        return std::nullopt;
    }
    fs::create_directories(folder);
    for (const char* file : {"package.json", "package-lock.json"})
        fs::copy_file(std::string(TENURE_SOURCE_DIR) +
                          "/tests/integration/payment_method_stripe/prism/" + file,
                      folder + "/" + file, fs::copy_options::overwrite_existing);
    const std::string install = "cd '" + folder +
                                "' && timeout 90 npm ci --ignore-scripts --no-audit --no-fund "
                                ">npm.log 2>&1";
    if (std::system(install.c_str()) == 0 && fs::exists(program)) return program;
    WARN("skipped: Prism cannot be installed, see " << folder << "/npm.log");
    return std::nullopt;
}

struct Prism {
    explicit Prism(const std::string& program)
        : process({program, "mock", "--errors", "-h", "127.0.0.1", "-p", std::to_string(port),
                   description_path},
                  {{"NO_COLOR", "1"}}, directory.path() + "/log") {
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(90);
        while (process.log().find("is listening") == std::string::npos) {
            INFO(process.log());
            REQUIRE(process.running());
            REQUIRE(std::chrono::steady_clock::now() < deadline);
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
        }
    }

    int port = free_port();
    testkit::TempDirectory directory;
    testkit::Process process;
};

}  // namespace

TEST_CASE("Every parameter of our requests is in Stripe's description of the pinned version") {
    const auto described = description();
    if (!described) return;
    REQUIRE(described->at("info")["version"] == payment_method::stripe_version);
    std::set<std::string> operations;
    for (const HttpMessage& message : our_requests()) {
        const Asked asked = asked_by(message);
        if (!is_in_slice(asked)) continue;
        INFO(message.start << "\n" << message.body);
        const std::string path = described_path(*described, asked.path);
        const std::string method = asked.method == "GET" ? "get" : "post";
        REQUIRE(described->at("paths").contains(path));
        REQUIRE(described->at("paths")[path].contains(method));
        const json& operation = described->at("paths")[path][method];
        operations.insert(asked.method + " " + path);
        for (const std::string& name : names_in(asked.query)) {
            INFO(name);
            REQUIRE(describes_query(operation, name));
        }
        for (const std::string& name : names_in(message.body)) {
            INFO(name);
            REQUIRE(describes(
                operation["requestBody"]["content"]["application/x-www-form-urlencoded"]["schema"],
                steps_of(name), 0));
        }
    }
    CHECK(operations == std::set<std::string>{
                            "GET /v1/mandates/{mandate}", "GET /v1/payment_intents/{intent}",
                            "GET /v1/payment_methods/{payment_method}", "GET /v1/refunds",
                            "GET /v1/refunds/{refund}", "GET /v1/setup_intents/{intent}",
                            "POST /v1/customers", "POST /v1/payment_intents",
                            "POST /v1/payment_intents/{intent}/cancel",
                            "POST /v1/payment_intents/{intent}/confirm", "POST /v1/payment_methods",
                            "POST /v1/payment_methods/{payment_method}/detach", "POST /v1/refunds",
                            "POST /v1/setup_intents"});
}

TEST_CASE("Prism, serving Stripe's description, takes all our requests") {
    if (!description()) return;
    const auto program = prism();
    if (!program) return;
    Prism server(*program);
    const auto send = [&](const std::string& method, const std::string& target,
                          const std::string& body) {
        return testkit::exchange(static_cast<std::uint16_t>(server.port), method, target,
                                 {{"Authorization", std::string("Bearer ") + StripeServer::key},
                                  {"Content-Type", "application/x-www-form-urlencoded"}},
                                 body);
    };
    // It does refuse what does not fit.
    REQUIRE(send("POST", "/v1/payment_intents", "amount=much&currency=eur").status == 422);
    REQUIRE(send("POST", "/v1/payment_intents", "amount=1").status == 422);
    std::set<std::string> seen;
    for (const HttpMessage& message : our_requests()) {
        const Asked asked = asked_by(message);
        if (!is_in_slice(asked)) continue;
        const std::string target = asked.path + (asked.query.empty() ? "" : "?" + asked.query);
        if (!seen.insert(asked.method + target + message.body).second) continue;
        const auto answer = send(asked.method, target, message.body);
        INFO(message.start << "\n" << message.body << "\n" << answer.body);
        REQUIRE(answer.status == 200);
        REQUIRE(answer.json().is_object());
    }
    REQUIRE(seen.size() >= 14);
}

TEST_CASE("Whatever Prism makes up as Stripe's answers, a payment has an outcome that is told") {
    if (!description()) return;
    const auto program = prism();
    if (!program) return;
    Prism server(*program);
    Fixture f(stripe_variables("http://127.0.0.1:" + std::to_string(server.port),
                               {{"TENURE_STRIPE_TIMEOUT_MS", "5000"}}));
    // Its objects bear no names of ours: nothing of them is taken for a card, or for success.
    for (const char* token : {"pm_1", "seti_1"}) REQUIRE(f.post(token_body(token)).status == 422);
    REQUIRE(f.query("select count(*) from payment_method").at(0) == "0");
}
