//! Accounts in GraphQL: the clinic's staff, and everybody's passwords.

use std::sync::Arc;

use async_graphql::{Context, Description, ID, InputObject, Object, SimpleObject};
use chrono::{DateTime, Utc};

use super::{Role, User};
use crate::features::auth::{
    ChangePassword, CreateUser, OneTimePassword as Given, UserChange, change_password, create_user,
    list_users, reset_patient_password, reset_user_password, update_user,
};
use crate::features::patients::find_patient;
use crate::features::patients::graphql::Patient;
use crate::graphql::{app, caller, settle};
use crate::platform::actor::Permission;
use crate::platform::connection::{PageArgs, Paged};
use crate::platform::error::{Result, UserError};
use crate::platform::global_id::GlobalId;

crate::relay_connection!(User, UserConnection, UserEdge, "members of staff");

/// A password to hand over (contraseña provisoria). It opens nothing by itself: signing in with it takes a
/// `newPassword` too, which counts from then on.
#[derive(SimpleObject, Description)]
pub struct OneTimePassword {
    /// The password: shown this once.
    password: String,
    /// Until when it can be exchanged.
    expires_at: DateTime<Utc>,
}

impl From<Given> for OneTimePassword {
    fn from(given: Given) -> Self {
        Self { password: given.password.reveal().to_owned(), expires_at: given.expires_at }
    }
}

/// A new member of staff.
#[derive(InputObject)]
pub struct CreateUserInput {
    /// Address with which they sign in, 254 bytes at most; one account an address.
    email: String,
    /// Name that colleagues read; 1 to 100 characters.
    name: String,
    /// What they may do.
    role: Role,
    /// The client's key: the same one answers with the first result; 1 to 200 characters.
    idempotency_key: Option<String>,
}

/// What came of making a member of staff.
#[derive(SimpleObject)]
pub struct CreateUserPayload {
    /// Who was made; null where it was refused.
    user: Option<User>,
    /// Their first password: shown this once. Null where it was refused, and where the key was used before:
    /// `resetUserPassword` gives another one.
    one_time_password: Option<OneTimePassword>,
    /// Why it was refused.
    user_errors: Vec<UserError>,
}

/// What is to change about a member of staff; what is left out stays.
#[derive(InputObject)]
pub struct UpdateUserInput {
    /// Opaque id of the member of staff.
    id: ID,
    /// `User.version` as the caller saw it.
    version: i32,
    /// Name that colleagues read; 1 to 100 characters.
    name: Option<String>,
    /// What they may do.
    role: Option<Role>,
    /// Whether they are kept out; their sessions end at once.
    disabled: Option<bool>,
}

/// What came of changing a member of staff.
#[derive(SimpleObject)]
pub struct UpdateUserPayload {
    /// Who was changed; null where it was refused.
    user: Option<User>,
    /// Why it was refused.
    user_errors: Vec<UserError>,
}

/// Whose password to reset.
#[derive(InputObject)]
pub struct ResetUserPasswordInput {
    /// Opaque id of the member of staff.
    id: ID,
}

/// What came of resetting the password of a member of staff.
#[derive(SimpleObject)]
pub struct ResetUserPasswordPayload {
    /// Whose it is; null where it was refused.
    user: Option<User>,
    /// What to hand over; null where it was refused.
    one_time_password: Option<OneTimePassword>,
    /// Why it was refused.
    user_errors: Vec<UserError>,
}

/// Whose password to reset.
#[derive(InputObject)]
pub struct ResetPatientPasswordInput {
    /// Opaque id of the patient.
    patient_id: ID,
}

/// What came of resetting a patient's password.
#[derive(SimpleObject)]
pub struct ResetPatientPasswordPayload {
    /// Whose it is; null where it was refused.
    patient: Option<Patient>,
    /// What to hand over; null where it was refused.
    one_time_password: Option<OneTimePassword>,
    /// Why it was refused.
    user_errors: Vec<UserError>,
}

/// The old password and the new one.
#[derive(InputObject)]
pub struct ChangePasswordInput {
    /// The password as it is.
    #[graphql(secret)]
    current_password: String,
    /// The password as it shall be, of at least 8 characters and at most 256 bytes.
    #[graphql(secret)]
    new_password: String,
}

/// What came of changing one's password.
#[derive(SimpleObject)]
pub struct ChangePasswordPayload {
    /// Why it was refused; empty where it was changed.
    user_errors: Vec<UserError>,
}

/// Queries about the clinic's staff.
#[derive(Default)]
pub struct AccountsQuery;

#[Object]
impl AccountsQuery {
    /// The clinic's staff, the disabled ones too, sorted by name. Administrators.
    async fn users(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many; 50 where left out, 100 at most.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
    ) -> Result<UserConnection> {
        let principal = caller(ctx).actor.require(Permission::Administer)?;
        let page = PageArgs::forward(first, after).resolve()?;
        let slice = list_users(app(ctx), principal.clinic_id, &page).await?.map(User);
        Ok(UserConnection::new(Paged::new(slice, |user| (user.0.name.clone(), user.0.id))))
    }
}

/// Mutations of accounts.
#[derive(Default)]
pub struct AccountsMutation;

#[Object]
impl AccountsMutation {
    /// Makes a member of staff, with a one-time password to hand over. Administrators.
    async fn create_user(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who it is.")] input: CreateUserInput,
    ) -> Result<CreateUserPayload> {
        let user = CreateUser {
            email: input.email,
            name: input.name,
            role: input.role.into(),
            idempotency_key: input.idempotency_key,
        };
        let (made, user_errors) = settle(ctx, create_user(app(ctx), &caller(ctx).actor, user).await)?;
        let (user, given) = made.unzip();
        let one_time_password = given.flatten().map(Into::into);
        Ok(CreateUserPayload { user: user.map(User), one_time_password, user_errors })
    }

    /// Changes the name or the role of a member of staff, keeps them out or lets them in again. The last
    /// administrator stays one. Administrators.
    async fn update_user(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who, and what is to change.")] input: UpdateUserInput,
    ) -> Result<UpdateUserPayload> {
        let change =
            UserChange { name: input.name, role: input.role.map(Into::into), disabled: input.disabled };
        let id = GlobalId::from_global(&input.id);
        let outcome = update_user(app(ctx), &caller(ctx).actor, id, input.version, change).await;
        let (user, user_errors) = settle(ctx, outcome)?;
        Ok(UpdateUserPayload { user: user.map(User), user_errors })
    }

    /// Gives another member of staff a one-time password in place of theirs, and ends their sessions.
    /// Administrators.
    async fn reset_user_password(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose.")] input: ResetUserPasswordInput,
    ) -> Result<ResetUserPasswordPayload> {
        let id = GlobalId::from_global(&input.id);
        let (reset, user_errors) = settle(ctx, reset_user_password(app(ctx), &caller(ctx).actor, id).await)?;
        let (user, given) = reset.unzip();
        let one_time_password = given.map(Into::into);
        Ok(ResetUserPasswordPayload { user: user.map(User), one_time_password, user_errors })
    }

    /// Gives a patient a one-time password, for whoever lost theirs or never had one, and ends their sessions.
    /// For the desk, after a look at the document; audited. Operators and administrators.
    async fn reset_patient_password(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose.")] input: ResetPatientPasswordInput,
    ) -> Result<ResetPatientPasswordPayload> {
        let (app, actor) = (app(ctx), &caller(ctx).actor);
        let id = GlobalId::from_global(&input.patient_id);
        let (reset, user_errors) = settle(ctx, reset_patient_password(app, actor, id).await)?;
        let (id, given) = reset.unzip();
        let patient = match (actor.clinic_id(), id) {
            (Some(clinic_id), Some(id)) => find_patient(&app.db, clinic_id, id).await?,
            _ => None,
        };
        let patient = patient.map(|row| Patient(Arc::new(row)));
        Ok(ResetPatientPasswordPayload { patient, one_time_password: given.map(Into::into), user_errors })
    }

    /// Changes the caller's own password and ends their other sessions. Staff and patients.
    async fn change_password(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The old one and the new one.")] input: ChangePasswordInput,
    ) -> Result<ChangePasswordPayload> {
        let caller = caller(ctx);
        let change = ChangePassword {
            current: input.current_password,
            new: input.new_password,
            address: caller.address.clone(),
        };
        let (_, user_errors) = settle(ctx, change_password(app(ctx), &caller.actor, change).await)?;
        Ok(ChangePasswordPayload { user_errors })
    }
}
