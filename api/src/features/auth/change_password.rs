//! Staff and patients change their own password; the help desk gives a patient a new one.

use entity::enums::ActorKind;
use entity::ids::{PatientId, SessionId};
use entity::{patient, user};
use sea_orm::sea_query::{Expr, LockType};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
};

use super::passwords_given::{OneTimePassword, give_password, hash_new};
use super::session::{NewSession, open_session, rejected};
use super::sessions_of::{Whose, end_sessions};
use super::throttle::Throttle;
use crate::app::App;
use crate::features::audit::NewEntry;
use crate::features::events::UnitOfWork;
use crate::platform::actor::{Actor, Permission};
use crate::platform::error::{Error, Failure, Outcome, Refusal, Result, UserErrorCode};
use crate::platform::token::Token;

/// What somebody gives to change their password.
pub struct ChangePassword {
    /// The password as it is.
    pub current: String,
    /// The password as it shall be.
    pub new: String,
    /// Network address of the caller.
    pub address: String,
}

/// Changes the actor's own password and ends their other sessions; this one goes on.
///
/// # Errors
/// `CREDENTIALS_REJECTED` where the present one is wrong, `INVALID` for the new one, `TOO_MANY_ATTEMPTS`.
pub async fn change_password(app: &App, actor: &Actor, input: ChangePassword) -> Outcome<()> {
    let (clinic_id, whose) = match actor {
        Actor::User { clinic_id, user_id, .. } => (*clinic_id, Whose::User(*user_id)),
        Actor::Patient { clinic_id, patient_id, .. } => (*clinic_id, Whose::Patient(*patient_id)),
        Actor::Anonymous => return Err(Error::Unauthenticated.into()),
        _ => return Err(Error::Forbidden.into()),
    };
    let (_, own_id) = actor.identity();
    let account = format!("password {}", own_id.unwrap_or_default());
    let attempt = Throttle::count(app, &input.address, &account).await?;
    let stored = match whose {
        Whose::User(id) => user::Entity::find_by_id(id).one(&app.db).await?.map(|row| row.password_hash),
        Whose::Patient(id) => {
            patient::Entity::find_by_id(id).one(&app.db).await?.and_then(|row| row.password_hash)
        }
    };
    if !app.passwords.verify(input.current.clone(), stored.clone()).await? {
        return Err(wrong());
    }
    attempt.forgive(app).await?;
    let hash = hash_new(app, input.new, &input.current, "input.newPassword").await?;
    let mut work = app.begin(clinic_id).await?;
    if !replace_password(&work, whose, stored, hash).await? {
        return Err(wrong());
    }
    end_sessions(&mut work, whose, actor.session_id()).await?;
    audit_changed(&mut work, whose);
    work.commit().await?;
    Ok(())
}

/// Gives a patient a one-time password, for whoever lost theirs or never had one, and ends their sessions. Staff
/// at the desk, who have seen the document: the audit trail says who did it.
///
/// # Errors
/// `NOT_FOUND` for an unknown patient or another clinic's.
pub async fn reset_patient_password(
    app: &App,
    actor: &Actor,
    id: Option<PatientId>,
) -> Outcome<(PatientId, OneTimePassword)> {
    let (clinic_id, _) = actor.require_user(Permission::Review)?;
    let not_found = || {
        let (es, en) = ("No existe ese paciente.", "There is no such patient.");
        Refusal::new(UserErrorCode::NotFound, "input.patientId", es, en)
    };
    let id = id.ok_or_else(not_found)?;
    let (given, password_hash) = give_password(app).await?;
    let mut work = app.begin(clinic_id).await?;
    let mut row = patient::Entity::find_by_id(id)
        .filter(patient::Column::ClinicId.eq(clinic_id))
        .lock(LockType::NoKeyUpdate)
        .one(work.db())
        .await?
        .ok_or_else(not_found)?
        .into_active_model();
    row.password_hash = Set(Some(password_hash));
    row.one_time_until = Set(Some(given.expires_at));
    row.update(work.db()).await?;
    end_sessions(&mut work, Whose::Patient(id), None).await?;
    work.audit_plain(actor, "patient.password_reset", "Patient", id);
    work.commit().await?;
    Ok((id, given))
}

/// Puts a password of their own in the place of the one that was checked; false where it is another one by now.
async fn replace_password(
    work: &UnitOfWork<'_>,
    whose: Whose,
    checked: Option<String>,
    hash: String,
) -> Result<bool> {
    let changed = match whose {
        Whose::User(id) => {
            use user::Column::{Id, OneTimeUntil, PasswordHash};
            let update = user::Entity::update_many()
                .col_expr(PasswordHash, Expr::value(hash))
                .col_expr(OneTimeUntil, Expr::value(None::<sea_orm::prelude::DateTimeUtc>));
            update.filter(Id.eq(id)).filter(PasswordHash.eq(checked)).exec(work.db()).await?
        }
        Whose::Patient(id) => {
            use patient::Column::{Id, OneTimeUntil, PasswordHash};
            let update = patient::Entity::update_many()
                .col_expr(PasswordHash, Expr::value(hash))
                .col_expr(OneTimeUntil, Expr::value(None::<sea_orm::prelude::DateTimeUtc>));
            update.filter(Id.eq(id)).filter(PasswordHash.eq(checked)).exec(work.db()).await?
        }
    };
    Ok(changed.rows_affected == 1)
}

/// Opens a session, and where a one-time password was exchanged for the password of this hash, that password
/// counts from then on.
///
/// # Errors
/// `CREDENTIALS_REJECTED` where somebody else exchanged it first.
pub(super) async fn open_session_with(
    app: &App,
    new: NewSession,
    whose: Whose,
    checked: Option<String>,
    own: Option<String>,
) -> Outcome<(SessionId, Token)> {
    let Some(hash) = own else { return Ok(open_session(app, &app.writer, new).await?) };
    let mut work = app.begin(new.clinic_id).await?;
    if !replace_password(&work, whose, checked, hash).await? {
        return Err(rejected());
    }
    let opened = open_session(app, work.db(), new).await?;
    audit_changed(&mut work, whose);
    work.commit().await?;
    Ok(opened)
}

/// Notes in the audit trail that somebody has a new password of their own.
fn audit_changed(work: &mut UnitOfWork<'_>, whose: Whose) {
    let (actor_kind, id, action, subject_type) = match whose {
        Whose::User(id) => (ActorKind::User, id.0, "user.password_changed", "User"),
        Whose::Patient(id) => (ActorKind::Patient, id.0, "patient.password_changed", "Patient"),
    };
    let detail = serde_json::json!({});
    work.audit_entry(NewEntry {
        actor_kind,
        actor_id: Some(id),
        action,
        subject_type,
        subject_id: id,
        detail,
    });
}

fn wrong() -> Failure {
    Refusal::new(
        UserErrorCode::CredentialsRejected,
        "input.currentPassword",
        "La contraseña actual no es correcta.",
        "The present password is not right.",
    )
    .into()
}
