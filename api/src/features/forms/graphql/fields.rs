//! The fields of a form as a page shows them: question, answer, and whether it is visible and complete.
#![expect(clippy::duplicated_attributes, reason = "the fields of the interface are of few types")]

use std::collections::BTreeSet;

use async_graphql::{Interface, SimpleObject};
use chrono::{DateTime, NaiveDate, Utc};

use crate::features::forms::{
    Answer, Answers, BodyView, FieldDefinition, FieldKind, LocalizedText, body_areas, missing_words,
};
use crate::platform::date::Date;
use crate::platform::error::Language;

/// One question of a form, with its answer (campo).
#[derive(Clone, Interface)]
#[graphql(
    field(
        name = "field_id",
        ty = "&String",
        desc = "Names the field within the form; answers are saved by it."
    ),
    field(name = "label", ty = "&String", desc = "The question, in the caller's language."),
    field(name = "help", ty = "&Option<String>", desc = "A hint; null where there is none."),
    field(name = "required", ty = "&bool", desc = "Whether it has to be answered where it is visible."),
    field(
        name = "visible",
        ty = "&bool",
        desc = "Whether it is to be shown, given the answers that are saved."
    ),
    field(name = "answered", ty = "&bool", desc = "Whether an answer is saved."),
    field(
        name = "error",
        ty = "&Option<String>",
        desc = "What submitting now would say about it; null where nothing."
    )
)]
pub enum FormField {
    /// Words.
    Text(FormTextField),
    /// A number.
    Number(FormNumberField),
    /// A day.
    Date(FormDateField),
    /// One or several of a list.
    Choice(FormChoiceField),
    /// A step of a scale.
    Scale(FormScaleField),
    /// Areas of the body.
    BodyArea(FormBodyAreaField),
    /// Agreement to a statement.
    Consent(FormConsentField),
}

macro_rules! fields {
    ($($(#[doc = $doc:literal])* $name:ident { $($(#[doc = $of:literal])* $field:ident: $ty:ty,)* })*) => {$(
        $(#[doc = $doc])*
        #[derive(Clone, SimpleObject)]
        pub struct $name {
            /// Names the field within the form; answers are saved by it.
            field_id: String,
            /// The question, in the caller's language.
            label: String,
            /// A hint; null where there is none.
            help: Option<String>,
            /// Whether it has to be answered where it is visible.
            required: bool,
            /// Whether it is to be shown, given the answers that are saved.
            visible: bool,
            /// Whether an answer is saved.
            answered: bool,
            /// What submitting now would say about it; null where nothing.
            error: Option<String>,
            $($(#[doc = $of])* $field: $ty,)*
        }
    )*};
}

fields! {
    /// A field that takes words (campo de texto).
    FormTextField {
        /// Whether they may run over several lines.
        multiline: bool,
        /// Most characters.
        max_length: i32,
        /// The answer; null where there is none.
        text: Option<String>,
    }
    /// A field that takes a number (campo numérico).
    FormNumberField {
        /// The least; null where there is none.
        minimum: Option<f64>,
        /// The greatest; null where there is none.
        maximum: Option<f64>,
        /// Whether it must be whole.
        integer: bool,
        /// What is counted; null where it says itself.
        unit: Option<String>,
        /// The answer; null where there is none.
        number: Option<f64>,
    }
    /// A field that takes a day (campo de fecha).
    FormDateField {
        /// The earliest that fits; null where there is none.
        earliest: Option<Date>,
        /// The latest that fits today; null where there is none.
        latest: Option<Date>,
        /// The answer; null where there is none.
        date: Option<Date>,
    }
    /// A field that takes one or several of a list (campo de opciones).
    FormChoiceField {
        /// Whether several may be chosen.
        multiple: bool,
        /// What can be chosen.
        options: Vec<FormOption>,
        /// The values that are chosen.
        choices: Vec<String>,
    }
    /// A field that takes a step of a scale of whole numbers (campo de escala).
    FormScaleField {
        /// The lowest step.
        lowest: i32,
        /// The highest step.
        highest: i32,
        /// What the lowest means; null where it says itself.
        lowest_label: Option<String>,
        /// What the highest means; null where it says itself.
        highest_label: Option<String>,
        /// The answer; null where there is none.
        step: Option<i32>,
    }
    /// A field that takes areas of the body (campo de zonas del cuerpo).
    FormBodyAreaField {
        /// Whether several may be marked.
        multiple: bool,
        /// What can be marked.
        areas: Vec<BodyArea>,
        /// The codes that are marked.
        marked: Vec<String>,
    }
    /// A field that takes agreement to a statement, with the full name typed as signature (consentimiento).
    FormConsentField {
        /// What is agreed to.
        statement: String,
        /// The agreement; null where there is none.
        consent: Option<FormConsent>,
    }
}

/// Something that can be chosen (opción).
#[derive(Clone, SimpleObject)]
pub struct FormOption {
    /// What is saved.
    value: String,
    /// What people read, in the caller's language.
    label: String,
    /// Whether it is chosen.
    selected: bool,
}

/// An area of the body (zona del cuerpo).
#[derive(Clone, SimpleObject)]
pub struct BodyArea {
    /// What is saved.
    code: String,
    /// What people call it, in the caller's language.
    name: String,
    /// From where it is seen.
    view: BodyView,
    /// Whether it is marked.
    selected: bool,
}

/// An agreement with its signature (consentimiento firmado): a name that was typed, and when. It is no drawn and no
/// digital signature; who sent the form in is its `submittedBy`.
#[derive(Clone, SimpleObject)]
pub struct FormConsent {
    /// The signer's full name, as they typed it.
    signer_name: String,
    /// When it was saved under this name.
    at: DateTime<Utc>,
}

/// What the fields of a form are made of.
pub(super) struct Sheet<'a> {
    pub answers: &'a Answers,
    pub visible: &'a BTreeSet<&'a str>,
    /// What must be answered and is not; of a form that is no longer open nothing must.
    pub missing: &'a BTreeSet<&'a str>,
    pub language: Language,
    pub today: NaiveDate,
}

impl Sheet<'_> {
    pub(super) fn is_visible(&self, field: &FieldDefinition) -> bool {
        self.visible.contains(field.id.as_str())
    }

    fn read(&self, text: Option<&LocalizedText>) -> Option<String> {
        text.map(|text| text.read(self.language).to_owned())
    }

    fn error(&self, field: &FieldDefinition) -> Option<String> {
        if !self.missing.contains(field.id.as_str()) {
            return None;
        }
        let (es, en) = missing_words(field);
        Some(if self.language == Language::En { en } else { es }.to_owned())
    }

    /// A field as it is shown.
    pub(super) fn field(&self, field: &FieldDefinition) -> FormField {
        let answer = self.answers.get(&field.id);
        let answered = answer.is_some();
        macro_rules! shown {
            ($name:ident { $($own:ident: $value:expr,)* }) => {
                $name {
                    field_id: field.id.clone(),
                    label: field.label.read(self.language).to_owned(),
                    help: self.read(field.help.as_ref()),
                    required: field.required,
                    visible: self.is_visible(field),
                    answered,
                    error: self.error(field),
                    $($own: $value,)*
                }.into()
            };
        }
        let chosen = match answer {
            Some(Answer::Choices(values) | Answer::Areas(values)) => values.clone(),
            _ => Vec::new(),
        };
        match &field.kind {
            FieldKind::Text(kind) => shown!(FormTextField {
                multiline: kind.multiline,
                max_length: kind.max_length,
                text: match answer {
                    Some(Answer::Text(text)) => Some(text.clone()),
                    _ => None,
                },
            }),
            FieldKind::Number(kind) => shown!(FormNumberField {
                minimum: kind.minimum,
                maximum: kind.maximum,
                integer: kind.integer,
                unit: kind.unit.clone(),
                number: match answer {
                    Some(Answer::Number(number)) => Some(*number),
                    _ => None,
                },
            }),
            FieldKind::Date(kind) => shown!(FormDateField {
                earliest: kind.earliest,
                latest: kind.latest_on(self.today).map(Date),
                date: match answer {
                    Some(Answer::Date(day)) => Some(Date(*day)),
                    _ => None,
                },
            }),
            FieldKind::Choice(kind) => shown!(FormChoiceField {
                multiple: kind.multiple,
                options: kind
                    .options
                    .iter()
                    .map(|option| FormOption {
                        value: option.value.clone(),
                        label: option.label.read(self.language).to_owned(),
                        selected: chosen.contains(&option.value),
                    })
                    .collect(),
                choices: chosen,
            }),
            FieldKind::Scale(kind) => shown!(FormScaleField {
                lowest: kind.lowest,
                highest: kind.highest,
                lowest_label: self.read(kind.lowest_label.as_ref()),
                highest_label: self.read(kind.highest_label.as_ref()),
                step: match answer {
                    Some(Answer::Scale(step)) => Some(*step),
                    _ => None,
                },
            }),
            FieldKind::BodyArea(kind) => shown!(FormBodyAreaField {
                multiple: kind.multiple,
                areas: body_areas()
                    .map(|area| BodyArea {
                        code: area.code.to_owned(),
                        name: area.name(self.language).to_owned(),
                        view: area.view,
                        selected: chosen.iter().any(|code| code == area.code),
                    })
                    .collect(),
                marked: chosen,
            }),
            FieldKind::Consent(kind) => shown!(FormConsentField {
                statement: kind.statement.read(self.language).to_owned(),
                consent: match answer {
                    Some(Answer::Consent(signature)) => {
                        Some(FormConsent { signer_name: signature.name.clone(), at: signature.at })
                    }
                    _ => None,
                },
            }),
        }
    }
}
