//! Care plans (tratamientos): a patient, a practitioner (terapeuta), a service, and numbered visits.
//!
//! ```text
//! ACTIVE ── completeCarePlan ──▶ COMPLETED     no visit may be left booked or in progress
//!   └────── cancelCarePlan ────▶ CANCELLED     its coming visits are called off with it
//! ```
//!
//! A **visit** is an appointment of the plan (`appointments`): the same agenda, the same cells, the same rules for
//! moving and cancelling. Here is only what a visit needs of its plan: who may book it ([`book_visit`]), for which
//! service, with whom, and its number, one more than the highest that was not cancelled. The plan's row is locked
//! while a visit is booked or taken back and while the plan ends, so two visits booked at once get two numbers, and a
//! plan that has ended has no open visit. Numbers are those of booking; a visit that moves keeps its own.
//!
//! [`reassign_care_plan`] hands a plan over to another practitioner, who from then on sees it and is told of its forms;
//! the one before no longer, unless another plan or their agenda says so. Visits that are booked stay on their
//! resource, and so in the agenda of whose resource it is, until they move.
//!
//! Operators and administrators treat anybody; a practitioner sees and changes the plans in which they are the
//! practitioner, and makes them for patients whom they know already, from a plan or from their agenda. The patient,
//! and the holder of a link to the plan, see it and move or cancel its visits.
//!
//! Nothing here knows of reminders or forms: every change says so to the feed (`CarePlanChanged`, and the events of
//! appointments), and what is owed to the patient is derived from the rows.

mod access;
mod book_visit;
mod cancel_care_plan;
mod complete_care_plan;
mod create_care_plan;
mod direction;
pub mod graphql;
mod queries;
mod reassign_care_plan;

pub use access::may_see;
pub use book_visit::{BookVisit, book_visit};
pub use cancel_care_plan::{CancelCarePlan, cancel_care_plan};
pub use complete_care_plan::complete_care_plan;
pub use create_care_plan::{CreateCarePlan, create_care_plan};
pub use direction::Target;
pub use queries::{
    CarePlanFilter, CarePlanRow, Progress, care_plans_of_patients, find_care_plan, find_care_plans,
    practitioners_by_ids, practitioners_of, progress_of, search_care_plans,
};
pub use reassign_care_plan::{ReassignCarePlan, reassign_care_plan};
