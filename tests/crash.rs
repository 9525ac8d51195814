//! The real program, killed and stopped at bad moments: what was acknowledged is there afterwards, and nobody
//! gets the same message twice. Waiting is done by looking, since a process has a clock of its own.

mod full_disk;

use std::collections::BTreeMap;
use std::fs::File;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use asistencia::features::audit::first_broken_link;
use asistencia::platform::db;
use asistencia::platform::global_id::{GlobalId, decode};
use chrono::{DateTime, Utc};
use entity::{audit_entry, order_attachment, upload};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tests::botmaker::{Behaviour, BotmakerServer, post_webhook, reply_webhook, status_webhook};
use tests::live::Subscriber;
use tests::process::{Server, command, until};
use tests::{Client, fresh_key, pictures, world};

/// Longer than any test: a reply that never comes.
const NEVER: Duration = Duration::from_secs(600);
const DISPATCH: &str = "query($id: ID!) { assistanceRequest(id: $id) { state dispatch { state } } }";

/// Uploads that were acknowledged (id and hash) and not used yet, and hashes of submitted requests by id.
#[derive(Default)]
struct Acknowledged {
    uploads: Vec<(String, String)>,
    requests: BTreeMap<String, String>,
}

/// Uploads and submits until the server is gone.
async fn send_orders(patient: Client, kept: Arc<Mutex<Acknowledged>>) {
    for width in 30.. {
        let part = reqwest::multipart::Part::bytes(pictures::jpeg(width, 40)).file_name("orden.jpg");
        let form = reqwest::multipart::Form::new().part("file", part);
        let Ok(answer) = patient.request(reqwest::Method::POST, "/uploads").multipart(form).send().await
        else {
            return;
        };
        assert_eq!(answer.status(), 201);
        let Ok(upload) = answer.json::<Value>().await else { return };
        let [id, sha256] = ["id", "sha256"].map(|key| upload[key].as_str().expect("text").to_owned());
        kept.lock().expect("a lock").uploads.push((id.clone(), sha256.clone()));
        let query = "mutation($i: SubmitOrderInput!) { submitOrder(input: $i) { assistanceRequest { id } } }";
        let input = json!({ "i": { "uploadIds": [id], "idempotencyKey": fresh_key() } });
        let body = json!({ "query": query, "variables": input });
        let sent = patient.request(reqwest::Method::POST, "/graphql").json(&body).send().await;
        let Ok(Ok(answer)) = (match sent {
            Ok(answer) => Ok(answer.json::<Value>().await),
            Err(error) => Err(error),
        }) else {
            return;
        };
        let request = answer["data"]["submitOrder"]["assistanceRequest"]["id"].as_str().expect("a request");
        let mut kept = kept.lock().expect("a lock");
        kept.uploads.retain(|(upload, _)| *upload != id);
        kept.requests.insert(request.to_owned(), sha256);
    }
}

/// A worker that was killed holds its message for two minutes; the test does not wait for them.
async fn let_leases_run_out(server: &Server) {
    let db = db::connect(&server.database.url, 1).await.expect("the database opens");
    let long_ago = "UPDATE notification SET lease_until = created_at WHERE state = 'sending'";
    db.execute_unprepared(long_ago).await.expect("updated");
    db.close().await.expect("closed");
}

/// What no order took becomes old, and so do the files that were being written.
async fn let_a_day_go_by(server: &Server) {
    let db = db::connect(&server.database.url, 1).await.expect("the database opens");
    let long_ago = upload::Entity::update_many()
        .col_expr(upload::Column::CreatedAt, Expr::value(DateTime::<Utc>::UNIX_EPOCH))
        .filter(upload::Column::UsedAt.is_null());
    long_ago.exec(&db).await.expect("updated");
    db.close().await.expect("closed");
    for path in server.stored_files() {
        let file = File::options().write(true).open(path).expect("a file");
        file.set_modified(SystemTime::UNIX_EPOCH).expect("an old file");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_leaves_once_however_often_the_server_is_killed() {
    let botmaker = BotmakerServer::start().await;
    let mut server = Server::start(&botmaker, &[]).await;
    let (operator, patient) = (server.operator().await, server.patient().await);
    let mut said = 0;
    for round in 0..12 {
        let request = patient.submit_order(1).await;
        let (before, offered) = (botmaker.taken().len(), botmaker.requests());
        match round % 4 {
            1 => botmaker.behave(Behaviour::AcceptThenReplyAfter(NEVER)),
            3 => botmaker.behave(Behaviour::Slow(NEVER)),
            _ => {}
        }
        operator.confirm(&request, &[json!(world::ABDOMINAL.to_global())]).await;
        match round % 4 {
            // Before, or while, a worker takes it.
            0 => {}
            // Taken, and the answer is still awaited; or just in.
            1 | 2 => until("it is taken", || async { (botmaker.taken().len() > before).then_some(()) }).await,
            // On its way, and Botmaker did not hear us.
            _ => until("it is offered", || async { (botmaker.requests() > offered).then_some(()) }).await,
        }
        server.kill();
        let taken_when_killed = botmaker.taken().len() - before;
        let_leases_run_out(&server).await;
        server.start_again().await;
        let now = || async { operator.ok(DISPATCH, json!({ "id": request["id"] })).await };
        let state = until("the message is settled", || async {
            let state = now().await["assistanceRequest"]["dispatch"]["state"].clone();
            (state != "PLANNED" && state != "SENDING").then_some(state)
        })
        .await;
        let taken = botmaker.taken().len() - before;
        match state.as_str() {
            Some("ACCEPTED") => assert_eq!(taken, 1, "round {round}"),
            // Nobody knows, so nobody sends it again: the webhook tells, or a person decides.
            Some("UNCERTAIN") => assert!(round % 4 != 0 || taken <= 1, "round {round}: {taken}"),
            other => panic!("round {round}: {other:?}"),
        }
        assert!(taken >= taken_when_killed && taken <= 1, "round {round}: {taken} messages");
        if round % 4 == 1 {
            assert_eq!(state, "UNCERTAIN", "round {round}: the answer never came");
        }
        if taken == 1 {
            said += 1;
            let sent = status_webhook(&botmaker.taken()[before], "delivered", world::start());
            let hook = format!("{}/webhooks/botmaker/demo", server.url);
            assert_eq!(post_webhook(&hook, Some(tests::app::WEBHOOK_TOKEN), &sent).await, 200);
            until("the receipt is processed", || async {
                (now().await["assistanceRequest"]["state"] == "DISPATCHED"
                    && now().await["assistanceRequest"]["dispatch"]["state"] == "DELIVERED")
                    .then_some(())
            })
            .await;
        }
    }
    assert_eq!(botmaker.taken().len(), said, "no message twice");
    assert!(said >= 6, "{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_patient_was_told_is_kept_is_kept() {
    let botmaker = BotmakerServer::start().await;
    let mut server = Server::start(&botmaker, &[]).await;
    let (operator, patient) = (server.operator().await, server.patient().await);
    let kept = Arc::new(Mutex::new(Acknowledged::default()));
    for round in 1..=5 {
        let sending = [0, 1].map(|_| tokio::spawn(send_orders(patient.clone(), kept.clone())));
        until("some orders are in", || async {
            (kept.lock().expect("a lock").requests.len() >= round * 3).then_some(())
        })
        .await;
        server.kill();
        for task in sending {
            task.await.expect("no answer was wrong");
        }
        server.start_again().await;
    }
    let kept = Arc::into_inner(kept).expect("nobody sends any more").into_inner().expect("a lock");
    assert!(kept.requests.len() >= 15);
    for (id, sha256) in &kept.requests {
        let query = "query($id: ID!) { assistanceRequest(id: $id) { order { attachments { sha256 url } } } }";
        let seen = operator.ok(query, json!({ "id": id })).await;
        let attachments =
            seen["assistanceRequest"]["order"]["attachments"].as_array().expect("pages").clone();
        assert_eq!(attachments.len(), 1);
        assert_eq!(attachments[0]["sha256"], sha256.as_str());
    }
    // What nobody heard the answer of is whole or not there at all.
    let query = "{ worklist(first: 100) { totalCount nodes { order { attachments { sha256 url } } } } }";
    let all = operator.ok(query, json!({})).await["worklist"].clone();
    assert!(all["totalCount"].as_u64() >= Some(kept.requests.len() as u64));
    for row in all["nodes"].as_array().expect("rows") {
        let pages = row["order"]["attachments"].as_array().expect("pages");
        assert_eq!(pages.len(), 1);
        let url = pages[0]["url"].as_str().expect("an address");
        let file = server.anonymous().request(reqwest::Method::GET, url).send().await.expect("an answer");
        assert_eq!(file.status(), 200);
        let content = file.bytes().await.expect("a file");
        assert_eq!(pages[0]["sha256"], hex::encode(Sha256::digest(&content)));
    }
    // A day later there is nothing else: each page is an original and its preview.
    server.kill();
    let_a_day_go_by(&server).await;
    server.start_again().await;
    let db = db::connect(&server.database.url, 1).await.expect("the database opens");
    let unused = upload::Entity::find().filter(upload::Column::UsedAt.is_null());
    let unused = unused.filter(upload::Column::DiscardedAt.is_null());
    until("what no order took is gone", || async {
        (unused.clone().count(&db).await.expect("a count") == 0).then_some(())
    })
    .await;
    let pages = order_attachment::Entity::find().count(&db).await.expect("a count");
    until("files that were cut off are gone", || async {
        (server.stored_files().len() as u64 == 2 * pages).then_some(())
    })
    .await;
    db.close().await.expect("closed");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_stops_when_told_and_its_log_tells_nothing_about_anybody() {
    let botmaker = BotmakerServer::start().await;
    // What trace brings of statements comes from below us; debug is what a help desk would turn on.
    let mut server = Server::start(&botmaker, &[("ASISTENCIA_LOG", "debug")]).await;
    let (operator, patient) = (server.operator().await, server.patient().await);
    let arrivals = "subscription { orderUploaded { __typename } }";
    let (mut live, _) = Subscriber::start(&server.url, &operator, arrivals, json!({})).await;
    let contact = json!({ "mobilePhone": "011 15-5555-1234", "email": "elena@paciente.example" });
    patient.done("confirmContact", "ConfirmContactInput", contact, "patient { id }").await;
    let request = patient.submit_order(1).await;
    operator.ok("{ worklist(filter: { search: \"Sosa\" }) { nodes { id } } }", json!({})).await;
    operator.confirm(&request, &[json!(world::ABDOMINAL.to_global())]).await;
    let taken = until("it is taken", || async { botmaker.taken().first().cloned() }).await;
    let link = taken.variables["link"].as_str().expect("a link").to_owned();
    let page = server.anonymous().request(reqwest::Method::GET, &link).send().await.expect("an answer");
    assert_eq!(page.status(), 200);
    let token = link.rsplit('/').next().expect("a token");
    for digits in ["0000", "1222"] {
        let input = json!({ "token": token, "documentDigits": digits });
        server.anonymous().mutate("openJourney", "OpenJourneyInput", input, "session { token }").await;
    }
    let hook = format!("{}/webhooks/botmaker/demo", server.url);
    let reply = reply_webhook("5491155551234", "M1", "Hola, soy Elena", world::start());
    assert_eq!(post_webhook(&hook, Some(tests::app::WEBHOOK_TOKEN), &reply).await, 200);
    // Mistakes are where logs give themselves away.
    server.anonymous().graphql("{ nonsense(nationalId: \"30111222\") }", json!({})).await;
    patient.upload(b"no picture".to_vec(), "orden.jpg").await;

    let stopping = server.stop();
    let status = tokio::time::timeout(Duration::from_secs(20), stopping).await.expect("within seconds");
    assert!(status.success(), "{status}");
    assert_eq!(live.closed().await, 1012, "come back elsewhere");
    let log = server.log();
    assert!(log.contains("serving") && log.contains("stopping"), "{log}");
    for secret in [
        "30111222",
        "Sosa",
        "Elena",
        "5555-1234",
        "55551234",
        "paciente.example",
        "demo.example",
        "orden.jpg",
        token,
        operator.token(),
        patient.token(),
        tests::app::WEBHOOK_TOKEN,
        tests::botmaker::ACCESS_TOKEN,
    ] {
        let line = log.lines().find(|line| line.contains(secret));
        assert_eq!(line, None, "the log holds {secret}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_shown_last_is_in_the_audit_trail_when_it_has_stopped() {
    let botmaker = BotmakerServer::start().await;
    let mut server = Server::start(&botmaker, &[]).await;
    let (operator, patient) = (server.operator().await, server.patient().await);
    let request = patient.submit_order(1).await;
    operator.ok("{ worklist { nodes { id } } }", json!({})).await;
    assert!(server.stop().await.success());

    let db = db::connect(&server.database.url, 1).await.expect("the database opens");
    let trail = audit_entry::Entity::find().order_by_asc(audit_entry::Column::Seq);
    let trail = trail.filter(audit_entry::Column::ClinicId.eq(world::CLINIC)).all(&db).await.expect("rows");
    assert_eq!(first_broken_link(&trail), None);
    let shown = trail.iter().find(|entry| entry.action == "worklist.read").expect("what the list showed");
    let id = decode(&request["id"].as_str().expect("an id").into()).expect("an opaque id").1;
    assert_eq!(shown.detail["assistanceRequests"], json!([id]));
    db.close().await.expect("closed");
}

#[test]
fn a_wrong_setting_stops_the_start_with_one_clear_line() {
    let folder = tempfile::tempdir().expect("a folder");
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let taken = taken.local_addr().map(|address| (address.to_string(), taken)).expect("an address");
    let wrong = [
        ("ASISTENCIA_LISTEN", "here", "ASISTENCIA_LISTEN"),
        ("ASISTENCIA_LISTEN", &taken.0, "ASISTENCIA_LISTEN"),
        ("ASISTENCIA_DISPATCH_DELAY", "soon", "ASISTENCIA_DISPATCH_DELAY"),
        ("ASISTENCIA_LOG", "info,asistencia=loud", "ASISTENCIA_LOG"),
        ("ASISTENCIA_LOG_FORMAT", "xml", "ASISTENCIA_LOG_FORMAT"),
        ("ASISTENCIA_DATABASE_URL", "mysql://x", "ASISTENCIA_DATABASE_URL"),
        ("ASISTENCIA_DATABASE_URL", "sqlite:///proc/nowhere.db", "ASISTENCIA_DATABASE_URL"),
        ("ASISTENCIA_STORAGE_URL", "file:///proc/nowhere", "ASISTENCIA_STORAGE_URL"),
        ("ASISTENCIA_SMTP_URL", "nonsense", "ASISTENCIA_SMTP_URL"),
        ("ASISTENCIA_BOTMAKER_URL", "https://api.botmaker.com/v2.0", "ASISTENCIA_BOTMAKER_TOKEN"),
        ("ASISTENCIA_MAX_UPLOAD_BYTES", "many", "ASISTENCIA_MAX_UPLOAD_BYTES"),
        ("ASISTENCIA_SECRET", "short", "ASISTENCIA_SECRET"),
    ];
    for (key, value, named) in wrong {
        let mut serve = command(folder.path(), "serve");
        refuses(serve.env("ASISTENCIA_LOG", "off").env(key, value), named, key);
    }
    // A folder in which nothing can be kept.
    let mut serve = command(std::path::Path::new("/proc"), "serve");
    refuses(serve.env("ASISTENCIA_LOG", "off"), "ASISTENCIA_SECRET", "a read-only folder");
}

fn refuses(command: &mut std::process::Command, named: &str, what: &str) {
    let output = command.output().expect("the program runs");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success(), "{what}");
    assert!(said.starts_with("asistencia: ") && said.contains(named), "{what}: {said}");
    assert_eq!(said.lines().count(), 1, "{what}: {said}");
}

#[test]
fn the_schema_needs_nothing() {
    let output = command(std::path::Path::new("/proc"), "schema").output().expect("the program runs");
    assert!(output.status.success());
    assert!(String::from_utf8_lossy(&output.stdout).contains("type Query"));
}
