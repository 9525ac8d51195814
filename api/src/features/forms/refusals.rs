//! What several operations refuse, in one set of words.

use entity::enums::FormState;
use entity::form;

use crate::platform::error::{Outcome, Refusal, UserErrorCode};

pub(super) fn not_found(field: &str, es: &str, en: &str) -> Refusal {
    Refusal::new(UserErrorCode::NotFound, field, es, en)
}

/// There is no such form, or none that the caller may fill in.
pub fn no_form(field: &str) -> Refusal {
    not_found(field, "No encontramos ese formulario.", "We cannot find this form.")
}

pub(super) fn no_definition(field: &str) -> Refusal {
    not_found(field, "No existe ese formulario.", "There is no such form definition.")
}

pub(super) fn no_rule() -> Refusal {
    not_found("input.id", "No existe esa regla.", "There is no such rule.")
}

pub(super) fn conflict(field: &str, es: &str, en: &str) -> Refusal {
    Refusal::new(UserErrorCode::Conflict, field, es, en)
}

pub(super) fn disabled_definition() -> Refusal {
    conflict("input.definitionId", "Ese formulario está dado de baja.", "This form definition is disabled.")
}

pub(super) fn already_submitted(field: &str) -> Refusal {
    Refusal::new(
        UserErrorCode::AlreadySubmitted,
        field,
        "Este formulario ya fue enviado.",
        "This form was submitted already.",
    )
}

/// Refuses a form that is submitted or withdrawn.
pub(super) fn must_be_open(form: &form::Model) -> Outcome<()> {
    match form.state {
        FormState::Open => Ok(()),
        FormState::Submitted => Err(already_submitted("input.formId").into()),
        FormState::Withdrawn => Err(conflict(
            "input.formId",
            "La clínica ya no pide este formulario.",
            "The clinic no longer asks for this form.",
        )
        .into()),
    }
}

/// Refuses what was filled in on other questions than those that are asked.
pub(super) fn must_be_version(form: &form::Model, version: i32) -> Outcome<()> {
    if form.definition_version == version {
        return Ok(());
    }
    Err(Refusal::new(
        UserErrorCode::StaleVersion,
        "input.definitionVersion",
        "Las preguntas de este formulario son otras. Volvé a cargarlo.",
        "The questions of this form are different ones. Load it again.",
    )
    .into())
}
