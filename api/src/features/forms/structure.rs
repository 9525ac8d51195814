//! What a form asks: title, sections, fields. It is kept as JSON in the definition's version, and published and
//! read in GraphQL as the same types.

use async_graphql::{InputObject, OneofObject, SimpleObject, Union};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::platform::date::Date;
use crate::platform::error::Language;

/// A text in the clinic's languages (texto en varios idiomas).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, SimpleObject, InputObject)]
#[graphql(name = "LocalizedText", input_name = "LocalizedTextInput")]
pub struct LocalizedText {
    /// In Spanish.
    pub es: String,
    /// In English; where it is left out, Spanish is shown.
    pub en: Option<String>,
}

impl LocalizedText {
    /// The text for a reader.
    pub fn read(&self, language: Language) -> &str {
        match language {
            Language::En => self.en.as_deref().unwrap_or(&self.es),
            Language::Es => &self.es,
        }
    }
}

/// What a form asks (estructura del formulario).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, SimpleObject, InputObject)]
#[graphql(name = "FormStructure", input_name = "FormStructureInput")]
pub struct FormStructure {
    /// What the form is called; 500 characters at most in each language.
    pub title: LocalizedText,
    /// Its sections, in order: 1 to 20, with 100 fields at most in all of them.
    pub sections: Vec<SectionDefinition>,
}

/// Questions that belong together (sección).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, SimpleObject, InputObject)]
#[graphql(name = "FormSectionDefinition", input_name = "FormSectionInput")]
pub struct SectionDefinition {
    /// What the section is called; 500 characters at most in each language.
    pub title: LocalizedText,
    /// What to know before answering, 5,000 characters at most in each language; null where there is nothing.
    pub description: Option<LocalizedText>,
    /// Its fields, in order: one at least.
    pub fields: Vec<FieldDefinition>,
}

/// One question (campo).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, SimpleObject, InputObject)]
#[graphql(name = "FormFieldDefinition", input_name = "FormFieldInput")]
pub struct FieldDefinition {
    /// Names the field within the form, unique there: a lower-case letter, then letters, digits and `_`; 40 at
    /// most. It stays the same from version to version.
    #[graphql(name = "fieldId")]
    pub id: String,
    /// The question; 500 characters at most in each language.
    pub label: LocalizedText,
    /// A hint, 5,000 characters at most in each language; null where there is none.
    pub help: Option<LocalizedText>,
    /// Whether it has to be answered where it is visible.
    #[graphql(default)]
    pub required: bool,
    /// It is visible where all of these hold, 5 at most; always, where there is none.
    #[graphql(default)]
    pub visible_when: Vec<Condition>,
    /// What kind of answer it takes.
    pub kind: FieldKind,
}

/// A condition on the answer to an earlier field (condición): exactly one of the tests. On a field that is not
/// visible itself, none holds but `answered: false`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, SimpleObject, InputObject)]
#[graphql(name = "FormCondition", input_name = "FormConditionInput")]
pub struct Condition {
    /// The earlier field.
    pub field_id: String,
    /// The option of a choice of one, or a number or step of a scale, written in digits.
    pub equals: Option<String>,
    /// One of the options of a choice of several, or of the areas of the body.
    pub includes: Option<String>,
    /// The least number, or step of a scale.
    pub at_least: Option<f64>,
    /// Whether the field is answered.
    pub answered: Option<bool>,
}

/// What kind of answer a field takes (tipo de campo).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Union, OneofObject)]
#[graphql(name = "FormFieldKind", input_name = "FormFieldKindInput")]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum FieldKind {
    /// Words.
    Text(TextKind),
    /// A number.
    Number(NumberKind),
    /// A day.
    Date(DateKind),
    /// One or several of a list.
    Choice(ChoiceKind),
    /// A step of a scale.
    Scale(ScaleKind),
    /// Areas of the body.
    BodyArea(BodyAreaKind),
    /// Agreement to a statement, with a typed name as signature.
    Consent(ConsentKind),
}

/// Words (texto).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, SimpleObject, InputObject)]
#[graphql(name = "FormTextKind", input_name = "FormTextKindInput")]
pub struct TextKind {
    /// Whether they may run over several lines.
    #[graphql(default)]
    pub multiline: bool,
    /// Most characters: 1 to 5,000.
    #[graphql(default = 500)]
    pub max_length: i32,
}

/// A number (número).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, SimpleObject, InputObject)]
#[graphql(name = "FormNumberKind", input_name = "FormNumberKindInput")]
pub struct NumberKind {
    /// The least; null where there is none.
    pub minimum: Option<f64>,
    /// The greatest; null where there is none.
    pub maximum: Option<f64>,
    /// Whether it must be whole.
    #[graphql(default)]
    pub integer: bool,
    /// What is counted, for instance `kg`, 20 characters at most; null where it says itself.
    pub unit: Option<String>,
}

/// A day of the calendar (fecha).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, SimpleObject, InputObject)]
#[graphql(name = "FormDateKind", input_name = "FormDateKindInput")]
pub struct DateKind {
    /// The earliest; null where there is none.
    pub earliest: Option<Date>,
    /// The latest; null where there is none.
    pub latest: Option<Date>,
    /// Whether days after today, in the clinic, are refused.
    #[graphql(default)]
    pub not_in_future: bool,
}

impl DateKind {
    /// The latest day that fits, today being `today`.
    pub fn latest_on(&self, today: NaiveDate) -> Option<NaiveDate> {
        let latest = self.latest.map(|date| date.0);
        if self.not_in_future { Some(latest.map_or(today, |latest| latest.min(today))) } else { latest }
    }
}

/// One or several of a list (opción).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, SimpleObject, InputObject)]
#[graphql(name = "FormChoiceKind", input_name = "FormChoiceKindInput")]
pub struct ChoiceKind {
    /// Whether several may be chosen.
    #[graphql(default)]
    pub multiple: bool,
    /// What can be chosen: 2 to 50.
    pub options: Vec<ChoiceOption>,
}

/// Something that can be chosen (opción).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, SimpleObject, InputObject)]
#[graphql(name = "FormOptionDefinition", input_name = "FormOptionInput")]
pub struct ChoiceOption {
    /// What is stored: named like a field, unique in the list.
    pub value: String,
    /// What people read; 500 characters at most in each language.
    pub label: LocalizedText,
}

/// A step of a scale of whole numbers (escala).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, SimpleObject, InputObject)]
#[graphql(name = "FormScaleKind", input_name = "FormScaleKindInput")]
pub struct ScaleKind {
    /// The lowest step.
    pub lowest: i32,
    /// The highest step; 100 above the lowest at most.
    pub highest: i32,
    /// What the lowest means, 500 characters at most in each language; null where it says itself.
    pub lowest_label: Option<LocalizedText>,
    /// What the highest means, 500 characters at most in each language; null where it says itself.
    pub highest_label: Option<LocalizedText>,
}

/// Areas of the body, from the front and from the back (zona del cuerpo).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, SimpleObject, InputObject)]
#[graphql(name = "FormBodyAreaKind", input_name = "FormBodyAreaKindInput")]
pub struct BodyAreaKind {
    /// Whether several may be marked.
    #[graphql(default)]
    pub multiple: bool,
}

/// Agreement to a statement, with the full name typed as signature (consentimiento).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, SimpleObject, InputObject)]
#[graphql(name = "FormConsentKind", input_name = "FormConsentKindInput")]
pub struct ConsentKind {
    /// What is agreed to; 5,000 characters at most in each language.
    pub statement: LocalizedText,
}

impl FormStructure {
    /// The fields, in order.
    pub fn fields(&self) -> impl Iterator<Item = &FieldDefinition> {
        self.sections.iter().flat_map(|section| &section.fields)
    }

    /// A field by its id.
    pub fn field(&self, id: &str) -> Option<&FieldDefinition> {
        self.fields().find(|field| field.id == id)
    }
}
