//! The operator's grid: what a row shows, what narrows it, how it is sorted and paged, what it costs.

mod budget;
mod columns;
mod filters;
mod nested;
mod paging;
mod plans;
pub(crate) mod rows;
