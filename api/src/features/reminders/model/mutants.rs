//! Broken planners, each with the invariant that catches it. If one gets through, the invariants have a hole.

use chrono::Duration;
use entity::enums::{AppointmentState, NotificationChannel, NotificationState};

use super::generate::history;
use super::history::{At, History};
use super::invariants::Invariant;
use super::otherwise::examine;
use super::run::{Planner, play};
use super::seed_rule::{SeedRule, in_its_rhythm};
use super::world::OF_PLAN;
use crate::features::reminders::changes::{Change, changes};
use crate::features::reminders::decision::reason;
use crate::features::reminders::facts::{Carried, Facts, Obligation, Said, is_accepted};
use crate::features::reminders::planner::{Claim, claim};

/// A mutant is to be caught within so many histories.
const HISTORIES: u64 = 5_000;

/// A planner that is broken in one place.
struct Mutant {
    /// What it believes to be true when it plans.
    believes: fn(&mut Facts, At),
    /// What it makes of what is to be done.
    does: fn(&Facts, At, &mut Vec<Change>),
    /// What it makes of the last look.
    says: fn(&Facts, At, &Said, Claim) -> Claim,
    /// Until when it wants to wait.
    wakes: fn(At, Option<At>) -> Option<At>,
}

const SOUND: Mutant =
    Mutant { believes: |_, _| {}, does: |_, _, _| {}, says: |_, _, _, claim| claim, wakes: |_, wake| wake };

impl Planner for Mutant {
    fn changes(&mut self, mut facts: Facts, now: At) -> (Vec<Change>, Option<At>) {
        let truth = facts.clone();
        (self.believes)(&mut facts, now);
        let (mut planned, wake_at) = changes(facts, now);
        (self.does)(&truth, now, &mut planned);
        (planned, (self.wakes)(now, wake_at))
    }

    fn claim(&mut self, facts: &Facts, now: At, message: &Said) -> Claim {
        let mut believed = facts.clone();
        (self.believes)(&mut believed, now);
        let claim = claim(&believed, now, message);
        (self.says)(facts, now, message, claim)
    }
}

/// Leaves out what is to be sent for obligations like these.
pub(super) fn keep_back(planned: &mut Vec<Change>, which: impl Fn(Obligation) -> bool) {
    planned.retain(|change| !matches!(change, Change::Send { obligation, .. } if which(*obligation)));
}

fn is_link(obligation: Obligation) -> bool {
    matches!(obligation, Obligation::FormLink(..))
}

/// What a message would tell if nobody asked whether it should.
fn blindly(facts: &Facts, message: &Said, claim: Claim) -> Claim {
    match (claim, message.obligation) {
        (Claim::Tell(carried), _) => Claim::Tell(carried),
        (_, Obligation::Reminder(_, starts_at)) => {
            let open = facts.forms.iter().filter(|form| form.submitted_at.is_none());
            let links = open.map(|form| form.id).collect();
            Claim::Tell(Carried { starts_at: Some(starts_at), links, outstanding: Vec::new() })
        }
        (_, Obligation::FormLink(form, _)) => {
            Claim::Tell(Carried { links: vec![form], ..Carried::default() })
        }
        (claim, _) => claim,
    }
}

/// The first history in which one of these invariants catches a planner.
pub(super) fn caught(
    make: impl Fn() -> Box<dyn Planner>,
    of: impl Fn(u64) -> History,
    by: &[Invariant],
) -> Option<(u64, Invariant)> {
    (0..HISTORIES).find_map(|seed| {
        let history = of(seed);
        let clinic = examine(&history, &mut *make());
        clinic
            .violation()
            .filter(|violation| by.contains(&violation.invariant))
            .map(|violation| (seed, violation.invariant))
    })
}

/// That a mutant is caught, by one of these.
fn is_caught(name: &str, mutant: Mutant, by: &[Invariant]) {
    let Mutant { believes, does, says, wakes } = mutant;
    let found = caught(|| Box::new(Mutant { believes, does, says, wakes }), history, by);
    assert!(found.is_some(), "'{name}' got through {HISTORIES} histories; {by:?} should have caught it");
}

#[test]
fn the_sound_one_is_not_caught() {
    let made = || -> Box<dyn Planner> { Box::new(SOUND) };
    let found = (0..500).find_map(|seed| examine(&history(seed), &mut *made()).violation().cloned());
    assert!(found.is_none(), "{found:?}");
}

/// Each mutant a test of its own, so that one that gets through is named.
macro_rules! mutants {
    ($($(#[$doc:meta])* $name:ident by $($by:ident)|+ => { $($field:ident: $value:expr),+ $(,)? })*) => {$(
        $(#[$doc])*
        #[test]
        fn $name() {
            is_caught(stringify!($name), Mutant { $($field: $value,)+ ..SOUND }, &[$(Invariant::$by),+]);
        }
    )*};
}

mutants! {
    /// What the seed's job did: the mail goes out as it was planned.
    no_check_at_claim by NothingForWhatIsOver | TextEqualsFacts | QuietHours | OutstandingAfterLink => {
        says: |facts, _, message, claim| blindly(facts, message, claim),
    }
    no_link_of_its_own by LinkBeforeTheVisit => {
        does: |_, _, planned| keep_back(planned, is_link),
    }
    outstanding_when_planned by OutstandingAfterLink => {
        says: |facts, _, message, claim| match claim {
            Claim::Tell(mut carried) if !is_link(message.obligation) => {
                let planned = |form: &_| {
                    facts.ledger.iter().any(|said| {
                        matches!(said.obligation, Obligation::FormLink(id, _) if id == *form)
                    })
                };
                let (early, links): (Vec<_>, _) = carried.links.iter().copied().partition(planned);
                carried.links = links;
                carried.outstanding.extend(early);
                Claim::Tell(carried)
            }
            claim => claim,
        },
    }
    one_reminder_whatever_the_start by ReminderInTime | NeverSilence => {
        does: |facts, _, planned| keep_back(planned, |obligation| {
            let Obligation::Reminder(visit, _) = obligation else { return false };
            facts.ledger.iter().any(|said| {
                is_accepted(said.state)
                    && matches!(said.obligation, Obligation::Reminder(id, _) if id == visit)
            })
        }),
    }
    held_back_without_bound by ReminderInTime => {
        believes: |facts, _| facts.policy.hold_back_minutes = 60 * 48,
    }
    never_held_back by WaitsForThePreviousVisit => {
        believes: |facts, _| facts.policy.hold_back_minutes = 0,
    }
    quiet_hours_ignored by QuietHours => {
        believes: |facts, _| facts.policy.quiet_to_minute = facts.policy.quiet_from_minute,
    }
    a_failed_message_counts_as_carried by OutstandingAfterLink | LinkBeforeTheVisit => {
        believes: |facts, now| {
            for said in facts.ledger.iter_mut().filter(|said| said.carried.is_some()) {
                if matches!(said.state, NotificationState::Failed | NotificationState::Expired) {
                    (said.state, said.said_at) = (NotificationState::Accepted, Some(now));
                }
            }
        },
    }
    a_lost_reply_counts_as_carried by OutstandingAfterLink | LinkBeforeTheVisit | TextEqualsFacts => {
        believes: |facts, now| {
            for said in facts.ledger.iter_mut().filter(|said| said.carried.is_some()) {
                if is_link(said.obligation) && said.state == NotificationState::Planned {
                    (said.state, said.said_at) = (NotificationState::Accepted, Some(now));
                }
            }
        },
    }
    /// Neither where it plans nor where it claims does it see that a visit was moved.
    not_taken_back_on_a_move by NothingForWhatIsOver => {
        does: |_, _, planned| planned.retain(|change| !matches!(change, Change::TakeBack { .. })),
        says: |facts, _, message, claim| match message.obligation {
            Obligation::Reminder(..) if claim == Claim::Supersede => blindly(facts, message, claim),
            _ => claim,
        },
    }
    begun_visits_are_reminded_of by NothingForWhatIsOver => {
        believes: |facts, _| {
            for visit in facts.visits.iter_mut().filter(|visit| visit.started_at.is_some()) {
                (visit.state, visit.started_at) = (AppointmentState::Booked, None);
            }
        },
    }
    cancelled_visits_are_reminded_of by NothingForWhatIsOver => {
        believes: |facts, _| {
            for visit in &mut facts.visits {
                if visit.state == AppointmentState::Cancelled {
                    visit.state = AppointmentState::Booked;
                }
            }
        },
    }
    the_next_channel_is_forgotten by ReminderInTime | LinkBeforeTheVisit => {
        does: |facts, _, planned| keep_back(planned, |obligation| {
            facts.ledger.iter().any(|said| {
                said.obligation == obligation && said.state == NotificationState::Expired
            })
        }),
    }
    nobody_is_alerted by NeverSilence | ResendIsHeard => {
        does: |_, _, planned| {
            planned.retain(|change| !matches!(change, Change::Alert { .. } | Change::Record { alert: true, .. }));
        },
    }
    a_rule_leaves_no_reason by NeverSilence => {
        does: |_, _, planned| {
            planned.retain(|change| !matches!(change, Change::Record { alert: false, .. }));
        },
    }
    a_link_rides_for_ever by LinkBeforeTheVisit => {
        does: |facts, now, planned| keep_back(planned, |obligation| {
            is_link(obligation) && facts.visits.iter().any(|visit| {
                let to_come = Obligation::Reminder(visit.id, visit.starts_at);
                visit.is_ahead(now) && !facts.ledger.iter().any(|said| said.obligation == to_come)
            })
        }),
    }
    opt_out_is_ignored by OptOut => {
        believes: |facts, _| facts.reach.channels = vec![NotificationChannel::Email, NotificationChannel::Whatsapp],
    }
    what_was_said_is_said_again by OneReminderForEachStart => {
        believes: |facts, _| {
            let is_reminder = |said: &Said| matches!(said.obligation, Obligation::Reminder(..));
            facts.ledger.retain(|said| !(is_reminder(said) && is_accepted(said.state)));
        },
    }
    what_is_under_way_is_planned_again by PlanningTwice => {
        believes: |facts, _| facts.ledger.retain(|said| said.state != NotificationState::Planned),
    }
    what_failed_is_tried_for_ever by Bounded => {
        believes: |facts, _| {
            facts.ledger.retain(|said| {
                !matches!(said.state, NotificationState::Failed | NotificationState::Expired)
            });
        },
    }
    nobody_hears_of_a_resend_that_failed by ResendIsHeard => {
        does: |facts, _, planned| planned.retain(|change| match change {
            Change::Alert { id, .. } => !facts.ledger.iter().any(|said| {
                said.id == *id && matches!(said.obligation, Obligation::Resend(_))
            }),
            _ => true,
        }),
    }
    /// What staff sent once more stays with the first channel, and the link relies on it.
    a_resend_goes_by_one_channel by LinkBeforeTheVisit => {
        does: |_, _, planned| keep_back(planned, |obligation| matches!(obligation, Obligation::Resend(_))),
        believes: |facts, _| {
            for said in &mut facts.ledger {
                if matches!(said.obligation, Obligation::Resend(_)) && said.said_at.is_none() {
                    said.state = NotificationState::Planned;
                }
            }
        },
    }
    links_are_told_for_visits_that_are_over by NothingForWhatIsOver => {
        does: |facts, _, planned| {
            planned.retain(|change| !matches!(change, Change::TakeBack { .. }));
            let waits = |said: &Said| said.state == NotificationState::Planned && is_link(said.obligation);
            keep_back(planned, |obligation| is_link(obligation) && facts.ledger.iter().any(waits));
        },
        says: |_, _, message, claim| match (message.obligation, claim) {
            (Obligation::FormLink(form, Some((_, starts_at))), Claim::Supersede) => {
                Claim::Tell(Carried { starts_at: Some(starts_at), links: vec![form], outstanding: Vec::new() })
            }
            (_, claim) => claim,
        },
    }
    a_link_that_missed_its_visit_is_forgotten by NeverSilence => {
        does: |facts, now, planned| planned.retain(|change| {
            let (Change::Record { obligation, .. }, ahead) = (change, |id| {
                facts.visits.iter().any(|visit| visit.id == id && visit.is_ahead(now))
            }) else { return true };
            match obligation {
                Obligation::FormLink(_, Some((id, _))) | Obligation::FormOutstanding(_, id) => ahead(*id),
                _ => true,
            }
        }),
    }
    held_back_into_the_quiet_hours by ReminderInTime => {
        does: |facts, now, planned| keep_back(planned, |obligation| {
            let Obligation::Reminder(id, starts_at) = obligation else { return false };
            let window = starts_at - Duration::hours(facts.policy.window_hours.into());
            facts.visits.iter().any(|visit| {
                let hours = Duration::hours(facts.policy.just_agreed_hours.into());
                let mine = facts.visits.iter().find(|mine| mine.id == id);
                let due = mine.map_or(window, |mine| window.max(mine.agreed_at + hours));
                let bound = due + Duration::minutes(facts.policy.hold_back_minutes.into());
                visit.state == AppointmentState::InProgress && visit.id != id && now < bound
            })
        }),
    }
    a_visit_that_nobody_marked_holds_back_for_ever by ReminderInTime => {
        does: |facts, now, planned| keep_back(planned, |obligation| {
            let Obligation::Reminder(_, starts_at) = obligation else { return false };
            let bound = starts_at - Duration::hours(facts.policy.window_hours.into())
                + Duration::minutes(facts.policy.hold_back_minutes.into());
            facts.visits.iter().any(|visit| visit.is_unfinished() && visit.ends_at < now) && now < bound
        }),
    }
    all_treatments_are_one by TextEqualsFacts => {
        believes: |facts, _| {
            for visit in &mut facts.visits {
                visit.scope = OF_PLAN;
            }
            for form in &mut facts.forms {
                form.scope = OF_PLAN;
            }
        },
    }
    /// Whoever takes messages again is owed what they had declined.
    what_was_declined_is_owed_all_the_same by NoAlertForWhatWasForbidden => {
        believes: |facts, _| if facts.reach.declined.is_empty() {
            facts.ledger.retain(|said| said.reason.as_deref() != Some(reason::OPTED_OUT));
        },
    }
    /// What a rule kept back is forgotten with the rule.
    the_past_goes_by_the_rules_of_today by NoAlertForWhatWasForbidden => {
        believes: |facts, _| {
            if !facts.policy.earlier.is_empty() {
                facts.ledger.retain(|said| said.reason.as_deref() != Some(reason::SWITCHED_OFF));
                let agreed = |said: &Said| said.reason.as_deref() == Some(reason::JUST_AGREED);
                facts.ledger.retain(|said| !agreed(said) || facts.policy.just_agreed_hours > 0);
            }
            facts.policy.earlier.clear();
        },
    }
    /// An address that takes nothing is one whose owner wants nothing.
    who_is_refused_has_opted_out by NeverSilence => {
        believes: |facts, _| {
            let refused = std::mem::take(&mut facts.reach.refused);
            facts.reach.declined.extend(refused);
        },
    }
    /// What the wrong address refused is held against the right one.
    an_address_is_held_against_the_next by ReminderInTime | LinkBeforeTheVisit => {
        believes: |facts, _| facts.reach.readdressed.clear(),
    }
    switched_off_all_the_same by NothingWhileSwitchedOff => {
        believes: |facts, _| facts.policy.enabled = true,
    }
    it_sleeps_through_its_time by ReminderInTime | NeverSilence | LinkBeforeTheVisit => {
        wakes: |_, _| None,
    }
    links_are_left_out_of_reminders by TextEqualsFacts => {
        says: |_, _, message, claim| match claim {
            Claim::Tell(carried) if matches!(message.obligation, Obligation::Reminder(..)) => {
                Claim::Tell(Carried { links: Vec::new(), ..carried })
            }
            claim => claim,
        },
    }
}

#[test]
fn the_rule_of_the_seed_is_a_broken_planner() {
    let mut broken = std::collections::BTreeSet::new();
    for seed in 0..400 {
        let history = in_its_rhythm(&history(seed));
        broken.extend(
            play(&history, &mut SeedRule::default()).violation().map(|violation| violation.invariant),
        );
    }
    for invariant in [Invariant::OutstandingAfterLink, Invariant::TextEqualsFacts, Invariant::QuietHours] {
        assert!(broken.contains(&invariant), "only {broken:?}");
    }
}
