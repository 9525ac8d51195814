//! Made-up histories, played against a real database and beside it in memory: people must be told the same.

use std::collections::{BTreeMap, BTreeSet};

use asistencia::features::events::NewEvent;
use asistencia::features::reminders::facts::{Carried, Facts, Obligation, VisitFacts};
use asistencia::features::reminders::model::generate::history;
use asistencia::features::reminders::model::history::{At, Event, History, Rhythm, Rule};
use asistencia::features::reminders::model::run::{self, Ours, play_on};
use asistencia::features::reminders::model::world::{PLAN, facts_of, happen, visit_id};
use chrono::Duration;
use entity::enums::{
    ActorKind, AppointmentState, CarePlanState, EventKind, FormPurpose, FormState, NotificationChannel,
    NotificationState,
};
use entity::ids::{AppointmentId, CarePlanId, FormId};
use entity::{alert, appointment, care_plan, clinic, form, notification, patient, patient_agenda};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, DatabaseTransaction, EntityTrait, IntoActiveModel, PaginatorTrait,
};
use serde_json::{Value, json};
use tests::{TestApp, world};

/// How many histories are played; the model plays thousands by itself.
const HISTORIES: usize = 32;

/// Something that a person was told, as both sides can put it: what, when.
type Told = (String, At);

/// A history without chance: everything works, and the worker looks at once.
fn calm(seed: u64) -> Option<History> {
    let mut history = Some(history(seed)).filter(History::is_calm)?;
    (history.rhythm, history.backlog) = (Rhythm::Prompt, 0);
    history.extra_sweeps.clear();
    // Treatments and the clinic's rules are written here; what happens to other visits cannot be then.
    history.moments.retain(|moment| match moment.event {
        Event::FormAsked(_) | Event::FormWithdrawn | Event::LinkResent => false,
        Event::Booked { of, .. } => of.care_plan().is_some(),
        _ => true,
    });
    Some(history)
}

fn told(
    kind: &str,
    channel: NotificationChannel,
    visit: Option<usize>,
    at: At,
    forms: [Vec<String>; 2],
) -> Told {
    let [mut links, mut outstanding] = forms;
    links.sort_unstable();
    outstanding.sort_unstable();
    let visit = visit.map(|number| format!(" of visit {number}")).unwrap_or_default();
    (format!("{kind}{visit} by {}: {links:?}, outstanding {outstanding:?}", channel.as_str()), at)
}

fn visit_of(obligation: Obligation) -> Option<AppointmentId> {
    match obligation {
        Obligation::Reminder(id, _) | Obligation::FormOutstanding(_, id) => Some(id),
        Obligation::FormLink(_, before) => before.map(|(id, _)| id),
        _ => None,
    }
}

/// What the model says, and of how much it alerts a person.
fn in_memory(history: &History) -> (Vec<Told>, usize) {
    let clinic = play_on(history, &mut Ours);
    let purposes = |ids: &[FormId]| {
        let of = |id| clinic.facts.forms.iter().find(|form| form.id == id).expect("a form").purpose;
        ids.iter().map(|id| format!("{:?}", of(*id))).collect()
    };
    let number = |id| (1..100_u32).find(|number| visit_id(*number) == id).expect("a visit") as usize;
    let line = |one: run::Told| {
        let forms = [purposes(&one.carried.links), purposes(&one.carried.outstanding)];
        let visit = visit_of(one.obligation).map(number);
        told(one.obligation.kind().as_str(), one.channel, visit, one.at, forms)
    };
    (clinic.told().into_iter().map(line).collect(), clinic.alerts.len())
}

/// A clinic with a database, in which a history is played.
struct Replayed<'h> {
    history: &'h History,
    app: TestApp,
    /// The rows of the treatments, in the order in which they began.
    plans: Vec<(CarePlanId, CarePlanId)>,
    facts: Facts,
    /// The rows of the visits by their numbers: where two are at once, they come in the same order on both sides.
    visits: BTreeMap<AppointmentId, AppointmentId>,
    /// How many of them are written.
    written: usize,
}

impl<'h> Replayed<'h> {
    async fn begin(history: &'h History) -> Self {
        let app = TestApp::start().await;
        let admin = app.admin().await;
        let every = i32::try_from(history.progress_every).expect("a number");
        for (wanted, code, trigger, every) in [
            (history.intake, "ingreso", "FIRST_BOOKING", None),
            (every > 0, "progreso", "COMPLETED_VISITS", Some(every)),
            (history.with_final, "final", "TREATMENT_COMPLETED", None),
        ] {
            if wanted {
                let definition = crate::forms::publish(&admin, code, crate::forms::structure()).await;
                let rule = json!({ "definitionId": definition, "trigger": trigger, "everyVisits": every });
                admin.done("createFormRule", "FormRuleInput", rule, "rule { id }").await;
            }
        }
        app.clock.set(history.begins_at);
        let clinic = clinic::Entity::find_by_id(world::CLINIC).one(app.db()).await.expect("the database");
        let clinic = clinic.expect("the clinic");
        let mut settings = clinic.settings.clone();
        settings.reminders = history.policy.clone();
        let mut row = clinic.into_active_model();
        row.settings = Set(settings);
        row.time_zone = Set(history.zone.name().to_owned());
        row.update(app.db()).await.expect("its rules");
        let plan = crate::forms::plan(&app, world::PATIENT, world::PRACTITIONER, history.begins_at).await;
        let (plans, facts) = (vec![(PLAN, plan)], facts_of(history));
        let booked = history.moments.iter().filter_map(|moment| match moment.event {
            Event::Booked { visit, .. } => Some(visit_id(visit)),
            _ => None,
        });
        let booked: BTreeSet<_> = booked.collect();
        let rows: BTreeSet<AppointmentId> = booked.iter().map(|_| app.app.new_id()).collect();
        let visits = booked.into_iter().zip(rows).collect();
        let replayed = Self { history, app, plans, facts, visits, written: 0 };
        let mut work = replayed.app.app.begin(world::CLINIC).await.expect("a transaction");
        write_reach(work.db(), &replayed.facts).await;
        work.emit(changed());
        work.commit().await.expect("a commit");
        replayed
    }

    /// Plays it to its end.
    async fn play(&mut self) {
        let mut moments = self.history.moments.iter().peekable();
        loop {
            let now = self.app.app.now();
            while let Some(moment) = moments.next_if(|moment| moment.at <= now) {
                self.take_in(moment.event, now).await;
            }
            self.app.run_due().await;
            let next = moments.peek().map(|moment| moment.at).into_iter().chain(self.due().await);
            match next.filter(|at| *at > now && *at <= self.history.ends_at).min() {
                Some(next) => self.app.clock.set(next),
                None => return,
            }
        }
    }

    /// When the worker has something to do.
    async fn due(&self) -> Vec<At> {
        let agenda = patient_agenda::Entity::find().all(self.app.db()).await.expect("the agenda");
        let waiting = notification::Entity::find().all(self.app.db()).await.expect("the ledger");
        let waiting = waiting.into_iter().filter(|row| row.state == NotificationState::Planned);
        agenda
            .into_iter()
            .filter_map(|row| row.wake_at)
            .chain(waiting.map(|row| row.next_attempt_at))
            .collect()
    }

    /// Makes an event true in the database, where it can be.
    async fn take_in(&mut self, event: Event, now: At) {
        let submitted = event == Event::FormSubmitted;
        if !submitted && happen(&mut self.facts, now, event).is_err() {
            return;
        }
        match event {
            Event::TreatmentBegins(id) => {
                let row = crate::forms::plan(&self.app, world::PATIENT, world::PRACTITIONER, now).await;
                self.plans.push((id, row));
            }
            Event::RulesChanged(rule) => {
                let change = input(rule);
                let admin = self.app.admin().await;
                admin.done("updateReminderPolicy", "ReminderPolicyInput", change, "clinic { id }").await;
            }
            _ => {}
        }
        let mut work = self.app.app.begin(world::CLINIC).await.expect("a transaction");
        if submitted {
            self.submit_first(work.db(), now).await;
        } else {
            write_reach(work.db(), &self.facts).await;
            self.write_plans(work.db()).await;
            for (number, known) in (1..).zip(&self.facts.visits) {
                let is_new = number as usize > self.written;
                let plan = known.scope.care_plan().map(|plan| self.plan(plan)).expect("its treatment");
                write_visit(work.db(), plan, self.visits[&known.id], is_new, number, known).await;
            }
        }
        self.written = self.facts.visits.len();
        work.emit(changed());
        work.commit().await.expect("a commit");
    }

    fn plan(&self, id: CarePlanId) -> CarePlanId {
        self.plans.iter().find(|(known, _)| *known == id).expect("a treatment").1
    }

    async fn write_plans(&self, db: &DatabaseTransaction) {
        for known in self.facts.plans.iter().filter(|plan| plan.state == CarePlanState::Completed) {
            let plan = care_plan::Entity::find_by_id(self.plan(known.id)).one(db).await;
            let mut row = plan.expect("the database").expect("the plan").into_active_model();
            row.state = Set(CarePlanState::Completed);
            row.completed_at = Set(known.completed_at);
            row.update(db).await.expect("its end");
        }
    }

    /// The patient submits what was asked for first.
    async fn submit_first(&self, db: &DatabaseTransaction, now: At) {
        let forms = form::Entity::find().all(db).await.expect("forms");
        let asked = [FormPurpose::Intake, FormPurpose::Progress, FormPurpose::Final];
        let order = |form: &form::Model| {
            let plan = self.plans.iter().position(|(_, row)| Some(*row) == form.care_plan_id);
            let purpose = asked.iter().position(|one| *one == form.purpose);
            (form.created_at, purpose, plan)
        };
        let open = forms.into_iter().filter(|form| form.state == FormState::Open);
        let Some(form) = open.min_by_key(order) else { return };
        let mut row = form.into_active_model();
        row.state = Set(FormState::Submitted);
        row.submitted_at = Set(Some(now));
        row.submitted_by_kind = Set(Some(ActorKind::Patient));
        row.update(db).await.expect("a form");
    }

    async fn told(&self) -> (Vec<Told>, usize) {
        let db = self.app.db();
        let forms = form::Entity::find().all(db).await.expect("forms");
        let purposes = |ids: &[FormId]| {
            let of = |id| forms.iter().find(|form| form.id == id).expect("a form").purpose;
            ids.iter().map(|id| format!("{:?}", of(*id))).collect()
        };
        let number = |id| {
            let (model, _) = self.visits.iter().find(|(_, row)| **row == id).expect("a visit");
            (1..100_u32).find(|number| visit_id(*number) == *model).expect("a visit") as usize
        };
        let rows = notification::Entity::find().all(db).await.expect("the ledger");
        let lines = rows.into_iter().filter_map(|row| {
            let carried: Carried = serde_json::from_value(row.carried.clone()?).expect("what it carried");
            let forms = [purposes(&carried.links), purposes(&carried.outstanding)];
            Some(told(row.kind.as_str(), row.channel, row.appointment_id.map(number), row.sent_at?, forms))
        });
        (lines.collect(), alert::Entity::find().count(db).await.expect("a count") as usize)
    }
}

fn changed() -> NewEvent {
    let patient_id = Some(world::PATIENT);
    NewEvent { kind: EventKind::PatientChanged, request_id: None, patient_id, appointment_id: None }
}

async fn write_reach(db: &DatabaseTransaction, facts: &Facts) {
    let elena = patient::Entity::find_by_id(world::PATIENT).one(db).await.expect("the database");
    let elena = elena.expect("Elena");
    let (email, phone) = (elena.email.clone(), elena.mobile_phone.clone());
    let mut row = elena.into_active_model();
    let has = |channel| facts.reach.channels.contains(&channel);
    let out = (!facts.reach.declined.is_empty()).then(world::start);
    // Who opted out keeps the address; who never had one has none.
    let keep = |there: bool, address: Option<String>, usual: &str| {
        if there { Some(usual.to_owned()) } else { address.filter(|_| out.is_some()) }
    };
    row.email = Set(keep(has(NotificationChannel::Email), email, "elena@paciente.example"));
    row.mobile_phone = Set(keep(has(NotificationChannel::Whatsapp), phone, "+5491155551234"));
    row.email_opt_out_at = Set(out.filter(|_| !has(NotificationChannel::Email)));
    row.whatsapp_opt_out_at = Set(out.filter(|_| !has(NotificationChannel::Whatsapp)));
    row.update(db).await.expect("her reach");
}

/// A change of the rules as an administrator makes it.
fn input(rule: Rule) -> Value {
    match rule {
        Rule::Enabled(enabled) => json!({ "enabled": enabled }),
        Rule::WindowHours(hours) => json!({ "windowHours": hours }),
        Rule::MinimumLeadMinutes(minutes) => json!({ "minimumLeadMinutes": minutes }),
        Rule::JustAgreedHours(hours) => json!({ "justAgreedHours": hours }),
        Rule::QuietHours(from, to) => json!({ "quietFromMinute": from, "quietToMinute": to }),
    }
}

async fn write_visit(
    db: &DatabaseTransaction,
    plan: CarePlanId,
    id: AppointmentId,
    is_new: bool,
    number: i32,
    known: &VisitFacts,
) {
    let ended = known.state == AppointmentState::Completed;
    let cancelled = known.state == AppointmentState::Cancelled;
    let row = appointment::ActiveModel {
        id: Set(id),
        clinic_id: Set(world::CLINIC),
        patient_id: Set(world::PATIENT),
        assistance_request_id: Set(None),
        medical_order_id: Set(None),
        care_plan_id: Set(Some(plan)),
        visit_number: Set((!cancelled).then_some(number)),
        site_id: Set(Some(world::SITE)),
        external_id: Set(None),
        starts_at: Set(known.starts_at),
        ends_at: Set(known.ends_at),
        state: Set(known.state),
        version: Set(1),
        self_pay: Set(false),
        booked_by_kind: Set(ActorKind::User),
        booked_by_id: Set(None),
        booked_at: Set(known.agreed_at),
        moved_at: Set(None),
        started_at: Set(known.started_at),
        ended_at: Set(ended.then_some(known.ends_at.max(known.started_at.unwrap_or(known.ends_at)))),
        cancelled_at: Set(cancelled.then_some(known.agreed_at)),
        cancel_reason: Set(None),
    };
    let written = if is_new { row.insert(db).await } else { row.update(db).await };
    written.expect("a visit");
}

#[tokio::test]
async fn what_a_database_tells_is_what_the_model_tells() {
    let mut messages = 0;
    for history in (1..).filter_map(calm).take(HISTORIES) {
        let (mut expected, alerts) = in_memory(&history);
        let mut replayed = Replayed::begin(&history).await;
        replayed.play().await;
        let (mut told, alerted) = replayed.told().await;
        expected.sort();
        told.sort();
        let words = |told: &[Told]| told.iter().map(|(line, _)| line.clone()).collect::<Vec<_>>();
        assert_eq!(words(&told), words(&expected), "{history:#?}");
        for ((line, at), (_, model)) in told.iter().zip(&expected) {
            assert!((*at - *model).abs() <= Duration::minutes(2), "{line}: {at}, not {model}\n{history:#?}");
        }
        assert_eq!(alerted, alerts, "{history:#?}");
        messages += told.len();
    }
    assert!(messages > HISTORIES, "they say something");
}
