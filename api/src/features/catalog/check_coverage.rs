//! Who pays for which service (verificar OS).

use std::sync::Arc;

use entity::enums::CoverageDecision;
use entity::ids::{ClinicId, PatientId, PayerId, PlanId, ServiceId};
use entity::{coverage_rule, patient, payer};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::queries::{ServiceRow, find_services};
use crate::app::App;
use crate::platform::actor::{Actor, Permission};
use crate::platform::error::{Error, Result};

/// Most services that one check may have.
const MAX_CHECKED: usize = 50;

/// Who pays for a patient.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coverage {
    /// Nobody is on record.
    Unknown,
    /// The patient (particular).
    SelfPay,
    /// A payer, and a plan of it where that is known.
    Payer(PayerId, Option<PlanId>),
}

/// What was decided about one service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    /// What the payer says; none where no rule of it is about the service, or no payer is on record.
    pub decision: Option<CoverageDecision>,
    /// What the patient should be told.
    pub note: Option<String>,
    /// Whether the patient pays anyway.
    pub self_pay: bool,
}

/// What the rules say about a service. A rule for the patient's plan wins over the payer's; a rule for another
/// plan says nothing. Who pays for themselves asks no payer. Where nobody said anything, nothing is claimed:
/// it does not hinder booking.
pub fn decide(rules: &[coverage_rule::Model], service_id: ServiceId, coverage: Coverage) -> Decided {
    let none = |self_pay| Decided { decision: None, note: None, self_pay };
    let (payer_id, plan_id) = match coverage {
        Coverage::Unknown => return none(false),
        Coverage::SelfPay => return none(true),
        Coverage::Payer(payer_id, plan_id) => (payer_id, plan_id),
    };
    let of_payer = || rules.iter().filter(|rule| rule.service_id == service_id && rule.payer_id == payer_id);
    let rule = of_payer()
        .find(|rule| rule.plan_id.is_some() && rule.plan_id == plan_id)
        .or_else(|| of_payer().find(|rule| rule.plan_id.is_none()));
    rule.map_or(none(false), |rule| Decided {
        decision: Some(rule.decision),
        note: rule.note.clone(),
        self_pay: false,
    })
}

/// A service and what was decided about it.
#[derive(Clone, Debug)]
pub struct CoverageCheck {
    /// The service.
    pub service: Arc<ServiceRow>,
    /// What was decided.
    pub decided: Decided,
}

/// Checks services against a patient's coverage: a patient and the holder of a link their own, staff anybody's.
///
/// # Errors
/// `BadInput` for an unknown service, for more than 50 of them, or where staff name no known patient.
pub async fn check_coverage(
    app: &App,
    actor: &Actor,
    service_ids: &[ServiceId],
    patient_id: Option<PatientId>,
) -> Result<Vec<CoverageCheck>> {
    let (clinic_id, patient_id) = match actor.patient_id() {
        Some(own) => {
            let principal = actor.require(Permission::ReadCatalog)?;
            if patient_id.is_some_and(|asked| asked != own) {
                return Err(Error::Forbidden);
            }
            (principal.clinic_id, own)
        }
        None => {
            let principal = actor.require(Permission::ReadRequests)?;
            let asked =
                patient_id.ok_or_else(|| Error::BadInput("Say which patient: `patientId`.".into()))?;
            (principal.clinic_id, asked)
        }
    };
    if service_ids.len() > MAX_CHECKED {
        return Err(Error::BadInput(format!("`serviceIds` holds up to {MAX_CHECKED} services.")));
    }
    let services = find_services(&app.db, clinic_id, service_ids.iter().copied()).await?;
    let decided = decide_for_patient(&app.db, clinic_id, patient_id, service_ids)
        .await?
        .ok_or_else(|| Error::BadInput("`patientId` is unknown.".into()))?;
    decided
        .into_iter()
        .map(|(id, decided)| {
            let service = services
                .get(&id)
                .cloned()
                .ok_or_else(|| Error::BadInput("One of `serviceIds` is unknown.".into()))?;
            Ok(CoverageCheck { service, decided })
        })
        .collect()
}

/// What the rules say about services for a patient, in the order given; none where the clinic has no such
/// patient.
///
/// # Errors
/// Where the database does not answer.
pub async fn decide_for_patient(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    patient_id: PatientId,
    service_ids: &[ServiceId],
) -> Result<Option<Vec<(ServiceId, Decided)>>> {
    let patient = patient::Entity::find_by_id(patient_id)
        .filter(patient::Column::ClinicId.eq(clinic_id))
        .one(db)
        .await?;
    let Some(patient) = patient else { return Ok(None) };
    let payer = match patient.payer_id {
        Some(id) => payer::Entity::find_by_id(id).one(db).await?,
        None => None,
    };
    let coverage = match payer {
        None => Coverage::Unknown,
        Some(payer) if payer.is_self_pay => Coverage::SelfPay,
        Some(payer) => Coverage::Payer(payer.id, patient.plan_id),
    };
    let rules = match coverage {
        Coverage::Payer(payer_id, _) => {
            coverage_rule::Entity::find()
                .filter(coverage_rule::Column::ClinicId.eq(clinic_id))
                .filter(coverage_rule::Column::PayerId.eq(payer_id))
                .filter(coverage_rule::Column::ServiceId.is_in(service_ids.iter().copied()))
                .all(db)
                .await?
        }
        Coverage::Unknown | Coverage::SelfPay => Vec::new(),
    };
    Ok(Some(service_ids.iter().map(|id| (*id, decide(&rules, *id, coverage))).collect()))
}

#[cfg(test)]
mod tests {
    use entity::ids::CoverageRuleId;
    use sea_orm::prelude::Uuid;

    use super::*;

    const SERVICE: ServiceId = ServiceId(Uuid::from_u128(1));
    const PAYER: PayerId = PayerId(Uuid::from_u128(2));
    const GOLD: PlanId = PlanId(Uuid::from_u128(3));
    const BASIC: PlanId = PlanId(Uuid::from_u128(4));

    fn rule(plan_id: Option<PlanId>, decision: CoverageDecision) -> coverage_rule::Model {
        coverage_rule::Model {
            id: CoverageRuleId(Uuid::nil()),
            clinic_id: ClinicId(Uuid::nil()),
            service_id: SERVICE,
            payer_id: PAYER,
            plan_id,
            decision,
            note: Some("Traé la credencial.".into()),
            version: 1,
        }
    }

    #[test]
    fn the_plan_wins_over_the_payer_and_another_plan_says_nothing() {
        use CoverageDecision::{Covered, NotCovered};
        let rules = [rule(None, NotCovered), rule(Some(GOLD), Covered)];
        let decision = |plan| decide(&rules, SERVICE, Coverage::Payer(PAYER, plan)).decision;
        assert_eq!(decision(Some(GOLD)), Some(Covered));
        assert_eq!(decision(Some(BASIC)), Some(NotCovered));
        assert_eq!(decision(None), Some(NotCovered));
        let only_gold = decide(&rules[1..], SERVICE, Coverage::Payer(PAYER, None));
        assert_eq!(only_gold, Decided { decision: None, note: None, self_pay: false });
    }

    #[test]
    fn who_pays_alone_or_is_unknown_is_decided_by_no_rule() {
        let rules = [rule(None, CoverageDecision::NotCovered)];
        assert!(decide(&rules, SERVICE, Coverage::SelfPay).self_pay);
        assert_eq!(decide(&rules, SERVICE, Coverage::Unknown).decision, None);
        let other = PayerId(Uuid::from_u128(9));
        assert_eq!(decide(&rules, SERVICE, Coverage::Payer(other, Some(GOLD))).decision, None);
        let elsewhere = ServiceId(Uuid::from_u128(8));
        assert_eq!(decide(&rules, elsewhere, Coverage::Payer(PAYER, None)).decision, None);
    }
}
