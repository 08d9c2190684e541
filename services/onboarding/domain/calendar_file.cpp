#include "onboarding/domain/calendar_file.hpp"

#include <cstdlib>

namespace tenure::onboarding {

namespace {

/// Text as a property's value: RFC 5545, 3.3.11.
std::string escaped(const std::string& text) {
    std::string made;
    for (const char c : text) {
        if (c == '\\' || c == ';' || c == ',') made += '\\';
        if (c == '\n')
            made += "\\n";
        else if (static_cast<unsigned char>(c) >= 0x20)
            made += c;
    }
    return made;
}

bool begins_character(char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
}

/// A content line, folded at 75 octets, never within a character: RFC 5545, 3.1.
std::string line(const std::string& text) {
    constexpr std::size_t most = 75;
    std::string made;
    std::size_t length = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        std::size_t size = 1;
        while (i + size < text.size() && !begins_character(text[i + size])) ++size;
        if (length + size > most) {
            made += "\r\n ";
            length = 1;
        }
        made += text.substr(i, size);
        length += size;
        i += size - 1;
    }
    return made + "\r\n";
}

/// 20270328T080000Z
std::string utc_text(Timestamp instant) {
    std::string text;
    for (const char c : to_string(std::chrono::floor<std::chrono::seconds>(instant)))
        if (c != '-' && c != ':') text += c;
    return text;
}

std::string two_digits(std::int64_t number) {
    return (number < 10 ? "0" : "") + std::to_string(number);
}

}  // namespace

std::string calendar_file(const Session& session, const Expert& expert,
                          const std::string& summary) {
    const bool cancelled = session.status == SessionStatus::cancelled;
    std::string file = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Tenure//Onboarding//EN\r\n";
    file += std::string("METHOD:") + (cancelled ? "CANCEL" : "PUBLISH") + "\r\n";
    file += "BEGIN:VEVENT\r\n";
    file += line("UID:" + session.id.str() + "@tenure");
    file += line("DTSTAMP:" + utc_text(session.changed_at));
    file += line("SEQUENCE:" + std::to_string(session.sequence));
    file += line("DTSTART:" + utc_text(session.during.from));
    file += line("DTEND:" + utc_text(session.during.until));
    file += line("SUMMARY:" + escaped(summary));
    const std::string topic = session.topic.empty() ? "" : session.topic + "\n";
    file += line("DESCRIPTION:" + escaped(topic + expert.name));
    if (!expert.meeting_url.empty()) {
        file += line("LOCATION:" + escaped(expert.meeting_url));
        file += line("URL:" + expert.meeting_url);
    }
    file += std::string("STATUS:") + (cancelled ? "CANCELLED" : "CONFIRMED") + "\r\n";
    return file + "END:VEVENT\r\nEND:VCALENDAR\r\n";
}

std::string local_text(Timestamp instant, const TimeZone& zone) {
    const std::int64_t offset = zone.offset_at(instant).seconds.count() / 60;
    const Timestamp shown = instant + std::chrono::minutes(offset);
    std::string text = to_string(std::chrono::floor<std::chrono::seconds>(shown));
    text.pop_back();  // the Z
    const std::int64_t distance = std::abs(offset);
    return text + (offset < 0 ? "-" : "+") + two_digits(distance / 60) + ":" +
           two_digits(distance % 60);
}

}  // namespace tenure::onboarding
