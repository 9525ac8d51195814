//! An administrator makes or changes a resource. None is ever deleted: past appointments name it.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use entity::enums::AppointmentState;
use entity::ids::{ResourceId, ServiceId, SiteId, UserId};
use entity::{appointment, appointment_service, resource, service, service_resource, site, user};
use sea_orm::sea_query::{Expr, ExprTrait, LockType, Query};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DbErr, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect,
};
use serde::Serialize;

use super::edits::{facts, no_resource, no_service, no_site, not_found};
use crate::app::App;
use crate::features::events::UnitOfWork;
use crate::platform::actor::{Actor, Permission};
use crate::platform::checks::{Checks, line, lock_row, taken_or, unchanged_since};
use crate::platform::error::{Failure, Outcome, Refusal, UserErrorCode};
use crate::platform::idempotency::Claim;

/// Most characters of a name.
const NAME_MAX: usize = 80;

/// A new resource.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CreateResource {
    /// Name that people read.
    pub name: String,
    /// Where it stands.
    pub site_id: SiteId,
    /// Whose own it is; none for a device or a room.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub practitioner_id: Option<UserId>,
    /// What it can do from the start.
    pub service_ids: BTreeSet<ServiceId>,
}

/// What is to change; what is none stays.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ResourceChange {
    /// Name that people read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Where it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub site_id: Option<SiteId>,
    /// Whose own it is; `Some(None)` takes it away from whoever had it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub practitioner_id: Option<Option<UserId>>,
    /// Whether nothing more is to be booked on it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disabled: Option<bool>,
}

/// Makes a resource; it works once its weekly hours are set.
///
/// # Errors
/// `INVALID` with the field; `NOT_FOUND` for a site, a practitioner or a service that is none; `CONFLICT` where the
/// name is taken.
pub async fn create_resource(
    app: &App,
    actor: &Actor,
    content: &CreateResource,
    idempotency_key: &str,
) -> Outcome<ResourceId> {
    let clinic_id = actor.require(Permission::Administer)?.clinic_id;
    let mut work = app.begin(clinic_id).await?;
    let id: ResourceId = app.new_id();
    let claimed = work.claim(actor, "createResource", idempotency_key, content, id).await?;
    if let Claim::Replay(first) = claimed {
        return Ok(first.into());
    }
    let name = line(&content.name, "input.name", NAME_MAX)?;
    check_site(&work, content.site_id).await?;
    check_practitioner(&work, content.practitioner_id).await?;
    let row = resource::Model {
        id,
        clinic_id,
        site_id: content.site_id,
        name,
        practitioner_id: content.practitioner_id,
        disabled_at: None,
        version: 1,
    };
    resource::Entity::insert(row.into_active_model())
        .exec_without_returning(work.db())
        .await
        .map_err(taken)?;
    give_services(&work, id, &content.service_ids).await?;
    work.audit(actor, "resource.created", "Resource", id, facts(content));
    work.commit().await?;
    Ok(id)
}

/// Changes a resource. What is booked on one that is disabled stays, until a person moves it.
///
/// # Errors
/// As [`create_resource`]; `NOT_FOUND`, `STALE_VERSION`; `CONFLICT` where it is to stand at another site, or to be
/// another practitioner's, while patients are to come.
pub async fn update_resource(
    app: &App,
    actor: &Actor,
    id: ResourceId,
    version: i32,
    change: &ResourceChange,
) -> Outcome<ResourceId> {
    use resource::Column;
    let clinic_id = actor.require(Permission::Administer)?.clinic_id;
    let mut work = app.begin(clinic_id).await?;
    let found = lock_row::<resource::Entity>(work.db(), (Column::ClinicId, clinic_id), (Column::Id, id));
    let before = found.await?.ok_or_else(|| no_resource("input.id"))?;
    unchanged_since(version, before.version)?;
    let mut row = before.clone();
    apply(&mut row, change, work.now())?;
    if row.site_id != before.site_id {
        check_site(&work, row.site_id).await?;
        refuse_while_booked(&work, id, "input.siteId").await?;
    }
    if row.practitioner_id != before.practitioner_id {
        check_practitioner(&work, row.practitioner_id).await?;
        // Whose resource it is sees what is booked on it.
        if before.practitioner_id.is_some() {
            refuse_while_booked(&work, id, "input.practitionerId").await?;
        }
    }
    if row == before {
        return Ok(id);
    }
    row.version += 1;
    row.into_active_model().reset_all().update(work.db()).await.map_err(taken)?;
    work.audit(actor, "resource.updated", "Resource", id, facts(change));
    work.commit().await?;
    Ok(id)
}

fn apply(row: &mut resource::Model, change: &ResourceChange, now: DateTime<Utc>) -> Outcome<()> {
    let mut checks = Checks::default();
    checks.set(&mut row.name, change.name.as_deref().map(|name| line(name, "input.name", NAME_MAX)));
    checks.set(&mut row.site_id, change.site_id.map(Ok));
    checks.set(&mut row.practitioner_id, change.practitioner_id.map(Ok));
    if let Some(disabled) = change.disabled {
        row.disabled_at = disabled.then(|| row.disabled_at.unwrap_or(now));
    }
    checks.done()
}

async fn check_site(work: &UnitOfWork<'_>, id: SiteId) -> Outcome<()> {
    let known = site::Entity::find_by_id(id).filter(site::Column::ClinicId.eq(work.clinic_id()));
    known.one(work.db()).await?.map(|_| ()).ok_or_else(|| no_site("input.siteId").into())
}

async fn check_practitioner(work: &UnitOfWork<'_>, id: Option<UserId>) -> Outcome<()> {
    let Some(id) = id else { return Ok(()) };
    let known = user::practitioners(work.clinic_id()).filter(user::Column::Id.eq(id));
    known.one(work.db()).await?.map(|_| ()).ok_or_else(|| {
        not_found("input.practitionerId", "No existe ese profesional.", "There is no such practitioner.")
            .into()
    })
}

/// Patients were told where to come, and to whom.
async fn refuse_while_booked(work: &UnitOfWork<'_>, id: ResourceId, field: &str) -> Outcome<()> {
    use appointment_service::Column;
    let mut booked = Query::select();
    booked
        .column(appointment::Column::Id)
        .from(appointment::Entity)
        .and_where(appointment::Column::ClinicId.eq(work.clinic_id()))
        .and_where(appointment::Column::State.eq(AppointmentState::Booked));
    let parts = appointment_service::Entity::find()
        .filter(Column::ClinicId.eq(work.clinic_id()))
        .filter(Column::ResourceId.eq(id))
        .filter(Column::StartsAt.gt(work.now()))
        .filter(Expr::col(Column::AppointmentId).in_subquery(booked))
        .count(work.db())
        .await?;
    if parts == 0 {
        return Ok(());
    }
    Err(Refusal::new(
        UserErrorCode::Conflict,
        field,
        format!("Tiene {parts} turnos por venir. Movelos primero."),
        format!("It has {parts} appointments to come. Move those first."),
    )
    .into())
}

/// What a new resource can do. Each service is another one by that.
async fn give_services(work: &UnitOfWork<'_>, id: ResourceId, services: &BTreeSet<ServiceId>) -> Outcome<()> {
    if services.is_empty() {
        return Ok(());
    }
    // In one order, as everywhere where several rows of a table are locked.
    let known = service::Entity::find()
        .filter(service::Column::ClinicId.eq(work.clinic_id()))
        .filter(service::Column::Id.is_in(services.iter().copied()))
        .order_by_asc(service::Column::Id)
        .lock(LockType::NoKeyUpdate)
        .all(work.db())
        .await?;
    if known.len() < services.len() {
        return Err(no_service("input.serviceIds").into());
    }
    service::Entity::update_many()
        .col_expr(service::Column::Version, Expr::col(service::Column::Version).add(1))
        .filter(service::Column::ClinicId.eq(work.clinic_id()))
        .filter(service::Column::Id.is_in(services.iter().copied()))
        .exec(work.db())
        .await?;
    let able = services.iter().map(|service_id| {
        service_resource::Model { service_id: *service_id, resource_id: id, clinic_id: work.clinic_id() }
            .into_active_model()
    });
    service_resource::Entity::insert_many(able).exec_without_returning(work.db()).await?;
    Ok(())
}

fn taken(error: DbErr) -> Failure {
    taken_or(
        error,
        "input.name",
        "Ya hay un equipo, consultorio o profesional con ese nombre.",
        "There is a resource with this name already.",
    )
}
