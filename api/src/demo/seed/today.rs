//! The requests that a visitor meets: today's queue, what yesterday left in it, and some that ended well.
//!
//! Those that wait are of the very patients to whom the orders in the pictures are made out. Today's are there
//! on every day on which the seed runs; the others come with the clinic.

use chrono::{DateTime, Days, Duration, NaiveDate, Utc};
use chrono_tz::Tz;
use entity::assistance_request;
use entity::enums::{ActorKind, AssistanceRequestOutcome as Outcome};
use entity::ids::{AssistanceRequestId, ClinicId};

use super::agenda::{Agenda, Visit};
use super::bulk::Writer;
use super::chance::named;
use super::clinic::operators;
use super::files::StoredOrder;
use super::people::{id_of_order, other_id};
use super::requests::{Draft, Requests, Upload, request_id};
use crate::demo::data::DemoData;
use crate::platform::clinic_time::{day_start, local};

/// Patients come with their orders from seven in the morning to nine in the evening.
const OPENS: i32 = 7 * 60;
const CLOSES: i32 = 21 * 60;

/// How many of the other patients the story needs.
pub(super) const OTHERS: u32 = 12;

enum Fate {
    Waits,
    /// Somebody tried to reach the patient.
    Tried(&'static str),
    Resolved(Outcome, Option<&'static str>, &'static str),
    /// An appointment so many days from now, booked by the patient or by staff.
    Booked(ActorKind, u64),
    Voided(&'static str),
}

struct Scene {
    days_ago: u64,
    /// When on that day, in thousandths of what there is of it.
    at: i32,
    /// Which of the pictures.
    order: usize,
    /// One of the other patients; none for whom the order is made out to.
    other: Option<u32>,
    note: Option<&'static str>,
    fate: Fate,
}

const fn waits(at: i32, order: usize, note: Option<&'static str>) -> Scene {
    Scene { days_ago: 0, at, order, other: None, note, fate: Fate::Waits }
}

const fn past(days_ago: u64, at: i32, order: usize, other: u32, fate: Fate) -> Scene {
    Scene { days_ago, at, order, other: Some(other), note: None, fate }
}

/// The scenes; those of a day in the order of their time.
const SCENES: [Scene; 25] = [
    past(0, 10, 4, 0, Fate::Booked(ActorKind::User, 1)),
    past(
        0,
        30,
        2,
        1,
        Fate::Resolved(Outcome::Contacted, None, "Le pasamos los horarios sin turno por teléfono."),
    ),
    waits(60, 7, None),
    waits(140, 2, Some("Me dijeron que las dos se hacen el mismo día. ¿Puede ser?")),
    waits(230, 5, None),
    waits(310, 9, Some("Perdón por la foto, la saqué apurada.")),
    waits(400, 3, Some("Es el control anual.")),
    waits(480, 1, Some("Ya la había mandado ayer. Puedo a la tarde, después de las 15.")),
    waits(560, 8, Some("Son dos hojas. Camino con dificultad, prefiero la sede más cerca.")),
    waits(650, 4, None),
    waits(740, 6, Some("Tengo una prótesis dental fija, ¿hay problema?")),
    waits(830, 10, None),
    waits(930, 0, Some("Me golpeé la rodilla jugando al vóley.")),
    Scene { days_ago: 1, at: 720, order: 1, other: None, note: None, fate: Fate::Waits },
    Scene {
        days_ago: 2,
        at: 350,
        order: 5,
        other: None,
        note: None,
        fate: Fate::Tried("No atendió. Le dejé un mensaje en el contestador."),
    },
    Scene {
        days_ago: 3,
        at: 910,
        order: 9,
        other: None,
        note: None,
        fate: Fate::Tried("Le expliqué que la orden no se lee. Va a mandar otra foto."),
    },
    past(1, 90, 3, 2, Fate::Booked(ActorKind::Patient, 2)),
    past(
        1,
        450,
        7,
        3,
        Fate::Resolved(Outcome::Unreachable, None, "Llamé tres veces, número fuera de servicio."),
    ),
    past(2, 200, 0, 4, Fate::Booked(ActorKind::Patient, 3)),
    past(2, 640, 10, 5, Fate::Resolved(Outcome::NotNeeded, None, "Ya se la hizo en otro lado.")),
    past(3, 330, 2, 6, Fate::Booked(ActorKind::User, 4)),
    past(
        4,
        510,
        8,
        7,
        Fate::Resolved(
            Outcome::Other,
            Some("La orden está vencida: va a pedir otra a su médico."),
            "Le avisé que la orden está vencida.",
        ),
    ),
    past(5, 120, 1, 8, Fate::Booked(ActorKind::Patient, 5)),
    past(
        6,
        260,
        6,
        9,
        Fate::Resolved(Outcome::Contacted, None, "Le di turno en la sede que pidió, por teléfono."),
    ),
    past(6, 800, 9, 10, Fate::Voided("Orden repetida")),
];

/// How many requests the story has on the first day.
pub(super) const COUNT: u32 = SCENES.len() as u32;

/// The story's clock.
pub(super) struct Stage {
    pub(super) clinic_id: ClinicId,
    pub(super) tz: Tz,
    pub(super) now: DateTime<Utc>,
    pub(super) today: NaiveDate,
    pub(super) made_on: NaiveDate,
}

/// Adds the scenes that are missing, and their appointments to the agenda.
pub(super) async fn write(
    writer: &mut Writer<'_>,
    stage: &Stage,
    data: &DemoData,
    orders: &[StoredOrder],
    agenda: &mut Agenda<'_>,
) -> anyhow::Result<()> {
    let first_day = stage.today == stage.made_on;
    let scenes: Vec<_> = (0..)
        .zip(&SCENES)
        .filter(|(_, scene)| first_day || scene.days_ago == 0)
        .map(|(number, scene)| (stage.key(number), stage.id_time(number, scene), scene))
        .collect();
    let ids = scenes.iter().map(|(key, id_time, _)| request_id(key, *id_time));
    let known = writer.known::<assistance_request::Entity>(ids.map(|id| id.0)).await?;
    let mut requests = Requests::default();
    for (key, id_time, scene) in &scenes {
        let id = request_id(key, *id_time);
        if known.contains(&id.0) {
            continue;
        }
        let order = &orders[scene.order];
        let upload = Upload {
            key,
            id_time: *id_time,
            patient_id: scene.other.map_or_else(|| id_of_order(order.order.patient), other_id),
            order,
            note: scene.note,
            uploaded_at: stage.uploaded_at(scene),
        };
        let draft = requests.add(stage.clinic_id, &upload);
        play(stage, data, agenda, scene, &upload, draft, id);
    }
    requests.write(writer).await
}

fn play(
    stage: &Stage,
    data: &DemoData,
    agenda: &mut Agenda<'_>,
    scene: &Scene,
    upload: &Upload<'_>,
    mut draft: Draft<'_>,
    id: AssistanceRequestId,
) {
    let operators = operators();
    let operator = operators[scene.order % operators.len()];
    let left = stage.now - upload.uploaded_at;
    let tried = upload.uploaded_at + (left / 4).min(Duration::minutes(35));
    let done = upload.uploaded_at + (left / 2).min(Duration::minutes(50));
    let codes = upload.order.order.services.iter().copied();
    match &scene.fate {
        Fate::Waits => {}
        Fate::Tried(message) => {
            draft.contact(tried, operator, message);
        }
        Fate::Voided(reason) => {
            draft.void(done, reason);
        }
        Fate::Resolved(outcome, note, message) => {
            draft.pick(codes).contact(tried, operator, message).resolve(done, operator, *outcome, *note);
        }
        Fate::Booked(by, days) => {
            let staff = (*by == ActorKind::User).then_some(operator);
            let visit = Visit {
                id: named("appointment", &id.to_string()),
                patient_id: upload.patient_id,
                request: Some((id, draft.row().medical_order_id)),
                services: data
                    .services
                    .iter()
                    .filter(|of| codes.clone().any(|code| of.code == code))
                    .collect(),
                booked_by: (*by, Some(staff.map_or(upload.patient_id.0, |user| user.0))),
                booked_at: done,
            };
            let services: Vec<&str> = visit.services.iter().map(|service| service.code.as_str()).collect();
            draft.pick(services.into_iter());
            // An agenda without a free place leaves it waiting, with the services picked.
            if let Some(appointment) = agenda.book_ahead(visit, *days) {
                draft.booked(done, staff, Outcome::Booked, appointment);
            }
        }
    }
}

impl Stage {
    fn key(&self, number: u32) -> String {
        format!("{}/{number}", self.today)
    }

    /// Ids must not depend on the moment at which the seed ran.
    fn id_time(&self, number: u32, scene: &Scene) -> DateTime<Utc> {
        day_start(self.tz, self.today - Days::new(scene.days_ago)) + Duration::milliseconds(number.into())
    }

    fn uploaded_at(&self, scene: &Scene) -> DateTime<Utc> {
        let (from, to) = open_span(self.tz, self.today - Days::new(scene.days_ago), self.now);
        from + Duration::milliseconds((to - from).num_milliseconds() * i64::from(scene.at) / 1000)
    }
}

/// When orders are uploaded on a day, up to `now`. Where it is early in the morning, since midnight.
pub(super) fn open_span(tz: Tz, day: NaiveDate, now: DateTime<Utc>) -> (DateTime<Utc>, DateTime<Utc>) {
    let midnight = day_start(tz, day);
    let opens = local(day, OPENS, tz).unwrap_or(midnight);
    let closes = local(day, CLOSES, tz).unwrap_or(opens + Duration::hours(14));
    let from = if now < opens + Duration::minutes(30) { midnight } else { opens };
    // A visitor of the late evening wants to see orders of the evening.
    let to = if now < day_start(tz, day + Days::new(1)) { now } else { closes };
    (from, to.max(from))
}
