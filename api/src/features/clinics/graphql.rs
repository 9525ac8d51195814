//! The clinic in GraphQL.

use async_graphql::{Context, Description, ID, InputObject, Object, SimpleObject};
use entity::clinic;

use super::{SettingsChange, find_by_slug, update_settings};
use crate::app::App;
use crate::features::auth::Caller;
use crate::features::auth::graphql::require_user;
use crate::features::catalog::graphql::{Payer, payers_to_choose};
use crate::features::reminders::graphql::ReminderPolicy;
use crate::graphql::{answer, app, caller, settle};
use crate::platform::error::{Result, UserError};
use crate::platform::global_id::GlobalId;
use crate::platform::telephone::tel_uri;

/// A clinic (clínica).
#[derive(Description)]
pub struct Clinic(pub clinic::Model);

#[Object(use_type_description)]
impl Clinic {
    /// Opaque id.
    pub(crate) async fn id(&self) -> ID {
        self.0.id.to_global()
    }

    /// Short name, for the `clinic` arguments of signing in.
    async fn slug(&self) -> &str {
        &self.0.slug
    }

    /// Name that patients read.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// IANA time zone in which the clinic's days begin and end.
    async fn time_zone(&self) -> &str {
        &self.0.time_zone
    }

    /// BCP 47 tag of the language in which patients are addressed.
    async fn locale(&self) -> &str {
        &self.0.locale
    }

    /// The telephone that patients call, as the clinic writes it (teléfono de la clínica); null where it gives none.
    async fn phone(&self) -> Option<&str> {
        self.0.phone.as_deref()
    }

    /// The same as a `tel:` address, for a tap; null where the clinic gives none.
    async fn phone_uri(&self) -> Option<String> {
        self.0.phone.as_deref().and_then(tel_uri)
    }

    /// The e-mail address to which patients write; null where the clinic gives none.
    async fn email(&self) -> Option<&str> {
        self.0.email.as_deref()
    }

    /// How many pages one order may have (fotos de la orden).
    async fn max_pages(&self) -> i32 {
        self.0.settings.max_pages as i32
    }

    /// How many bytes one page may have; `POST /uploads` takes no more.
    async fn max_upload_bytes(&self, ctx: &Context<'_>) -> i32 {
        i32::try_from(app(ctx).config.max_upload_bytes).unwrap_or(i32::MAX)
    }

    /// The payers with which the clinic works (obras sociales, prepagas), by name: from them a patient chooses, when
    /// signing up too.
    async fn payers(&self, ctx: &Context<'_>) -> Result<Vec<Payer>> {
        payers_to_choose(ctx, self.0.id).await
    }

    /// The clinic's settings. Staff.
    async fn settings(&self, ctx: &Context<'_>) -> Result<ClinicSettings> {
        require_user(caller(ctx))?;
        let settings = &self.0.settings;
        let default_delay = app(ctx).config.dispatch_delay.as_secs();
        Ok(ClinicSettings {
            dispatch_delay_seconds: settings
                .dispatch_delay_seconds
                .map_or(default_delay as i32, |seconds| seconds as i32),
            link_days: settings.link_days as i32,
            hold_minutes: settings.hold_minutes as i32,
            claim_minutes: settings.claim_minutes as i32,
            message_expiry_hours: settings.message_expiry_hours as i32,
            uncertain_minutes: settings.uncertain_minutes as i32,
            max_pages: settings.max_pages as i32,
            max_gap_minutes: settings.max_gap_minutes as i32,
            change_notice_hours: settings.change_notice_hours as i32,
            horizon_days: settings.horizon_days as i32,
            link_template: settings.link_template.clone(),
            booking_portal_template: settings.booking_portal_template.clone(),
            botmaker_channel: settings.botmaker_channel.clone(),
            booking_link_intent: settings.booking_link_intent.clone(),
            new_photo_intent: settings.new_photo_intent.clone(),
            appointment_booked_intent: settings.appointment_booked_intent.clone(),
            appointment_moved_intent: settings.appointment_moved_intent.clone(),
            appointment_cancelled_intent: settings.appointment_cancelled_intent.clone(),
            visit_cancelled_intent: settings.visit_cancelled_intent.clone(),
            reminders: (&settings.reminders).into(),
        })
    }
}

/// What a clinic sets for itself (configuración).
#[derive(SimpleObject, Description)]
pub struct ClinicSettings {
    /// Seconds between the confirmation of a review and its message.
    dispatch_delay_seconds: i32,
    /// Days for which a journey link can be used.
    link_days: i32,
    /// Minutes for which a held slot stays reserved.
    hold_minutes: i32,
    /// Minutes after which a claim on a request lapses.
    claim_minutes: i32,
    /// Hours after its due time at which a message is no longer worth sending.
    message_expiry_hours: i32,
    /// Minutes to wait for a provider's status after its answer was lost, before a person is told.
    uncertain_minutes: i32,
    /// Pages that one order may have.
    max_pages: i32,
    /// Minutes that a patient may wait between two services of one appointment.
    max_gap_minutes: i32,
    /// Hours before the start until which a patient may move or cancel.
    change_notice_hours: i32,
    /// Days ahead for which slots are offered to patients.
    horizon_days: i32,
    /// Address in the booking message instead of our own page; null where it is our own.
    link_template: Option<String>,
    /// The clinic's own booking portal with the patient loaded (portal LITE); null where there is none.
    booking_portal_template: Option<String>,
    /// Botmaker channel of the clinic; null where it is the installation's.
    botmaker_channel: Option<String>,
    /// Name of the Botmaker template with the booking link.
    booking_link_intent: String,
    /// Name of the Botmaker template that asks for a better photo.
    new_photo_intent: String,
    /// Name of the Botmaker template that tells of a booked appointment.
    appointment_booked_intent: String,
    /// Name of the Botmaker template that tells of a moved appointment.
    appointment_moved_intent: String,
    /// Name of the Botmaker template that tells of a cancelled appointment; it has no button.
    appointment_cancelled_intent: String,
    /// Name of the Botmaker template that tells of a cancelled visit of a treatment that goes on; its button leads to the others.
    visit_cancelled_intent: String,
    /// When and how patients are reminded of visits and forms.
    reminders: ReminderPolicy,
}

/// Queries about the clinic.
#[derive(Default, Description)]
pub struct ClinicsQuery;

#[Object]
impl ClinicsQuery {
    /// The caller's clinic; before signing in, the one with this slug, or the only one of the server.
    async fn clinic(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Short name of the clinic; only read where nobody is signed in.")] slug: Option<
            String,
        >,
    ) -> Result<Clinic> {
        let (app, caller): (&App, &Caller) = (app(ctx), caller(ctx));
        if let Some(clinic) = &caller.clinic {
            return Ok(Clinic(clinic.as_ref().clone()));
        }
        answer(ctx, find_by_slug(app, slug.as_deref()).await).map(Clinic)
    }
}

/// What is to change in the clinic's settings; what is left out stays.
#[derive(InputObject)]
pub struct UpdateClinicSettingsInput {
    /// The telephone that patients call: a landline, a mobile or a free number, with its area code. It is shown as it is
    /// written here, 40 characters at most; an empty text takes it away.
    phone: Option<String>,
    /// The e-mail address to which patients write; an empty text takes it away.
    email: Option<String>,
    /// Seconds between the confirmation of a review and its message: 0 to 86,400.
    dispatch_delay_seconds: Option<i32>,
    /// Days for which a journey link can be used: 1 to 90.
    link_days: Option<i32>,
    /// Minutes for which a held slot stays reserved: 1 to 60.
    hold_minutes: Option<i32>,
    /// Minutes after which a claim lapses: 1 to 120.
    claim_minutes: Option<i32>,
    /// Hours after its due time at which a message is no longer worth sending: 1 to 168.
    message_expiry_hours: Option<i32>,
    /// Minutes to wait for a provider's status after its answer was lost: 1 to 1,440.
    uncertain_minutes: Option<i32>,
    /// Pages that one order may have: 1 to 30.
    max_pages: Option<i32>,
    /// Minutes that a patient may wait between two services of one appointment: 0 to 480.
    max_gap_minutes: Option<i32>,
    /// Hours before the start until which a patient may move or cancel: 0 to 168.
    change_notice_hours: Option<i32>,
    /// Days ahead for which slots are offered to patients: 1 to 365.
    horizon_days: Option<i32>,
    /// Address in the booking message instead of our own page, with `{token}` and, where wanted, `{service}`;
    /// an empty text takes it away.
    link_template: Option<String>,
    /// The clinic's own booking portal, with `{request}` and `{patient}`; an empty text takes it away.
    booking_portal_template: Option<String>,
    /// Botmaker channel of the clinic, 100 characters at most; an empty text goes back to the installation's.
    botmaker_channel: Option<String>,
    /// Name of the Botmaker template with the booking link, 100 characters at most; an empty text goes back
    /// to the usual one.
    booking_link_intent: Option<String>,
    /// Name of the Botmaker template that asks for a better photo, 100 characters at most; an empty text goes
    /// back to the usual one.
    new_photo_intent: Option<String>,
    /// Name of the Botmaker template that tells of a booked appointment, 100 characters at most; an empty text
    /// goes back to the usual one.
    appointment_booked_intent: Option<String>,
    /// Name of the Botmaker template that tells of a moved appointment, 100 characters at most; an empty text
    /// goes back to the usual one.
    appointment_moved_intent: Option<String>,
    /// Name of the Botmaker template that tells of a cancelled appointment, 100 characters at most; an empty text
    /// goes back to the usual one.
    appointment_cancelled_intent: Option<String>,
    /// Name of the Botmaker template that tells of a cancelled visit of a treatment that goes on, 100 characters at most; an empty text
    /// goes back to the usual one.
    visit_cancelled_intent: Option<String>,
}

/// What came of changing the settings.
#[derive(SimpleObject)]
pub struct UpdateClinicSettingsPayload {
    /// The clinic as it is now; null where it was refused.
    clinic: Option<Clinic>,
    /// Why it was refused.
    user_errors: Vec<UserError>,
}

/// Mutations of the clinic.
#[derive(Default, Description)]
pub struct ClinicsMutation;

#[Object]
impl ClinicsMutation {
    /// Changes the clinic's settings. Administrators.
    async fn update_clinic_settings(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to change.")] input: UpdateClinicSettingsInput,
    ) -> Result<UpdateClinicSettingsPayload> {
        let change = SettingsChange {
            phone: input.phone,
            email: input.email,
            dispatch_delay_seconds: input.dispatch_delay_seconds,
            link_days: input.link_days,
            hold_minutes: input.hold_minutes,
            claim_minutes: input.claim_minutes,
            message_expiry_hours: input.message_expiry_hours,
            uncertain_minutes: input.uncertain_minutes,
            max_pages: input.max_pages,
            max_gap_minutes: input.max_gap_minutes,
            change_notice_hours: input.change_notice_hours,
            horizon_days: input.horizon_days,
            link_template: input.link_template,
            booking_portal_template: input.booking_portal_template,
            botmaker_channel: input.botmaker_channel,
            booking_link_intent: input.booking_link_intent,
            new_photo_intent: input.new_photo_intent,
            appointment_booked_intent: input.appointment_booked_intent,
            appointment_moved_intent: input.appointment_moved_intent,
            appointment_cancelled_intent: input.appointment_cancelled_intent,
            visit_cancelled_intent: input.visit_cancelled_intent,
        };
        let (clinic, user_errors) = settle(ctx, update_settings(app(ctx), &caller(ctx).actor, change).await)?;
        Ok(UpdateClinicSettingsPayload { clinic: clinic.map(Clinic), user_errors })
    }
}
