//! What the messages about an appointment say, from what is true when they leave.

mod whatsapp;

use std::collections::HashSet;

use chrono::{DateTime, Duration, Utc};
use entity::enums::{
    AppointmentState, CarePlanState, CoverageDecision, NotificationChannel, NotificationKind,
    NotificationState,
};
use entity::{appointment, appointment_service, clinic, notification, patient};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;

use super::invite::invite;
use super::notify::{appointment_of, patient_of};
use super::particulars::{Particulars, Treatment};
use crate::features::auth::mint_journey_link;
use crate::features::catalog::decide_for_patient;
use crate::features::clinics::{clinic_by_id, clinic_text, time_zone};
use crate::features::events::UnitOfWork;
use crate::features::notifications::{Composed, reason};
use crate::gateways::email::EmailMessage;
use crate::platform::actor::JourneyScope;
use crate::platform::clinic_time::ZoneName;
use crate::platform::error::{Language, Result};
use crate::platform::ics::Invite;
use crate::platform::templates::{
    self, AppointmentEmail, CancelledEmail, RenderedEmail, SiteText, VisitEmail,
};

/// What a message about an appointment says now; one about a visit of a care plan has words of its own. What has been
/// overtaken is not said: the patient reads where the appointment is, never where it was.
///
/// # Errors
/// Where the database does not answer or a template fails.
pub async fn compose(work: &mut UnitOfWork<'_>, message: &notification::Model) -> Result<Composed> {
    let appointment = appointment_of(work, message).await?;
    let cancelled = appointment.state == AppointmentState::Cancelled;
    if cancelled != (message.kind == NotificationKind::AppointmentCancelled) {
        return Ok(Composed::Supersede { reason: "no_longer_in_force" });
    }
    let told = message.payload.get("version").and_then(serde_json::Value::as_i64);
    let overtaken = message.kind == NotificationKind::AppointmentBooked && appointment.version > 1
        || message.kind == NotificationKind::AppointmentMoved
            && told.is_some_and(|told| told < i64::from(appointment.version));
    if overtaken {
        return Ok(Composed::Supersede { reason: "moved_again" });
    }
    let begun = !cancelled && appointment.state != AppointmentState::Booked;
    if begun || appointment.starts_at <= work.now() {
        return Ok(Composed::Suppress { reason: "already_begun", detail: None });
    }
    let patient = patient_of(work, &appointment).await?;
    let facts = Facts::load(work, message, &appointment).await?;
    match message.channel {
        NotificationChannel::Email => facts.email(work, message, &appointment, &patient).await,
        NotificationChannel::Whatsapp => facts.whatsapp(work, message, &appointment, &patient).await,
    }
}

/// The token of the link with which the patient sees, moves or cancels the appointment: one of this message's own, to the
/// request or the plan that it came of. It works as long as the one to book, at least until the visit begins, and is
/// revoked with it. The link that the patient has stays, and so does one in an earlier attempt of this message, which may
/// be the one that is kept. None where there is nothing more to see.
async fn mint_token(
    work: &UnitOfWork<'_>,
    message: &notification::Model,
    facts: &Facts,
    appointment: &appointment::Model,
) -> Result<Option<String>> {
    let scope = JourneyScope::from_columns(appointment.assistance_request_id, appointment.care_plan_id);
    let Some(scope) = scope else { return Ok(None) };
    // Of a plan that goes on there are other visits to see; with the appointment of a request all is over.
    let goes_on =
        facts.visit.as_ref().is_some_and(|visit| visit.treatment.plan.state == CarePlanState::Active);
    if message.kind == NotificationKind::AppointmentCancelled && !goes_on {
        return Ok(None);
    }
    let days = Duration::days(facts.clinic.settings.link_days.into());
    let expires_at = (work.now() + days).max(appointment.starts_at);
    let link = mint_journey_link(work, scope, message.id, expires_at).await?;
    Ok(Some(link.token.reveal().to_owned()))
}

/// Where the patient believes the appointment to be, before a message says that it was moved: where it stood
/// before the first move that nobody told them of.
async fn known_start(work: &UnitOfWork<'_>, message: &notification::Model) -> Result<Option<DateTime<Utc>>> {
    if message.kind != NotificationKind::AppointmentMoved {
        return Ok(None);
    }
    let mut moves = notification::Entity::find()
        .filter(notification::Column::ClinicId.eq(work.clinic_id()))
        .filter(notification::Column::AppointmentId.eq(message.appointment_id))
        .filter(notification::Column::Kind.eq(NotificationKind::AppointmentMoved))
        .all(work.db())
        .await?;
    // Two moves may be of the same millisecond: the version of the appointment tells their order.
    let version = |row: &notification::Model| row.payload.get("version").and_then(serde_json::Value::as_i64);
    moves.retain(|moved| version(moved) < version(message));
    moves.sort_by_key(|moved| std::cmp::Reverse(version(moved)));
    // By either channel.
    let told: HashSet<_> = moves.iter().filter(|row| may_have_arrived(row)).map(version).collect();
    let untold = moves.iter().take_while(|row| !told.contains(&version(row))).last();
    let payload = &untold.unwrap_or(message).payload;
    Ok(payload.get("previousStartsAt").and_then(|at| at.as_str()).and_then(|at| at.parse().ok()))
}

/// Whether the patient may know what a message was to say.
fn may_have_arrived(row: &notification::Model) -> bool {
    let bounced = row.state == NotificationState::Failed && row.reason.as_deref() != Some(reason::UNCERTAIN);
    row.attempts > 0 && !bounced
}

/// What a message about a visit says of its care plan.
struct Visit {
    treatment: Treatment,
    number: i32,
}

async fn visit_of(work: &UnitOfWork<'_>, appointment: &appointment::Model) -> Result<Option<Visit>> {
    let Some((plan, number)) = appointment.care_plan_id.zip(appointment.visit_number) else {
        return Ok(None);
    };
    Ok(Some(Visit { treatment: Treatment::load(work.db(), work.clinic_id(), plan).await?, number }))
}

/// What the clinic says of the authorisation that the patient's payer asks for; none where it asks for none, or the
/// patient pays.
async fn authorization_of(
    work: &UnitOfWork<'_>,
    appointment: &appointment::Model,
    segments: &[appointment_service::Model],
) -> Result<Option<Vec<String>>> {
    if appointment.self_pay {
        return Ok(None);
    }
    let services: Vec<_> = segments.iter().map(|segment| segment.service_id).collect();
    let decided = decide_for_patient(work.db(), work.clinic_id(), appointment.patient_id, &services).await?;
    let needed: Vec<_> = decided
        .into_iter()
        .flatten()
        .filter(|(_, decided)| decided.decision == Some(CoverageDecision::RequiresAuthorization))
        .collect();
    Ok((!needed.is_empty()).then(|| needed.into_iter().filter_map(|(_, decided)| decided.note).collect()))
}

/// What a message tells as facts.
fn carried(appointment: &appointment::Model) -> serde_json::Value {
    json!({ "startsAt": appointment.starts_at.to_rfc3339() })
}

struct Facts {
    clinic: clinic::Model,
    /// None where it is no visit of a care plan.
    visit: Option<Visit>,
    /// Where the patient believes it to be, where that is not where it is.
    previous_start: Option<DateTime<Utc>>,
    particulars: Particulars,
    /// What the clinic says of the authorisation that the payer asks for; none where it asks for none.
    authorization: Option<Vec<String>>,
}

impl Facts {
    async fn load(
        work: &UnitOfWork<'_>,
        message: &notification::Model,
        appointment: &appointment::Model,
    ) -> Result<Self> {
        let clinic = clinic_by_id(work.db(), work.clinic_id()).await?;
        let known = known_start(work, message).await?;
        let visit = visit_of(work, appointment).await?;
        let particulars = Particulars::load(work.db(), appointment).await?;
        let authorization = authorization_of(work, appointment, &particulars.segments).await?;
        Ok(Self {
            clinic,
            visit,
            authorization,
            previous_start: known.filter(|known| *known != appointment.starts_at),
            particulars,
        })
    }

    async fn email(
        &self,
        work: &UnitOfWork<'_>,
        message: &notification::Model,
        appointment: &appointment::Model,
        patient: &patient::Model,
    ) -> Result<Composed> {
        let Some(to) = patient.email.clone() else {
            return Ok(Composed::Suppress { reason: reason::NO_EMAIL, detail: None });
        };
        let token = mint_token(work, message, self, appointment).await?;
        let address = token.map(|token| work.app().config.journey_address(&token));
        let rendered = self.render(message.kind, appointment, patient, address.as_deref())?;
        // A token is stored nowhere: the ledger keeps the words without the link.
        let kept = self.render(message.kind, appointment, patient, None)?;
        let language = Language::of_locale(&self.clinic.locale);
        let Particulars { site, preparations, .. } = &self.particulars;
        let entry = invite(work.app(), &self.clinic, appointment, site.as_ref(), preparations, language);
        let invite = Invite { attendee_email: Some(to.clone()), ..entry };
        let message = EmailMessage {
            to,
            reply_to: self.clinic.email.clone(),
            subject: rendered.subject,
            text: rendered.text,
            html: Some(rendered.html),
            calendar: Some(invite.to_calendar(work.now())),
            message_id: String::new(),
        };
        let shown = json!({ "subject": kept.subject, "text": kept.text });
        Ok(Composed::Email { message, shown, carried: carried(appointment) })
    }

    fn render(
        &self,
        kind: NotificationKind,
        appointment: &appointment::Model,
        patient: &patient::Model,
        manage_url: Option<&str>,
    ) -> Result<RenderedEmail> {
        let clinic = clinic_text(&self.clinic);
        let (language, time_zone) = (Language::of_locale(&self.clinic.locale), time_zone(&self.clinic));
        let zone_name = ZoneName::Hidden;
        let preparations: Vec<_> = self.particulars.preparations.iter().map(String::as_str).collect();
        let site =
            self.particulars.site.as_ref().map(|site| SiteText { name: &site.name, address: &site.address });
        let authorization: Option<Vec<_>> =
            self.authorization.as_ref().map(|notes| notes.iter().map(String::as_str).collect());
        if let Some(visit) = &self.visit {
            let email = VisitEmail {
                language,
                given_name: &patient.given_name,
                clinic,
                practitioner: self.particulars.with(&visit.treatment),
                number: visit.number,
                time_zone,
                starts_at: appointment.starts_at,
                site,
                preparations: &preparations,
                authorization: authorization.as_deref(),
                link: manage_url,
            };
            return match (kind, self.previous_start) {
                (NotificationKind::AppointmentCancelled, _) => templates::visit_cancelled(&email),
                (_, Some(previous)) => templates::visit_moved(&email, previous),
                _ => templates::visit_added(&email),
            };
        }
        if kind == NotificationKind::AppointmentCancelled {
            return templates::appointment_cancelled(&CancelledEmail {
                language,
                given_name: &patient.given_name,
                clinic,
                time_zone,
                zone_name,
                starts_at: appointment.starts_at,
                booking_url: None,
            });
        }
        let email = AppointmentEmail {
            language,
            given_name: &patient.given_name,
            clinic,
            time_zone,
            zone_name,
            starts_at: appointment.starts_at,
            site,
            preparations: &preparations,
            authorization: authorization.as_deref(),
            manage_url,
        };
        match self.previous_start {
            Some(previous) => templates::appointment_moved(&email, previous),
            None => templates::appointment_booked(&email),
        }
    }
}
