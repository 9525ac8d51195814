//! Why a patient was reminded, or not: the ledger and the planner in words, for somebody at a help desk.

mod messages;

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use entity::enums::{AppointmentState, FormState, NotificationChannel, NotificationKind};
use entity::ids::{AppointmentId, FormId, NotificationId};
use entity::{alert, appointment, notification};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::decision::{Decision, LOOK_BACK, Why};
use super::facts::{Facts, FormFacts, Obligation, is_accepted};
use super::ledger::said;
use super::load::load_facts;
use super::planner::{decide, is_told, obligations};
use super::reason_words::reason_words;
use crate::app::App;
use crate::features::clinics::{clinic_by_id, time_zone};
use crate::features::forms::titles_of;
use crate::platform::actor::{Actor, JourneyScope, Permission};
use crate::platform::clinic_time::{ZoneName, format_moment};
use crate::platform::error::{Error, Language, Result};

/// Why somebody was reminded of a visit, or not.
#[derive(Clone, Debug)]
pub struct Explanation {
    /// Which appointment.
    pub appointment_id: AppointmentId,
    /// Where the reminder stands, in a sentence or two.
    pub summary: String,
    /// What was said and not said around the visit, oldest first.
    pub steps: Vec<Step>,
}

/// One thing that was said, or not.
#[derive(Clone, Debug)]
pub struct Step {
    /// When it happened, or was decided.
    pub at: DateTime<Utc>,
    /// In words.
    pub text: String,
    /// The message, where there is one.
    pub notification_id: Option<NotificationId>,
}

/// Explains the reminder of an appointment; none where the clinic has no such appointment.
///
/// # Errors
/// `Forbidden` to everybody but staff who review.
pub async fn explain_reminder(
    app: &App,
    actor: &Actor,
    id: AppointmentId,
    language: Language,
) -> Result<Option<Explanation>> {
    let clinic_id = actor.require(Permission::ReadRequests)?.clinic_id;
    let clinic = clinic_by_id(&app.db, clinic_id).await?;
    let found = appointment::Entity::find_by_id(id)
        .filter(appointment::Column::ClinicId.eq(clinic_id))
        .one(&app.db)
        .await?;
    let Some(visit) = found else { return Ok(None) };
    let now = app.now();
    let facts = load_facts(&app.db, &clinic, &[visit.patient_id], now).await?;
    let facts = facts.get(&visit.patient_id).ok_or_else(|| Error::internal("a visit of nobody"))?;
    let messages = notification::Entity::find()
        .filter(notification::Column::ClinicId.eq(clinic_id))
        .filter(notification::Column::PatientId.eq(visit.patient_id))
        .order_by_asc(notification::Column::CreatedAt)
        .order_by_asc(notification::Column::Id)
        .all(&app.db)
        .await?;
    let forms: Vec<_> = facts.forms.iter().map(|form| form.id).collect();
    let titles = titles_of(&app.db, clinic_id, &forms, language).await?;
    let alerts = alert::Entity::find()
        .filter(alert::Column::ClinicId.eq(clinic_id))
        .filter(alert::Column::PatientId.eq(visit.patient_id))
        .all(&app.db)
        .await?;
    let alerted = alerts.into_iter().map(|alert| alert.notification_id).collect();
    let is_visit = visit.care_plan_id.is_some();
    let teller = Teller { language, zone: time_zone(&clinic), facts, titles, alerted, is_visit };
    let mut steps = teller.agreement(&visit, &messages);
    let own = forms_of(facts, &visit);
    steps.extend(messages.iter().filter(|row| concerns(row, &visit, &own)).map(|row| teller.message(row)));
    steps.sort_by_key(|step| step.at);
    let summary = teller.summary(now, &visit);
    Ok(Some(Explanation { appointment_id: visit.id, summary, steps }))
}

/// When an appointment was moved, and to when: what each notice of a move keeps is where it stood before.
fn moves(
    visit: &appointment::Model,
    messages: &[notification::Model],
) -> Vec<(DateTime<Utc>, DateTime<Utc>)> {
    let mut moves: Vec<(DateTime<Utc>, DateTime<Utc>)> = messages
        .iter()
        .filter(|row| row.appointment_id == Some(visit.id) && row.kind == NotificationKind::AppointmentMoved)
        // Every move is told by e-mail first.
        .filter(|row| row.channel == NotificationChannel::Email)
        .filter_map(|row| {
            Some((row.created_at, row.payload.get("previousStartsAt")?.as_str()?.parse().ok()?))
        })
        .collect();
    let mut start = visit.starts_at;
    for moved in moves.iter_mut().rev() {
        std::mem::swap(&mut moved.1, &mut start);
    }
    if moves.is_empty() {
        moves.extend(visit.moved_at.map(|at| (at, visit.starts_at)));
    }
    moves
}

/// What an appointment belongs to: a request, or a care plan.
fn scope_of(visit: &appointment::Model) -> Option<JourneyScope> {
    JourneyScope::from_columns(visit.assistance_request_id, visit.care_plan_id)
}

/// The forms of the request or the treatment that an appointment belongs to.
fn forms_of<'f>(facts: &'f Facts, visit: &appointment::Model) -> Vec<&'f FormFacts> {
    let scope = scope_of(visit);
    facts.forms.iter().filter(|form| Some(form.scope) == scope).collect()
}

/// A message about the visit, about one of its treatment's forms, or with the link to one: the reminder of another
/// visit and the news of the treatment's end carry links too.
fn concerns(row: &notification::Model, visit: &appointment::Model, forms: &[&FormFacts]) -> bool {
    let carried = said(row).and_then(|said| said.carried).unwrap_or_default();
    row.appointment_id == Some(visit.id)
        || forms.iter().any(|form| row.form_id == Some(form.id) || carried.has_link(form.id))
}

struct Teller<'f> {
    language: Language,
    zone: Tz,
    facts: &'f Facts,
    /// Of the patient's forms.
    titles: HashMap<FormId, String>,
    /// Messages of which a person was told that they were not said.
    alerted: HashSet<NotificationId>,
    /// Whether what is explained is a visit of a treatment.
    is_visit: bool,
}

impl Teller<'_> {
    fn say(&self, es: &str, en: &str) -> String {
        match self.language {
            Language::Es => es.to_owned(),
            Language::En => en.to_owned(),
        }
    }

    /// What it is called, after 'de' too.
    fn called(&self) -> (&'static str, &'static str) {
        if self.is_visit { ("la visita", "de la visita") } else { ("el turno", "del turno") }
    }

    fn moment(&self, at: DateTime<Utc>) -> String {
        format_moment(at, self.zone, self.language, ZoneName::Shown)
    }

    fn agreement(&self, visit: &appointment::Model, messages: &[notification::Model]) -> Vec<Step> {
        let step = |at, text| Step { at, text, notification_id: None };
        let (it, _) = self.called();
        let mut steps = vec![step(visit.booked_at, self.say(&format!("Se reservó {it}."), "It was booked."))];
        for (at, start) in moves(visit, messages) {
            let start = self.moment(start);
            let es = format!("Se cambió de horario, al {start}.");
            steps.push(step(at, self.say(&es, &format!("It was moved, to {start}."))));
        }
        if let Some(at) = visit.started_at {
            steps.push(step(at, self.say("Empezó la visita.", "The visit began.")));
        }
        if let Some(at) = visit.ended_at {
            steps.push(step(at, self.say("Terminó la visita.", "The visit ended.")));
        }
        if let Some(at) = visit.cancelled_at {
            steps.push(step(at, self.say(&format!("Se canceló {it}."), "It was cancelled.")));
        }
        steps
    }

    fn summary(&self, now: DateTime<Utc>, visit: &appointment::Model) -> String {
        let facts = self.facts;
        let open = forms_of(facts, visit).into_iter().filter(|form| form.state == FormState::Open);
        let (told, untold): (Vec<_>, Vec<_>) = open.map(|form| form.id).partition(|id| is_told(facts, *id));
        let mut parts = self.reminder(now, visit);
        if visit.state == AppointmentState::NoShow {
            parts.push(self.say("El paciente no vino.", "The patient did not come."));
        }
        if !told.is_empty() {
            let names = self.titles(&told);
            parts.push(self.say(
                &format!("Recibió el enlace y no completó {names}."),
                &format!("They have received the link to {names}, and not filled it in."),
            ));
        }
        if !untold.is_empty() {
            let names = self.titles(&untold);
            parts.push(self.say(
                &format!("Todavía no recibió el enlace a {names}."),
                &format!("They have not received the link to {names} yet."),
            ));
        }
        parts.join(" ")
    }

    /// Where the reminder stands. What was sent comes first, whatever holds by now.
    fn reminder(&self, now: DateTime<Utc>, visit: &appointment::Model) -> Vec<String> {
        let facts = self.facts;
        let obligation = Obligation::Reminder(visit.id, visit.starts_at);
        let is_sent = facts.said_of(obligation).any(|said| is_accepted(said.state));
        let sent = is_sent.then(|| self.decision(Decision::Said));
        let why_none = if visit.site_id.is_none() {
            self.say(
                "Este turno es de la agenda propia de la clínica: los recordatorios los manda ella.",
                "This appointment is in the clinic's own agenda, which sends its own reminders.",
            )
        } else if scope_of(visit).is_none() {
            self.say(
                "Este turno no es de un pedido ni de un tratamiento: de esos no se mandan recordatorios.",
                "This appointment belongs to no request and no treatment: of those no reminders are sent.",
            )
        } else if visit.state == AppointmentState::Cancelled {
            self.say(
                &format!("Se canceló {}: no hay nada que recordar.", self.called().0),
                "It was cancelled: there is nothing to remind of.",
            )
        } else if !facts.policy.enabled {
            self.say(
                "La clínica tiene apagados los recordatorios.",
                "The clinic has its reminders switched off.",
            )
        } else if is_sent {
            return Vec::from_iter(sent);
        } else if visit.starts_at <= now - LOOK_BACK {
            self.say(
                "Pasó hace más de una semana: vale lo que dice la lista.",
                "It is more than a week past: the list says what was told.",
            )
        } else if !obligations(facts, now).contains(&obligation) {
            self.say(
                "Fue antes de que la clínica empezara a mandar recordatorios.",
                "It was before the clinic began to send reminders.",
            )
        } else {
            return decide(facts, now, obligation)
                .map(|decision| self.decision(decision))
                .into_iter()
                .collect();
        };
        sent.into_iter().chain([why_none]).collect()
    }

    fn decision(&self, decision: Decision) -> String {
        match decision {
            Decision::Said => self
                .say("El recordatorio de este horario ya se envió.", "The reminder of this time was sent."),
            Decision::OnItsWay => self.say("El recordatorio está en camino.", "The reminder is on its way."),
            Decision::Say { .. } => self.say("El recordatorio sale ahora.", "The reminder leaves now."),
            Decision::Wait { until, why } => {
                let until = self.moment(until);
                let (es, en) = match why {
                    Why::NotDue => ("todavía no es hora", "it is not time yet"),
                    Why::JustAgreed => {
                        ("el horario se acordó hace poco", "the time was agreed to a short while ago")
                    }
                    Why::PreviousVisit => (
                        "hay una visita anterior en curso, que puede generar un formulario",
                        "a previous visit goes on and may bring a form about",
                    ),
                    Why::QuietHours => ("es horario de descanso", "these are the quiet hours"),
                    Why::Rides => ("va con otro mensaje", "it goes with another message"),
                };
                self.say(
                    &format!("El recordatorio espera: {es}. Se decide de nuevo a más tardar el {until}."),
                    &format!("The reminder waits: {en}. It is decided anew at the latest on {until}."),
                )
            }
            Decision::Suppress(word) => self.say(
                &format!("No hay recordatorio: {}.", self.reason(word)),
                &format!("There is no reminder: {}.", self.reason(word)),
            ),
            Decision::Missed(word) => self.say(
                &format!(
                    "El recordatorio no se pudo dar a tiempo: {}. Se avisó a una persona.",
                    self.reason(word)
                ),
                &format!(
                    "The reminder could not be given in time: {}. A person was alerted.",
                    self.reason(word)
                ),
            ),
        }
    }

    /// A stable word in words.
    fn reason(&self, word: &str) -> String {
        let (es, en) = reason_words(word);
        self.say(es, en)
    }
}
