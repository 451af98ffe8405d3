#include "escalera/engine/engine.hpp"

#include <random>

#include "escalera/engine/case_reading.hpp"
#include "escalera/engine/look.hpp"
#include "escalera/engine/saved_state.hpp"

ESCALERA_NAMESPACE_BEGIN

hash_seed random_seed() {
    std::random_device device;
    hash_seed seed{};
    for (auto& part : seed) part = (static_cast<std::uint64_t>(device()) << 32U) | device();
    return seed;
}

std::string_view name_of(state_error e) noexcept {
    switch (e) {
        case state_error::ok: return "no error";
        case state_error::not_a_state: return "this is no saved state";
        case state_error::other_version: return "the state was written by a version that this one does not know";
        case state_error::damaged: return "the state is damaged";
        case state_error::no_memory: return "out of memory";
    }
    return "no error";
}

template class basic_engine<fast_matcher<>>;

ESCALERA_NAMESPACE_END
