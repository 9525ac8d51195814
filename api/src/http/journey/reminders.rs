//! `/recordatorios`: by what the holder of a link is reminded, as the footer of every reminder promises.

use axum::Form;
use axum::response::Response;
use minijinja::context;
use minijinja::value::Value;
use serde::Deserialize;

use super::visitor::Holder;
use crate::features::patients::find_patient;
use crate::features::reminders::{ReminderPreferences, set_reminder_preferences};
use crate::platform::error::{Error, Result};

/// What the page says after it was saved, in Spanish and English.
pub(super) const SAVED: (&str, &str) =
    ("Guardamos cómo querés los recordatorios.", "We have saved how you want your reminders.");

/// What is not wanted: a box that is empty is not sent.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Wishes {
    sin_email: Option<String>,
    sin_whatsapp: Option<String>,
}

impl Holder {
    /// What of reminders is not wanted now.
    pub async fn reminders(&self) -> Result<Value> {
        let found = match self.actor.patient_id() {
            Some(id) => find_patient(&self.app().db, self.clinic.id, id).await?,
            None => None,
        };
        let patient = found.ok_or_else(|| Error::internal("a link to nobody"))?.patient;
        Ok(context! {
            no_email => patient.email_opt_out_at.is_some(),
            no_whatsapp => patient.whatsapp_opt_out_at.is_some(),
        })
    }
}

pub(super) async fn save(holder: Holder, Form(wishes): Form<Wishes>) -> Response {
    let preferences = ReminderPreferences {
        patient_id: None,
        by_email: Some(wishes.sin_email.is_none()),
        by_whatsapp: Some(wishes.sin_whatsapp.is_none()),
    };
    let saved = set_reminder_preferences(holder.app(), &holder.actor, preferences).await;
    holder.settle(saved.map(|_| holder.done("recordatorios")))
}
