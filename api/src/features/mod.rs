//! One folder a feature: `mod.rs` opens with what it is and what it guarantees, one file an operation,
//! `queries.rs` for reads, `graphql.rs` for types and thin resolvers.

pub mod appointments;
pub mod assistance;
pub mod audit;
pub mod auth;
pub mod care_plans;
pub mod catalog;
pub mod clinics;
pub mod events;
pub mod forms;
pub mod notifications;
pub mod orders;
pub mod patients;
pub mod reminders;
pub mod schedules;
