//! A patient of one clinic (paciente).

use sea_orm::entity::prelude::*;

use crate::enums::DocumentType;
use crate::ids::{ClinicId, PatientId, PayerId, PlanId};

/// A patient of one clinic (paciente).
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "patient")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PatientId,
    /// The clinic that the row belongs to.
    pub clinic_id: ClinicId,
    /// Given name.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// Document type.
    pub document_type: DocumentType,
    /// Document number, canonical: digits only for a DNI, upper case otherwise. Unique with its type in the clinic.
    pub national_id: String,
    /// The day of birth; none where it is not known.
    pub birth_date: Option<Date>,
    /// Canonical E.164, `+549…` for Argentina.
    pub mobile_phone: Option<String>,
    /// Since when it is this number; none where it was the first.
    pub mobile_phone_since: Option<DateTimeUtc>,
    /// The number with which the patient proved to have the telephone.
    pub verified_phone: Option<String>,
    /// Verified phone: when it happened.
    pub verified_phone_at: Option<DateTimeUtc>,
    /// Email.
    pub email: Option<String>,
    /// Since when it is this address; none where it was the first.
    pub email_since: Option<DateTimeUtc>,
    /// When the patient asked for no reminders by e-mail.
    pub email_opt_out_at: Option<DateTimeUtc>,
    /// When the patient asked for no reminders by WhatsApp.
    pub whatsapp_opt_out_at: Option<DateTimeUtc>,
    /// When the patient last confirmed telephone and e-mail.
    pub contact_confirmed_at: Option<DateTimeUtc>,
    /// Payer.
    pub payer_id: Option<PayerId>,
    /// Plan.
    pub plan_id: Option<PlanId>,
    /// Number on the payer's card (afiliado, credencial).
    pub member_number: Option<String>,
    /// Argon2id; none until the patient signs up.
    pub password_hash: Option<String>,
    /// Where somebody else gave this password: until when it can be exchanged for one of their own.
    pub one_time_until: Option<DateTimeUtc>,
    /// Folded 'family, given', for sorting.
    pub sort_name: String,
    /// Counts the changes.
    pub version: i32,
    /// When the row was made.
    pub created_at: DateTimeUtc,
}

/// Joins are written where they are read.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
