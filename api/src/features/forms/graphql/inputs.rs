//! Inputs and payloads of forms.

use async_graphql::{ID, InputObject, SimpleObject};

use super::form::Form;
use crate::features::forms::GivenAnswer;
use crate::platform::error::UserError;

/// Of whom, or within what, staff ask for a form: exactly one of the three ids.
#[derive(InputObject)]
pub struct AskFormInput {
    /// Opaque id of the definition.
    pub definition_id: ID,
    /// Opaque id of a patient: within their newest active care plan, else their newest request of which a visit may still
    /// come.
    pub patient_id: Option<ID>,
    /// Opaque id of a care plan.
    pub care_plan_id: Option<ID>,
    /// Opaque id of a request.
    pub assistance_request_id: Option<ID>,
    /// The same key answers with the first result; 1 to 200 characters.
    pub idempotency_key: String,
}

/// A form that is no longer asked for.
#[derive(InputObject)]
pub struct WithdrawFormInput {
    /// Opaque id of the form.
    pub id: ID,
    /// Why; 500 characters at most.
    pub reason: String,
}

/// The answer to one field (respuesta).
#[derive(InputObject)]
pub struct FormAnswerInput {
    /// The field.
    pub field_id: String,
    /// The answer, of the field's kind; null or left out takes away what is there.
    pub value: Option<GivenAnswer>,
}

/// Answers to save.
#[derive(InputObject)]
pub struct SaveFormAnswersInput {
    /// Opaque id of the form.
    pub form_id: ID,
    /// `Form.definitionVersion`, as the answers were given to it.
    pub definition_version: i32,
    /// The answers, 200 at most; of two to one field the last counts. Fields that are left out stay as they are.
    pub answers: Vec<FormAnswerInput>,
}

/// What to submit.
#[derive(InputObject)]
pub struct SubmitFormInput {
    /// Opaque id of the form.
    pub form_id: ID,
    /// `Form.definitionVersion`, as the answers were given to it.
    pub definition_version: i32,
    /// `Form.version`, as whoever submits looked at the answers: `STALE_VERSION` where somebody saved others since, on
    /// another device perhaps. Without it, whatever is saved is submitted.
    pub version: Option<i32>,
    /// The same key answers with the first result; 1 to 200 characters.
    pub idempotency_key: String,
}

/// What came of asking for a form.
#[derive(SimpleObject)]
pub struct AskFormPayload {
    /// The form as it is now; null where it was refused.
    pub form: Option<Form>,
    /// Why it was refused.
    pub user_errors: Vec<UserError>,
}

/// What came of taking a form back.
#[derive(SimpleObject)]
pub struct WithdrawFormPayload {
    /// The form as it is now; null where it was refused.
    pub form: Option<Form>,
    /// Why it was refused.
    pub user_errors: Vec<UserError>,
}

/// What came of saving answers. Each that does not fit has an error whose path is `input`, `answers`, the
/// place of the answer, and the id of the field; where the form has no such field, `fieldId` instead of its id.
#[derive(SimpleObject)]
pub struct SaveFormAnswersPayload {
    /// The form as it is now; null where it was refused.
    pub form: Option<Form>,
    /// Why it was refused.
    pub user_errors: Vec<UserError>,
}

/// What came of submitting a form. Each answer that is missing has an error whose path is `input`, `answers`,
/// and the id of the field.
#[derive(SimpleObject)]
pub struct SubmitFormPayload {
    /// The form as it is now; null where it was refused.
    pub form: Option<Form>,
    /// Why it was refused.
    pub user_errors: Vec<UserError>,
}
