//! The binary: subcommands, nothing else.

use std::io::{ErrorKind, IsTerminal, Write};
use std::net::SocketAddr;
use std::sync::Arc;

use asistencia::app::App;
use asistencia::features::events::exchange_wakeups;
use asistencia::features::reminders::model::replay::replay;
use asistencia::features::reminders::model::soak::soak;
use asistencia::host::{self, AuditCommand, ClinicCommand, FeedCommand, UserCommand};
use asistencia::platform::config::{Config, KEYS, LogFormat};
use asistencia::{boot, demo, http, schema, welcome, worker};
use clap::{Parser, Subcommand};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tracing_subscriber::EnvFilter;

/// Asistencia: from a photo of a doctor's order to a booked appointment.
#[derive(Parser)]
#[command(version, after_help = settings_help())]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// HTTP: GraphQL, subscriptions, uploads, webhooks, pages; runs the background work too.
    #[command(after_help = settings_help())]
    Serve,
    /// Background work only, on any number of nodes.
    #[command(after_help = settings_help())]
    Worker,
    /// Brings the database up to date.
    Migrate,
    /// Loads demo data: a clinic, catalogue, agenda, users, patients, orders. Repeating it changes nothing.
    Seed(demo::SeedOptions),
    /// Makes clinics.
    #[command(subcommand)]
    Clinic(ClinicCommand),
    /// Looks after accounts of staff.
    #[command(subcommand)]
    User(UserCommand),
    /// Looks after the live feeds.
    #[command(subcommand)]
    Feed(FeedCommand),
    /// Looks after the audit trail.
    #[command(subcommand)]
    Audit(AuditCommand),
    /// Prints the GraphQL schema; needs no database.
    Schema,
    /// Plays a history of dated events on a simulated clock, and prints what the patient was told and when; needs no
    /// database. `edg-2565` comes with the program.
    Replay {
        /// A file (its format: docs/operations.md), or the name of one that comes with the program.
        file: String,
    },
    /// Plays made-up histories against the planner of reminders, until an invariant does not hold.
    #[command(hide = true)]
    Soak {
        /// How many.
        #[arg(long, default_value_t = 1_000_000)]
        histories: u64,
        /// The number of the first: that of a failure, to play it again.
        #[arg(long, default_value_t = 0)]
        from: u64,
    },
}

fn settings_help() -> String {
    let mut help = String::from("Settings (environment, or the same keys in asistencia.toml):\n");
    for (key, default, what) in KEYS {
        help.push_str(&format!("  {key:<36} {what} [{default}]\n"));
    }
    help
}

#[tokio::main]
async fn main() -> std::process::ExitCode {
    let cli = Cli::parse();
    match run(cli.command).await {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("asistencia: {error:#}");
            std::process::ExitCode::FAILURE
        }
    }
}

/// Prints what a command is for. Who reads no further, as `head` does, has read enough.
fn print(text: &str) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        printed => printed,
    }
}

async fn run(command: Command) -> anyhow::Result<()> {
    match &command {
        Command::Schema => print(&schema::sdl())?,
        Command::Replay { file } => print(&replay(file)?)?,
        Command::Soak { histories, from } => {
            let report = soak(*from..from.saturating_add(*histories));
            print(&report.words())?;
            anyhow::ensure!(report.failure.is_none(), "an invariant did not hold");
        }
        _ => return run_with_config(command).await,
    }
    Ok(())
}

async fn run_with_config(command: Command) -> anyhow::Result<()> {
    let config = Config::load()?;
    // Who makes a clinic reads one answer, and no log.
    let told = match command {
        Command::Clinic(command) => host::clinic(config, command).await?,
        Command::User(command) => host::user(config, command).await?,
        Command::Feed(command) => host::feed(config, command).await?,
        Command::Audit(command) => host::audit(config, command).await?,
        command => return run_logged(config, command).await,
    };
    print(&format!("{told}\n"))?;
    Ok(())
}

async fn run_logged(config: Config, command: Command) -> anyhow::Result<()> {
    start_logging(&config)?;
    match command {
        Command::Schema
        | Command::Replay { .. }
        | Command::Soak { .. }
        | Command::Clinic(_)
        | Command::User(_)
        | Command::Feed(_)
        | Command::Audit(_) => Ok(()),
        Command::Migrate => boot::migrate(&boot::open_database(&config).await?).await,
        Command::Seed(options) => {
            let app = boot::boot(config).await?;
            boot::migrate(&app.db).await?;
            demo::seed(&app, &options).await
        }
        Command::Worker => {
            let stop = stop_on_signal();
            let Some(app) = boot_unless_stopped(config, &stop).await? else { return Ok(()) };
            tracing::info!("worker started");
            if !http::until_migrated(&app.db, &stop).await {
                return Ok(());
            }
            // Who serves hears at once of what is done here.
            let wakeups = tokio::spawn(exchange_wakeups(app.feed.clone(), stop.clone()));
            worker::run(app, stop).await;
            Ok(wakeups.await?)
        }
        Command::Serve => serve(config).await,
    }
}

async fn serve(config: Config) -> anyhow::Result<()> {
    let stop = stop_on_signal();
    let metrics = http::install_metrics();
    let (listen, with_workers, with_migrations) = (config.listen, config.workers, config.migrate);
    let Some(app) = boot_unless_stopped(config, &stop).await? else { return Ok(()) };
    if with_migrations {
        boot::migrate(&app.db).await?;
    }
    let listener = TcpListener::bind(listen)
        .await
        .map_err(|error| anyhow::anyhow!("ASISTENCIA_LISTEN {listen}: {error}"))?;
    let address = listener.local_addr()?;
    tracing::info!(%address, "serving");
    let background = tokio::spawn(beside_serving(app.clone(), address, with_workers, stop.clone()));
    http::serve(app, metrics, listener, stop.clone()).await?;
    stop.cancel();
    background.await?
}

/// What a serving node does by itself, once its database is up to date.
async fn beside_serving(
    app: Arc<App>,
    address: SocketAddr,
    with_workers: bool,
    stop: CancellationToken,
) -> anyhow::Result<()> {
    if !http::until_migrated(&app.db, &stop).await {
        return Ok(());
    }
    if app.config.log_format == LogFormat::Text {
        greet(&app, address).await;
    }
    let follow = tokio::spawn(app.feed.clone().run(stop.clone()));
    let wakeups = tokio::spawn(exchange_wakeups(app.feed.clone(), stop.clone()));
    let work = with_workers.then(|| tokio::spawn(worker::run(app, stop)));
    let _ = tokio::join!(follow, wakeups);
    if let Some(work) = work {
        work.await?;
    }
    Ok(())
}

/// Where to look, for whoever started it at a terminal.
#[expect(clippy::print_stdout, reason = "what a person waits for is no log line")]
async fn greet(app: &App, address: SocketAddr) {
    match welcome::welcome(app, address).await {
        Ok(text) => println!("{text}"),
        Err(error) => tracing::warn!(?error, "the demo's clinic could not be looked up"),
    }
}

/// A database that does not answer takes a while to be given up: nobody must wait for that to stop us.
async fn boot_unless_stopped(config: Config, stop: &CancellationToken) -> anyhow::Result<Option<Arc<App>>> {
    tokio::select! {
        app = boot::boot(config) => app.map(Some),
        () = stop.cancelled() => Ok(None),
    }
}

fn start_logging(config: &Config) -> anyhow::Result<()> {
    let filter =
        EnvFilter::try_new(&config.log).map_err(|error| anyhow::anyhow!("ASISTENCIA_LOG: {error}"))?;
    // A log that cannot be written is no reason to panic, which telling of it on stderr would be.
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr)
        .log_internal_errors(false);
    match config.log_format {
        LogFormat::Text => lines.init(),
        LogFormat::Json => lines.json().init(),
    }
    Ok(())
}

fn stop_on_signal() -> CancellationToken {
    let stop = CancellationToken::new();
    let signalled = stop.clone();
    tokio::spawn(async move {
        let terminate = async {
            match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
                Ok(mut signal) => {
                    signal.recv().await;
                }
                Err(_) => std::future::pending().await,
            }
        };
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            () = terminate => {}
        }
        // First this: whoever read our log may be gone, and that must keep nobody from stopping us.
        signalled.cancel();
        tracing::info!("stopping");
    });
    stop
}
