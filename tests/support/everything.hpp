#pragma once
// Rules of which a record remembers something in each of its parts, for tests of memory.
//
// Threads: immutable.   Cost: none.

namespace support {

// Something of everything that a record remembers.
inline constexpr const char* everything = R"(
escalera: 1
name: everything
lateness: 1h
unknown: {role: desk}
cases:
  idle: 20d
  calendar: office
  thorough: 4d
  steps:
    - recorded
    - {name: cause, owner: lead, limit: 4h, done: replied, back: reopened}
    - {name: tell, owner: desk}
limits: {remember: 8, hand_overs: 4}
fields:
  complaint: {district: string}
roles:
  desk: {by: [queue]}
  lead: {by: [sms]}
calendars:
  office: {week: {mon-fri: "08:00-18:00"}}
windows:
  repeat: {count: complaint, per: [customer, issue], within: 10d}
  often: {count: complaint, per: customer, within: 5d}
  claimed: {sum: complaint.severity, per: customer, within: 7d}
  about: {distinct: complaint.category, per: customer, within: 9d}
  people: {distinct: customer, per: complaint.district, within: 1d}
  given: {sum: offer.amount, per: offer.fund, within: 1d, where: offer.accepted}
  late: {share: breached, of: clock_ended, per: case.department, within: last day}
  in_district: {count: complaint, per: [complaint.district, case.department], within: last day}
groups:
  - name: frequent
    when: often >= 4
  - name: ordinary
routes:
  - when: complaint.category == "late"
    to: transport
  - to: service
alerts:
  - name: crowded
    per: complaint.district
    when: people >= 3
    then:
      - notify: {role: lead, acknowledge_within: 2h, else: desk}
    hold: {ladders: again, unless: complaint.category == "late"}
    until: people < 2
    at_end:
      - tag: {name: =complaint.district}
ladders:
  again:
    per: [customer, issue]
    reset: repeat == 0
    rungs:
      - name: first
        when: repeat >= 2
        then:
          - notify: {role: lead, text: hello}
      - name: second
        when: repeat >= 3 and claimed > 5
        then:
          - assign: {role: lead}
          - grade: {level: 2, provisional: true}
rules:
  - name: crowd
    when: people >= 3
    once: [complaint.district]
    again_after: 2d
    then:
      - notify: {role: lead}
  - name: heard
    events: [replied, feedback, assessment]
    when: complaint.category == "late" or assessment.responsible
    once: case
    then:
      - tag: {name: =case.department}
  - name: answered-for
    events: [transferred, breached]
    when: event.kind != "" and (assessment.responsible or complaint.severity > 1)
    then:
      - accountability: {department: transport, grounds: handed over}
  - name: many
    when: about >= 2
    then:
      - review: {role: desk, why: "several things at once"}
  - name: often-late
    when: late > 0.5 and late.of >= 2
    then:
      - tag: {name: =case.department}
  - name: of-the-crowd
    events: [assessment]
    when: alert("crowded")
    then:
      - tag: {name: crowd}
  - name: crowd-moves
    events: [alert_began, alert_ended]
    when: people >= 0
    once: [complaint.district]
    again_after: 1d
    then:
      - tag: {name: =event.kind + event.alert}
  - name: clock
    events: [at_risk, breached, met, warned]
    when: event.kind == "warned" or clock.name == "answer"
    then:
      - tag: {name: =event.kind}
  - name: judged
    events: [resolution_judged]
    when: case.thorough or repeat >= 0
    then:
      - tag: {name: =case.repeat_of}
  - name: held
    events: [assigned, transferred, merged]
    when: case.held_for >= duration("0s") or size(case.owners) > 1
    then:
      - assign: {role: lead, person: =case.owner}
  - name: recused
    events: [feedback]
    when: complaint.category == "late"
    once: case
    then:
      - recuse: {person: owner-1}
clocks:
  - name: answer
    start: [complaint, reopened]
    stop: [replied, resolved]
    cancel: withdrawn
    pause: complaint.severity == 0
    target:
      - {when: complaint.category == "late", within: 4h, calendar: office}
      - {within: 1 business-days, calendar: office}
    stages:
      - {at: 50%, then: [{notify: {role: lead, text: hello}}]}
      - {at: 1h after, every: 3h, times: 4, hours: office, then: [{notify: {role: lead}}]}
  - name: handed-over
    start: transferred
    stop: {on: feedback}
    target: {within: 3 days}
    stages:
      - {at: 100%, then: [{notify: {role: desk}}]}
accountability: {needs: assessment, heads: lead}
authority:
  levels: [agent, manager]
  currency: COP
  grants:
    refund: {per: case, up_to: {agent: 30, manager: 60}}
    goodwill: {per: customer, within: 3d, times: {agent: 1, manager: 2}}
  groups: {frequent: {refund: {up_to: {agent: 10}}}}
  same_person_may_approve: true
  funds:
    all: {spent: given, budget: 100, warn_at: 50%, then: [tag: {name: spent}], beyond: manager}
schedules:
  - name: each-day
    every: day 08:00
    per: [case.department, complaint.district]
    when: in_district >= 1
    then:
      - notify: {role: lead}
  - name: all
    every: day 08:00
    always: true
    then:
      - notify: {role: lead}
  - name: office-days
    every: day 06:00
    calendar: office
    per: case.department
    when: late >= 0
    then:
      - notify: {role: lead}
follow_ups:
  - name: asked
    start: resolved
    plan: {by: phone, after: 1 days}
    not_reached: {again_after: 2h, times: 2}
    cancel: reopened
    hours: office
scores:
  trouble:
    per: case
    points:
      - {when: repeat >= 2, add: 2}
      - {when: clock.breached("answer"), add: 2}
      - {when: assessment.responsible, add: 1}
    levels: {yellow: 2, red: 4}
    hysteresis: 1
texts:
  hello: {en: "{complaint.customer} again about {complaint.issue} in {complaint.district}"}
)";

}  // namespace support
