#include "http/problem.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <stdexcept>
#include <vector>

#include "json/writer.hpp"

namespace tenure::http {

namespace {

constexpr std::array<std::string_view, 4> languages{"fr", "nl", "en", "de"};
constexpr std::int64_t default_retry_after_seconds = 1;

struct KindRow {
    ErrorKind kind;
    std::array<std::string_view, 4> titles;  ///< in the order of `languages`
};

constexpr std::array kinds{
    KindRow{
        ErrorKind::malformed,
        {"Requête mal formée", "Ongeldige aanvraag", "Malformed request", "Fehlerhafte Anfrage"}},
    KindRow{ErrorKind::unauthenticated,
            {"Authentification requise", "Aanmelding vereist", "Authentication required",
             "Anmeldung erforderlich"}},
    KindRow{ErrorKind::payment_required,
            {"Paiement refusé ou crédits insuffisants", "Betaling geweigerd of onvoldoende credits",
             "Payment declined or insufficient credits",
             "Zahlung abgelehnt oder Guthaben unzureichend"}},
    KindRow{ErrorKind::forbidden,
            {"Accès refusé", "Geen toegang", "Not allowed", "Zugriff verweigert"}},
    KindRow{ErrorKind::not_found, {"Introuvable", "Niet gevonden", "Not found", "Nicht gefunden"}},
    KindRow{ErrorKind::method_not_allowed,
            {"Méthode non autorisée", "Methode niet toegestaan", "Method not allowed",
             "Methode nicht erlaubt"}},
    KindRow{ErrorKind::not_acceptable,
            {"Format demandé indisponible", "Gevraagd formaat niet beschikbaar",
             "Requested format not available", "Gewünschtes Format nicht verfügbar"}},
    KindRow{ErrorKind::request_timeout,
            {"Requête trop lente", "Aanvraag te traag", "Request too slow", "Anfrage zu langsam"}},
    KindRow{ErrorKind::conflict,
            {"Impossible dans l’état actuel", "Niet mogelijk in de huidige toestand",
             "Not possible in the current state", "Im aktuellen Zustand nicht möglich"}},
    KindRow{ErrorKind::precondition_failed,
            {"Modifié entre-temps", "Intussen gewijzigd", "Changed in the meantime",
             "Zwischenzeitlich geändert"}},
    KindRow{
        ErrorKind::too_large,
        {"Requête trop volumineuse", "Aanvraag te groot", "Request too large", "Anfrage zu groß"}},
    KindRow{ErrorKind::unsupported_media,
            {"Format non pris en charge", "Formaat niet ondersteund", "Unsupported media type",
             "Format nicht unterstützt"}},
    KindRow{ErrorKind::invalid,
            {"Champs non valides", "Ongeldige velden", "Invalid fields", "Ungültige Felder"}},
    KindRow{ErrorKind::precondition_required,
            {"If-Match manquant", "If-Match ontbreekt", "If-Match missing", "If-Match fehlt"}},
    KindRow{ErrorKind::too_many_requests,
            {"Trop de requêtes", "Te veel aanvragen", "Too many requests", "Zu viele Anfragen"}},
    KindRow{ErrorKind::header_too_large,
            {"En-têtes trop volumineux", "Headers te groot", "Headers too large",
             "Kopfzeilen zu groß"}},
    KindRow{ErrorKind::internal,
            {"Erreur interne", "Interne fout", "Internal error", "Interner Fehler"}},
    KindRow{ErrorKind::bad_gateway,
            {"Réponse non valide d’un service", "Ongeldig antwoord van een dienst",
             "Invalid answer from a service", "Ungültige Antwort eines Dienstes"}},
    KindRow{ErrorKind::unavailable,
            {"Momentanément indisponible", "Tijdelijk niet beschikbaar", "Temporarily unavailable",
             "Vorübergehend nicht verfügbar"}},
    KindRow{ErrorKind::timed_out,
            {"Délai de réponse dépassé", "Antwoord bleef uit", "No answer in time",
             "Zeitüberschreitung"}},
};

std::string_view title_of(ErrorKind kind, std::string_view language) {
    const auto column = std::find(languages.begin(), languages.end(), language);
    for (const KindRow& row : kinds)
        if (row.kind == kind)
            return row.titles[static_cast<std::size_t>(column - languages.begin())];
    throw std::logic_error("an error kind without a title");
}

const ErrorMember* member_of(const Error& error, std::string_view name) {
    for (const auto& [key, value] : error.members)
        if (key == name) return &value;
    return nullptr;
}

std::optional<std::int64_t> retry_after_of(const Error& error) {
    if (const ErrorMember* member = member_of(error, "retry_after"))
        if (const auto* seconds = std::get_if<std::int64_t>(member)) return *seconds;
    const bool expected = error.kind == ErrorKind::too_many_requests ||
                          error.kind == ErrorKind::unavailable ||
                          error.code == "idempotency_key_in_use";
    if (expected) return default_retry_after_seconds;
    return std::nullopt;
}

void add_headers(Response& response, const Error& error) {
    if (const auto seconds = retry_after_of(error))
        response.headers.emplace_back("Retry-After", std::to_string(*seconds));
    const ErrorMember* allow = member_of(error, "allow");
    if (allow == nullptr) return;
    if (const auto* methods = std::get_if<std::vector<std::string>>(allow)) {
        std::string list;
        for (const std::string& method : *methods) list += (list.empty() ? "" : ", ") + method;
        response.headers.emplace_back("Allow", std::move(list));
    }
}

/// 0 to 1000 for "0" to "1.000"; nothing for text that is no weight.
std::optional<int> weight_of(std::string_view text) {
    if (text.empty() || text.size() > 5 || (text[0] != '0' && text[0] != '1')) return std::nullopt;
    int weight = (text[0] - '0') * 1000;
    if (text.size() > 1 && text[1] != '.') return std::nullopt;
    int unit = 100;
    for (const char digit : text.substr(std::min<std::size_t>(2, text.size()))) {
        if (digit < '0' || digit > '9') return std::nullopt;
        weight += (digit - '0') * unit;
        unit /= 10;
    }
    if (weight > 1000) return std::nullopt;
    return weight;
}

struct LanguageRange {
    std::string tag;  ///< lower case
    int weight = 1000;
};

std::optional<LanguageRange> parse_range(std::string_view item) {
    std::string text;
    for (const char c : item) {
        if (c == ' ' || c == '\t') continue;
        text += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    LanguageRange range{text.substr(0, text.find(';'))};
    if (range.tag.empty()) return std::nullopt;
    if (range.tag.size() == text.size()) return range;
    const std::string parameter = text.substr(range.tag.size() + 1);
    if (!parameter.starts_with("q=")) return std::nullopt;
    const std::optional<int> weight = weight_of(std::string_view(parameter).substr(2));
    if (!weight) return std::nullopt;
    range.weight = *weight;
    return range;
}

}  // namespace

int status_of(ErrorKind kind) {
    switch (kind) {
        case ErrorKind::malformed:
            return 400;
        case ErrorKind::unauthenticated:
            return 401;
        case ErrorKind::payment_required:
            return 402;
        case ErrorKind::forbidden:
            return 403;
        case ErrorKind::not_found:
            return 404;
        case ErrorKind::method_not_allowed:
            return 405;
        case ErrorKind::not_acceptable:
            return 406;
        case ErrorKind::request_timeout:
            return 408;
        case ErrorKind::conflict:
            return 409;
        case ErrorKind::precondition_failed:
            return 412;
        case ErrorKind::too_large:
            return 413;
        case ErrorKind::unsupported_media:
            return 415;
        case ErrorKind::invalid:
            return 422;
        case ErrorKind::precondition_required:
            return 428;
        case ErrorKind::too_many_requests:
            return 429;
        case ErrorKind::header_too_large:
            return 431;
        case ErrorKind::internal:
            return 500;
        case ErrorKind::bad_gateway:
            return 502;
        case ErrorKind::unavailable:
            return 503;
        case ErrorKind::timed_out:
            return 504;
    }
    throw std::logic_error("an error kind without a status");
}

Response problem(const Error& error, std::string_view request_id,
                 std::string_view accept_language) {
    const std::string language = language_of(accept_language);
    json::Object body = {{"type", "/docs/errors#" + error.code},
                         {"title", title_of(error.kind, language)},
                         {"status", status_of(error.kind)},
                         {"detail", error.detail},
                         {"code", error.code},
                         {"request_id", request_id}};
    for (const auto& [name, value] : error.members)
        if (name != "retry_after" && name != "allow")
            std::visit([&, &key = name](const auto& v) { body[key] = v; }, value);
    if (!error.fields.empty()) {
        json::Object fields = json::Object::array();
        for (const FieldError& field : error.fields)
            fields.push_back(
                {{"pointer", field.pointer}, {"code", field.code}, {"detail", field.detail}});
        body["errors"] = std::move(fields);
    }
    Response response{.status = status_of(error.kind),
                      .body = json::dump(body),
                      .content_type = "application/problem+json",
                      .headers = {{"Content-Language", language}}};
    add_headers(response, error);
    return response;
}

std::string language_of(std::string_view accept_language) {
    std::vector<LanguageRange> ranges;
    while (!accept_language.empty() && ranges.size() < 32) {
        const std::size_t comma = accept_language.find(',');
        if (auto range = parse_range(accept_language.substr(0, comma)))
            ranges.push_back(std::move(*range));
        if (comma == std::string_view::npos) break;
        accept_language.remove_prefix(comma + 1);
    }
    std::stable_sort(ranges.begin(), ranges.end(),
                     [](const auto& a, const auto& b) { return a.weight > b.weight; });
    for (const LanguageRange& range : ranges) {
        if (range.weight == 0) break;
        // Our tags have one subtag, so the lookup's truncation ends at the first one.
        const std::string primary = range.tag.substr(0, range.tag.find('-'));
        if (std::find(languages.begin(), languages.end(), primary) != languages.end())
            return primary;
    }
    return "en";
}

}  // namespace tenure::http
