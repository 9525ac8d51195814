//! A message of the ledger in a line: what it was, by which channel, and what became of it.

use entity::enums::{NotificationChannel, NotificationKind, NotificationState};
use entity::ids::FormId;
use entity::notification;

use super::super::decision::reason;
use super::super::facts::{Carried, Obligation};
use super::super::ledger::said;
use super::{Step, Teller};
use crate::features::notifications::reason as outbox;

impl Teller<'_> {
    pub(super) fn message(&self, row: &notification::Model) -> Step {
        let way = match row.channel {
            NotificationChannel::Email => self.say("por e-mail", "by e-mail"),
            NotificationChannel::Whatsapp => self.say("por WhatsApp", "by WhatsApp"),
        };
        let (what, carried, state) = (self.kind(row), self.carried(row), self.state(row));
        let alerted = match self.alerted.contains(&row.id) {
            true => self.say(" Se avisó a una persona.", " A person was alerted."),
            false => String::new(),
        };
        Step {
            at: row.sent_at.unwrap_or(row.created_at),
            text: format!("{what}, {way}{carried}: {state}.{alerted}"),
            notification_id: Some(row.id),
        }
    }

    /// The forms that a message carried beside what it was about, by title.
    fn carried(&self, row: &notification::Model) -> String {
        let mut told = said(row).and_then(|said| said.carried).unwrap_or_default();
        told.links.retain(|form| Some(*form) != row.form_id);
        told.outstanding.retain(|form| Some(*form) != row.form_id);
        let Carried { links, outstanding, .. } = told;
        let mut text = String::new();
        if !links.is_empty() {
            let names = self.titles(&links);
            text += &self.say(&format!(", con el enlace a {names}"), &format!(", with the link to {names}"));
        }
        if !outstanding.is_empty() {
            let names = self.titles(&outstanding);
            text += &self
                .say(&format!(", con {names} como pendiente"), &format!(", calling {names} outstanding"));
        }
        text
    }

    pub(super) fn titles(&self, forms: &[FormId]) -> String {
        let titles = forms.iter().map(|id| self.titles.get(id).map(String::as_str).unwrap_or_default());
        let quoted = titles.map(|title| self.say(&format!("«{title}»"), &format!("'{title}'")));
        quoted.collect::<Vec<_>>().join(", ")
    }

    fn kind(&self, row: &notification::Model) -> String {
        use NotificationKind::*;
        let form = self.titles(row.form_id.as_slice());
        match row.kind {
            AppointmentBooked => self.say("Aviso de reserva", "Notice that it was booked"),
            AppointmentMoved => self.say("Aviso de cambio de horario", "Notice that it was moved"),
            AppointmentCancelled => self.say("Aviso de cancelación", "Notice that it was cancelled"),
            VisitReminder => match said(row).map(|said| said.obligation) {
                Some(Obligation::Reminder(_, starts_at)) => {
                    let start = self.moment(starts_at);
                    let (_, of_it) = self.called();
                    self.say(&format!("Recordatorio {of_it} del {start}"), &format!("Reminder of {start}"))
                }
                _ => self.say("Recordatorio", "Reminder"),
            },
            FormLink => self.say(&format!("Enlace a {form}"), &format!("Link to {form}")),
            FormLinkResent => self.say(
                &format!("Otra vez el enlace a {form}, a pedido"),
                &format!("Link to {form}, sent again by staff"),
            ),
            TreatmentCompleted => {
                self.say("Aviso de fin de tratamiento", "Notice that the treatment is completed")
            }
            FormSubmitted => self.say(
                &format!("Aviso al profesional de que llegó {form}"),
                &format!("Notice to the practitioner that {form} came in"),
            ),
            FormOutstanding => {
                let (es, en) = self.before(row);
                self.say(
                    &format!("Aviso al profesional de que falta {form}{es}"),
                    &format!("Notice to the practitioner that {form} is outstanding{en}"),
                )
            }
            CarePlanWelcome => self.say("Bienvenida", "Welcome"),
            BookingLink | NewPhotoRequested => self.say("Mensaje", "Message"),
        }
    }

    /// Before which visit a form is outstanding: of a treatment each visit lists them all.
    fn before(&self, row: &notification::Model) -> (String, String) {
        let told = said(row).and_then(|said| said.carried).and_then(|carried| carried.starts_at);
        let agreed = || {
            let visit = self.facts.visits.iter().find(|visit| Some(visit.id) == row.appointment_id);
            visit.map(|visit| visit.starts_at)
        };
        let start = told.or_else(agreed).map(|start| self.moment(start));
        start
            .map(|start| {
                (format!(" antes de la visita del {start}"), format!(" before the visit on {start}"))
            })
            .unwrap_or_default()
    }

    fn state(&self, row: &notification::Model) -> String {
        // That its time passed is what it says already.
        let is_said = |word: &&str| {
            row.state == NotificationState::Expired && [outbox::EXPIRED, reason::TOO_LATE].contains(word)
        };
        let because = row.reason.as_deref().filter(|word| !is_said(word));
        let because = because.map(|word| format!(" ({})", self.reason(word))).unwrap_or_default();
        let text = match row.state {
            NotificationState::Planned => self.say("espera para salir", "waits to leave"),
            NotificationState::Sending => self.say("está saliendo", "is leaving"),
            NotificationState::Uncertain => self.say(
                "quizás salió; no hubo respuesta del proveedor",
                "it may have left; the provider did not answer",
            ),
            NotificationState::Accepted => self.say("enviado", "sent"),
            NotificationState::Delivered => self.say("entregado", "delivered"),
            NotificationState::Read => self.say("leído", "read"),
            NotificationState::Failed => self.say("no se pudo enviar", "could not be sent"),
            NotificationState::Superseded => self.say("ya no hacía falta", "no longer needed"),
            NotificationState::Suppressed => self.say("no se envió", "was not sent"),
            NotificationState::Expired => self.say("no salió a tiempo", "did not leave in time"),
        };
        text + &because
    }
}
