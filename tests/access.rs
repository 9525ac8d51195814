//! Who may see and do what: every root field for every kind of caller, and what holds inside objects.

mod audit;
mod calls;
mod cast;
mod documents;
mod every_id;
mod fields;
mod foreign_ids;
mod root_fields;
mod rules;
mod shown;

pub use cast::Cast;
