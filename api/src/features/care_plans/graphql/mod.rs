//! Care plans in GraphQL.

mod journey;
mod loaders;
mod mutations;
mod objects;

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object};
use entity::ids::{CarePlanId, ClinicId, PatientId, UserId};

use super::{
    CarePlanFilter, CarePlanRow, care_plans_of_patients, find_care_plan, may_see, practitioners_of,
    search_care_plans,
};
use crate::app::App;
use crate::features::audit::{record_read, record_shown};
use crate::graphql::{Connected, app, caller, load, load_below};
use crate::platform::actor::Permission;
use crate::platform::connection::{Page, PageArgs, Paged, Slice};
use crate::platform::error::Result;
use crate::platform::global_id::GlobalId;

pub use journey::{CarePlanJourney, CarePlanJourneyQuery, care_plan_journey_of};
pub use loaders::{CarePlanOf, PractitionerOf, ProgressOf};
pub use mutations::CarePlansMutation;
pub use objects::{CarePlan, CarePlanConnection, CarePlanEdge, CarePlanState, Practitioner};

/// Which care plans are wanted; what is left out does not narrow.
#[derive(InputObject, Default)]
pub struct CarePlansFilter {
    /// Their practitioner (terapeuta).
    practitioner_id: Option<ID>,
    /// Their patient.
    patient_id: Option<ID>,
    /// Their states.
    states: Option<Vec<CarePlanState>>,
}

/// Queries about care plans.
#[derive(Default)]
pub struct CarePlansQuery;

#[Object]
impl CarePlansQuery {
    /// A care plan (tratamiento): staff see the clinic's, practitioners their own, a patient their own, the holder of
    /// a link the one that it leads to. Null where there is none such. What staff reads is recorded.
    async fn care_plan(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Opaque id of the care plan.")] id: ID,
    ) -> Result<Option<CarePlan>> {
        visible_care_plan(ctx, GlobalId::from_global(&id)).await
    }

    /// The clinic's care plans, the newest first; to practitioners their own. Staff. What they read is
    /// recorded.
    async fn care_plans(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which ones.")] filter: Option<CarePlansFilter>,
        #[graphql(desc = "How many; 50 where left out, 100 at most.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
    ) -> Result<CarePlanConnection> {
        let (clinic_id, _) = caller(ctx).actor.require_user(Permission::Treat)?;
        let page = PageArgs::forward(first, after).resolve()?;
        let filter = filter.unwrap_or_default();
        let filter = CarePlanFilter {
            patient_id: GlobalId::narrowing(filter.patient_id.as_ref(), "filter.patientId")?,
            practitioner_id: GlobalId::narrowing(filter.practitioner_id.as_ref(), "filter.practitionerId")?,
            states: filter.states.map(|states| states.into_iter().map(Into::into).collect()),
        };
        connection(ctx, clinic_id, filter, &page).await
    }

    /// The clinic's practitioners (terapeutas, profesionales), by name. Staff.
    async fn practitioners(&self, ctx: &Context<'_>) -> Result<Vec<Practitioner>> {
        let (clinic_id, _) = caller(ctx).actor.require_user(Permission::Treat)?;
        let rows = practitioners_of(&app(ctx).db, clinic_id).await?;
        Ok(rows.into_iter().map(|row| Practitioner(row.into())).collect())
    }
}

/// A patient's care plans, the newest first; to practitioners their own.
///
/// # Errors
/// `BadInput` for a page that is none.
pub async fn plans_of_patient(
    ctx: &Context<'_>,
    clinic_id: ClinicId,
    patient_id: PatientId,
    page: PageArgs,
) -> Result<CarePlanConnection> {
    let practitioner_id = caller(ctx).actor.practitioner_id();
    let wanted = CarePlansPage { clinic_id, practitioner_id, page: page.resolve()? };
    shown(ctx, clinic_id, load_below(ctx, patient_id, wanted).await?).await
}

/// A page as it is shown, which the audit trail keeps.
async fn shown(
    ctx: &Context<'_>,
    clinic_id: ClinicId,
    slice: Slice<Arc<CarePlanRow>>,
) -> Result<CarePlanConnection> {
    let ids = slice.items.iter().map(|row| row.plan.id);
    record_shown(app(ctx), &caller(ctx).actor, clinic_id, "care_plans.read", ids).await?;
    Ok(CarePlanConnection::new(Paged::new(slice.map(CarePlan), |row| row.0.plan.id)))
}

/// A page of patients' care plans.
#[derive(Clone, PartialEq, Eq, Hash)]
struct CarePlansPage {
    clinic_id: ClinicId,
    practitioner_id: Option<UserId>,
    page: Page<CarePlanId>,
}

impl Connected for CarePlansPage {
    type Parent = PatientId;
    type Row = Arc<CarePlanRow>;

    async fn load(
        &self,
        app: &App,
        patients: &[PatientId],
    ) -> Result<HashMap<PatientId, Slice<Arc<CarePlanRow>>>> {
        care_plans_of_patients(&app.db, self.clinic_id, patients, self.practitioner_id, &self.page).await
    }
}

/// A practitioner who asks for another's finds none.
async fn connection(
    ctx: &Context<'_>,
    clinic_id: ClinicId,
    mut filter: CarePlanFilter,
    page: &Page<CarePlanId>,
) -> Result<CarePlanConnection> {
    if let Some(own) = caller(ctx).actor.practitioner_id() {
        if filter.practitioner_id.is_some_and(|asked| asked != own) {
            return shown(ctx, clinic_id, page.slice(Vec::new())).await;
        }
        filter.practitioner_id = Some(own);
    }
    let slice = search_care_plans(&app(ctx).db, clinic_id, &filter, page).await?;
    shown(ctx, clinic_id, slice).await
}

/// A care plan that the caller may see.
///
/// # Errors
/// `Unauthenticated` for nobody, `Forbidden` for who may see no care plan at all.
pub async fn visible_care_plan(ctx: &Context<'_>, id: Option<CarePlanId>) -> Result<Option<CarePlan>> {
    let actor = &caller(ctx).actor;
    let as_patient = actor.patient_id().is_some();
    let permission = if as_patient { Permission::BookAsPatient } else { Permission::Treat };
    let principal = actor.require(permission)?;
    let Some(id) = id else { return Ok(None) };
    let found = find_care_plan(&app(ctx).db, principal.clinic_id, id).await?;
    let Some(found) = found.filter(|row| may_see(&row.plan, actor)) else { return Ok(None) };
    record_read(app(ctx), actor, principal.clinic_id, "care_plan.read", "CarePlan", id).await?;
    Ok(Some(CarePlan(found)))
}

/// The care plan of a visit; none where the caller may not see it.
///
/// # Errors
/// Where the database does not answer.
pub async fn plan_of_visit(
    ctx: &Context<'_>,
    clinic_id: ClinicId,
    id: CarePlanId,
) -> Result<Option<CarePlan>> {
    let actor = &caller(ctx).actor;
    let found = load(ctx, CarePlanOf(clinic_id, id)).await?;
    let Some(found) = found.filter(|row| may_see(&row.plan, actor)) else { return Ok(None) };
    record_shown(app(ctx), actor, clinic_id, "care_plans.read", [id]).await?;
    Ok(Some(CarePlan(found)))
}
