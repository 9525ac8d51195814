//! The real program as a process of its own, on the real clock: what crashes and signals do to it.

use std::fs::File;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::botmaker::{ACCESS_TOKEN, BotmakerServer};
use crate::client::Client;
use crate::database::TestDatabase;
use crate::{app, world};

/// How long anything may take before a test gives up: far more than it takes.
const PATIENCE: Duration = Duration::from_secs(60);
/// How often it is looked at.
const LOOK: Duration = Duration::from_millis(20);

/// The program beside the tests: `scripts/test.sh` builds it before them.
pub fn binary() -> PathBuf {
    let tests = std::env::current_exe().expect("the tests' own path");
    let folder = tests.parent().and_then(|deps| deps.parent()).expect("the build's folder");
    let binary = folder.join("asistencia");
    assert!(binary.exists(), "build it first: cargo build --workspace --bin asistencia");
    binary
}

/// The program with this subcommand, in a folder of its own and without settings of ours.
pub fn command(folder: &std::path::Path, subcommand: &str) -> Command {
    let mut command = Command::new(binary());
    command.arg(subcommand).current_dir(folder).env_clear().env("NO_COLOR", "1").stdin(Stdio::null());
    command
}

/// The files in a folder and in all folders below it.
pub fn files_below(folder: &std::path::Path) -> Vec<PathBuf> {
    let (mut files, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files
}

/// Looks until it is so.
pub async fn until<T, F: Future<Output = Option<T>>>(what: &str, mut look: impl FnMut() -> F) -> T {
    let looking = async {
        loop {
            if let Some(found) = look().await {
                return found;
            }
            tokio::time::sleep(LOOK).await;
        }
    };
    let found = tokio::time::timeout(PATIENCE, looking).await;
    found.unwrap_or_else(|_| panic!("not in time: {what}"))
}

/// `asistencia serve`, which can be killed and started again over the same database and files.
pub struct Server {
    /// Its address, without a slash at the end.
    pub url: String,
    /// Its database, for looking at rows.
    pub database: Arc<TestDatabase>,
    folder: TempDir,
    settings: Vec<(&'static str, String)>,
    child: Option<Child>,
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

impl Server {
    /// Starts it with the test world in its database, Botmaker's stand-in and no delay before messages.
    pub async fn start(botmaker: &BotmakerServer, more: &[(&'static str, &str)]) -> Self {
        let database = Arc::new(TestDatabase::create().await);
        let folder = tempfile::tempdir().expect("a folder");
        let port =
            TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a port").port();
        let url = format!("http://127.0.0.1:{port}");
        let mut settings = vec![
            ("ASISTENCIA_LISTEN", format!("127.0.0.1:{port}")),
            ("ASISTENCIA_PUBLIC_URL", url.clone()),
            ("ASISTENCIA_DATABASE_URL", database.url.clone()),
            ("ASISTENCIA_STORAGE_URL", format!("file://{}/files", folder.path().display())),
            ("ASISTENCIA_DISPATCH_DELAY", "0s".to_owned()),
            ("ASISTENCIA_BOTMAKER_URL", botmaker.url()),
            ("ASISTENCIA_BOTMAKER_TOKEN", ACCESS_TOKEN.to_owned()),
            ("ASISTENCIA_BOTMAKER_CHANNEL", "channel-of-the-tests".to_owned()),
            ("ASISTENCIA_BOTMAKER_WEBHOOK_TOKEN", app::WEBHOOK_TOKEN.to_owned()),
        ];
        settings.extend(more.iter().map(|(key, value)| (*key, (*value).to_owned())));
        let mut server = Self { url, database, folder, settings, child: None };
        server.start_again().await;
        server
    }

    /// Starts it, and returns when it serves.
    pub async fn start_again(&mut self) {
        let log = File::options().create(true).append(true).open(self.log_path()).expect("a log");
        let settings = self.settings.iter().map(|(key, value)| (*key, value.as_str()));
        let mut serve = Command::new("/bin/sh");
        // A file that may not grow is an error, as on a full disk, and no signal that kills.
        serve.args(["-c", "trap '' XFSZ; exec \"$0\" serve"]).arg(binary());
        serve.current_dir(self.folder.path()).env_clear().env("NO_COLOR", "1").envs(settings);
        serve.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
        self.child = Some(serve.spawn().expect("the program starts"));
        let (http, ready) = (reqwest::Client::new(), format!("{}/readyz", self.url));
        until("the server is ready", || async {
            http.get(&ready).send().await.ok().filter(|answer| answer.status() == 200)
        })
        .await;
    }

    /// `kill -9`: nothing of it gets to say a word.
    pub fn kill(&mut self) {
        let mut child = self.child.take().expect("it runs");
        child.kill().expect("killed");
        child.wait().expect("gone");
    }

    /// SIGTERM, and how it ended.
    pub async fn stop(&mut self) -> ExitStatus {
        let mut child = self.child.take().expect("it runs");
        let told = Command::new("kill").args(["-TERM", &child.id().to_string()]).status().expect("kill");
        assert!(told.success());
        until("the server has ended", || std::future::ready(child.try_wait().expect("its state"))).await
    }

    /// From now on the server meets a disk that is full for its database (SQLite): no file that it writes to may become
    /// larger than the database's log is now.
    pub fn let_no_file_grow(&self) {
        let database = self.database.url.strip_prefix("sqlite://").expect("a file");
        let log = std::fs::metadata(format!("{database}-wal")).expect("a log of the database");
        self.limit_files(&log.len().to_string());
    }

    /// There is room again.
    pub fn let_files_grow(&self) {
        self.limit_files("unlimited");
    }

    fn limit_files(&self, bytes: &str) {
        let process = self.child.as_ref().expect("it runs").id().to_string();
        let limit = format!("--fsize={bytes}:");
        let set = Command::new("prlimit").args(["--pid", &process, &limit]).status().expect("prlimit");
        assert!(set.success());
    }

    /// The files in its storage, staged ones included.
    pub fn stored_files(&self) -> Vec<PathBuf> {
        files_below(&self.folder.path().join("files"))
    }

    /// What it wrote to its log.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.log_path()).expect("a log")
    }

    /// Olga, an operator, signed in.
    pub async fn operator(&self) -> Client {
        let input = json!({ "email": "operadora@demo.example", "password": world::PASSWORD });
        self.signed_in("signIn", "SignInInput", input).await
    }

    /// Elena, a patient, signed in.
    pub async fn patient(&self) -> Client {
        let input = json!({ "clinic": "demo", "nationalId": "30111222", "password": world::PASSWORD });
        self.signed_in("signInPatient", "SignInPatientInput", input).await
    }

    /// Somebody who has not signed in.
    pub fn anonymous(&self) -> Client {
        Client::new(&self.url, None)
    }

    /// Opens a session by one of the mutations that do.
    pub async fn signed_in(&self, field: &str, input_type: &str, input: Value) -> Client {
        let payload = self.anonymous().done(field, input_type, input, "session { token }").await;
        Client::new(&self.url, payload["session"]["token"].as_str().map(str::to_owned))
    }

    fn log_path(&self) -> PathBuf {
        self.folder.path().join("log.txt")
    }
}
