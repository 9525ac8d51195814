//! Broken planners, each with the invariant that catches it. If one gets through, the invariants have a hole.

use entity::enums::{AppointmentState, NotificationChannel, NotificationState};
use entity::ids::NotificationId;
use uuid::Uuid;

use super::generate::history;
use super::history::{At, History, Rhythm};
use super::invariants::Invariant;
use super::run::{Planner, play};
use super::seed_rule::{SeedRule, in_its_rhythm};
use super::soak::examine;
use crate::features::reminders::changes::{Change, changes};
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
fn keep_back(planned: &mut Vec<Change>, which: impl Fn(Obligation) -> bool) {
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
fn caught(
    make: impl Fn() -> Box<dyn Planner>,
    of: impl Fn(u64) -> History,
    by: &[Invariant],
) -> Option<(u64, Invariant)> {
    (0..HISTORIES).find_map(|seed| {
        let history = of(seed);
        let clinic = play(&history, &mut *make());
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
        says: |facts, _, _, claim| match claim {
            Claim::Tell(mut carried) if carried.starts_at.is_some() => {
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
        believes: |facts, _| {
            for said in facts.ledger.iter_mut().filter(|said| said.carried.is_some()) {
                if matches!(said.state, NotificationState::Failed | NotificationState::Expired) {
                    said.state = NotificationState::Accepted;
                }
            }
        },
    }
    a_lost_reply_counts_as_carried by OutstandingAfterLink | LinkBeforeTheVisit | TextEqualsFacts => {
        believes: |facts, _| {
            for said in facts.ledger.iter_mut().filter(|said| said.carried.is_some()) {
                if is_link(said.obligation) && said.state == NotificationState::Planned {
                    said.state = NotificationState::Accepted;
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
    what_was_said_is_said_again by OneReminderForEachStart | Bounded | PlanningTwice => {
        believes: |facts, _| {
            facts.ledger.retain(|said| !matches!(said.obligation, Obligation::Reminder(..)));
        },
    }
    it_sleeps_through_its_time by ReminderInTime | NeverSilence | LinkBeforeTheVisit => {
        wakes: |_, _| None,
    }
    links_are_left_out_of_reminders by TextEqualsFacts => {
        says: |_, _, _, claim| match claim {
            Claim::Tell(carried) if carried.starts_at.is_some() => {
                Claim::Tell(Carried { links: Vec::new(), ..carried })
            }
            claim => claim,
        },
    }
}

/// It remembers when it looked last, and takes up what came due between then and now: so what came due while it was
/// late to look, or before the visit was moved, it never sees.
struct LastTick(Option<At>);

impl Planner for LastTick {
    fn changes(&mut self, facts: Facts, now: At) -> (Vec<Change>, Option<At>) {
        let window = chrono::Duration::hours(facts.policy.window_hours.into());
        let last = self.0.replace(now).unwrap_or(now - chrono::Duration::minutes(15));
        let (mut planned, wake_at) = changes(facts, now);
        keep_back(&mut planned, |obligation| match obligation {
            Obligation::Reminder(_, starts_at) => !(last..=now).contains(&(starts_at - window)),
            _ => false,
        });
        (planned, wake_at)
    }

    fn claim(&mut self, facts: &Facts, now: At, message: &Said) -> Claim {
        claim(facts, now, message)
    }
}

#[test]
fn remembering_the_last_tick() {
    let each_minute = |seed| History { rhythm: Rhythm::EachMinute, ..history(seed) };
    let by = [Invariant::ReminderInTime, Invariant::NeverSilence];
    assert!(caught(|| Box::new(LastTick(None)), each_minute, &by).is_some());
}

/// It writes its letters when it plans them.
#[derive(Default)]
struct AtPlanTime(Vec<(NotificationId, Carried)>);

impl Planner for AtPlanTime {
    fn changes(&mut self, facts: Facts, now: At) -> (Vec<Change>, Option<At>) {
        let (planned, wake_at) = changes(facts.clone(), now);
        let recorded =
            planned.iter().filter(|change| matches!(change, Change::Send { .. } | Change::Record { .. }));
        for (offset, change) in recorded.enumerate() {
            let id = NotificationId(Uuid::from_u128((facts.ledger.len() + offset + 1) as u128));
            let &Change::Send { obligation, channel, expires_at } = change else { continue };
            let (state, reason, carried) = (NotificationState::Planned, None, None);
            let message = Said { id, obligation, channel, state, reason, expires_at, carried };
            if let Claim::Tell(carried) = claim(&facts, now, &message) {
                self.0.push((id, carried));
            }
        }
        (planned, wake_at)
    }

    fn claim(&mut self, facts: &Facts, now: At, message: &Said) -> Claim {
        match claim(facts, now, message) {
            Claim::Tell(carried) => {
                let written = self.0.iter().find(|(id, _)| *id == message.id);
                Claim::Tell(written.map_or(carried, |(_, written)| written.clone()))
            }
            claim => claim,
        }
    }
}

#[test]
fn rendering_at_plan_time() {
    let found = caught(|| Box::new(AtPlanTime::default()), history, &[Invariant::TextEqualsFacts]);
    assert!(found.is_some());
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
