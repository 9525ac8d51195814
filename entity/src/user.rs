//! A member of the clinic's staff (operador, representante).

use sea_orm::Select;
use sea_orm::entity::prelude::*;

use crate::enums::Role;
use crate::ids::{ClinicId, UserId};

/// A member of the clinic's staff (operador, representante).
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "user")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: UserId,
    /// The clinic that the row belongs to.
    pub clinic_id: ClinicId,
    /// Sign-in name, lower case, unique in the whole installation.
    pub email: String,
    /// Name that people read.
    pub name: String,
    /// Role.
    pub role: Role,
    /// Argon2id, PHC string.
    pub password_hash: String,
    /// Where somebody else gave this password: until when it can be exchanged for one of their own.
    pub one_time_until: Option<DateTimeUtc>,
    /// Since when the account is closed.
    pub disabled_at: Option<DateTimeUtc>,
    /// Counts the changes of name, role and access.
    pub version: i32,
    /// When the row was made.
    pub created_at: DateTimeUtc,
}

/// Joins are written where they are read.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// Whether they treat at the clinic: a practitioner who has not left.
    pub fn treats(&self) -> bool {
        self.role == Role::Practitioner && self.disabled_at.is_none()
    }
}

/// Those who treat at a clinic.
pub fn practitioners(clinic_id: ClinicId) -> Select<Entity> {
    Entity::find()
        .filter(Column::ClinicId.eq(clinic_id))
        .filter(Column::Role.eq(Role::Practitioner))
        .filter(Column::DisabledAt.is_null())
}
