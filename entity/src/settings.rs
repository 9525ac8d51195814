//! What a clinic may set for itself; everything has a default that suits a clinic that never opened the page.

use sea_orm::FromJsonQueryResult;
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
        }
    }
}
