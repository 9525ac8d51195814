//! The live feeds in GraphQL. The rows of an event are loaded once for all subscribers of the node.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;

use async_graphql::{Context, SimpleObject, Subscription, Union};
use entity::enums::EventKind;
use entity::event;
use entity::ids::AssistanceRequestId;
use futures_util::{Stream, StreamExt};

use super::journey::{Journey, journey_of};
use super::objects::{AssistanceRequest, AssistanceRequestChange};
use crate::app::App;
use crate::features::assistance::{LoadedRequest, Wanted, load_requests};
use crate::features::audit::record_shown;
use crate::features::care_plans::graphql::{CarePlanJourney, care_plan_journey_of};
use crate::features::events::{Delivery, FeedCursor, FeedEvent, ResyncReason, subscribe};
use crate::graphql::{app, caller};
use crate::platform::actor::{Actor, JourneyScope, Permission};
use crate::platform::error::{Error, Result};
use crate::platform::stream_position::{ResumeAfter, StreamPosition};

/// A newly uploaded order (orden subida).
#[derive(SimpleObject)]
pub struct OrderUploaded {
    /// The event's position: resume after it.
    cursor: FeedCursor,
    /// The request, as it is now.
    assistance_request: AssistanceRequest,
}

/// Something changed about a request (novedad).
#[derive(SimpleObject)]
pub struct AssistanceRequestChanged {
    /// The event's position: resume after it.
    cursor: FeedCursor,
    /// What happened.
    kind: AssistanceRequestChange,
    /// The request, as it is now.
    assistance_request: AssistanceRequest,
}

/// Something changed about the holder's own request or appointment (novedad).
#[derive(SimpleObject)]
pub struct JourneyChanged {
    /// The event's position: resume after it.
    cursor: FeedCursor,
    /// What happened.
    kind: AssistanceRequestChange,
    /// The request, as it is now.
    assistance_request: AssistanceRequest,
    /// The journey, as it is now; null for a patient who signed in with a password.
    journey: Option<Journey>,
}

/// Something changed about a care plan of the caller's, its visits or its forms (novedad del tratamiento): read them
/// again.
#[derive(SimpleObject)]
pub struct CarePlanChanged {
    /// The event's position: resume after it.
    cursor: FeedCursor,
    /// The journey, as it is now; null for a patient who signed in with a password.
    journey: Option<CarePlanJourney>,
}

/// Nothing happened up to here (latido).
#[derive(SimpleObject)]
pub struct FeedHeartbeat {
    /// The subscriber's position: resume after it.
    pub(super) cursor: FeedCursor,
}

/// The feed cannot continue from the given cursor: read the worklist again and go on from its feedCursor.
#[derive(SimpleObject)]
pub struct FeedResync {
    /// Where the feed stands now; what follows comes after it.
    pub(super) cursor: FeedCursor,
    /// Why it cannot continue.
    pub(super) reason: ResyncReason,
}

/// What `orderUploaded` delivers.
#[derive(Union)]
pub enum OrderUploadedFrame {
    /// A newly uploaded order.
    OrderUploaded(OrderUploaded),
    /// Nothing happened.
    FeedHeartbeat(FeedHeartbeat),
    /// Read again.
    FeedResync(FeedResync),
}

/// What `worklistChanged` delivers.
#[derive(Union)]
pub enum WorklistFrame {
    /// Something changed.
    AssistanceRequestChanged(AssistanceRequestChanged),
    /// Nothing happened.
    FeedHeartbeat(FeedHeartbeat),
    /// Read again.
    FeedResync(FeedResync),
}

/// What `journeyChanged` delivers.
#[derive(Union)]
pub enum JourneyFrame {
    /// Something changed.
    JourneyChanged(JourneyChanged),
    /// Something changed about a care plan.
    CarePlanChanged(CarePlanChanged),
    /// Nothing happened.
    FeedHeartbeat(FeedHeartbeat),
    /// Read again.
    FeedResync(FeedResync),
}

/// Live feeds of requests. Each delivers at least once, in order and without gaps; each begins with a frame
/// that tells where it stands.
#[derive(Default)]
pub struct AssistanceSubscription;

#[Subscription]
impl AssistanceSubscription {
    /// Newly uploaded orders, as they are committed. Operators and administrators, and keys that read requests.
    async fn order_uploaded(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only what came after this position; from now on where left out.")] after: Option<
            FeedCursor,
        >,
    ) -> Result<impl Stream<Item = OrderUploadedFrame> + use<>> {
        caller(ctx).actor.require(Permission::ReadRequests)?;
        let frames =
            follow(ctx, after, "feed.order_read", |_, event| event.kind == EventKind::OrderUploaded).await?;
        Ok(frames.map(|frame| match frame {
            Frame::Changed { cursor, request, .. } => {
                OrderUploadedFrame::OrderUploaded(OrderUploaded { cursor, assistance_request: request })
            }
            Frame::Heartbeat(cursor) | Frame::OfCarePlan(cursor) => {
                OrderUploadedFrame::FeedHeartbeat(FeedHeartbeat { cursor })
            }
            Frame::Resync(cursor, reason) => OrderUploadedFrame::FeedResync(FeedResync { cursor, reason }),
        }))
    }

    /// Everything that changes a row of the worklist. Operators and administrators, and keys that read requests.
    async fn worklist_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only what came after this position; from now on where left out.")] after: Option<
            FeedCursor,
        >,
    ) -> Result<impl Stream<Item = WorklistFrame> + use<>> {
        caller(ctx).actor.require(Permission::ReadRequests)?;
        let frames =
            follow(ctx, after, "feed.request_read", |_, event| event.assistance_request_id.is_some()).await?;
        Ok(frames.map(|frame| match frame {
            Frame::Changed { cursor, kind, request } => {
                WorklistFrame::AssistanceRequestChanged(AssistanceRequestChanged {
                    cursor,
                    kind: kind.into(),
                    assistance_request: request,
                })
            }
            Frame::Heartbeat(cursor) | Frame::OfCarePlan(cursor) => {
                WorklistFrame::FeedHeartbeat(FeedHeartbeat { cursor })
            }
            Frame::Resync(cursor, reason) => WorklistFrame::FeedResync(FeedResync { cursor, reason }),
        }))
    }

    /// The holder's own request and appointment, or care plan with its visits and forms. Patients and journeys.
    async fn journey_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only what came after this position; from now on where left out.")] after: Option<
            FeedCursor,
        >,
    ) -> Result<impl Stream<Item = JourneyFrame> + use<>> {
        let actor = caller(ctx).actor.clone();
        actor.require(Permission::BookAsPatient)?;
        let app = app(ctx).clone();
        let frames = follow(ctx, after, "feed.request_read", |actor, event| match actor {
            Actor::Journey { scope: JourneyScope::Request(id), .. } => {
                event.assistance_request_id == Some(*id)
            }
            actor => {
                let of_request = event.assistance_request_id.is_some();
                let wanted = if of_request {
                    matches!(actor, Actor::Patient { .. })
                } else {
                    is_of_care_plan(event.kind)
                };
                wanted && event.patient_id.is_some() && event.patient_id == actor.patient_id()
            }
        })
        .await?;
        Ok(frames.then(move |frame| {
            let (app, actor) = (app.clone(), actor.clone());
            async move {
                match frame {
                    Frame::Changed { cursor, kind, request } => {
                        JourneyFrame::JourneyChanged(JourneyChanged {
                            cursor,
                            kind: kind.into(),
                            journey: insist(|| journey_of(&app, &actor)).await,
                            assistance_request: request,
                        })
                    }
                    Frame::OfCarePlan(cursor) => JourneyFrame::CarePlanChanged(CarePlanChanged {
                        cursor,
                        journey: insist(|| care_plan_journey_of(&app, &actor)).await,
                    }),
                    Frame::Heartbeat(cursor) => JourneyFrame::FeedHeartbeat(FeedHeartbeat { cursor }),
                    Frame::Resync(cursor, reason) => JourneyFrame::FeedResync(FeedResync { cursor, reason }),
                }
            }
        }))
    }
}

/// How long what could not be read is left alone.
const RETRY_AFTER: Duration = Duration::from_secs(1);

/// The requests of some events.
type Requests = HashMap<AssistanceRequestId, Arc<LoadedRequest>>;

enum Frame {
    Changed { cursor: FeedCursor, kind: EventKind, request: AssistanceRequest },
    OfCarePlan(FeedCursor),
    Heartbeat(FeedCursor),
    Resync(FeedCursor, ResyncReason),
}

/// The caller's clinic's feed, of which `keep` picks the events; a transport that can resume says where.
pub(super) async fn deliveries(
    ctx: &Context<'_>,
    after: Option<FeedCursor>,
    keep: fn(&Actor, &event::Model) -> bool,
) -> Result<impl Stream<Item = Delivery> + Send + use<>> {
    let actor = caller(ctx).actor.clone();
    let clinic_id = actor.clinic_id().ok_or(Error::Unauthenticated)?;
    let after = match ctx.data_opt::<ResumeAfter>() {
        Some(ResumeAfter(text)) => Some(
            FeedCursor::parse(text)
                .ok_or_else(|| Error::BadInput("`Last-Event-ID` is no cursor of a feed.".into()))?,
        ),
        None => after,
    };
    let position = ctx.data_opt::<StreamPosition>().cloned();
    let deliveries =
        subscribe(app(ctx).feed.clone(), clinic_id, after, move |event| keep(&actor, event)).await?;
    Ok(deliveries.inspect(move |delivery| {
        if let Some(position) = &position {
            position.set(delivery.cursor().to_string());
        }
    }))
}

/// The requests of the caller's clinic's feed, where `keep` picks their events. What staff see is recorded as `action`.
async fn follow(
    ctx: &Context<'_>,
    after: Option<FeedCursor>,
    action: &'static str,
    keep: fn(&Actor, &event::Model) -> bool,
) -> Result<impl Stream<Item = Frame> + Send + use<>> {
    let app: Arc<App> = app(ctx).clone();
    let viewer = caller(ctx).actor.clone();
    let clinic_id = viewer.clinic_id().ok_or(Error::Unauthenticated)?;
    let deliveries = deliveries(ctx, after, keep).await?;
    Ok(deliveries.filter_map(move |delivery| {
        let (app, viewer) = (app.clone(), viewer.clone());
        async move {
            let frame = frame(&app, delivery).await?;
            if let Frame::Changed { request, .. } = &frame {
                // Before it is shown: a frame that cannot be recorded waits, as one that cannot be read.
                let id = request.0.row.request.id;
                insist(|| record_shown(&app, &viewer, clinic_id, action, [id])).await;
            }
            Some(frame)
        }
    }))
}

/// What happens to visits, forms and care plans themselves.
fn is_of_care_plan(kind: EventKind) -> bool {
    use EventKind::*;
    matches!(
        kind,
        AppointmentBooked
            | AppointmentMoved
            | AppointmentCancelled
            | VisitStarted
            | VisitCompleted
            | VisitMissed
            | VisitReopened
            | CarePlanChanged
            | FormAsked
            | FormSubmitted
            | FormWithdrawn
    )
}

/// Tries until it succeeds. An error in the place of an event would lose the event: the next one carries a
/// cursor beyond it.
async fn insist<T, F>(load: impl Fn() -> F) -> T
where
    F: Future<Output = Result<T>>,
{
    loop {
        match load().await {
            Ok(value) => return value,
            Err(error) => {
                tracing::warn!(error = ?error, "an event could not be read or recorded; trying again");
                tokio::time::sleep(RETRY_AFTER).await;
            }
        }
    }
}

async fn frame(app: &App, delivery: Delivery) -> Option<Frame> {
    match delivery {
        Delivery::Heartbeat(cursor) => Some(Frame::Heartbeat(cursor)),
        Delivery::Resync(cursor, reason) => Some(Frame::Resync(cursor, reason)),
        Delivery::Event(cursor, event) if event.event.assistance_request_id.is_none() => {
            Some(Frame::OfCarePlan(cursor))
        }
        Delivery::Event(cursor, event) => {
            let request = insist(|| loaded_request(app, &event)).await?;
            Some(Frame::Changed { cursor, kind: event.event.kind, request: AssistanceRequest(request) })
        }
    }
}

/// The request of an event with everything that a row shows, loaded by whichever subscriber comes first, together
/// with those of the events that came with it.
async fn loaded_request(app: &App, event: &FeedEvent) -> Result<Option<Arc<LoadedRequest>>> {
    let Some(id) = event.event.assistance_request_id else { return Ok(None) };
    let loaded = event.loaded(async |events: &[event::Model]| {
        let ids: BTreeSet<_> = events.iter().filter_map(|event| event.assistance_request_id).collect();
        let ids: Vec<_> = ids.into_iter().collect();
        let rows = load_requests(&app.db, &ids, Wanted::ALL).await?;
        Ok(rows.into_iter().map(|row| (row.row.request.id, row)).collect::<Requests>())
    });
    Ok(loaded.await?.get(&id).cloned())
}
