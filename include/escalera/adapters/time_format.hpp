#pragma once
// Times as files write them: "%d/%m/%Y %H:%M" and the text "29/2/2016 01:16" give an instant.
//
//   %Y year (four digits)   %y year (two: 69-99 are 1969-1999, 00-68 are 2000-2068)
//   %m month   %b %B %h month's English name, short or long   %d %e day
//   %H hour 0-23   %I hour 1-12, with %p (AM, PM)   %M minute   %S second   %f one to nine digits of a fraction
//   %z offset from UTC: Z, +02:00, +0200   %s seconds since 1970 (UTC)   %a %A weekday's English name (not checked)
//   %F = %Y-%m-%d   %D = %m/%d/%y   %T = %H:%M:%S   %R = %H:%M   %% a percent sign
//
// Numbers but the year may stand without padding. A blank stands for one or more; every other character for itself;
// letters in either case. What a format leaves out is zero; the date may not be left out.
// Without %z and %s a time is that of a wall clock in a zone: one that it skips moves forward, one that it shows
// twice is the first (zone.hpp).
// Threads: immutable.   Cost: linear in the text, no allocation.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/system/result.hpp>

#include "escalera/config.hpp"
#include "escalera/model/instant.hpp"
#include "escalera/model/zone.hpp"

ESCALERA_NAMESPACE_BEGIN

class time_format {
public:
    // What is wrong with the pattern, and where in it.
    struct problem {
        std::string message;
        std::size_t at = 0;
    };

    // RFC 3339.
    time_format() = default;

    [[nodiscard]] ESCALERA_API static boost::system::result<time_format, problem> of(std::string_view pattern);

    // Empty: RFC 3339.
    [[nodiscard]] const std::string& pattern() const noexcept { return x_pattern; }

    // Nothing when the text does not fit the pattern, or is no time that exists.
    [[nodiscard]] ESCALERA_API std::optional<timestamp> read(std::string_view text, const zone& in) const noexcept;

private:
    struct step {
        char directive = 0;  // 0: a literal character
        char literal = 0;
    };

    std::string x_pattern;
    std::vector<step> x_steps;
};

ESCALERA_NAMESPACE_END
