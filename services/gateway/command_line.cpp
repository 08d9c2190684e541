#include "gateway/command_line.hpp"

#include <charconv>
#include <chrono>
#include <cstdio>
#include <fcntl.h>
#include <fstream>
#include <initializer_list>
#include <iostream>
#include <map>
#include <optional>
#include <sstream>
#include <sys/stat.h>
#include <unistd.h>

#include "config/environment.hpp"
#include "domain/base64.hpp"
#include "domain/id.hpp"
#include "domain/roles.hpp"
#include "gateway/config.hpp"
#include "gateway/identity/key_set.hpp"
#include "http/internal_token.hpp"
#include "json/writer.hpp"

namespace tenure::gateway {

const char* const usage =
    "Usage: tenure-gateway            serve; configured by environment variables\n"
    "       tenure-gateway make-key --out FILE --jwks FILE\n"
    "       tenure-gateway make-token --key FILE --account A --role R[,R...]\n"
    "                                 [--subject S] [--ttl SECONDS]\n"
    "       tenure-gateway make-internal-token --key FILE --account A --role R[,R...]\n"
    "                                 [--subject S]\n"
    "--account - makes a token a line for the accounts on standard input, one a line.\n"
    "make-token takes issuer and audience from TENURE_JWT_ISSUER and TENURE_JWT_AUDIENCE\n"
    "(default: tenure).\n";

namespace {

using Options = std::map<std::string, std::string>;

constexpr const char* role_help = "--role takes owner, admin, billing, member, usage and operator";
constexpr const char* account_help = "--account takes acc_ and 1-60 letters, digits, _ and -";

constexpr std::int64_t longest_lifetime = 10 * 365 * 24 * 3600LL;

int fail(const std::string& why) {
    std::cerr << "tenure-gateway: " << why << "\n";
    return 1;
}

/// The options by name; nothing (and a message) when one is unknown, incomplete or missing.
std::optional<Options> parse_options(const std::vector<std::string>& arguments,
                                     std::initializer_list<std::string> required,
                                     const Options& optional) {
    Options options = optional;
    const auto is_known = [&](const std::string& name) {
        for (const std::string& known : required)
            if (name == known) return true;
        return optional.contains(name);
    };
    for (std::size_t i = 0; i < arguments.size(); i += 2) {
        if (!is_known(arguments[i]) || i + 1 == arguments.size()) {
            fail("unknown or incomplete option " + arguments[i]);
            return std::nullopt;
        }
        options[arguments[i]] = arguments[i + 1];
    }
    for (const std::string& name : required) {
        if (!options[name].empty()) continue;
        fail(name + " is needed");
        return std::nullopt;
    }
    return options;
}

/// The customers' roles of a comma-separated list; nothing when one is unknown.
std::optional<RoleSet> parse_roles(const std::string& list) {
    RoleSet roles;
    std::istringstream words(list);
    for (std::string word; std::getline(words, word, ',');) {
        const std::optional<Role> role = parse_role(word);
        if (!role || is_internal(*role)) return std::nullopt;
        roles = roles | *role;
    }
    if (roles.empty()) return std::nullopt;
    return roles;
}

std::optional<std::int64_t> parse_lifetime(const std::string& text) {
    std::int64_t seconds = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, seconds);
    if (error != std::errc() || stop != end || seconds < 1 || seconds > longest_lifetime)
        return std::nullopt;
    return seconds;
}

std::optional<std::string> read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream content;
    content << file.rdbuf();
    if (!file) return std::nullopt;
    return std::move(content).str();
}

std::optional<SigningKey> read_key(const std::string& path) {
    const std::optional<std::string> pem = read_file(path);
    return pem ? SigningKey::from_pem(*pem) : std::nullopt;
}

/// The accounts that --account names: one, or with "-" those on standard input, one a line.
std::optional<std::vector<AccountId>> accounts_of(const std::string& named) {
    std::istringstream one(named);
    std::istream& lines = named == "-" ? std::cin : one;
    std::vector<AccountId> accounts;
    for (std::string line; std::getline(lines, line);) {
        const Result<AccountId> account = AccountId::parse(line);
        if (!account.ok()) return std::nullopt;
        accounts.push_back(*account);
    }
    return accounts;
}

struct TokenRequest {
    std::string account;
    std::string subject;
    RoleSet roles;
    std::int64_t lifetime_seconds;
};

std::string signed_token(const SigningKey& key, const TokenRequest& request,
                         const JwtRules& rules) {
    const std::int64_t now =
        std::chrono::duration_cast<std::chrono::seconds>(SystemClock().now().time_since_epoch())
            .count();
    const json::Object header = {
        {"alg", "EdDSA"}, {"typ", "at+jwt"}, {"kid", ed25519_thumbprint(key.public_bytes())}};
    const json::Object claims = {{"iss", rules.issuer},
                                 {"aud", rules.audience},
                                 {"sub", request.subject},
                                 {"account", request.account},
                                 {"roles", names_of(request.roles)},
                                 {"iat", now},
                                 {"exp", now + request.lifetime_seconds}};
    const std::string text =
        base64url_encode(json::dump(header)) + "." + base64url_encode(json::dump(claims));
    return text + "." + base64url_encode(key.sign(text));
}

}  // namespace

int make_key(const std::vector<std::string>& arguments) {
    const auto options = parse_options(arguments, {"--out", "--jwks"}, {});
    if (!options) return 2;
    const std::string& out = options->at("--out");
    if (::access(out.c_str(), F_OK) == 0) return fail(out + " exists already; it is left alone");
    const SigningKey key = SigningKey::generate();
    // The key last: where it is, its key set is too.
    if (!write_file(options->at("--jwks"), ed25519_key_set(key.public_bytes()), 0644))
        return fail("cannot write " + options->at("--jwks"));
    if (!write_file(out, key.to_pem(), 0600)) return fail("cannot write " + out);
    return 0;
}

int make_token(const std::vector<std::string>& arguments) {
    const auto options = parse_options(arguments, {"--key", "--account", "--role"},
                                       {{"--subject", "demo"}, {"--ttl", "3600"}});
    if (!options) return 2;
    const auto roles = parse_roles(options->at("--role"));
    if (!roles) return fail(role_help);
    const auto lifetime = parse_lifetime(options->at("--ttl"));
    if (!lifetime) return fail("--ttl takes seconds, at least 1");
    const auto accounts = accounts_of(options->at("--account"));
    if (!accounts) return fail(account_help);
    const std::optional<SigningKey> key = read_key(options->at("--key"));
    if (!key) return fail(options->at("--key") + " is not an Ed25519 private key");
    config::Environment environment;
    const JwtRules rules = load_issuer(environment);
    for (const AccountId& account : *accounts)
        std::cout << signed_token(
                         *key, {account.str(), options->at("--subject"), *roles, *lifetime}, rules)
                  << "\n";
    return 0;
}

int make_internal_token(const std::vector<std::string>& arguments) {
    const auto options =
        parse_options(arguments, {"--key", "--account", "--role"}, {{"--subject", "demo"}});
    if (!options) return 2;
    // Who has the internal key may be anybody, the services themselves included.
    const std::optional<RoleSet> roles = tenure::parse_roles(options->at("--role"));
    if (!roles || roles->empty()) return fail(role_help);
    const auto accounts = accounts_of(options->at("--account"));
    if (!accounts) return fail(account_help);
    std::string key = read_file(options->at("--key")).value_or("");
    if (key.ends_with('\n')) key.pop_back();
    if (key.size() < 32) return fail(options->at("--key") + " holds no internal key");
    const SystemClock clock;
    http::Caller caller;
    caller.subject = options->at("--subject");
    caller.roles = *roles;
    const http::InternalTokens tokens(key, clock);
    for (const AccountId& account : *accounts) {
        caller.account = account;
        caller.now = clock.now();
        caller.request_id = new_id("req", caller.now);
        std::cout << tokens.issue(caller) << "\n";
    }
    return 0;
}

bool write_file(const std::string& path, const std::string& content, unsigned mode) {
    const std::string unfinished = path + ".new";
    (void)::unlink(unfinished.c_str());  // of an attempt that was broken off
    const int file = ::open(unfinished.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    if (file < 0) return false;
    const auto written = ::write(file, content.data(), content.size());
    const bool whole = written == static_cast<ssize_t>(content.size()) && ::fsync(file) == 0;
    return ::close(file) == 0 && whole && std::rename(unfinished.c_str(), path.c_str()) == 0;
}

}  // namespace tenure::gateway
