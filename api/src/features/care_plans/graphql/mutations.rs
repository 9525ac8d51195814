//! Making and ending care plans, and booking their visits, in GraphQL.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use entity::ids::CarePlanId;

use super::objects::CarePlan;
use crate::features::appointments::find_appointment;
use crate::features::appointments::graphql::{Appointment, Slot};
use crate::features::care_plans::{
    BookVisit, CancelCarePlan, CreateCarePlan, ReassignCarePlan, Target, book_visit, cancel_care_plan,
    complete_care_plan, create_care_plan, find_care_plan, may_see, reassign_care_plan,
};
use crate::graphql::{app, caller, settle};
use crate::platform::error::{Error, Outcome, Result, UserError};
use crate::platform::global_id::GlobalId;

/// A treatment that begins (tratamiento).
#[derive(InputObject)]
pub struct CreateCarePlanInput {
    /// Opaque id of the patient.
    patient_id: ID,
    /// Opaque id of the practitioner (terapeuta).
    practitioner_id: ID,
    /// Opaque id of the service: what every visit is.
    service_id: ID,
    /// What people call it; 1 to 120 characters.
    title: String,
    /// How many visits it is meant to have, 1 to 200; left out where that is not known.
    planned_visits: Option<i32>,
    /// The same key answers with the first result; 1 to 200 characters.
    idempotency_key: String,
}

/// Which care plan is completed.
#[derive(InputObject)]
pub struct CompleteCarePlanInput {
    /// Opaque id of the care plan.
    id: ID,
    /// The version that the caller saw.
    version: i32,
}

/// Which care plan is broken off.
#[derive(InputObject)]
pub struct CancelCarePlanInput {
    /// Opaque id of the care plan.
    id: ID,
    /// Why; up to 500 characters. It is kept with the visits that are called off, too.
    reason: Option<String>,
    /// The version that the caller saw.
    version: i32,
}

/// Which care plan is handed over, and to whom (cambiar de profesional).
#[derive(InputObject)]
pub struct ReassignCarePlanInput {
    /// Opaque id of the care plan.
    id: ID,
    /// Opaque id of the practitioner with whom it goes on.
    practitioner_id: ID,
    /// The version that the caller saw.
    version: i32,
}

/// What came of changing a care plan.
#[derive(SimpleObject)]
pub struct CarePlanPayload {
    /// The care plan as it is now; null where it was refused, and for a practitioner who handed theirs over.
    care_plan: Option<CarePlan>,
    /// Why it was refused.
    user_errors: Vec<UserError>,
}

/// The next visit of a care plan (visita).
#[derive(InputObject)]
pub struct BookVisitInput {
    /// Opaque id of the care plan.
    care_plan_id: ID,
    /// Opaque id of a slot for the plan's service, with its practitioner where they have a resource of their own.
    slot_id: ID,
    /// Whether the patient pays what the payer does not (particular).
    #[graphql(default)]
    self_pay: bool,
    /// The same key answers with the first result; 1 to 200 characters.
    idempotency_key: String,
}

/// What came of booking a visit.
#[derive(SimpleObject)]
pub struct BookVisitPayload {
    /// The visit; null where it was refused.
    appointment: Option<Appointment>,
    /// Fresh slots for the same visit, where the one wanted is gone.
    offers: Vec<Slot>,
    /// Why it was refused.
    user_errors: Vec<UserError>,
}

/// Mutations of care plans.
#[derive(Default)]
pub struct CarePlansMutation;

#[Object]
impl CarePlansMutation {
    /// Makes a care plan (tratamiento). Operators and administrators; practitioners their own, for patients of whom
    /// they have a plan or an appointment already.
    async fn create_care_plan(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What begins.")] input: CreateCarePlanInput,
    ) -> Result<CarePlanPayload> {
        let new = CreateCarePlan {
            patient_id: GlobalId::from_global(&input.patient_id),
            practitioner_id: GlobalId::from_global(&input.practitioner_id),
            service_id: GlobalId::from_global(&input.service_id),
            title: input.title,
            planned_visits: input.planned_visits,
            idempotency_key: input.idempotency_key,
        };
        payload(ctx, create_care_plan(app(ctx), &caller(ctx).actor, new).await).await
    }

    /// Completes a treatment; refused while a visit is booked or goes on. Operators and administrators;
    /// practitioners their own.
    async fn complete_care_plan(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which care plan.")] input: CompleteCarePlanInput,
    ) -> Result<CarePlanPayload> {
        let target = Target { id: GlobalId::from_global(&input.id), version: input.version };
        payload(ctx, complete_care_plan(app(ctx), &caller(ctx).actor, target).await).await
    }

    /// Breaks a treatment off, and calls its coming visits off with it. Operators and administrators; practitioners
    /// their own.
    async fn cancel_care_plan(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which care plan, and why.")] input: CancelCarePlanInput,
    ) -> Result<CarePlanPayload> {
        let target = Target { id: GlobalId::from_global(&input.id), version: input.version };
        let change = CancelCarePlan { target, reason: input.reason };
        payload(ctx, cancel_care_plan(app(ctx), &caller(ctx).actor, change).await).await
    }

    /// Hands a care plan that goes on over to another practitioner, also where the one before works here no more. From
    /// then on the new one sees the plan and is told of its forms; the one before no longer, unless another
    /// plan or their own agenda says so. Visits that are booked keep their time and their resource, and stay in the
    /// agenda of whose resource it is; where one is moved, `slots` with the new `practitionerId` are for it. Operators
    /// and administrators; practitioners their own. To hand it to the practitioner who has it changes nothing; whoever
    /// handed over their own sees it no more, and asking once more is `NOT_FOUND`.
    async fn reassign_care_plan(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which care plan, and to whom.")] input: ReassignCarePlanInput,
    ) -> Result<CarePlanPayload> {
        let target = Target { id: GlobalId::from_global(&input.id), version: input.version };
        let change =
            ReassignCarePlan { target, practitioner_id: GlobalId::from_global(&input.practitioner_id) };
        payload(ctx, reassign_care_plan(app(ctx), &caller(ctx).actor, change).await).await
    }

    /// Books the next visit of a care plan; it gets the plan's next number. Operators and administrators;
    /// practitioners for their own plans. Moved and cancelled like any appointment.
    async fn book_visit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to book.")] input: BookVisitInput,
    ) -> Result<BookVisitPayload> {
        let (app, actor) = (app(ctx), &caller(ctx).actor);
        let order = BookVisit {
            care_plan_id: GlobalId::from_global(&input.care_plan_id),
            slot_id: input.slot_id.0,
            self_pay: input.self_pay,
            idempotency_key: input.idempotency_key,
        };
        let attempt = book_visit(app, actor, order).await;
        let (id, user_errors) = settle(ctx, attempt.outcome)?;
        let appointment = match id {
            Some(id) => {
                let clinic_id = actor.clinic_id().ok_or(Error::Unauthenticated)?;
                find_appointment(&app.db, clinic_id, id).await?.map(Appointment)
            }
            None => None,
        };
        let offers = attempt.offers.into_iter().map(|row| Slot(Arc::new(row))).collect();
        Ok(BookVisitPayload { appointment, offers, user_errors })
    }
}

async fn payload(ctx: &Context<'_>, outcome: Outcome<CarePlanId>) -> Result<CarePlanPayload> {
    let (id, user_errors) = settle(ctx, outcome)?;
    let care_plan = match id {
        Some(id) => {
            let actor = &caller(ctx).actor;
            let clinic_id = actor.clinic_id().ok_or(Error::Unauthenticated)?;
            let found = find_care_plan(&app(ctx).db, clinic_id, id).await?;
            found.filter(|row| may_see(&row.plan, actor)).map(CarePlan)
        }
        None => None,
    };
    Ok(CarePlanPayload { care_plan, user_errors })
}
