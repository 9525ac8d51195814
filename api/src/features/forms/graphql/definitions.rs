//! What the clinic may ask, and when: definitions with their versions, and rules.

use std::sync::Arc;

use async_graphql::{Context, Description, ID, Object};
use chrono::{DateTime, Utc};
use entity::{form_definition_version, form_rule};

use super::FormTrigger;
use super::loaders::DefinitionOf;
use crate::features::catalog::find_service;
use crate::features::catalog::graphql::Service;
use crate::features::forms::{
    DefinitionRow, FormStructure, definition_version, definitions_by_ids, definitions_of, rules_of,
};
use crate::graphql::{app, caller, load};
use crate::platform::actor::Permission;
use crate::platform::error::{Error, Result};
use crate::platform::global_id::GlobalId;

/// What a form asks, in all its versions (definición de formulario).
#[derive(Clone, Description)]
pub struct FormDefinition(pub Arc<DefinitionRow>);

#[Object(use_type_description)]
impl FormDefinition {
    /// Opaque id.
    pub(crate) async fn id(&self) -> ID {
        self.0.definition.id.to_global()
    }

    /// Short name, unique in the clinic.
    async fn code(&self) -> &str {
        &self.0.definition.code
    }

    /// What the form is called, in the caller's language.
    async fn title(&self, ctx: &Context<'_>) -> &str {
        self.0.structure.title.read(caller(ctx).language)
    }

    /// The version that is asked for from now on.
    async fn current_version(&self) -> i32 {
        self.0.definition.current_version
    }

    /// One of its versions; null where there is none such.
    async fn version(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Number of the version, from 1; the current one where left out.")] number: Option<
            i32,
        >,
    ) -> Result<Option<FormDefinitionVersion>> {
        let definition = &self.0.definition;
        let number = number.unwrap_or(definition.current_version);
        let row = definition_version(&app(ctx).db, definition.clinic_id, definition.id, number).await?;
        let Some(row) = row else { return Ok(None) };
        let structure = serde_json::from_value(row.structure.clone())?;
        Ok(Some(FormDefinitionVersion { row, structure }))
    }

    /// Since when nobody is asked for it any more; null while it is in use.
    async fn disabled_at(&self) -> Option<DateTime<Utc>> {
        self.0.definition.disabled_at
    }
}

/// One version of a form's questions; it never changes (versión).
#[derive(Clone, Description)]
pub struct FormDefinitionVersion {
    row: form_definition_version::Model,
    structure: FormStructure,
}

#[Object(use_type_description)]
impl FormDefinitionVersion {
    /// From 1.
    async fn number(&self) -> i32 {
        self.row.number
    }

    /// When it was published.
    async fn published_at(&self) -> DateTime<Utc> {
        self.row.published_at
    }

    /// What it asks, in all languages: as it was published, and as the next version can start from it.
    async fn structure(&self) -> &FormStructure {
        &self.structure
    }
}

/// When the clinic asks its patients for a form (regla).
#[derive(Clone, Description)]
pub struct FormRule(pub form_rule::Model);

#[Object(use_type_description)]
impl FormRule {
    /// Opaque id.
    pub(crate) async fn id(&self) -> ID {
        self.0.id.to_global()
    }

    /// What is asked.
    async fn definition(&self, ctx: &Context<'_>) -> Result<FormDefinition> {
        let (clinic_id, id) = (self.0.clinic_id, self.0.form_definition_id);
        let row = load(ctx, DefinitionOf(clinic_id, id)).await?;
        row.map(FormDefinition).ok_or_else(|| Error::internal("a rule without a definition"))
    }

    /// When.
    async fn trigger(&self) -> FormTrigger {
        self.0.trigger_kind.into()
    }

    /// After every so many completed visits; null where visits are not counted.
    async fn every_visits(&self) -> Option<i32> {
        self.0.every_visits
    }

    /// Only where this service is booked; null where it holds for all.
    async fn service(&self, ctx: &Context<'_>) -> Result<Option<Service>> {
        let Some(id) = self.0.service_id else { return Ok(None) };
        Ok(find_service(&app(ctx).db, self.0.clinic_id, id).await?.map(Service))
    }

    /// Since when it holds as it is: what happened before asks for nothing.
    async fn holds_from(&self) -> DateTime<Utc> {
        self.0.holds_from
    }

    /// Since when it no longer holds; null while it does.
    async fn disabled_at(&self) -> Option<DateTime<Utc>> {
        self.0.disabled_at
    }

    /// Counts its changes; `updateFormRule` wants the one that the caller saw.
    async fn version(&self) -> i32 {
        self.0.version
    }
}

/// Queries about what may be asked, and when.
#[derive(Default)]
pub struct FormDefinitionsQuery;

#[Object]
impl FormDefinitionsQuery {
    /// What the clinic may ask, by code. Staff.
    async fn form_definitions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Those that are disabled too.", default)] include_disabled: bool,
    ) -> Result<Vec<FormDefinition>> {
        let principal = caller(ctx).actor.require(Permission::AskForms)?;
        let rows = definitions_of(&app(ctx).db, principal.clinic_id, include_disabled).await?;
        Ok(rows.into_iter().map(FormDefinition).collect())
    }

    /// Something that the clinic may ask; null where there is none such. Staff.
    async fn form_definition(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Opaque id of the definition.")] id: ID,
    ) -> Result<Option<FormDefinition>> {
        let principal = caller(ctx).actor.require(Permission::AskForms)?;
        let Some(id) = GlobalId::from_global(&id) else { return Ok(None) };
        let mut found = definitions_by_ids(&app(ctx).db, principal.clinic_id, [id]).await?;
        Ok(found.remove(&id).map(FormDefinition))
    }

    /// When the clinic asks for forms, the oldest rule first. Staff.
    async fn form_rules(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Those that no longer hold too.", default)] include_disabled: bool,
    ) -> Result<Vec<FormRule>> {
        let principal = caller(ctx).actor.require(Permission::AskForms)?;
        let rows = rules_of(&app(ctx).db, principal.clinic_id, None, include_disabled).await?;
        Ok(rows.into_iter().map(FormRule).collect())
    }
}
