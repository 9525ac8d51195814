//! Orders (órdenes médicas): the photos that a patient sends, and what becomes of them.
//!
//! A photo comes in two steps. It is *staged* over HTTP ([`stage_upload`]): inspected, its metadata taken off,
//! a preview made, both files durable, and only then acknowledged with an id. Then a mutation *submits* ids:
//! [`submit_order`] makes a `medical_order` with its `order_attachment`s and the `assistance_request` around
//! it in one transaction; [`add_photos`] adds pages to an order whose request waits for a better photo.
//!
//! An upload goes one way, and each step is a conditional update of its row:
//!
//! | | `stored_at` | `used_at` | `discarded_at` |
//! |---|---|---|---|
//! | being stored, or being removed | – | – | – |
//! | staged: acknowledged, may be submitted | set | – | – |
//! | part of an order | set | set | – |
//! | removed, its files are gone | – | – | set |
//!
//! The row is written before the files, so that whatever a crash leaves behind is known and swept
//! ([`sweep_uploads`]); it says `stored_at` only once the files are durable. An order's files are never changed,
//! overwritten or removed.
//!
//! Files are read under signed addresses ([`FileAddress`]) that last ten minutes and say for whom they were
//! made, so that reading is audited as that person.

mod add_photos;
mod file_address;
mod queries;
mod read_file;
mod stage_upload;
mod submission;
mod submit_order;
mod sweep_uploads;
mod take_uploads;
mod upload_gate;
mod upload_problem;

pub mod graphql;

pub use add_photos::{AddPhotos, add_photos};
pub use file_address::{AddressError, FileAddress, Variant};
pub use queries::{attachments_of_orders, find_attachment, find_order};
pub use read_file::{OpenedFile, open_file};
pub use stage_upload::{StagedUpload, may_stage, stage_upload};
pub use submit_order::{SubmitOrder, submit_order};
pub use sweep_uploads::sweep_uploads;
pub use upload_gate::{Incoming, UploadGate};
pub use upload_problem::UploadProblem;
