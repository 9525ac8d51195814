//! How a visit goes, in GraphQL.

use async_graphql::{Context, ID, InputObject, Object};
use chrono::{DateTime, Utc};
use entity::ids::AppointmentId;

use super::super::{Attempt, CompleteVisit, complete_visit, mark_no_show, reopen_visit, start_visit};
use super::mutations::{AppointmentPayload, payload};
use crate::graphql::{app, caller};
use crate::platform::error::{Outcome, Result};
use crate::platform::global_id::GlobalId;

/// Which appointment.
#[derive(InputObject)]
pub struct VisitInput {
    /// Opaque id of the appointment.
    id: ID,
}

/// What took place.
#[derive(InputObject)]
pub struct CompleteVisitInput {
    /// Opaque id of the appointment.
    id: ID,
    /// When it began; when it was started, where left out. Wanted where nobody started it.
    started_at: Option<DateTime<Utc>>,
    /// When it ended; now, where left out. Wanted where nobody started it.
    ended_at: Option<DateTime<Utc>>,
}

/// Mutations about how a visit goes.
#[derive(Default)]
pub struct VisitsMutation;

#[Object]
impl VisitsMutation {
    /// The patient is there: the appointment begins now, on its day or later. Operators and administrators;
    /// practitioners in their own agenda.
    async fn start_visit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which appointment.")] input: VisitInput,
    ) -> Result<AppointmentPayload> {
        let id = GlobalId::from_global(&input.id);
        said(ctx, start_visit(app(ctx), &caller(ctx).actor, id).await).await
    }

    /// The appointment took place. Operators and administrators; practitioners in their own agenda.
    async fn complete_visit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What took place.")] input: CompleteVisitInput,
    ) -> Result<AppointmentPayload> {
        let what = CompleteVisit {
            id: GlobalId::from_global(&input.id),
            started_at: input.started_at,
            ended_at: input.ended_at,
        };
        said(ctx, complete_visit(app(ctx), &caller(ctx).actor, what).await).await
    }

    /// The patient did not come (ausente); once the appointment should have begun. Operators and administrators;
    /// practitioners in their own agenda.
    async fn mark_no_show(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which appointment.")] input: VisitInput,
    ) -> Result<AppointmentPayload> {
        let id = GlobalId::from_global(&input.id);
        said(ctx, mark_no_show(app(ctx), &caller(ctx).actor, id).await).await
    }

    /// Takes back that an appointment began, took place or was missed, on the same day: it is booked as before.
    /// Operators and administrators; practitioners in their own agenda.
    async fn reopen_visit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which appointment.")] input: VisitInput,
    ) -> Result<AppointmentPayload> {
        let id = GlobalId::from_global(&input.id);
        said(ctx, reopen_visit(app(ctx), &caller(ctx).actor, id).await).await
    }
}

async fn said(ctx: &Context<'_>, outcome: Outcome<AppointmentId>) -> Result<AppointmentPayload> {
    payload(ctx, Attempt { outcome, offers: Vec::new() }).await
}
