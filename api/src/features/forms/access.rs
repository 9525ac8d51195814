//! Whose forms somebody may read and fill in.

use entity::enums::Role;
use entity::form;
use entity::ids::{ClinicId, PatientId};
use sea_orm::ConnectionTrait;

use crate::features::patients::treats_patient;
use crate::platform::actor::{Actor, JourneyScope, Permission};
use crate::platform::error::Result;

/// How far somebody reaches among a patient's forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Not at all.
    Nothing,
    /// Those of what their link leads to.
    Within(JourneyScope),
    /// All of them.
    Everything,
}

impl Reach {
    /// How far an actor reaches among the forms of a patient.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub async fn of(
        db: &impl ConnectionTrait,
        actor: &Actor,
        clinic_id: ClinicId,
        patient_id: PatientId,
    ) -> Result<Self> {
        if actor.clinic_id() != Some(clinic_id) || !actor.may(Permission::FillForms) {
            return Ok(Self::Nothing);
        }
        let own = |holds: bool| if holds { Self::Everything } else { Self::Nothing };
        Ok(match actor {
            Actor::Patient { patient_id: who, .. } => own(*who == patient_id),
            Actor::Journey { patient_id: who, scope, .. } if *who == patient_id => Self::Within(*scope),
            Actor::User { role: Role::Practitioner, user_id, .. } => {
                own(treats_patient(db, clinic_id, *user_id, patient_id).await?)
            }
            Actor::User { .. } => Self::Everything,
            _ => Self::Nothing,
        })
    }

    /// Whether a form of that patient is within it.
    pub fn covers(self, form: &form::Model) -> bool {
        match self {
            Self::Nothing => false,
            Self::Within(scope) => scope.covers(form.assistance_request_id, form.care_plan_id),
            Self::Everything => true,
        }
    }
}

/// Whether an actor may read and fill in a form.
///
/// # Errors
/// Where the database does not answer.
pub async fn may_fill(db: &impl ConnectionTrait, actor: &Actor, form: &form::Model) -> Result<bool> {
    Ok(Reach::of(db, actor, form.clinic_id, form.patient_id).await?.covers(form))
}
