//! Requests for assistance in GraphQL: the objects, the grid, the mutations, the live feeds.

mod journey;
mod live;
mod loaders;
mod mutations;
mod objects;
mod patient_changed;
mod worklist;

pub use journey::{Journey, JourneyQuery, journey_of};
pub use live::AssistanceSubscription;
pub use loaders::{AppointmentOf, RequestOf};
pub use mutations::AssistanceMutation;
pub use objects::{
    AssistanceRequest, AssistanceRequestChange, AssistanceRequestOutcome, AssistanceRequestState,
    visible_request,
};
pub use patient_changed::PatientSubscription;
pub use worklist::{AssistanceQuery, AssistanceRequestConnection, patient_requests};
