//! The application: everything that code may depend on and that a test may want to replace.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use entity::ids::ClinicId;
use sea_orm::DatabaseConnection;
use tokio::sync::watch;
use uuid::Uuid;

use crate::features::audit::Trail;
use crate::features::auth::Passwords;
use crate::features::events::{Feed, UnitOfWork};
use crate::gateways::email::EmailGateway;
use crate::gateways::recording::RecordingGateway;
use crate::gateways::storage::Storage;
use crate::gateways::whatsapp::WhatsappGateway;
use crate::platform::clock::Clock;
use crate::platform::config::Config;
use crate::platform::error::Result;
use crate::platform::random::Random;

/// The application, shared by every request and worker of the process.
pub struct App {
    /// Settings of this process.
    pub config: Config,
    /// The database, for whoever reads.
    pub db: DatabaseConnection,
    /// The same database, for whoever writes ([`connect_writer`](crate::platform::db::connect_writer)).
    pub writer: DatabaseConnection,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Where ids and secrets come from.
    pub random: Random,
    /// Files of patients.
    pub storage: Storage,
    /// WhatsApp.
    pub whatsapp: Arc<dyn WhatsappGateway>,
    /// E-mail.
    pub email: Arc<dyn EmailGateway>,
    /// What the recording gateways took, where they stand in.
    pub outbox: Option<Arc<RecordingGateway>>,
    /// Hashes and checks passwords.
    pub passwords: Passwords,
    /// The node's tail of the feeds.
    pub feed: Arc<Feed>,
    /// What lists and live feeds showed and what is not in the audit trail yet.
    pub trail: Trail,
    /// Wakes the workers: something may be due. It carries no data.
    pub work: watch::Sender<()>,
    /// Wakes the open connections: sessions, links or keys have ended here. It carries no data.
    pub endings: watch::Sender<()>,
    /// Signs addresses of files.
    pub secret: Vec<u8>,
}

impl App {
    /// What time it is.
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// A new id.
    pub fn new_id<T: From<Uuid>>(&self) -> T {
        T::from(self.random.uuid(self.now()))
    }

    /// Begins a transaction of one clinic: its rows, events, audit entries and messages commit together.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub async fn begin(&self, clinic_id: ClinicId) -> Result<UnitOfWork<'_>> {
        UnitOfWork::begin(self, clinic_id).await
    }
}

#[cfg(test)]
impl App {
    /// An application for tests beside the code: nothing of it lies outside of the process but its database and its
    /// folder. What a test needs otherwise it changes before it shares it.
    pub(crate) fn for_tests(
        db: DatabaseConnection,
        folder: &std::path::Path,
        clock: &crate::platform::clock::ManualClock,
    ) -> (Self, Arc<RecordingGateway>) {
        let now = clock.clone();
        let outbox = Arc::new(RecordingGateway::new(Arc::new(move || now.now())));
        let app = Self {
            config: Config::default(),
            feed: Feed::new(db.clone()),
            writer: db.clone(),
            db,
            clock: Arc::new(clock.clone()),
            random: Random::seeded(1),
            storage: Storage::open_folder(folder).expect("a folder"),
            whatsapp: outbox.clone(),
            email: outbox.clone(),
            outbox: Some(outbox.clone()),
            passwords: Passwords::weak_for_tests().expect("passwords"),
            trail: Trail::default(),
            work: watch::Sender::new(()),
            endings: watch::Sender::new(()),
            secret: vec![7; 32],
        };
        (app, outbox)
    }
}
