//! Benchmarks of Asistencia as people meet it: the real program as a process of its own, over HTTP and
//! WebSockets on loopback. Every run is bounded in time and in count. `make bench` runs them all; what they
//! print is Markdown, ready for `docs/benchmarks.md`.
//!
//! Client and server share the machine's cores: read the figures as a comparison, not as a capacity.

mod client;
mod console;
mod database;
mod live;
mod reminders;
mod report;
mod server;
mod smtp;
mod startup;
mod statistics;
mod worklist;

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result};
use clap::{Parser, Subcommand};

use crate::database::Postgres;
use crate::report::Report;
use crate::server::Program;

/// Measures the real server of Asistencia.
#[derive(Parser)]
struct Arguments {
    /// The program to measure; a release build.
    #[arg(long, default_value = "target/release/asistencia", global = true)]
    server: PathBuf,
    /// More settings of the server, KEY=VALUE; may be repeated.
    #[arg(long = "set", value_parser = key_value, global = true)]
    settings: Vec<(String, String)>,
    /// A PostgreSQL in which databases may be made; `scripts/with-postgres.sh --durable` sets it.
    #[arg(long, env = "ASISTENCIA_TEST_POSTGRES_URL", hide_env_values = true, global = true)]
    postgres: Option<String>,
    /// The log of that PostgreSQL, to count statements in; without it they are not counted.
    #[arg(long, env = "ASISTENCIA_TEST_POSTGRES_LOG", global = true)]
    postgres_log: Option<PathBuf>,
    /// Also appends the report to this file.
    #[arg(long, global = true)]
    append: Option<PathBuf>,
    /// Gives up after so many minutes.
    #[arg(long, default_value_t = 45, global = true)]
    minutes: u64,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// The operator's grid: a page of 50 from a small and from a large database.
    Worklist(worklist::Options),
    /// The counts at the top of the console, and its whole grid as CSV.
    Console(console::Options),
    /// From a mutation to its event in the hands of other clients of the same node.
    Live(live::Options),
    /// From the start of the process to readiness, and the memory that it then holds.
    Startup(startup::Options),
    /// The sweep over patients of whom something is due, in clinics of several sizes; and a form's link.
    Reminders(reminders::Options),
    /// All of them as they are by default.
    All,
}

/// What every benchmark is given.
struct Bench {
    program: Program,
    postgres: Postgres,
}

fn key_value(text: &str) -> Result<(String, String), String> {
    let (key, value) = text.split_once('=').ok_or("expected KEY=VALUE")?;
    Ok((key.to_owned(), value.to_owned()))
}

#[tokio::main]
async fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let limit = Duration::from_secs(arguments.minutes * 60);
    tokio::time::timeout(limit, run(arguments)).await.context("the benchmark took too long")?
}

async fn run(arguments: Arguments) -> Result<()> {
    let url = arguments
        .postgres
        .context("no PostgreSQL: run `make bench`, or this within `scripts/with-postgres.sh --durable`")?;
    let bench = Bench {
        program: Program::new(&arguments.server, arguments.settings)?,
        postgres: Postgres::connect(&url, arguments.postgres_log).await?,
    };
    let mut report = Report::begin(&bench).await?;
    let measured = measure(&bench, arguments.command, &mut report).await;
    // What was measured before a failure is shown all the same.
    report.finish(arguments.append.as_deref())?;
    measured
}

async fn measure(bench: &Bench, command: Command, report: &mut Report) -> Result<()> {
    match command {
        Command::Worklist(options) => worklist::run(bench, &options, report).await,
        Command::Console(options) => console::run(bench, &options, report).await,
        Command::Live(options) => live::run(bench, &options, report).await,
        Command::Startup(options) => startup::run(bench, &options, report).await,
        Command::Reminders(options) => reminders::run(bench, &options, report).await,
        Command::All => {
            startup::run(bench, &defaults()?, report).await?;
            live::run(bench, &defaults()?, report).await?;
            reminders::run(bench, &defaults()?, report).await?;
            console::run(bench, &defaults()?, report).await?;
            worklist::run(bench, &defaults()?, report).await
        }
    }
}

/// The options of a benchmark when none is given.
fn defaults<T: clap::Args>() -> Result<T> {
    let command = T::augment_args(clap::Command::new("bench"));
    Ok(T::from_arg_matches(&command.try_get_matches_from(["bench"])?)?)
}
