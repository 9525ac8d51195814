//! Reminders: what a sweep costs over those who are due, in clinics of several sizes; what it costs where nobody is;
//! and how soon the link to a form is with the mail server.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use sea_orm::DatabaseConnection;
use serde_json::json;
use tokio::time::{Instant, timeout};

use crate::Bench;
use crate::client::{Client, OPERATOR};
use crate::database::{connect, number, run as execute, text};
use crate::report::{Report, progress};
use crate::server::Home;
use crate::smtp::MailServer;
use crate::statistics::{Samples, ms};

/// Its options.
#[derive(clap::Args)]
pub struct Options {
    /// Clinics: patients, how many of them are due, and each how many-th; evenly among all where left out.
    #[arg(long = "clinic", value_parser = clinic,
        default_values = ["10000:200", "100000:20000", "1000000:20000:5", "1000000:20000"])]
    clinics: Vec<Clinic>,
    /// Seconds for which nothing is due; the server looks each second.
    #[arg(long, default_value_t = 60)]
    idle: u64,
    /// Forms that are asked for, in the last of the clinics.
    #[arg(long, default_value_t = 50)]
    forms: u64,
}

#[derive(Clone, Copy)]
struct Clinic {
    patients: u64,
    due: u64,
    step: u64,
}

impl Clinic {
    /// The last patient who is due.
    fn last(self) -> u64 {
        self.due * self.step
    }
}

fn clinic(text: &str) -> Result<Clinic, String> {
    let numbers: Result<Vec<u64>, _> = text.split(':').map(str::parse).collect();
    let (patients, due, step) = match numbers.map_err(|error| error.to_string())?[..] {
        [patients, due] if due > 0 => (patients, due, patients / due),
        [patients, due, step] => (patients, due, step),
        _ => return Err("expected PATIENTS:DUE or PATIENTS:DUE:STEP".into()),
    };
    let clinic = Clinic { patients, due, step };
    // Neither who is due nor who was there before is asked for a form.
    let fits = due > 0 && step > 0 && step % 5 == 0 && clinic.last() <= patients;
    if fits {
        Ok(clinic)
    } else {
        Err("every 5th, 10th, 15th … can be due, as long as there are patients".into())
    }
}

/// What a clinic's sweep came to.
struct Sweep {
    clinic: Clinic,
    took: Duration,
    processor: Duration,
    messages: i64,
    forms: i64,
    idle: Idle,
}

/// How long the server says that its sweeps took which found nothing due.
struct Idle {
    sweeps: f64,
    p50: f64,
    p99: f64,
    max: f64,
}

/// How long links took to reach the mail server.
#[derive(Default)]
struct Links {
    /// Of forms of patients who have no visit ahead.
    without_visit: Samples,
    /// Of forms of patients who have one.
    before_visit: Samples,
}

/// Measures and reports it.
pub async fn run(bench: &Bench, options: &Options, report: &mut Report) -> Result<()> {
    let mut sweeps = Vec::new();
    let mut links = Links::default();
    for (index, clinic) in options.clinics.iter().enumerate() {
        let last = index + 1 == options.clinics.len();
        let forms = if last { options.forms } else { 0 };
        sweeps.push(measure(bench, *clinic, options.idle, forms, &mut links).await?);
    }
    tell(report, &sweeps, &links);
    Ok(())
}

async fn measure(bench: &Bench, clinic: Clinic, idle: u64, forms: u64, links: &mut Links) -> Result<Sweep> {
    let Clinic { patients, step, .. } = clinic;
    let database = bench.postgres.create(&format!("reminders_{patients}_{step}")).await?;
    let home = Home::on_postgres(database.clone())?;
    let began = Instant::now();
    bench.program.run(&home, &["migrate"]).await?;
    bench.program.run(&home, &["seed", "--patients", "100", "--requests", "100", "--days", "30"]).await?;
    let db = connect(&database).await?;
    let fill = include_str!("reminders.sql")
        .replace("{patients}", &patients.to_string())
        .replace("{last}", &clinic.last().to_string())
        .replace("{step}", &step.to_string());
    execute(&db, &fill).await?;
    execute(&db, "SET session_replication_role = DEFAULT").await?;
    bench.postgres.settle(&database).await?;
    progress(&format!("reminders: {patients} patients in {:.0} s", began.elapsed().as_secs_f64()));

    let mut mail = MailServer::start().await?;
    let server = bench.program.serve_with(&home, &[("ASISTENCIA_SMTP_URL", &mail.url)]).await?;
    let operator = Client::sign_in(&server, OPERATOR).await?;
    // What its housekeeping does at the start is not the sweep's.
    tokio::time::sleep(Duration::from_secs(2)).await;
    let before = number(&db, "SELECT count(*) FROM notification").await?;
    let used = server.processor_time()?;
    let due = format!(
        "UPDATE patient_agenda SET wake_at = now() WHERE patient_id IN \
         (SELECT bench_id(1, i) FROM generate_series({step}, {}, {step}) AS i)",
        clinic.last()
    );
    execute(&db, &due).await?;
    let waiting = "SELECT count(*) FROM (SELECT 1 FROM patient_agenda WHERE wake_at <= now() LIMIT 1) AS due";
    let limit = Instant::now() + Duration::from_secs(600);
    while number(&db, waiting).await? > 0 {
        ensure!(Instant::now() < limit, "the sweep did not come to an end");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    // From the first transaction of the sweep: the server looks each second, and that wait is not its cost.
    let took = number(
        &db,
        "SELECT (1000000 * extract(epoch FROM clock_timestamp() - min(created_at)))::bigint \
         FROM notification WHERE state = 'planned'",
    )
    .await?;
    let processor = server.processor_time()? - used;
    let messages = number(&db, "SELECT count(*) FROM notification").await? - before;
    let made = number(&db, "SELECT count(*) FROM form WHERE patient_id <= bench_id(1, 999999999999)").await?;
    ensure!(messages >= clinic.due as i64, "{} were due, and {messages} messages are planned", clinic.due);

    // Its quantiles are those of the last minute.
    tokio::time::sleep(Duration::from_secs(idle)).await;
    let none = nothing_due(&server.metrics().await?)?;
    progress(&format!("reminders: asking for {forms} forms"));
    ask(&operator, &db, &mut mail, forms, links).await?;
    server.stop().await?;
    db.close().await?;
    bench.postgres.remove(&database).await?;
    Ok(Sweep {
        clinic,
        took: Duration::from_micros(u64::try_from(took)?),
        processor,
        messages,
        forms: made,
        idle: none,
    })
}

/// Reads it from the page for Prometheus.
fn nothing_due(page: &str) -> Result<Idle> {
    let value = |suffix: &str| -> Result<f64> {
        let name = format!("asistencia_reminder_sweep_seconds{suffix} ");
        let line = page.lines().find_map(|line| line.strip_prefix(&name));
        Ok(line.with_context(|| format!("no {name}"))?.parse()?)
    };
    let quantile = |quantile: &str| value(&format!("{{due=\"none\",quantile=\"{quantile}\"}}"));
    Ok(Idle {
        sweeps: value("_count{due=\"none\"}")?,
        p50: quantile("0.5")?,
        p99: quantile("0.99")?,
        max: quantile("1")?,
    })
}

/// Asks patients for a form, one after the other, and waits until the mail server has each link.
async fn ask(
    operator: &Client,
    db: &DatabaseConnection,
    mail: &mut MailServer,
    forms: u64,
    links: &mut Links,
) -> Result<()> {
    execute(db, "DROP TRIGGER bench_not_yet ON notification").await?;
    let data = operator.ask("{ formDefinitions { id code } }", json!({})).await?;
    let definitions = data["formDefinitions"].as_array().context("no forms")?;
    let progress_form = definitions.iter().find(|form| form["code"] == "progress").context("no such form")?;
    const WARM: u64 = 3;
    for n in 0..if forms == 0 { 0 } else { forms + WARM } {
        // Of those who were there before, every second one has a visit in five days.
        let samples = if n % 2 == 0 { &mut links.without_visit } else { &mut links.before_visit };
        let (i, key) = (n * 10 + 1, format!("bench-{n}"));
        let patient = global_id(db, i).await?;
        let began = Instant::now();
        let data = operator
            .ask(
                "mutation ($input: AskFormInput!) {
                   askForm(input: $input) { form { id } userErrors { code message } }
                 }",
                json!({"input": {
                    "patientId": patient,
                    "definitionId": progress_form["id"],
                    "idempotencyKey": key,
                }}),
            )
            .await?;
        let refusals = &data["askForm"]["userErrors"];
        ensure!(refusals.as_array().is_some_and(Vec::is_empty), "refused: {refusals}");
        let wanted = format!("p{i}@bench.example");
        loop {
            let taken = timeout(Duration::from_secs(60), mail.taken.recv()).await;
            let (recipient, at) = taken.context("no mail within a minute")?.context("no mail server")?;
            if recipient == wanted {
                if n >= WARM {
                    samples.push(at - began);
                }
                break;
            }
        }
    }
    Ok(())
}

/// The opaque id of a patient; PostgreSQL has the base64 at hand.
async fn global_id(db: &DatabaseConnection, i: u64) -> Result<String> {
    let sql = format!(
        "SELECT rtrim(translate(encode(('Patient:' || bench_id(1, {i}))::bytea, 'base64'), '+/', '-_'), '=')"
    );
    text(db, &sql).await
}

fn tell(report: &mut Report, sweeps: &[Sweep], links: &Links) {
    report.section(
        "Reminders",
        "PostgreSQL. The sweep looks at everybody who is due, all at once: it plans a reminder for each and brings \
         a form about for every second. Every patient has a row in the agenda, every tenth one in the future; every \
         tenth was treated and reminded before. Nothing leaves meanwhile. The ratio is that of a patient who is \
         due, to the first clinic. In the clinic where each 5th of the first patients is due, they lie as close \
         together in the tables as in one of a tenth of its size; where each 50th is, next to nobody shares a page \
         with another.",
    );
    let each = |sweep: &Sweep| sweep.took.as_secs_f64() / sweep.clinic.due as f64;
    let processor = |sweep: &Sweep| sweep.processor.as_secs_f64() / sweep.clinic.due as f64;
    let rows: Vec<_> = sweeps
        .iter()
        .map(|sweep| {
            vec![
                sweep.clinic.patients.to_string(),
                sweep.clinic.due.to_string(),
                format!("each {}th", sweep.clinic.step),
                sweep.messages.to_string(),
                sweep.forms.to_string(),
                format!("{:.2} s", sweep.took.as_secs_f64()),
                ms(Duration::from_secs_f64(each(sweep))),
                ms(Duration::from_secs_f64(processor(sweep))),
                format!("{:.2}", each(sweep) / each(&sweeps[0])),
            ]
        })
        .collect();
    report.table(
        &[
            "patients",
            "due",
            "which",
            "messages",
            "forms",
            "sweep",
            "a patient",
            "server CPU, a patient",
            "ratio",
        ],
        &rows,
    );
    report.section(
        "Reminders: nothing due",
        "The whole sweep, as the server tells it on /metrics (`asistencia_reminder_sweep_seconds`), in the time \
         after the sweep above.",
    );
    let seconds = |seconds: f64| ms(Duration::from_secs_f64(seconds));
    let rows: Vec<_> = sweeps
        .iter()
        .map(|Sweep { clinic, idle, .. }| {
            let patients = format!("{}, each {}th due", clinic.patients, clinic.step);
            vec![patients, idle.sweeps.to_string(), seconds(idle.p50), seconds(idle.p99), seconds(idle.max)]
        })
        .collect();
    report.table(&["patients", "sweeps", "p50", "p99", "max"], &rows);
    report.section(
        "Reminders: a form's link",
        "From sending `askForm` until the mail server said that it has the mail with the link, one after the other, \
         in the last of the clinics.",
    );
    let rows =
        [row("no visit ahead", &links.without_visit), row("a visit in five days", &links.before_visit)];
    report.table(&["patients with", "samples", "p50", "p99", "max"], &rows);
}

fn row(name: &str, samples: &Samples) -> Vec<String> {
    vec![
        name.to_owned(),
        samples.len().to_string(),
        ms(samples.percentile(50.0)),
        ms(samples.percentile(99.0)),
        ms(samples.max()),
    ]
}
