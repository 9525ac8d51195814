//! Moves an appointment to another slot for the same services.

use entity::appointment_service;
use entity::enums::{EventKind, NotificationKind};
use entity::ids::AppointmentId;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use serde_json::json;

use super::agenda::start_of;
use super::attempt::Attempt;
use super::book_appointment::lock_patient;
use super::book_in::{insert_segments, segments_of};
use super::cells::{Cells, Holder, cells_of_appointment, free_cells, release_holds, take_cells};
use super::change_rules::{lock_own, require_manager};
use super::choice::Choice;
use super::goal::Goal;
use super::notify::plan_news;
use super::queries::services_in_order;
use crate::app::App;
use crate::features::events::NewEvent;
use crate::platform::actor::Actor;
use crate::platform::db::retrying;
use crate::platform::error::Outcome;
use crate::platform::idempotency::Claim;

/// What is moved, and where to.
#[derive(Clone, Debug)]
pub struct RescheduleAppointment {
    /// The appointment; none for an id that is not one.
    pub id: Option<AppointmentId>,
    /// Where it goes; a hold is the patient's own.
    pub choice: Choice,
    /// The same key answers with the first result.
    pub idempotency_key: String,
}

/// Moves an appointment: new cells are taken and old ones freed in one transaction. Cells that it keeps stay
/// its own, so that it may move by less than its length; where it stays as it is nobody is told anything. It keeps its
/// services, also where the clinic does not offer them any more. A visit of a care plan stays with its practitioner and
/// keeps its number.
///
/// # Errors
/// In the outcome: `SLOT_TAKEN` and `HOLD_EXPIRED` with fresh offers, `NOT_FOUND` for what is no slot, not the actor's
/// hold or not their appointment, `CONFLICT` where it can no longer be changed, `INVALID` for a slot of other services, or of a
/// visit with another practitioner.
pub async fn reschedule_appointment(
    app: &App,
    actor: &Actor,
    input: RescheduleAppointment,
) -> Attempt<AppointmentId> {
    let goal = Goal::default();
    let outcome = retrying(|| try_move(app, actor, &input, &goal)).await;
    goal.attempt(app, actor, outcome.map_err(|failure| input.choice.said_of_it(failure))).await
}

async fn try_move(
    app: &App,
    actor: &Actor,
    input: &RescheduleAppointment,
    goal: &Goal,
) -> Outcome<AppointmentId> {
    let clinic_id = require_manager(actor)?.clinic_id;
    let mut work = app.begin(clinic_id).await?;
    let now = work.now();
    if let Some(patient_id) = actor.patient_id() {
        lock_patient(&work, patient_id).await?;
    }
    let appointment = lock_own(&work, actor, input.id).await?;
    let id = appointment.id;
    let (key, content) = (input.idempotency_key.as_str(), (id, &input.choice));
    if let Claim::Replay(first) = work.claim(actor, "rescheduleAppointment", key, &content, id).await? {
        return Ok(first.into());
    }
    let chosen = input.choice.read(&work, actor.patient_id()).await?;
    let (ground, offer) = goal.ground_to_move(&work, actor, &appointment, &chosen.slot).await?;
    chosen.refuse_lapsed(&work).await?;
    // Whoever moves it: what the patient holds for that leans on the cells that it has now.
    release_holds(work.db(), clinic_id, appointment.patient_id, now).await?;
    let segments = segments_of(&ground, id, &offer);
    if segments == services_in_order(work.db(), &appointment).await? {
        work.commit().await?;
        return Ok(id);
    }
    let old = cells_of_appointment(work.db(), clinic_id, id).await?;
    let new = ground.question.cells(&offer);
    // Taking before freeing: two visits that swap their slots refuse each other and do not wait for each other.
    let added: Cells = new.difference(&old).copied().collect();
    take_cells(work.db(), clinic_id, Holder::Appointment(id), &added, now).await?;
    let gone: Cells = old.difference(&new).copied().collect();
    free_cells(work.db(), clinic_id, id, &gone).await?;
    appointment_service::Entity::delete_many()
        .filter(appointment_service::Column::ClinicId.eq(clinic_id))
        .filter(appointment_service::Column::AppointmentId.eq(id))
        .exec(work.db())
        .await?;
    insert_segments(work.db(), segments).await?;

    let (before, version) = (appointment.starts_at, appointment.version + 1);
    let mut row = appointment.into_active_model();
    row.site_id = Set(Some(offer.site));
    row.starts_at = Set(start_of(offer.span.start));
    row.ends_at = Set(start_of(offer.span.end));
    row.version = Set(version);
    row.moved_at = Set(Some(now));
    let appointment = row.update(work.db()).await?;
    work.emit(NewEvent {
        kind: EventKind::AppointmentMoved,
        request_id: appointment.assistance_request_id,
        patient_id: Some(appointment.patient_id),
        appointment_id: Some(id),
    });
    let detail = json!({
        "from": before.to_rfc3339(),
        "to": appointment.starts_at.to_rfc3339(),
        "version": version,
    });
    work.audit(actor, "appointment.moved", "Appointment", id, detail);
    let kind = NotificationKind::AppointmentMoved;
    plan_news(&mut work, actor, &ground.clinic, &appointment, kind, Some(before)).await?;
    work.commit().await?;
    Ok(id)
}
