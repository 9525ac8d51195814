//! Who pays for what, in GraphQL.

use async_graphql::{Context, Description, Enum, ID, Object, SimpleObject};
use chrono::{DateTime, Utc};
use entity::ids::ClinicId;
use entity::{enums, payer, plan};

use super::Service;
use super::loaders::PlansOf;
use crate::features::catalog::{
    CoverageRuleFilter, CoverageRuleKey, CoverageRuleRow, check_coverage, list_coverage_rules, list_payers,
    payers_in_use,
};
use crate::graphql::{app, caller, load};
use crate::platform::actor::Permission;
use crate::platform::connection::{PageArgs, Paged};
use crate::platform::error::Result;
use crate::platform::global_id::GlobalId;

/// Who pays: obra social, prepaga, PAMI, self-pay.
#[derive(Clone, Description)]
pub struct Payer(pub payer::Model);

#[Object(use_type_description)]
impl Payer {
    /// Opaque id.
    pub(crate) async fn id(&self) -> ID {
        self.0.id.to_global()
    }

    /// Name of the payer.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Whether this is the patient paying (particular).
    async fn is_self_pay(&self) -> bool {
        self.0.is_self_pay
    }

    /// Its plans, by name; those that are disabled are not among them unless asked for.
    async fn plans(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Those that are disabled too. Operators and administrators, and keys that read requests.",
            default
        )]
        include_disabled: bool,
    ) -> Result<Vec<Plan>> {
        if include_disabled {
            caller(ctx).actor.require(Permission::ReadRequests)?;
        }
        let plans = load(ctx, PlansOf(self.0.clinic_id, self.0.id)).await?.unwrap_or_default();
        let wanted = plans.into_iter().filter(|plan| include_disabled || plan.disabled_at.is_none());
        Ok(wanted.map(Plan).collect())
    }

    /// Since when the clinic no longer works with it; null where it does.
    async fn disabled_at(&self) -> Option<DateTime<Utc>> {
        self.0.disabled_at
    }

    /// Counts its changes.
    async fn version(&self) -> i32 {
        self.0.version
    }
}

/// A payer's plan (plan).
#[derive(Clone, Description)]
pub struct Plan(pub plan::Model);

#[Object(use_type_description)]
impl Plan {
    /// Opaque id.
    pub(crate) async fn id(&self) -> ID {
        self.0.id.to_global()
    }

    /// Name of the plan.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Since when the payer no longer offers it; null where it does.
    async fn disabled_at(&self) -> Option<DateTime<Utc>> {
        self.0.disabled_at
    }

    /// Counts its changes.
    async fn version(&self) -> i32 {
        self.0.version
    }
}

/// What a payer says about a service (resultado de verificar OS).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "enums::CoverageDecision")]
pub enum CoverageDecision {
    /// The payer pays.
    Covered,
    /// The payer pays once it has authorised (requiere autorización).
    RequiresAuthorization,
    /// The payer does not pay; booking needs the patient's word that they will.
    NotCovered,
}

/// Whether a patient's payer pays for a service (verificar OS).
#[derive(SimpleObject)]
pub struct CoverageCheck {
    /// The service.
    service: Service,
    /// What the payer says; null where nobody said anything: the patient pays anyway, no payer is on record, or
    /// it has no rule about this service. Null does not hinder booking.
    decision: Option<CoverageDecision>,
    /// What the patient should be told; null where there is nothing to add.
    note: Option<String>,
    /// Whether the patient pays anyway, without a payer (particular).
    self_pay: bool,
}

/// What a payer, or one plan of it, pays for (cobertura). The rule of a plan wins over the one of its payer.
#[derive(Clone, Description)]
pub struct CoverageRule(pub CoverageRuleRow);

#[Object(use_type_description)]
impl CoverageRule {
    /// Opaque id.
    pub(crate) async fn id(&self) -> ID {
        self.0.rule.id.to_global()
    }

    /// The service that it is about.
    async fn service(&self) -> Service {
        Service(self.0.service.clone())
    }

    /// The payer that it is about.
    async fn payer(&self) -> Payer {
        Payer(self.0.payer.clone())
    }

    /// The plan that it is about; null where it is about all of them.
    async fn plan(&self) -> Option<Plan> {
        self.0.plan.clone().map(Plan)
    }

    /// What the payer says.
    async fn decision(&self) -> CoverageDecision {
        self.0.rule.decision.into()
    }

    /// What the patient should be told; null where there is nothing to add.
    async fn note(&self) -> Option<&str> {
        self.0.rule.note.as_deref()
    }

    /// Counts its changes.
    async fn version(&self) -> i32 {
        self.0.rule.version
    }
}

/// The payers with which a clinic works, by name: what a patient chooses from.
///
/// # Errors
/// Where the database does not answer.
pub async fn payers_to_choose(ctx: &Context<'_>, clinic_id: ClinicId) -> Result<Vec<Payer>> {
    Ok(payers_in_use(&app(ctx).db, clinic_id).await?.into_iter().map(Payer).collect())
}

crate::relay_connection!(Payer, PayerConnection, PayerEdge, "payers");
crate::relay_connection!(CoverageRule, CoverageRuleConnection, CoverageRuleEdge, "rules of coverage");

/// Queries about who pays for what.
#[derive(Default)]
pub struct CoverageQuery;

#[Object]
impl CoverageQuery {
    /// The clinic's payers, by name (obras sociales, prepagas). Operators and administrators, and keys that read requests.
    async fn payers(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Those that are disabled too.", default)] include_disabled: bool,
        #[graphql(desc = "How many; 50 where left out, 100 at most.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
    ) -> Result<PayerConnection> {
        let principal = caller(ctx).actor.require(Permission::ReadRequests)?;
        let page = PageArgs::forward(first, after).resolve()?;
        let slice = list_payers(&app(ctx).db, principal.clinic_id, include_disabled, &page).await?;
        Ok(PayerConnection::new(Paged::new(slice.map(Payer), |payer| (payer.0.name.clone(), payer.0.id))))
    }

    /// What payers and plans pay for, by the codes of the services (tabla de cobertura). Administrators.
    async fn coverage_rules(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only what is about this payer.")] payer_id: Option<ID>,
        #[graphql(desc = "Only what is about this service.")] service_id: Option<ID>,
        #[graphql(desc = "How many; 50 where left out, 100 at most.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
    ) -> Result<CoverageRuleConnection> {
        let principal = caller(ctx).actor.require(Permission::Administer)?;
        let page = PageArgs::forward(first, after).resolve::<CoverageRuleKey>()?;
        let filter = CoverageRuleFilter {
            id: None,
            payer_id: GlobalId::narrowing(payer_id.as_ref(), "payerId")?,
            service_id: GlobalId::narrowing(service_id.as_ref(), "serviceId")?,
        };
        let slice = list_coverage_rules(&app(ctx).db, principal.clinic_id, filter, &page).await?;
        Ok(CoverageRuleConnection::new(Paged::new(slice.map(CoverageRule), |of| {
            (of.0.service.service.code.clone(), of.0.rule.id)
        })))
    }

    /// Whether a patient's payer pays for services (verificar OS), in the order given. Patients and holders of a
    /// link ask about themselves, staff about any patient.
    async fn coverage_check(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Opaque ids of the services, 50 at most.")] service_ids: Vec<ID>,
        #[graphql(desc = "Opaque id of the patient; staff have to give it.")] patient_id: Option<ID>,
    ) -> Result<Vec<CoverageCheck>> {
        let patient_id = GlobalId::narrowing(patient_id.as_ref(), "patientId")?;
        let service_ids: Vec<_> =
            service_ids.iter().map(|id| GlobalId::listed(id, "serviceIds")).collect::<Result<_>>()?;
        let checks = check_coverage(app(ctx), &caller(ctx).actor, &service_ids, patient_id).await?;
        Ok(checks
            .into_iter()
            .map(|check| CoverageCheck {
                service: Service(check.service),
                decision: check.decided.decision.map(Into::into),
                note: check.decided.note,
                self_pay: check.decided.self_pay,
            })
            .collect())
    }
}
