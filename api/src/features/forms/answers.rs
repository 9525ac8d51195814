//! Answers: whether one fits its field, which fields are visible, and what is still missing. No I/O.

use std::collections::{BTreeMap, BTreeSet};

use async_graphql::{InputObject, OneofObject};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::body::body_areas;
use super::structure::{Condition, FieldDefinition, FieldKind, FormStructure, NumberKind, TextKind};
use crate::platform::checks::{is_unwritable, with_newlines};
use crate::platform::date::{Date, GivenDate};
use crate::platform::text::is_invisible;

/// Most characters of a signature.
const MAX_NAME: usize = 120;

/// An answer as it is kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// Words.
    Text(String),
    /// A number.
    Number(f64),
    /// A day.
    Date(NaiveDate),
    /// Values of options, in the order of the options.
    Choices(Vec<String>),
    /// A step.
    Scale(i32),
    /// Codes of areas, in the order of the vocabulary.
    Areas(Vec<String>),
    /// An agreement.
    Consent(Signature),
}

/// Under what name somebody agreed, and when. A typed name is all that there is: no drawing and no certificate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Signature {
    /// The full name, as it was typed.
    pub name: String,
    /// When the agreement was saved.
    pub at: DateTime<Utc>,
}

/// The answers of a form, by field.
pub type Answers = BTreeMap<String, Answer>;

/// An answer as it is given: the one that fits the kind of the field (respuesta).
#[derive(Clone, Debug, PartialEq, OneofObject)]
#[graphql(name = "FormAnswerValueInput")]
pub enum GivenAnswer {
    /// To a text field; an empty text takes the answer away.
    Text(String),
    /// To a number field.
    Number(f64),
    /// To a date field.
    Date(GivenDate),
    /// To a choice field: values of its options; none takes the answer away.
    Choices(Vec<String>),
    /// To a scale field.
    Scale(i32),
    /// To a body area field: codes of areas; none takes the answer away.
    Areas(Vec<String>),
    /// To a consent field.
    Consent(GivenConsent),
}

/// Agreement, with the full name typed as signature (consentimiento).
#[derive(Clone, Debug, PartialEq, InputObject)]
#[graphql(name = "FormConsentInput")]
pub struct GivenConsent {
    /// Whether the signer agrees; no takes the answer away.
    pub agreed: bool,
    /// The signer's full name, as they type it; 120 characters at most.
    pub signer_name: String,
}

/// Why an answer does not fit, in Spanish and English.
pub type Words = (String, String);

/// When an answer is given.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    /// The instant.
    pub now: DateTime<Utc>,
    /// The clinic's day.
    pub today: NaiveDate,
}

fn words<T>(es: impl Into<String>, en: impl Into<String>) -> Result<T, Words> {
    Err((es.into(), en.into()))
}

/// The answer as it is to be kept; none where it takes the answer away.
///
/// # Errors
/// Why it does not fit the field.
pub fn fit(
    field: &FieldDefinition,
    given: &GivenAnswer,
    before: Option<&Answer>,
    moment: Moment,
) -> Result<Option<Answer>, Words> {
    match (&field.kind, given) {
        (FieldKind::Text(kind), GivenAnswer::Text(text)) => fit_text(kind, text),
        (FieldKind::Number(kind), GivenAnswer::Number(number)) => fit_number(kind, *number).map(Some),
        (FieldKind::Date(_), GivenAnswer::Date(GivenDate(None))) => {
            words("Esa fecha no existe.", "There is no such day.")
        }
        (FieldKind::Date(kind), GivenAnswer::Date(GivenDate(Some(Date(day))))) => {
            if let Some(Date(earliest)) = kind.earliest.filter(|earliest| *day < earliest.0) {
                return words(
                    format!("Tiene que ser {} o después.", earliest.format("%d/%m/%Y")),
                    format!("It must be {} or later.", earliest.format("%-d %B %Y")),
                );
            }
            if let Some(latest) = kind.latest_on(moment.today).filter(|latest| day > latest) {
                return words(
                    format!("Tiene que ser {} o antes.", latest.format("%d/%m/%Y")),
                    format!("It must be {} or earlier.", latest.format("%-d %B %Y")),
                );
            }
            Ok(Some(Answer::Date(*day)))
        }
        (FieldKind::Choice(kind), GivenAnswer::Choices(chosen)) => {
            let options = kind.options.iter().map(|option| option.value.as_str());
            pick(chosen, options, kind.multiple).map(|chosen| chosen.map(Answer::Choices))
        }
        (FieldKind::Scale(kind), GivenAnswer::Scale(step)) => {
            if !(kind.lowest..=kind.highest).contains(step) {
                return words(
                    format!("Tiene que estar entre {} y {}.", kind.lowest, kind.highest),
                    format!("It must be between {} and {}.", kind.lowest, kind.highest),
                );
            }
            Ok(Some(Answer::Scale(*step)))
        }
        (FieldKind::BodyArea(kind), GivenAnswer::Areas(marked)) => {
            pick(marked, body_areas().map(|area| area.code), kind.multiple)
                .map(|marked| marked.map(Answer::Areas))
        }
        (FieldKind::Consent(_), GivenAnswer::Consent(consent)) => fit_consent(consent, before, moment.now),
        _ => words("Este campo lleva otro tipo de respuesta.", "This field takes another kind of answer."),
    }
}

fn fit_text(kind: &TextKind, text: &str) -> Result<Option<Answer>, Words> {
    let text = with_newlines(text);
    let text = text.trim();
    let most = usize::try_from(kind.max_length).unwrap_or_default();
    if text.chars().count() > most {
        return words(
            format!("Son más de {most} caracteres."),
            format!("These are more than {most} characters."),
        );
    }
    if !kind.multiline && text.contains('\n') {
        return words("Escribilo en un solo renglón.", "Write it in a single line.");
    }
    if text.contains(is_unwritable) {
        return unwritable();
    }
    Ok((!text.is_empty()).then(|| Answer::Text(text.to_owned())))
}

fn unwritable<T>() -> Result<T, Words> {
    words(
        "Hay un carácter que no se puede guardar. Escribilo de nuevo, sin copiar y pegar.",
        "There is a character that cannot be kept. Type it again instead of pasting it.",
    )
}

fn fit_number(kind: &NumberKind, number: f64) -> Result<Answer, Words> {
    if !number.is_finite() {
        return words("Escribí un número.", "Write a number.");
    }
    if kind.integer && number.fract() != 0.0 {
        return words("Tiene que ser un número entero.", "It must be a whole number.");
    }
    if let Some(low) = kind.minimum.filter(|low| number < *low) {
        return words(
            format!("Tiene que ser {} o más.", in_spanish(low)),
            format!("It must be {low} or more."),
        );
    }
    if let Some(high) = kind.maximum.filter(|high| number > *high) {
        return words(
            format!("Tiene que ser {} o menos.", in_spanish(high)),
            format!("It must be {high} or less."),
        );
    }
    Ok(Answer::Number(number))
}

/// A number with the comma that Spanish has for its decimals.
fn in_spanish(number: f64) -> String {
    number.to_string().replace('.', ",")
}

/// What was chosen, each once and in the order in which it is offered.
fn pick<'o>(
    chosen: &[String],
    offered: impl Iterator<Item = &'o str>,
    multiple: bool,
) -> Result<Option<Vec<String>>, Words> {
    let mut wanted: BTreeSet<&str> = chosen.iter().map(String::as_str).collect();
    if wanted.len() > 1 && !multiple {
        return words("Elegí una sola opción.", "Choose one option only.");
    }
    let picked: Vec<String> = offered.filter(|value| wanted.remove(value)).map(str::to_owned).collect();
    if !wanted.is_empty() {
        return words("Elegí entre las opciones que hay.", "Choose among what is offered.");
    }
    Ok((!picked.is_empty()).then_some(picked))
}

fn fit_consent(
    consent: &GivenConsent,
    before: Option<&Answer>,
    now: DateTime<Utc>,
) -> Result<Option<Answer>, Words> {
    if !consent.agreed {
        return Ok(None);
    }
    let name = consent.signer_name.replace(is_invisible, "");
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.split(' ').filter(|part| part.chars().any(char::is_alphabetic)).count() < 2 {
        return words("Escribí tu nombre y apellido.", "Write your full name.");
    }
    if name.contains(char::is_control) {
        return unwritable();
    }
    if name.chars().count() > MAX_NAME {
        return words(
            format!("El nombre tiene más de {MAX_NAME} caracteres."),
            format!("The name has more than {MAX_NAME} characters."),
        );
    }
    // The same signature, sent again, was given when it came first.
    let at = match before {
        Some(Answer::Consent(signature)) if signature.name == name => signature.at,
        _ => now,
    };
    Ok(Some(Answer::Consent(Signature { name, at })))
}

/// The ids of the fields that are visible, given the answers. An answer to a hidden field counts for nothing.
pub fn visible_fields<'s>(structure: &'s FormStructure, answers: &Answers) -> BTreeSet<&'s str> {
    let mut visible = BTreeSet::new();
    for field in structure.fields() {
        let holds = |condition: &Condition| {
            let answer = answers.get(&condition.field_id);
            let answer = answer.filter(|_| visible.contains(condition.field_id.as_str()));
            condition.holds(answer)
        };
        if field.visible_when.iter().all(holds) {
            visible.insert(field.id.as_str());
        }
    }
    visible
}

impl Condition {
    fn holds(&self, answer: Option<&Answer>) -> bool {
        if let Some(answered) = self.answered {
            return answer.is_some() == answered;
        }
        let number = match answer {
            Some(Answer::Number(number)) => Some(*number),
            Some(Answer::Scale(step)) => Some(f64::from(*step)),
            _ => None,
        };
        if let Some(least) = self.at_least {
            return number.is_some_and(|number| number >= least);
        }
        if let (Some(value), Some(number)) = (&self.equals, number) {
            return value.parse() == Ok(number);
        }
        let Some(value) = self.equals.as_ref().or(self.includes.as_ref()) else { return false };
        match answer {
            Some(Answer::Choices(values) | Answer::Areas(values)) => values.contains(value),
            _ => false,
        }
    }
}

/// How far a form is filled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Visible fields that must be answered.
    pub required: usize,
    /// How many of those are answered.
    pub answered: usize,
}

/// How far a form is filled in.
pub fn progress(structure: &FormStructure, answers: &Answers) -> Progress {
    let required = must_be_answered(structure, answers).count();
    Progress { required, answered: required - missing(structure, answers).count() }
}

/// The fields that must be answered and are not.
pub fn missing<'s>(
    structure: &'s FormStructure,
    answers: &'s Answers,
) -> impl Iterator<Item = &'s FieldDefinition> {
    must_be_answered(structure, answers).filter(|field| !answers.contains_key(&field.id))
}

/// The fields that are required and visible.
fn must_be_answered<'s>(
    structure: &'s FormStructure,
    answers: &Answers,
) -> impl Iterator<Item = &'s FieldDefinition> {
    let visible = visible_fields(structure, answers);
    structure.fields().filter(move |field| field.required && visible.contains(field.id.as_str()))
}

/// What a field says that must be answered and is not.
pub fn missing_words(field: &FieldDefinition) -> (&'static str, &'static str) {
    match field.kind {
        FieldKind::Consent(_) => (
            "Falta tu consentimiento, con nombre y apellido.",
            "Your consent is missing, with your full name.",
        ),
        FieldKind::Choice(_) | FieldKind::Scale(_) => ("Elegí una opción.", "Choose an option."),
        FieldKind::BodyArea(_) => ("Marcá al menos una zona.", "Mark at least one area."),
        FieldKind::Text(_) | FieldKind::Number(_) | FieldKind::Date(_) => {
            ("Falta esta respuesta.", "This answer is missing.")
        }
    }
}
