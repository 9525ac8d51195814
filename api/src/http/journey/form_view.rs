//! What the pages show of a form, and what they read from what was sent.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use minijinja::context;
use minijinja::value::Value;

use crate::features::forms::{
    Answer, BodyView, FieldDefinition, FieldKind, FormRow, GivenAnswer, GivenConsent, GivenFieldAnswer,
    LocalizedText, body_areas,
};
use crate::platform::date::Date;
use crate::platform::error::Language;

/// What a form sent, by name.
pub(super) type Sent = BTreeMap<String, Vec<String>>;

/// The name of a field in the page: its anchor, too.
pub(super) fn name_of(field: &FieldDefinition) -> String {
    format!("f_{}", field.id)
}

/// A field as it is filled in: from what was sent and could not be saved, else from what is saved.
pub(super) fn field_view(
    row: &FormRow,
    field: &FieldDefinition,
    sent: Option<&Sent>,
    error: Option<String>,
    language: Language,
    today: NaiveDate,
) -> Value {
    let name = name_of(field);
    let answer = row.answers.get(&field.id);
    let of_sent = |name: &str| sent.map(|sent| sent.get(name).cloned().unwrap_or_default());
    let values = of_sent(&name).unwrap_or_else(|| values_of(answer, language));
    let value = values.first().cloned().unwrap_or_default();
    let option =
        |value: String, label: String| context! { selected => values.contains(&value), value, label };
    let read = |text: &LocalizedText| text.read(language).to_owned();
    let own = match &field.kind {
        FieldKind::Text(kind) => {
            let shown = if kind.multiline { "lines" } else { "text" };
            context! { kind => shown, value, max_length => kind.max_length }
        }
        FieldKind::Number(kind) => {
            context! { kind => "number", value, integer => kind.integer, unit => kind.unit.clone() }
        }
        FieldKind::Date(kind) => {
            let low = kind.earliest.map(|Date(day)| day.to_string());
            let high = kind.latest_on(today).map(|day| day.to_string());
            context! { kind => "date", value, low, high }
        }
        FieldKind::Choice(kind) => {
            let options: Vec<_> =
                kind.options.iter().map(|each| option(each.value.clone(), read(&each.label))).collect();
            let groups = vec![context! { title => (), options }];
            context! { kind => "choice", multiple => kind.multiple, groups }
        }
        FieldKind::Scale(kind) => {
            let steps = (kind.lowest..=kind.highest).map(|step| {
                let meaning = if step == kind.lowest {
                    kind.lowest_label.as_ref()
                } else if step == kind.highest {
                    kind.highest_label.as_ref()
                } else {
                    None
                };
                let label = meaning.map_or(step.to_string(), |text| format!("{step} · {}", read(text)));
                option(step.to_string(), label)
            });
            let groups = vec![context! { title => (), options => steps.collect::<Vec<_>>() }];
            context! { kind => "scale", multiple => false, groups }
        }
        FieldKind::BodyArea(kind) => {
            let group = |view: BodyView, es: &str, en: &str| {
                let options: Vec<_> = body_areas()
                    .filter(|area| area.view == view)
                    .map(|area| option(area.code.to_owned(), area.name(language).to_owned()))
                    .collect();
                context! { title => if language == Language::En { en } else { es }, options }
            };
            let groups = vec![
                group(BodyView::Front, "De frente", "From the front"),
                group(BodyView::Back, "De espalda", "From the back"),
            ];
            context! { kind => "areas", multiple => kind.multiple, groups }
        }
        FieldKind::Consent(kind) => {
            let signed = match answer {
                Some(Answer::Consent(signature)) => Some(signature.name.clone()),
                _ => None,
            };
            let signer = of_sent(&format!("{name}_nombre")).and_then(|values| values.into_iter().next());
            context! {
                kind => "consent",
                statement => read(&kind.statement),
                agreed => if sent.is_some() { !values.is_empty() } else { signed.is_some() },
                value => signer.or(signed).unwrap_or_default(),
            }
        }
    };
    context! {
        name,
        label => read(&field.label),
        help => field.help.as_ref().map(read),
        required => field.required,
        error,
        ..own
    }
}

/// An answer as the inputs of a page hold it.
fn values_of(answer: Option<&Answer>, language: Language) -> Vec<String> {
    match answer {
        None | Some(Answer::Consent(_)) => Vec::new(),
        Some(Answer::Text(text)) => vec![text.clone()],
        Some(Answer::Number(number)) => vec![number_in_words(*number, language)],
        Some(Answer::Date(day)) => vec![day.to_string()],
        Some(Answer::Choices(values) | Answer::Areas(values)) => values.clone(),
        Some(Answer::Scale(step)) => vec![step.to_string()],
    }
}

fn number_in_words(number: f64, language: Language) -> String {
    let text = number.to_string();
    if language == Language::Es { text.replace('.', ",") } else { text }
}

/// An answer in words, as it is looked over; none where there is none.
pub(super) fn answer_in_words(row: &FormRow, field: &FieldDefinition, language: Language) -> Option<String> {
    let text = match row.answers.get(&field.id)? {
        Answer::Text(text) => text.clone(),
        Answer::Number(number) => {
            let unit = match &field.kind {
                FieldKind::Number(kind) => kind.unit.as_deref().unwrap_or_default(),
                _ => "",
            };
            format!("{} {unit}", number_in_words(*number, language)).trim_end().to_owned()
        }
        Answer::Date(day) if language == Language::En => day.format("%d %b %Y").to_string(),
        Answer::Date(day) => day.format("%d/%m/%Y").to_string(),
        Answer::Scale(step) => step.to_string(),
        Answer::Choices(values) => {
            let FieldKind::Choice(kind) = &field.kind else { return None };
            let chosen = kind.options.iter().filter(|option| values.contains(&option.value));
            chosen.map(|option| option.label.read(language)).collect::<Vec<_>>().join(", ")
        }
        Answer::Areas(codes) => {
            let marked = body_areas().filter(|area| codes.iter().any(|code| code == area.code));
            marked.map(|area| area.name(language)).collect::<Vec<_>>().join(", ")
        }
        Answer::Consent(signature) if language == Language::En => format!("I agree. {}", signature.name),
        Answer::Consent(signature) => format!("Acepto. {}", signature.name),
    };
    Some(text)
}

/// What was sent for a field. An input that is left empty takes the answer away.
///
/// # Errors
/// Why it cannot be read, in Spanish and English.
pub(super) fn read_field(
    field: &FieldDefinition,
    sent: &Sent,
) -> Result<GivenFieldAnswer, (&'static str, &'static str)> {
    let name = name_of(field);
    let values = sent.get(&name).cloned().unwrap_or_default();
    let text = values.first().map(|text| text.trim().to_owned()).unwrap_or_default();
    let value = match &field.kind {
        FieldKind::Text(_) => Some(GivenAnswer::Text(text)),
        FieldKind::Choice(_) => Some(GivenAnswer::Choices(values)),
        FieldKind::BodyArea(_) => Some(GivenAnswer::Areas(values)),
        FieldKind::Consent(_) if text.is_empty() => None,
        FieldKind::Consent(_) => {
            let signer = sent.get(&format!("{name}_nombre")).and_then(|values| values.first().cloned());
            let signer_name = signer.unwrap_or_default();
            Some(GivenAnswer::Consent(GivenConsent { agreed: true, signer_name }))
        }
        _ if text.is_empty() => None,
        FieldKind::Number(_) => {
            let number = text.replace(',', ".").parse();
            Some(GivenAnswer::Number(number.map_err(|_| ("Escribí un número.", "Write a number."))?))
        }
        FieldKind::Scale(_) => {
            Some(GivenAnswer::Scale(text.parse().map_err(|_| ("Elegí una opción.", "Choose an option."))?))
        }
        FieldKind::Date(_) => {
            let day = NaiveDate::parse_from_str(&text, "%Y-%m-%d")
                .or_else(|_| NaiveDate::parse_from_str(&text, "%d/%m/%Y"));
            let wrong = ("Escribí la fecha como día/mes/año.", "Write the date as day/month/year.");
            Some(GivenAnswer::Date(Date(day.map_err(|_| wrong)?)))
        }
    };
    Ok(GivenFieldAnswer { field_id: field.id.clone(), value })
}
