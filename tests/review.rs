//! The review of a request, from the claim to its end.

mod again;
mod booking;
mod claims;
mod closing;
mod confirming;
pub(crate) mod desk;
mod photos;
mod races;
mod states;
