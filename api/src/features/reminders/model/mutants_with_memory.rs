//! Broken planners that remember something, forget staff, or call things by the wrong name, each with the invariant that
//! catches it.

use chrono::Duration;
use entity::ids::NotificationId;
use entity::settings::ReminderPolicy;
use uuid::Uuid;

use super::generate::history;
use super::history::{At, History, Rhythm};
use super::invariants::Invariant;
use super::mutants::{caught, keep_back};
use super::run::Planner;
use super::stories_of_change::resent_while_nobody_is_reminded;
use super::stories_of_trouble::asked_for_between_two_attempts;
use crate::features::reminders::changes::{Change, changes};
use crate::features::reminders::facts::{Carried, Facts, Obligation, Said};
use crate::features::reminders::planner::{Claim, claim};

/// It remembers when it looked last, and takes up what came due between then and now: so what came due while it was
/// late to look, or before the visit was moved, it never sees.
struct LastTick(Option<At>);

impl Planner for LastTick {
    fn changes(&mut self, facts: Facts, now: At) -> (Vec<Change>, Option<At>) {
        let window = Duration::hours(facts.policy.window_hours.into());
        let last = self.0.replace(now).unwrap_or(now - Duration::minutes(15));
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
    let each_minute = |seed| History { rhythm: Rhythm::Full(1), ..history(seed) };
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
            let message = Said::planned(id, obligation, channel, now, expires_at);
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

/// Each attempt of a mail bears the same Message-ID, whatever it tells: the mailbox shows the first.
struct OneMessageId;

impl Planner for OneMessageId {
    fn changes(&mut self, facts: Facts, now: At) -> (Vec<Change>, Option<At>) {
        changes(facts, now)
    }

    fn claim(&mut self, facts: &Facts, now: At, message: &Said) -> Claim {
        claim(facts, now, message)
    }

    fn is_one_letter(&self, _: &Carried, _: &Carried) -> bool {
        true
    }
}

#[test]
fn one_message_id_whatever_it_tells() {
    let by = [Invariant::ReadAsBelieved];
    assert!(caught(|| Box::new(OneMessageId), asked_for_between_two_attempts, &by).is_some());
}

/// It goes by the rules that the clinic had when it looked first.
#[derive(Default)]
struct OldRules(Option<ReminderPolicy>);

impl OldRules {
    fn believed(&mut self, mut facts: Facts) -> Facts {
        facts.policy = self.0.get_or_insert_with(|| facts.policy.clone()).clone();
        facts
    }
}

impl Planner for OldRules {
    fn changes(&mut self, facts: Facts, now: At) -> (Vec<Change>, Option<At>) {
        changes(self.believed(facts), now)
    }

    fn claim(&mut self, facts: &Facts, now: At, message: &Said) -> Claim {
        claim(&self.believed(facts.clone()), now, message)
    }
}

#[test]
fn going_by_the_old_rules() {
    for by in [Invariant::QuietHours, Invariant::NothingWhileSwitchedOff, Invariant::ReminderInTime] {
        assert!(caught(|| Box::new(OldRules::default()), history, &[by]).is_some(), "{by:?}");
    }
}

/// Where the clinic reminds nobody it does nothing at all, not even for what staff had sent once more.
struct SwitchedOffForAll;

impl Planner for SwitchedOffForAll {
    fn changes(&mut self, facts: Facts, now: At) -> (Vec<Change>, Option<At>) {
        if facts.policy.enabled { changes(facts, now) } else { (Vec::new(), None) }
    }

    fn claim(&mut self, facts: &Facts, now: At, message: &Said) -> Claim {
        claim(facts, now, message)
    }
}

#[test]
fn switched_off_for_what_staff_sends_once_more() {
    let by = [Invariant::ResendIsHeard];
    let of = |_| resent_while_nobody_is_reminded();
    assert!(caught(|| Box::new(SwitchedOffForAll), of, &by).is_some());
}

/// It looks at every second call only: what it does depends on how often it was called.
#[derive(Default)]
struct EverySecondLook(u32);

impl Planner for EverySecondLook {
    fn changes(&mut self, facts: Facts, now: At) -> (Vec<Change>, Option<At>) {
        self.0 += 1;
        if self.0.is_multiple_of(2) {
            changes(facts, now)
        } else {
            (Vec::new(), Some(now + Duration::minutes(1)))
        }
    }

    fn claim(&mut self, facts: &Facts, now: At, message: &Said) -> Claim {
        claim(facts, now, message)
    }
}

#[test]
fn counting_its_looks() {
    let by = [Invariant::OrderAndRhythm];
    for rhythm in [Rhythm::Prompt, Rhythm::Full(1), Rhythm::Late(5)] {
        let of = |seed| History { rhythm, ..history(seed) };
        assert!(caught(|| Box::new(EverySecondLook::default()), of, &by).is_some(), "{rhythm:?}");
    }
}

/// It passes over the link to a form where it hears of it and of the end of a visit at once: what it says depends on when
/// it looks.
#[derive(Default)]
struct OneThingAtATime(Option<(usize, usize)>);

impl Planner for OneThingAtATime {
    fn changes(&mut self, facts: Facts, now: At) -> (Vec<Change>, Option<At>) {
        let ended = facts.visits.iter().filter(|visit| !visit.is_unfinished()).count();
        let seen = (ended, facts.forms.len());
        let before = self.0.replace(seen).unwrap_or(seen);
        let (mut planned, wake_at) = changes(facts, now);
        if before.0 < seen.0 && before.1 < seen.1 {
            keep_back(&mut planned, |obligation| matches!(obligation, Obligation::FormLink(_, None)));
        }
        (planned, wake_at)
    }

    fn claim(&mut self, facts: &Facts, now: At, message: &Said) -> Claim {
        claim(facts, now, message)
    }
}

#[test]
fn hearing_one_thing_at_a_time() {
    let by = [Invariant::OrderAndRhythm];
    assert!(caught(|| Box::new(OneThingAtATime::default()), history, &by).is_some());
}
