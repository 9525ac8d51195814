//! The clinic's staff: made, changed and disabled by administrators.

use entity::care_plan;
use entity::enums::Role;
use entity::ids::{ClinicId, UserId};
use entity::user::{self, Column};
use sea_orm::sea_query::{LockType, SimpleExpr};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait,
};
use serde_json::json;

use super::passwords_given::{OneTimePassword, give_password};
use super::sessions_of::{Whose, end_sessions};
use crate::app::App;
use crate::features::events::UnitOfWork;
use crate::platform::actor::{Actor, Permission};
use crate::platform::checks::{line, unchanged_since};
use crate::platform::connection::{Page, Slice};
use crate::platform::db::is_unique_violation;
use crate::platform::error::{Failure, Outcome, Refusal, Result, UserErrorCode};
use crate::platform::idempotency::Claim;
use crate::platform::national_id::canonical_email;

/// Most characters of a name.
const NAME_MAX: usize = 100;

/// A new member of staff.
pub struct CreateUser {
    /// Address with which they sign in.
    pub email: String,
    /// Name that colleagues read.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// The same key answers with the first result.
    pub idempotency_key: Option<String>,
}

/// What is to change; what is none stays.
#[derive(Clone, Debug, Default)]
pub struct UserChange {
    /// Name that colleagues read.
    pub name: Option<String>,
    /// What they may do.
    pub role: Option<Role>,
    /// Whether they are kept out.
    pub disabled: Option<bool>,
}

/// The clinic's staff, the disabled ones too, by name.
///
/// # Errors
/// Where the database does not answer.
pub async fn list_users(
    app: &App,
    clinic_id: ClinicId,
    page: &Page<(String, UserId)>,
) -> Result<Slice<user::Model>> {
    let select = user::Entity::find().filter(Column::ClinicId.eq(clinic_id)).into_query();
    let columns: [SimpleExpr; 2] = [Column::Name.into_expr(), Column::Id.into_expr()];
    let select = page.apply(select, &columns, false, |(name, id)| vec![name.clone().into(), (*id).into()]);
    Ok(page.slice(select.all(&app.db).await?))
}

/// Makes a member of staff with a one-time password, which is shown this once: who repeats the call under the same key
/// gets the member of staff without it.
///
/// # Errors
/// `INVALID` with the field, `CONFLICT` where the address has an account, or the key was used for somebody else.
pub async fn create_user(
    app: &App,
    actor: &Actor,
    input: CreateUser,
) -> Outcome<(user::Model, Option<OneTimePassword>)> {
    let principal = actor.require(Permission::Administer)?;
    let (email, name) = checked(&input.email, &input.name)?;
    let (given, password_hash) = give_password(app).await?;
    let mut work = app.begin(principal.clinic_id).await?;
    let id: UserId = app.new_id();
    let (key, content) = (input.idempotency_key.as_deref(), (&email, &name, input.role));
    if let Claim::Replay(first) = work.claim(actor, "createUser", key, &content, id).await? {
        return Ok((lock_user(&work, Some(first.into())).await?, None));
    }
    let row = user::Model {
        id,
        clinic_id: principal.clinic_id,
        email,
        name,
        role: input.role,
        password_hash,
        one_time_until: Some(given.expires_at),
        disabled_at: None,
        version: 1,
        created_at: work.now(),
    };
    insert_user(&work, row.clone()).await?;
    work.audit(actor, "user.created", "User", row.id, json!({ "role": row.role }));
    work.commit().await?;
    Ok((row, Some(given)))
}

/// Changes a member of staff. Who is disabled is out at once. The last administrator stays one, or nobody could
/// let anybody in again.
///
/// # Errors
/// `NOT_FOUND` for an unknown one or another clinic's, `INVALID` with the field, `STALE_VERSION`, `CONFLICT` for the
/// last administrator.
pub async fn update_user(
    app: &App,
    actor: &Actor,
    id: Option<UserId>,
    version: i32,
    change: UserChange,
) -> Outcome<user::Model> {
    let principal = actor.require(Permission::Administer)?;
    let name = change.name.as_deref().map(|name| line(name, "input.name", NAME_MAX)).transpose()?;
    let mut work = app.begin(principal.clinic_id).await?;
    // All of them and in one order: two administrators who demote each other must not both succeed.
    let administrators = user::Entity::find()
        .filter(Column::ClinicId.eq(principal.clinic_id))
        .filter(Column::Role.eq(Role::Administrator))
        .filter(Column::DisabledAt.is_null())
        .order_by_asc(Column::Id)
        .lock(LockType::NoKeyUpdate)
        .all(work.db())
        .await?;
    let before = lock_user(&work, id).await?;
    unchanged_since(version, before.version)?;
    let mut row = before.clone();
    if let Some(name) = name {
        row.name = name;
    }
    if let Some(role) = change.role {
        row.role = role;
    }
    if let Some(disabled) = change.disabled {
        row.disabled_at = disabled.then(|| row.disabled_at.unwrap_or(work.now()));
    }
    let administers = row.role == Role::Administrator && row.disabled_at.is_none();
    if !administers && administrators.iter().all(|user| user.id == row.id) && !administrators.is_empty() {
        return Err(last_administrator().into());
    }
    if row == before {
        return Ok(row);
    }
    row.version += 1;
    let mut model = row.clone().into_active_model();
    model.version = Set(row.version);
    model.name = Set(row.name.clone());
    model.role = Set(row.role);
    model.disabled_at = Set(row.disabled_at);
    model.update(work.db()).await?;
    if row.disabled_at.is_some() {
        end_sessions(&mut work, Whose::User(row.id), None).await?;
    }
    if row.treats() != before.treats() {
        // Whom they treat: what is owed to the practitioner reaches nobody now, or somebody again.
        let patients = care_plan::Entity::find()
            .select_only()
            .column(care_plan::Column::PatientId)
            .filter(care_plan::Column::ClinicId.eq(principal.clinic_id))
            .filter(care_plan::Column::PractitionerId.eq(row.id));
        work.look_again_at_all(patients.into_query()).await?;
    }
    let detail = json!({ "role": row.role, "disabled": row.disabled_at.is_some() });
    work.audit(actor, "user.updated", "User", row.id, detail);
    work.commit().await?;
    Ok(row)
}

/// Gives a member of staff a one-time password and ends their sessions.
///
/// # Errors
/// `NOT_FOUND` for an unknown one or another clinic's; `CONFLICT` for oneself, who knows the old password.
pub async fn reset_user_password(
    app: &App,
    actor: &Actor,
    id: Option<UserId>,
) -> Outcome<(user::Model, OneTimePassword)> {
    let (clinic_id, own_id) = actor.require_user(Permission::Administer)?;
    if id == Some(own_id) {
        let (es, en) =
            ("Tu propia contraseña se cambia con la anterior.", "Change your own with the old one.");
        return Err(Refusal::new(UserErrorCode::Conflict, "input.id", es, en).into());
    }
    let (given, password_hash) = give_password(app).await?;
    let mut work = app.begin(clinic_id).await?;
    let user = lock_user(&work, id).await?;
    let user = replace_password(&mut work, actor, user, &given, password_hash).await?;
    work.commit().await?;
    Ok((user, given))
}

/// Puts a one-time password in the place of a member of staff's own, and ends their sessions.
pub(super) async fn replace_password(
    work: &mut UnitOfWork<'_>,
    actor: &Actor,
    user: user::Model,
    given: &OneTimePassword,
    password_hash: String,
) -> Result<user::Model> {
    let mut row = user.into_active_model();
    row.password_hash = Set(password_hash);
    row.one_time_until = Set(Some(given.expires_at));
    let user = row.update(work.db()).await?;
    end_sessions(work, Whose::User(user.id), None).await?;
    work.audit_plain(actor, "user.password_reset", "User", user.id);
    Ok(user)
}

/// Inserts a member of staff.
///
/// # Errors
/// `CONFLICT` where the address has an account, in whichever clinic.
pub(super) async fn insert_user(work: &UnitOfWork<'_>, row: user::Model) -> Outcome<()> {
    match user::Entity::insert(row.into_active_model()).exec_without_returning(work.db()).await {
        Ok(_) => Ok(()),
        Err(error) if is_unique_violation(&error) => Err(Refusal::new(
            UserErrorCode::Conflict,
            "input.email",
            "Ya hay una cuenta con ese correo.",
            "There is an account with this address.",
        )
        .into()),
        Err(error) => Err(error.into()),
    }
}

/// Address and name as they are kept.
///
/// # Errors
/// `INVALID` with the field.
pub(super) fn checked(email: &str, name: &str) -> Outcome<(String, String)> {
    let mut refusals = Vec::new();
    let email = canonical_email(email)
        .map(|email| email.to_lowercase())
        .map_err(|error| refusals.push(error.refusal("input.email")));
    let name = line(name, "input.name", NAME_MAX).map_err(|refusal| refusals.push(refusal));
    match (email, name) {
        (Ok(email), Ok(name)) => Ok((email, name)),
        _ => Err(Failure::Refused(refusals)),
    }
}

async fn lock_user(work: &UnitOfWork<'_>, id: Option<UserId>) -> Outcome<user::Model> {
    let found = match id {
        Some(id) => {
            user::Entity::find_by_id(id)
                .filter(Column::ClinicId.eq(work.clinic_id()))
                .lock(LockType::NoKeyUpdate)
                .one(work.db())
                .await?
        }
        None => None,
    };
    found.ok_or_else(|| {
        let (es, en) = ("No existe esa persona.", "There is no such person.");
        Refusal::new(UserErrorCode::NotFound, "input.id", es, en).into()
    })
}

fn last_administrator() -> Refusal {
    Refusal::new(
        UserErrorCode::Conflict,
        "input.id",
        "Es la única persona que administra la clínica: nombrá a otra primero.",
        "Nobody else administers the clinic: appoint somebody first.",
    )
}
