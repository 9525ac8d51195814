//! Something that a patient answered to a message.

use sea_orm::entity::prelude::*;

use crate::ids::{AssistanceRequestId, ClinicId, PatientId, PatientReplyId};

/// Something that a patient answered to a message.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "patient_reply")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PatientReplyId,
    /// The clinic that the row belongs to.
    pub clinic_id: ClinicId,
    /// None where the number is nobody's.
    pub patient_id: Option<PatientId>,
    /// The request that the answer is shown on.
    pub assistance_request_id: Option<AssistanceRequestId>,
    /// Text.
    pub text: String,
    /// What a tapped button carries.
    pub button_payload: Option<String>,
    /// The provider's id of the message, unique in the clinic.
    pub provider_id: String,
    /// Received: when it happened.
    pub received_at: DateTimeUtc,
}

/// Joins are written where they are read.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
