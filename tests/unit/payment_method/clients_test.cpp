#include <catch2/catch.hpp>
#include <map>
#include <rapidcheck.h>
#include <set>

#include "payment_method/clients/card_ranges_file.hpp"
#include "payment_method/clients/keyed_fingerprint.hpp"
#include "payment_method/clients/sandbox_provider.hpp"

using namespace tenure;
using namespace tenure::payment_method;

namespace {

/// The sandbox's books in memory.
class MemoryBook final : public SandboxBook {
  public:
    void keep(const std::string& token, SandboxBehaviour behaviour) override {
        cards[token] = behaviour;
    }
    void forget(const std::string& token) override { cards.erase(token); }
    std::optional<SandboxBehaviour> behaviour_of(const std::string& token) override {
        const auto found = cards.find(token);
        return found == cards.end() ? std::nullopt : std::optional(found->second);
    }
    Entry enter(const ChargeRequest& request, const SandboxCharge& charge) override {
        const auto [entry, first] =
            charges.emplace(request.account.str() + request.payment.str(), charge);
        return {entry->second, first};
    }
    std::optional<SandboxCharge> find(const AccountId& account, const PaymentId& id) override {
        const auto found = charges.find(account.str() + id.str());
        return found == charges.end() ? std::nullopt : std::optional(found->second);
    }
    void finish_action(const AccountId& account, const PaymentId& id, bool authenticated) override {
        SandboxCharge& charge = charges.at(account.str() + id.str());
        charge.action_until.reset();
        if (!authenticated) charge.failure_code = "payment_authentication_required";
    }
    bool enter_refund(const RefundRequest& request) override {
        return refunds.insert(request.refund.str()).second;
    }
    bool has_refund(const AccountId&, const RefundId& id) override {
        return refunds.contains(id.str());
    }
    bool lose(const AccountId& account, const PaymentId& id) override {
        return lost.insert(account.str() + id.str()).second;
    }

    std::map<std::string, SandboxBehaviour> cards;
    std::map<std::string, SandboxCharge> charges;
    std::set<std::string> lost;
    std::set<std::string> refunds;
};

constexpr std::chrono::days a_day{1};
const Timestamp start = parse_timestamp("2026-11-23T10:00:00Z").value();
const TimeZone brussels = TimeZone::find("Europe/Brussels").value();
const Creditor creditor{CreditorIdentifier::parse("BE81ZZZ0123456749").value(),
                        "Tenure Demo SA",
                        "Rue 1",
                        "1000",
                        "Bruxelles",
                        "BE"};

struct Sandbox {
    SystemClock clock;
    MemoryBook book;
    std::unique_ptr<Provider> provider = make_sandbox_provider(book, clock, {a_day});
    AccountId account{"acc_one"};
    PaymentId payment{"pay_1"};

    RegisteredInstrument keep(const std::string& number) {
        const CheckedCard card{
            CardNumber::parse(number).value(), CardExpiry{12, 2030}, Funding::unknown, {}, {}};
        return provider->keep({account, card}).value();
    }
    RegisteredInstrument keep_iban(const std::string& iban) {
        const DebitInput input{iban, "An", {}, true, {}, {}};
        return provider->keep({account, check_debit(input, creditor, brussels, start).value()})
            .value();
    }
    ChargeRequest request(const std::string& token, MethodType type, Timestamp now = start) const {
        return {account, payment, type, token, Money(1000, Currency::eur()), "text", true, now};
    }
    ChargeOutcome charge(const std::string& token, MethodType type = MethodType::card) {
        return provider->charge(request(token, type));
    }
    std::optional<ChargeOutcome> look_up(Timestamp now = start) {
        return provider->find(request("", MethodType::card, now));
    }
};

/// "processing 1, succeeded 11, returned debit_refunded": after how many days what is found.
std::string course_of(const std::string& iban) {
    Sandbox sandbox;
    ChargeOutcome outcome = sandbox.charge(sandbox.keep_iban(iban).token, MethodType::sepa_debit);
    std::string course;
    while (true) {
        switch (outcome.kind) {
            case ChargeOutcome::Kind::processing:
                course += "processing";
                break;
            case ChargeOutcome::Kind::succeeded:
                course += "succeeded";
                break;
            case ChargeOutcome::Kind::failed:
                course += "failed " + outcome.failure_code;
                break;
            case ChargeOutcome::Kind::returned:
                course += "returned " + outcome.failure_code;
                break;
            case ChargeOutcome::Kind::requires_action:
                course += "requires_action";
                break;
            case ChargeOutcome::Kind::unknown:
                course += "unknown";
                break;
        }
        if (!outcome.news_at) return course;
        course += " " + std::to_string((*outcome.news_at - start) / a_day) + ", ";
        outcome = sandbox.look_up(*outcome.news_at).value();
    }
}

}  // namespace

TEST_CASE("The sandbox decides by the card's number") {
    const std::map<std::string, ChargeOutcome> table{
        {"4242424242424242", ChargeOutcome::success()},
        {"5555555555554444", ChargeOutcome::success()},
        {"378282246310005", ChargeOutcome::success()},
        {"4111111111111111", ChargeOutcome::success()},
        {"4000000000000002", ChargeOutcome::failure("payment_declined")},
        {"4000000000000341", ChargeOutcome::failure("payment_declined")},
        {"4000000000009995", ChargeOutcome::failure("insufficient_funds")},
        {"4000002760003184", ChargeOutcome::failure("payment_authentication_required")}};
    for (const auto& [number, outcome] : table) {
        Sandbox sandbox;
        REQUIRE(sandbox.charge(sandbox.keep(number).token) == outcome);
        REQUIRE(sandbox.look_up() == outcome);
    }
}

TEST_CASE("A lost answer is unknown at first and found when looked up or asked again") {
    Sandbox sandbox;
    const std::string token = sandbox.keep("4000000000007114").token;
    REQUIRE(sandbox.charge(token) == ChargeOutcome::unknown());
    REQUIRE(sandbox.look_up() == ChargeOutcome::success());
    REQUIRE(sandbox.charge(token) == ChargeOutcome::success());
    REQUIRE(sandbox.book.charges.size() == 1);
}

TEST_CASE("A lost request was never seen, the next under the same key succeeds") {
    Sandbox sandbox;
    const std::string token = sandbox.keep("4000000000007122").token;
    REQUIRE(sandbox.charge(token) == ChargeOutcome::unknown());
    REQUIRE_FALSE(sandbox.look_up().has_value());
    REQUIRE(sandbox.charge(token) == ChargeOutcome::success());
    REQUIRE(sandbox.look_up() == ChargeOutcome::success());
}

TEST_CASE("The sandbox knows the funding of its own numbers only") {
    Sandbox sandbox;
    REQUIRE(sandbox.keep("4242424242424242").funding == Funding::credit);
    REQUIRE(sandbox.keep("4000056655665556").funding == Funding::debit);
    REQUIRE(sandbox.keep("4000000000007221").funding == Funding::prepaid);
    REQUIRE(sandbox.keep("4111111111111111").funding == Funding::unknown);
}

TEST_CASE("The sandbox decides by the IBAN what becomes of a debit, and when") {
    const std::map<std::string, std::string> table{
        {"BE68539007547034", "processing 1, failed payment_declined"},
        {"BE62510007547061", "processing 1, succeeded"},
        {"BE78510007547064", "processing 3, succeeded"},
        {"BE51510007547065", "processing 3, failed payment_declined"},
        {"BE08510007547063", "processing 1, succeeded 11, returned debit_refunded"},
        {"BE90510000343434", "failed debit_limit_exceeded"},
        {"BE52510000121212", "failed debit_limit_exceeded"},
        {"BE90510002222227", "processing 1, failed insufficient_funds"},
        {"DE89370400440532013000", "processing 1, succeeded"},
        {"NL91ABNA0417164300", "processing 1, succeeded"},
        {"BE56510007547072", "processing 1, succeeded 3, returned insufficient_funds"},
        {"BE29510007547073", "processing 1, succeeded 121, returned debit_unauthorised"},
        {"BE86510007547114", "unknown"},
        {"BE64510007547122", "unknown"}};
    for (const auto& [iban, course] : table) {
        INFO(iban);
        REQUIRE(course_of(iban) == course);
    }
}

TEST_CASE("A debit whose answer was lost is found processing") {
    Sandbox sandbox;
    const std::string token = sandbox.keep_iban("BE86510007547114").token;
    REQUIRE(sandbox.charge(token, MethodType::sepa_debit) == ChargeOutcome::unknown());
    REQUIRE(sandbox.look_up()->kind == ChargeOutcome::Kind::processing);
    REQUIRE(sandbox.look_up(start + a_day) == ChargeOutcome::success());
}

TEST_CASE("Fingerprints of IBANs are keyed over the whole number") {
    const auto fingerprints = make_fingerprints(std::string(32, 'a'));
    const Iban iban = Iban::parse("BE68 5390 0754 7034").value();
    REQUIRE(fingerprints->of(iban) == fingerprints->of(Iban::parse("be68539007547034").value()));
    REQUIRE(fingerprints->of(iban) != fingerprints->of(Iban::parse("BE62510007547061").value()));
    REQUIRE(fingerprints->of(iban).find("7034") == std::string::npos);
}

TEST_CASE("A forgotten card is declined") {
    Sandbox sandbox;
    const std::string token = sandbox.keep("4242424242424242").token;
    sandbox.provider->forget(token);
    REQUIRE(sandbox.charge(token) == ChargeOutcome::failure("payment_declined"));
    REQUIRE(sandbox.book.charges.empty());
}

TEST_CASE("Fingerprints tell numbers apart, depend on the key and hide the number") {
    const CardNumber one = CardNumber::parse("4242424242424242").value();
    const CardNumber spaced = CardNumber::parse("4242 4242 4242 4242").value();
    const CardNumber other = CardNumber::parse("5555555555554444").value();
    const auto fingerprints = make_fingerprints(std::string(32, 'a'));
    REQUIRE(fingerprints->of(one) == fingerprints->of(spaced));
    REQUIRE(fingerprints->of(one) != fingerprints->of(other));
    REQUIRE(fingerprints->of(one) != make_fingerprints(std::string(32, 'b'))->of(one));
    REQUIRE(fingerprints->of(one).find("4242") == std::string::npos);
    // HMAC-SHA256 as OpenSSL's command line computes it: printf 4242424242424242 |
    // openssl dgst -sha256 -hmac aaaa... -binary | basenc --base64url
    REQUIRE(fingerprints->of(one) == "NTLoQtKcA3C_8AvPudWxdESiK1QhpfpmCuUpwXdG0kw");
}

TEST_CASE("The catalogue's issuer ranges are read, with both known prepaid ranges") {
    const auto ranges =
        load_card_ranges(std::string(TENURE_SOURCE_DIR) + "/deploy/catalog/card_ranges.csv");
    REQUIRE(ranges.ok());
    REQUIRE(ranges->funding_of("5105105105105100") == Funding::prepaid);
    REQUIRE(ranges->funding_of("5103221911199245") == Funding::prepaid);
    REQUIRE(ranges->funding_of("6703444444444449") == Funding::debit);
    REQUIRE(ranges->funding_of("4242424242424242") == Funding::unknown);
}

TEST_CASE("Issuer ranges may be given by both ends, in any order, and lie within one another") {
    const auto ranges = parse_card_ranges(
        "prefix,funding,remark\n550000-559999,credit,\n4000-4999,debit,\n40000200-40000299,"
        "prepaid,\n4000,credit,narrower\n4000025,unknown,\n");
    REQUIRE(ranges.ok());
    const auto of = [&](const char* digits) { return name_of(ranges->funding_of(digits)); };
    REQUIRE(of("3999999999999999") == "unknown");
    REQUIRE(of("4000000000000000") == "credit");
    REQUIRE(of("4000019999999999") == "credit");
    REQUIRE(of("4000020000000000") == "prepaid");
    REQUIRE(of("4000025000000000") == "unknown");
    REQUIRE(of("4000026000000000") == "prepaid");
    REQUIRE(of("4000029999999999999") == "prepaid");
    REQUIRE(of("4000030000000000") == "credit");
    REQUIRE(of("4001000000000000") == "debit");
    REQUIRE(of("4999999999999999") == "debit");
    REQUIRE(of("5000000000000000") == "unknown");
    REQUIRE(of("5599999999999999") == "credit");
    REQUIRE(of("5600000000000000") == "unknown");
}

TEST_CASE("The public list of issuer numbers is read as it is") {
    const auto ranges = parse_card_ranges(
        "BIN,Brand,Type,Category,Issuer,IssuerPhone,IssuerUrl,isoCode2,isoCode3,CountryName\r\n"
        "51051099,MASTERCARD,DEBIT,PREPAID,\"A, B\",,,US,USA,UNITED STATES\r\n"
        "002102,PRIVATE LABEL,CREDIT,STANDARD,X,,,CN,CHN,CHINA\r\n"
        "424242,VISA,CREDIT,\"PLATINUM, GOLD\",X,,,GB,GBR,UNITED KINGDOM\r\n"
        "400005,VISA,DEBIT,,X,,,US,USA,UNITED STATES\r\n");
    REQUIRE(ranges.ok());
    REQUIRE(ranges->funding_of("5105109912345678") == Funding::prepaid);
    REQUIRE(ranges->funding_of("4242424242424242") == Funding::credit);
    REQUIRE(ranges->funding_of("4000056655665556") == Funding::debit);
    REQUIRE(ranges->funding_of("4111111111111111") == Funding::unknown);
}

TEST_CASE("Any set of prefixes gives each number the funding of its longest prefix") {
    rc::check([] {
        const auto prefixes = *rc::gen::container<std::map<std::string, Funding>>(
            rc::gen::mapcat(rc::gen::inRange(4, 9),
                            [](int length) {
                                return rc::gen::container<std::string>(
                                    static_cast<std::size_t>(length), rc::gen::element('0', '4'));
                            }),
            rc::gen::element(Funding::credit, Funding::debit, Funding::prepaid));
        const CardRanges ranges(prefixes);
        for (int i = 0; i < 50; ++i) {
            const auto number =
                *rc::gen::container<std::string>(16, rc::gen::element('0', '4', '9'));
            Funding expected = Funding::unknown;
            for (std::size_t length = 1; length <= number.size(); ++length)
                if (const auto found = prefixes.find(number.substr(0, length));
                    found != prefixes.end())
                    expected = found->second;
            RC_ASSERT(ranges.funding_of(number) == expected);
        }
    });
}

TEST_CASE("A million issuer ranges take sixteen bytes each at most") {
    auto builder = CardRanges::Builder::counting();
    for (int i = 0; i < 1'000'000; ++i)
        REQUIRE(builder.add(range_of_prefix(std::to_string(40'000'000 + 2 * i), Funding::debit))
                    .empty());
    builder.finish();
    auto filled = CardRanges::Builder::with_room(builder.steps());
    for (int i = 0; i < 1'000'000; ++i)
        filled.add(range_of_prefix(std::to_string(40'000'000 + 2 * i), Funding::debit));
    const CardRanges ranges = std::move(filled).build();
    REQUIRE(ranges.bytes() <= 16'500'000);
    REQUIRE(ranges.funding_of("4000000200000000") == Funding::debit);
    REQUIRE(ranges.funding_of("4000000300000000") == Funding::unknown);
}

TEST_CASE("A bad file of issuer ranges is refused with the line that is wrong") {
    const auto problem = [](const std::string& lines) {
        const auto ranges = parse_card_ranges(lines);
        REQUIRE_FALSE(ranges.ok());
        REQUIRE(ranges.error().code == "card_ranges_invalid");
        return ranges.error().detail;
    };
    const std::string header = "# comment\nprefix,funding,remark\n";
    REQUIRE(problem("") == "expected prefix,funding,remark");
    REQUIRE(problem("prefix;funding\n") == "line 1: expected prefix,funding,remark");
    REQUIRE(problem(header + "510510,prepaid\n") == "line 3: three columns are needed");
    REQUIRE(problem(header + "51x510,prepaid,\n") == "line 3: a prefix has 4 to 17 digits");
    REQUIRE(problem(header + "510510,gift,\n") ==
            "line 3: funding is credit, debit, prepaid or unknown");
    REQUIRE(problem(header + "510510,debit,\n\n510510,credit,\n") ==
            "line 5: the prefix stands twice");
    REQUIRE(problem(header + "5105-51051,debit,\n") ==
            "line 3: both ends of a range have as many digits");
    REQUIRE(problem(header + "5106-5105,debit,\n") == "line 3: the range ends before it begins");
    REQUIRE(problem(header + "5100-5200,debit,\n5150-5300,debit,\n") ==
            "line 4: overlaps the range before without lying within it");
    REQUIRE(problem(header + "6000,debit,\n5150-5300,debit,\n5100-5200,debit,\n") ==
            "line 4: overlaps the range before without lying within it");
    REQUIRE(load_card_ranges("/nowhere/card_ranges.csv").error().detail ==
            "/nowhere/card_ranges.csv cannot be read");
}
