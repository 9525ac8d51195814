//! An administrator says what a payer, or one plan of it, pays for.

use entity::enums::CoverageDecision;
use entity::ids::{CoverageRuleId, PayerId, PlanId, ServiceId};
use entity::{coverage_rule, payer, plan, service};
use sea_orm::sea_query::LockType;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, ModelTrait, QueryFilter, QuerySelect,
};
use serde::Serialize;
use serde_json::json;

use super::edits::{facts, no_payer, no_plan, no_service, not_found};
use super::save_plan::self_pay;
use crate::app::App;
use crate::features::events::UnitOfWork;
use crate::platform::actor::{Actor, Permission};
use crate::platform::checks::{lock_row, note, unchanged_since};
use crate::platform::db::is_unique_violation;
use crate::platform::error::Outcome;

/// Most characters of what the patient should be told.
const NOTE_MAX: usize = 300;

/// A version that no rule has: versions count from 1.
const NO_RULE: i32 = 0;

/// What is said of a service, a payer and, where it is about one, a plan.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SetCoverageRule {
    /// The service.
    pub service_id: ServiceId,
    /// The payer.
    pub payer_id: PayerId,
    /// The plan; none where it is about all of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plan_id: Option<PlanId>,
    /// What the payer says.
    pub decision: CoverageDecision,
    /// What the patient should be told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The version of the rule that was seen; none where there was no rule.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<i32>,
}

/// Sets the rule; checks of coverage follow at once.
///
/// # Errors
/// `NOT_FOUND` for a service, payer or plan that is none, `CONFLICT` for a payer that is the patient, `INVALID` for
/// the note, `STALE_VERSION` where somebody else set or removed it meanwhile.
pub async fn set_coverage_rule(app: &App, actor: &Actor, input: SetCoverageRule) -> Outcome<CoverageRuleId> {
    use coverage_rule::Column;
    let clinic_id = actor.require(Permission::Administer)?.clinic_id;
    let mut work = app.begin(clinic_id).await?;
    check_subject(&work, &input).await?;
    let told = note(input.note.as_deref().unwrap_or_default(), "input.note", NOTE_MAX)?;
    let plan = match input.plan_id {
        Some(id) => Column::PlanId.eq(id),
        None => Column::PlanId.is_null(),
    };
    let before = coverage_rule::Entity::find()
        .filter(Column::ClinicId.eq(clinic_id))
        .filter(Column::ServiceId.eq(input.service_id))
        .filter(Column::PayerId.eq(input.payer_id))
        .filter(plan)
        .lock(LockType::NoKeyUpdate)
        .one(work.db())
        .await?;
    let version = before.as_ref().map_or(NO_RULE, |rule| rule.version);
    unchanged_since(input.version.unwrap_or(NO_RULE), version)?;
    let row = coverage_rule::Model {
        id: before.as_ref().map_or_else(|| app.new_id(), |rule| rule.id),
        clinic_id,
        service_id: input.service_id,
        payer_id: input.payer_id,
        plan_id: input.plan_id,
        decision: input.decision,
        note: told,
        version: version + 1,
    };
    let id = row.id;
    if before.is_some() {
        row.into_active_model().reset_all().update(work.db()).await?;
    } else {
        let inserted = coverage_rule::Entity::insert(row.into_active_model());
        match inserted.exec_without_returning(work.db()).await {
            Ok(_) => {}
            // Two at once: the other one's is there now.
            Err(error) if is_unique_violation(&error) => unchanged_since(NO_RULE, NO_RULE + 1)?,
            Err(error) => return Err(error.into()),
        }
    }
    work.audit(actor, "coverage_rule.set", "CoverageRule", id, facts(&input));
    work.commit().await?;
    Ok(id)
}

/// Removes a rule: nothing is claimed any more, or what the payer says of all its plans.
///
/// # Errors
/// `NOT_FOUND`, `STALE_VERSION`.
pub async fn remove_coverage_rule(
    app: &App,
    actor: &Actor,
    id: CoverageRuleId,
    version: i32,
) -> Outcome<CoverageRuleId> {
    use coverage_rule::Column;
    let clinic_id = actor.require(Permission::Administer)?.clinic_id;
    let mut work = app.begin(clinic_id).await?;
    let found = lock_row::<coverage_rule::Entity>(work.db(), (Column::ClinicId, clinic_id), (Column::Id, id));
    let rule = found
        .await?
        .ok_or_else(|| not_found("input.id", "Esa regla ya no está.", "This rule is not there."))?;
    unchanged_since(version, rule.version)?;
    let removed = json!({
        "serviceId": rule.service_id,
        "payerId": rule.payer_id,
        "planId": rule.plan_id,
        "decision": rule.decision,
    });
    rule.delete(work.db()).await?;
    work.audit(actor, "coverage_rule.removed", "CoverageRule", id, removed);
    work.commit().await?;
    Ok(id)
}

async fn check_subject(work: &UnitOfWork<'_>, input: &SetCoverageRule) -> Outcome<()> {
    let clinic_id = work.clinic_id();
    let service = service::Entity::find_by_id(input.service_id)
        .filter(service::Column::ClinicId.eq(clinic_id))
        .one(work.db())
        .await?;
    service.ok_or_else(|| no_service("input.serviceId"))?;
    let payer = payer::Entity::find_by_id(input.payer_id)
        .filter(payer::Column::ClinicId.eq(clinic_id))
        .one(work.db())
        .await?
        .ok_or_else(|| no_payer("input.payerId"))?;
    if payer.is_self_pay {
        return Err(self_pay("input.payerId").into());
    }
    if let Some(plan_id) = input.plan_id {
        let plan = plan::Entity::find_by_id(plan_id)
            .filter(plan::Column::ClinicId.eq(clinic_id))
            .filter(plan::Column::PayerId.eq(payer.id))
            .one(work.db())
            .await?;
        plan.ok_or_else(|| no_plan("input.planId"))?;
    }
    Ok(())
}
