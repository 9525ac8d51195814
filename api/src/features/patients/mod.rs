//! Patients: who they are, how they are reached, who pays for them.
//!
//! Nothing goes further without a mobile phone: [`confirm_contact`] is what a patient passes before an order
//! can be submitted. When they were born and who pays for them patients may tell, when signing up or later
//! ([`PersonalDetails`]). What is wrong in the rest of their data ([`PatientData`]) staff put right, at the desk.

mod confirm_contact;
mod correct_patient;
pub mod graphql;
mod patient_data;
mod personal_details;
mod queries;
mod search_terms;
mod tell_open_requests;

pub use confirm_contact::{ConfirmContact, confirm_contact, mobile_phone_required};
pub use correct_patient::{CorrectPatient, correct_patient};
pub use patient_data::PatientData;
pub use personal_details::{PersonalDetails, set_personal_details};
pub use queries::{
    PatientRow, add_patient_columns, find_patient, find_patients, patient_ids_matching, search_patients,
    treats_patient,
};
pub use search_terms::{index_patient, search_terms, sort_name};
