//! Names of channels and templates in Botmaker, as administrators type them.

use crate::platform::error::{Refusal, UserErrorCode};

/// Most characters of a name.
const MAX: usize = 100;

/// The name in a text, none where it is empty.
///
/// # Errors
/// `INVALID` at this field of the input for one that is too long or of several lines.
pub fn botmaker_name(text: &str, field: &str) -> Result<Option<String>, Refusal> {
    let name = text.trim();
    if name.chars().count() <= MAX && !name.contains(char::is_control) {
        return Ok(Some(name).filter(|name| !name.is_empty()).map(str::to_owned));
    }
    Err(Refusal::new(
        UserErrorCode::Invalid,
        &format!("input.{field}"),
        format!("Puede tener hasta {MAX} caracteres, en una línea."),
        format!("It may have {MAX} characters at most, in one line."),
    ))
}
