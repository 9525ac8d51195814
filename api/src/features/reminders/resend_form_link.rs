//! Staff has the link to a form sent once more.

use entity::enums::{FormState, NotificationState};
use entity::form;
use entity::ids::{FormId, NotificationId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::facts::Obligation;
use super::ledger::message;
use super::load::load_facts;
use super::resend::{Asked, ask};
use crate::app::App;
use crate::features::clinics::clinic_by_id;
use crate::features::forms::no_form;
use crate::features::notifications::{LedgerEntry, write_all};
use crate::platform::actor::{Actor, Permission};
use crate::platform::error::{Error, Outcome, Refusal, UserErrorCode};
use crate::platform::idempotency::Claim;

/// Sends the link to an open form once more, by the channel that the patient prefers. While one is on its way,
/// asking again changes nothing, nor does asking under a key that was used before.
///
/// # Errors
/// `NOT_FOUND` for a form that the clinic does not have, `CONFLICT` for one that is no longer open, `INVALID` where
/// there is nothing by which the patient can be written to.
pub async fn resend_form_link(
    app: &App,
    actor: &Actor,
    id: Option<FormId>,
    idempotency_key: Option<&str>,
) -> Outcome<NotificationId> {
    let (clinic_id, _) = actor.require_user(Permission::Review)?;
    let unknown = || no_form("input.formId");
    let id = id.ok_or_else(unknown)?;
    let mut work = app.begin(clinic_id).await?;
    let found = form::Entity::find_by_id(id).filter(form::Column::ClinicId.eq(clinic_id));
    let patient_id = found.clone().one(work.db()).await?.ok_or_else(unknown)?.patient_id;
    work.lock_patient(patient_id).await?;
    // It may have been submitted while we waited.
    let asked = found.one(work.db()).await?.ok_or_else(unknown)?;
    let now = work.now();
    let clinic = clinic_by_id(work.db(), clinic_id).await?;
    let facts = load_facts(work.db(), &clinic, &[patient_id], now).await?;
    let facts = facts.get(&patient_id).ok_or_else(|| Error::internal("a form of nobody"))?;
    let outcome = facts.forms.iter().find(|form| form.id == id).map(|form| ask(facts, now, form));
    let answer = match outcome {
        Some(Asked::OnItsWay(under_way)) => under_way,
        _ => app.new_id(),
    };
    if let Claim::Replay(first) = work.claim(actor, "resendFormLink", idempotency_key, &id, answer).await? {
        return Ok(first.into());
    }
    if asked.state != FormState::Open {
        return Err(Refusal::new(
            UserErrorCode::Conflict,
            "input.formId",
            "Este formulario ya no está abierto.",
            "This form is no longer open.",
        )
        .into());
    }
    let (channel, expires_at) = match outcome.ok_or_else(unknown)? {
        Asked::Send { channel, expires_at } => (channel, expires_at),
        Asked::OnItsWay(under_way) => {
            work.commit().await?;
            return Ok(under_way);
        }
        Asked::Unreachable => {
            return Err(Refusal::new(
                UserErrorCode::Invalid,
                "input.formId",
                "El paciente no tiene por dónde recibirlo: ni e-mail ni WhatsApp que funcionen, o pidió no recibir mensajes.",
                "There is nothing by which the patient could get it: neither e-mail nor WhatsApp that works, or they \
                 asked for no messages.",
            )
            .into());
        }
    };
    let message = message(facts, patient_id, Obligation::Resend(id), channel, now, expires_at);
    let state = NotificationState::Planned;
    write_all(&mut work, vec![LedgerEntry { id: answer, message, state, reason: None }]).await?;
    work.audit_plain(actor, "form.link_resent", "Form", id);
    work.commit().await?;
    Ok(answer)
}
