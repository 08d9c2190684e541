// The model's calendar and the product's are written apart; they must be of one mind.
#include "model/calendar.hpp"

#include <catch2/catch.hpp>

#include "domain/term.hpp"

using namespace tenure;

namespace {

Timestamp timestamp(model::Instant instant) {
    return Timestamp(std::chrono::microseconds(instant));
}

}  // namespace

TEST_CASE("The model's places keep the time that the product's time zones keep") {
    for (int i = 0; i < model::places; ++i) {
        const auto place = static_cast<model::Place>(i);
        const TimeZone zone = TimeZone::find(model::name_of(place)).value();
        int wrong = 0;
        for (int number = 0; number < 15 * 365; ++number) {
            const model::Day day = model::day_of({2022, 1, 1}).plus(number);
            const Date date = parse_date(model::text_of(day)).value();
            const model::Instant start = model::start_of(place, day);
            if (zone.start_of(date) != timestamp(start)) ++wrong;
            if (model::local_day(place, start) != day) ++wrong;
            if (model::local_day(place, start - 1) != day.plus(-1)) ++wrong;
        }
        CAPTURE(zone.name());
        CHECK(wrong == 0);
    }
}

TEST_CASE("The model's instants and months are written and counted like the product's") {
    const model::Instant instant = model::start_of(model::Place::utc, model::day_of({2028, 2, 29}));
    CHECK(model::text_of(instant + 1) == "2028-02-29T00:00:00.000001Z");
    CHECK(model::text_of(model::months_after(model::day_of({2027, 11, 30}), 3, 31)) ==
          "2028-02-29");
}
