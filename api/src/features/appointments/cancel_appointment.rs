//! Calls an appointment off.

use entity::enums::{
    AppointmentState, AssistanceRequestState, EventKind, NotificationKind, NotificationState,
};
use entity::ids::AppointmentId;
use entity::{appointment, assistance_request, clinic, dispatch, notification};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
};
use serde_json::json;

use super::cells::{cells_of_appointment, free_cells, release_holds};
use super::change_rules::{Change, lock_own, obstacle_to, require_manager};
use super::notify::plan_news;
use crate::app::App;
use crate::features::clinics::clinic_by_id;
use crate::features::events::{NewEvent, UnitOfWork};
use crate::platform::actor::Actor;
use crate::platform::db::retrying;
use crate::platform::error::{Outcome, Refusal, Result, UserErrorCode};
use crate::platform::idempotency::Claim;

/// Longest reason, in characters.
const MAX_REASON: usize = 500;
/// Why a request came back to a person.
pub const APPOINTMENT_CANCELLED: &str = "appointment_cancelled";

/// What is called off.
#[derive(Clone, Debug)]
pub struct CancelAppointment {
    /// The appointment; none for an id that is not one.
    pub id: Option<AppointmentId>,
    /// Why, in the caller's words.
    pub reason: Option<String>,
    /// The same key answers with the first result.
    pub idempotency_key: Option<String>,
}

/// Calls an appointment off: its cells are free at once, and the request that it came of is open again. For the clinic's own
/// appointments only the link to them goes, so that the external id may be linked anew.
///
/// # Errors
/// `NOT_FOUND` for what is not the actor's, `CONFLICT` where it can no longer be changed, `INVALID` for a reason
/// of more than 500 characters.
pub async fn cancel_appointment(
    app: &App,
    actor: &Actor,
    input: CancelAppointment,
) -> Outcome<AppointmentId> {
    retrying(|| try_cancel(app, actor, &input)).await
}

async fn try_cancel(app: &App, actor: &Actor, input: &CancelAppointment) -> Outcome<AppointmentId> {
    let clinic_id = require_manager(actor)?.clinic_id;
    let reason = read_reason(input.reason.as_deref())?;
    let mut work = app.begin(clinic_id).await?;
    let now = work.now();
    let appointment = lock_own(&work, actor, input.id).await?;
    let id = appointment.id;
    let key = input.idempotency_key.as_deref();
    if let Claim::Replay(first) = work.claim(actor, "cancelAppointment", key, &(id, reason), id).await? {
        return Ok(first.into());
    }
    let clinic = clinic_by_id(work.db(), clinic_id).await?;
    if let Some(obstacle) = obstacle_to(Change::Cancel, &appointment, actor, &clinic.settings, now) {
        return Err(obstacle.refusal().into());
    }
    call_off(&mut work, actor, &clinic, appointment, reason).await?;
    work.commit().await?;
    Ok(id)
}

/// Calls off, in the caller's transaction, an appointment that the caller has locked and that may be called off.
///
/// # Errors
/// Where the database does not answer.
pub async fn call_off(
    work: &mut UnitOfWork<'_>,
    actor: &Actor,
    clinic: &clinic::Model,
    appointment: appointment::Model,
    reason: Option<&str>,
) -> Result<()> {
    let (clinic_id, now, id) = (work.clinic_id(), work.now(), appointment.id);
    let cells = cells_of_appointment(work.db(), clinic_id, id).await?;
    free_cells(work.db(), clinic_id, id, &cells).await?;
    // What the patient holds to move it leans on the cells that are free now.
    release_holds(work.db(), clinic_id, appointment.patient_id, now).await?;
    let (version, external_id) = (appointment.version + 1, appointment.external_id.clone());
    let mut row = appointment.into_active_model();
    row.state = Set(AppointmentState::Cancelled);
    row.version = Set(version);
    row.cancelled_at = Set(Some(now));
    row.cancel_reason = Set(reason.map(str::to_owned));
    row.external_id = Set(None);
    let appointment = row.update(work.db()).await?;
    if let Some(request_id) = appointment.assistance_request_id {
        let request = assistance_request::Entity::find_by_id(request_id)
            .filter(assistance_request::Column::ClinicId.eq(clinic_id))
            .lock_exclusive()
            .one(work.db())
            .await?;
        if let Some(request) = request.filter(|request| request.appointment_id == Some(id)) {
            open_again(work, actor, request).await?;
        }
    }
    work.emit(NewEvent {
        kind: EventKind::AppointmentCancelled,
        request_id: appointment.assistance_request_id,
        patient_id: Some(appointment.patient_id),
        appointment_id: Some(id),
    });
    let detail = json!({ "startsAt": appointment.starts_at.to_rfc3339(), "externalId": external_id });
    work.audit(actor, "appointment.cancelled", "Appointment", id, detail);
    if appointment.site_id.is_some() {
        let kind = NotificationKind::AppointmentCancelled;
        plan_news(work, actor, clinic, &appointment, kind, None).await?;
    }
    Ok(())
}

async fn open_again(work: &UnitOfWork<'_>, actor: &Actor, request: assistance_request::Model) -> Result<()> {
    let version = request.version + 1;
    let message = message_state(work, &request).await?;
    let state = state_after(request.state, actor.patient_id().is_some(), message);
    let mut row = request.into_active_model();
    row.appointment_id = Set(None);
    row.version = Set(version);
    // A request that staff closed or took out in the meantime stays as they left it.
    if let Some(state) = state {
        let attention =
            (state == AssistanceRequestState::NeedsAttention).then(|| APPOINTMENT_CANCELLED.to_owned());
        row.state = Set(state);
        row.resolved_at = Set(None);
        row.resolved_by_id = Set(None);
        row.outcome = Set(None);
        row.attention_reason = Set(attention);
    }
    row.update(work.db()).await?;
    Ok(())
}

/// Where the message of the confirmation in force stands; none where nothing is confirmed.
async fn message_state(
    work: &UnitOfWork<'_>,
    request: &assistance_request::Model,
) -> Result<Option<NotificationState>> {
    let Some(id) = request.dispatch_id else { return Ok(None) };
    let Some(dispatch) = dispatch::Entity::find_by_id(id).one(work.db()).await? else { return Ok(None) };
    let message = notification::Entity::find_by_id(dispatch.notification_id).one(work.db()).await?;
    Ok(message.map(|message| message.state))
}

/// Where a request stands once its appointment is called off; none where it was no longer booked. A patient who
/// has the link goes on with it, and one whose message still waits will get it; for all others a person looks.
fn state_after(
    before: AssistanceRequestState,
    by_patient: bool,
    message: Option<NotificationState>,
) -> Option<AssistanceRequestState> {
    use NotificationState::{Accepted, Delivered, Planned, Read, Sending, Uncertain};
    if before != AssistanceRequestState::Booked {
        return None;
    }
    Some(match message {
        Some(Accepted | Delivered | Read) if by_patient => AssistanceRequestState::Dispatched,
        Some(Planned | Sending | Uncertain) if by_patient => AssistanceRequestState::DispatchPlanned,
        _ => AssistanceRequestState::NeedsAttention,
    })
}

/// The reason as it is kept; none where nothing was said.
///
/// # Errors
/// `INVALID` where it has more than 500 characters.
pub fn read_reason(reason: Option<&str>) -> Result<Option<&str>, Refusal> {
    let reason = reason.map(str::trim).filter(|text| !text.is_empty());
    if reason.is_some_and(|text| text.chars().count() > MAX_REASON || text.contains('\0')) {
        return Err(too_long());
    }
    Ok(reason)
}

fn too_long() -> Refusal {
    Refusal::new(
        UserErrorCode::Invalid,
        "input.reason",
        format!("El motivo puede tener hasta {MAX_REASON} caracteres."),
        format!("The reason may have up to {MAX_REASON} characters."),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_patient_goes_on_with_the_link_and_anything_else_needs_a_person() {
        use AssistanceRequestState::{Booked, DispatchPlanned, Dispatched, NeedsAttention, Resolved, Voided};
        use NotificationState::{Accepted, Failed, Planned, Read, Superseded};
        assert_eq!(state_after(Booked, true, Some(Accepted)), Some(Dispatched));
        assert_eq!(state_after(Booked, true, Some(Read)), Some(Dispatched));
        // Booked before the message left: it is still owed.
        assert_eq!(state_after(Booked, true, Some(Planned)), Some(DispatchPlanned));
        for never in [None, Some(Failed), Some(Superseded)] {
            assert_eq!(state_after(Booked, true, never), Some(NeedsAttention));
        }
        assert_eq!(state_after(Booked, false, Some(Accepted)), Some(NeedsAttention));
        assert_eq!(state_after(Voided, false, Some(Accepted)), None);
        assert_eq!(state_after(Resolved, true, Some(Accepted)), None);
    }
}
