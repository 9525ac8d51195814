//! Requests for assistance (solicitudes de asistencia): the operator's worklist, the review, the dispatch.
//!
//! States and what leads from one to the next:
//!
//! ```text
//! PENDING_REVIEW ── confirmDispatch ──▶ DISPATCH_PLANNED ── message accepted ──▶ DISPATCHED ── booked ──▶ BOOKED
//!   ▲   ▲  │                              │  amendDispatch: a new confirmation takes the old one's place
//!   │   │  └─ requestNewPhoto ─▶ AWAITING_PHOTO ── photos added ─▶ PENDING_REVIEW
//!   │   └──── cancelDispatch ─────────────┘
//!   └──────── reopen ◀── RESOLVED, VOIDED, DISPATCHED, AWAITING_PHOTO, NEEDS_ATTENTION, and
//!                        DISPATCH_PLANNED once a worker has its message
//! a message that cannot be said or delivered ─▶ NEEDS_ATTENTION, with the reason
//! resolve, void: from every state that is not closed
//! ```
//!
//! Guarantees. A review mutation locks the request's row, so two operators are one after the other, and the
//! second learns it by `STALE_VERSION`. Until its message is claimed by a worker a confirmation can be
//! amended or cancelled; whether it still can is decided by one conditional update of the message, so that
//! no message of a superseded confirmation is ever sent. A request and its services, event, audit entry and
//! message commit together.

mod amend_dispatch;
mod assign_appointment;
mod cancel_dispatch;
mod claim;
mod compose;
mod confirm_dispatch;
pub mod graphql;
mod link_external_appointment;
mod loading;
mod queries;
mod register_contact;
mod reopen;
mod request_new_photo;
mod resolve;
mod review;
mod void;
mod worklist;

pub use amend_dispatch::amend_dispatch;
pub use assign_appointment::{AssignAppointment, assign_appointment};
pub use cancel_dispatch::cancel_dispatch;
pub use claim::{claim_request, release_request};
pub use compose::{compose, settled};
pub use confirm_dispatch::{ConfirmDispatch, confirm_dispatch};
pub use link_external_appointment::{LinkExternalAppointment, link_external_appointment};
pub use loading::{LoadedRequest, RequestRow, Wanted, load_requests};
pub use queries::{
    confirmers_of, contact_attempts_of, count_requests_of_patients, dispatches_of, find_request,
    requests_of_patients,
};
pub use register_contact::{RegisterContact, register_contact};
pub use reopen::reopen_request;
pub use request_new_photo::{RequestNewPhoto, request_new_photo};
pub use resolve::{ResolveRequest, resolve_request};
pub use review::Target;
pub use void::{VoidRequest, void_request};
pub use worklist::{OrderField, WorklistFilter, WorklistOrder, WorklistPage, row_key, worklist};
