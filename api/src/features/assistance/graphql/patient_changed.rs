//! The live feed of what is known of patients, with a request or without.

use async_graphql::{Context, ID, SimpleObject, Subscription, Union};
use futures_util::{Stream, StreamExt};

use super::live::{FeedHeartbeat, FeedResync, deliveries};
use super::objects::AssistanceRequestChange;
use crate::features::events::{Delivery, FeedCursor};
use crate::graphql::caller;
use crate::platform::actor::Permission;
use crate::platform::error::Result;
use crate::platform::global_id::GlobalId;

/// Something changed about a patient (novedad del paciente): their data, requests, appointments, care plans, forms,
/// messages or alerts. Read them again.
#[derive(SimpleObject)]
pub struct PatientChanged {
    /// The event's position: resume after it.
    cursor: FeedCursor,
    /// What happened.
    kind: AssistanceRequestChange,
    /// Opaque id of the patient.
    patient_id: ID,
}

/// What `patientChanged` delivers.
#[derive(Union)]
pub enum PatientFrame {
    /// Something changed.
    PatientChanged(PatientChanged),
    /// Nothing happened.
    FeedHeartbeat(FeedHeartbeat),
    /// Read again.
    FeedResync(FeedResync),
}

/// The live feed of patients. As the feeds of requests, it delivers at least once, in order and without gaps.
#[derive(Default)]
pub struct PatientSubscription;

#[Subscription]
impl PatientSubscription {
    /// Everything that changes what is known of a patient, with a request or without: visits, forms, messages and alerts
    /// too. It says of whom; what is for the caller to read. Operators and administrators, and keys that read requests.
    async fn patient_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only what came after this position; from now on where left out.")] after: Option<
            FeedCursor,
        >,
    ) -> Result<impl Stream<Item = PatientFrame> + use<>> {
        caller(ctx).actor.require(Permission::ReadRequests)?;
        let deliveries = deliveries(ctx, after, |_, event| event.patient_id.is_some()).await?;
        Ok(deliveries.filter_map(async |delivery| frame(delivery)))
    }
}

fn frame(delivery: Delivery) -> Option<PatientFrame> {
    Some(match delivery {
        Delivery::Event(cursor, event) => {
            let (kind, patient_id) = (event.event.kind.into(), event.event.patient_id?.to_global());
            PatientFrame::PatientChanged(PatientChanged { cursor, kind, patient_id })
        }
        Delivery::Heartbeat(cursor) => PatientFrame::FeedHeartbeat(FeedHeartbeat { cursor }),
        Delivery::Resync(cursor, reason) => PatientFrame::FeedResync(FeedResync { cursor, reason }),
    })
}
