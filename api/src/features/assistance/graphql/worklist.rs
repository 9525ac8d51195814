//! The grid in GraphQL.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::{Context, Enum, ID, InputObject, Lookahead, Object};
use entity::ids::{AssistanceRequestId, ClinicId, PatientId};

use super::loaders::{FeedOf, RequestCountOf};
use super::objects::{AssistanceRequest, AssistanceRequestState, visible_request};
use crate::app::App;
use crate::features::assistance::{self, LoadedRequest, OrderField, Wanted, requests_of_patients};
use crate::features::audit::record_shown;
use crate::features::events::FeedCursor;
use crate::graphql::{Connected, app, caller, load, load_below};
use crate::platform::actor::Permission;
use crate::platform::connection::{Page, PageArgs, Paged, Slice};
use crate::platform::date::Date;
use crate::platform::error::{Error, Result};
use crate::platform::global_id::GlobalId;

crate::relay_connection!(AssistanceRequest, AssistanceRequestConnection, AssistanceRequestEdge, "requests for assistance", {
    /// Requests of all pages.
    total_count: i32,
    /// The feed's position of the snapshot that this page was read from: subscribe after it and miss nothing.
    feed_cursor: FeedCursor,
});

/// What narrows the grid (filtros). Days are the clinic's. What was taken out (fechabaja) shows only where
/// `states` asks for it.
#[derive(Default, InputObject)]
pub struct WorklistFilter {
    /// Uploaded on this day or later.
    from: Option<Date>,
    /// Uploaded on this day or earlier.
    to: Option<Date>,
    /// Resolved, or not; both where left out.
    resolved: Option<bool>,
    /// Beginnings of names, or of the document number; accents and case do not matter, and names are found by how they
    /// are heard, too. The first six words count.
    search: Option<String>,
    /// Patients of this payer (obra social).
    payer_id: Option<ID>,
    /// Whether a person has to look (`attentionReason`), whatever the state; both where left out. A request can be
    /// booked and need a person, where its patient could not be told.
    needs_attention: Option<bool>,
    /// In one of these states.
    states: Option<Vec<AssistanceRequestState>>,
}

/// By what the grid is sorted (orden).
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum WorklistOrderField {
    /// Upload date.
    UploadedAt,
    /// Family name, then given name.
    PatientName,
    /// Contact date; requests without a contact count as the oldest.
    LastContactAt,
}

/// Which way a list is sorted (sentido).
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum OrderDirection {
    /// The smallest first.
    Asc,
    /// The greatest first.
    Desc,
}

/// How the grid is sorted; by upload date, the oldest first, where left out.
#[derive(InputObject)]
pub struct WorklistOrder {
    /// By what.
    field: WorklistOrderField,
    /// Which way.
    #[graphql(default_with = "OrderDirection::Asc")]
    direction: OrderDirection,
}

/// Queries about requests.
#[derive(Default)]
pub struct AssistanceQuery;

#[Object]
impl AssistanceQuery {
    /// The operator's grid (grilla). Operators and administrators, and keys that read requests; what it shows is recorded.
    #[expect(clippy::too_many_arguments, reason = "the four arguments of a Relay connection")]
    async fn worklist(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What narrows the grid; everything where left out.")] filter: Option<WorklistFilter>,
        #[graphql(desc = "How it is sorted; the oldest upload first where left out.")] order_by: Option<
            WorklistOrder,
        >,
        #[graphql(desc = "How many from the start; 50 where left out, 100 at most.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 100 at most.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<AssistanceRequestConnection> {
        caller(ctx).actor.require(Permission::ReadRequests)?;
        let clinic = caller(ctx).clinic.clone().ok_or(Error::Unauthenticated)?;
        let page = PageArgs { first, after, last, before }.resolve()?;
        let order =
            order_by.map_or_else(assistance::WorklistOrder::default, |order| assistance::WorklistOrder {
                field: match order.field {
                    WorklistOrderField::UploadedAt => OrderField::UploadedAt,
                    WorklistOrderField::PatientName => OrderField::PatientName,
                    WorklistOrderField::LastContactAt => OrderField::LastContactAt,
                },
                descending: order.direction == OrderDirection::Desc,
            });
        let filter = filter.unwrap_or_default().into_domain()?;
        let with_total = ctx.look_ahead().field("totalCount").exists();
        let found = assistance::worklist(
            app(ctx),
            &clinic,
            &filter,
            order,
            &page,
            wanted(&ctx.look_ahead()),
            with_total,
        )
        .await?;
        let rows = found.slice.items.iter().map(|request| request.row.request.id);
        record_shown(app(ctx), &caller(ctx).actor, clinic.id, "worklist.read", rows).await?;
        let total = found.total.and_then(|total| i32::try_from(total).ok()).unwrap_or_default();
        let page = Paged::new(found.slice.map(AssistanceRequest), |request| {
            assistance::row_key(order.field, &request.0.row)
        });
        Ok(AssistanceRequestConnection::new(page, total, found.cursor))
    }

    /// One request: staff see the clinic's, patients their own, a journey its own. Null where there is none
    /// such. What staff reads is recorded.
    async fn assistance_request(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Opaque id of the request.")] id: ID,
    ) -> Result<Option<AssistanceRequest>> {
        let look = ctx.look_ahead();
        let wanted = Wanted {
            attachments: look.field("order").field("attachments").exists(),
            services: look.field("services").exists(),
        };
        visible_request(ctx, GlobalId::from_global(&id), wanted).await
    }
}

impl WorklistFilter {
    fn into_domain(self) -> Result<assistance::WorklistFilter> {
        let payer_id = GlobalId::narrowing(self.payer_id.as_ref(), "filter.payerId")?;
        Ok(assistance::WorklistFilter {
            from: self.from.map(|day| day.0),
            to: self.to.map(|day| day.0),
            resolved: self.resolved,
            search: self.search,
            payer_id,
            needs_attention: self.needs_attention,
            states: self.states.map(|states| states.into_iter().map(Into::into).collect()),
        })
    }
}

/// What a connection's selection wants beside the rows.
fn wanted(connection: &Lookahead<'_>) -> Wanted {
    let rows = [connection.field("nodes"), connection.field("edges").field("node")];
    Wanted {
        attachments: rows.iter().any(|row| row.field("order").field("attachments").exists()),
        services: rows.iter().any(|row| row.field("services").exists()),
    }
}

/// A patient's requests as a connection, the newest first; its `feedCursor` is where the clinic's feed stood
/// before they were read.
///
/// # Errors
/// Where the arguments make no sense or the database does not answer.
pub async fn patient_requests(
    ctx: &Context<'_>,
    clinic_id: ClinicId,
    patient_id: PatientId,
    args: PageArgs,
) -> Result<AssistanceRequestConnection> {
    let page = args.resolve()?;
    let look = ctx.look_ahead();
    let cursor =
        load(ctx, FeedOf(clinic_id)).await?.ok_or_else(|| Error::internal("the clinic has no feed"))?;
    let total = match look.field("totalCount").exists() {
        true => load(ctx, RequestCountOf(clinic_id, patient_id)).await?.unwrap_or_default(),
        false => 0,
    };
    let slice = load_below(ctx, patient_id, RequestsPage { clinic_id, page, wanted: wanted(&look) }).await?;
    let rows = slice.items.iter().map(|request| request.row.request.id);
    record_shown(app(ctx), &caller(ctx).actor, clinic_id, "patient.requests_read", rows).await?;
    let page = Paged::new(slice.map(AssistanceRequest), |request| request.0.row.request.id);
    Ok(AssistanceRequestConnection::new(page, total, cursor))
}

/// A page of patients' requests.
#[derive(Clone, PartialEq, Eq, Hash)]
struct RequestsPage {
    clinic_id: ClinicId,
    page: Page<AssistanceRequestId>,
    wanted: Wanted,
}

impl Connected for RequestsPage {
    type Parent = PatientId;
    type Row = Arc<LoadedRequest>;

    async fn load(
        &self,
        app: &App,
        patients: &[PatientId],
    ) -> Result<HashMap<PatientId, Slice<Arc<LoadedRequest>>>> {
        requests_of_patients(&app.db, self.clinic_id, patients, &self.page, self.wanted).await
    }
}
