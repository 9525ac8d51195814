//! An administrator says when a form is asked for. Rules that contradict each other are refused here, so that
//! nothing has to be decided where they are applied.

use entity::enums::FormTrigger;
use entity::ids::{ClinicId, FormDefinitionId, FormRuleId, ServiceId};
use entity::{form_definition, form_rule, service};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
};
use serde::Serialize;

use super::refusals::{conflict, disabled_definition, no_definition, no_rule, not_found};
use crate::app::App;
use crate::features::events::UnitOfWork;
use crate::platform::actor::{Actor, Permission};
use crate::platform::checks::unchanged_since;
use crate::platform::error::{Outcome, Refusal, UserErrorCode};
use crate::platform::idempotency::Claim;

/// Most visits between two forms.
const MAX_EVERY: i32 = 100;

/// What a rule says.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct RuleContent {
    /// What is asked; none where the id was not one of ours.
    pub definition_id: Option<FormDefinitionId>,
    /// When.
    pub trigger: FormTrigger,
    /// After every so many completed visits.
    pub every_visits: Option<i32>,
    /// Only for this service; `Some(None)` where the id was not one of ours.
    pub service_id: Option<Option<ServiceId>>,
}

/// A rule that was found to make sense.
struct Checked {
    definition_id: FormDefinitionId,
    service_id: Option<ServiceId>,
}

/// Makes a rule. What happened before asks for nothing. The same key answers with the first result.
///
/// # Errors
/// `NOT_FOUND`, `INVALID` with the field, `CONFLICT` with a rule that is there, or where the key was used for another.
pub async fn create_rule(
    app: &App,
    actor: &Actor,
    content: RuleContent,
    idempotency_key: Option<&str>,
) -> Outcome<FormRuleId> {
    let clinic_id = actor.require(Permission::Administer)?.clinic_id;
    let mut work = app.begin(clinic_id).await?;
    let id: FormRuleId = app.new_id();
    if let Claim::Replay(first) = work.claim(actor, "createFormRule", idempotency_key, &content, id).await? {
        return Ok(first.into());
    }
    let checked = check(&work, clinic_id, &content, None).await?;
    form_rule::ActiveModel {
        id: Set(id),
        clinic_id: Set(clinic_id),
        form_definition_id: Set(checked.definition_id),
        trigger_kind: Set(content.trigger),
        every_visits: Set(content.every_visits),
        service_id: Set(checked.service_id),
        created_at: Set(work.now()),
        holds_from: Set(work.now()),
        disabled_at: Set(None),
        version: Set(1),
    }
    .insert(work.db())
    .await?;
    work.audit_plain(actor, "form_rule.created", "FormRule", id);
    work.commit().await?;
    Ok(id)
}

/// Changes a rule. What happened before asks for nothing more than it did.
///
/// # Errors
/// As [`create_rule`]; `CONFLICT` where the rule is disabled, `STALE_VERSION`.
pub async fn update_rule(
    app: &App,
    actor: &Actor,
    id: Option<FormRuleId>,
    version: i32,
    content: RuleContent,
) -> Outcome<FormRuleId> {
    let clinic_id = actor.require(Permission::Administer)?.clinic_id;
    let id = id.ok_or_else(no_rule)?;
    let mut work = app.begin(clinic_id).await?;
    // The definition first, as everywhere.
    let checked = check(&work, clinic_id, &content, Some(id)).await?;
    let before = form_rule::Entity::find_by_id(id)
        .filter(form_rule::Column::ClinicId.eq(clinic_id))
        .lock_exclusive()
        .one(work.db())
        .await?
        .ok_or_else(no_rule)?;
    if before.disabled_at.is_some() {
        return Err(conflict("input.id", "Esa regla está dada de baja.", "This rule is disabled.").into());
    }
    unchanged_since(version, before.version)?;
    let mut row = form_rule::Model {
        form_definition_id: checked.definition_id,
        trigger_kind: content.trigger,
        every_visits: content.every_visits,
        service_id: checked.service_id,
        ..before.clone()
    };
    if row == before {
        return Ok(id);
    }
    row.holds_from = work.now();
    row.version += 1;
    row.into_active_model().reset_all().update(work.db()).await?;
    work.audit_plain(actor, "form_rule.changed", "FormRule", id);
    work.commit().await?;
    Ok(id)
}

async fn check(
    work: &UnitOfWork<'_>,
    clinic_id: ClinicId,
    content: &RuleContent,
    own: Option<FormRuleId>,
) -> Outcome<Checked> {
    let missing = || no_definition("input.definitionId");
    let definition_id = content.definition_id.ok_or_else(missing)?;
    // Under its lock, so that of two rules that contradict each other the second is refused.
    let definition = form_definition::Entity::find_by_id(definition_id)
        .filter(form_definition::Column::ClinicId.eq(clinic_id))
        .lock_exclusive()
        .one(work.db())
        .await?
        .ok_or_else(missing)?;
    if definition.disabled_at.is_some() {
        return Err(disabled_definition().into());
    }
    if let Some(refusal) = check_every(content) {
        return Err(refusal.into());
    }
    let service_id = match content.service_id {
        None => None,
        Some(id) => {
            let no_service =
                || not_found("input.serviceId", "No existe esa prestación.", "There is no such service.");
            let id = id.ok_or_else(no_service)?;
            let known = service::Entity::find_by_id(id).filter(service::Column::ClinicId.eq(clinic_id));
            known.one(work.db()).await?.ok_or_else(no_service)?;
            Some(id)
        }
    };
    let others = form_rule::Entity::find()
        .filter(form_rule::Column::ClinicId.eq(clinic_id))
        .filter(form_rule::Column::FormDefinitionId.eq(definition_id))
        .filter(form_rule::Column::TriggerKind.eq(content.trigger))
        .filter(form_rule::Column::DisabledAt.is_null())
        .all(work.db())
        .await?;
    let overlaps = |other: &form_rule::Model| {
        own != Some(other.id)
            && (other.service_id.is_none() || service_id.is_none() || other.service_id == service_id)
    };
    if others.iter().any(overlaps) {
        return Err(conflict(
            "input.definitionId",
            "Otra regla ya pide este formulario en la misma ocasión.",
            "Another rule asks for this form on the same occasion already.",
        )
        .into());
    }
    Ok(Checked { definition_id, service_id })
}

fn check_every(content: &RuleContent) -> Option<Refusal> {
    let (es, en) = match (content.trigger, content.every_visits) {
        (FormTrigger::CompletedVisits, Some(1..=MAX_EVERY)) => return None,
        (FormTrigger::CompletedVisits, _) => {
            ("Indicá cada cuántas visitas, de 1 a 100.", "Say after every how many visits, 1 to 100.")
        }
        (_, None) => return None,
        (_, Some(_)) => (
            "Las visitas se cuentan solo en la regla de visitas realizadas.",
            "Visits are counted by the rule of completed visits only.",
        ),
    };
    Some(Refusal::new(UserErrorCode::Invalid, "input.everyVisits", es, en))
}
