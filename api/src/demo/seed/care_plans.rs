//! Care plans in all their states: with past visits that took place, late ones and a missed one among them, and
//! visits to come.

use chrono::{DateTime, Days, Duration, NaiveDate, Utc};
use entity::care_plan;
use entity::enums::{ActorKind, AppointmentState, CarePlanState};
use entity::ids::{CarePlanId, ClinicId, PatientId};

use super::agenda::{Agenda, Visit};
use super::bulk::Writer;
use super::chance::{named, timed};
use super::clinic::{operators, service_id, user_id};
use super::people::other_id;
use crate::demo::data::DemoData;

/// What every visit is.
const SERVICE: &str = "KIN-SES";

/// How a visit of the past went.
#[derive(Clone, Copy)]
enum Went {
    /// On time.
    Well,
    /// It began and ended so many minutes late.
    Late(i64),
    /// The patient did not come.
    Missed,
}
use Went::{Late, Missed, Well};

/// A treatment of the demo.
struct Treatment {
    title: &'static str,
    /// DNI of one to whom an order is made out, or the number of another patient.
    patient: Result<&'static str, u32>,
    /// Key of the practitioner's resource.
    resource: &'static str,
    planned: i32,
    /// What was, the first visit first.
    past: &'static [Went],
    /// Visits to come.
    coming: u64,
    /// Days until the first of them, or somewhat more.
    from: u64,
    state: CarePlanState,
}

const TREATMENTS: [Treatment; 5] = [
    Treatment {
        title: "Rehabilitación de rodilla",
        patient: Ok("30111222"),
        resource: "c-kin1",
        planned: 10,
        past: &[Well, Late(10), Well, Well],
        coming: 2,
        from: 3,
        state: CarePlanState::Active,
    },
    Treatment {
        title: "Rehabilitación de hombro",
        patient: Err(0),
        resource: "c-kin1",
        planned: 8,
        past: &[Well, Well, Missed, Late(25), Well],
        coming: 2,
        from: 2,
        state: CarePlanState::Active,
    },
    Treatment {
        title: "Lumbalgia",
        patient: Err(1),
        resource: "c-kin2",
        planned: 5,
        past: &[Well, Well, Late(5), Well, Well],
        coming: 0,
        from: 1,
        state: CarePlanState::Completed,
    },
    Treatment {
        title: "Esguince de tobillo",
        patient: Err(2),
        resource: "c-kin2",
        planned: 6,
        past: &[],
        coming: 2,
        from: 1,
        state: CarePlanState::Active,
    },
    Treatment {
        title: "Cervicalgia",
        patient: Err(3),
        resource: "c-kin2",
        planned: 10,
        past: &[Well, Missed],
        coming: 0,
        from: 1,
        state: CarePlanState::Cancelled,
    },
];

/// Writes the plans, and books their visits in the agenda before anybody else gets the places.
pub(super) async fn write(
    writer: &mut Writer<'_>,
    data: &DemoData,
    agenda: &mut Agenda<'_>,
    clinic_id: ClinicId,
    (now, today): (DateTime<Utc>, NaiveDate),
) -> anyhow::Result<()> {
    let mut plans = Vec::new();
    for (nth, treatment) in (0..).zip(&TREATMENTS) {
        plans.extend(treat(data, agenda, clinic_id, (now, today), treatment, nth));
    }
    writer.insert::<care_plan::Entity>(plans).await
}

fn treat(
    data: &DemoData,
    agenda: &mut Agenda<'_>,
    clinic_id: ClinicId,
    (now, today): (DateTime<Utc>, NaiveDate),
    treatment: &Treatment,
    nth: u64,
) -> Option<care_plan::Model> {
    let resource = data.resources.iter().find(|of| of.key == treatment.resource)?;
    let service = data.services.iter().find(|of| of.code == SERVICE)?;
    let practitioner_id = user_id(resource.practitioner.as_deref()?);
    let operator = *operators().first()?;
    let patient_id: PatientId = match treatment.patient {
        Ok(national_id) => named("patient", national_id),
        Err(number) => other_id(number),
    };
    let created_at = now - Duration::days(4 * treatment.past.len() as i64 + 14 + nth as i64);
    let id: CarePlanId = timed("care plan", treatment.title, created_at);
    let visit = |number: usize| Visit {
        id: named("appointment", &format!("{}/{number}", treatment.title)),
        patient_id,
        request: None,
        services: vec![service],
        booked_by: (ActorKind::User, Some(operator.0)),
        booked_at: created_at,
    };
    // From yesterday back, so that the newest is near.
    let mut day = today - Days::new(1 + nth % 2);
    for (place, went) in treatment.past.iter().enumerate().rev() {
        let (row, on) = agenda.book_visit(visit(place + 1), resource, day, true)?;
        row.care_plan_id = Some(id);
        row.visit_number = i32::try_from(place + 1).ok();
        let late = Duration::minutes(if let Late(minutes) = went { *minutes } else { 0 });
        if matches!(went, Missed) {
            row.state = AppointmentState::NoShow;
        } else {
            row.state = AppointmentState::Completed;
            row.started_at = Some(row.starts_at + late);
            row.ended_at = Some(row.ends_at + late);
        }
        day = on - Days::new(3);
    }
    let mut day = today + Days::new(treatment.from);
    for place in 0..treatment.coming as usize {
        let number = treatment.past.len() + place + 1;
        let (row, on) = agenda.book_visit(visit(number), resource, day, false)?;
        row.care_plan_id = Some(id);
        row.visit_number = i32::try_from(number).ok();
        day = on + Days::new(3);
    }
    let ended = |state| (treatment.state == state).then_some(now);
    Some(care_plan::Model {
        id,
        clinic_id,
        patient_id,
        practitioner_id,
        service_id: service_id(SERVICE),
        title: treatment.title.to_owned(),
        planned_visits: Some(treatment.planned),
        state: treatment.state,
        version: if treatment.state == CarePlanState::Active { 1 } else { 2 },
        created_by_id: Some(operator.0),
        created_at,
        completed_at: ended(CarePlanState::Completed),
        cancelled_at: ended(CarePlanState::Cancelled),
        cancel_reason: ended(CarePlanState::Cancelled).map(|_| "Se mudó de ciudad.".to_owned()),
    })
}
