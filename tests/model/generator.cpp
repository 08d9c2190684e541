#include "model/generator.hpp"

#include <random>

namespace tenure::model {

namespace {

class Dice {
  public:
    explicit Dice(std::uint64_t seed) : engine_(seed) {}
    int below(int bound) { return static_cast<int>(engine_() % static_cast<std::uint64_t>(bound)); }
    int from_to(int first, int last) { return first + below(last - first + 1); }
    bool one_in(int chances) { return below(chances) == 0; }

  private:
    std::mt19937_64 engine_;
};

struct Chance {
    Verb verb;
    int weight;
};

/// How often each step is tried.
const std::vector<Chance> chances = {
    {Verb::start, 1},        {Verb::start_trial, 1},   {Verb::add_users, 10},
    {Verb::remove_users, 8}, {Verb::change_plan, 9},   {Verb::change_cycle, 5},
    {Verb::cancel, 3},       {Verb::undo_cancel, 2},   {Verb::undo, 6},
    {Verb::undo_cycle, 2},   {Verb::to_beyond, 5},     {Verb::to_basic, 3},
    {Verb::add_beyond, 4},   {Verb::remove_beyond, 4}, {Verb::try_beyond, 3},
    {Verb::grant, 4},        {Verb::revoke, 2},        {Verb::details, 3},
    {Verb::pay_with, 6},     {Verb::pay_now, 3},       {Verb::report_usage, 2},
    {Verb::days, 10},        {Verb::minutes, 2},       {Verb::to_deadline, 4},
    {Verb::to_renewal, 9},
};

Verb pick(Dice& dice) {
    int sum = 0;
    for (const Chance& chance : chances) sum += chance.weight;
    int left = dice.below(sum);
    for (const Chance& chance : chances)
        if ((left -= chance.weight) < 0) return chance.verb;
    return Verb::days;
}

Method pick_method(Dice& dice) {
    if (dice.one_in(2)) return Method::good;
    return static_cast<Method>(dice.below(dice.one_in(2) ? card_methods : all_methods));
}

void fill(Operation& operation, Dice& dice) {
    switch (operation.verb) {
        case Verb::start:
        case Verb::start_trial:
            operation.a = dice.below(3);
            operation.b = dice.from_to(1, 12);
            operation.c = dice.below(2);
            break;
        case Verb::add_users:
        case Verb::to_beyond:
        case Verb::add_beyond:
            operation.a = dice.from_to(1, 5);
            break;
        case Verb::remove_users:
        case Verb::remove_beyond:
            operation.a = dice.from_to(1, 4);
            operation.b = dice.below(2);
            break;
        case Verb::try_beyond:
            operation.a = dice.one_in(3) ? 0 : dice.from_to(1, 4);
            break;
        case Verb::grant:
        case Verb::revoke:
            operation.a = dice.below(named_users);
            break;
        case Verb::change_plan:
            operation.a = dice.below(3);
            operation.b = dice.one_in(5) ? 0 : 1;
            break;
        case Verb::change_cycle:
            operation.a = dice.below(2);
            break;
        case Verb::undo:
        case Verb::undo_cycle:
            operation.a = dice.below(12);
            break;
        case Verb::pay_now:
            operation.a = dice.one_in(3) ? 1 : 0;
            break;
        case Verb::report_usage:
            operation.a = dice.below(8);
            break;
        case Verb::details:
            operation.a = dice.below(3);
            break;
        case Verb::pay_with:
            operation.a = static_cast<int>(pick_method(dice));
            break;
        case Verb::days:
            operation.a = dice.one_in(2) ? dice.from_to(1, 7) : dice.below(60);
            break;
        case Verb::minutes:
            operation.a = dice.from_to(1, 60);
            break;
        case Verb::to_deadline:  // the last microsecond, the one before, or the first one after
            operation.a = dice.from_to(-1, 1);
            break;
        case Verb::to_renewal:  // the day itself, the eve, or well into the next term
            operation.a = dice.one_in(2) ? 0 : dice.from_to(-1, 36);
            break;
        default:
            break;
    }
}

/// Mostly asked for as it is; sometimes previewed first, with or without something in between.
void add_step(Sequence& sequence, const Operation& operation, Dice& dice) {
    if (!is_priced(operation.verb) || !dice.one_in(3)) {
        sequence.push_back(operation);
        return;
    }
    Operation step = operation;
    step.mode = Mode::preview;
    sequence.push_back(step);
    if (dice.one_in(3)) {
        Operation between{pick(dice)};
        fill(between, dice);
        sequence.push_back(between);
    }
    step.mode = Mode::quoted;
    const bool counts = step.verb == Verb::add_users || step.verb == Verb::add_beyond ||
                        step.verb == Verb::remove_users || step.verb == Verb::remove_beyond;
    if (counts && dice.one_in(8)) step.a += 1;
    sequence.push_back(step);
    if (dice.one_in(6)) sequence.push_back(step);
}

}  // namespace

Sequence random_sequence(std::uint64_t seed) {
    Dice dice(seed);
    Sequence sequence{{Verb::begin, dice.below(5), dice.below(1500), dice.below(1440)}};
    // Most lives begin with details, something to pay with, and a licence.
    if (!dice.one_in(10)) sequence.push_back({Verb::details, dice.one_in(3) ? dice.below(3) : 0});
    if (!dice.one_in(10)) sequence.push_back({Verb::pay_with, dice.one_in(6) ? 1 : 0});
    Operation start{dice.one_in(4) ? Verb::start_trial : Verb::start};
    fill(start, dice);
    sequence.push_back(start);
    const auto length = static_cast<std::size_t>(dice.from_to(5, 18));
    while (sequence.size() < length) {
        Operation operation{pick(dice)};
        fill(operation, dice);
        add_step(sequence, operation, dice);
    }
    return sequence;
}

}  // namespace tenure::model
