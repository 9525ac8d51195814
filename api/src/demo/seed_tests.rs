use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Datelike, TimeDelta, Utc};
use entity::enums::{
    AppointmentState, AssistanceRequestState as State, CarePlanState, FormState, NotificationState,
};
use entity::ids::{ResourceId, ServiceId};
use entity::{
    alert, appointment, appointment_service, assistance_request, assistance_request_service, booking_cell,
    care_plan, circuit, clinic_feed, contact_attempt, coverage_rule, form, medical_order, notification,
    order_attachment, patient, patient_search_term, payer, plan, resource, schedule, schedule_exception,
    service, service_resource, site, user,
};
use migration::Migrator;
use sea_orm::{DatabaseConnection, EntityTrait, PaginatorTrait};
use sea_orm_migration::MigratorTrait;
use sha2::{Digest, Sha256};

use super::*;
use crate::features::reminders::reconcile_due;
use crate::platform::clinic_time::{day_and_minute, day_range};
use crate::platform::clock::ManualClock;
use crate::platform::media::{MediaKind, inspect};
use crate::platform::phone::MobilePhone;
use crate::platform::test_database::{empty_database, on_postgres};

const TZ: chrono_tz::Tz = chrono_tz::America::Argentina::Buenos_Aires;

/// A Tuesday, twenty to twelve in Buenos Aires.
const NOON: &str = "2026-11-24T14:40:00.123456Z";

/// Requests of the story of the last days that were booked on one of our devices.
const BOOKED_IN_THE_STORY: usize = 5;

/// Holds a test's database and files.
struct Demo {
    app: App,
    clock: ManualClock,
    _folder: tempfile::TempDir,
}

impl Demo {
    /// On SQLite.
    async fn at(now: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("demo.db").display());
        Self::on(&url, folder, now).await
    }

    /// On PostgreSQL, where the tests of this run use it.
    async fn in_postgres(now: &str) -> Option<Self> {
        if !on_postgres() {
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        let url = empty_database(folder.path()).await;
        Some(Self::on(&url, folder, now).await)
    }

    async fn on(url: &str, folder: tempfile::TempDir, now: &str) -> Self {
        let db = crate::platform::db::connect(url, 4).await.unwrap();
        Migrator::up(&db, None).await.unwrap();
        let clock = ManualClock::new(now.parse().unwrap());
        let (app, _) = App::for_tests(db, &folder.path().join("files"), &clock);
        Self { app, clock, _folder: folder }
    }

    async fn seed(&self, options: SeedOptions) {
        seed(&self.app, &options).await.unwrap();
    }

    async fn all<E: EntityTrait>(&self) -> Vec<E::Model> {
        E::find().all(&self.app.db).await.unwrap()
    }

    /// How many requests there are beside those of which the agenda's appointments came.
    async fn asked_for(&self) -> usize {
        let appointments = self.all::<appointment::Entity>().await;
        let filled =
            appointments.iter().filter(|row| row.assistance_request_id.is_some() && row.site_id.is_some());
        self.all::<assistance_request::Entity>().await.len() - (filled.count() - BOOKED_IN_THE_STORY)
    }

    /// Unresolved requests of the clinic's day.
    async fn today(&self) -> Vec<assistance_request::Model> {
        let today = day_of(self.app.now(), TZ);
        let (from, to) = day_range(TZ, today, today);
        let all = self.all::<assistance_request::Entity>().await;
        let open = all.into_iter().filter(|row| row.resolved_at.is_none() && row.voided_at.is_none());
        open.filter(|row| (from..to).contains(&row.uploaded_at)).collect()
    }
}

/// Rows and checksum of every table that the seed writes.
async fn contents(db: &DatabaseConnection) -> BTreeMap<&'static str, (usize, Vec<u8>)> {
    let mut contents = BTreeMap::new();
    macro_rules! tables {
        ($($table:ident)*) => {$({
            let rows = $table::Entity::find().all(db).await.unwrap();
            let mut texts: Vec<String> = rows.iter().map(|row| format!("{row:?}")).collect();
            texts.sort();
            contents.insert(stringify!($table), (texts.len(), Sha256::digest(texts.join("\n")).to_vec()));
        })*};
    }
    tables!(clinic_table clinic_feed user payer plan site resource circuit service service_resource coverage_rule
        schedule schedule_exception patient patient_search_term medical_order order_attachment assistance_request
        assistance_request_service contact_attempt care_plan appointment appointment_service booking_cell);
    contents
}

async fn twice_is_once(demo: Demo) {
    demo.seed(SeedOptions::default()).await;
    let first = contents(&demo.app.db).await;
    assert!(first.values().all(|(rows, _)| *rows > 0), "an empty table");
    assert_eq!((first["patient"].0, demo.asked_for().await), (60, 40));
    demo.seed(SeedOptions::default()).await;
    assert_eq!(contents(&demo.app.db).await, first);
    demo.clock.advance(TimeDelta::hours(3));
    demo.seed(SeedOptions::default()).await;
    assert_eq!(contents(&demo.app.db).await, first);
    demo.seed(SeedOptions { patients: 200, requests: 400, ..SeedOptions::default() }).await;
    let more = contents(&demo.app.db).await;
    assert_eq!((more["patient"].0, demo.asked_for().await), (200, 400));
    demo.seed(SeedOptions { patients: 200, requests: 400, ..SeedOptions::default() }).await;
    demo.seed(SeedOptions { if_empty: true, patients: 900, requests: 900, days: 3 }).await;
    assert_eq!(contents(&demo.app.db).await, more);
    demo.clock.advance(TimeDelta::days(1));
    assert!(demo.today().await.is_empty());
    demo.seed(SeedOptions::default()).await;
    assert!(demo.today().await.len() >= 10, "a new day has its queue");
}

#[tokio::test]
async fn a_second_seed_changes_nothing_on_sqlite() {
    twice_is_once(Demo::at(NOON).await).await;
}

#[tokio::test]
async fn a_second_seed_changes_nothing_on_postgres() {
    if let Some(demo) = Demo::in_postgres(NOON).await {
        twice_is_once(demo).await;
    }
}

#[tokio::test]
async fn both_databases_hold_the_same() {
    let Some(postgres) = Demo::in_postgres(NOON).await else { return };
    let sqlite = Demo::at(NOON).await;
    let options = SeedOptions { requests: 500, ..SeedOptions::default() };
    sqlite.seed(options.clone()).await;
    postgres.seed(options).await;
    assert_eq!(contents(&sqlite.app.db).await, contents(&postgres.app.db).await);
}

#[tokio::test]
async fn the_queue_of_today() {
    for (now, from) in [(NOON, 7 * 60), ("2026-11-24T03:00:40Z", 0), ("2026-11-25T02:58:00Z", 7 * 60)] {
        let demo = Demo::at(now).await;
        demo.seed(SeedOptions::default()).await;
        let queue = demo.today().await;
        assert_eq!(queue.len(), 11, "{now}");
        for row in &queue {
            assert!(
                row.uploaded_at <= demo.app.now() && day_and_minute(row.uploaded_at, TZ).1 >= from,
                "{now}"
            );
        }
        let of: HashMap<_, _> =
            demo.all::<patient::Entity>().await.into_iter().map(|row| (row.id, row)).collect();
        let patients: HashSet<_> = queue.iter().map(|row| row.patient_id).collect();
        assert_eq!(patients.len(), queue.len());
        let without = patients.iter().filter(|id| of[id].mobile_phone.is_none());
        assert_eq!(without.count(), 1);
        let pages = demo.all::<order_attachment::Entity>().await;
        let of_two = queue.iter().filter(|row| {
            pages.iter().filter(|page| page.medical_order_id == row.medical_order_id).count() == 2
        });
        assert_eq!(of_two.count(), 1);
        assert!(queue.iter().any(|row| of[&row.patient_id].national_id == "30111222"));
    }
}

#[tokio::test]
async fn everybody_can_sign_in() {
    let demo = Demo::at(NOON).await;
    demo.seed(SeedOptions::default()).await;
    let users = demo.all::<user::Entity>().await;
    assert_eq!(users.len(), 6);
    let patients = demo.all::<patient::Entity>().await;
    let visitor = patients.iter().find(|row| row.national_id == "30111222").unwrap();
    assert!(visitor.mobile_phone.is_some() && visitor.email.is_some() && visitor.payer_id.is_some());
    assert!(visitor.plan_id.is_some() && visitor.member_number.is_some());
    for hash in users.into_iter().map(|user| user.password_hash).chain(visitor.password_hash.clone()) {
        assert!(demo.app.passwords.verify("asistencia".into(), Some(hash)).await.unwrap());
    }
    assert!(accounts().contains("30111222") && accounts().contains("operadora@demo.example"));
    for phone in patients.iter().filter_map(|row| row.mobile_phone.as_deref()) {
        assert!(MobilePhone::from_canonical(phone).is_some(), "{phone}");
    }
    let terms = patient_search_term::Entity::find().count(&demo.app.db).await.unwrap();
    assert!(terms >= 3 * patients.len() as u64);
}

#[tokio::test]
async fn the_pictures_are_in_the_storage() {
    let demo = Demo::at(NOON).await;
    demo.seed(SeedOptions::default()).await;
    let pages = demo.all::<order_attachment::Entity>().await;
    let files: HashMap<_, _> = pages.iter().map(|page| (page.storage_key.clone(), page)).collect();
    assert_eq!(files.len(), 12);
    for (key, page) in files {
        let original = demo.app.storage.get(&key).await.unwrap().bytes().await.unwrap();
        assert_eq!(inspect(&original).unwrap().kind, MediaKind::Jpeg);
        assert_eq!(
            (original.len() as i64, Sha256::digest(&original).to_vec()),
            (page.byte_size, page.sha256.clone())
        );
        let preview = demo.app.storage.get(page.preview_key.as_ref().unwrap()).await.unwrap();
        assert_eq!(inspect(&preview.bytes().await.unwrap()).unwrap().kind, MediaKind::Jpeg);
    }
}

/// What no foreign key holds, and what the states promise.
#[tokio::test]
async fn requests_agree_with_their_states() {
    let demo = Demo::at(NOON).await;
    demo.seed(SeedOptions { patients: 300, requests: 6_000, ..SeedOptions::default() }).await;
    let now = demo.app.now();
    let appointments: HashMap<_, _> =
        demo.all::<appointment::Entity>().await.into_iter().map(|row| (row.id, row)).collect();
    let orders: HashMap<_, _> =
        demo.all::<medical_order::Entity>().await.into_iter().map(|row| (row.id, row)).collect();
    let contacts = demo.all::<contact_attempt::Entity>().await;
    let requests = demo.all::<assistance_request::Entity>().await;
    assert_eq!(demo.asked_for().await, 6_000);
    for row in &requests {
        let order = &orders[&row.medical_order_id];
        assert_eq!((order.patient_id, order.uploaded_at), (row.patient_id, row.uploaded_at));
        assert!(row.uploaded_at <= now && row.version >= 1);
        assert_eq!(row.resolved_at.is_some(), matches!(row.state, State::Booked | State::Resolved));
        assert_eq!(row.outcome.is_some(), row.resolved_at.is_some());
        assert_eq!(row.voided_at.is_some(), row.state == State::Voided);
        assert_eq!(row.appointment_id.is_some(), row.state == State::Booked);
        assert!(row.resolved_at.or(row.voided_at).is_none_or(|at| row.uploaded_at <= at && at <= now));
        if let Some(id) = row.appointment_id {
            let of = &appointments[&id];
            assert_eq!((of.assistance_request_id, of.patient_id), (Some(row.id), row.patient_id));
            assert_eq!((of.medical_order_id, Some(of.booked_at)), (Some(order.id), row.resolved_at));
        }
    }
    let last: HashMap<_, _> =
        contacts.iter().map(|row| (row.assistance_request_id, (row.at, row.message.as_str()))).collect();
    for row in &requests {
        let told = row.last_contact_at.zip(row.last_contact_message.as_deref());
        assert_eq!(last.get(&row.id).copied(), told);
    }
    let resolved = requests.iter().filter(|row| row.resolved_at.is_some()).count();
    assert!((0.93..0.98).contains(&(resolved as f64 / requests.len() as f64)), "{resolved}");
    let today = demo.today().await.len();
    assert!((50..=200).contains(&today), "{today}");
}

/// However many requests: their number is known without writing them.
#[test]
fn the_queue_stays_that_of_one_clinic() {
    let data = DemoData::load().unwrap();
    let made_at: DateTime<Utc> = NOON.parse().unwrap();
    for days in [1, 7, 30, 365] {
        let history = History::new((clinic::clinic_id("demo"), TZ, made_at), days, 100, &data, &[]);
        let (count, waiting) = history.waiting_today(100_000);
        assert!(waiting <= 180 && count >= waiting, "{waiting} of {count} in {days} days");
    }
}

#[tokio::test]
async fn the_agenda_holds_together_and_has_room() {
    let demo = Demo::at(NOON).await;
    demo.seed(SeedOptions::default()).await;
    let appointments: HashMap<_, _> =
        demo.all::<appointment::Entity>().await.into_iter().map(|row| (row.id, row)).collect();
    let able: HashSet<(ServiceId, ResourceId)> = demo
        .all::<service_resource::Entity>()
        .await
        .into_iter()
        .map(|row| (row.service_id, row.resource_id))
        .collect();
    let sites: HashMap<_, _> =
        demo.all::<resource::Entity>().await.into_iter().map(|row| (row.id, row.site_id)).collect();
    let mut cells: HashSet<_> = demo
        .all::<booking_cell::Entity>()
        .await
        .into_iter()
        .map(|row| (row.resource_id, row.cell_start, row.appointment_id.unwrap()))
        .collect();
    let booked = cells.len();
    let mut services = demo.all::<appointment_service::Entity>().await;
    services.sort_by_key(|row| (row.appointment_id, row.position));
    let data = DemoData::load().unwrap();
    let made_on = day_of(demo.app.now(), TZ);
    for row in &services {
        let of = &appointments[&row.appointment_id];
        assert!(of.starts_at <= row.starts_at && row.ends_at <= of.ends_at && of.booked_at <= demo.app.now());
        let Some(resource_id) = row.resource_id else { continue };
        assert!(able.contains(&(row.service_id, resource_id)));
        assert_eq!(of.site_id, Some(sites[&resource_id]));
        let resource = data.resources.iter().find(|of| clinic::resource_id(&of.key) == resource_id).unwrap();
        let (day, start) = day_and_minute(row.starts_at, TZ);
        let end = start + (row.ends_at - row.starts_at).num_minutes() as i32;
        let hours = clinic::working_hours(resource, day, made_on);
        assert!(
            hours.iter().any(|(from, to)| *from <= start && end <= *to),
            "{} {day} {start}",
            resource.key
        );
        let mut at = row.starts_at;
        while at < row.ends_at {
            assert!(cells.remove(&(resource_id, at, row.appointment_id)), "a cell is missing");
            at += TimeDelta::minutes(5);
        }
    }
    assert!(cells.is_empty() && booked > 1_000, "cells of nobody");
    // As the program makes them: each settles a request or is a visit of a care plan.
    assert!(
        appointments.values().all(|row| row.assistance_request_id.is_some() != row.care_plan_id.is_some())
    );

    // Free hours, and schedules in the database that say so, on every working day of the next thirty.
    let hours = demo.all::<schedule::Entity>().await;
    let exceptions = demo.all::<schedule_exception::Entity>().await;
    assert!(exceptions.iter().any(|row| row.start_minute.is_none()));
    for day in made_on.iter_days().skip(1).take(30).filter(|day| day.weekday().number_from_monday() < 6) {
        for resource_id in sites.keys() {
            let weekday = day.weekday().number_from_monday() as i32;
            let here = hours.iter().filter(|row| row.resource_id == *resource_id && row.weekday == weekday);
            let open: i32 = here.map(|row| row.end_minute - row.start_minute).sum();
            let excepted = exceptions.iter().any(|row| row.resource_id == *resource_id && row.day == day);
            let taken = services
                .iter()
                .filter(|row| row.resource_id == Some(*resource_id) && day_of(row.starts_at, TZ) == day)
                .map(|row| (row.ends_at - row.starts_at).num_minutes() as i32);
            assert!(open == 0 || excepted || taken.sum::<i32>() * 2 <= open + 60, "no room on {day}");
        }
    }
}

#[tokio::test]
async fn picked_services_may_be_combined() {
    let demo = Demo::at(NOON).await;
    demo.seed(SeedOptions { requests: 300, ..SeedOptions::default() }).await;
    assert!(service::Entity::find().count(&demo.app.db).await.unwrap() >= 40);
    let services: HashMap<_, _> =
        demo.all::<service::Entity>().await.into_iter().map(|row| (row.id, row.circuit_id)).collect();
    let circuits: HashMap<_, _> =
        demo.all::<circuit::Entity>().await.into_iter().map(|row| (row.id, row.allows_multiple)).collect();
    let mut picked: HashMap<_, Vec<_>> = HashMap::new();
    for row in demo.all::<assistance_request_service::Entity>().await {
        picked.entry(row.assistance_request_id).or_default().push(services[&row.service_id]);
    }
    for of in picked.values() {
        assert!(of.iter().all(|circuit| *circuit == of[0]) && (of.len() == 1 || circuits[&of[0]]));
    }
}

/// The first look at the demo: something leaves, a form waits, and nobody is alarmed about what is over.
#[tokio::test]
async fn the_worker_has_something_to_say_and_nothing_to_alarm_about() {
    for now in [NOON, "2026-11-22T02:58:00Z"] {
        let demo = Demo::at(now).await;
        demo.seed(SeedOptions::default()).await;
        assert!(reconcile_due(&demo.app).await.unwrap() > 0, "{now}");
        assert_eq!(demo.all::<alert::Entity>().await, [], "{now}");
        let elena =
            demo.all::<care_plan::Entity>().await.into_iter().find(|row| row.title.contains("rodilla"));
        let elena = elena.unwrap();
        let asked = demo.all::<form::Entity>().await;
        let open = |row: &&form::Model| row.care_plan_id == Some(elena.id) && row.state == FormState::Open;
        let form = asked.iter().find(open).unwrap();
        let visits = demo.all::<appointment::Entity>().await;
        let own = || visits.iter().filter(|row| row.care_plan_id == Some(elena.id));
        assert_eq!(own().filter(|row| row.state == AppointmentState::Completed).count(), 4);
        let next = own().filter(|row| row.state == AppointmentState::Booked).map(|row| row.starts_at).min();
        assert!(next.unwrap() - demo.app.now() > TimeDelta::hours(48), "{now}");
        let said = demo.all::<notification::Entity>().await;
        let planned = said.iter().filter(|row| row.state == NotificationState::Planned);
        // In the quiet hours everything waits for the morning.
        let quiet = now != NOON;
        assert!((quiet || planned.clone().count() > 0) && planned.count() < 10, "{now}");
        assert!(said.iter().all(|row| row.state != NotificationState::Expired), "{now}");
        let told = said.iter().filter(|row| row.form_id == Some(form.id)).count();
        assert!(told == 1 || quiet, "the link to the form leaves by day");
    }
}

/// Visits are numbered without a gap, in the order of time; what is past has been said, what is to come is booked.
#[tokio::test]
async fn care_plans_have_their_visits() {
    for now in [NOON, "2026-11-22T02:58:00Z"] {
        let demo = Demo::at(now).await;
        demo.seed(SeedOptions::default()).await;
        let plans = demo.all::<care_plan::Entity>().await;
        assert_eq!(plans.len(), 5, "{now}");
        let mut visits = demo.all::<appointment::Entity>().await;
        visits.retain(|row| row.care_plan_id.is_some());
        visits.sort_by_key(|row| row.starts_at);
        for plan in &plans {
            let own: Vec<_> = visits.iter().filter(|row| row.care_plan_id == Some(plan.id)).collect();
            let numbers: Vec<_> = own.iter().filter_map(|row| row.visit_number).collect();
            assert_eq!(numbers, (1..=own.len() as i32).collect::<Vec<_>>(), "{}", plan.title);
            assert!(
                own.iter().all(|row| row.patient_id == plan.patient_id && row.booked_at == plan.created_at)
            );
            for row in own {
                let past = row.ends_at < demo.app.now();
                assert_eq!(row.state != AppointmentState::Booked, past, "{}", plan.title);
                assert!(row.booked_at < row.starts_at && (past || plan.state == CarePlanState::Active));
                assert_eq!(row.started_at.is_some(), row.state == AppointmentState::Completed);
            }
        }
        assert!(visits.iter().any(|row| row.state == AppointmentState::NoShow));
        assert!(visits.iter().any(|row| row.started_at.is_some_and(|at| at > row.starts_at)));
    }
}
