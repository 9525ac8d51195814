//! Reminders in GraphQL: the clinic's rules, why somebody was told what, and what a person has to look at.

mod mutations;
mod objects;

use async_graphql::{Context, ID, Object};
use entity::ids::AppointmentId;

use super::{PreviewBounds, explain_reminder, preview_reminders, search_alerts};
use crate::graphql::{app, caller, settle};
use crate::platform::actor::Permission;
use crate::platform::connection::{PageArgs, Paged};
use crate::platform::error::Result;
use crate::platform::global_id::GlobalId;

pub use mutations::{ReminderPolicyInput, RemindersMutation};
pub use objects::{Alert, AlertConnection, AlertEdge, ReminderExplanation, ReminderPolicy, ReminderPreview};

/// Queries about reminders.
#[derive(Default)]
pub struct RemindersQuery;

#[Object]
impl RemindersQuery {
    /// Why a patient was reminded of an appointment, or not, in words (explicación). Null where there is no such
    /// appointment. Operators and administrators, and keys that read requests.
    async fn explain_reminder(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Opaque id of the appointment.")] appointment_id: ID,
    ) -> Result<Option<ReminderExplanation>> {
        let caller = caller(ctx);
        caller.actor.require(Permission::ReadRequests)?;
        let Some(id) = AppointmentId::from_global(&appointment_id) else { return Ok(None) };
        let told = explain_reminder(app(ctx), &caller.actor, id, caller.language).await?;
        Ok(told.map(ReminderExplanation))
    }

    /// What a change of the clinic's rules would send in the coming days, without sending it, as if nothing else
    /// happened and everything arrived. Administrators.
    async fn preview_reminders(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The rules that would change; what is left out stays as it is.")]
        policy: ReminderPolicyInput,
        #[graphql(desc = "How many days to look ahead: 1 to 14.", default = 3)] days: i32,
    ) -> Result<ReminderPreview> {
        let bounds = PreviewBounds::default();
        let outcome = preview_reminders(app(ctx), &caller(ctx).actor, policy.into(), days, bounds);
        let (preview, user_errors) = settle(ctx, outcome.await)?;
        Ok(ReminderPreview { preview: preview.unwrap_or_default(), user_errors })
    }

    /// What could not be said in time, for a person to look at (alertas); the oldest first. Operators and administrators.
    async fn alerts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Those that somebody dealt with; else those that wait.", default)] resolved: bool,
        #[graphql(desc = "How many; 50 where left out, 100 at most.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
    ) -> Result<AlertConnection> {
        let (clinic_id, _) = caller(ctx).actor.require_user(Permission::ReadRequests)?;
        let page = PageArgs::forward(first, after).resolve()?;
        let slice = search_alerts(&app(ctx).db, clinic_id, resolved, &page).await?;
        let key = |alert: &Alert| (alert.0.alert.raised_at, alert.0.alert.id);
        Ok(AlertConnection::new(Paged::new(slice.map(Alert), key)))
    }
}
