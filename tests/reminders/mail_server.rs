//! Reminders to an SMTP server that is a process of its own and not our code (`tests/mail`): it puts everybody off
//! once, cuts a connection after the final dot, and refuses.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use entity::ids::PatientId;
use entity::patient;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use serde_json::{Value, json};
use tests::world;
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

use super::Story;

/// How long a line may be waited for: far longer than it takes.
const PATIENCE: Duration = Duration::from_secs(60);

/// The process; it ends with the value.
struct MailServer {
    lines: Lines<BufReader<ChildStdout>>,
    /// What goes into `ASISTENCIA_SMTP_URL`.
    url: String,
    child: Child,
}

impl MailServer {
    /// Starts it with these options. Without Node or the package this fails: `scripts/test.sh` brings both.
    async fn start(options: &[&str]) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("mail");
        assert!(folder.join("node_modules").is_dir(), "npm ci --prefix tests/mail");
        let mut child = Command::new("node")
            .arg(folder.join("server.mjs"))
            .args(options)
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("node runs");
        let mut lines = BufReader::new(child.stdout.take().expect("its lines")).lines();
        let first = line(&mut lines).await.expect("it listens");
        let url = format!("smtp://127.0.0.1:{}", first["port"]);
        Self { lines, url, child }
    }

    /// Ends it; the mails that it took, oldest first.
    async fn end(mut self) -> Vec<Value> {
        self.child.kill().await.expect("it ran until now");
        let mut mails = Vec::new();
        while let Some(mail) = line(&mut self.lines).await {
            mails.push(mail);
        }
        mails
    }
}

/// The next line that it prints; none once it has ended.
async fn line(lines: &mut Lines<BufReader<ChildStdout>>) -> Option<Value> {
    let line = tokio::time::timeout(PATIENCE, lines.next_line()).await.expect("a line in time");
    line.expect("a pipe").map(|line| serde_json::from_str(&line).expect("JSON"))
}

/// Another patient who has a mobile phone and no mail, with a visit on Friday morning.
async fn patient(story: &Story, number: usize) -> PatientId {
    let mario = patient::Entity::find_by_id(world::PATIENT_2).one(story.app.db()).await;
    let mut row = mario.expect("the database").expect("Mario").into_active_model().reset_all();
    row.id = Set(story.app.app.new_id());
    row.national_id = Set(format!("2844455{number}"));
    row.mobile_phone = Set(Some(format!("+549115555900{number}")));
    let row = row.insert(story.app.db()).await.expect("a patient");
    let plan = story.plan(row.id).await;
    story.visit(&plan, "2026-03-06").await;
    row.id
}

/// Channel, state, reason and the outcomes of the attempts of a patient's reminders, those by mail first.
async fn reminders(story: &Story, id: PatientId) -> Vec<String> {
    let told = story.of_kind(id, "VISIT_REMINDER").await;
    let mut lines: Vec<String> = told
        .iter()
        .map(|one| {
            let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            let attempts = one["attempts"].as_array().expect("attempts").iter();
            let outcomes: Vec<_> = attempts.map(|attempt| word(&attempt["outcome"])).collect();
            let words =
                [word(&one["channel"]), word(&one["state"]), word(&one["reason"]), outcomes.join("+")];
            words.iter().filter(|word| !word.is_empty()).cloned().collect::<Vec<_>>().join(" ")
        })
        .collect();
    lines.sort_unstable();
    lines
}

#[tokio::test]
async fn a_server_that_is_not_ours_puts_off_cuts_off_and_refuses() {
    let addresses = ["espera", "corte", "nadie", "rechazo"].map(|name| format!("{name}@paciente.example"));
    let [waits, cut, unknown, unwanted] = addresses.each_ref().map(String::as_str);
    let server = MailServer::start(&["--drop", cut, "--refuse", unknown, "--refuse-content", unwanted]).await;
    let story = Story::mailing_to(&server.url).await;
    let mut patients = Vec::new();
    for number in 0..addresses.len() {
        patients.push(patient(&story, number).await);
    }
    story.until("2026-03-04T11:00:00Z").await;
    assert_eq!(story.botmaker.taken().len(), 8, "welcomed and booked by WhatsApp");
    // On the eve they leave an address, to which nothing was sent before.
    for (id, address) in patients.iter().zip(&addresses) {
        patient::Entity::update_many()
            .col_expr(patient::Column::Email, Expr::value(address))
            .filter(patient::Column::Id.eq(*id))
            .exec(story.app.db())
            .await
            .expect("an address");
    }

    story.until("2026-03-04T20:00:00Z").await;
    let mut told = Vec::new();
    for id in &patients {
        told.push(reminders(&story, *id).await);
    }
    assert_eq!(
        told,
        [
            vec!["EMAIL ACCEPTED RETRY+ACCEPTED"],
            vec!["EMAIL ACCEPTED RETRY+UNCERTAIN+ACCEPTED"],
            vec!["EMAIL FAILED unreachable_by_email RETRY+REFUSED", "WHATSAPP ACCEPTED ACCEPTED"],
            vec!["EMAIL FAILED rejected RETRY+REFUSED", "WHATSAPP ACCEPTED ACCEPTED"],
        ]
    );
    let by_whatsapp = story.botmaker.taken().split_off(8);
    assert!(by_whatsapp.iter().all(|message| message.intent == "asistencia_recordatorio"));
    let mut whom: Vec<_> = by_whatsapp.iter().map(|message| message.contact_id.as_str()).collect();
    whom.sort_unstable();
    assert_eq!(whom, ["5491155559002", "5491155559003"]);
    assert_eq!(story.alerts().await, Vec::<String>::new());

    let mails = server.end().await;
    let to = |address: &str| mails.iter().filter(|mail| mail["to"] == json!([address])).collect::<Vec<_>>();
    assert_eq!((mails.len(), to(waits).len()), (3, 1), "{mails:#?}");
    let [lost, again] = to(cut)[..] else { panic!("{mails:#?}") };
    assert_eq!((&lost["dropped"], &again["dropped"]), (&json!(true), &json!(false)));
    assert!(lost["messageId"].as_str().is_some_and(|id| id.starts_with('<')));
    assert_eq!(lost["messageId"], again["messageId"]);
    assert_ne!(lost["messageId"], to(waits)[0]["messageId"]);
}
