//! The outbox in the likeness of `features/notifications`: the same states, back-off, leases and last look, with
//! channels that fail as channels do.

use chrono::Duration;
use entity::enums::{NotificationChannel, NotificationState};

use super::dice::Dice;
use super::history::{At, Weather};
use super::run::{Clinic, Planner};
use crate::features::notifications::reason::{UNREACHABLE_BY_EMAIL, UNREACHABLE_BY_WHATSAPP};
use crate::features::reminders::decision::reason;
use crate::features::reminders::facts::{Carried, Said};
use crate::features::reminders::planner::Claim;

/// How long a worker may hold a message before it is taken for lost.
const LEASE: Duration = Duration::minutes(2);

/// How long WhatsApp's status is waited for.
const UNCERTAIN: Duration = Duration::minutes(15);

/// The longest wait between two attempts, in seconds.
const LONGEST_BACK_OFF: i64 = 3600;

/// What the outbox knows of a message beside what the planner sees of it.
#[derive(Clone, Debug)]
pub struct Row {
    /// When it was planned.
    pub planned_at: At,
    /// When it is looked at next.
    pub next_at: At,
    /// How often it was tried.
    pub attempts: u32,
    /// When it ended without having been said.
    pub ended_at: Option<At>,
    /// Some reply of it was lost, or a worker died over it: it may have left more than once.
    pub was_uncertain: bool,
    /// It was refused for good.
    pub was_refused: bool,
    /// Whether an attempt was begun under the lease that it is held under.
    begun: bool,
    /// Whether the person has it, whatever anybody knows.
    arrived: bool,
    /// What the mailbox shows of a mail: it shows what bears the same Message-ID once.
    pub shown: Vec<Carried>,
    /// A status that is on its way: the attempt that it is about, whether it was delivered, whether another try is
    /// worth it.
    status: Option<(At, u32, bool, bool)>,
}

impl Row {
    /// A message that waits.
    pub fn new(planned_at: At, next_at: At) -> Self {
        Self {
            planned_at,
            next_at,
            attempts: 0,
            ended_at: None,
            was_uncertain: false,
            was_refused: false,
            begun: false,
            arrived: false,
            shown: Vec::new(),
            status: None,
        }
    }

    /// When something of it is due, where it is not over.
    pub fn due_at(&self, state: NotificationState) -> Option<At> {
        let status = self.status.map(|(at, ..)| at);
        let own = matches!(
            state,
            NotificationState::Planned | NotificationState::Sending | NotificationState::Uncertain
        );
        status.into_iter().chain(own.then_some(self.next_at)).min()
    }
}

/// What became of an attempt.
enum Outcome {
    Accepted,
    Lost,
    Again(i64),
    Refused,
}

impl Clinic<'_> {
    /// One round of the outbox. Answers whether anything moved.
    pub(super) fn run_outbox(&mut self, planner: &mut dyn Planner, now: At) -> bool {
        let mut moved = false;
        for index in 0..self.rows.len() {
            if self.rows[index].status.is_some_and(|(at, ..)| at <= now) {
                self.hear_status(index, now);
                moved = true;
            }
            if self.rows[index].next_at > now {
                continue;
            }
            match self.facts.ledger[index].state {
                NotificationState::Sending => self.rescue(index, now),
                NotificationState::Uncertain => self.end(index, NotificationState::Failed, "uncertain", now),
                NotificationState::Planned if self.facts.ledger[index].expires_at <= now => {
                    self.end(index, NotificationState::Expired, "expired", now);
                }
                NotificationState::Planned => {
                    self.deliver(planner, index, now);
                }
                _ => continue,
            }
            moved = true;
            if self.worker_rests(now) {
                return true;
            }
        }
        moved
    }

    /// What was put off without an attempt is looked at again: the rules are others.
    pub(super) fn bring_forward(&mut self, now: At) {
        let waiting = self.facts.ledger.iter().map(|said| said.state == NotificationState::Planned);
        for (row, waits) in self.rows.iter_mut().zip(waiting) {
            if waits && row.attempts == 0 {
                row.next_at = row.next_at.min(now);
            }
        }
    }

    /// Claims, looks for the last time, sends and completes: four steps, and a worker may die before each.
    fn deliver(&mut self, planner: &mut dyn Planner, index: usize, now: At) {
        self.set(index, NotificationState::Sending, now);
        self.rows[index].begun = false;
        self.rows[index].next_at = now + LEASE + Duration::seconds(1);
        if self.dies(now) {
            return;
        }
        let message = self.facts.ledger[index].clone();
        let carried = match planner.claim(&self.facts.without(message.id), now, &message) {
            Claim::Tell(carried) => carried,
            Claim::Postpone(until) => {
                self.rows[index].next_at = until;
                self.set(index, NotificationState::Planned, now);
                return;
            }
            Claim::Supersede => return self.end(index, NotificationState::Superseded, "overtaken", now),
            Claim::Suppress(why) => return self.end(index, NotificationState::Suppressed, why, now),
            Claim::Miss(why) if why == reason::TOO_LATE || why == reason::QUIET_HOURS => {
                return self.end(index, NotificationState::Expired, why, now);
            }
            Claim::Miss(why) => return self.end(index, NotificationState::Failed, why, now),
        };
        self.watch_claim(index, &carried, now);
        self.facts.ledger[index].carried = Some(carried);
        self.rows[index].begun = true;
        self.rows[index].attempts += 1;
        if self.dies(now) {
            return;
        }
        let outcome = self.send(planner, index, now);
        if self.dies(now) {
            return;
        }
        self.complete(index, &outcome, now);
    }

    fn send(&mut self, planner: &dyn Planner, index: usize, now: At) -> Outcome {
        let channel = self.facts.ledger[index].channel;
        let dice = &mut self.dice;
        let outcome = match self.weather.of(channel) {
            Weather::Up => Outcome::Accepted,
            Weather::Down => Outcome::Again(0),
            Weather::Rough => match dice.between(0, 99) {
                0..30 => Outcome::Accepted,
                30..70 => Outcome::Lost,
                70..95 => Outcome::Again(dice.between(1, 15)),
                _ => Outcome::Refused,
            },
        };
        let attempt = self.rows[index].attempts;
        let rough = self.weather.of(channel) == Weather::Rough;
        let row = &mut self.rows[index];
        let arrives = match outcome {
            Outcome::Accepted => true,
            Outcome::Lost => dice.percent(60),
            Outcome::Again(_) | Outcome::Refused => false,
        };
        row.arrived |= arrives;
        if let Some(carried) = self.facts.ledger[index].carried.as_ref().filter(|_| arrives)
            && !row.shown.iter().any(|shown| planner.is_one_letter(shown, carried))
        {
            row.shown.push(carried.clone());
        }
        if rough && channel == NotificationChannel::Whatsapp {
            row.status = match outcome {
                // The provider gives up on what it took.
                Outcome::Accepted if dice.percent(15) => {
                    row.arrived = false;
                    Some((now + minutes(dice, 40), attempt, false, dice.percent(50)))
                }
                Outcome::Lost if row.arrived && dice.percent(70) => {
                    Some((now + minutes(dice, 60), attempt, true, false))
                }
                _ => row.status,
            };
        }
        outcome
    }

    fn complete(&mut self, index: usize, outcome: &Outcome, now: At) {
        match *outcome {
            Outcome::Accepted => self.accept(index, now),
            Outcome::Lost => self.lose_reply(index, now),
            Outcome::Again(not_before) => self.try_again(index, not_before, now),
            Outcome::Refused => self.refuse(index, now),
        }
    }

    fn accept(&mut self, index: usize, now: At) {
        self.facts.ledger[index].said_at.get_or_insert(now);
        self.set(index, NotificationState::Accepted, now);
        self.watch_acceptance(index, now);
    }

    fn refuse(&mut self, index: usize, now: At) {
        self.rows[index].was_refused = true;
        let why = match self.facts.ledger[index].channel {
            NotificationChannel::Email => UNREACHABLE_BY_EMAIL,
            NotificationChannel::Whatsapp => UNREACHABLE_BY_WHATSAPP,
        };
        let said = &self.facts.ledger[index];
        // Who cannot be written to by WhatsApp is not, until the number is another one. Mail is tried each time.
        if said.channel == NotificationChannel::Whatsapp && !self.facts.reach.is_outdated(said) {
            let reach = &mut self.facts.reach;
            let refused: Vec<_> = reach.channels.extract_if(.., |known| *known == said.channel).collect();
            reach.refused.extend(refused);
            self.reaches.push((now, self.facts.reach.clone()));
        }
        self.end(index, NotificationState::Failed, why, now);
    }

    fn lose_reply(&mut self, index: usize, now: At) {
        self.rows[index].was_uncertain = true;
        if self.facts.ledger[index].channel == NotificationChannel::Email {
            return self.try_again(index, 0, now);
        }
        self.rows[index].next_at = now + UNCERTAIN;
        self.set(index, NotificationState::Uncertain, now);
    }

    /// Until it is no longer worth it.
    fn try_again(&mut self, index: usize, not_before: i64, now: At) {
        let wait = back_off(&mut self.dice, self.rows[index].attempts);
        let at = now + wait.max(Duration::minutes(not_before));
        if at >= self.facts.ledger[index].expires_at {
            return self.end(index, NotificationState::Failed, "retries_exhausted", now);
        }
        self.rows[index].next_at = at;
        self.facts.ledger[index].said_at = None;
        self.set(index, NotificationState::Planned, now);
    }

    /// A lease ran out: where the attempt had begun, that is a lost reply.
    fn rescue(&mut self, index: usize, now: At) {
        if self.rows[index].begun {
            return self.lose_reply(index, now);
        }
        self.rows[index].next_at = now;
        self.set(index, NotificationState::Planned, now);
    }

    /// A webhook tells what became of a message.
    fn hear_status(&mut self, index: usize, now: At) {
        let Some((_, attempt, delivered, worth)) = self.rows[index].status.take() else { return };
        let state = self.facts.ledger[index].state;
        let newest = attempt == self.rows[index].attempts;
        match state {
            NotificationState::Superseded | NotificationState::Suppressed | NotificationState::Sending => {}
            _ if delivered => self.accept(index, now),
            NotificationState::Uncertain | NotificationState::Accepted if newest && worth => {
                self.facts.ledger[index].said_at = None;
                self.try_again(index, 0, now);
            }
            NotificationState::Uncertain | NotificationState::Accepted if newest => {
                self.facts.ledger[index].said_at = None;
                self.refuse(index, now);
            }
            _ => {}
        }
    }

    fn end(&mut self, index: usize, state: NotificationState, why: &str, now: At) {
        self.facts.ledger[index].reason = Some(why.to_owned());
        self.rows[index].ended_at = Some(now);
        self.set(index, state, now);
    }

    /// Whatever becomes of a message is a fact of its patient, and puts them on the agenda.
    fn set(&mut self, index: usize, state: NotificationState, now: At) {
        let said: &mut Said = &mut self.facts.ledger[index];
        said.state = state;
        if state != NotificationState::Sending {
            self.wake(now);
        }
    }
}

/// The wait after so many attempts: full jitter up to a bound that doubles.
pub(super) fn back_off(dice: &mut Dice, attempts: u32) -> Duration {
    let bound = (30 * 2_i64.pow(attempts.clamp(1, 16) - 1)).min(LONGEST_BACK_OFF);
    Duration::seconds(dice.between(1, bound))
}

fn minutes(dice: &mut Dice, most: i64) -> Duration {
    Duration::minutes(dice.between(1, most))
}
