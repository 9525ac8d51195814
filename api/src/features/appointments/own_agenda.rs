//! A practitioner's own agenda: the visits of their care plans, and what is booked on a resource of theirs.

use entity::ids::{ClinicId, UserId};
use entity::{appointment, appointment_service, care_plan, resource};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter};

use crate::platform::error::Result;

/// Narrows a statement over `appointment` to a practitioner's own agenda.
pub(super) fn in_agenda_of(clinic_id: ClinicId, practitioner: UserId) -> Condition {
    let mut plans = Query::select();
    plans
        .column(care_plan::Column::Id)
        .from(care_plan::Entity)
        .and_where(care_plan::Column::ClinicId.eq(clinic_id))
        .and_where(care_plan::Column::PractitionerId.eq(practitioner));
    let mut resources = Query::select();
    resources
        .column(resource::Column::Id)
        .from(resource::Entity)
        .and_where(resource::Column::ClinicId.eq(clinic_id))
        .and_where(resource::Column::PractitionerId.eq(practitioner));
    let mut using = Query::select();
    using
        .column(appointment_service::Column::AppointmentId)
        .from(appointment_service::Entity)
        .and_where(appointment_service::Column::ClinicId.eq(clinic_id))
        .and_where(Expr::col(appointment_service::Column::ResourceId).in_subquery(resources));
    Condition::any()
        .add(Expr::col((appointment::Entity, appointment::Column::CarePlanId)).in_subquery(plans))
        .add(Expr::col((appointment::Entity, appointment::Column::Id)).in_subquery(using))
}

/// Whether an appointment is in a practitioner's own agenda.
pub(super) async fn is_in_agenda_of(
    db: &impl ConnectionTrait,
    appointment: &appointment::Model,
    practitioner: UserId,
) -> Result<bool> {
    let found = appointment::Entity::find_by_id(appointment.id)
        .filter(appointment::Column::ClinicId.eq(appointment.clinic_id))
        .filter(in_agenda_of(appointment.clinic_id, practitioner))
        .count(db)
        .await?;
    Ok(found > 0)
}

/// With whom a visit of a care plan is; none for any other appointment.
pub(super) async fn practitioner_of(
    db: &impl ConnectionTrait,
    appointment: &appointment::Model,
) -> Result<Option<UserId>> {
    let Some(id) = appointment.care_plan_id else { return Ok(None) };
    let plan = care_plan::Entity::find_by_id(id)
        .filter(care_plan::Column::ClinicId.eq(appointment.clinic_id))
        .one(db)
        .await?;
    Ok(plan.map(|plan| plan.practitioner_id))
}
