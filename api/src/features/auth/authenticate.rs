//! From a presented secret to an actor.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use entity::enums::{Role, SessionKind};
use entity::ids::{
    ApiKeyId, AssistanceRequestId, CarePlanId, ClinicId, JourneyLinkId, PatientId, SessionId, UserId,
};
use entity::{api_key, clinic, journey_link, session, user};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, IdenStatic, Iterable, JoinType, QueryFilter,
    QuerySelect, QueryTrait,
};

use super::api_keys::{API_KEY_PREFIX, scope_from_name};
use crate::app::App;
use crate::platform::actor::{Actor, JourneyScope};
use crate::platform::error::{Language, Result};
use crate::platform::token;

/// Who is asking, in which language, and from where: what a transport hands to every resolver.
#[derive(Clone, Debug)]
pub struct Caller {
    /// Who.
    pub actor: Actor,
    /// The language of messages.
    pub language: Language,
    /// Network address, for the limits of attempts.
    pub address: String,
    /// The actor's clinic as it was when the request came in: its time zone is what 'today' means.
    pub clinic: Option<Arc<clinic::Model>>,
}

/// The actor behind a secret, and their clinic.
#[derive(Clone, Debug)]
pub struct Authenticated {
    /// Who.
    pub actor: Actor,
    /// Their clinic.
    pub clinic: Arc<clinic::Model>,
}

/// The actor behind a bearer token; none where it is unknown, expired or revoked. One statement.
///
/// # Errors
/// Where the database does not answer.
pub async fn authenticate(app: &App, secret: &str) -> Result<Option<Authenticated>> {
    if secret.starts_with(API_KEY_PREFIX) {
        return authenticate_key(app, secret).await;
    }
    Ok(find_sessions(app, session::Column::TokenHash.eq(token::hash(secret))).await?.pop())
}

/// Who stands behind sessions; those that have ended are not in the map.
///
/// # Errors
/// Where the database does not answer.
pub async fn actors_of_sessions(app: &App, ids: &[SessionId]) -> Result<HashMap<SessionId, Actor>> {
    let found = find_sessions(app, session::Column::Id.is_in(ids.iter().copied())).await?;
    Ok(found.into_iter().filter_map(|found| Some((found.actor.session_id()?, found.actor))).collect())
}

/// Those of some keys that were not revoked.
///
/// # Errors
/// Where the database does not answer.
pub async fn live_keys(app: &App, ids: &[ApiKeyId]) -> Result<HashSet<ApiKeyId>> {
    let live = api_key::Entity::find()
        .select_only()
        .column(api_key::Column::Id)
        .filter(api_key::Column::Id.is_in(ids.iter().copied()))
        .filter(api_key::Column::RevokedAt.is_null());
    let live: Vec<ApiKeyId> = live.into_tuple().all(&app.db).await?;
    Ok(live.into_iter().collect())
}

#[derive(FromQueryResult)]
struct Found {
    id: SessionId,
    owner: ClinicId,
    kind: SessionKind,
    user_id: Option<UserId>,
    patient_id: Option<PatientId>,
    journey_link_id: Option<JourneyLinkId>,
    role: Option<Role>,
    request_id: Option<AssistanceRequestId>,
    care_plan_id: Option<CarePlanId>,
}

async fn find_sessions(app: &App, condition: sea_orm::sea_query::SimpleExpr) -> Result<Vec<Authenticated>> {
    let now = app.now();
    let mut select = session::Entity::find()
        .select_only()
        .columns([
            session::Column::Id,
            session::Column::Kind,
            session::Column::UserId,
            session::Column::PatientId,
            session::Column::JourneyLinkId,
        ])
        .column_as(session::Column::ClinicId, "owner")
        .column_as(user::Column::Role, "role")
        .column_as(journey_link::Column::AssistanceRequestId, "request_id")
        .column_as(journey_link::Column::CarePlanId, "care_plan_id")
        .join(
            JoinType::LeftJoin,
            session::Entity::belongs_to(user::Entity)
                .from(session::Column::UserId)
                .to(user::Column::Id)
                .into(),
        )
        .join(
            JoinType::LeftJoin,
            session::Entity::belongs_to(journey_link::Entity)
                .from(session::Column::JourneyLinkId)
                .to(journey_link::Column::Id)
                .into(),
        )
        .join(
            JoinType::InnerJoin,
            session::Entity::belongs_to(clinic::Entity)
                .from(session::Column::ClinicId)
                .to(clinic::Column::Id)
                .into(),
        )
        .filter(condition)
        .filter(session::Column::RevokedAt.is_null())
        .filter(session::Column::ExpiresAt.gt(now))
        .filter(user::Column::DisabledAt.is_null())
        .filter(journey_link::Column::RevokedAt.is_null())
        .filter(
            Expr::col((journey_link::Entity, journey_link::Column::Id))
                .is_null()
                .or(journey_link::Column::ExpiresAt.gt(now)),
        );
    for column in clinic::Column::iter() {
        select = select.column_as(column, format!("clinic_{}", column.as_str()));
    }
    let mut sessions = Vec::new();
    for row in app.db.query_all(&select.into_query()).await? {
        let clinic = Arc::new(clinic::Model::from_query_result(&row, "clinic_")?);
        let actor = Found::from_query_result(&row, "")?.into_actor();
        sessions.extend(actor.map(|actor| Authenticated { actor, clinic }));
    }
    Ok(sessions)
}

impl Found {
    fn into_actor(self) -> Option<Actor> {
        let found = self;
        let (clinic_id, session_id) = (found.owner, found.id);
        Some(match found.kind {
            SessionKind::User => {
                Actor::User { clinic_id, user_id: found.user_id?, role: found.role?, session_id }
            }
            SessionKind::Patient => Actor::Patient { clinic_id, patient_id: found.patient_id?, session_id },
            SessionKind::Journey => Actor::Journey {
                clinic_id,
                patient_id: found.patient_id?,
                scope: JourneyScope::from_columns(found.request_id, found.care_plan_id)?,
                link_id: found.journey_link_id?,
                session_id,
            },
        })
    }
}

async fn authenticate_key(app: &App, secret: &str) -> Result<Option<Authenticated>> {
    let mut select = api_key::Entity::find()
        .select_only()
        .join(
            JoinType::InnerJoin,
            api_key::Entity::belongs_to(clinic::Entity)
                .from(api_key::Column::ClinicId)
                .to(clinic::Column::Id)
                .into(),
        )
        .filter(api_key::Column::KeyHash.eq(token::hash(secret)))
        .filter(api_key::Column::RevokedAt.is_null());
    for column in api_key::Column::iter() {
        select = select.column_as(column, format!("key_{}", column.as_str()));
    }
    for column in clinic::Column::iter() {
        select = select.column_as(column, format!("clinic_{}", column.as_str()));
    }
    let Some(row) = app.db.query_one(&select.into_query()).await? else { return Ok(None) };
    let key = api_key::Model::from_query_result(&row, "key_")?;
    let clinic = Arc::new(clinic::Model::from_query_result(&row, "clinic_")?);
    let names = key.scopes.as_array().cloned().unwrap_or_default();
    let scopes = names.iter().filter_map(|name| scope_from_name(name.as_str()?)).collect();
    let actor = Actor::Integration { clinic_id: key.clinic_id, key_id: key.id, scopes };
    Ok(Some(Authenticated { actor, clinic }))
}
