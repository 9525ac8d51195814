//! Asking for forms and filling them in.

use async_graphql::{Context, Object};
use entity::ids::FormId;

use super::form::Form;
use super::inputs::{
    AskFormInput, AskFormPayload, SaveFormAnswersInput, SaveFormAnswersPayload, SubmitFormInput,
    SubmitFormPayload, WithdrawFormInput, WithdrawFormPayload,
};
use crate::features::forms::{
    AskForm, AskedOf, GivenFieldAnswer, SaveFormAnswers, SubmitForm, WithdrawForm, ask_form, find_form,
    save_form_answers, submit_form, withdraw_form,
};
use crate::graphql::{app, caller, settle};
use crate::platform::error::{Error, Outcome, Result, UserError};
use crate::platform::global_id::GlobalId;

/// The form as it is after an operation, or why it was refused.
async fn after(ctx: &Context<'_>, outcome: Outcome<FormId>) -> Result<(Option<Form>, Vec<UserError>)> {
    let (id, user_errors) = settle(ctx, outcome)?;
    let form = match id {
        None => None,
        Some(id) => {
            let clinic_id = caller(ctx).actor.clinic_id().ok_or(Error::Unauthenticated)?;
            find_form(&app(ctx).db, clinic_id, id).await?.map(Form)
        }
    };
    Ok((form, user_errors))
}

fn asked_of(input: &AskFormInput) -> Option<AskedOf> {
    match (&input.patient_id, &input.care_plan_id, &input.assistance_request_id) {
        (Some(id), None, None) => Some(AskedOf::Patient(GlobalId::from_global(id))),
        (None, Some(id), None) => Some(AskedOf::CarePlan(GlobalId::from_global(id))),
        (None, None, Some(id)) => Some(AskedOf::Request(GlobalId::from_global(id))),
        _ => None,
    }
}

/// Mutations of forms.
#[derive(Default)]
pub struct FormsMutation;

#[Object]
impl FormsMutation {
    /// Asks a patient for a form (pedir un formulario), but not with a care plan that was cancelled, nor with a request
    /// that was closed because no visit comes of it. Staff; practitioners of the patients of their own care plans.
    async fn ask_form(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is asked, and of whom.")] input: AskFormInput,
    ) -> Result<AskFormPayload> {
        let ask = AskForm {
            of: asked_of(&input),
            definition_id: GlobalId::from_global(&input.definition_id),
            idempotency_key: input.idempotency_key,
        };
        let (form, user_errors) = after(ctx, ask_form(app(ctx), &caller(ctx).actor, ask).await).await?;
        Ok(AskFormPayload { form, user_errors })
    }

    /// Takes a form back that is open (dar de baja un formulario). Staff; practitioners of the patients of their
    /// own care plans.
    async fn withdraw_form(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which form, and why.")] input: WithdrawFormInput,
    ) -> Result<WithdrawFormPayload> {
        let withdraw = WithdrawForm { id: GlobalId::from_global(&input.id), reason: input.reason };
        let outcome = withdraw_form(app(ctx), &caller(ctx).actor, withdraw).await;
        let (form, user_errors) = after(ctx, outcome).await?;
        Ok(WithdrawFormPayload { form, user_errors })
    }

    /// Saves answers as they are typed: each takes the place of the one that is there, all others stay. Where one
    /// does not fit, none of the call is saved. Patients, holders of a link that leads to the form, and staff on
    /// behalf of the patient.
    async fn save_form_answers(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The answers.")] input: SaveFormAnswersInput,
    ) -> Result<SaveFormAnswersPayload> {
        let answers = input.answers.into_iter();
        let save = SaveFormAnswers {
            form_id: GlobalId::from_global(&input.form_id),
            definition_version: input.definition_version,
            answers: answers
                .map(|answer| GivenFieldAnswer { field_id: answer.field_id, value: answer.value })
                .collect(),
        };
        let outcome = save_form_answers(app(ctx), &caller(ctx).actor, save).await;
        let (form, user_errors) = after(ctx, outcome).await?;
        Ok(SaveFormAnswersPayload { form, user_errors })
    }

    /// Submits what was saved, once (enviar el formulario). Answers to fields that are not visible are dropped.
    /// Patients, holders of a link that leads to the form, and staff on behalf of the patient.
    async fn submit_form(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which form.")] input: SubmitFormInput,
    ) -> Result<SubmitFormPayload> {
        let submit = SubmitForm {
            form_id: GlobalId::from_global(&input.form_id),
            definition_version: input.definition_version,
            version: input.version,
            idempotency_key: input.idempotency_key,
        };
        let (form, user_errors) = after(ctx, submit_form(app(ctx), &caller(ctx).actor, submit).await).await?;
        Ok(SubmitFormPayload { form, user_errors })
    }
}
