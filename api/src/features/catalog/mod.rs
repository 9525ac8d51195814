//! The catalogue: what the clinic does (prestaciones), in which circuits, at which sites and with which
//! resources, and who pays for it.
//!
//! - Several services go together only where one circuit holds them all and allows it ([`combinable`]); the
//!   review of an order and the search of slots ask the same rule.
//! - Who pays is decided by one pure function ([`decide`]): the rule of the patient's plan wins over the rule
//!   of the payer; where nobody said anything nothing is claimed, and booking goes on.
//! - A search reads the clinic's catalogue and ranks it in memory: some thousands of rows, never stale.

mod check_coverage;
mod combine_services;
pub mod graphql;
mod queries;
mod search_services;

pub use check_coverage::{Coverage, CoverageCheck, Decided, check_coverage, decide, decide_for_patient};
pub use combine_services::{MAX_SERVICES, combinable, find_services_to_combine, unknown_service};
pub use queries::{
    ServiceRow, circuits_of, find_resources, find_service, find_services, find_sites, sites_of,
};
pub use search_services::{ServiceKey, search_services};
