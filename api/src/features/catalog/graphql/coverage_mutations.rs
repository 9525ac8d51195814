//! Making and changing payers, plans and what they pay for.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use entity::ids::{CoverageRuleId, PayerId, PlanId};

use super::coverage::{CoverageDecision, CoverageRule, Payer, Plan};
use crate::features::catalog::{
    CoverageRuleFilter, CreatePayer, CreatePlan, PayerChange, PlanChange, SetCoverageRule, create_payer,
    create_plan, find_payers, find_plans, list_coverage_rules, remove_coverage_rule, set_coverage_rule,
    update_payer, update_plan,
};
use crate::graphql::{app, caller, settle};
use crate::platform::connection::Page;
use crate::platform::error::{Error, Outcome, Result, UserError};
use crate::platform::global_id::GlobalId;

/// A new payer.
#[derive(InputObject)]
pub struct CreatePayerInput {
    /// Name that people read, unique in the clinic, the disabled ones included; 80 characters at most.
    name: String,
    /// Whether this is the patient paying (particular); it never changes.
    #[graphql(default)]
    is_self_pay: bool,
    /// The same key answers with the first result; 1 to 200 characters.
    idempotency_key: String,
}

/// What is to change about a payer; what is left out stays.
#[derive(InputObject)]
pub struct UpdatePayerInput {
    /// Opaque id of the payer.
    id: ID,
    /// `Payer.version` as the caller saw it.
    version: i32,
    /// Name that people read, unique in the clinic, the disabled ones included; 80 characters at most.
    name: Option<String>,
    /// Whether the clinic no longer works with it (dar de baja). Patients who have it keep it.
    disabled: Option<bool>,
}

/// A new plan.
#[derive(InputObject)]
pub struct CreatePlanInput {
    /// Opaque id of the payer whose plan it is.
    payer_id: ID,
    /// Name that people read, unique among the payer's, the disabled ones included; 80 characters at most.
    name: String,
    /// The same key answers with the first result; 1 to 200 characters.
    idempotency_key: String,
}

/// What is to change about a plan; what is left out stays.
#[derive(InputObject)]
pub struct UpdatePlanInput {
    /// Opaque id of the plan.
    id: ID,
    /// `Plan.version` as the caller saw it.
    version: i32,
    /// Name that people read, unique among the payer's, the disabled ones included; 80 characters at most.
    name: Option<String>,
    /// Whether the payer no longer offers it (dar de baja). Patients who have it keep it.
    disabled: Option<bool>,
}

/// What a payer, or one plan of it, says about a service.
#[derive(InputObject)]
pub struct SetCoverageRuleInput {
    /// Opaque id of the service.
    service_id: ID,
    /// Opaque id of the payer.
    payer_id: ID,
    /// Opaque id of a plan of the payer; left out where it is about all of them.
    plan_id: Option<ID>,
    /// What the payer says.
    decision: CoverageDecision,
    /// What the patient should be told; 300 characters at most.
    note: Option<String>,
    /// `CoverageRule.version` as the caller saw it; left out where there was no rule about the three.
    version: Option<i32>,
}

/// A rule that is to go.
#[derive(InputObject)]
pub struct RemoveCoverageRuleInput {
    /// Opaque id of the rule.
    id: ID,
    /// `CoverageRule.version` as the caller saw it.
    version: i32,
}

/// What came of making a payer.
#[derive(SimpleObject)]
pub struct CreatePayerPayload {
    /// The payer; null where it was refused.
    payer: Option<Payer>,
    /// Why it was refused.
    user_errors: Vec<UserError>,
}

/// What came of changing a payer.
#[derive(SimpleObject)]
pub struct UpdatePayerPayload {
    /// The payer as it is now; null where it was refused.
    payer: Option<Payer>,
    /// Why it was refused.
    user_errors: Vec<UserError>,
}

/// What came of making a plan.
#[derive(SimpleObject)]
pub struct CreatePlanPayload {
    /// The plan; null where it was refused.
    plan: Option<Plan>,
    /// Why it was refused.
    user_errors: Vec<UserError>,
}

/// What came of changing a plan.
#[derive(SimpleObject)]
pub struct UpdatePlanPayload {
    /// The plan as it is now; null where it was refused.
    plan: Option<Plan>,
    /// Why it was refused.
    user_errors: Vec<UserError>,
}

/// What came of setting a rule.
#[derive(SimpleObject)]
pub struct SetCoverageRulePayload {
    /// The rule as it is now; null where it was refused.
    rule: Option<CoverageRule>,
    /// Why it was refused.
    user_errors: Vec<UserError>,
}

/// What came of removing a rule.
#[derive(SimpleObject)]
pub struct RemoveCoverageRulePayload {
    /// Opaque id of the rule that is gone; null where it was refused.
    removed_id: Option<ID>,
    /// Why it was refused.
    user_errors: Vec<UserError>,
}

async fn payer_after(
    ctx: &Context<'_>,
    outcome: Outcome<PayerId>,
) -> Result<(Option<Payer>, Vec<UserError>)> {
    let (id, user_errors) = settle(ctx, outcome)?;
    let Some(id) = id else { return Ok((None, user_errors)) };
    let clinic_id = caller(ctx).actor.clinic_id().ok_or(Error::Unauthenticated)?;
    Ok((find_payers(&app(ctx).db, clinic_id, [id]).await?.remove(&id).map(Payer), user_errors))
}

async fn plan_after(ctx: &Context<'_>, outcome: Outcome<PlanId>) -> Result<(Option<Plan>, Vec<UserError>)> {
    let (id, user_errors) = settle(ctx, outcome)?;
    let Some(id) = id else { return Ok((None, user_errors)) };
    let clinic_id = caller(ctx).actor.clinic_id().ok_or(Error::Unauthenticated)?;
    Ok((find_plans(&app(ctx).db, clinic_id, [id]).await?.remove(&id).map(Plan), user_errors))
}

async fn rule_after(
    ctx: &Context<'_>,
    outcome: Outcome<CoverageRuleId>,
) -> Result<(Option<CoverageRule>, Vec<UserError>)> {
    let (id, user_errors) = settle(ctx, outcome)?;
    let Some(id) = id else { return Ok((None, user_errors)) };
    let clinic_id = caller(ctx).actor.clinic_id().ok_or(Error::Unauthenticated)?;
    let filter = CoverageRuleFilter { id: Some(id), ..CoverageRuleFilter::default() };
    let page = Page { limit: 1, backward: false, after: None, before: None };
    let mut found = list_coverage_rules(&app(ctx).db, clinic_id, filter, &page).await?.items;
    Ok((found.pop().map(CoverageRule), user_errors))
}

/// Mutations of who pays for what.
#[derive(Default)]
pub struct CoverageMutation;

#[Object]
impl CoverageMutation {
    /// Makes a payer (obra social, prepaga). Administrators.
    async fn create_payer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it is.")] input: CreatePayerInput,
    ) -> Result<CreatePayerPayload> {
        let content = CreatePayer { name: input.name, is_self_pay: input.is_self_pay };
        let outcome = create_payer(app(ctx), &caller(ctx).actor, &content, &input.idempotency_key).await;
        let (payer, user_errors) = payer_after(ctx, outcome).await?;
        Ok(CreatePayerPayload { payer, user_errors })
    }

    /// Changes a payer, takes it off the list or puts it back. Administrators.
    async fn update_payer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which payer, and what is to change.")] input: UpdatePayerInput,
    ) -> Result<UpdatePayerPayload> {
        let change = PayerChange { name: input.name, disabled: input.disabled };
        let id = GlobalId::read(&input.id);
        let outcome = update_payer(app(ctx), &caller(ctx).actor, id, input.version, &change).await;
        let (payer, user_errors) = payer_after(ctx, outcome).await?;
        Ok(UpdatePayerPayload { payer, user_errors })
    }

    /// Makes a payer's plan. Administrators.
    async fn create_plan(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it is.")] input: CreatePlanInput,
    ) -> Result<CreatePlanPayload> {
        let content = CreatePlan { payer_id: GlobalId::read(&input.payer_id), name: input.name };
        let outcome = create_plan(app(ctx), &caller(ctx).actor, &content, &input.idempotency_key).await;
        let (plan, user_errors) = plan_after(ctx, outcome).await?;
        Ok(CreatePlanPayload { plan, user_errors })
    }

    /// Changes a plan, takes it off the list or puts it back. Administrators.
    async fn update_plan(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which plan, and what is to change.")] input: UpdatePlanInput,
    ) -> Result<UpdatePlanPayload> {
        let change = PlanChange { name: input.name, disabled: input.disabled };
        let id = GlobalId::read(&input.id);
        let outcome = update_plan(app(ctx), &caller(ctx).actor, id, input.version, &change).await;
        let (plan, user_errors) = plan_after(ctx, outcome).await?;
        Ok(UpdatePlanPayload { plan, user_errors })
    }

    /// Says what a payer, or one plan of it, pays for; checks of coverage follow at once. Administrators.
    async fn set_coverage_rule(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "About what, and what it says.")] input: SetCoverageRuleInput,
    ) -> Result<SetCoverageRulePayload> {
        let set = SetCoverageRule {
            service_id: GlobalId::read(&input.service_id),
            payer_id: GlobalId::read(&input.payer_id),
            plan_id: input.plan_id.as_ref().map(GlobalId::read),
            decision: input.decision.into(),
            note: input.note,
            version: input.version,
        };
        let outcome = set_coverage_rule(app(ctx), &caller(ctx).actor, set).await;
        let (rule, user_errors) = rule_after(ctx, outcome).await?;
        Ok(SetCoverageRulePayload { rule, user_errors })
    }

    /// Removes a rule of coverage. Administrators.
    async fn remove_coverage_rule(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which rule.")] input: RemoveCoverageRuleInput,
    ) -> Result<RemoveCoverageRulePayload> {
        let id = GlobalId::read(&input.id);
        let outcome = remove_coverage_rule(app(ctx), &caller(ctx).actor, id, input.version).await;
        let (removed, user_errors) = settle(ctx, outcome)?;
        Ok(RemoveCoverageRulePayload { removed_id: removed.map(GlobalId::to_global), user_errors })
    }
}
