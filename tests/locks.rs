//! Two people at the same case at the same moment: one waits for the other, and neither is lost.

use std::sync::Mutex;
use std::time::Duration;

use asistencia::features::reminders::reconcile_due;
use asistencia::platform::db::begin_write;
use entity::ids::PatientId;
use entity::{patient, patient_agenda};
use futures_util::future::join_all;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Statement, TransactionTrait,
};
use serde_json::json;
use tests::botmaker::{post_webhook, reply_webhook};
use tests::database::on_postgres;
use tests::{TestApp, world};

const WAITING: &str = "SELECT 1 AS waits FROM pg_stat_activity \
    WHERE datname = current_database() AND wait_event_type = 'Lock'";

/// A worker has the message and wants the request, an operator the request and wants the message: who loses begins
/// anew, and nobody is told of a failure.
#[tokio::test]
async fn a_review_that_loses_a_deadlock_is_begun_anew() {
    if !on_postgres() {
        return;
    }
    let app = TestApp::start().await;
    let (operator, patient) = (app.operator().await, app.patient().await);
    let request = patient.submit_order(1).await;
    let services = [json!(*asistencia::platform::global_id::GlobalId::to_global(world::KNEE_MRI))];
    operator.confirm(&request, &services).await;

    let sql = |text: &str| Statement::from_string(app.db().get_database_backend(), text);
    let other = app.db().begin().await.expect("a transaction");
    other.query_all_raw(sql("SELECT id FROM notification FOR UPDATE")).await.expect("a lock");
    let crossing = async {
        let waits = async {
            while app.db().query_one_raw(sql(WAITING)).await.expect("an answer").is_none() {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), waits).await.expect("the review waits for the message");
        // The review waited first, so that it is the one that PostgreSQL ends.
        other.query_all_raw(sql("SELECT id FROM assistance_request FOR UPDATE")).await.expect("a lock");
        other.commit().await.expect("a commit");
    };
    let resolution = json!({ "id": request["id"] });
    let selection = "assistanceRequest { state notifications { state } }";
    let resolving =
        operator.done("resolveAssistanceRequest", "ResolveAssistanceRequestInput", resolution, selection);
    let ((), resolved) = tokio::join!(crossing, resolving);
    let expected = json!({ "state": "RESOLVED", "notifications": [{ "state": "SUPERSEDED" }] });
    assert_eq!(resolved["assistanceRequest"], expected);
    assert!(app.statements.failed() > 0, "there was a deadlock");
}

/// An operator's confirmation holds the request and then writes a message to the patient; an answer of the
/// patient is about the patient and then about the request. Only PostgreSQL locks rows: on SQLite there is one
/// writer at a time.
#[tokio::test]
async fn an_answer_that_comes_during_a_review_waits_for_it() {
    if !on_postgres() {
        return;
    }
    let app = TestApp::start().await;
    let (operator, patient) = (app.operator().await, app.patient().await);
    let request = patient.submit_order(1).await;
    operator
        .confirm(&request, &[json!(*asistencia::platform::global_id::GlobalId::to_global(world::KNEE_MRI))])
        .await;
    app.clock.advance(chrono::Duration::minutes(15));
    app.run_due().await;
    let to = app.sent()[0].to.clone();

    let sql = |text: &str| Statement::from_string(app.db().get_database_backend(), text);
    let review = app.db().begin().await.expect("a transaction");
    review.query_all_raw(sql("SELECT id FROM assistance_request FOR UPDATE")).await.expect("a lock");
    let answer = reply_webhook(&to, "answer-1", "¿Puede ser a la tarde?", app.app.now());
    let webhooks = format!("{}/webhooks/botmaker/demo", app.url);
    assert_eq!(post_webhook(&webhooks, Some(tests::app::WEBHOOK_TOKEN), &answer).await, 200);

    let reviewed = async {
        let waits = async {
            while app.db().query_one_raw(sql(WAITING)).await.expect("an answer").is_none() {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), waits).await.expect("the answer waits for the review");
        // What the foreign key of a message to the patient asks for.
        review.query_all_raw(sql("SELECT id FROM patient FOR KEY SHARE")).await.expect("no deadlock");
        review.commit().await.expect("a commit");
    };
    tokio::join!(reviewed, app.run_due());

    let seen = operator
        .ok(
            "query($id: ID!) { assistanceRequest(id: $id) { replies { text } } }",
            json!({ "id": request["id"] }),
        )
        .await;
    assert_eq!(seen["assistanceRequest"]["replies"][0]["text"], "¿Puede ser a la tarde?");
}

/// Adds patients of the clinic, all of whom are to be looked at now.
async fn due_patients(app: &TestApp, count: usize) {
    let elena = patient::Entity::find_by_id(world::PATIENT).one(app.db()).await.expect("the database");
    let elena = elena.expect("Elena");
    let (mut patients, mut agenda) = (Vec::new(), Vec::new());
    for number in 0..count {
        let id: PatientId = app.app.new_id();
        let mut row = elena.clone().into_active_model().reset_all();
        (row.id, row.national_id, row.email) = (Set(id), Set(format!("41000{number:03}")), Set(None));
        patients.push(row);
        agenda.push(patient_agenda::ActiveModel {
            patient_id: Set(id),
            clinic_id: Set(world::CLINIC),
            wake_at: Set(Some(app.app.now())),
            generation: Set(1),
        });
    }
    patient::Entity::insert_many(patients).exec(app.db()).await.expect("patients");
    patient_agenda::Entity::insert_many(agenda).exec(app.db()).await.expect("their agenda");
}

/// Whoever holds a whole batch of patients keeps nobody else from being looked at: who comes after them is next. On
/// SQLite nobody holds a patient while another writes.
#[tokio::test]
async fn patients_whom_somebody_holds_keep_nobody_else_waiting() {
    if !on_postgres() {
        return;
    }
    let app = TestApp::start().await;
    app.run_due().await;
    due_patients(&app, 250).await;
    let waiting = || patient_agenda::Entity::find().filter(patient_agenda::Column::WakeAt.is_not_null());
    let soonest = waiting()
        .select_only()
        .column(patient_agenda::Column::PatientId)
        .order_by_asc(patient_agenda::Column::PatientId)
        .limit(120)
        .into_tuple::<PatientId>()
        .all(app.db())
        .await
        .expect("the soonest");
    let ids: Vec<_> = soonest.iter().map(|id| format!("'{}'", id.0)).collect();
    let held = format!("SELECT id FROM patient WHERE id IN ({}) FOR NO KEY UPDATE", ids.join(","));
    let other = app.db().begin().await.expect("a transaction");
    let sql = Statement::from_string(app.db().get_database_backend(), held);
    assert_eq!(other.query_all_raw(sql).await.expect("locks").len(), 120);

    app.run_due().await;
    let left = waiting().order_by_asc(patient_agenda::Column::PatientId).all(app.db()).await.expect("a list");
    let left: Vec<_> = left.into_iter().map(|row| row.patient_id).collect();
    assert_eq!(left, soonest, "those that are held, and nobody else");

    other.rollback().await.expect("they are let go");
    app.run_due().await;
    assert_eq!(waiting().count(app.db()).await.expect("a count"), 0);
}

/// On SQLite there is one writer at a time: who asked first writes first, and waiting keeps nobody from reading.
#[tokio::test]
async fn however_many_wait_to_write_they_take_turns_and_whoever_reads_is_answered() {
    if on_postgres() {
        return;
    }
    let app = TestApp::start().await;
    let operator = app.operator().await;
    let held = begin_write(&app.app.writer).await.expect("a transaction");
    let turns = Mutex::new(Vec::new());
    let writers = (0..2 * tests::CONNECTIONS).map(|number| {
        let turns = &turns;
        let app = &app;
        async move {
            let work = app.app.begin(world::CLINIC).await.expect("a turn");
            turns.lock().expect("turns").push(number);
            work.commit().await.expect("a commit");
        }
    });
    let reading = async {
        let seen = operator.ok("{ worklist { totalCount } }", json!({})).await;
        assert_eq!(seen["worklist"]["totalCount"], 0);
        assert!(turns.lock().expect("turns").is_empty(), "they wait");
        held.commit().await.expect("a commit");
    };
    tokio::join!(join_all(writers), reading);
    assert!(turns.into_inner().expect("turns").is_sorted());
}

/// SQLite has triggers that are short enough for a story; the statements are the same on PostgreSQL.
#[tokio::test]
async fn who_changes_while_a_look_at_them_fails_is_not_put_off() {
    if on_postgres() {
        return;
    }
    let app = TestApp::start().await;
    app.run_due().await;
    due_patients(&app, 2).await;
    let waiting = "FROM patient_agenda WHERE wake_at IS NOT NULL";
    for trigger in [
        "CREATE TRIGGER fails BEFORE UPDATE ON patient_agenda WHEN NEW.wake_at IS NULL
            BEGIN SELECT RAISE(ABORT, 'there is always more to do'); END"
            .to_owned(),
        format!(
            "CREATE TRIGGER meanwhile AFTER UPDATE ON patient_agenda
            WHEN NEW.patient_id = (SELECT min(patient_id) {waiting})
            BEGIN
                UPDATE patient_agenda SET generation = generation + 1
                WHERE patient_id = (SELECT max(patient_id) {waiting});
            END"
        ),
    ] {
        app.db().execute_unprepared(&trigger).await.expect("a trigger");
    }
    assert_eq!(reconcile_due(&app.app).await.expect("a round"), 0, "it fails for both");
    let agenda = patient_agenda::Entity::find().filter(patient_agenda::Column::WakeAt.is_not_null());
    let agenda =
        agenda.order_by_asc(patient_agenda::Column::PatientId).all(app.db()).await.expect("an agenda");
    let is_due: Vec<_> = agenda.iter().map(|row| row.wake_at <= Some(app.app.now())).collect();
    assert_eq!(is_due, [false, true], "the other changed while the one was put off");
}
