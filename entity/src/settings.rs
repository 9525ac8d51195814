//! What a clinic may set for itself; everything has a default that suits a clinic that never opened the page.

use sea_orm::FromJsonQueryResult;
use sea_orm::prelude::DateTimeUtc;
use serde::{Deserialize, Serialize};

/// Settings of one clinic, stored as JSON; unknown keys are kept out, missing ones take the default.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
#[serde(default)]
pub struct ClinicSettings {
    /// Seconds between the confirmation of a review and its message; the platform's default where unset.
    pub dispatch_delay_seconds: Option<u32>,
    /// Minutes after which a soft claim on a request lapses.
    pub claim_minutes: u32,
    /// Minutes for which a held slot stays reserved.
    pub hold_minutes: u32,
    /// Days for which a journey link can be used.
    pub link_days: u32,
    /// Hours after its due time at which a message is no longer worth sending.
    pub message_expiry_hours: u32,
    /// Minutes to wait for a provider's status after its answer was lost, before a person is told.
    pub uncertain_minutes: u32,
    /// Pages that one order may have.
    pub max_pages: u32,
    /// Minutes that a patient may wait between two services of one appointment.
    pub max_gap_minutes: u32,
    /// Hours before the start until which a patient may move or cancel.
    pub change_notice_hours: u32,
    /// Days ahead for which slots are offered.
    pub horizon_days: u32,
    /// Address in the booking message instead of our own page; `{service}` and `{token}` are filled in.
    /// The seed's portal: `https://…/estudios/verificarOS/{service}/false/false/{token}`.
    pub link_template: Option<String>,
    /// The clinic's own portal with the patient loaded (portal LITE); `{request}` and `{patient}` are filled in.
    pub booking_portal_template: Option<String>,
    /// Botmaker channel of this clinic, where it is not the installation's.
    pub botmaker_channel: Option<String>,
    /// Name of the approved Botmaker template with the booking link.
    pub booking_link_intent: String,
    /// Name of the approved Botmaker template that asks for a better photo.
    pub new_photo_intent: String,
    /// Name of the approved Botmaker template that tells of a booked appointment.
    pub appointment_booked_intent: String,
    /// Name of the approved Botmaker template that tells of a moved appointment.
    pub appointment_moved_intent: String,
    /// Name of the approved Botmaker template that tells of a cancelled appointment; it has no button.
    pub appointment_cancelled_intent: String,
    /// Name of the approved Botmaker template that tells of a cancelled visit of a treatment that goes on; its button leads to the others.
    pub visit_cancelled_intent: String,
    /// When and how patients are reminded.
    pub reminders: ReminderPolicy,
}

/// When and how a clinic reminds its patients of visits and forms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReminderPolicy {
    /// Whether it does at all.
    pub enabled: bool,
    /// Since when, where it once did not: what lies before is owed to nobody.
    pub enabled_at: Option<DateTimeUtc>,
    /// The rules before these, oldest first, while something is looked back at that they were the rules of.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<EarlierPolicy>,
    /// Hours before a visit from which a reminder is owed.
    pub window_hours: u32,
    /// Minutes before a visit after which a reminder is no longer worth sending. It is also the working time within
    /// which the link to a new form leaves.
    pub minimum_lead_minutes: u32,
    /// Hours after a visit was booked or moved in which its patient is not reminded of it: they just agreed to it.
    pub just_agreed_hours: u32,
    /// Minutes for which a previous visit that is about to end may hold a reminder back.
    pub hold_back_minutes: u32,
    /// Minutes after midnight at which the quiet hours begin; nothing is sent to a patient in them.
    pub quiet_from_minute: u32,
    /// Minutes after midnight at which they end; the same as their beginning: there are none.
    pub quiet_to_minute: u32,
    /// Minutes for which e-mail is tried before WhatsApp is.
    pub patience_minutes: u32,
    /// Hours before a visit from which its practitioner is told of a form that is still outstanding.
    pub practitioner_hours: u32,
    /// Name of the approved Botmaker template for reminders of a visit.
    pub reminder_intent: String,
    /// Name of the approved Botmaker template with the link to a form.
    pub form_link_intent: String,
    /// Name of the approved Botmaker template that welcomes a patient to a treatment.
    pub welcome_intent: String,
    /// Name of the approved Botmaker template that ends a treatment.
    pub treatment_completed_intent: String,
}

/// Rules that a clinic had.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EarlierPolicy {
    /// Until when.
    pub until: DateTimeUtc,
    /// These.
    pub policy: ReminderPolicy,
}

impl Default for ReminderPolicy {
    fn default() -> Self {
        Self {
            enabled: true,
            enabled_at: None,
            earlier: Vec::new(),
            window_hours: 48,
            minimum_lead_minutes: 120,
            just_agreed_hours: 12,
            hold_back_minutes: 120,
            quiet_from_minute: 21 * 60,
            quiet_to_minute: 8 * 60,
            patience_minutes: 240,
            practitioner_hours: 24,
            reminder_intent: "asistencia_recordatorio".into(),
            form_link_intent: "asistencia_formulario".into(),
            welcome_intent: "asistencia_bienvenida".into(),
            treatment_completed_intent: "asistencia_fin_tratamiento".into(),
        }
    }
}

impl Default for ClinicSettings {
    fn default() -> Self {
        Self {
            dispatch_delay_seconds: None,
            claim_minutes: 10,
            hold_minutes: 10,
            link_days: 14,
            message_expiry_hours: 24,
            uncertain_minutes: 15,
            max_pages: 10,
            max_gap_minutes: 60,
            change_notice_hours: 2,
            horizon_days: 60,
            link_template: None,
            booking_portal_template: None,
            botmaker_channel: None,
            booking_link_intent: "asistencia_turno".into(),
            new_photo_intent: "asistencia_nueva_foto".into(),
            appointment_booked_intent: "asistencia_turno_reservado".into(),
            appointment_moved_intent: "asistencia_turno_movido".into(),
            appointment_cancelled_intent: "asistencia_turno_cancelado".into(),
            visit_cancelled_intent: "asistencia_visita_cancelada".into(),
            reminders: ReminderPolicy::default(),
        }
    }
}
