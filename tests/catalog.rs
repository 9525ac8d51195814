//! The catalogue: services as people write them, circuits, who pays; and the contact that a patient confirms.

mod contact;
mod coverage;
mod details;
mod search;
