//! What the e-mails about an appointment say, from what is true when they leave.

use chrono::{DateTime, Utc};
use entity::enums::{AppointmentState, CarePlanState, NotificationKind};
use entity::{
    appointment, appointment_service, care_plan, clinic, notification, patient, service, site, user,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::json;

use super::invite::invite;
use crate::features::auth::mint_journey_link;
use crate::features::clinics::{clinic_by_id, time_zone};
use crate::features::events::UnitOfWork;
use crate::features::notifications::Composed;
use crate::gateways::email::EmailMessage;
use crate::platform::actor::JourneyScope;
use crate::platform::clinic_time::ZoneName;
use crate::platform::error::{Error, Language, Result};
use crate::platform::ics::Invite;
use crate::platform::templates::{
    self, AppointmentEmail, CancelledEmail, RenderedEmail, SiteText, VisitEmail,
};

/// What a message about an appointment says now; one about a visit of a care plan has words of its own and a link
/// to the plan. What has been overtaken is not said: the patient reads where
/// the appointment is, never where it was.
///
/// # Errors
/// Where the database does not answer or a template fails.
pub async fn compose(work: &mut UnitOfWork<'_>, message: &notification::Model) -> Result<Composed> {
    let id = message.appointment_id.ok_or_else(|| Error::internal("a message without its appointment"))?;
    let appointment = appointment::Entity::find_by_id(id)
        .one(work.db())
        .await?
        .ok_or_else(|| Error::internal("a message of an appointment that is gone"))?;
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
    let patient = patient::Entity::find_by_id(appointment.patient_id)
        .one(work.db())
        .await?
        .ok_or_else(|| Error::internal("an appointment without a patient"))?;
    let Some(to) = patient.email.clone() else {
        return Ok(Composed::Suppress { reason: "no_email", detail: None });
    };
    let facts = Facts::load(work, message, &appointment).await?;
    let link = match &facts.visit {
        Some(visit) => mint_link(work, message, &facts.clinic, &appointment, visit).await?,
        None => None,
    };
    let render = |link| facts.render(message.kind, &appointment, &patient, link);
    let rendered = render(link.as_deref())?;
    let language = Language::of_locale(&facts.clinic.locale);
    let entry =
        invite(work.app(), &facts.clinic, &appointment, facts.site.as_ref(), &facts.preparations, language);
    let invite = Invite { attendee_email: Some(to.clone()), ..entry };
    // The ledger keeps no token.
    let shown = json!({ "subject": rendered.subject, "text": render(None)?.text });
    let message = EmailMessage {
        to,
        subject: rendered.subject,
        text: rendered.text,
        html: Some(rendered.html),
        calendar: Some(invite.to_calendar(work.now())),
        message_id: String::new(),
    };
    Ok(Composed::Email { message, shown })
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
    let untold = moves.iter().take_while(|moved| moved.attempts == 0).last();
    let payload = &untold.unwrap_or(message).payload;
    Ok(payload.get("previousStartsAt").and_then(|at| at.as_str()).and_then(|at| at.parse().ok()))
}

/// What a message about a visit says of its care plan.
struct Visit {
    plan: care_plan::Model,
    number: i32,
    practitioner: String,
}

async fn visit_of(work: &UnitOfWork<'_>, appointment: &appointment::Model) -> Result<Option<Visit>> {
    let Some((plan_id, number)) = appointment.care_plan_id.zip(appointment.visit_number) else {
        return Ok(None);
    };
    let plan = care_plan::Entity::find_by_id(plan_id)
        .one(work.db())
        .await?
        .ok_or_else(|| Error::internal("a visit without its care plan"))?;
    let practitioner = user::Entity::find_by_id(plan.practitioner_id)
        .one(work.db())
        .await?
        .ok_or_else(|| Error::internal("a care plan without its practitioner"))?;
    Ok(Some(Visit { plan, number, practitioner: practitioner.name }))
}

/// The address of a link to the care plan, which holds until the visit at least; none where the plan has ended:
/// there is nothing to do any more.
async fn mint_link(
    work: &UnitOfWork<'_>,
    message: &notification::Model,
    clinic: &clinic::Model,
    appointment: &appointment::Model,
    visit: &Visit,
) -> Result<Option<String>> {
    if visit.plan.state != CarePlanState::Active {
        return Ok(None);
    }
    let until_visit = u32::try_from((appointment.ends_at - work.now()).num_days() + 1).unwrap_or_default();
    let days = clinic.settings.link_days.max(until_visit);
    let link = mint_journey_link(work, JourneyScope::CarePlan(visit.plan.id), message.id, days).await?;
    Ok(Some(format!("{}/j/{}", work.app().config.public_base(), link.token.reveal())))
}

struct Facts {
    clinic: clinic::Model,
    /// None where it is no visit of a care plan.
    visit: Option<Visit>,
    /// Where the patient believes it to be, where that is not where it is.
    previous_start: Option<DateTime<Utc>>,
    site: Option<site::Model>,
    preparations: Vec<String>,
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
        let site = match appointment.site_id {
            Some(id) => site::Entity::find_by_id(id).one(work.db()).await?,
            None => None,
        };
        let segments = appointment_service::Entity::find()
            .filter(appointment_service::Column::AppointmentId.eq(appointment.id))
            .order_by_asc(appointment_service::Column::Position)
            .all(work.db())
            .await?;
        let services = service::Entity::find()
            .filter(service::Column::Id.is_in(segments.iter().map(|segment| segment.service_id)))
            .all(work.db())
            .await?;
        Ok(Self {
            clinic,
            visit,
            previous_start: known.filter(|known| *known != appointment.starts_at),
            site,
            preparations: services.into_iter().filter_map(|service| service.preparation).collect(),
        })
    }

    fn render(
        &self,
        kind: NotificationKind,
        appointment: &appointment::Model,
        patient: &patient::Model,
        link: Option<&str>,
    ) -> Result<RenderedEmail> {
        let clinic_name = &self.clinic.name;
        let (language, time_zone) = (Language::of_locale(&self.clinic.locale), time_zone(&self.clinic));
        let zone_name = ZoneName::Hidden;
        let preparations: Vec<_> = self.preparations.iter().map(String::as_str).collect();
        let site = self.site.as_ref().map(|site| SiteText { name: &site.name, address: &site.address });
        if let Some(visit) = &self.visit {
            let email = VisitEmail {
                language,
                given_name: &patient.given_name,
                clinic_name,
                practitioner: &visit.practitioner,
                number: visit.number,
                time_zone,
                starts_at: appointment.starts_at,
                site,
                preparations: &preparations,
                link,
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
                clinic_name,
                time_zone,
                zone_name,
                starts_at: appointment.starts_at,
                booking_url: None,
            });
        }
        let email = AppointmentEmail {
            language,
            given_name: &patient.given_name,
            clinic_name,
            time_zone,
            zone_name,
            starts_at: appointment.starts_at,
            site,
            preparations: &preparations,
            manage_url: link,
        };
        match self.previous_start {
            Some(previous) => templates::appointment_moved(&email, previous),
            None => templates::appointment_booked(&email),
        }
    }
}
