//! Any number of requests over the last days, nearly all of them done.
//!
//! What a request looks like depends on its number, on the days and on the moment at which the clinic was made,
//! and not on how many there are: a later seed with more of them adds what is missing. They are written in the
//! order of their time, which is the order of their ids and of most indexes.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Days, Duration, Utc};
use chrono_tz::Tz;
use entity::enums::{ActorKind, AppointmentState, AssistanceRequestOutcome as Outcome};
use entity::ids::{AssistanceRequestId, ClinicId, UserId};
use entity::{appointment, appointment_service};
use uuid::Uuid;

use super::chance::{Dice, timed};
use super::clinic::{operators, service_id};
use super::files::StoredOrder;
use super::people::other_id;
use super::requests::{Draft, Requests, Upload, request_id};
use super::today::open_span;
use crate::demo::data::DemoData;
use crate::platform::clinic_time::day_of;

/// About how many of today's requests still wait: the queue of a busy clinic, however many requests there are.
/// They are those of low numbers.
const WAITING_TODAY: u32 = 130;

/// Requests of so low a number are never of today: there the story stands alone.
const NOT_TODAY: u32 = 300;

const MESSAGES: [&str; 5] = [
    "Le escribí por WhatsApp con los horarios.",
    "Hablé con la familia, llama más tarde.",
    "Le expliqué la preparación del estudio.",
    "No atendió, vuelvo a llamar.",
    "Pidió turno a la mañana.",
];

const VOID_REASONS: [&str; 3] = ["Orden repetida", "No es una orden médica", "La subió por error"];

/// A request's number and when it was uploaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Slot {
    millis: i64,
    number: u32,
}

impl Slot {
    fn at(self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.millis).unwrap_or_default()
    }

    /// The id of its request.
    pub(super) fn request_id(self) -> AssistanceRequestId {
        request_id(&self.number.to_string(), self.at())
    }
}

/// Makes requests.
pub(super) struct History {
    pub(super) clinic_id: ClinicId,
    /// How many patients they are spread over.
    patients: u32,
    made_at: DateTime<Utc>,
    /// When orders were uploaded on each day, today first.
    spans: Vec<(DateTime<Utc>, DateTime<Utc>)>,
    /// Orders of one page that can be read.
    orders: Vec<StoredOrder>,
    minutes: HashMap<String, i32>,
    operators: Vec<UserId>,
}

impl History {
    /// Requests of the days up to the moment at which the clinic was made.
    pub(super) fn new(
        (clinic_id, tz, made_at): (ClinicId, Tz, DateTime<Utc>),
        days: u32,
        patients: u32,
        data: &DemoData,
        orders: &[StoredOrder],
    ) -> Self {
        let today = day_of(made_at, tz);
        let spans = (0..days).map(|ago| open_span(tz, today - Days::new(ago.into()), made_at)).collect();
        let plain = orders.iter().filter(|of| of.order.pages.len() == 1 && !of.order.services.is_empty());
        Self {
            clinic_id,
            patients,
            made_at,
            spans,
            orders: plain.cloned().collect(),
            minutes: data.services.iter().map(|service| (service.code.clone(), service.minutes)).collect(),
            operators: operators(),
        }
    }

    /// The first so many requests, in the order of their time.
    pub(super) fn slots(&self, count: u32) -> Vec<Slot> {
        let mut slots: Vec<Slot> = (0..count).map(|number| self.draw(number).1).collect();
        slots.sort_unstable();
        slots
    }

    /// Day, moment, and the dice for everything else.
    fn draw(&self, number: u32) -> (Dice, Slot, bool) {
        let mut dice = Dice::new("request", &number.to_string());
        let mut day = dice.below(self.spans.len() as u64) as usize;
        if day == 0 && number < NOT_TODAY && self.spans.len() > 1 {
            day = 1;
        }
        let (from, to) = self.spans[day];
        let millis = dice.below((to - from).num_milliseconds().max(0) as u64);
        (dice, Slot { millis: from.timestamp_millis() + millis as i64, number }, day == 0)
    }

    fn waits_today(&self, number: u32) -> bool {
        number < WAITING_TODAY.saturating_mul(self.spans.len() as u32)
    }

    /// How many of the first so many requests are of today, and how many of those wait.
    #[cfg(test)]
    pub(super) fn waiting_today(&self, count: u32) -> (usize, usize) {
        let of_today: Vec<u32> = (0..count).filter(|number| self.draw(*number).2).collect();
        (of_today.len(), of_today.iter().filter(|number| self.waits_today(**number)).count())
    }

    /// The rows of these requests, but for those that are known.
    pub(super) fn rows(&self, slots: &[Slot], known: &HashSet<Uuid>) -> Requests {
        let mut requests = Requests::default();
        for slot in slots.iter().filter(|slot| known.is_empty() || !known.contains(&slot.request_id().0)) {
            self.add(&mut requests, *slot);
        }
        requests
    }

    fn add(&self, requests: &mut Requests, slot: Slot) {
        let (mut dice, _, today) = self.draw(slot.number);
        let key = slot.number.to_string();
        let upload = Upload {
            key: &key,
            id_time: slot.at(),
            patient_id: other_id(dice.below(self.patients.into()) as u32),
            order: dice.pick(&self.orders),
            note: None,
            uploaded_at: slot.at(),
        };
        let fate = dice.below(1000);
        let waits = if today { self.waits_today(slot.number) } else { fate < 20 };
        let left = (self.made_at - slot.at()).num_milliseconds().max(0);
        // Within four hours, and not in the future; half-way there somebody may have tried.
        let took = (dice.below(4 * 3_600_000) as i64 + 180_000).min(left);
        let done = slot.at() + Duration::milliseconds(took);
        let tried = slot.at() + Duration::milliseconds(took / 2);
        let user = *dice.pick(&self.operators);
        let message = dice.percent(12).then(|| *dice.pick(&MESSAGES));
        let codes = upload.order.order.services.iter().copied();

        let mut draft = requests.add(self.clinic_id, &upload);
        if waits {
            return;
        }
        if fate < 30 {
            let reason = *dice.pick(&VOID_REASONS);
            draft.void(done, reason);
            return;
        }
        draft.pick(codes);
        if let Some(message) = message {
            draft.contact(tried, user, message);
        }
        let (outcome, note) = match dice.below(100) {
            0..20 => (Outcome::BookedExternally, None),
            20..65 => (Outcome::Contacted, None),
            65..75 => (Outcome::NotNeeded, None),
            75..87 => (Outcome::Unreachable, None),
            87..95 => (Outcome::NotOffered, None),
            _ => (Outcome::Other, Some("La orden está vencida: va a pedir otra.")),
        };
        if outcome == Outcome::BookedExternally {
            let days_ahead = dice.below(20) as i64 + 1;
            let appointment = self.appointment(&upload, &mut draft, (done, user), days_ahead);
            draft.booked(done, Some(user), outcome, appointment.id);
            let services = self.appointment_services(&upload, &appointment);
            requests.appointment_services.extend(services);
            requests.appointments.push(appointment);
        } else {
            draft.resolve(done, user, outcome, note);
        }
    }

    /// An appointment in the clinic's own agenda: it has no resource of ours, and takes no cells.
    fn appointment(
        &self,
        upload: &Upload<'_>,
        draft: &mut Draft<'_>,
        (done, user): (DateTime<Utc>, UserId),
        days_ahead: i64,
    ) -> appointment::Model {
        let minutes: i32 = upload.order.order.services.iter().map(|code| self.minutes_of(code)).sum();
        // On the clock's five minutes.
        let booked = done.timestamp();
        let starts_at = done + Duration::days(days_ahead) - Duration::seconds(booked.rem_euclid(300));
        let starts_at = starts_at - Duration::nanoseconds(starts_at.timestamp_subsec_nanos().into());
        appointment::Model {
            id: timed("appointment", upload.key, upload.id_time),
            clinic_id: self.clinic_id,
            patient_id: upload.patient_id,
            care_plan_id: None,
            visit_number: None,
            moved_at: None,
            started_at: None,
            ended_at: None,
            assistance_request_id: Some(draft.row().id),
            medical_order_id: Some(draft.row().medical_order_id),
            site_id: None,
            external_id: Some(format!("D-{}-{}", upload.id_time.timestamp_millis(), upload.key)),
            starts_at,
            ends_at: starts_at + Duration::minutes(minutes.into()),
            state: AppointmentState::Booked,
            version: 1,
            self_pay: false,
            booked_by_kind: ActorKind::User,
            booked_by_id: Some(user.0),
            booked_at: done,
            cancelled_at: None,
            cancel_reason: None,
        }
    }

    fn appointment_services(
        &self,
        upload: &Upload<'_>,
        appointment: &appointment::Model,
    ) -> Vec<appointment_service::Model> {
        let mut at = appointment.starts_at;
        let services = (0..).zip(upload.order.order.services).map(|(position, code)| {
            let starts_at = at;
            at += Duration::minutes(self.minutes_of(code).into());
            appointment_service::Model {
                appointment_id: appointment.id,
                position,
                clinic_id: self.clinic_id,
                service_id: service_id(code),
                resource_id: None,
                starts_at,
                ends_at: at,
            }
        });
        services.collect()
    }

    fn minutes_of(&self, code: &str) -> i32 {
        self.minutes.get(code).copied().unwrap_or(5)
    }
}
