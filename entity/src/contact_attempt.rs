//! A contact with the patient that staff registered (fechacontacto, usuariocontacto, mensajecontacto).

use sea_orm::entity::prelude::*;

use crate::ids::{AssistanceRequestId, ClinicId, ContactAttemptId, UserId};

/// A contact with the patient that staff registered (fechacontacto, usuariocontacto, mensajecontacto).
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "contact_attempt")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ContactAttemptId,
    /// The clinic that the row belongs to.
    pub clinic_id: ClinicId,
    /// Assistance request.
    pub assistance_request_id: AssistanceRequestId,
    /// User.
    pub user_id: UserId,
    /// At.
    pub at: DateTimeUtc,
    /// Message.
    pub message: String,
}

/// Joins are written where they are read.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
