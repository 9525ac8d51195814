//! Saying what the clinic asks, and when.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use entity::ids::{FormDefinitionId, FormRuleId};

use super::FormTrigger;
use super::definitions::{FormDefinition, FormRule};
use crate::features::forms::{
    FormStructure, PublishDefinition, RuleContent, create_rule, definitions_by_ids, disable_definition,
    disable_rule, publish_definition, rules_of, update_rule,
};
use crate::graphql::{app, caller, settle};
use crate::platform::error::{Error, Outcome, Result, UserError};
use crate::platform::global_id::GlobalId;

/// What to publish.
#[derive(InputObject)]
pub struct PublishFormDefinitionInput {
    /// Short name, unique in the clinic: named like a field, with 40 characters at most.
    code: String,
    /// What it asks.
    structure: FormStructure,
    /// The version that the author started from; left out for a new definition.
    base_version: Option<i32>,
    /// The client's key: the same one answers with the first result; 1 to 200 characters.
    idempotency_key: Option<String>,
}

/// A definition that is no longer asked.
#[derive(InputObject)]
pub struct DisableFormDefinitionInput {
    /// Opaque id of the definition.
    id: ID,
}

/// What a new rule says.
#[derive(InputObject)]
pub struct FormRuleInput {
    /// Opaque id of the definition that is asked.
    definition_id: ID,
    /// When.
    trigger: FormTrigger,
    /// After every so many completed visits, 1 to 100: for `COMPLETED_VISITS`, and only there.
    every_visits: Option<i32>,
    /// Opaque id of a service: only where it is booked; everywhere where it is left out.
    service_id: Option<ID>,
    /// The client's key: the same one answers with the first result; 1 to 200 characters.
    idempotency_key: Option<String>,
}

/// All that a rule is to say from now on.
#[derive(InputObject)]
pub struct UpdateFormRuleInput {
    /// Opaque id of the rule.
    id: ID,
    /// `FormRule.version` as the caller saw it.
    version: i32,
    /// Opaque id of the definition that is asked.
    definition_id: ID,
    /// When.
    trigger: FormTrigger,
    /// After every so many completed visits, 1 to 100: for `COMPLETED_VISITS`, and only there.
    every_visits: Option<i32>,
    /// Opaque id of a service: only where it is booked; everywhere where it is left out.
    service_id: Option<ID>,
}

/// A rule that is to end.
#[derive(InputObject)]
pub struct DisableFormRuleInput {
    /// Opaque id of the rule.
    id: ID,
}

/// What came of publishing. Each mistake in the structure has an error with the path of its place.
#[derive(SimpleObject)]
pub struct PublishFormDefinitionPayload {
    /// The definition as it is now; null where it was refused.
    definition: Option<FormDefinition>,
    /// Why it was refused.
    user_errors: Vec<UserError>,
}

/// What came of disabling a definition.
#[derive(SimpleObject)]
pub struct DisableFormDefinitionPayload {
    /// The definition as it is now; null where it was refused.
    definition: Option<FormDefinition>,
    /// Why it was refused.
    user_errors: Vec<UserError>,
}

/// What came of making a rule.
#[derive(SimpleObject)]
pub struct CreateFormRulePayload {
    /// The rule; null where it was refused.
    rule: Option<FormRule>,
    /// Why it was refused.
    user_errors: Vec<UserError>,
}

/// What came of changing a rule.
#[derive(SimpleObject)]
pub struct UpdateFormRulePayload {
    /// The rule as it is now; null where it was refused.
    rule: Option<FormRule>,
    /// Why it was refused.
    user_errors: Vec<UserError>,
}

/// What came of ending a rule.
#[derive(SimpleObject)]
pub struct DisableFormRulePayload {
    /// The rule as it is now; null where it was refused.
    rule: Option<FormRule>,
    /// Why it was refused.
    user_errors: Vec<UserError>,
}

async fn definition_after(
    ctx: &Context<'_>,
    outcome: Outcome<FormDefinitionId>,
) -> Result<(Option<FormDefinition>, Vec<UserError>)> {
    let (id, user_errors) = settle(ctx, outcome)?;
    let Some(id) = id else { return Ok((None, user_errors)) };
    let clinic_id = caller(ctx).actor.clinic_id().ok_or(Error::Unauthenticated)?;
    let mut found = definitions_by_ids(&app(ctx).db, clinic_id, [id]).await?;
    Ok((found.remove(&id).map(FormDefinition), user_errors))
}

async fn rule_after(
    ctx: &Context<'_>,
    outcome: Outcome<FormRuleId>,
) -> Result<(Option<FormRule>, Vec<UserError>)> {
    let (id, user_errors) = settle(ctx, outcome)?;
    let Some(id) = id else { return Ok((None, user_errors)) };
    let clinic_id = caller(ctx).actor.clinic_id().ok_or(Error::Unauthenticated)?;
    let mut found = rules_of(&app(ctx).db, clinic_id, Some(id), true).await?;
    Ok((found.pop().map(FormRule), user_errors))
}

fn content(
    definition_id: &ID,
    trigger: FormTrigger,
    every_visits: Option<i32>,
    service_id: Option<&ID>,
) -> RuleContent {
    RuleContent {
        definition_id: GlobalId::from_global(definition_id),
        trigger: trigger.into(),
        every_visits,
        service_id: service_id.map(GlobalId::from_global),
    }
}

/// Mutations of what the clinic asks, and when.
#[derive(Default)]
pub struct FormRulesMutation;

#[Object]
impl FormRulesMutation {
    /// Publishes a definition, or its next version; versions never change. Administrators.
    async fn publish_form_definition(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to publish.")] input: PublishFormDefinitionInput,
    ) -> Result<PublishFormDefinitionPayload> {
        let publish = PublishDefinition {
            code: input.code,
            structure: input.structure,
            base_version: input.base_version,
        };
        let key = input.idempotency_key.as_deref();
        let outcome = publish_definition(app(ctx), &caller(ctx).actor, publish, key).await;
        let (definition, user_errors) = definition_after(ctx, outcome).await?;
        Ok(PublishFormDefinitionPayload { definition, user_errors })
    }

    /// Takes a definition out of use, until it is published again. Administrators.
    async fn disable_form_definition(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which definition.")] input: DisableFormDefinitionInput,
    ) -> Result<DisableFormDefinitionPayload> {
        let id = GlobalId::from_global(&input.id);
        let outcome = disable_definition(app(ctx), &caller(ctx).actor, id).await;
        let (definition, user_errors) = definition_after(ctx, outcome).await?;
        Ok(DisableFormDefinitionPayload { definition, user_errors })
    }

    /// Makes a rule: when patients are asked for a form. Administrators.
    async fn create_form_rule(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it says.")] input: FormRuleInput,
    ) -> Result<CreateFormRulePayload> {
        let content =
            content(&input.definition_id, input.trigger, input.every_visits, input.service_id.as_ref());
        let key = input.idempotency_key.as_deref();
        let outcome = create_rule(app(ctx), &caller(ctx).actor, content, key).await;
        let (rule, user_errors) = rule_after(ctx, outcome).await?;
        Ok(CreateFormRulePayload { rule, user_errors })
    }

    /// Changes a rule from now on. Administrators.
    async fn update_form_rule(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which rule, and what it says from now on.")] input: UpdateFormRuleInput,
    ) -> Result<UpdateFormRulePayload> {
        let id = GlobalId::from_global(&input.id);
        let content =
            content(&input.definition_id, input.trigger, input.every_visits, input.service_id.as_ref());
        let outcome = update_rule(app(ctx), &caller(ctx).actor, id, input.version, content).await;
        let (rule, user_errors) = rule_after(ctx, outcome).await?;
        Ok(UpdateFormRulePayload { rule, user_errors })
    }

    /// Ends a rule; the forms that it asked for stay. Administrators.
    async fn disable_form_rule(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which rule.")] input: DisableFormRuleInput,
    ) -> Result<DisableFormRulePayload> {
        let id = GlobalId::from_global(&input.id);
        let outcome = disable_rule(app(ctx), &caller(ctx).actor, id).await;
        let (rule, user_errors) = rule_after(ctx, outcome).await?;
        Ok(DisableFormRulePayload { rule, user_errors })
    }
}
