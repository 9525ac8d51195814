//! Two people at the same case at the same moment: one waits for the other, and neither is lost.

use std::time::Duration;

use sea_orm::{ConnectionTrait, Statement, TransactionTrait};
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
