//! What is wrong with a structure that somebody wants to publish, each with the path of the place.

use std::collections::{BTreeMap, BTreeSet};

use super::possible::{Numbers, can_equal, can_hold_together, can_include, can_reach};
use super::structure::{Condition, FieldDefinition, FieldKind, FormStructure, LocalizedText, ScaleKind};
use crate::platform::error::{Refusal, UserErrorCode};

const MAX_SECTIONS: usize = 20;
const MAX_FIELDS: usize = 100;
const MAX_CONDITIONS: usize = 5;
const MAX_OPTIONS: usize = 50;
const MAX_ID: usize = 40;
const MAX_LABEL: usize = 500;
const MAX_PROSE: usize = 5_000;
const MAX_UNIT: usize = 20;
const MAX_STEPS: i64 = 100;

/// Everything that keeps a structure from being published; empty where nothing does.
pub fn structure_problems(structure: &FormStructure) -> Vec<Refusal> {
    let mut check = Check::default();
    let top = "input.structure";
    check.text(&structure.title, &format!("{top}.title"), MAX_LABEL);
    let sections = format!("{top}.sections");
    check.length(structure.sections.len(), 1..=MAX_SECTIONS, &sections);
    check.must(
        structure.fields().count() <= MAX_FIELDS,
        &sections,
        "Son más de 100 campos.",
        "These are more than 100 fields.",
    );
    for (index, section) in structure.sections.iter().enumerate() {
        let path = format!("{sections}.{index}");
        check.text(&section.title, &format!("{path}.title"), MAX_LABEL);
        check.optional(section.description.as_ref(), &format!("{path}.description"), MAX_PROSE);
        check.length(section.fields.len(), 1..=MAX_FIELDS, &format!("{path}.fields"));
        for (index, field) in section.fields.iter().enumerate() {
            check.field(field, &format!("{path}.fields.{index}"));
        }
    }
    check.found
}

#[derive(Default)]
struct Check<'a> {
    found: Vec<Refusal>,
    /// The fields above the one that is looked at.
    earlier: BTreeMap<&'a str, &'a FieldDefinition>,
}

impl<'a> Check<'a> {
    fn must(&mut self, holds: bool, path: &str, es: &str, en: &str) {
        if !holds {
            self.found.push(Refusal::new(UserErrorCode::Invalid, path, es, en));
        }
    }

    fn length(&mut self, count: usize, range: std::ops::RangeInclusive<usize>, path: &str) {
        let (low, high) = (range.start(), range.end());
        self.must(
            range.contains(&count),
            path,
            &format!("Tienen que ser entre {low} y {high}."),
            &format!("There must be {low} to {high}."),
        );
    }

    fn words(&mut self, text: &str, path: &str, most: usize) {
        let fits = !text.trim().is_empty()
            && text.chars().count() <= most
            && !text.contains(|c: char| c.is_control() && c != '\n');
        self.must(
            fits,
            path,
            &format!("Escribí un texto de hasta {most} caracteres."),
            &format!("Write a text of up to {most} characters."),
        );
    }

    fn text(&mut self, text: &LocalizedText, path: &str, most: usize) {
        self.words(&text.es, &format!("{path}.es"), most);
        if let Some(en) = &text.en {
            self.words(en, &format!("{path}.en"), most);
        }
    }

    fn optional(&mut self, text: Option<&LocalizedText>, path: &str, most: usize) {
        if let Some(text) = text {
            self.text(text, path, most);
        }
    }

    fn name(&mut self, name: &str, path: &str) {
        self.must(
            is_name(name),
            path,
            "Empieza con una letra minúscula y sigue con letras, números o «_»; hasta 40.",
            "It begins with a lower-case letter, then come letters, digits or '_'; 40 at most.",
        );
    }

    fn field(&mut self, field: &'a FieldDefinition, path: &str) {
        self.name(&field.id, &format!("{path}.fieldId"));
        self.must(
            !self.earlier.contains_key(field.id.as_str()),
            &format!("{path}.fieldId"),
            "Otro campo ya se llama así.",
            "Another field has this id already.",
        );
        self.text(&field.label, &format!("{path}.label"), MAX_LABEL);
        self.optional(field.help.as_ref(), &format!("{path}.help"), MAX_PROSE);
        self.length(field.visible_when.len(), 0..=MAX_CONDITIONS, &format!("{path}.visibleWhen"));
        for (index, condition) in field.visible_when.iter().enumerate() {
            self.condition(condition, &format!("{path}.visibleWhen.{index}"));
        }
        self.must(
            can_hold_together(&field.visible_when, &self.earlier),
            &format!("{path}.visibleWhen"),
            "Estas condiciones nunca se cumplen juntas.",
            "These conditions never hold together.",
        );
        self.kind(&field.kind, &format!("{path}.kind"));
        self.earlier.insert(&field.id, field);
    }

    fn kind(&mut self, kind: &FieldKind, path: &str) {
        const ES: &str = "El mínimo es mayor que el máximo.";
        const EN: &str = "The least is greater than the greatest.";
        match kind {
            FieldKind::Text(text) => {
                let length = usize::try_from(text.max_length).unwrap_or_default();
                self.length(length, 1..=MAX_PROSE, &format!("{path}.text.maxLength"));
            }
            FieldKind::Number(number) => {
                let path = format!("{path}.number");
                let (low, high) = (number.minimum, number.maximum);
                let right = low.zip(high).is_none_or(|(low, high)| low <= high);
                self.must(right, &format!("{path}.minimum"), ES, EN);
                self.must(
                    !right || Numbers::of(kind).is_none_or(|numbers| numbers.are_some()),
                    &format!("{path}.minimum"),
                    "No hay ningún número entero entre el mínimo y el máximo.",
                    "There is no whole number between the least and the greatest.",
                );
                if let Some(unit) = &number.unit {
                    self.words(unit, &format!("{path}.unit"), MAX_UNIT);
                }
            }
            FieldKind::Date(date) => {
                let right = date.earliest.zip(date.latest).is_none_or(|(low, high)| low <= high);
                self.must(right, &format!("{path}.date.earliest"), ES, EN);
            }
            FieldKind::Choice(choice) => {
                let path = format!("{path}.choice.options");
                self.length(choice.options.len(), 2..=MAX_OPTIONS, &path);
                let mut known = BTreeSet::new();
                for (index, option) in choice.options.iter().enumerate() {
                    let path = format!("{path}.{index}");
                    self.name(&option.value, &format!("{path}.value"));
                    let (es, en) = ("Otra opción ya vale eso.", "Another option has this value already.");
                    self.must(known.insert(&option.value), &format!("{path}.value"), es, en);
                    self.text(&option.label, &format!("{path}.label"), MAX_LABEL);
                }
            }
            FieldKind::Scale(scale) => self.scale(scale, &format!("{path}.scale")),
            FieldKind::BodyArea(_) => {}
            FieldKind::Consent(consent) => {
                self.text(&consent.statement, &format!("{path}.consent.statement"), MAX_PROSE);
            }
        }
    }

    fn scale(&mut self, scale: &ScaleKind, path: &str) {
        let steps = i64::from(scale.highest) - i64::from(scale.lowest);
        self.must(
            (1..=MAX_STEPS).contains(&steps),
            &format!("{path}.highest"),
            "El máximo tiene que estar entre 1 y 100 por encima del mínimo.",
            "The highest step must be 1 to 100 above the lowest.",
        );
        self.optional(scale.lowest_label.as_ref(), &format!("{path}.lowestLabel"), MAX_LABEL);
        self.optional(scale.highest_label.as_ref(), &format!("{path}.highestLabel"), MAX_LABEL);
    }

    fn condition(&mut self, condition: &Condition, path: &str) {
        let given = [
            condition.equals.is_some(),
            condition.includes.is_some(),
            condition.at_least.is_some(),
            condition.answered.is_some(),
        ];
        self.must(
            given.iter().filter(|given| **given).count() == 1,
            path,
            "Una condición lleva exactamente una prueba.",
            "A condition has exactly one test.",
        );
        let Some(kind) = self.earlier.get(condition.field_id.as_str()).map(|field| &field.kind) else {
            self.must(
                false,
                &format!("{path}.fieldId"),
                "Tiene que ser un campo anterior.",
                "It must be an earlier field.",
            );
            return;
        };
        let equals = condition.equals.as_deref().is_none_or(|value| can_equal(kind, value));
        let includes = condition.includes.as_deref().is_none_or(|value| can_include(kind, value));
        let at_least = condition.at_least.is_none_or(|least| can_reach(kind, least));
        for (holds, name) in [(equals, "equals"), (includes, "includes"), (at_least, "atLeast")] {
            self.must(
                holds,
                &format!("{path}.{name}"),
                "Ese campo nunca tiene esa respuesta.",
                "That field never has this answer.",
            );
        }
    }
}

/// Whether a text names a field, an option or a definition.
pub(super) fn is_name(text: &str) -> bool {
    text.len() <= MAX_ID
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}
