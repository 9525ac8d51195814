//! Opaque Relay ids: base64url of `Type:uuid`. Clients must not look inside.

use async_graphql::ID;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use entity::ids;
use uuid::Uuid;

use super::error::{Error, Result};

/// An id that the GraphQL schema shows.
pub trait GlobalId: Copy + Into<Uuid> + From<Uuid> {
    /// Name of the GraphQL type.
    const TYPE: &'static str;

    /// The opaque id.
    fn to_global(self) -> ID {
        encode(Self::TYPE, self.into())
    }

    /// Reads an opaque id of this type; none where it is malformed or of another type.
    fn from_global(id: &ID) -> Option<Self> {
        let (kind, uuid) = decode(id)?;
        (kind == Self::TYPE).then(|| Self::from(uuid))
    }

    /// Reads the argument `name` that narrows a list; none where it was left out.
    ///
    /// # Errors
    /// `BadInput` where it is malformed or of another type: an empty list would hide the mistake.
    fn narrowing(id: Option<&ID>, name: &str) -> Result<Option<Self>> {
        id.map(|id| Self::listed(id, name)).transpose()
    }

    /// Reads one of the ids of the argument `name`.
    ///
    /// # Errors
    /// `BadInput` where it is malformed or of another type.
    fn listed(id: &ID, name: &str) -> Result<Self> {
        Self::from_global(id).ok_or_else(|| Error::BadInput(format!("`{name}` is unknown.")))
    }

    /// Reads an opaque id of this type where one that is malformed is as good as one that no row has.
    fn read(id: &ID) -> Self {
        Self::from_global(id).unwrap_or_else(|| Self::from(Uuid::nil()))
    }
}

macro_rules! global_ids {
    ($($id:ident => $name:literal,)*) => {$(
        impl GlobalId for ids::$id {
            const TYPE: &'static str = $name;
        }
    )*};
}

global_ids! {
    ClinicId => "Clinic",
    UserId => "User",
    PatientId => "Patient",
    ApiKeyId => "Integration",
    UploadId => "Upload",
    MedicalOrderId => "MedicalOrder",
    OrderAttachmentId => "OrderAttachment",
    AssistanceRequestId => "AssistanceRequest",
    NotificationId => "Notification",
    JourneyLinkId => "Journey",
    CircuitId => "Circuit",
    ServiceId => "Service",
    PayerId => "Payer",
    PlanId => "Plan",
    CoverageRuleId => "CoverageRule",
    SiteId => "Site",
    ResourceId => "Resource",
    SlotHoldId => "SlotHold",
    AppointmentId => "Appointment",
    CarePlanId => "CarePlan",
    AlertId => "Alert",
    FormDefinitionId => "FormDefinition",
    FormRuleId => "FormRule",
    FormId => "Form",
}

/// Makes an opaque id.
pub fn encode(kind: &str, id: Uuid) -> ID {
    ID(URL_SAFE_NO_PAD.encode(format!("{kind}:{}", id.simple())))
}

/// Reads an opaque id: its type's name and its key.
pub fn decode(id: &ID) -> Option<(String, Uuid)> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(id.as_bytes()).ok()?).ok()?;
    let (kind, uuid) = text.split_once(':')?;
    Some((kind.to_owned(), Uuid::try_parse(uuid).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_read_as_its_own_type_only() {
        let id = ids::PatientId(Uuid::from_u128(7));
        assert_eq!(ids::PatientId::from_global(&id.to_global()), Some(id));
        assert_eq!(ids::UserId::from_global(&id.to_global()), None);
        assert_eq!(ids::PatientId::from_global(&ID::from("not an id")), None);
    }
}
