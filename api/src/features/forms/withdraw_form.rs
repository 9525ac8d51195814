//! Staff no longer ask for a form.

use entity::enums::{EventKind, FormState};
use entity::ids::FormId;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};

use super::refusals::already_submitted;
use super::save_answers::lock_form;
use crate::app::App;
use crate::features::events::NewEvent;
use crate::platform::actor::{Actor, Permission};
use crate::platform::error::{Outcome, Refusal, UserErrorCode};

const MAX_REASON: usize = 500;

/// What is taken back.
pub struct WithdrawForm {
    /// The form; none where the id was not one of ours.
    pub id: Option<FormId>,
    /// Why.
    pub reason: String,
}

/// Takes a form back; what was answered is kept, but nobody can submit it. Taken back twice, the first counts.
///
/// # Errors
/// `NOT_FOUND`, `ALREADY_SUBMITTED`, `INVALID` for an empty or endless reason.
pub async fn withdraw_form(app: &App, actor: &Actor, input: WithdrawForm) -> Outcome<FormId> {
    let (clinic_id, _) = actor.require_user(Permission::AskForms)?;
    let reason = input.reason.trim();
    if !(1..=MAX_REASON).contains(&reason.chars().count()) {
        return Err(Refusal::new(
            UserErrorCode::Invalid,
            "input.reason",
            format!("Escribí el motivo, de hasta {MAX_REASON} caracteres."),
            format!("Write the reason, {MAX_REASON} characters at most."),
        )
        .into());
    }
    let mut work = app.begin(clinic_id).await?;
    let form = lock_form(&work, actor, input.id, "input.id").await?;
    match form.state {
        FormState::Submitted => return Err(already_submitted("input.id").into()),
        FormState::Withdrawn => return Ok(form.id),
        FormState::Open => {}
    }
    let id = form.id;
    work.emit(NewEvent {
        kind: EventKind::FormWithdrawn,
        request_id: form.assistance_request_id,
        patient_id: Some(form.patient_id),
        appointment_id: form.appointment_id,
    });
    let version = form.version + 1;
    let mut row = form.into_active_model();
    row.state = Set(FormState::Withdrawn);
    row.withdrawn_at = Set(Some(work.now()));
    row.withdraw_reason = Set(Some(reason.to_owned()));
    row.version = Set(version);
    row.update(work.db()).await?;
    work.audit_plain(actor, "form.withdrawn", "Form", id);
    work.commit().await?;
    Ok(id)
}
