#include "escalera/model/action.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace {

constexpr type boolean{kind::boolean, 0};
constexpr type integer{kind::integer, 0};
constexpr type text{kind::text, 0};
constexpr type texts{kind::text, 1};
constexpr bool required = true;
constexpr bool optional = false;
constexpr auto plain = argument_role::plain;

// The table of rules/README.md, "Actions".
constexpr argument_info assign[] = {{"role", text, required, argument_role::role}, {"person", text, optional}};
constexpr argument_info notify[] = {{"role", text, required, argument_role::role},
                                    {"by", text, optional, argument_role::channel},
                                    {"text", text, optional, argument_role::text},
                                    {"acknowledge_within", text, optional, argument_role::duration},
                                    {"else", text, optional, argument_role::role}};
constexpr argument_info warn[] = {{"level", text}};
constexpr argument_info priority[] = {{"priority", integer}};
constexpr argument_info fast_lane[] = {{"lane", text, optional}};
constexpr argument_info grade[] = {{"level", integer}, {"provisional", boolean, optional}};
constexpr argument_info penalty[] = {{"grade", integer}};
constexpr argument_info assess[] = {{"questions", texts}};
constexpr argument_info consult[] = {
    {"with", texts}, {"chair", text, required, argument_role::role}, {"within", text, optional, argument_role::duration}};
constexpr argument_info recuse[] = {{"person", text}};
constexpr argument_info link[] = {{"to", text}, {"per", texts}, {"within", text, required, argument_role::duration}};
constexpr argument_info verify[] = {{"how", text}};
constexpr argument_info approve[] = {{"level", text}, {"what", text, optional}};
constexpr argument_info accountability[] = {{"department", text},          {"grounds", text},
                                            {"persons", texts, optional},  {"handled", texts, optional},
                                            {"evidence", texts, optional}, {"unverified", boolean, optional}};
constexpr argument_info resolve[] = {{"how", text}};
constexpr argument_info improve[] = {{"measure", text}, {"owner", text}, {"by", text}};
constexpr argument_info offer_channel[] = {{"channel", text}};
constexpr argument_info follow_up[] = {{"by", text}, {"after", text, required, argument_role::duration}};
constexpr argument_info tag[] = {{"name", text}};
constexpr argument_info review[] = {{"role", text, required, argument_role::role}, {"why", text, optional, plain}};
constexpr argument_info close[] = {{"reason", text}};

constexpr bool bare = true;
constexpr action_info actions[] = {
    {"assign", assign},
    {"notify", notify},
    {"warn", warn, bare},
    {"priority", priority, bare},
    {"fast_lane", fast_lane},
    {"grade", grade},
    {"penalty", penalty},
    {"assess", assess},
    {"consult", consult},
    {"recuse", recuse},
    {"link", link},
    {"verify", verify},
    {"approve", approve},
    {"accountability", accountability},
    {"resolve", resolve},
    {"improve", improve},
    {"offer_channel", offer_channel},
    {"follow_up", follow_up},
    {"tag", tag},
    {"review", review},
    {"close", close},
};

}  // namespace

std::span<const action_info> built_in_actions() noexcept { return actions; }

const action_info* find_action(std::string_view name) noexcept {
    for (const auto& a : actions) {
        if (a.name == name) return &a;
    }
    return nullptr;
}

ESCALERA_NAMESPACE_END
