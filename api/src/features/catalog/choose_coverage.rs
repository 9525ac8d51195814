//! A patient says who pays for them.

use entity::ids::{ClinicId, PayerId, PlanId};
use sea_orm::ConnectionTrait;

use super::payers::{find_payers, find_plans};
use crate::platform::error::{Refusal, Result, UserErrorCode};

/// A payer and the plan of it, as far as they are known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CoverageChoice {
    /// Who pays.
    pub payer_id: Option<PayerId>,
    /// With which plan.
    pub plan_id: Option<PlanId>,
}

/// Says why a patient cannot have this payer and plan; none where they can. What they had `before` they may keep,
/// whether or not the clinic still works with it.
///
/// # Errors
/// Where the database does not answer.
pub async fn obstacle_to_choice(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    choice: CoverageChoice,
    before: CoverageChoice,
) -> Result<Option<Refusal>> {
    if let Some(id) = choice.payer_id {
        let payer = find_payers(db, clinic_id, [id]).await?.remove(&id);
        if payer.is_none_or(|payer| payer.disabled_at.is_some() && before.payer_id != Some(id)) {
            return Ok(Some(other_payer()));
        }
    }
    if let Some(id) = choice.plan_id {
        let plan = find_plans(db, clinic_id, [id]).await?.remove(&id);
        let plan = plan.filter(|plan| choice.payer_id == Some(plan.payer_id));
        if plan.is_none_or(|plan| plan.disabled_at.is_some() && before.plan_id != Some(id)) {
            return Ok(Some(other_plan()));
        }
    }
    Ok(None)
}

fn other_payer() -> Refusal {
    Refusal::new(
        UserErrorCode::NotFound,
        "input.payerId",
        "La clínica no trabaja con esa obra social. Elegí otra.",
        "The clinic does not work with this payer. Choose another one.",
    )
}

fn other_plan() -> Refusal {
    Refusal::new(
        UserErrorCode::NotFound,
        "input.planId",
        "Esa obra social no tiene ese plan. Elegí otro.",
        "This payer has no such plan. Choose another one.",
    )
}
