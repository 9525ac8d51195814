//! From a configuration to an application: opens the database and the storage, picks the gateways.

use std::sync::Arc;
use std::time::Duration;

use migration::{Migrator, MigratorTrait};
use sea_orm::DatabaseConnection;
use tokio::sync::watch;

use crate::app::App;
use crate::features::audit::Trail;
use crate::features::auth::Passwords;
use crate::features::events::Feed;
use crate::gateways::botmaker::{Botmaker, BotmakerConfig, BotmakerRenewal};
use crate::gateways::email::EmailGateway;
use crate::gateways::recording::RecordingGateway;
use crate::gateways::smtp::{Smtp, sender};
use crate::gateways::storage::Storage;
use crate::gateways::whatsapp::WhatsappGateway;
#[cfg(debug_assertions)]
use crate::platform::clock::AheadClock;
use crate::platform::clock::{Clock, SystemClock};
use crate::platform::config::Config;
use crate::platform::db;
use crate::platform::random::Random;

/// Where a secret that was not set is kept.
const SECRET_FILE: &str = "data/secret";

/// Builds the application of this process.
///
/// # Errors
/// One line that says what could not be opened.
pub async fn boot(config: Config) -> anyhow::Result<Arc<App>> {
    let clock = clock()?;
    let random = Random::from_system();
    let secret = match &config.secret {
        Some(secret) => secret.clone().into_bytes(),
        None => kept_secret(&random).map_err(|error| {
            anyhow::anyhow!("ASISTENCIA_SECRET is not set, and none can be kept in {SECRET_FILE}: {error}")
        })?,
    };
    let db = open_database(&config).await?;
    let writer = named(db::connect_writer(&config.database_url, &db).await)?;
    let storage = Storage::open(&config.storage_url)
        .map_err(|error| anyhow::anyhow!("ASISTENCIA_STORAGE_URL: {error:#}"))?;
    let now = {
        let clock = clock.clone();
        Arc::new(move || clock.now())
    };
    let recording = Arc::new(RecordingGateway::new(now));
    let whatsapp: Arc<dyn WhatsappGateway> = match botmaker(&config)? {
        Some(botmaker) => Arc::new(botmaker),
        None => {
            tracing::warn!("no ASISTENCIA_BOTMAKER_URL: WhatsApp messages are recorded, not sent");
            recording.clone()
        }
    };
    let email: Arc<dyn EmailGateway> = match &config.smtp_url {
        Some(url) => Arc::new(Smtp::new(url, &config.mail_from)?),
        None => {
            // Wrong, it would show on the day on which mail is set up.
            sender(&config.mail_from)?;
            tracing::warn!("no ASISTENCIA_SMTP_URL: e-mails are recorded, not sent");
            recording.clone()
        }
    };
    // What only one gateway records may be real people's mail: that is shown only where it was asked for.
    let records = config.botmaker_url.is_none() || config.smtp_url.is_none();
    let harmless = config.botmaker_url.is_none() && config.smtp_url.is_none();
    let outbox = (records && config.dev_outbox.unwrap_or(harmless)).then_some(recording);
    let passwords = Passwords::production().map_err(|error| anyhow::anyhow!("{error:?}"))?;
    let feed = Feed::new(db.clone());
    Ok(Arc::new(App {
        config,
        db,
        writer,
        clock,
        random,
        storage,
        whatsapp,
        email,
        outbox,
        passwords,
        feed,
        trail: Trail::default(),
        work: watch::Sender::new(()),
        endings: watch::Sender::new(()),
        secret,
    }))
}

/// Opens the database of a configuration.
///
/// # Errors
/// One line that names the setting.
pub async fn open_database(config: &Config) -> anyhow::Result<DatabaseConnection> {
    named(db::connect(&config.database_url, config.database_connections).await)
}

fn named(opened: anyhow::Result<DatabaseConnection>) -> anyhow::Result<DatabaseConnection> {
    opened.map_err(|error| anyhow::anyhow!("ASISTENCIA_DATABASE_URL: {error:#}"))
}

/// Brings the database up to date. Several nodes may start at once: whoever loses the
/// race looks again.
///
/// # Errors
/// Where a change fails; what came before it stays.
pub async fn migrate(db: &DatabaseConnection) -> anyhow::Result<()> {
    let mut attempts = 0;
    loop {
        match Migrator::up(db, None).await {
            Ok(()) => return Ok(()),
            // Another node is applying the same change: it is there a moment later.
            Err(error) if attempts < 5 => {
                attempts += 1;
                tracing::debug!(%error, "migration did not apply; looking again");
                tokio::time::sleep(Duration::from_millis(500)).await;
            }
            Err(error) => return Err(anyhow::anyhow!("migration: {error}")),
        }
    }
}

/// The machine's clock; in a debug build ahead by `ASISTENCIA_CLOCK_AHEAD` (`10m`, `30d`) where that is set.
fn clock() -> anyhow::Result<Arc<dyn Clock>> {
    #[cfg(debug_assertions)]
    if let Ok(ahead) = std::env::var("ASISTENCIA_CLOCK_AHEAD") {
        let ahead = humantime::parse_duration(&ahead)
            .map_err(anyhow::Error::from)
            .and_then(|ahead| Ok(chrono::Duration::from_std(ahead)?))
            .map_err(|error| anyhow::anyhow!("ASISTENCIA_CLOCK_AHEAD: {error}"))?;
        return Ok(Arc::new(AheadClock(ahead)));
    }
    Ok(Arc::new(SystemClock))
}

fn botmaker(config: &Config) -> anyhow::Result<Option<Botmaker>> {
    let Some(url) = &config.botmaker_url else { return Ok(None) };
    let renewal =
        match (&config.botmaker_client_id, &config.botmaker_secret_id, &config.botmaker_refresh_token) {
            (Some(client_id), Some(secret_id), Some(refresh_token)) => Some(BotmakerRenewal {
                client_id: client_id.clone(),
                secret_id: secret_id.clone(),
                refresh_token: refresh_token.clone(),
            }),
            _ => None,
        };
    Ok(Some(Botmaker::new(BotmakerConfig {
        url: url.clone(),
        access_token: config.botmaker_token.clone().unwrap_or_default(),
        renewal,
        timeout: config.botmaker_timeout,
    })?))
}

fn kept_secret(random: &Random) -> anyhow::Result<Vec<u8>> {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    if let Ok(secret) = std::fs::read(SECRET_FILE)
        && secret.len() >= 32
    {
        return Ok(secret);
    }
    std::fs::create_dir_all("data")?;
    let secret = hex::encode(random.bytes::<32>()).into_bytes();
    let mut file =
        std::fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(SECRET_FILE)?;
    file.write_all(&secret)?;
    file.sync_all()?;
    Ok(secret)
}
