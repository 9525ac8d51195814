//! Who is asking, and what each kind of asker may do. Access is denied unless a line of
//! [`Actor::may`] allows it.

use entity::enums::{ActorKind, Role};
use entity::ids::{
    ApiKeyId, AssistanceRequestId, CarePlanId, ClinicId, JourneyLinkId, PatientId, SessionId, UserId,
};
use uuid::Uuid;

use super::error::{Error, Result};

/// Who is asking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// Nobody is signed in.
    Anonymous,
    /// A member of staff.
    User {
        /// Their clinic.
        clinic_id: ClinicId,
        /// Who.
        user_id: UserId,
        /// What they may do.
        role: Role,
        /// Their session.
        session_id: SessionId,
    },
    /// A patient, for their own data.
    Patient {
        /// Their clinic.
        clinic_id: ClinicId,
        /// Who.
        patient_id: PatientId,
        /// Their session.
        session_id: SessionId,
    },
    /// The holder of a journey link, for what the link leads to.
    Journey {
        /// The link's clinic.
        clinic_id: ClinicId,
        /// The patient to whom the link was sent.
        patient_id: PatientId,
        /// What the link leads to.
        scope: JourneyScope,
        /// The link that was opened.
        link_id: JourneyLinkId,
        /// The session.
        session_id: SessionId,
    },
    /// An API key with scopes.
    Integration {
        /// The key's clinic.
        clinic_id: ClinicId,
        /// Which key.
        key_id: ApiKeyId,
        /// What it was given.
        scopes: Vec<Scope>,
    },
    /// The system itself: workers and webhooks of one clinic.
    System {
        /// The clinic that it works for.
        clinic_id: ClinicId,
    },
}

/// What a journey link leads to, and with it all that its holder may see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum JourneyScope {
    /// One request, its appointment and its forms.
    Request(AssistanceRequestId),
    /// One care plan, its visits and its forms.
    CarePlan(CarePlanId),
}

impl JourneyScope {
    /// From the columns of a link, of which one is set.
    pub fn from_columns(request: Option<AssistanceRequestId>, plan: Option<CarePlanId>) -> Option<Self> {
        request.map(Self::Request).or(plan.map(Self::CarePlan))
    }

    /// The request, where it is one.
    pub fn request(self) -> Option<AssistanceRequestId> {
        match self {
            Self::Request(id) => Some(id),
            Self::CarePlan(_) => None,
        }
    }

    /// The care plan, where it is one.
    pub fn care_plan(self) -> Option<CarePlanId> {
        match self {
            Self::CarePlan(id) => Some(id),
            Self::Request(_) => None,
        }
    }

    /// Whether something that belongs to this request, or to this care plan, is within it.
    pub fn covers(self, request: Option<AssistanceRequestId>, plan: Option<CarePlanId>) -> bool {
        match self {
            Self::Request(id) => request == Some(id),
            Self::CarePlan(id) => plan == Some(id),
        }
    }
}

/// What an API key may be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, async_graphql::Enum)]
pub enum Scope {
    /// Read the worklist, requests, orders and their patients.
    RequestsRead,
    /// Register what happened to a request in the clinic's own systems, such as an external appointment.
    RequestsWrite,
    /// Read the catalogue, sites and free slots.
    CatalogRead,
    /// Read appointments.
    AppointmentsRead,
}

/// Something that a rule allows or denies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    /// Read the worklist and any request, order or patient of the clinic, and follow the feed.
    ReadRequests,
    /// Review requests: claim, contact, confirm, resolve, void, book for the patient.
    Review,
    /// Link an appointment of the clinic's own agenda.
    LinkExternal,
    /// Read the catalogue and search slots.
    ReadCatalog,
    /// Read the clinic's appointments; practitioners those of their own agenda only.
    ReadAppointments,
    /// See care plans, make and end them, book their visits and record how visits went; practitioners their own
    /// only.
    Treat,
    /// Change catalogue, agenda, users, keys and settings.
    Administer,
    /// Tell who one is and how one is reached, and submit an order.
    SubmitOrder,
    /// Stage uploads, and add them to a request of one's own that waits for a better photo.
    AddPhotos,
    /// Book, move and cancel as the patient.
    BookAsPatient,
    /// Read and fill in forms: patients and holders of links their own, staff on behalf of a patient, and
    /// practitioners of the patients of their own care plans.
    FillForms,
    /// Ask patients for forms and take them back, and read what may be asked and when.
    AskForms,
}

/// Somebody with an identity, after a rule let them through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Principal {
    /// The clinic in which they act.
    pub clinic_id: ClinicId,
    /// The member of staff, where it is one.
    pub user_id: Option<UserId>,
}

impl Actor {
    /// Whether a rule allows it.
    pub fn may(&self, permission: Permission) -> bool {
        use Permission::*;
        match self {
            Self::Anonymous => false,
            Self::User { role: Role::Administrator, .. } => {
                matches!(
                    permission,
                    ReadRequests
                        | Review
                        | LinkExternal
                        | ReadCatalog
                        | ReadAppointments
                        | Treat
                        | Administer
                        | FillForms
                        | AskForms
                )
            }
            Self::User { role: Role::Operator, .. } => {
                matches!(
                    permission,
                    ReadRequests
                        | Review
                        | LinkExternal
                        | ReadCatalog
                        | ReadAppointments
                        | Treat
                        | FillForms
                        | AskForms
                )
            }
            Self::User { role: Role::Practitioner, .. } => {
                matches!(permission, ReadCatalog | ReadAppointments | Treat | FillForms | AskForms)
            }
            Self::Patient { .. } => {
                matches!(permission, SubmitOrder | AddPhotos | BookAsPatient | ReadCatalog | FillForms)
            }
            Self::Journey { .. } => {
                matches!(permission, AddPhotos | BookAsPatient | ReadCatalog | FillForms)
            }
            Self::Integration { scopes, .. } => match permission {
                ReadRequests => scopes.contains(&Scope::RequestsRead),
                LinkExternal => scopes.contains(&Scope::RequestsWrite),
                ReadCatalog => scopes.contains(&Scope::CatalogRead),
                ReadAppointments => scopes.contains(&Scope::AppointmentsRead),
                Review | Treat | Administer | SubmitOrder | AddPhotos | BookAsPatient | FillForms
                | AskForms => false,
            },
            Self::System { .. } => false,
        }
    }

    /// Lets the actor through or says why not.
    ///
    /// # Errors
    /// `Unauthenticated` where nobody is signed in, `Forbidden` where no rule allows it.
    pub fn require(&self, permission: Permission) -> Result<Principal> {
        let clinic_id = self.clinic_id().ok_or(Error::Unauthenticated)?;
        if !self.may(permission) {
            return Err(Error::Forbidden);
        }
        Ok(Principal { clinic_id, user_id: self.user_id() })
    }

    /// Like [`Actor::require`], for what only a member of staff can do.
    ///
    /// # Errors
    /// As there.
    pub fn require_user(&self, permission: Permission) -> Result<(ClinicId, UserId)> {
        let principal = self.require(permission)?;
        Ok((principal.clinic_id, principal.user_id.ok_or(Error::Forbidden)?))
    }

    /// The clinic in which the actor acts.
    pub fn clinic_id(&self) -> Option<ClinicId> {
        match self {
            Self::Anonymous => None,
            Self::User { clinic_id, .. }
            | Self::Patient { clinic_id, .. }
            | Self::Journey { clinic_id, .. }
            | Self::Integration { clinic_id, .. }
            | Self::System { clinic_id } => Some(*clinic_id),
        }
    }

    /// The member of staff, where it is one.
    pub fn user_id(&self) -> Option<UserId> {
        match self {
            Self::User { user_id, .. } => Some(*user_id),
            _ => None,
        }
    }

    /// The practitioner, where it is one: they see and treat in their own agenda only.
    pub fn practitioner_id(&self) -> Option<UserId> {
        match self {
            Self::User { user_id, role: Role::Practitioner, .. } => Some(*user_id),
            _ => None,
        }
    }

    /// The patient as whom the actor acts: a patient, or the holder of a journey.
    pub fn patient_id(&self) -> Option<PatientId> {
        match self {
            Self::Patient { patient_id, .. } | Self::Journey { patient_id, .. } => Some(*patient_id),
            _ => None,
        }
    }

    /// The session, where there is one.
    pub fn session_id(&self) -> Option<SessionId> {
        match self {
            Self::User { session_id, .. }
            | Self::Patient { session_id, .. }
            | Self::Journey { session_id, .. } => Some(*session_id),
            _ => None,
        }
    }

    /// Whether the actor is a member of staff.
    pub fn is_staff(&self) -> bool {
        matches!(self, Self::User { .. })
    }

    /// Whether the actor may see this request of this patient.
    pub fn may_see_request(
        &self,
        clinic: ClinicId,
        patient: PatientId,
        request: AssistanceRequestId,
    ) -> bool {
        self.clinic_id() == Some(clinic)
            && match self {
                Self::Patient { patient_id, .. } => *patient_id == patient,
                Self::Journey { scope, .. } => scope.request() == Some(request),
                _ => self.may(Permission::ReadRequests),
            }
    }

    /// Kind and id for the audit trail and idempotency keys.
    pub fn identity(&self) -> (ActorKind, Option<Uuid>) {
        match self {
            Self::Anonymous | Self::System { .. } => (ActorKind::System, None),
            Self::User { user_id, .. } => (ActorKind::User, Some(user_id.0)),
            Self::Patient { patient_id, .. } => (ActorKind::Patient, Some(patient_id.0)),
            Self::Journey { link_id, .. } => (ActorKind::Journey, Some(link_id.0)),
            Self::Integration { key_id, .. } => (ActorKind::Integration, Some(key_id.0)),
        }
    }
}
