//! The same by WhatsApp: when, and where to see the rest.

use entity::enums::NotificationKind;
use entity::{appointment, notification, patient};
use serde_json::json;

use super::super::notify::quiet_for_whatsapp;
use super::{Facts, carried, mint_token};
use crate::features::clinics::{botmaker_channel, time_zone};
use crate::features::events::UnitOfWork;
use crate::features::notifications::{Composed, whatsapp_number};
use crate::gateways::whatsapp::WhatsappMessage;
use crate::platform::error::{Error, Language, Result};
use crate::platform::templates::{self, AppointmentMessage, RenderedWhatsapp};

impl Facts {
    pub(super) async fn whatsapp(
        &self,
        work: &UnitOfWork<'_>,
        message: &notification::Model,
        appointment: &appointment::Model,
        patient: &patient::Model,
    ) -> Result<Composed> {
        let phone = match whatsapp_number(work.db(), patient).await? {
            Ok(phone) => phone,
            Err(reason) => return Ok(Composed::Suppress { reason, detail: None }),
        };
        if let Some(until) = quiet_for_whatsapp(&self.clinic, appointment, message, work.now()) {
            return Ok(Composed::Postpone { until });
        }
        let token = mint_token(work, message, self, appointment).await?;
        let (intent, rendered) = self.fill_in(message.kind, appointment, patient, token.as_deref())?;
        let RenderedWhatsapp { mut variables, preview } = rendered;
        let mut text = preview.clone();
        if let Some(token) = token {
            let address = work.app().config.journey_address(&token);
            text = format!("{text}\n{address}");
            variables.insert("link".into(), address);
        }
        let message = WhatsappMessage {
            channel: botmaker_channel(work.app(), &self.clinic),
            contact_id: phone.contact_id().to_owned(),
            intent: intent.to_owned(),
            variables,
            text,
            webhook_payload: String::new(),
        };
        let shown = json!({ "text": preview });
        Ok(Composed::Whatsapp { message, shown, carried: carried(appointment) })
    }

    /// The template at Botmaker, and what fills it.
    fn fill_in(
        &self,
        kind: NotificationKind,
        appointment: &appointment::Model,
        patient: &patient::Model,
        token: Option<&str>,
    ) -> Result<(&str, RenderedWhatsapp)> {
        let settings = &self.clinic.settings;
        let message = AppointmentMessage {
            language: Language::of_locale(&self.clinic.locale),
            given_name: &patient.given_name,
            clinic_name: &self.clinic.name,
            time_zone: time_zone(&self.clinic),
            starts_at: appointment.starts_at,
            is_visit: self.visit.is_some(),
        };
        Ok(match (kind, self.previous_start, token) {
            (NotificationKind::AppointmentCancelled, _, None) => {
                (&settings.appointment_cancelled_intent, templates::appointment_cancelled_message(&message)?)
            }
            (NotificationKind::AppointmentCancelled, _, Some(token)) => {
                (&settings.visit_cancelled_intent, templates::visit_cancelled_message(&message, token)?)
            }
            (_, Some(previous), Some(token)) => (
                &settings.appointment_moved_intent,
                templates::appointment_moved_message(&message, previous, token)?,
            ),
            (_, None, Some(token)) => {
                (&settings.appointment_booked_intent, templates::appointment_booked_message(&message, token)?)
            }
            (_, _, None) => return Err(Error::internal("a message that leads nowhere")),
        })
    }
}
