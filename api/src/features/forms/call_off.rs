//! Takes back the forms that are asked for nothing any more.

use entity::enums::{EventKind, FormState};
use entity::form;
use entity::ids::FormId;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
};

use crate::features::events::{NewEvent, UnitOfWork};
use crate::platform::error::Result;

/// The word under which a form keeps that it was called off, and how its occasion begins from then on.
const CALLED_OFF: &str = "called_off";

/// Withdraws these forms, those that are still open, and tells the feed. What was answered is kept. Unlike a form that
/// staff withdraw, it leaves its occasion to another one. The caller holds the lock of every patient and commits.
///
/// # Errors
/// Where the database does not answer.
pub async fn call_off(work: &mut UnitOfWork<'_>, forms: &[FormId]) -> Result<()> {
    if forms.is_empty() {
        return Ok(());
    }
    let open = form::Entity::find()
        .filter(form::Column::ClinicId.eq(work.clinic_id()))
        .filter(form::Column::Id.is_in(forms.iter().copied()))
        .filter(form::Column::State.eq(FormState::Open))
        .lock_exclusive()
        .all(work.db())
        .await?;
    for form in open {
        work.emit(NewEvent {
            kind: EventKind::FormWithdrawn,
            request_id: form.assistance_request_id,
            patient_id: Some(form.patient_id),
            appointment_id: form.appointment_id,
        });
        let (occasion, version) = (format!("{CALLED_OFF}:{}", form.id), form.version + 1);
        let mut row = form.into_active_model();
        row.state = Set(FormState::Withdrawn);
        row.occasion = Set(occasion);
        row.withdrawn_at = Set(Some(work.now()));
        row.withdraw_reason = Set(Some(CALLED_OFF.to_owned()));
        row.version = Set(version);
        row.update(work.db()).await?;
    }
    Ok(())
}

/// Whether it was not staff who took a form back.
pub(super) fn is_called_off(form: &form::Model) -> bool {
    form.state == FormState::Withdrawn && form.occasion.starts_with(CALLED_OFF)
}
