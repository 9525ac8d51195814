//! The catalogue: services as people write them, circuits, who pays; the contact that a patient confirms, and what
//! staff put right.

mod contact;
mod correcting;
mod coverage;
mod details;
mod search;
