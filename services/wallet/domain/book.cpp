#include "wallet/domain/book.hpp"

#include <algorithm>
#include <stdexcept>

namespace tenure::wallet {

namespace {

/// The balances are bounded, so sums within one wallet cannot leave the range of Credits.
Credits plus(Credits a, Credits b) {
    return add(a, b).value();
}
Credits minus(Credits a, Credits b) {
    return subtract(a, b).value();
}
bool positive(Credits credits) {
    return credits > Credits();
}

Error insufficient(Credits available, Credits needed) {
    return {ErrorKind::payment_required,
            "credits_insufficient",
            "the wallet does not hold enough credits",
            {},
            {{"balance", to_string(available)}, {"required", to_string(needed)}}};
}

Error hold_not_open(const Hold& hold) {
    return {ErrorKind::conflict,
            "hold_not_open",
            "the hold was captured, released or has expired",
            {},
            {{"hold_status", std::string(name_in(hold_status_names, hold.status))}}};
}

/// Soonest expiry first, what never expires last, then the older grant.
bool spent_before(const Grant& a, const Grant& b) {
    if (a.expires_at != b.expires_at) {
        if (!a.expires_at || !b.expires_at) return a.expires_at.has_value();
        return *a.expires_at < *b.expires_at;
    }
    return a.number < b.number;
}

}  // namespace

Credits refundable(const Transaction& spent, Credits refunded) {
    Credits total;
    for (const Posting& posting : spent.postings)
        if (posting.destination == Place::usage) total = plus(total, posting.amount);
    return minus(total, refunded);
}

Result<Credits> cost_of(const Usage& usage) {
    if (usage.quantity < 1)
        return Error{ErrorKind::invalid,
                     "invalid_fields",
                     "at least one unit is used",
                     {{"/quantity", "out_of_range", "at least 1"}}};
    return multiply(usage.unit_price, usage.quantity);
}

Book::Book(Wallet wallet, std::vector<Grant> grants, std::vector<Hold> holds)
    : wallet_(std::move(wallet)) {
    for (Grant& grant : grants) grants_.emplace(grant.number, std::move(grant));
    for (Hold& hold : holds) holds_.emplace(hold.id, std::move(hold));
}

const Grant* Book::grant(std::int64_t number) const {
    const auto found = grants_.find(number);
    return found == grants_.end() ? nullptr : &found->second;
}

const Hold* Book::hold(const HoldId& id) const {
    const auto found = holds_.find(id);
    return found == holds_.end() ? nullptr : &found->second;
}

Grant& Book::known_grant(std::int64_t number) {
    const auto found = grants_.find(number);
    if (found == grants_.end()) throw std::logic_error("a grant that the book was not given");
    return found->second;
}

// --- writing

Transaction& Book::begin(Kind kind, Timestamp at, const Note& note) {
    // Requests that arrive together may carry instants in another order than they are served in.
    if (wallet_.last_at) at = std::max(at, *wallet_.last_at);
    Transaction& transaction = written_.emplace_back();
    transaction.id = WalletTransactionId::make(at);
    transaction.number = wallet_.last_number + 1;
    transaction.kind = kind;
    transaction.at = at;
    transaction.change = wallet_.available;  // the balance before, until finish()
    transaction.reference = note.reference;
    transaction.relates_to = note.relates_to;
    transaction.origin = note.origin;
    return transaction;
}

void Book::finish(Transaction& transaction) {
    transaction.change = minus(wallet_.available, transaction.change);
    transaction.balance = wallet_.available;
    wallet_.last_number = transaction.number;
    wallet_.last_at = transaction.at;
}

void Book::post(Transaction& transaction, Place source, Place destination, Credits amount,
                std::int64_t grant) {
    if (!positive(amount)) return;
    if (source == Place::available) wallet_.available = minus(wallet_.available, amount);
    if (destination == Place::available) wallet_.available = plus(wallet_.available, amount);
    if (source == Place::held) wallet_.held = minus(wallet_.held, amount);
    if (destination == Place::held) wallet_.held = plus(wallet_.held, amount);
    if (source == Place::debt) wallet_.debt = plus(wallet_.debt, amount);
    if (destination == Place::debt) wallet_.debt = minus(wallet_.debt, amount);
    transaction.postings.push_back({source, destination, amount, grant});
}

/// Takes what is there to take from the grants, in the order in which they are spent.
std::vector<GrantPart> Book::take(Credits amount) {
    std::vector<Grant*> order;
    for (auto& [number, grant] : grants_)
        if (positive(grant.remaining)) order.push_back(&grant);
    std::sort(order.begin(), order.end(),
              [](const Grant* a, const Grant* b) { return spent_before(*a, *b); });
    std::vector<GrantPart> parts;
    for (Grant* grant : order) {
        if (!positive(amount)) break;
        const Credits part = std::min(amount, grant->remaining);
        grant->remaining = minus(grant->remaining, part);
        amount = minus(amount, part);
        changed_grants_.insert_or_assign(grant->number, *grant);
        parts.push_back({grant->number, part});
    }
    if (positive(amount)) throw std::logic_error("the grants hold less than the balance");
    return parts;
}

void Book::give_back(Transaction& transaction, Place source, const GrantPart& part) {
    if (!positive(part.amount)) return;
    Grant& grant = known_grant(part.grant);
    grant.remaining = plus(grant.remaining, part.amount);
    changed_grants_.insert_or_assign(grant.number, grant);
    post(transaction, source, Place::available, part.amount, part.grant);
}

void Book::repay_debt(Transaction& transaction) {
    const Credits amount = std::min(wallet_.debt, wallet_.available);
    for (const GrantPart& part : take(amount))
        post(transaction, Place::available, Place::debt, part.amount, part.grant);
}

// --- what comes in

Result<Transaction> Book::add(Kind kind, Credits amount, std::optional<Timestamp> expires_at,
                              const Note& note, Timestamp now) {
    TENURE_TRY(tenure::add(plus(wallet_.available, wallet_.held), amount));
    const Place source = kind == Kind::purchase ? Place::purchases : Place::promotions;
    Transaction& transaction = begin(kind, now, note);
    const Credits repaid = std::min(wallet_.debt, amount);
    const Credits granted = minus(amount, repaid);
    post(transaction, source, Place::debt, repaid, 0);
    if (positive(granted)) {
        const Grant grant{transaction.number, source, granted, granted, expires_at};
        grants_.insert_or_assign(grant.number, grant);
        changed_grants_.insert_or_assign(grant.number, grant);
        post(transaction, source, Place::available, granted, grant.number);
        if (expires_at)
            wallet_.next_expiry_at =
                std::min(wallet_.next_expiry_at.value_or(*expires_at), *expires_at);
    }
    finish(transaction);
    return transaction;
}

Transaction Book::reverse(const Transaction& purchase, const Note& note, Timestamp now) {
    Credits owed;
    for (const Posting& posting : purchase.postings)
        if (posting.source == Place::purchases) owed = plus(owed, posting.amount);
    Transaction& transaction = begin(Kind::reversal, now, note);
    if (Grant* own = grants_.contains(purchase.number) ? &grants_.at(purchase.number) : nullptr) {
        const Credits left = std::min(owed, own->remaining);
        own->remaining = minus(own->remaining, left);
        changed_grants_.insert_or_assign(own->number, *own);
        post(transaction, Place::available, Place::purchases, left, own->number);
        owed = minus(owed, left);
    }
    for (const GrantPart& part : take(std::min(owed, wallet_.available))) {
        post(transaction, Place::available, Place::purchases, part.amount, part.grant);
        owed = minus(owed, part.amount);
    }
    post(transaction, Place::debt, Place::purchases, owed, 0);
    finish(transaction);
    return transaction;
}

// --- what goes out

Result<Transaction> Book::debit(const Usage& usage, Credits amount, const Note& note,
                                Timestamp now) {
    if (amount > wallet_.available) return insufficient(wallet_.available, amount);
    Transaction& transaction = begin(Kind::debit, now, note);
    transaction.usage = usage;
    for (const GrantPart& part : take(amount))
        post(transaction, Place::available, Place::usage, part.amount, part.grant);
    finish(transaction);
    return transaction;
}

Result<Transaction> Book::refund(const Transaction& spent, Credits refunded, Credits amount,
                                 const Note& note, Timestamp now) {
    const Credits left = refundable(spent, refunded);
    if (amount > left)
        return Error{ErrorKind::conflict,
                     "refund_too_large",
                     "more than was spent and not yet given back",
                     {},
                     {{"refundable", to_string(left)}}};
    Transaction& transaction = begin(Kind::refund, now, note);
    transaction.usage = spent.usage;
    for (auto posting = spent.postings.rbegin(); posting != spent.postings.rend(); ++posting) {
        if (posting->destination != Place::usage) continue;
        const Credits skipped = std::min(refunded, posting->amount);
        refunded = minus(refunded, skipped);
        const Credits part = std::min(amount, minus(posting->amount, skipped));
        amount = minus(amount, part);
        give_back(transaction, Place::refunds, {posting->grant, part});
    }
    repay_debt(transaction);
    finish(transaction);
    return transaction;
}

// --- holds

Result<Hold> Book::reserve(const HoldId& id, const Usage& usage, Credits amount,
                           Timestamp expires_at, const Note& note, Timestamp now) {
    if (amount > wallet_.available) return insufficient(wallet_.available, amount);
    Transaction& transaction = begin(Kind::hold, now, note);
    transaction.usage = usage;
    transaction.relates_to = id.str();
    Hold hold;
    hold.id = id;
    hold.usage = usage;
    hold.amount = amount;
    hold.created_at = transaction.at;
    hold.expires_at = expires_at;
    hold.reference = note.reference;
    hold.parts = take(amount);
    for (const GrantPart& part : hold.parts)
        post(transaction, Place::available, Place::held, part.amount, part.grant);
    finish(transaction);
    wallet_.next_expiry_at = std::min(wallet_.next_expiry_at.value_or(expires_at), expires_at);
    holds_.insert_or_assign(id, hold);
    changed_holds_.insert_or_assign(id, hold);
    return hold;
}

/// Ends a hold: `kept` of it is spent, the grants that it took from last get the rest back first.
void Book::close(Hold& hold, HoldStatus status, Transaction& transaction, Credits kept) {
    hold.status = status;
    hold.captured = kept;
    for (const GrantPart& part : hold.parts) {
        const Credits spent = std::min(kept, part.amount);
        kept = minus(kept, spent);
        post(transaction, Place::held, Place::usage, spent, part.grant);
        give_back(transaction, Place::held, {part.grant, minus(part.amount, spent)});
    }
    repay_debt(transaction);
    finish(transaction);
    changed_holds_.insert_or_assign(hold.id, hold);
}

Result<Transaction> Book::capture(const HoldId& id, Credits amount, const Note& note,
                                  Timestamp now) {
    Hold& hold = holds_.at(id);
    if (hold.status != HoldStatus::open) return hold_not_open(hold);
    if (amount > hold.amount)
        return Error{ErrorKind::conflict,
                     "capture_too_large",
                     "more than the hold reserves",
                     {},
                     {{"held", to_string(hold.amount)}}};
    Transaction& transaction = begin(Kind::capture, now, note);
    transaction.usage = hold.usage;
    transaction.relates_to = id.str();
    close(hold, HoldStatus::captured, transaction, amount);
    return transaction;
}

Result<Transaction> Book::release(const HoldId& id, const Note& note, Timestamp now) {
    Hold& hold = holds_.at(id);
    if (hold.status != HoldStatus::open) return hold_not_open(hold);
    Transaction& transaction = begin(Kind::release, now, note);
    transaction.relates_to = id.str();
    close(hold, HoldStatus::released, transaction, Credits());
    return transaction;
}

// --- time

void Book::expire_hold(Hold& hold) {
    Note note;
    note.origin.subject = "service:wallet";
    note.relates_to = hold.id.str();
    Transaction& transaction = begin(Kind::release, hold.expires_at, note);
    close(hold, HoldStatus::expired, transaction, Credits());
}

void Book::expire_grant(Grant& grant, Timestamp at) {
    Note note;
    note.origin.subject = "service:wallet";
    Transaction& transaction = begin(Kind::expiry, at, note);
    post(transaction, Place::available, Place::expiry, grant.remaining, grant.number);
    grant.remaining = Credits();
    changed_grants_.insert_or_assign(grant.number, grant);
    finish(transaction);
}

void Book::bring_up_to(Timestamp now) {
    while (true) {
        Hold* hold = nullptr;
        for (auto& [id, other] : holds_)
            if (other.status == HoldStatus::open && other.expires_at <= now &&
                (hold == nullptr || other.expires_at < hold->expires_at))
                hold = &other;
        Grant* grant = nullptr;
        for (auto& [number, other] : grants_)
            if (positive(other.remaining) && other.expires_at && *other.expires_at <= now &&
                (grant == nullptr || spent_before(other, *grant)))
                grant = &other;
        if (hold == nullptr && grant == nullptr) break;
        if (grant == nullptr || (hold != nullptr && hold->expires_at <= *grant->expires_at))
            expire_hold(*hold);
        else
            expire_grant(*grant, *grant->expires_at);
    }
    note_expiry();
}

void Book::note_expiry() {
    const std::optional<Timestamp> before = wallet_.next_expiry_at;
    wallet_.next_expiry_at.reset();
    const auto consider = [&](Timestamp at) {
        wallet_.next_expiry_at = std::min(wallet_.next_expiry_at.value_or(at), at);
    };
    for (const auto& [number, grant] : grants_)
        if (positive(grant.remaining) && grant.expires_at) consider(*grant.expires_at);
    for (const auto& [id, hold] : holds_)
        if (hold.status == HoldStatus::open) consider(hold.expires_at);
    if (wallet_.next_expiry_at != before) expiry_changed_ = true;
}

}  // namespace tenure::wallet
