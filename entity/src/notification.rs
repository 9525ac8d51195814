//! The outbox, and the ledger of what a person received.

use sea_orm::entity::prelude::*;

use crate::enums::{NotificationChannel, NotificationKind, NotificationState};
use crate::ids::{
    AppointmentId, AssistanceRequestId, CarePlanId, ClinicId, DispatchId, FormId, NotificationId, PatientId,
    UserId,
};

/// The outbox, and the ledger of what a person received.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "notification")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: NotificationId,
    /// The clinic that the row belongs to.
    pub clinic_id: ClinicId,
    /// The patient whom it concerns, and to whom it goes unless it is for staff.
    pub patient_id: PatientId,
    /// The member of staff to whom it goes.
    pub user_id: Option<UserId>,
    /// Assistance request.
    pub assistance_request_id: Option<AssistanceRequestId>,
    /// Care plan.
    pub care_plan_id: Option<CarePlanId>,
    /// Appointment.
    pub appointment_id: Option<AppointmentId>,
    /// The form that it is about.
    pub form_id: Option<FormId>,
    /// Dispatch.
    pub dispatch_id: Option<DispatchId>,
    /// Kind.
    pub kind: NotificationKind,
    /// Channel.
    pub channel: NotificationChannel,
    /// State.
    pub state: NotificationState,
    /// One obligation, one row: unique in the clinic.
    pub dedupe_key: String,
    /// What the message is about and cannot be derived later (for instance the reason for a new photo).
    #[sea_orm(column_type = "JsonBinary")]
    pub payload: Json,
    /// What the newest attempt told, as facts: the start of a visit, the forms whose links it carried.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub carried: Option<Json>,
    /// Not before.
    pub due_at: DateTimeUtc,
    /// Not after.
    pub expires_at: DateTimeUtc,
    /// When a worker may take it; `due_at` at first, later by back-off.
    pub next_attempt_at: DateTimeUtc,
    /// Attempts.
    pub attempts: i32,
    /// Who holds it while `sending`.
    pub lease_token: Option<Uuid>,
    /// Lease until.
    pub lease_until: Option<DateTimeUtc>,
    /// The provider's name for the message.
    pub provider_id: Option<String>,
    /// When the provider accepted it.
    pub sent_at: Option<DateTimeUtc>,
    /// Delivered: when it happened.
    pub delivered_at: Option<DateTimeUtc>,
    /// Read: when it happened.
    pub read_at: Option<DateTimeUtc>,
    /// Why it is failed, superseded, suppressed or expired: a stable word.
    pub reason: Option<String>,
    /// The provider's or the rule's own words, without personal data.
    pub reason_detail: Option<String>,
    /// When the row was made.
    pub created_at: DateTimeUtc,
}

/// Joins are written where they are read.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
