//! A signed-in session. Only the SHA-256 of its token is stored.

use sea_orm::entity::prelude::*;

use crate::enums::SessionKind;
use crate::ids::{ClinicId, JourneyLinkId, PatientId, SessionId, UserId};

/// A signed-in session. Only the SHA-256 of its token is stored.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "session")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SessionId,
    /// The clinic that the row belongs to.
    pub clinic_id: ClinicId,
    /// Kind.
    pub kind: SessionKind,
    /// SHA-256 of the bearer token.
    pub token_hash: Vec<u8>,
    /// User.
    pub user_id: Option<UserId>,
    /// The patient; for a journey, the patient of its request.
    pub patient_id: Option<PatientId>,
    /// Journey link.
    pub journey_link_id: Option<JourneyLinkId>,
    /// When the row was made.
    pub created_at: DateTimeUtc,
    /// Expires: when it happened.
    pub expires_at: DateTimeUtc,
    /// Revoked: when it happened.
    pub revoked_at: Option<DateTimeUtc>,
}

/// Joins are written where they are read.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
