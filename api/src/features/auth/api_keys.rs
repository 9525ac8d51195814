//! API keys of integrations: made and revoked by administrators, with scopes.

use std::collections::BTreeSet;

use async_graphql::{Name, Value};
use entity::api_key;
use entity::ids::{ApiKeyId, ClinicId};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::app::App;
use crate::platform::actor::{Actor, Permission, Scope};
use crate::platform::checks::line;
use crate::platform::error::{Outcome, Refusal, Result, UserErrorCode};
use crate::platform::idempotency::Claim;
use crate::platform::token::Token;

/// Tells API keys from session tokens.
pub(super) const API_KEY_PREFIX: &str = "ak_";

/// Most characters of a key's name.
const NAME_MAX: usize = 100;

/// What an administrator gives.
pub struct CreateApiKey {
    /// What the key is for.
    pub name: String,
    /// What it may do.
    pub scopes: Vec<Scope>,
    /// The same key answers with the first result.
    pub idempotency_key: Option<String>,
}

/// The clinic's keys that work, by name.
///
/// # Errors
/// Where the database does not answer.
pub async fn list_api_keys(app: &App, clinic_id: ClinicId) -> Result<Vec<api_key::Model>> {
    let keys = api_key::Entity::find()
        .filter(api_key::Column::ClinicId.eq(clinic_id))
        .filter(api_key::Column::RevokedAt.is_null())
        .order_by_asc(api_key::Column::Name)
        .order_by_asc(api_key::Column::Id);
    Ok(keys.all(&app.db).await?)
}

/// Makes a key. The secret is shown this once: who repeats the call under the same idempotency key gets the key without
/// it.
///
/// # Errors
/// `INVALID` without a name or a scope, `CONFLICT` where the idempotency key was used for another one.
pub async fn create_api_key(
    app: &App,
    actor: &Actor,
    input: CreateApiKey,
) -> Outcome<(ApiKeyId, Option<Token>)> {
    let principal = actor.require(Permission::Administer)?;
    let name = line(&input.name, "input.name", NAME_MAX)?;
    if input.scopes.is_empty() {
        return Err(Refusal::new(
            UserErrorCode::Invalid,
            "input.scopes",
            "Elegí al menos un permiso.",
            "Pick at least one scope.",
        )
        .into());
    }
    let token = Token::mint(&app.random, API_KEY_PREFIX);
    let id: ApiKeyId = app.new_id();
    let scopes: BTreeSet<_> = input.scopes.iter().map(|scope| scope_name(*scope)).collect();
    let mut work = app.begin(principal.clinic_id).await?;
    let key = input.idempotency_key.as_deref();
    if let Claim::Replay(first) = work.claim(actor, "createApiKey", key, &(&name, &scopes), id).await? {
        return Ok((first.into(), None));
    }
    api_key::ActiveModel {
        id: Set(id),
        clinic_id: Set(principal.clinic_id),
        name: Set(name),
        key_hash: Set(token.hash()),
        scopes: Set(serde_json::json!(scopes)),
        created_at: Set(work.now()),
        revoked_at: Set(None),
    }
    .insert(work.db())
    .await?;
    work.audit(actor, "api_key.created", "Integration", id, serde_json::json!({ "scopes": scopes }));
    work.commit().await?;
    Ok((id, Some(token)))
}

/// Revokes a key at once.
///
/// # Errors
/// `NOT_FOUND` for an unknown key or another clinic's.
pub async fn revoke_api_key(app: &App, actor: &Actor, id: Option<ApiKeyId>) -> Outcome<ApiKeyId> {
    let principal = actor.require(Permission::Administer)?;
    let not_found =
        || Refusal::new(UserErrorCode::NotFound, "input.id", "No existe esa clave.", "There is no such key.");
    let id = id.ok_or_else(not_found)?;
    let mut work = app.begin(principal.clinic_id).await?;
    let changed = api_key::Entity::update_many()
        .col_expr(api_key::Column::RevokedAt, Expr::value(work.now()))
        .filter(api_key::Column::Id.eq(id))
        .filter(api_key::Column::ClinicId.eq(principal.clinic_id))
        .filter(api_key::Column::RevokedAt.is_null())
        .exec(work.db())
        .await?;
    if changed.rows_affected == 0 {
        return Err(not_found().into());
    }
    work.end_sessions();
    work.audit_plain(actor, "api_key.revoked", "Integration", id);
    work.commit().await?;
    Ok(id)
}

fn scope_name(scope: Scope) -> String {
    match async_graphql::resolver_utils::enum_value(scope) {
        Value::Enum(name) => name.to_string(),
        other => other.to_string(),
    }
}

pub(super) fn scope_from_name(name: &str) -> Option<Scope> {
    async_graphql::resolver_utils::parse_enum(Value::Enum(Name::new(name))).ok()
}
