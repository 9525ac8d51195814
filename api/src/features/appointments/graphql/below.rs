//! The appointments of a patient or a care plan as a connection.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::Context;
use entity::ids::ClinicId;
use uuid::Uuid;

use super::{Appointment, AppointmentConnection, AppointmentState};
use crate::app::App;
use crate::features::appointments::{AppointmentRow, AppointmentsOf, AppointmentsPage, appointments_below};
use crate::graphql::{Connected, caller, load_below};
use crate::platform::connection::{PageArgs, Paged, Slice};
use crate::platform::error::Result;

/// What of an appointment is known without its sites and segments. Whatever else is asked for, they are loaded.
const PLAIN_FIELDS: [&str; 19] = [
    "__typename",
    "id",
    "startsAt",
    "endsAt",
    "state",
    "version",
    "patient",
    "order",
    "assistanceRequest",
    "externalId",
    "selfPay",
    "carePlan",
    "visitNumber",
    "startedAt",
    "endedAt",
    "expectedEnd",
    "bookedAt",
    "cancelledAt",
    "cancelReason",
];

impl Connected for AppointmentsPage {
    type Parent = Uuid;
    type Row = Arc<AppointmentRow>;

    async fn load(&self, app: &App, parents: &[Uuid]) -> Result<HashMap<Uuid, Slice<Arc<AppointmentRow>>>> {
        appointments_below(&app.db, self, parents).await
    }
}

/// The appointments of a patient or a care plan as a connection, the soonest first.
///
/// # Errors
/// Where the arguments make no sense or the database does not answer.
pub async fn appointments_of(
    ctx: &Context<'_>,
    clinic_id: ClinicId,
    (of, parent): (AppointmentsOf, Uuid),
    states: Option<Vec<AppointmentState>>,
    args: PageArgs,
) -> Result<AppointmentConnection> {
    let look = ctx.look_ahead();
    let rows = [look.field("nodes"), look.field("edges").field("node")];
    let mut selected = rows.iter().flat_map(|row| row.selection_fields());
    let wanted = AppointmentsPage {
        clinic_id,
        of,
        practitioner_id: match of {
            AppointmentsOf::Patients => caller(ctx).actor.practitioner_id(),
            AppointmentsOf::CarePlans => None,
        },
        states: states.map(|states| states.into_iter().map(Into::into).collect()),
        page: args.resolve()?,
        with_segments: selected
            .any(|row| row.selection_set().any(|field| !PLAIN_FIELDS.contains(&field.name()))),
    };
    let slice = load_below(ctx, parent, wanted).await?.map(Appointment);
    Ok(AppointmentConnection::new(Paged::new(slice, |row| {
        (row.0.appointment.starts_at, row.0.appointment.id)
    })))
}
