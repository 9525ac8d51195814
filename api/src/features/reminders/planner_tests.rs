//! Rules of the planner that are easier told one by one than found in histories.

use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;
use entity::enums::{
    AppointmentState, CarePlanState, FormPurpose, FormState, NotificationChannel, NotificationState,
};
use entity::ids::{AppointmentId, CarePlanId, FormId, NotificationId};
use entity::settings::ReminderPolicy;
use uuid::Uuid;

use super::changes::{Change, changes};
use super::decision::{Decision, Why, reason};
use super::facts::{Facts, FormFacts, Obligation, PlanFacts, Reach, Said, VisitFacts};
use super::planner::{Claim, claim, decide, next_visit};
use crate::features::clinics::{loud_until, quiet_until};
use crate::platform::actor::JourneyScope;

const PLAN: CarePlanId = CarePlanId(Uuid::from_u128(1));
const FORM: FormId = FormId(Uuid::from_u128(1));

fn utc(text: &str) -> DateTime<Utc> {
    format!("{text}:00Z").parse().expect("an instant")
}

/// A patient of a clinic in Madrid with an open form, and a visit at this time, booked long ago.
fn facts(starts_at: &str) -> Facts {
    let (starts_at, long_ago) = (utc(starts_at), utc("2026-01-01T12:00"));
    let scope = JourneyScope::CarePlan(PLAN);
    Facts {
        zone: Tz::Europe__Madrid,
        policy: ReminderPolicy::default(),
        reach: Reach {
            channels: vec![NotificationChannel::Email, NotificationChannel::Whatsapp],
            declined: Vec::new(),
            ..Reach::default()
        },
        plans: vec![PlanFacts {
            id: PLAN,
            practitioner_id: Uuid::from_u128(1).into(),
            has_practitioner: true,
            state: CarePlanState::Active,
            created_at: long_ago,
            completed_at: None,
        }],
        visits: vec![VisitFacts {
            id: AppointmentId(Uuid::from_u128(1)),
            scope,
            state: AppointmentState::Booked,
            starts_at,
            ends_at: starts_at + Duration::hours(1),
            started_at: None,
            agreed_at: long_ago,
        }],
        forms: vec![FormFacts {
            id: FORM,
            scope,
            state: FormState::Open,
            purpose: FormPurpose::Asked,
            created_at: long_ago,
            submitted_at: None,
        }],
        ledger: Vec::new(),
    }
}

fn said(
    facts: &mut Facts,
    obligation: Obligation,
    channel: NotificationChannel,
    state: NotificationState,
    reason: Option<&str>,
    expires_at: DateTime<Utc>,
) -> Said {
    let id = NotificationId(Uuid::from_u128(facts.ledger.len() as u128 + 1));
    let reason = reason.map(str::to_owned);
    let planned = Said::planned(id, obligation, channel, expires_at - Duration::hours(1), expires_at);
    let said = Said { state, reason, ..planned };
    facts.ledger.push(said.clone());
    said
}

#[test]
fn quiet_hours_that_end_in_the_hour_that_the_clocks_show_twice_last_until_it_is_over() {
    let policy = ReminderPolicy { quiet_from_minute: 90, quiet_to_minute: 150, ..ReminderPolicy::default() };
    // On 25 October 2026 Madrid shows 02:00 to 03:00 twice; 02:25, the second time:
    let until = quiet_until(&policy, Tz::Europe__Madrid, utc("2026-10-25T01:25"));
    assert_eq!(until, Some(utc("2026-10-25T01:30")));
    // 02:05, the second time, where they began before the clocks went back to 02:00:
    let late = ReminderPolicy { quiet_from_minute: 150, quiet_to_minute: 210, ..policy.clone() };
    let until = quiet_until(&late, Tz::Europe__Madrid, utc("2026-10-25T01:05"));
    assert_eq!(until, Some(utc("2026-10-25T02:30")), "whoever is asleep sleeps on");
    // And on 29 March it leaves 02:30 out: after 02:00 it shows 03:00.
    let until = quiet_until(&policy, Tz::Europe__Madrid, utc("2026-03-29T00:45"));
    assert_eq!(until, Some(utc("2026-03-29T01:00")));
}

#[test]
fn what_is_worth_nothing_after_the_quiet_hours_has_to_leave_before_them() {
    let (policy, zone) = (ReminderPolicy::default(), Tz::Europe__Madrid);
    let (at_nine_at_night, in_the_morning) = (utc("2026-06-09T19:00"), utc("2026-06-10T07:00"));
    for quiet in ["2026-06-09T19:30", "2026-06-10T04:00", "2026-06-10T06:00"] {
        assert_eq!(loud_until(&policy, zone, utc(quiet)), at_nine_at_night, "{quiet}");
    }
    assert_eq!(loud_until(&policy, zone, in_the_morning), in_the_morning);
    let never = ReminderPolicy { quiet_from_minute: 0, quiet_to_minute: 0, ..policy };
    assert_eq!(loud_until(&never, zone, utc("2026-06-10T04:00")), utc("2026-06-10T04:00"));
}

#[test]
fn a_visit_that_began_ahead_of_its_time_is_not_reminded_of() {
    let mut facts = facts("2026-06-10T15:00");
    let visit = &mut facts.visits[0];
    (visit.state, visit.started_at) = (AppointmentState::InProgress, Some(utc("2026-06-10T09:00")));
    let obligation = Obligation::Reminder(facts.visits[0].id, facts.visits[0].starts_at);
    for now in ["2026-06-10T09:01", "2026-06-10T16:00"] {
        let decision = decide(&facts, utc(now), obligation);
        assert_eq!(decision, Some(Decision::Suppress(reason::ALREADY_BEGUN)), "{now}");
    }
}

#[test]
fn a_visit_that_nobody_will_mark_any_more_lets_the_reminder_go_without_another_look() {
    let mut facts = facts("2026-06-12T08:00");
    let previous = VisitFacts {
        id: AppointmentId(Uuid::from_u128(2)),
        starts_at: utc("2026-06-09T19:00"),
        ends_at: utc("2026-06-09T20:40"),
        ..facts.visits[0].clone()
    };
    facts.visits.push(previous);
    let obligation = Obligation::Reminder(facts.visits[0].id, facts.visits[0].starts_at);
    let (due, unmarked) = (utc("2026-06-10T08:00"), utc("2026-06-10T08:40"));
    let waits = Decision::Wait { until: unmarked, why: Why::PreviousVisit };
    // Twelve hours after its end, and not only once the reminder cannot wait any longer.
    assert_eq!(decide(&facts, due, obligation), Some(waits));
}

#[test]
fn of_two_visits_at_once_the_next_one_is_the_same_in_whichever_order_they_are_read() {
    let mut facts = facts("2026-06-10T15:00");
    facts.visits.push(VisitFacts { id: AppointmentId(Uuid::from_u128(2)), ..facts.visits[0].clone() });
    let (scope, now) = (JourneyScope::CarePlan(PLAN), utc("2026-06-09T15:00"));
    let first = next_visit(&facts, scope, now).map(|visit| visit.id);
    facts.visits.reverse();
    assert_eq!(next_visit(&facts, scope, now).map(|visit| visit.id), first);
}

#[test]
fn a_link_that_staff_has_sent_twice_is_told_twice_and_goes_by_the_next_channel_where_it_fails() {
    use NotificationChannel::{Email, Whatsapp};
    let mut facts = facts("2026-06-20T15:00");
    let (now, later) = (utc("2026-06-09T12:00"), utc("2026-06-10T12:00"));
    let obligation = Obligation::Resend(FORM);
    said(&mut facts, obligation, Email, NotificationState::Accepted, None, later);
    let again = said(&mut facts, obligation, Email, NotificationState::Planned, None, later);
    assert!(matches!(claim(&facts.without(again.id), now, &again), Claim::Tell(_)));

    let last = facts.ledger.last_mut().expect("the message");
    (last.state, last.reason) = (NotificationState::Failed, Some("unreachable_by_email".into()));
    assert!(matches!(decide(&facts, now, obligation), Some(Decision::Say { channel: Whatsapp, .. })));

    said(&mut facts, obligation, Whatsapp, NotificationState::Failed, Some("unreachable_by_whatsapp"), later);
    let alerted = changes(facts.clone(), now)
        .0
        .into_iter()
        .any(|change| matches!(change, Change::Alert { id, .. } if id == facts.ledger[2].id));
    assert!(alerted, "where every channel failed a person has to know");
}

#[test]
fn what_could_not_be_said_in_the_quiet_hours_is_said_once_the_visit_is_moved() {
    let mut facts = facts("2026-06-12T15:00");
    let obligation = Obligation::FormLink(FORM, Some((facts.visits[0].id, facts.visits[0].starts_at)));
    let then = utc("2026-06-09T21:00");
    said(
        &mut facts,
        obligation,
        NotificationChannel::Email,
        NotificationState::Expired,
        Some(reason::QUIET_HOURS),
        then,
    );
    let decision = decide(&facts, utc("2026-06-10T10:00"), obligation);
    assert!(
        matches!(decision, Some(Decision::Say { channel: NotificationChannel::Email, .. })),
        "a record tried nothing: {decision:?}"
    );
}

#[test]
fn a_channel_that_ran_out_of_time_is_tried_once_more_where_all_others_failed() {
    use NotificationChannel::{Email, Whatsapp};
    let mut facts = facts("2026-06-12T15:00");
    let visit = &facts.visits[0];
    let obligation = Obligation::Reminder(visit.id, visit.starts_at);
    let deadline = visit.starts_at - Duration::hours(2);
    let now = utc("2026-06-11T10:00");
    said(
        &mut facts,
        obligation,
        Email,
        NotificationState::Expired,
        Some("expired"),
        now - Duration::hours(1),
    );
    said(
        &mut facts,
        obligation,
        Whatsapp,
        NotificationState::Failed,
        Some("unreachable_by_whatsapp"),
        deadline,
    );
    let again = Decision::Say { channel: Email, expires_at: deadline };
    assert_eq!(decide(&facts, now, obligation), Some(again));

    said(&mut facts, obligation, Email, NotificationState::Failed, Some("retries_exhausted"), deadline);
    let exhausted = Decision::Missed(reason::CHANNELS_EXHAUSTED);
    assert_eq!(decide(&facts, now, obligation), Some(exhausted), "it had all the time that there is");
}
