//! The program under measurement, as a process of its own.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use tempfile::TempDir;
use tokio::process::{Child, Command};
use tokio::time::Instant;

/// The binary and its settings.
pub struct Program {
    binary: PathBuf,
    settings: Vec<(String, String)>,
}

/// Where one instance of it keeps what it keeps.
pub struct Home {
    /// Files, logs and, with SQLite, the database.
    pub folder: TempDir,
    /// The database.
    pub database: String,
}

impl Home {
    /// On a PostgreSQL database.
    pub fn on_postgres(database: String) -> Result<Self> {
        Ok(Self { folder: TempDir::with_prefix("asistencia-bench")?, database })
    }

    /// On a SQLite file of its own.
    pub fn on_sqlite() -> Result<Self> {
        let folder = TempDir::with_prefix("asistencia-bench")?;
        let database = format!("sqlite://{}", folder.path().join("bench.sqlite").display());
        Ok(Self { folder, database })
    }
}

impl Program {
    /// The program at a path.
    pub fn new(binary: &Path, settings: Vec<(String, String)>) -> Result<Self> {
        let binary = binary.canonicalize().with_context(|| format!("no program at {}", binary.display()))?;
        Ok(Self { binary, settings })
    }

    fn command(&self, home: &Home, arguments: &[&str], log: &str) -> Result<Command> {
        let log = std::fs::File::create(home.folder.path().join(log))?;
        let storage = home.folder.path().join("files");
        std::fs::create_dir_all(&storage)?;
        let mut command = Command::new(&self.binary);
        command
            .args(arguments)
            .current_dir(home.folder.path())
            .env("ASISTENCIA_DATABASE_URL", &home.database)
            .env("ASISTENCIA_STORAGE_URL", format!("file://{}", storage.display()))
            .env("ASISTENCIA_LOG", "warn")
            // All of the load comes from one address.
            .env("ASISTENCIA_STREAMS_PER_ADDRESS", "0")
            .envs(self.settings.iter().map(|(key, value)| (key, value)))
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .kill_on_drop(true);
        Ok(command)
    }

    /// Runs a subcommand to its end; how long it took.
    pub async fn run(&self, home: &Home, arguments: &[&str]) -> Result<Duration> {
        let began = Instant::now();
        let status = self.command(home, arguments, "run.log")?.status().await?;
        if !status.success() {
            bail!("asistencia {} failed ({status}):\n{}", arguments.join(" "), tail(home, "run.log"));
        }
        Ok(began.elapsed())
    }

    /// Serves, and returns when `/readyz` says so.
    pub async fn serve(&self, home: &Home) -> Result<Server> {
        self.serve_with(home, &[]).await
    }

    /// The same with more settings.
    pub async fn serve_with(&self, home: &Home, settings: &[(&str, &str)]) -> Result<Server> {
        let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let address = format!("127.0.0.1:{port}");
        let url = format!("http://{address}");
        let mut command = self.command(home, &["serve"], "serve.log")?;
        command.env("ASISTENCIA_LISTEN", &address).env("ASISTENCIA_PUBLIC_URL", &url);
        command.envs(settings.iter().copied());

        let probe = reqwest::Client::builder().timeout(Duration::from_secs(2)).build()?;
        let ready = format!("{url}/readyz");
        let began = Instant::now();
        let mut child = command.spawn()?;
        loop {
            let answer = probe.get(&ready).send().await;
            if answer.is_ok_and(|answer| answer.status() == 200) {
                break;
            }
            if let Some(status) = child.try_wait()? {
                bail!("the server ended ({status}):\n{}", tail(home, "serve.log"));
            }
            ensure!(
                began.elapsed() < Duration::from_secs(60),
                "the server was not ready within a minute:\n{}",
                tail(home, "serve.log")
            );
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        let startup = began.elapsed();
        let pid = child.id().context("the server ended")?;
        Ok(Server { child, pid, url, address, startup })
    }
}

fn tail(home: &Home, log: &str) -> String {
    let text = std::fs::read_to_string(home.folder.path().join(log)).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(20)..].join("\n")
}

/// A running server. Dropping it kills it.
pub struct Server {
    child: Child,
    pid: u32,
    /// `http://…`
    pub url: String,
    /// Host and port.
    pub address: String,
    /// From the start of the process to readiness.
    pub startup: Duration,
}

impl Server {
    /// A memory figure of the process in MiB, by its name in `/proc/PID/status`, for instance `VmRSS`.
    pub fn memory(&self, name: &str) -> Result<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.pid))?;
        let line = status.lines().find(|line| line.starts_with(name)).context("no such figure")?;
        let kb: f64 = line.split_whitespace().nth(1).context("no figure")?.parse()?;
        Ok(kb / 1024.0)
    }

    /// The processor time that it has used until now.
    pub fn processor_time(&self) -> Result<Duration> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.pid))?;
        // The name of the process stands in brackets and may hold anything.
        let (_, fields) = stat.rsplit_once(')').context("no process name")?;
        let ticks =
            |index: usize| fields.split_whitespace().nth(index).and_then(|text| text.parse::<u64>().ok());
        let used = ticks(11).zip(ticks(12)).context("no times")?;
        // Linux counts in hundredths of a second for whoever reads this file.
        Ok(Duration::from_millis((used.0 + used.1) * 10))
    }

    /// Its page for Prometheus.
    pub async fn metrics(&self) -> Result<String> {
        Ok(reqwest::get(format!("{}/metrics", self.url)).await?.error_for_status()?.text().await?)
    }

    /// Asks it to stop and waits for it.
    pub async fn stop(mut self) -> Result<()> {
        Command::new("kill").arg(self.pid.to_string()).status().await?;
        if tokio::time::timeout(Duration::from_secs(20), self.child.wait()).await.is_err() {
            self.child.kill().await?;
        }
        Ok(())
    }
}
