//! The catalogue: what the clinic does (prestaciones), in which circuits, at which sites and with which
//! resources, and who pays for it.
//!
//! - Several services go together only where one circuit holds them all and allows it ([`combinable`]); the
//!   review of an order and the search of slots ask the same rule.
//! - Who pays is decided by one pure function ([`decide`]): the rule of the patient's plan wins over the rule
//!   of the payer; where nobody said anything nothing is claimed, and booking goes on.
//! - A search reads the clinic's catalogue and ranks it in memory: some thousands of rows, never stale.
//!
//! Administrators change it. Every row counts its changes (`version`), and who saw an older one is refused, so that
//! two of them never undo each other's work unseen. Nothing that orders, patients or appointments name is deleted:
//! it is disabled, and enabled again. What patients were told already is not pulled from under them: a change by which
//! services no longer go together, or a resource stands elsewhere or is another's, is refused with how many requests or
//! appointments it would contradict. Not so disabling a service: nothing more is booked then, and what is booked can be
//! cancelled but not moved; `openRequests` tells how many wait.

mod check_coverage;
mod choose_coverage;
mod combine_services;
mod edits;
pub mod graphql;
mod open_requests;
mod payers;
mod queries;
mod save_circuit;
mod save_payer;
mod save_plan;
mod save_resource;
mod save_service;
mod save_site;
mod search_services;
mod set_coverage_rule;

pub use check_coverage::{Coverage, CoverageCheck, Decided, check_coverage, decide, decide_for_patient};
pub use choose_coverage::{CoverageChoice, obstacle_to_choice};
pub use combine_services::{
    MAX_SERVICES, combinable, find_booked_services, find_services_to_combine, keep_still, unknown_service,
};
pub use open_requests::open_requests_for;
pub use payers::{
    CoverageRuleFilter, CoverageRuleKey, CoverageRuleRow, find_payers, find_plans, list_coverage_rules,
    list_payers, payers_in_use, plans_of_payers,
};
pub use queries::{
    ResourceRow, ServiceRow, circuits_of, find_resource, find_resources, find_service, find_services,
    find_sites, list_resources, resources_of_services, sites_of,
};
pub use save_circuit::{CircuitChange, CreateCircuit, create_circuit, update_circuit};
pub use save_payer::{CreatePayer, PayerChange, create_payer, update_payer};
pub use save_plan::{CreatePlan, PlanChange, create_plan, update_plan};
pub use save_resource::{CreateResource, ResourceChange, create_resource, update_resource};
pub use save_service::{CreateService, ServiceChange, create_service, update_service};
pub use save_site::{CreateSite, SiteChange, create_site, update_site};
pub use search_services::{ServiceKey, search_services};
pub use set_coverage_rule::{SetCoverageRule, remove_coverage_rule, set_coverage_rule};
