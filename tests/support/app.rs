//! TestApp: a whole server with a clock of its own, in which a test tells its story.
//!
//! ```ignore
//! let app = TestApp::start().await;
//! let patient = app.patient().await;
//! let request = patient.submit_order(1).await;
//! app.clock.advance(Duration::minutes(15));
//! app.run_due().await;
//! assert_eq!(app.sent().len(), 1);
//! ```
//!
//! Nothing sleeps: time moves when the story says so, and background work runs when it is called.

use std::path::PathBuf;
use std::sync::Arc;

use asistencia::app::App;
use asistencia::features::audit::{Trail, write_trail};
use asistencia::features::auth::Passwords;
use asistencia::features::events::{Feed, Pace};
use asistencia::gateways::botmaker::{Botmaker, BotmakerConfig};
use asistencia::gateways::email::EmailGateway;
use asistencia::gateways::recording::{RecordedMessage, RecordingGateway};
use asistencia::gateways::smtp::Smtp;
use asistencia::gateways::storage::Storage;
use asistencia::gateways::whatsapp::WhatsappGateway;
use asistencia::http::graphql::DoorOptions;
use asistencia::http::{Patience, install_metrics, router, serve_connections};
use asistencia::platform::clock::{Clock, ManualClock};
use asistencia::platform::config::Config;
use asistencia::platform::db;
use asistencia::platform::random::Random;
use asistencia::worker;
use sea_orm::DatabaseConnection;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::botmaker::BotmakerServer;
use crate::client::Client;
use crate::database::TestDatabase;
use crate::process::files_below;
use crate::smtp::SmtpServer;
use crate::statements::StatementLog;
use crate::world;

/// Token that the tests' webhooks carry.
pub const WEBHOOK_TOKEN: &str = "webhook-token-of-the-tests";

/// How many connections to its database a server has.
pub const CONNECTIONS: u32 = 8;

/// A server with its own database, storage and clock.
pub struct TestApp {
    /// The application inside the server.
    pub app: Arc<App>,
    /// Its clock; it stands at [`world::start`] when the story begins.
    pub clock: ManualClock,
    /// Its address, without a slash at the end.
    pub url: String,
    /// What the recording gateways took.
    pub outbox: Arc<RecordingGateway>,
    /// What its database was asked.
    pub statements: StatementLog,
    /// Stops the server when it is cancelled, as a signal stops the real one.
    pub stop: CancellationToken,
    _storage: TempDir,
    _database: Option<Arc<TestDatabase>>,
}

/// What a test wants to be different.
#[derive(Default)]
pub struct Setup<'a> {
    botmaker: Option<&'a BotmakerServer>,
    smtp: Option<String>,
    database: Option<Arc<TestDatabase>>,
    configure: Option<Change<'a>>,
    pace: Pace,
    recheck_every: Option<std::time::Duration>,
    trail: Option<Trail>,
    patience: Patience,
}

type Change<'a> = Box<dyn FnOnce(&mut Config) + Send + 'a>;

impl<'a> Setup<'a> {
    /// WhatsApp goes to this stand-in over HTTP.
    pub fn botmaker(mut self, server: &'a BotmakerServer) -> Self {
        self.botmaker = Some(server);
        self
    }

    /// E-mail goes to this server over SMTP.
    pub fn smtp(self, server: &SmtpServer) -> Self {
        self.smtp_at(&server.url())
    }

    /// E-mail goes to the server at this address.
    pub fn smtp_at(mut self, url: &str) -> Self {
        self.smtp = Some(url.to_owned());
        self
    }

    /// Another node over the same database.
    pub fn database(mut self, database: Arc<TestDatabase>) -> Self {
        self.database = Some(database);
        self
    }

    /// What lists show waits in this trail until it is written.
    pub fn trail(mut self, trail: Trail) -> Self {
        self.trail = Some(trail);
        self
    }

    /// Changes the configuration.
    pub fn configure(mut self, change: impl FnOnce(&mut Config) + Send + 'a) -> Self {
        self.configure = Some(Box::new(change));
        self
    }

    /// The feed polls and lets subscribers hear of it at another pace.
    pub fn pace(mut self, pace: Pace) -> Self {
        self.pace = pace;
        self
    }

    /// How often open connections ask whether their session still stands.
    pub fn recheck_every(mut self, pause: std::time::Duration) -> Self {
        self.recheck_every = Some(pause);
        self
    }

    /// How long a peer may keep a connection to itself.
    pub fn patience(mut self, patience: Patience) -> Self {
        self.patience = patience;
        self
    }

    /// Starts the server.
    pub async fn start(self) -> TestApp {
        let database = match self.database {
            Some(database) => database,
            None => Arc::new(TestDatabase::create().await),
        };
        let storage = tempfile::tempdir().expect("a folder for files");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let mut config = Config {
            public_url: url.clone(),
            database_url: database.url.clone(),
            botmaker_webhook_token: Some(WEBHOOK_TOKEN.into()),
            botmaker_channel: Some("channel-of-the-tests".into()),
            botmaker_timeout: std::time::Duration::from_secs(5),
            ..Config::default()
        };
        if let Some(change) = self.configure {
            change(&mut config);
        }
        let clock = ManualClock::new(world::start());
        let now = clock.clone();
        let outbox = Arc::new(RecordingGateway::new(Arc::new(move || now.now())));
        let whatsapp: Arc<dyn WhatsappGateway> = match self.botmaker {
            Some(server) => Arc::new(
                Botmaker::new(BotmakerConfig {
                    url: server.url(),
                    access_token: crate::botmaker::ACCESS_TOKEN.into(),
                    renewal: None,
                    timeout: config.botmaker_timeout,
                })
                .expect("a gateway"),
            ),
            None => outbox.clone(),
        };
        let email: Arc<dyn EmailGateway> = match self.smtp {
            Some(url) => Arc::new(Smtp::new(&url, &config.mail_from).expect("a gateway")),
            None => outbox.clone(),
        };
        let mut db = db::connect(&config.database_url, CONNECTIONS).await.expect("the database opens");
        let mut writer = db::connect_writer(&config.database_url, &db).await.expect("the database opens");
        let statements = StatementLog::default();
        for connections in [&mut db, &mut writer] {
            let log = statements.clone();
            connections
                .set_metric_callback(move |statement| log.note(&statement.statement.sql, statement.failed));
        }
        let feed = Feed::with_pace(db.clone(), self.pace);
        let app = Arc::new(App {
            db,
            writer,
            clock: Arc::new(clock.clone()),
            random: Random::from_system(),
            storage: Storage::open_folder(storage.path()).expect("a storage"),
            whatsapp,
            email,
            outbox: Some(outbox.clone()),
            passwords: Passwords::weak_for_tests().expect("parameters"),
            feed: feed.clone(),
            trail: self.trail.unwrap_or_default(),
            work: watch::Sender::new(()),
            endings: watch::Sender::new(()),
            secret: b"a secret of the tests, 32 bytes at least".to_vec(),
            config,
        });
        let stop = CancellationToken::new();
        tokio::spawn(feed.run(stop.clone()));
        let mut door = DoorOptions { shutdown: stop.clone(), ..DoorOptions::default() };
        if let Some(pause) = self.recheck_every {
            door.recheck_every = pause;
        }
        let router = router(app.clone(), install_metrics(), door);
        tokio::spawn(serve_connections(listener, router, self.patience, stop.clone()));
        TestApp { app, clock, url, outbox, statements, stop, _storage: storage, _database: Some(database) }
    }
}

impl TestApp {
    /// A server as most stories need it.
    pub async fn start() -> Self {
        Self::setup().start().await
    }

    /// A server with something different.
    pub fn setup<'a>() -> Setup<'a> {
        Setup::default()
    }

    /// The database, for looking at rows.
    pub fn db(&self) -> &DatabaseConnection {
        &self.app.db
    }

    /// The database as another node would open it.
    pub fn database(&self) -> Arc<TestDatabase> {
        self._database.clone().expect("a database")
    }

    /// The data of a document that must succeed, and the fewest statements of six askings. Loaders wait a moment
    /// for what they can load together; where a busy machine lets somebody come too late for that, there is one
    /// statement more. What is loaded row by row shows in every asking.
    pub async fn fewest_statements(
        &self,
        client: &Client,
        query: &str,
        variables: serde_json::Value,
    ) -> (serde_json::Value, Vec<String>) {
        let mut askings = Vec::new();
        for _ in 0..6 {
            self.statements.take();
            let data = client.ok(query, variables.clone()).await;
            askings.push((data, self.statements.take()));
        }
        askings.into_iter().min_by_key(|(_, statements)| statements.len()).expect("six askings")
    }

    /// Somebody who has not signed in.
    pub fn anonymous(&self) -> Client {
        Client::new(&self.url, None)
    }

    /// Olga, an operator.
    pub async fn operator(&self) -> Client {
        self.staff("operadora@demo.example").await
    }

    /// Omar, another operator.
    pub async fn operator_2(&self) -> Client {
        self.staff("operador2@demo.example").await
    }

    /// Ada, the administrator.
    pub async fn admin(&self) -> Client {
        self.staff("admin@demo.example").await
    }

    /// A member of staff, signed in.
    pub async fn staff(&self, email: &str) -> Client {
        let anonymous = self.anonymous();
        let payload = anonymous
            .ok(
                "mutation($i: SignInInput!) { signIn(input: $i) { session { token } userErrors { code } } }",
                serde_json::json!({ "i": { "email": email, "password": world::PASSWORD } }),
            )
            .await;
        Client::new(&self.url, Some(token(&payload["signIn"])))
    }

    /// Elena, a patient with everything on record.
    pub async fn patient(&self) -> Client {
        self.patient_with("30111222").await
    }

    /// A patient of the clinic `demo`, signed in.
    pub async fn patient_with(&self, national_id: &str) -> Client {
        let anonymous = self.anonymous();
        let payload = anonymous
            .ok(
                "mutation($i: SignInPatientInput!) { signInPatient(input: $i) { session { token } userErrors { code } } }",
                serde_json::json!({ "i": { "clinic": "demo", "nationalId": national_id, "password": world::PASSWORD } }),
            )
            .await;
        Client::new(&self.url, Some(token(&payload["signInPatient"])))
    }

    /// The holder of the link in the newest message.
    pub async fn journey(&self, document_digits: &str) -> Client {
        self.open_journey(self.newest_link(), document_digits).await
    }

    /// The holder of the link in the newest mail.
    pub async fn journey_by_mail(&self, document_digits: &str) -> Client {
        self.open_journey(self.newest_link_in_mail(), document_digits).await
    }

    async fn open_journey(&self, token: String, document_digits: &str) -> Client {
        let payload = self
            .anonymous()
            .ok(
                "mutation($i: OpenJourneyInput!) { openJourney(input: $i) { session { token } userErrors { code } } }",
                serde_json::json!({ "i": { "token": token, "documentDigits": document_digits } }),
            )
            .await;
        Client::new(&self.url, Some(self::token(&payload["openJourney"])))
    }

    /// What people received, the newest first.
    pub fn sent(&self) -> Vec<RecordedMessage> {
        self.outbox.sent()
    }

    /// The secret part of the link in the newest message that carries one.
    pub fn newest_link(&self) -> String {
        let messages = self.sent();
        let link =
            messages.iter().find_map(|message| message.variables.get("link")).expect("a message with a link");
        link.rsplit('/').next().expect("a last part").to_owned()
    }

    /// The secret part of the link in the newest mail that carries one.
    pub fn newest_link_in_mail(&self) -> String {
        let messages = self.sent();
        let mut lines = messages.iter().filter_map(|message| message.body.as_deref()).flat_map(str::lines);
        let link = lines.find(|line| line.contains("/j/")).expect("a mail with a link");
        link.rsplit('/').next().expect("a last part").to_owned()
    }

    /// The files in the storage, staged ones included.
    pub fn stored_files(&self) -> Vec<PathBuf> {
        files_below(self._storage.path())
    }

    /// Does the background work that is due: webhooks and messages, what is owed after them, then what lists showed.
    pub async fn run_due(&self) {
        worker::work_off(&self.app).await.expect("the work is done");
        write_trail(&self.app).await.expect("the trail is written");
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

fn token(payload: &serde_json::Value) -> String {
    let token = payload["session"]["token"].as_str();
    token.unwrap_or_else(|| panic!("signed in, not {payload}")).to_owned()
}
