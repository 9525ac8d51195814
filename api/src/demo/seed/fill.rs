//! Appointments around today, each of a request that was booked: an agenda that people use.

use std::collections::HashSet;

use chrono::{DateTime, Days, Duration, Utc};
use entity::enums::{ActorKind, AssistanceRequestOutcome};
use entity::ids::AppointmentId;
use entity::notification;

use super::agenda::{Agenda, CELL_MINUTES, FUTURE_DAYS, PAST_DAYS, Visit};
use super::chance::{Dice, named};
use super::clinic::{operators, working_hours};
use super::files::StoredOrder;
use super::people::{People, other_id};
use super::reminders::{reminded_at, reminder};
use super::requests::{Requests, Upload};
use crate::demo::data::DemoService;
use crate::platform::clinic_time::local;

/// How long before it was booked an order was uploaded.
const REVIEWED_WITHIN: Duration = Duration::minutes(25);

/// What stands around the appointments that fill the agenda.
#[derive(Default)]
pub(super) struct Filled {
    /// The requests that they settle.
    pub(super) requests: Requests,
    /// What their patients were told by now.
    pub(super) reminders: Vec<notification::Model>,
}

impl Agenda<'_> {
    /// Fills the days around today with appointments of this many patients.
    pub(super) fn fill(
        &mut self,
        now: DateTime<Utc>,
        patients: u32,
        people: &People,
        orders: &[StoredOrder],
    ) -> Filled {
        let data = self.data;
        let (mut filled, mut busy) = (Filled::default(), HashSet::new());
        let first = self.today - Days::new(PAST_DAYS);
        for day in first.iter_days().take((PAST_DAYS + 1 + FUTURE_DAYS) as usize) {
            for resource in &data.resources {
                let mut dice = Dice::new("agenda", &format!("{}/{day}", resource.key));
                let key = |place: u64| format!("{}/{day}/{place}", resource.key);
                let id = |place: u64| -> AppointmentId { named("appointment", &key(place)) };
                let hours = working_hours(resource, day, self.made_on);
                let wanted = match (day - self.today).num_days() {
                    ..=2 => 6,
                    3..=8 => 3,
                    _ => dice.below(2),
                };
                if hours.is_empty() {
                    continue;
                }
                // A day is filled once: what was cancelled or moved since is not put back.
                let is_full = (0..wanted).any(|place| self.known.contains(&id(place)));
                let able = data.services_of(resource);
                for place in 0..wanted {
                    let Some((order, services)) = ask_for(&mut dice, &able, orders) else { continue };
                    let (from, to) = *dice.pick(&hours);
                    let minutes: i32 = services.iter().map(|service| service.minutes).sum();
                    let cells = (to - from - minutes) / CELL_MINUTES;
                    let start = from + CELL_MINUTES * dice.below(cells.max(0) as u64 + 1) as i32;
                    let number = dice.below(patients.into()) as u32;
                    // Somebody read by telephone what is on a photo that cannot be read.
                    let by_operator = dice.percent(40) || order.order.services.is_empty();
                    let ago = Duration::days(dice.below(7) as i64 + 1);
                    let ago = ago + Duration::minutes(dice.below(600) as i64);
                    let operator = *dice.pick(&operators());
                    // Nobody is in two places on one day.
                    if !busy.insert((number, day)) || is_full || !people.has_email(number) {
                        continue;
                    }
                    if start + minutes > to || !self.is_free(resource, day, start, minutes) {
                        continue;
                    }
                    let Some(starts_at) = local(day, start, self.tz) else { continue };
                    let (patient_id, booked_at) = (other_id(number), starts_at.min(now) - ago);
                    let uploaded_at = booked_at - REVIEWED_WITHIN;
                    let key = format!("agenda/{}", key(place));
                    let upload = Upload {
                        key: &key,
                        id_time: uploaded_at,
                        patient_id,
                        order,
                        note: None,
                        uploaded_at,
                    };
                    let mut draft = filled.requests.add(self.clinic_id, &upload);
                    draft.pick(services.iter().map(|service| service.code.as_str()));
                    let staff = by_operator.then_some(operator);
                    draft.booked(booked_at, staff, AssistanceRequestOutcome::Booked, id(place));
                    let visit = Visit {
                        id: id(place),
                        patient_id,
                        request: Some((draft.row().id, draft.row().medical_order_id)),
                        services,
                        booked_by: match staff {
                            Some(operator) => (ActorKind::User, Some(operator.0)),
                            None => (ActorKind::Patient, Some(patient_id.0)),
                        },
                        booked_at,
                    };
                    let booked = self.book(visit, resource, day, start);
                    let told = booked.filter(|visit| reminded_at(visit) <= now);
                    filled.reminders.extend(told.map(|visit| reminder(visit)));
                }
            }
        }
        filled
    }
}

/// An order all of whose services a resource does; where there is none, one that cannot be read, for any of them.
fn ask_for<'o>(
    dice: &mut Dice,
    able: &[&'o DemoService],
    orders: &'o [StoredOrder],
) -> Option<(&'o StoredOrder, Vec<&'o DemoService>)> {
    let of = |code: &&str| able.iter().copied().find(|service| service.code == *code);
    let asks = |stored: &'o StoredOrder| {
        let services: Option<Vec<_>> = stored.order.services.iter().map(of).collect();
        services.map(|services| (stored, services))
    };
    let (blank, readable): (Vec<_>, Vec<_>) =
        orders.iter().filter_map(asks).partition(|(_, services)| services.is_empty());
    if !readable.is_empty() {
        return Some(dice.pick(&readable).clone());
    }
    let (stored, _) = blank.first()?;
    Some((stored, vec![*dice.pick(able)]))
}
