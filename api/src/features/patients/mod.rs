//! Patients: who they are, how they are reached, who pays for them.
//!
//! Nothing goes further without a mobile phone: [`confirm_contact`] is what a patient passes before an order
//! can be submitted.

mod confirm_contact;
pub mod graphql;
mod queries;

pub use confirm_contact::{ConfirmContact, confirm_contact, mobile_phone_required};
pub use queries::{
    PatientRow, add_patient_columns, find_patient, find_patients, patient_ids_matching, search_patients,
};
