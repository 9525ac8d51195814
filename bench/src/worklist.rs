//! The operator's grid. A small and a large database are served at the same time and asked in turns, so that
//! whatever else the machine does falls on both; what counts is the ratio.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::Bench;
use crate::client::{Client, OPERATOR};
use crate::report::{Report, progress};
use crate::server::{Home, Server};
use crate::statistics::{Samples, ms};

/// Its options.
#[derive(clap::Args)]
pub struct Options {
    /// Requests in the small database.
    #[arg(long, default_value_t = 10_000)]
    small: u64,
    /// Requests in the large one.
    #[arg(long, default_value_t = 1_000_000)]
    large: u64,
    /// Days over which the requests are spread.
    #[arg(long, default_value_t = 365)]
    days: u64,
    /// Connections that ask at the same time.
    #[arg(long, default_value_t = 16)]
    connections: usize,
    /// Turns of each database, for each form of the query.
    #[arg(long, default_value_t = 4)]
    turns: u32,
    /// Seconds of a turn.
    #[arg(long, default_value_t = 3)]
    seconds: u64,
    /// At most so many requests in a turn.
    #[arg(long, default_value_t = 50_000)]
    most: usize,
}

const PAGE: &str = "
  nodes {
    id uploadedAt state version
    patient { id givenName familyName documentType nationalId mobilePhone
      coverage { payer { name } plan { name } memberNumber } }
    order { id attachments { id fileName contentType } }
    services { id code name }
  }
  pageInfo { hasNextPage endCursor } feedCursor";

/// The forms of the query: name, arguments, what is asked beside the page. Every answer has 50 rows, or the run
/// ends. What is unresolved are other rows in the two databases, with more or fewer services and files, so those
/// forms compare as far as the sizes of their answers do.
const FORMS: &[(&str, &str, &str)] = &[
    ("page of 50", "first: 50", ""),
    ("page of 50, totalCount", "first: 50", "totalCount"),
    ("unresolved, page of 50", "first: 50, filter: {resolved: false}", ""),
    ("unresolved, totalCount", "first: 50, filter: {resolved: false}", "totalCount"),
    ("by name, page of 50", "first: 50, orderBy: {field: PATIENT_NAME}", ""),
    ("a name, page of 50", "first: 50, filter: {search: \"gonzalez\"}", ""),
];

struct Side {
    name: &'static str,
    home: Home,
    server: Server,
    client: Client,
}

/// Measures and reports it.
pub async fn run(bench: &Bench, options: &Options, report: &mut Report) -> Result<()> {
    let mut sides = Vec::new();
    for (name, requests) in [("small", options.small), ("large", options.large)] {
        let home = Home::on_postgres(bench.postgres.create(name).await?)?;
        let took = seed(bench, &home, requests, options.days).await?;
        progress(&format!("worklist: seeded {requests} requests in {:.0} s", took.as_secs_f64()));
        let server = bench.program.serve(&home).await?;
        let client = Client::sign_in(&server, OPERATOR).await?;
        sides.push(Side { name, home, server, client });
    }

    report.section(
        "Worklist",
        &format!(
            "{} connections, {} turns of {} s for each database and form. `small` holds {} requests, `large` {}. Every page has 50 rows; databases compare where their answers are about as large.",
            options.connections, options.turns, options.seconds, options.small, options.large
        ),
    );
    let mut rows = Vec::new();
    for (form, arguments, more) in FORMS {
        progress(&format!("worklist: {form}"));
        let body = json!({"query": format!("{{ worklist({arguments}) {{ {PAGE} {more} }} }}")}).to_string();
        rows.extend(compare(&sides, form, &body, options).await?);
    }
    report.table(
        &[
            "query",
            "database",
            "answer",
            "requests",
            "req/s",
            "p50",
            "p95",
            "p99",
            "server CPU",
            "of small's req/s",
        ],
        &rows,
    );

    if bench.postgres.log_position()?.is_some() {
        let large = sides.pop().context("two sides")?;
        count_statements(bench, large, report).await?;
    }
    for side in sides {
        side.server.stop().await?;
        bench.postgres.remove(&side.home.database).await?;
    }
    Ok(())
}

/// Makes a database with so many requests, spread over so many days.
pub async fn seed(bench: &Bench, home: &Home, requests: u64, days: u64) -> Result<Duration> {
    let patients = (requests / 5).max(100).to_string();
    let (requests, days) = (requests.to_string(), days.to_string());
    bench.program.run(home, &["migrate"]).await?;
    let arguments = ["seed", "--patients", &patients, "--requests", &requests, "--days", &days];
    let took = bench.program.run(home, &arguments).await?;
    if home.database.starts_with("postgres") {
        bench.postgres.settle(&home.database).await?;
    }
    Ok(took)
}

/// Asks both sides the same in turns; a row for each.
async fn compare(sides: &[Side], form: &str, body: &str, options: &Options) -> Result<Vec<Vec<String>>> {
    let mut runs = Vec::new();
    for side in sides {
        let answer = side.client.send(body.to_owned()).await?;
        let size = answer.len();
        let answer: Value = serde_json::from_slice(&answer)?;
        let rows = answer["data"]["worklist"]["nodes"].as_array().map_or(0, Vec::len);
        ensure!(rows == 50, "{form}: the {} database answers with {rows} rows, not 50", side.name);
        drive(side, body, options, Duration::from_secs(1)).await?;
        runs.push(Run { size, ..Run::default() });
    }
    for _ in 0..options.turns {
        for (side, run) in sides.iter().zip(&mut runs) {
            run.add(drive(side, body, options, Duration::from_secs(options.seconds)).await?);
        }
    }
    let small = runs[0].rate();
    let rows = sides.iter().zip(&runs).map(|(side, run)| {
        vec![
            form.to_owned(),
            side.name.to_owned(),
            format!("{:.1} KiB", run.size as f64 / 1024.0),
            run.samples.len().to_string(),
            format!("{:.0}", run.rate()),
            ms(run.samples.percentile(50.0)),
            ms(run.samples.percentile(95.0)),
            ms(run.samples.percentile(99.0)),
            format!("{}/request", ms(run.processor / run.samples.len().max(1) as u32)),
            format!("{:.2}", run.rate() / small),
        ]
    });
    Ok(rows.collect())
}

#[derive(Default)]
struct Run {
    /// Bytes of an answer.
    size: usize,
    samples: Samples,
    lasted: Duration,
    processor: Duration,
}

impl Run {
    fn add(&mut self, other: Run) {
        self.samples.extend(other.samples);
        self.lasted += other.lasted;
        self.processor += other.processor;
    }

    fn rate(&self) -> f64 {
        self.samples.len() as f64 / self.lasted.as_secs_f64()
    }
}

/// All connections ask without a pause until the time is up; an answer that is not the page ends it.
async fn drive(side: &Side, body: &str, options: &Options, time: Duration) -> Result<Run> {
    let used = side.server.processor_time()?;
    let began = Instant::now();
    let most = (options.most / options.connections.max(1)).max(1);
    let mut connections = JoinSet::new();
    for _ in 0..options.connections {
        let (client, body) = (side.client.clone(), body.to_owned());
        connections.spawn(async move {
            let mut samples = Samples::default();
            while began.elapsed() < time && samples.len() < most {
                let asked = Instant::now();
                client.send(body.clone()).await?;
                samples.push(asked.elapsed());
            }
            anyhow::Ok(samples)
        });
    }
    let mut samples = Samples::default();
    while let Some(connection) = connections.join_next().await {
        samples.extend(connection??);
    }
    let lasted = began.elapsed();
    Ok(Run { size: 0, samples, lasted, processor: side.server.processor_time()? - used })
}

/// Statements for one page, from PostgreSQL's own log: the median of many pages, since the server says something to
/// its database now and then without being asked.
async fn count_statements(bench: &Bench, side: Side, report: &mut Report) -> Result<()> {
    const PAGES: usize = 21;
    side.server.stop().await?;
    bench.postgres.log_statements(&side.home.database, true).await?;
    let server = bench.program.serve(&side.home).await?;
    let client = Client::sign_in(&server, OPERATOR).await?;

    let mut rows = Vec::new();
    for (form, arguments, more) in FORMS {
        let body = json!({"query": format!("{{ worklist({arguments}) {{ {PAGE} {more} }} }}")}).to_string();
        let mut counts = Vec::with_capacity(PAGES);
        for _ in 0..PAGES {
            let from = bench.postgres.log_position()?.context("no log")?;
            client.send(body.clone()).await?;
            // The log is written a moment after the answer.
            tokio::time::sleep(Duration::from_millis(100)).await;
            counts.push(bench.postgres.statements_since(from)?);
        }
        counts.sort_unstable();
        rows.push(vec![(*form).to_owned(), counts[PAGES / 2].to_string()]);
    }
    report.section(
        "Statements for a page",
        "The median of 21 pages, counted in PostgreSQL's log on the large database; the session's and transaction control \
         count.",
    );
    report.table(&["query", "statements"], &rows);
    server.stop().await?;
    bench.postgres.remove(&side.home.database).await
}
