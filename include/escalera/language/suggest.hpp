#pragma once
// The known name nearest to one that is not known: "did you mean 'complaint.channel'?".
//
// Nearness is the number of letters put in, left out, changed or swapped with a neighbour, case and '-' against '_'
// being free; a name further away than a third of its length is no suggestion.
// Threads: pure.   Cost: names x length squared; cold path.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "escalera/config.hpp"

ESCALERA_NAMESPACE_BEGIN

// The nearest of `known`, the first of equally near ones; empty when none is near enough.
[[nodiscard]] ESCALERA_API std::string_view nearest(std::string_view name, std::span<const std::string_view> known);

// "did you mean 'x'?", or empty.
[[nodiscard]] ESCALERA_API std::string did_you_mean(std::string_view name, std::span<const std::string_view> known);

// The same, but where nothing is near: "known are 'a', 'b' and 'c'" (up to twelve), so that there is always a way out.
[[nodiscard]] ESCALERA_API std::string did_you_mean_or_list(std::string_view name, std::span<const std::string_view> known);

// "'a', 'b' and 'c'" of at most `at_most` names; what is left out is counted.
[[nodiscard]] ESCALERA_API std::string quoted_list(std::span<const std::string_view> names, std::size_t at_most = 12);

ESCALERA_NAMESPACE_END
