#include "escalera/engine/workspace.hpp"

ESCALERA_NAMESPACE_BEGIN

std::string_view name_of(status s) noexcept {
    switch (s) {
        case status::taken: return "taken";
        case status::too_late: return "too late";
        case status::duplicate: return "duplicate";
        case status::unknown_case: return "unknown case";
        case status::not_allowed: return "not allowed";
        case status::no_memory: return "no memory";
        case status::wrong_event: return "wrong event";
        case status::too_large: return "too large";
    }
    return "taken";
}

std::string_view name_of(finding f) noexcept {
    switch (f) {
        case finding::count_unknown: return "count unknown";
        case finding::case_limit: return "case limit";
        case finding::entry_limit: return "entry limit";
        case finding::group_limit: return "group limit";
        case finding::correction_partial: return "correction partial";
        case finding::not_built_yet: return "not built yet";
        case finding::late_timer: return "late timer";
        case finding::incomplete: return "incomplete";
        case finding::recused: return "recused";
        case finding::ledger_limit: return "ledger limit";
        case finding::no_hand_over: return "no hand-over";
    }
    return "late timer";
}

ESCALERA_NAMESPACE_END
