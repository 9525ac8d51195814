//! Refusals that several operations share.

use crate::platform::error::{Refusal, UserErrorCode};

pub(super) fn not_found(field: &str, es: &str, en: &str) -> Refusal {
    Refusal::new(UserErrorCode::NotFound, field, es, en)
}

pub(super) fn no_form(field: &str) -> Refusal {
    not_found(field, "No encontramos ese formulario.", "We cannot find this form.")
}

pub(super) fn no_definition(field: &str) -> Refusal {
    not_found(field, "No existe ese formulario.", "There is no such form definition.")
}

pub(super) fn conflict(field: &str, es: &str, en: &str) -> Refusal {
    Refusal::new(UserErrorCode::Conflict, field, es, en)
}

pub(super) fn disabled_definition() -> Refusal {
    conflict("input.definitionId", "Ese formulario está dado de baja.", "This form definition is disabled.")
}
