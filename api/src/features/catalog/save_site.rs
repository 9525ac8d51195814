//! An administrator makes or changes a site.

use entity::ids::SiteId;
use entity::site;
use sea_orm::{ActiveModelTrait, DbErr, EntityTrait, IntoActiveModel};
use serde::Serialize;

use super::edits::{facts, no_site};
use crate::app::App;
use crate::platform::actor::{Actor, Permission};
use crate::platform::checks::{Checks, line, lock_row, taken_or, unchanged_since};
use crate::platform::error::{Failure, Outcome, Refusal};
use crate::platform::idempotency::Claim;

/// Most characters of a name.
const NAME_MAX: usize = 80;
/// Most characters of an address.
const ADDRESS_MAX: usize = 200;

/// A new site.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CreateSite {
    /// Name that people read.
    pub name: String,
    /// Where it is.
    pub address: String,
}

/// What is to change; what is none stays.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SiteChange {
    /// Name that people read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Where it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
}

/// Makes a site.
///
/// # Errors
/// `INVALID` with the field, `CONFLICT` where the name is taken.
pub async fn create_site(
    app: &App,
    actor: &Actor,
    content: &CreateSite,
    idempotency_key: &str,
) -> Outcome<SiteId> {
    let clinic_id = actor.require(Permission::Administer)?.clinic_id;
    let mut work = app.begin(clinic_id).await?;
    let id: SiteId = app.new_id();
    let claimed = work.claim(actor, "createSite", idempotency_key, content, id).await?;
    if let Claim::Replay(first) = claimed {
        return Ok(first.into());
    }
    let mut checks = Checks::default();
    let row = site::Model {
        id,
        clinic_id,
        name: checks.new_value(name(&content.name)),
        address: checks.new_value(address(&content.address)),
        version: 1,
    };
    checks.done()?;
    site::Entity::insert(row.into_active_model()).exec_without_returning(work.db()).await.map_err(taken)?;
    work.audit(actor, "site.created", "Site", id, facts(content));
    work.commit().await?;
    Ok(id)
}

/// Changes a site: patients read the new name and address from then on.
///
/// # Errors
/// As [`create_site`]; `NOT_FOUND`, `STALE_VERSION`.
pub async fn update_site(
    app: &App,
    actor: &Actor,
    id: SiteId,
    version: i32,
    change: &SiteChange,
) -> Outcome<SiteId> {
    use site::Column;
    let clinic_id = actor.require(Permission::Administer)?.clinic_id;
    let mut work = app.begin(clinic_id).await?;
    let found = lock_row::<site::Entity>(work.db(), (Column::ClinicId, clinic_id), (Column::Id, id));
    let before = found.await?.ok_or_else(|| no_site("input.id"))?;
    unchanged_since(version, before.version)?;
    let mut row = before.clone();
    apply(&mut row, change)?;
    if row == before {
        return Ok(id);
    }
    row.version += 1;
    row.into_active_model().reset_all().update(work.db()).await.map_err(taken)?;
    work.audit(actor, "site.updated", "Site", id, facts(change));
    work.commit().await?;
    Ok(id)
}

fn apply(row: &mut site::Model, change: &SiteChange) -> Outcome<()> {
    let mut checks = Checks::default();
    checks.set(&mut row.name, change.name.as_deref().map(name));
    checks.set(&mut row.address, change.address.as_deref().map(address));
    checks.done()
}

fn name(text: &str) -> Result<String, Refusal> {
    line(text, "input.name", NAME_MAX)
}

fn address(text: &str) -> Result<String, Refusal> {
    line(text, "input.address", ADDRESS_MAX)
}

fn taken(error: DbErr) -> Failure {
    taken_or(
        error,
        "input.name",
        "Ya hay una sede con ese nombre.",
        "There is a site with this name already.",
    )
}
