//! What all changes of the catalogue have in common.

use serde::Serialize;
use serde_json::Value;

use crate::platform::error::{Refusal, UserErrorCode};

/// What was changed, for the audit trail: what was not given is left out, what was taken away is null.
pub(super) fn facts(change: &impl Serialize) -> Value {
    serde_json::to_value(change).unwrap_or_default()
}

pub(super) fn not_found(field: &str, es: &str, en: &str) -> Refusal {
    Refusal::new(UserErrorCode::NotFound, field, es, en)
}

pub(super) fn no_circuit(field: &str) -> Refusal {
    not_found(field, "No existe ese circuito.", "There is no such circuit.")
}

pub(super) fn no_site(field: &str) -> Refusal {
    not_found(field, "No existe esa sede.", "There is no such site.")
}

pub(super) fn no_resource(field: &str) -> Refusal {
    not_found(field, "No existe ese equipo, consultorio o profesional.", "There is no such resource.")
}

pub(super) fn no_service(field: &str) -> Refusal {
    not_found(field, "No existe esa prestación.", "There is no such service.")
}

pub(super) fn no_payer(field: &str) -> Refusal {
    not_found(field, "No existe esa obra social.", "There is no such payer.")
}

pub(super) fn no_plan(field: &str) -> Refusal {
    not_found(field, "No existe ese plan.", "There is no such plan.")
}
