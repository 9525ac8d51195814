//! A form is submitted, once.

use entity::enums::{EventKind, FormState};
use entity::ids::FormId;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};

use super::answers::{missing, missing_words, visible_fields};
use super::queries::find_form;
use super::refusals::{must_be_open, must_be_version, no_form};
use super::save_answers::{lock_form, write_answers};
use crate::app::App;
use crate::features::events::NewEvent;
use crate::platform::actor::{Actor, Permission};
use crate::platform::error::{Failure, Outcome, Refusal, UserErrorCode};
use crate::platform::idempotency::Claim;

/// What is submitted.
pub struct SubmitForm {
    /// The form; none where the id was not one of ours.
    pub form_id: Option<FormId>,
    /// The version of the definition that the caller showed.
    pub definition_version: i32,
    /// The version of the form that the caller showed, where it says so.
    pub version: Option<i32>,
    /// Makes a repetition answer with the first result.
    pub idempotency_key: String,
}

/// Submits what was saved. Answers to fields that are not visible are dropped; nothing changes after.
///
/// # Errors
/// `INVALID` for each field that is required, visible and not answered, with the path `input.answers.<field>`;
/// `NOT_FOUND`, `ALREADY_SUBMITTED`, `CONFLICT` where it is withdrawn, `STALE_VERSION`.
pub async fn submit_form(app: &App, actor: &Actor, input: SubmitForm) -> Outcome<FormId> {
    let clinic_id = actor.require(Permission::FillForms)?.clinic_id;
    let mut work = app.begin(clinic_id).await?;
    let form = lock_form(&work, actor, input.form_id, "input.formId").await?;
    let id = form.id;
    let (key, content) = (input.idempotency_key.as_str(), (id, input.definition_version, input.version));
    if let Claim::Replay(first) = work.claim(actor, "submitForm", key, &content, id).await? {
        return Ok(first.into());
    }
    must_be_open(&form)?;
    must_be_version(&form, input.definition_version)?;
    if input.version.is_some_and(|seen| seen != form.version) {
        return Err(answered_since().into());
    }
    let row = find_form(work.db(), clinic_id, id).await?.ok_or_else(|| no_form("input.formId"))?;
    let missing = missing(&row.structure, &row.answers).map(|field| {
        let (es, en) = missing_words(field);
        Refusal::new(UserErrorCode::Invalid, &format!("input.answers.{}", field.id), es, en)
    });
    let refusals: Vec<_> = missing.collect();
    if !refusals.is_empty() {
        return Err(Failure::Refused(refusals));
    }
    let visible = visible_fields(&row.structure, &row.answers);
    let mut answers = row.answers.clone();
    answers.retain(|field, _| visible.contains(field.as_str()));
    if answers != row.answers || row.saved_at.is_none() {
        write_answers(&work, id, &answers).await?;
    }
    work.emit(NewEvent {
        kind: EventKind::FormSubmitted,
        request_id: form.assistance_request_id,
        patient_id: Some(form.patient_id),
        appointment_id: form.appointment_id,
    });
    let (kind, who) = actor.identity();
    let version = form.version + 1;
    let mut change = form.into_active_model();
    change.state = Set(FormState::Submitted);
    change.submitted_at = Set(Some(work.now()));
    change.submitted_by_kind = Set(Some(kind));
    change.submitted_by_id = Set(who);
    change.version = Set(version);
    change.update(work.db()).await?;
    work.audit_plain(actor, "form.submitted", "Form", id);
    work.commit().await?;
    Ok(id)
}

fn answered_since() -> Refusal {
    Refusal::new(
        UserErrorCode::StaleVersion,
        "input.version",
        "Las respuestas cambiaron mientras tanto. Revisalas de nuevo antes de enviar.",
        "The answers changed in the meantime. Review them again before you send.",
    )
}
