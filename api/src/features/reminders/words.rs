//! The names, times and titles that a message needs, and the message made of them.

use chrono::{DateTime, Utc};
use entity::enums::{AppointmentState, NotificationKind};
use entity::ids::{CarePlanId, UserId};
use entity::{appointment, clinic, form, notification, patient};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};

use super::facts::{Carried, VisitFacts};
use crate::app::App;
use crate::features::appointments::{Particulars, Treatment, invite};
use crate::features::clinics::{botmaker_channel, clinic_text, time_zone};
use crate::features::events::UnitOfWork;
use crate::features::forms::titles_of;
use crate::gateways::email::EmailMessage;
use crate::gateways::whatsapp::WhatsappMessage;
use crate::platform::actor::JourneyScope;
use crate::platform::config::Config;
use crate::platform::error::{Error, Language, Result};
use crate::platform::ics::Invite;
use crate::platform::phone::MobilePhone;
use crate::platform::templates::{
    self, FormLinkEmail, FormLinkMessage, PractitionerEmail, ReminderEmail, ReminderMessage, RenderedEmail,
    SiteText, TreatmentCompletedEmail, TreatmentCompletedMessage, WelcomeEmail, WelcomeMessage,
};

/// Where a message leads.
#[derive(Clone, Debug, Default)]
pub(super) struct Address {
    /// The whole address.
    pub url: String,
    /// What follows the fixed part of a WhatsApp template's button.
    pub suffix: String,
}

impl Address {
    /// What the ledger keeps in its place.
    pub const LEFT_OUT: &str = "…";

    pub fn new(config: &Config, token: &str) -> Self {
        Self { url: config.journey_address(token), suffix: token.to_owned() }
    }
}

/// A visit as a message names it.
struct Visit {
    row: appointment::Model,
    particulars: Particulars,
}

/// All that a message needs.
pub(super) struct Words {
    pub clinic: clinic::Model,
    /// To what its link leads.
    pub scope: Option<JourneyScope>,
    patient: patient::Model,
    visit: Option<Visit>,
    treatment: Option<Treatment>,
    /// When the first visit of the treatment is, where it is booked and to come; a welcome names it.
    first_visit: Option<DateTime<Utc>>,
    /// Whether no other visit of the treatment comes before the one that it reminds of: visits are moved and called off.
    is_first: bool,
    /// The form that it is about.
    form: Option<(form::Model, String)>,
    /// The visit before which that form is asked for, where one comes up.
    before: Option<VisitFacts>,
    /// Titles of the forms that it asks for.
    links: Vec<String>,
    /// Titles of the forms that it calls outstanding.
    outstanding: Vec<String>,
}

impl Words {
    pub async fn load(
        work: &UnitOfWork<'_>,
        clinic: clinic::Model,
        message: &notification::Model,
        carried: &Carried,
        before: Option<&VisitFacts>,
    ) -> Result<Self> {
        let db = work.db();
        let patient = patient::Entity::find_by_id(message.patient_id).one(db).await?;
        let patient = patient.ok_or_else(|| Error::internal("a message to nobody"))?;
        let visit = match message.appointment_id {
            Some(id) => appointment::Entity::find_by_id(id).one(db).await?,
            None => None,
        };
        let form = match message.form_id {
            Some(id) => form::Entity::find_by_id(id).one(db).await?,
            None => None,
        };
        let scope = scope(message, visit.as_ref(), form.as_ref());
        let is_first = match &visit {
            Some(visit) if message.kind == NotificationKind::VisitReminder => is_first(work, visit).await?,
            _ => false,
        };
        let language = Language::of_locale(&clinic.locale);
        let asked: Vec<_> =
            carried.links.iter().chain(&carried.outstanding).copied().chain(message.form_id).collect();
        let titles = titles_of(db, clinic.id, &asked, language).await?;
        let title = |id: &_| titles.get(id).cloned().unwrap_or_default();
        Ok(Self {
            scope,
            visit: match visit {
                Some(row) => Some(Visit { particulars: Particulars::load(db, &row).await?, row }),
                None => None,
            },
            treatment: match scope.and_then(JourneyScope::care_plan) {
                Some(id) => Some(Treatment::load(db, clinic.id, id).await?),
                None => None,
            },
            first_visit: match message.kind {
                NotificationKind::CarePlanWelcome => first_visit(work, message.care_plan_id).await?,
                _ => None,
            },
            is_first,
            form: form.map(|row| (title(&row.id), row)).map(|(title, row)| (row, title)),
            before: before.cloned(),
            links: carried.links.iter().map(title).collect(),
            outstanding: carried.outstanding.iter().map(title).collect(),
            patient,
            clinic,
        })
    }

    /// Until when its link has to lead somewhere, at least.
    pub fn last_use(&self) -> DateTime<Utc> {
        let of_visit = self.visit.as_ref().map(|visit| visit.row.ends_at);
        of_visit.max(self.before.as_ref().map(|visit| visit.ends_at)).unwrap_or_default()
    }

    fn language(&self) -> Language {
        Language::of_locale(&self.clinic.locale)
    }

    fn treatment(&self) -> Result<&Treatment> {
        self.treatment.as_ref().ok_or_else(|| Error::internal("a message without its treatment"))
    }

    /// Who treats.
    pub fn practitioner(&self) -> Result<UserId> {
        Ok(self.treatment()?.practitioner.id)
    }

    fn visit(&self) -> Result<&Visit> {
        self.visit.as_ref().ok_or_else(|| Error::internal("a message without its visit"))
    }

    fn form(&self) -> Result<&(form::Model, String)> {
        self.form.as_ref().ok_or_else(|| Error::internal("a message without its form"))
    }

    /// The mail, with this address in it.
    pub fn email(&self, work: &UnitOfWork<'_>, kind: NotificationKind, link: &str) -> Result<EmailMessage> {
        let rendered = self.render(kind, link)?;
        let to = match kind {
            NotificationKind::FormSubmitted | NotificationKind::FormOutstanding => {
                Some(self.treatment()?.practitioner.email.clone())
            }
            _ => self.patient.email.clone(),
        };
        let to = to.ok_or_else(|| Error::internal("a mail to nobody"))?;
        let calendar = match kind {
            NotificationKind::VisitReminder => Some(self.calendar(work, &to)?),
            _ => None,
        };
        Ok(EmailMessage {
            to,
            reply_to: self.clinic.email.clone(),
            subject: rendered.subject,
            text: rendered.text,
            html: Some(rendered.html),
            calendar,
            message_id: String::new(),
        })
    }

    fn calendar(&self, work: &UnitOfWork<'_>, to: &str) -> Result<crate::platform::ics::Calendar> {
        let Visit { row, particulars: Particulars { site, preparations, .. } } = self.visit()?;
        let entry = invite(work.app(), &self.clinic, row, site.as_ref(), preparations, self.language());
        Ok(Invite { attendee_email: Some(to.to_owned()), ..entry }.to_calendar(work.now()))
    }

    /// What the mail says, with this address in it.
    pub fn render(&self, kind: NotificationKind, link: &str) -> Result<RenderedEmail> {
        let (language, time_zone) = (self.language(), time_zone(&self.clinic));
        let (given_name, clinic) = (self.patient.given_name.as_str(), clinic_text(&self.clinic));
        let (links, outstanding) = (borrowed(&self.links), borrowed(&self.outstanding));
        match kind {
            NotificationKind::VisitReminder => {
                let Visit { row, particulars } = self.visit()?;
                let Particulars { site, preparations, .. } = particulars;
                let treatment = self.treatment.as_ref();
                templates::visit_reminder(&ReminderEmail {
                    language,
                    given_name,
                    clinic,
                    time_zone,
                    starts_at: row.starts_at,
                    site: site.as_ref().map(|site| SiteText { name: &site.name, address: &site.address }),
                    practitioner: treatment.map(|treatment| particulars.with(treatment)),
                    visit_number: row.visit_number,
                    planned_visits: treatment.and_then(|treatment| treatment.plan.planned_visits),
                    preparations: &borrowed(preparations),
                    forms: &links,
                    outstanding: &outstanding,
                    link,
                    is_first: self.is_first,
                })
            }
            NotificationKind::FormLink | NotificationKind::FormLinkResent => {
                let email = FormLinkEmail {
                    language,
                    given_name,
                    clinic,
                    time_zone,
                    form: &self.form()?.1,
                    before: self.before.as_ref().map(|visit| visit.starts_at),
                    is_visit: self.treatment.is_some(),
                    link,
                };
                if kind == NotificationKind::FormLink {
                    templates::form_link(&email)
                } else {
                    templates::form_link_resent(&email)
                }
            }
            NotificationKind::CarePlanWelcome => {
                let Treatment { plan, practitioner } = self.treatment()?;
                templates::welcome(&WelcomeEmail {
                    language,
                    given_name,
                    clinic,
                    time_zone,
                    plan_title: &plan.title,
                    practitioner: &practitioner.name,
                    planned_visits: plan.planned_visits,
                    first_visit: self.first_visit,
                    link,
                })
            }
            NotificationKind::TreatmentCompleted => {
                let Treatment { plan, practitioner } = self.treatment()?;
                templates::treatment_completed(&TreatmentCompletedEmail {
                    language,
                    given_name,
                    clinic,
                    plan_title: &plan.title,
                    practitioner: &practitioner.name,
                    forms: &[links, outstanding].concat(),
                    link,
                })
            }
            NotificationKind::FormSubmitted | NotificationKind::FormOutstanding => {
                let Treatment { plan, practitioner } = self.treatment()?;
                let (form, title) = self.form()?;
                let email = PractitionerEmail {
                    language,
                    practitioner: &practitioner.name,
                    clinic_name: clinic.name,
                    time_zone,
                    patient: &format!("{} {}", self.patient.given_name, self.patient.family_name),
                    form: title,
                    plan_title: &plan.title,
                };
                if kind == NotificationKind::FormSubmitted {
                    templates::form_submitted(&email, form.submitted_at.unwrap_or_default())
                } else {
                    templates::form_outstanding(&email, self.visit()?.row.starts_at)
                }
            }
            _ => Err(Error::internal("no reminder is of this kind")),
        }
    }

    /// The WhatsApp message, and what the help desk reads of it.
    pub fn whatsapp(
        &self,
        app: &App,
        kind: NotificationKind,
        address: &Address,
        carried: &Carried,
    ) -> Result<(WhatsappMessage, String)> {
        let (language, link_suffix) = (self.language(), address.suffix.as_str());
        let (given_name, clinic_name) = (self.patient.given_name.as_str(), self.clinic.name.as_str());
        let policy = &self.clinic.settings.reminders;
        let (intent, rendered) = match kind {
            NotificationKind::VisitReminder => (
                &policy.reminder_intent,
                templates::visit_reminder_message(&ReminderMessage {
                    language,
                    given_name,
                    clinic_name,
                    time_zone: time_zone(&self.clinic),
                    starts_at: self.visit()?.row.starts_at,
                    is_visit: self.treatment.is_some(),
                    forms: carried.links.len(),
                    outstanding: carried.outstanding.len(),
                    link_suffix,
                })?,
            ),
            NotificationKind::FormLink | NotificationKind::FormLinkResent => (
                &policy.form_link_intent,
                templates::form_link_message(&FormLinkMessage {
                    language,
                    given_name,
                    clinic_name,
                    link_suffix,
                })?,
            ),
            NotificationKind::CarePlanWelcome => (
                &policy.welcome_intent,
                templates::welcome_message(&WelcomeMessage {
                    language,
                    given_name,
                    clinic_name,
                    practitioner: &self.treatment()?.practitioner.name,
                    link_suffix,
                })?,
            ),
            NotificationKind::TreatmentCompleted => (
                &policy.treatment_completed_intent,
                templates::treatment_completed_message(&TreatmentCompletedMessage {
                    language,
                    given_name,
                    clinic_name,
                    forms: carried.links.len() + carried.outstanding.len(),
                    link_suffix,
                })?,
            ),
            _ => return Err(Error::internal("no reminder of this kind goes by WhatsApp")),
        };
        let phone = self.patient.mobile_phone.as_deref().and_then(MobilePhone::from_canonical);
        let phone = phone.ok_or_else(|| Error::internal("a WhatsApp message to no number"))?;
        let mut variables = rendered.variables;
        variables.insert("link".into(), address.url.clone());
        let message = WhatsappMessage {
            channel: botmaker_channel(app, &self.clinic),
            contact_id: phone.contact_id().to_owned(),
            intent: intent.clone(),
            variables,
            text: rendered.preview.clone(),
            webhook_payload: String::new(),
        };
        Ok((message, rendered.preview))
    }
}

async fn first_visit(work: &UnitOfWork<'_>, plan: Option<CarePlanId>) -> Result<Option<DateTime<Utc>>> {
    let first = appointment::Entity::find()
        .filter(appointment::Column::ClinicId.eq(work.clinic_id()))
        .filter(appointment::Column::CarePlanId.eq(plan))
        .filter(appointment::Column::State.eq(AppointmentState::Booked))
        .filter(appointment::Column::StartsAt.gt(work.now()))
        .order_by_asc(appointment::Column::StartsAt)
        .one(work.db())
        .await?;
    Ok(first.map(|visit| visit.starts_at))
}

/// Whether it is the first visit of its treatment that takes place, as far as anybody said.
async fn is_first(work: &UnitOfWork<'_>, visit: &appointment::Model) -> Result<bool> {
    use AppointmentState::{Cancelled, NoShow};
    let Some(plan) = visit.care_plan_id else { return Ok(false) };
    let before = appointment::Entity::find()
        .filter(appointment::Column::ClinicId.eq(work.clinic_id()))
        .filter(appointment::Column::CarePlanId.eq(plan))
        .filter(appointment::Column::State.is_not_in([Cancelled, NoShow]))
        .filter(appointment::Column::StartsAt.lt(visit.starts_at))
        .count(work.db())
        .await?;
    Ok(before == 0)
}

fn scope(
    message: &notification::Model,
    visit: Option<&appointment::Model>,
    form: Option<&form::Model>,
) -> Option<JourneyScope> {
    let of_visit = visit.map(|row| (row.assistance_request_id, row.care_plan_id));
    let of_form = form.map(|row| (row.assistance_request_id, row.care_plan_id));
    let (request, plan) = of_form.or(of_visit).unwrap_or((None, message.care_plan_id));
    JourneyScope::from_columns(request, plan)
}

fn borrowed(texts: &[String]) -> Vec<&str> {
    texts.iter().map(String::as_str).collect()
}
