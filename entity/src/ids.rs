//! Typed ids: one newtype over a UUIDv7 for each table, so that a patient's id never passes for an order's.

use sea_orm::entity::prelude::Uuid;

macro_rules! typed_ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, sea_orm::DeriveValueType, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl sea_orm::TryFromU64 for $name {
            fn try_from_u64(_: u64) -> Result<Self, sea_orm::DbErr> {
                Err(sea_orm::DbErr::ConvertFromU64(stringify!($name)))
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}

typed_ids! {
    /// A clinic: tenant, sharding key, and the unit in which events are ordered.
    ClinicId
    /// A member of the clinic's staff.
    UserId
    /// A patient of one clinic.
    PatientId
    /// A signed-in session of staff, patient or journey.
    SessionId
    /// An integration's API key.
    ApiKeyId
    /// A staged upload.
    UploadId
    /// A medical order (orden médica).
    MedicalOrderId
    /// One page or file of a medical order.
    OrderAttachmentId
    /// A request for assistance (solicitud de asistencia).
    AssistanceRequestId
    /// A contact that staff registered on a request.
    ContactAttemptId
    /// One confirmation of a review (confirmar envío).
    DispatchId
    /// A message in the outbox and ledger.
    NotificationId
    /// One attempt to hand a message over.
    NotificationAttemptId
    /// A body received from a provider's webhook.
    WebhookDeliveryId
    /// Something that a patient answered.
    PatientReplyId
    /// A personal link to one request.
    JourneyLinkId
    /// A group of services with common rules of combination (circuito).
    CircuitId
    /// A bookable service (prestación).
    ServiceId
    /// Who pays: obra social, prepaga, self-pay.
    PayerId
    /// A payer's plan.
    PlanId
    /// A place of the clinic (sede).
    SiteId
    /// A bookable device, room or professional.
    ResourceId
    /// A weekly working rule of a resource.
    ScheduleId
    /// A day on which a resource's weekly rules do not hold.
    ScheduleExceptionId
    /// A rule about who covers a service.
    CoverageRuleId
    /// A temporary reservation of a slot.
    SlotHoldId
    /// An appointment (turno).
    AppointmentId
    /// A treatment: a patient, a practitioner and numbered visits.
    CarePlanId
    /// What a form asks, in all its versions.
    FormDefinitionId
    /// When a form is asked for.
    FormRuleId
    /// A form asked of a patient.
    FormId
    /// Something that could not be said in time.
    AlertId
}
