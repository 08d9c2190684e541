#include "payment_method/domain/mandate.hpp"

#include <algorithm>

#include "domain/enum_names.hpp"

namespace tenure::payment_method {

namespace {

constexpr EnumNames<Scheme, 2> schemes{{{"core", Scheme::core}, {"b2b", Scheme::b2b}}};
constexpr EnumNames<MandateType, 2> types{
    {{"recurrent", MandateType::recurrent}, {"one_off", MandateType::one_off}}};
constexpr EnumNames<MandateStatus, 5> states{{{"active", MandateStatus::active},
                                              {"cancelled", MandateStatus::cancelled},
                                              {"ended", MandateStatus::ended},
                                              {"used", MandateStatus::used},
                                              {"lapsed", MandateStatus::lapsed}}};

// The wording of the European Payments Council's translations (EPC016-06 and EPC221-07); {c} stands
// for the creditor, {n} for days.
const Texts announcement{
    "Le montant et la date de chaque débit vous sont annoncés au moins {n} jours à l’avance.",
    "Bedrag en datum van elke inning worden u minstens {n} dagen vooraf meegedeeld.",
    "You are told the amount and the date of each debit at least {n} days in advance.",
    "Betrag und Datum jeder Lastschrift werden Ihnen mindestens {n} Tage im Voraus angekündigt."};

const Texts consent{
    "En signant ce formulaire de mandat, vous autorisez (A) {c} à envoyer des instructions à votre "
    "banque pour débiter votre compte, et (B) votre banque à débiter votre compte conformément aux "
    "instructions de {c}.",
    "Door ondertekening van dit mandaatformulier geeft u toestemming aan (A) {c} om een "
    "incasso-opdracht naar uw bank te sturen om een bedrag van uw rekening te debiteren en (B) uw "
    "bank om een bedrag van uw rekening te debiteren overeenkomstig de opdracht van {c}.",
    "By signing this mandate form, you authorise (A) {c} to send instructions to your bank to "
    "debit "
    "your account and (B) your bank to debit your account in accordance with the instructions from "
    "{c}.",
    "Durch Unterzeichnung dieses Mandats ermächtigen Sie (A) {c}, Zahlungen von Ihrem Konto "
    "mittels "
    "Lastschrift einzuziehen, und (B) weisen Sie Ihr Kreditinstitut an, die von {c} auf Ihr Konto "
    "gezogenen Lastschriften einzulösen."};

const Texts rights_of_core{
    "Vous bénéficiez du droit d’être remboursé par votre banque selon les conditions décrites dans "
    "la convention que vous avez passée avec elle. La demande de remboursement doit être présentée "
    "dans les 8 semaines suivant la date de débit de votre compte.",
    "U hebt recht op terugbetaling door uw bank volgens de voorwaarden van de overeenkomst met uw "
    "bank. De terugbetaling moet worden aangevraagd binnen 8 weken na de datum waarop uw rekening "
    "werd gedebiteerd.",
    "As part of your rights, you are entitled to a refund from your bank under the terms and "
    "conditions of your agreement with your bank. A refund must be claimed within 8 weeks starting "
    "from the date on which your account was debited.",
    "Sie können innerhalb von acht Wochen, beginnend mit dem Belastungsdatum, die Erstattung des "
    "belasteten Betrages verlangen. Es gelten dabei die mit Ihrem Kreditinstitut vereinbarten "
    "Bedingungen."};

const Texts rights_of_b2b{
    "Ce mandat est réservé aux prélèvements entre entreprises. Vous n’êtes pas en droit de "
    "demander "
    "le remboursement d’un débit exécuté, mais vous pouvez demander à votre banque de ne pas "
    "débiter votre compte jusqu’au jour de l’échéance.",
    "Dit mandaat is enkel bedoeld voor transacties tussen ondernemingen. U hebt geen recht op "
    "terugbetaling nadat uw rekening is gedebiteerd, maar u kunt uw bank tot en met de vervaldag "
    "vragen om uw rekening niet te debiteren.",
    "This mandate is only intended for business-to-business transactions. You are not entitled to "
    "a "
    "refund from your bank after your account has been debited, but you are entitled to request "
    "your bank not to debit your account up until the day on which the payment is due.",
    "Dieses Mandat dient nur dem Einzug von Lastschriften zwischen Unternehmen. Sie sind nicht "
    "berechtigt, nach erfolgter Einlösung eine Erstattung zu verlangen. Sie sind berechtigt, Ihr "
    "Kreditinstitut bis zum Fälligkeitstag anzuweisen, Lastschriften nicht einzulösen."};

void replace_all(std::string& text, std::string_view mark, const std::string& value) {
    for (std::size_t at = 0; (at = text.find(mark, at)) != std::string::npos; at += value.size())
        text.replace(at, mark.size(), value);
}

std::string filled(std::string text, const Creditor& creditor) {
    replace_all(text, "{n}", std::to_string(creditor.notice_days));
    replace_all(text, "{c}", creditor.name);
    return text;
}

}  // namespace

std::string_view name_of(Scheme scheme) {
    return name_in(schemes, scheme);
}

Scheme scheme_named(std::string_view name) {
    return value_in(schemes, name);
}

std::string_view name_of(MandateType type) {
    return name_in(types, type);
}

MandateType mandate_type(std::string_view name) {
    return value_in(types, name);
}

std::string_view name_of(MandateStatus status) {
    return name_in(states, status);
}

bool mandate_lapsed(Date last_used, Date today) {
    const std::chrono::year_month_day used{last_used};
    std::chrono::year_month_day end = used + std::chrono::months(36);
    if (!end.ok()) end = end.year() / end.month() / std::chrono::last;
    return today > Date(std::chrono::local_days(end));
}

MandateStatus status_of(const MandateLife& mandate, Date today) {
    if (mandate.cancelled_at) return MandateStatus::cancelled;
    if (mandate.ended_at) return MandateStatus::ended;
    if (mandate.type == MandateType::one_off && mandate.last_used_on) return MandateStatus::used;
    if (mandate_lapsed(mandate.last_used_on.value_or(mandate.signed_on), today))
        return MandateStatus::lapsed;
    return MandateStatus::active;
}

Mandate sign_mandate(const Creditor& creditor, const MandateTerms& terms,
                     const Acceptance& acceptance, Date today) {
    Mandate mandate;
    mandate.reference = new_mandate_reference(acceptance.at);
    mandate.creditor_identifier = creditor.identifier.str();
    mandate.creditor_name = creditor.name;
    mandate.scheme = terms.scheme;
    mandate.type = terms.type;
    mandate.signed_on = today;
    mandate.acceptance = acceptance;
    mandate.texts = mandate_texts(creditor, terms.scheme);
    return mandate;
}

Texts mandate_texts(const Creditor& creditor, Scheme scheme) {
    const Texts& rights = scheme == Scheme::core ? rights_of_core : rights_of_b2b;
    const auto whole = [&](std::string Texts::*language) {
        return filled(consent.*language + " " + rights.*language + " " + announcement.*language,
                      creditor);
    };
    return {whole(&Texts::fr), whole(&Texts::nl), whole(&Texts::en), whole(&Texts::de)};
}

std::string new_mandate_reference(Timestamp now) {
    std::string reference = new_id("mnd", now);
    std::erase(reference, '_');
    for (char& c : reference)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return reference;
}

}  // namespace tenure::payment_method
