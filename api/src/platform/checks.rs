//! What rows that people edit have in common: texts of one line, versions, ids that no row has.

use std::ops::RangeInclusive;

use sea_orm::sea_query::LockType;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use entity::ids::ClinicId;

use super::db::is_unique_violation;
use super::error::{Failure, Outcome, Refusal, Result, UserErrorCode};
use super::text::is_invisible;

/// Why an input does not fit, all of it at once: a person mends a form in one go.
#[derive(Debug, Default)]
pub struct Checks(Vec<Refusal>);

impl Checks {
    /// Puts a value in its place where one was given and fits.
    pub fn set<T>(&mut self, place: &mut T, checked: Option<Result<T, Refusal>>) {
        match checked {
            None => {}
            Some(Ok(value)) => *place = value,
            Some(Err(refusal)) => self.0.push(refusal),
        }
    }

    /// A value of something new, where it fits. Where it does not, [`Self::done`] lets nobody see what stands for it.
    pub fn new_value<T: Default>(&mut self, checked: Result<T, Refusal>) -> T {
        checked.unwrap_or_else(|refusal| {
            self.0.push(refusal);
            T::default()
        })
    }

    /// Another reason.
    pub fn refuse(&mut self, refusal: Refusal) {
        self.0.push(refusal);
    }

    /// Lets through what has no reason against it.
    ///
    /// # Errors
    /// All the reasons.
    pub fn done(self) -> Outcome<()> {
        if self.0.is_empty() { Ok(()) } else { Err(Failure::Refused(self.0)) }
    }
}

/// A text of one line as it is kept, single spaces between its words, without what nobody sees.
///
/// # Errors
/// `INVALID` where it is empty, longer than `max` characters or holds control characters.
pub fn line(text: &str, field: &str, max: usize) -> Result<String, Refusal> {
    let text = text.replace(is_invisible, "").split_whitespace().collect::<Vec<_>>().join(" ");
    if (1..=max).contains(&text.chars().count()) && !text.contains(char::is_control) {
        return Ok(text);
    }
    Err(invalid(
        field,
        format!("Escribí entre 1 y {max} letras."),
        format!("Write between 1 and {max} letters."),
    ))
}

/// A text of several lines as it is kept; none where it is empty.
///
/// # Errors
/// `INVALID` where it is longer than `max` characters or holds control characters other than line breaks and tabs.
pub fn note(text: &str, field: &str, max: usize) -> Result<Option<String>, Refusal> {
    let text = with_newlines(text);
    let text = text.trim();
    if text.chars().count() <= max && !text.contains(is_unwritable) {
        return Ok((!text.is_empty()).then(|| text.to_owned()));
    }
    Err(invalid(
        field,
        format!("Puede tener hasta {max} letras."),
        format!("It may have {max} letters at most."),
    ))
}

/// A text with its line breaks as they are kept, however the device writes them.
pub fn with_newlines(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// Whether a text of several lines cannot hold it.
pub fn is_unwritable(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\t')
}

/// A number of minutes within its range, on the grid of five minutes.
///
/// # Errors
/// `INVALID`.
pub fn minutes(value: i32, field: &str, range: &RangeInclusive<u32>) -> Result<i32, Refusal> {
    Refusal::unless_within(value, field, range)?;
    if value % 5 == 0 {
        return Ok(value);
    }
    Err(invalid(
        field,
        "Los minutos van de cinco en cinco.".to_owned(),
        "Minutes go in steps of five.".to_owned(),
    ))
}

fn invalid(field: &str, es: String, en: String) -> Refusal {
    Refusal::new(UserErrorCode::Invalid, field, es, en)
}

/// Locks a row of the clinic that is to change; rows that refer to it can still be written. None: there is none
/// such.
///
/// # Errors
/// Where the database does not answer.
pub async fn lock_row<E: EntityTrait>(
    db: &impl ConnectionTrait,
    (clinic, clinic_id): (E::Column, ClinicId),
    (column, id): (E::Column, impl Into<Uuid>),
) -> Result<Option<E::Model>> {
    let id: Uuid = id.into();
    Ok(E::find()
        .filter(clinic.eq(clinic_id))
        .filter(column.eq(id))
        .lock(LockType::NoKeyUpdate)
        .one(db)
        .await?)
}

/// Lets through who saw the newest version.
///
/// # Errors
/// `STALE_VERSION`: somebody else changed it meanwhile.
pub fn unchanged_since(seen: i32, version: i32) -> Result<(), Refusal> {
    if seen == version {
        return Ok(());
    }
    Err(Refusal::new(
        UserErrorCode::StaleVersion,
        "input.version",
        "Otra persona lo cambió mientras lo editabas. Volvé a cargarlo.",
        "Somebody else changed it while you were editing it. Load it again.",
    ))
}

/// A row could not be written: `CONFLICT` where another one has the same name or code.
pub fn taken_or(error: DbErr, field: &str, es: &str, en: &str) -> Failure {
    if is_unique_violation(&error) {
        Refusal::new(UserErrorCode::Conflict, field, es, en).into()
    } else {
        error.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_kept_tidy_and_have_a_length() {
        assert_eq!(line("  Ecografía \n renal ", "x", 20).as_deref(), Ok("Ecografía renal"));
        assert!(["", " \t", "a\0b", &"ñ".repeat(21)].into_iter().all(|text| line(text, "x", 20).is_err()));
        assert_eq!(note(" Ayuno.\r\nAgua sí. ", "x", 20), Ok(Some("Ayuno.\nAgua sí.".into())));
        assert_eq!(note("Ayuno:\t8 h\rAgua sí", "x", 20), Ok(Some("Ayuno:\t8 h\nAgua sí".into())));
        assert_eq!(note("  ", "x", 20), Ok(None));
        assert_eq!(line("Ana\u{202e} \u{200b}\u{feff}Paz", "x", 20).as_deref(), Ok("Ana Paz"));
        assert!(line("\u{200b}\u{2066}", "x", 20).is_err());
        assert!(note("a\0b", "x", 20).is_err() && note(&"ñ".repeat(21), "x", 20).is_err());
    }

    #[test]
    fn minutes_stand_on_the_grid() {
        assert_eq!(minutes(20, "x", &(5..=480)), Ok(20));
        assert!([-5, 0, 22, 485].into_iter().all(|value| minutes(value, "x", &(5..=480)).is_err()));
    }
}
