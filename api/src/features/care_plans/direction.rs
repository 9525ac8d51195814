//! What every change of a care plan begins and ends with: its row under lock, the checks, and one event and one audit
//! entry at the end.

use entity::care_plan;
use entity::enums::{CarePlanState, EventKind};
use entity::ids::{CarePlanId, PatientId};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use super::access::may_direct;
use crate::app::App;
use crate::features::events::{NewEvent, UnitOfWork};
use crate::platform::actor::{Actor, Permission};
use crate::platform::error::{Outcome, Refusal, UserErrorCode};

/// Which care plan, as the caller saw it.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// The plan; none for an id that is not one.
    pub id: Option<CarePlanId>,
    /// The version that the caller saw.
    pub version: i32,
}

/// A care plan under lock, in a transaction that has begun.
pub(super) struct Direction<'a> {
    pub work: UnitOfWork<'a>,
    pub plan: care_plan::Model,
    pub actor: &'a Actor,
}

impl<'a> Direction<'a> {
    /// Lets staff in, practitioners to their own plans, and locks the plan. `field` is the input that names it.
    pub async fn begin(
        app: &'a App,
        actor: &'a Actor,
        id: Option<CarePlanId>,
        field: &'static str,
    ) -> Outcome<Self> {
        let (clinic_id, _) = actor.require_user(Permission::Treat)?;
        let id = id.ok_or_else(|| unknown(field))?;
        let work = app.begin(clinic_id).await?;
        let plan = care_plan::Entity::find_by_id(id)
            .filter(care_plan::Column::ClinicId.eq(clinic_id))
            .lock_exclusive()
            .one(work.db())
            .await?
            .filter(|plan| may_direct(plan, actor))
            .ok_or_else(|| unknown(field))?;
        Ok(Self { work, plan, actor })
    }

    /// Refuses a plan that has ended.
    pub fn must_go_on(&self, field: &'static str) -> Outcome<()> {
        let (es, en) = match self.plan.state {
            CarePlanState::Active => return Ok(()),
            CarePlanState::Completed => {
                ("Este tratamiento ya está completo.", "This care plan is completed already.")
            }
            CarePlanState::Cancelled => ("Este tratamiento está cancelado.", "This care plan is cancelled."),
        };
        Err(Refusal::new(UserErrorCode::Conflict, field, es, en).into())
    }

    /// Refuses what changed since the caller read it.
    pub fn must_be_current(&self, version: i32) -> Outcome<()> {
        if version == self.plan.version {
            return Ok(());
        }
        Err(Refusal::new(
            UserErrorCode::StaleVersion,
            "input.version",
            "El tratamiento cambió mientras lo mirabas. Volvé a cargarlo.",
            "The care plan changed while you were looking at it. Load it again.",
        )
        .into())
    }

    /// Writes the plan's new row, tells the feed and the audit trail, and commits.
    pub async fn finish(
        mut self,
        change: care_plan::ActiveModel,
        action: &'static str,
        detail: serde_json::Value,
    ) -> Outcome<CarePlanId> {
        let id = self.plan.id;
        change.update(self.work.db()).await?;
        tell_changed(&mut self.work, self.plan.patient_id);
        self.work.audit(self.actor, action, "CarePlan", id, detail);
        self.work.commit().await?;
        Ok(id)
    }
}

/// Tells the feed that a plan of this patient was made, was handed over or has ended.
pub(super) fn tell_changed(work: &mut UnitOfWork<'_>, patient_id: PatientId) {
    work.emit(NewEvent {
        kind: EventKind::CarePlanChanged,
        request_id: None,
        patient_id: Some(patient_id),
        appointment_id: None,
    });
}

fn unknown(field: &str) -> Refusal {
    Refusal::new(
        UserErrorCode::NotFound,
        field,
        "No encontramos ese tratamiento.",
        "We cannot find this care plan.",
    )
}
