//! Signing in and out in GraphQL, and who is asking.

pub mod accounts;
pub mod integrations;

use std::sync::Arc;

use async_graphql::{Context, Description, Enum, ID, InputObject, Object, SimpleObject, Union};
use chrono::{DateTime, Utc};
use entity::{api_key, enums, user};
use http::header::SET_COOKIE;
use sea_orm::EntityTrait;

use self::integrations::Integration;
use super::{
    Caller, OpenJourney, SignIn, SignInPatient, SignUpPatient, SignedIn, open_journey, session_cookie,
    sign_in, sign_in_patient, sign_out, sign_up_patient,
};
use crate::app::App;
use crate::features::assistance::graphql::{Journey, journey_of};
use crate::features::care_plans::graphql::{CarePlanJourney, care_plan_journey_of};
use crate::features::patients::graphql::{DocumentType, Patient, told_details};
use crate::features::patients::{PatientData, find_patient};
use crate::graphql::{app, caller, settle};
use crate::platform::actor::{Actor, JourneyScope};
use crate::platform::date::Date;
use crate::platform::error::{Error, Outcome, Result, UserError};
use crate::platform::global_id::GlobalId;
use crate::platform::token::Token;

/// What a member of staff may do (rol).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "enums::Role")]
pub enum Role {
    /// Works the queue (operador).
    Operator,
    /// Also changes catalogue, agenda, users and settings (administrador).
    Administrator,
    /// Sees and treats in their own agenda (profesional, terapeuta).
    Practitioner,
}

/// A member of the clinic's staff (operador, representante).
#[derive(Clone, Description)]
pub struct User(pub user::Model);

#[Object(use_type_description)]
impl User {
    /// Opaque id.
    pub(crate) async fn id(&self) -> ID {
        self.0.id.to_global()
    }

    /// Name that colleagues read.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Address with which they sign in.
    async fn email(&self) -> &str {
        &self.0.email
    }

    /// What they may do.
    async fn role(&self) -> Role {
        self.0.role.into()
    }

    /// Since when they are kept out; null where they may sign in.
    async fn disabled_at(&self) -> Option<DateTime<Utc>> {
        self.0.disabled_at
    }

    /// Counts the changes of name, role and access.
    async fn version(&self) -> i32 {
        self.0.version
    }
}

/// Who is asking.
#[derive(Union)]
pub enum Viewer {
    /// A member of staff.
    User(User),
    /// A patient.
    Patient(Patient),
    /// An API key.
    Integration(Integration),
    /// The holder of a journey link.
    Journey(Journey),
    /// The holder of a link to a care plan.
    CarePlanJourney(CarePlanJourney),
}

/// Loads who is asking; none where nobody is signed in.
pub(crate) async fn viewer_of(app: &App, actor: &Actor) -> Result<Option<Viewer>> {
    Ok(match actor {
        Actor::Anonymous | Actor::System { .. } => None,
        Actor::User { user_id, .. } => {
            user::Entity::find_by_id(*user_id).one(&app.db).await?.map(|row| Viewer::User(User(row)))
        }
        Actor::Patient { clinic_id, patient_id, .. } => find_patient(&app.db, *clinic_id, *patient_id)
            .await?
            .map(|row| Viewer::Patient(Patient(Arc::new(row)))),
        Actor::Integration { key_id, .. } => api_key::Entity::find_by_id(*key_id)
            .one(&app.db)
            .await?
            .map(|row| Viewer::Integration(Integration(row))),
        Actor::Journey { scope: JourneyScope::Request(_), .. } => {
            journey_of(app, actor).await?.map(Viewer::Journey)
        }
        Actor::Journey { scope: JourneyScope::CarePlan(_), .. } => {
            care_plan_journey_of(app, actor).await?.map(Viewer::CarePlanJourney)
        }
    })
}

/// Queries about who is asking.
#[derive(Default)]
pub struct AuthQuery;

#[Object]
impl AuthQuery {
    /// Who is asking; null when nobody is signed in.
    async fn viewer(&self, ctx: &Context<'_>) -> Result<Option<Viewer>> {
        viewer_of(app(ctx), &caller(ctx).actor).await
    }
}

/// A session (sesión). Its token goes into `Authorization: Bearer …`; a browser also gets it as a cookie.
#[derive(SimpleObject)]
pub struct Session {
    /// The bearer token: shown this once.
    token: String,
    /// When it ends.
    expires_at: DateTime<Utc>,
}

/// What came of signing in.
#[derive(SimpleObject)]
pub struct SignInPayload {
    /// The session; null where it was refused.
    session: Option<Session>,
    /// Who is signed in now; null where it was refused.
    viewer: Option<Viewer>,
    /// Why it was refused.
    user_errors: Vec<UserError>,
}

/// What came of signing out.
#[derive(SimpleObject)]
pub struct SignOutPayload {
    /// Always empty: signing out is never refused.
    user_errors: Vec<UserError>,
}

/// Credentials of a member of staff.
#[derive(InputObject)]
pub struct SignInInput {
    /// Address of the account.
    email: String,
    /// Its password.
    #[graphql(secret)]
    password: String,
    /// A password of one's own of at least 8 characters and at most 256 bytes, where the one above is a one-time
    /// password; left out otherwise.
    #[graphql(secret)]
    new_password: Option<String>,
}

/// Credentials of a patient.
#[derive(InputObject)]
pub struct SignInPatientInput {
    /// Slug of the clinic; may be left out where the server has one clinic.
    clinic: Option<String>,
    /// Kind of document.
    #[graphql(default_with = "DocumentType::Dni")]
    document_type: DocumentType,
    /// Number of the document, of a DNI 7 or 8 digits; dots and spaces do not matter.
    #[graphql(secret)]
    national_id: String,
    /// The password.
    #[graphql(secret)]
    password: String,
    /// A password of one's own of at least 8 characters and at most 256 bytes, where the one above is a one-time
    /// password; left out otherwise.
    #[graphql(secret)]
    new_password: Option<String>,
}

/// What a patient gives to sign up.
#[derive(InputObject)]
pub struct SignUpPatientInput {
    /// Slug of the clinic; may be left out where the server has one clinic.
    clinic: Option<String>,
    /// Kind of document.
    #[graphql(default_with = "DocumentType::Dni")]
    document_type: DocumentType,
    /// Number of the document, of a DNI 7 or 8 digits; dots and spaces do not matter.
    #[graphql(secret)]
    national_id: String,
    /// Given name; 1 to 100 characters.
    given_name: String,
    /// Family name; 1 to 100 characters.
    family_name: String,
    /// Mobile phone, as people write it.
    mobile_phone: Option<String>,
    /// E-mail address; 254 bytes at most.
    email: Option<String>,
    /// Day of birth (fecha de nacimiento), from 1900 on and not in the future.
    #[graphql(secret)]
    birth_date: Option<Date>,
    /// Opaque id of who pays, one of the clinic's `payers`.
    payer_id: Option<ID>,
    /// Opaque id of one of the payer's plans.
    plan_id: Option<ID>,
    /// A password of at least 8 characters and at most 256 bytes.
    #[graphql(secret)]
    password: String,
}

/// What the holder of a link gives.
#[derive(InputObject)]
pub struct OpenJourneyInput {
    /// The last part of the link's address.
    #[graphql(secret)]
    token: String,
    /// The last 4 digits of the patient's document. Empty only asks whether the link can be used: it is refused, and
    /// counts as no attempt of the link's five.
    #[graphql(secret)]
    document_digits: String,
}

/// Mutations of sessions.
#[derive(Default)]
pub struct AuthMutation;

#[Object]
impl AuthMutation {
    /// Signs a member of staff in. Anybody; after 10 wrong passwords for one account, or 60 from one address, in 15
    /// minutes, everything is `TOO_MANY_ATTEMPTS` for the rest of them.
    async fn sign_in(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "E-mail and password.")] input: SignInInput,
    ) -> Result<SignInPayload> {
        let SignInInput { email, password, new_password } = input;
        let address = caller(ctx).address.clone();
        signed_in(ctx, sign_in(app(ctx), SignIn { email, password, new_password, address }).await).await
    }

    /// Signs a patient in. Anybody; tries are limited as those of `signIn`.
    async fn sign_in_patient(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Document and password.")] input: SignInPatientInput,
    ) -> Result<SignInPayload> {
        let credentials = SignInPatient {
            clinic: input.clinic,
            document_type: input.document_type.into(),
            national_id: input.national_id,
            password: input.password,
            new_password: input.new_password,
            address: caller(ctx).address.clone(),
        };
        signed_in(ctx, sign_in_patient(app(ctx), credentials).await).await
    }

    /// Signs a patient up, and in. It may be repeated: where the document has an account already, its own password signs
    /// in and changes nothing. Any other is a `CONFLICT`, which says that there is such an account: before the first visit
    /// nobody can be asked who they are. It counts as a wrong password of `signInPatient`, with the same limits; how many
    /// accounts one address makes is limited too. Anybody.
    async fn sign_up_patient(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who the patient is.")] input: SignUpPatientInput,
    ) -> Result<SignInPayload> {
        let person = SignUpPatient {
            clinic: input.clinic,
            document_type: input.document_type.into(),
            national_id: input.national_id,
            data: PatientData {
                given_name: input.given_name,
                family_name: input.family_name,
                mobile_phone: input.mobile_phone,
                email: input.email,
                details: told_details(input.birth_date, input.payer_id.as_ref(), input.plan_id.as_ref()),
            },
            password: input.password,
            address: caller(ctx).address.clone(),
        };
        signed_in(ctx, sign_up_patient(app(ctx), person).await).await
    }

    /// Exchanges a link and the last digits of the document for a session that is limited to the link's
    /// request or care plan. Anybody.
    async fn open_journey(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The link and the digits.")] input: OpenJourneyInput,
    ) -> Result<SignInPayload> {
        let address = caller(ctx).address.clone();
        let opened = open_journey(
            app(ctx),
            OpenJourney { token: input.token, document_digits: input.document_digits, address },
        )
        .await;
        signed_in(ctx, opened).await
    }

    /// Ends the caller's session. Anybody; without a session it does nothing.
    async fn sign_out(&self, ctx: &Context<'_>) -> Result<SignOutPayload> {
        sign_out(app(ctx), &caller(ctx).actor).await?;
        set_cookie(ctx, "", 0);
        Ok(SignOutPayload { user_errors: Vec::new() })
    }
}

async fn signed_in(ctx: &Context<'_>, outcome: Outcome<SignedIn>) -> Result<SignInPayload> {
    let (signed_in, user_errors) = settle(ctx, outcome)?;
    let Some(SignedIn { token, expires_at, actor }) = signed_in else {
        return Ok(SignInPayload { session: None, viewer: None, user_errors });
    };
    let app = app(ctx);
    set_cookie(ctx, token.reveal(), (expires_at - app.now()).num_seconds());
    let viewer = viewer_of(app, &actor).await?;
    Ok(SignInPayload { session: Some(session(&token, expires_at)), viewer, user_errors })
}

fn session(token: &Token, expires_at: DateTime<Utc>) -> Session {
    Session { token: token.reveal().to_owned(), expires_at }
}

fn set_cookie(ctx: &Context<'_>, value: &str, seconds: i64) {
    ctx.append_http_header(SET_COOKIE, session_cookie(app(ctx), value, seconds));
}

/// Whether this request's caller is a member of staff.
pub(crate) fn require_user(caller: &Caller) -> Result<()> {
    match caller.actor {
        Actor::User { .. } => Ok(()),
        Actor::Anonymous => Err(Error::Unauthenticated),
        _ => Err(Error::Forbidden),
    }
}

/// Whether this request's caller is staff; for fields that only colleagues see.
pub(crate) fn require_staff(caller: &Caller) -> Result<()> {
    match caller.actor {
        Actor::User { .. } | Actor::Integration { .. } => Ok(()),
        _ => Err(Error::Forbidden),
    }
}
