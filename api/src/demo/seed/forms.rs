//! What the demo clinic asks its patients, and when.

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use entity::enums::FormTrigger;
use entity::ids::{ClinicId, FormDefinitionId};
use entity::{form_definition, form_definition_version, form_rule};

use super::bulk::Writer;
use super::chance::named;
use crate::features::forms::{FormStructure, structure_problems};

/// Visits after which the demo asks how it goes.
pub(super) const EVERY: i32 = 4;

/// Names the definition and the rule of that.
pub(super) const PROGRESS: &str = "progress";

const FORMS: [(&str, &str, FormTrigger); 3] = [
    ("intake", include_str!("../../../assets/demo/forms/intake.json"), FormTrigger::FirstBooking),
    (PROGRESS, include_str!("../../../assets/demo/forms/progress.json"), FormTrigger::CompletedVisits),
    ("final", include_str!("../../../assets/demo/forms/final.json"), FormTrigger::TreatmentCompleted),
];

/// Writes the definitions and a rule for each. Bookings and visits before `now` ask for nothing.
pub(super) async fn write(
    writer: &mut Writer<'_>,
    clinic_id: ClinicId,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let (mut definitions, mut versions, mut rules) = (Vec::new(), Vec::new(), Vec::new());
    for (code, text, trigger) in FORMS {
        let structure: FormStructure = serde_json::from_str(text).context(code)?;
        let problems = structure_problems(&structure);
        anyhow::ensure!(problems.is_empty(), "the demo's form {code}: {problems:?}");
        let id: FormDefinitionId = named("form definition", code);
        definitions.push(form_definition::Model {
            id,
            clinic_id,
            code: code.to_owned(),
            current_version: 1,
            created_at: now,
            disabled_at: None,
        });
        versions.push(form_definition_version::Model {
            form_definition_id: id,
            number: 1,
            clinic_id,
            structure: serde_json::to_value(&structure)?,
            published_at: now,
            published_by_id: None,
        });
        rules.push(form_rule::Model {
            id: named("form rule", code),
            clinic_id,
            form_definition_id: id,
            trigger_kind: trigger,
            every_visits: (trigger == FormTrigger::CompletedVisits).then_some(EVERY),
            service_id: None,
            created_at: now,
            holds_from: now,
            disabled_at: None,
            version: 1,
        });
    }
    writer.insert::<form_definition::Entity>(definitions).await?;
    writer.insert::<form_definition_version::Entity>(versions).await?;
    writer.insert::<form_rule::Entity>(rules).await
}
