//! Forms in GraphQL.

mod definitions;
mod fields;
mod form;
mod inputs;
mod loaders;
mod mutations;
mod rules;

use async_graphql::Enum;
use entity::enums;

pub use definitions::{FormDefinition, FormDefinitionsQuery};
pub use form::{Form, FormConnection, FormsQuery, forms_within, patient_forms, visible_form};
pub use mutations::FormsMutation;
pub use rules::FormRulesMutation;

/// When a rule asks for a form (ocasión).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "enums::FormTrigger")]
pub enum FormTrigger {
    /// With the first booking (intake): once for each patient and definition.
    FirstBooking,
    /// After every so many completed visits of a care plan (progreso).
    CompletedVisits,
    /// When a treatment is completed (final).
    TreatmentCompleted,
}

/// What a form is for (motivo del formulario).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "enums::FormPurpose")]
pub enum FormPurpose {
    /// Before the first visit (intake).
    Intake,
    /// How it goes (progreso).
    Progress,
    /// How it went (final).
    Final,
    /// Staff asked for it (pedido).
    Asked,
}

/// Where a form stands (estado del formulario).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "enums::FormState")]
pub enum FormState {
    /// Asked for; what is answered can still change.
    Open,
    /// Submitted; nothing in it changes any more.
    Submitted,
    /// The clinic no longer asks for it.
    Withdrawn,
}

/// Who submitted a form (quién lo envió).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum FormSubmitter {
    /// The patient, signed in.
    Patient,
    /// The holder of a personal link.
    LinkHolder,
    /// Staff, on behalf of the patient.
    Staff,
}

impl FormSubmitter {
    fn of(kind: enums::ActorKind) -> Self {
        match kind {
            enums::ActorKind::Patient => Self::Patient,
            enums::ActorKind::Journey => Self::LinkHolder,
            enums::ActorKind::User | enums::ActorKind::Integration | enums::ActorKind::System => Self::Staff,
        }
    }
}
