//! What patients were already told to book: changes of the catalogue must not pull it from under them.

use chrono::{DateTime, Utc};
use entity::enums::AppointmentState;
use entity::ids::{AppointmentId, AssistanceRequestId, ClinicId, ServiceId};
use entity::{appointment, appointment_service, assistance_request, assistance_request_service};
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect};

use crate::platform::error::{Refusal, Result, UserErrorCode};

/// Requests that wait for a booking.
fn open(clinic_id: ClinicId) -> SelectStatement {
    let mut select = Query::select();
    select
        .column(assistance_request::Column::Id)
        .from(assistance_request::Entity)
        .and_where(assistance_request::Column::ClinicId.eq(clinic_id))
        .and_where(assistance_request::Column::ResolvedAt.is_null())
        .and_where(assistance_request::Column::VoidedAt.is_null());
    select
}

/// How many open requests ask for a service.
///
/// # Errors
/// Where the database does not answer.
pub async fn open_requests_for(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    service_id: ServiceId,
) -> Result<u64> {
    use assistance_request_service::Column;
    Ok(assistance_request_service::Entity::find()
        .filter(Column::ClinicId.eq(clinic_id))
        .filter(Column::ServiceId.eq(service_id))
        .filter(Expr::col(Column::AssistanceRequestId).in_subquery(open(clinic_id)))
        .count(db)
        .await?)
}

/// Lets a change through that no longer lets services be asked for together, where nobody does.
///
/// # Errors
/// `CONFLICT` with how many open requests, or appointments to come, hold one of `services` beside another one.
pub(super) async fn refuse_while_combined(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    services: SelectStatement,
    now: DateTime<Utc>,
    field: &str,
) -> Result<Option<Refusal>> {
    let requests = combining_requests(db, clinic_id, services.clone()).await?;
    let appointments = combining_appointments(db, clinic_id, services, now).await?;
    Ok((requests + appointments > 0).then(|| {
        Refusal::new(
            UserErrorCode::Conflict,
            field,
            format!(
                "Hay prestaciones que ya se pidieron juntas: {requests} solicitudes abiertas y {appointments} \
                 turnos por venir. Resolvelos primero."
            ),
            format!(
                "Services were asked for together already: {requests} open requests and {appointments} \
                 appointments to come. Settle those first."
            ),
        )
    }))
}

async fn combining_requests(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    services: SelectStatement,
) -> Result<usize> {
    use assistance_request_service::Column;
    let mut among = Query::select();
    among
        .column(Column::AssistanceRequestId)
        .from(assistance_request_service::Entity)
        .and_where(Column::ClinicId.eq(clinic_id))
        .and_where(Expr::col(Column::ServiceId).in_subquery(services));
    let found: Vec<AssistanceRequestId> = assistance_request_service::Entity::find()
        .select_only()
        .column(Column::AssistanceRequestId)
        .filter(Expr::col(Column::AssistanceRequestId).in_subquery(among))
        .filter(Expr::col(Column::AssistanceRequestId).in_subquery(open(clinic_id)))
        .group_by(Column::AssistanceRequestId)
        .having(Column::ServiceId.count().gt(1))
        .into_tuple()
        .all(db)
        .await?;
    Ok(found.len())
}

async fn combining_appointments(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    services: SelectStatement,
    now: DateTime<Utc>,
) -> Result<usize> {
    use appointment_service::Column;
    let mut among = Query::select();
    among
        .column(Column::AppointmentId)
        .from(appointment_service::Entity)
        .and_where(Column::ClinicId.eq(clinic_id))
        .and_where(Column::StartsAt.gt(now))
        .and_where(Expr::col(Column::ServiceId).in_subquery(services));
    let mut booked = Query::select();
    booked
        .column(appointment::Column::Id)
        .from(appointment::Entity)
        .and_where(appointment::Column::ClinicId.eq(clinic_id))
        .and_where(appointment::Column::StartsAt.gt(now))
        .and_where(appointment::Column::State.eq(AppointmentState::Booked));
    let found: Vec<AppointmentId> = appointment_service::Entity::find()
        .select_only()
        .column(Column::AppointmentId)
        .filter(Expr::col(Column::AppointmentId).in_subquery(among))
        .filter(Expr::col(Column::AppointmentId).in_subquery(booked))
        .group_by(Column::AppointmentId)
        .having(Column::ServiceId.count().gt(1))
        .into_tuple()
        .all(db)
        .await?;
    Ok(found.len())
}
