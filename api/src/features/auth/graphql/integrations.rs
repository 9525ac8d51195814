//! API keys in GraphQL: how the clinic's own systems are let in.

use async_graphql::{Context, Description, ID, InputObject, Object, SimpleObject};
use chrono::{DateTime, Utc};
use entity::api_key;
use sea_orm::EntityTrait;

use crate::features::auth::api_keys::scope_from_name;
use crate::features::auth::{CreateApiKey, create_api_key, list_api_keys, revoke_api_key};
use crate::graphql::{app, caller, settle};
use crate::platform::actor::{Permission, Scope};
use crate::platform::error::{Result, UserError};
use crate::platform::global_id::GlobalId;

/// An integration: the clinic's own systems, by an API key (integración).
#[derive(Clone, Description)]
pub struct Integration(pub api_key::Model);

#[Object(use_type_description)]
impl Integration {
    /// Opaque id of the key.
    pub(crate) async fn id(&self) -> ID {
        self.0.id.to_global()
    }

    /// What the key is for.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// What the key may do.
    async fn scopes(&self) -> Vec<Scope> {
        let names = self.0.scopes.as_array().cloned().unwrap_or_default();
        names.iter().filter_map(|name| scope_from_name(name.as_str()?)).collect()
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.created_at
    }
}

/// A new API key.
#[derive(InputObject)]
pub struct CreateApiKeyInput {
    /// What the key is for; 1 to 100 characters.
    name: String,
    /// What it may do: one scope at least.
    scopes: Vec<Scope>,
    /// The client's key: the same one answers with the first result; 1 to 200 characters.
    idempotency_key: Option<String>,
}

/// What came of making an API key.
#[derive(SimpleObject)]
pub struct CreateApiKeyPayload {
    /// The key as an actor; null where it was refused.
    integration: Option<Integration>,
    /// The secret: shown this once. Null where it was refused, and where the idempotency key was used before: revoke
    /// the API key then, and make another one.
    key: Option<String>,
    /// Why it was refused.
    user_errors: Vec<UserError>,
}

/// Which API key to revoke.
#[derive(InputObject)]
pub struct RevokeApiKeyInput {
    /// Opaque id of the key.
    id: ID,
}

/// What came of revoking an API key.
#[derive(SimpleObject)]
pub struct RevokeApiKeyPayload {
    /// The key that no longer works; null where it was refused.
    integration: Option<Integration>,
    /// Why it was refused.
    user_errors: Vec<UserError>,
}

/// Queries about API keys.
#[derive(Default)]
pub struct IntegrationsQuery;

#[Object]
impl IntegrationsQuery {
    /// The API keys that work, by name. Administrators.
    async fn integrations(&self, ctx: &Context<'_>) -> Result<Vec<Integration>> {
        let principal = caller(ctx).actor.require(Permission::Administer)?;
        let keys = list_api_keys(app(ctx), principal.clinic_id).await?;
        Ok(keys.into_iter().map(Integration).collect())
    }
}

/// Mutations of API keys.
#[derive(Default)]
pub struct IntegrationsMutation;

#[Object]
impl IntegrationsMutation {
    /// Makes an API key for one of the clinic's own systems. Administrators.
    async fn create_api_key(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What the key is for and what it may do.")] input: CreateApiKeyInput,
    ) -> Result<CreateApiKeyPayload> {
        let (app, actor) = (app(ctx), &caller(ctx).actor);
        let CreateApiKeyInput { name, scopes, idempotency_key } = input;
        let made = create_api_key(app, actor, CreateApiKey { name, scopes, idempotency_key }).await;
        let (made, user_errors) = settle(ctx, made)?;
        let Some((id, key)) = made else {
            return Ok(CreateApiKeyPayload { integration: None, key: None, user_errors });
        };
        let integration = api_key::Entity::find_by_id(id).one(&app.db).await?.map(Integration);
        let key = key.map(|key| key.reveal().to_owned());
        Ok(CreateApiKeyPayload { integration, key, user_errors })
    }

    /// Revokes an API key at once. Administrators.
    async fn revoke_api_key(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which key.")] input: RevokeApiKeyInput,
    ) -> Result<RevokeApiKeyPayload> {
        let (app, actor) = (app(ctx), &caller(ctx).actor);
        let (id, user_errors) =
            settle(ctx, revoke_api_key(app, actor, GlobalId::from_global(&input.id)).await)?;
        let integration = match id {
            Some(id) => api_key::Entity::find_by_id(id).one(&app.db).await?.map(Integration),
            None => None,
        };
        Ok(RevokeApiKeyPayload { integration, user_errors })
    }
}
