//! Whose a care plan is to see.

use entity::care_plan;

use crate::platform::actor::{Actor, Permission};

/// Whether the actor may see a care plan: the patient's own, the one that a link leads to, a practitioner's own, any
/// of the clinic for the rest of its staff.
pub fn may_see(plan: &care_plan::Model, actor: &Actor) -> bool {
    actor.clinic_id() == Some(plan.clinic_id)
        && match actor {
            Actor::Patient { patient_id, .. } => plan.patient_id == *patient_id,
            Actor::Journey { scope, .. } => scope.care_plan() == Some(plan.id),
            actor => may_direct(plan, actor),
        }
}

/// Whether the actor may change a care plan and book its visits.
pub(super) fn may_direct(plan: &care_plan::Model, actor: &Actor) -> bool {
    actor.clinic_id() == Some(plan.clinic_id)
        && actor.may(Permission::Treat)
        && actor.practitioner_id().is_none_or(|own| own == plan.practitioner_id)
}
