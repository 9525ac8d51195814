//! What the operator's console asks beside its lists: the counts at its top, at each change and each minute, and the
//! whole grid as CSV.

use std::collections::HashSet;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde_json::{Value, json};
use tokio::time::Instant;

use crate::Bench;
use crate::client::{Client, OPERATOR};
use crate::report::{Report, progress};
use crate::server::{Home, Server};
use crate::statistics::{Samples, ms};
use crate::worklist::seed;

/// Its options.
#[derive(clap::Args)]
pub struct Options {
    /// Requests in the database.
    #[arg(long, default_value_t = 100_000)]
    requests: u64,
    /// Days over which they are spread.
    #[arg(long, default_value_t = 365)]
    days: u64,
    /// How often it is counted.
    #[arg(long, default_value_t = 200)]
    counts: u32,
}

/// As the console asks.
const COUNTS: &str = "query ($today: Date!, $yesterday: Date!) {
    earlier: worklist(filter: { states: [PENDING_REVIEW, NEEDS_ATTENTION], to: $yesterday }, first: 0) { totalCount }
    today: worklist(filter: { states: [PENDING_REVIEW, NEEDS_ATTENTION], from: $today }, first: 0) { totalCount }
    planned: worklist(filter: { states: [DISPATCH_PLANNED] }, first: 0) { totalCount }
}";

/// As the console asks.
const ROWS: &str = "query ($first: Int, $after: String, $last: Int, $before: String) {
    worklist(filter: {}, first: $first, after: $after, last: $last, before: $before) {
        nodes {
            id version uploadedAt state attentionReason resolvedAt outcome bookingPortalUrl
            lastContact { at message by { id name } }
            resolvedBy { id name }
            patient {
                id givenName familyName documentType nationalId mobilePhone verifiedPhone email
                coverage { payer { id name } plan { id name } }
            }
        }
        pageInfo { hasNextPage startCursor endCursor }
    }
}";

/// Rows that the console asks for at once.
const PAGE: u64 = 100;

/// Measures and reports it.
pub async fn run(bench: &Bench, options: &Options, report: &mut Report) -> Result<()> {
    let database = bench.postgres.create("console").await?;
    let (mut counts, mut exports) = (Vec::new(), Vec::new());
    for (name, home) in [("SQLite", Home::on_sqlite()?), ("PostgreSQL", Home::on_postgres(database.clone())?)]
    {
        seed(bench, &home, options.requests, options.days).await?;
        let server = bench.program.serve(&home).await?;
        let client = Client::sign_in(&server, OPERATOR).await?;
        progress(&format!("console: counts on {name}"));
        counts.push(count(name, &server, &client, options.counts).await?);
        progress(&format!("console: CSV on {name}"));
        exports.push(export(name, &server, &client).await?);
        server.stop().await?;
    }
    bench.postgres.remove(&database).await?;

    report.section(
        "Console: counts",
        &format!(
            "What waits for a review, of earlier days and of today, and what waits to be sent, of {} requests: one query \
             of three counts, {} times, one after the other.",
            options.requests, options.counts
        ),
    );
    report.table(&["database", "p50", "p95", "max", "server CPU"], &counts);
    report.section(
        "Console: the whole grid as CSV",
        &format!(
            "All of {} requests that were not taken out, as the console downloads them: pages of {PAGE} from both ends at once, until they meet. The \
             page of a pair that comes last counts.",
            options.requests
        ),
    );
    report.table(
        &[
            "database",
            "rows",
            "whole",
            "rows/s",
            "first pair",
            "pair p50",
            "pair p99",
            "server CPU",
            "peak grew by",
        ],
        &exports,
    );
    Ok(())
}

async fn count(name: &str, server: &Server, client: &Client, times: u32) -> Result<Vec<String>> {
    let known = "{ clinic { timeZone } worklist(last: 1) { nodes { uploadedAt } } }";
    let known = client.ask(known, json!({})).await?;
    let zone: Tz = known["clinic"]["timeZone"].as_str().context("a zone")?.parse()?;
    let newest = known["worklist"]["nodes"][0]["uploadedAt"].as_str().context("a request")?;
    let today = newest.parse::<DateTime<Utc>>()?.with_timezone(&zone).date_naive();
    let asked = json!({ "today": today, "yesterday": today.pred_opt() });
    let counted = client.ask(COUNTS, asked.clone()).await?;
    ensure!(counted["earlier"]["totalCount"].as_i64() > Some(0), "nothing waits: {counted}");
    let used = server.processor_time()?;
    let mut samples = Samples::default();
    for _ in 0..times {
        let began = Instant::now();
        client.ask(COUNTS, asked.clone()).await?;
        samples.push(began.elapsed());
    }
    Ok(vec![
        name.to_owned(),
        ms(samples.percentile(50.0)),
        ms(samples.percentile(95.0)),
        ms(samples.max()),
        format!("{}/query", ms((server.processor_time()? - used) / times.max(1))),
    ])
}

async fn export(name: &str, server: &Server, client: &Client) -> Result<Vec<String>> {
    // What was taken out is not among them.
    let counted = client.ask("{ worklist(first: 0) { totalCount } }", json!({})).await?;
    let requests = counted["worklist"]["totalCount"].as_u64().context("a count")?;
    let (used, peak) = (server.processor_time()?, server.memory("VmHWM")?);
    let began = Instant::now();
    let (mut known, mut pairs) = (HashSet::new(), Samples::default());
    let (mut after, mut before) = (Value::Null, Value::Null);
    let mut first = Duration::ZERO;
    loop {
        let asked = Instant::now();
        let (front, back) = tokio::try_join!(
            client.ask(ROWS, json!({ "first": PAGE, "after": after })),
            client.ask(ROWS, json!({ "last": PAGE, "before": before })),
        )?;
        pairs.push(asked.elapsed());
        if known.is_empty() {
            first = began.elapsed();
        }
        known.extend(ids_of(&front));
        let at_back = ids_of(&back);
        let have_met = at_back.iter().any(|id| known.contains(id));
        known.extend(at_back);
        if have_met || front["worklist"]["pageInfo"]["hasNextPage"] == json!(false) {
            break;
        }
        after = front["worklist"]["pageInfo"]["endCursor"].clone();
        before = back["worklist"]["pageInfo"]["startCursor"].clone();
    }
    let lasted = began.elapsed();
    ensure!(known.len() as u64 == requests, "{} rows of {requests}", known.len());
    Ok(vec![
        name.to_owned(),
        known.len().to_string(),
        format!("{:.1} s", lasted.as_secs_f64()),
        format!("{:.0}", known.len() as f64 / lasted.as_secs_f64()),
        ms(first),
        ms(pairs.percentile(50.0)),
        ms(pairs.percentile(99.0)),
        format!("{:.1} s", (server.processor_time()? - used).as_secs_f64()),
        format!("{:.1} MiB", server.memory("VmHWM")? - peak),
    ])
}

fn ids_of(page: &Value) -> Vec<String> {
    let nodes = page["worklist"]["nodes"].as_array().into_iter().flatten();
    nodes.filter_map(|node| node["id"].as_str().map(str::to_owned)).collect()
}
