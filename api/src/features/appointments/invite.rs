//! An appointment as an entry of the patient's calendar: the same in the mail and on the page.

use entity::{appointment, clinic, site};

use crate::app::App;
use crate::platform::error::Language;
use crate::platform::ics::Invite;

/// The entry, for whoever downloads it. The study's name stays out: others look over the patient's shoulder.
pub fn invite(
    app: &App,
    clinic: &clinic::Model,
    appointment: &appointment::Model,
    site: Option<&site::Model>,
    preparations: &[String],
    language: Language,
) -> Invite {
    Invite {
        uid: format!("{}@asistencia", appointment.id),
        sequence: u32::try_from(appointment.version).unwrap_or_default(),
        starts_at: appointment.starts_at,
        ends_at: appointment.ends_at,
        summary: match (language, appointment.care_plan_id.is_some()) {
            (Language::Es, false) => format!("Turno en {}", clinic.name),
            (Language::En, false) => format!("Appointment at {}", clinic.name),
            (Language::Es, true) => format!("Visita en {}", clinic.name),
            (Language::En, true) => format!("Visit at {}", clinic.name),
        },
        description: preparations.join("\n"),
        location: site.map(|site| format!("{}, {}", site.name, site.address)).unwrap_or_default(),
        organizer_email: sender_address(&app.config.mail_from),
        attendee_email: None,
        cancelled: appointment.state == entity::enums::AppointmentState::Cancelled,
    }
}

/// The bare address in `Name <address>`.
fn sender_address(mailbox: &str) -> String {
    mailbox.rsplit_once('<').map_or(mailbox, |(_, address)| address.trim_end_matches('>')).trim().to_owned()
}
