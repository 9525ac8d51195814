//! Configuration: environment variables `ASISTENCIA_…`, or the same keys in `asistencia.toml`.

mod check;

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::Path;
use std::time::Duration;

use serde::{Deserialize, Deserializer};

/// Everything that an operator of the system can set. See [`KEYS`] for the words shown by `--help`.
#[derive(Clone, Debug, Deserialize)]
#[serde(default)]
pub struct Config {
    /// Address and port to listen on.
    pub listen: SocketAddr,
    /// Address under which people reach the server; links are made with it.
    pub public_url: String,
    /// `sqlite://…` or `postgres://…`.
    pub database_url: String,
    /// Connections that one process may hold to the database.
    pub database_connections: u32,
    /// `file:///…` or `s3://bucket/prefix`.
    pub storage_url: String,
    /// Signs addresses of files; made and kept under `./data` when unset.
    pub secret: Option<String>,
    /// Time between the confirmation of a review and its message, where a clinic sets nothing else.
    #[serde(deserialize_with = "duration")]
    pub dispatch_delay: Duration,
    /// Botmaker's API; without it WhatsApp messages go to the recording gateway.
    pub botmaker_url: Option<String>,
    /// Botmaker's access token.
    pub botmaker_token: Option<String>,
    /// Token with which an expired access token is renewed; needs the two ids beside it.
    pub botmaker_refresh_token: Option<String>,
    /// Botmaker's client id, for the renewal.
    pub botmaker_client_id: Option<String>,
    /// Botmaker's secret id, for the renewal.
    pub botmaker_secret_id: Option<String>,
    /// Botmaker's channel id.
    pub botmaker_channel: Option<String>,
    /// Token that Botmaker sends in `auth-bm-token`; without it webhooks are refused.
    pub botmaker_webhook_token: Option<String>,
    /// How long a call to Botmaker may take.
    #[serde(deserialize_with = "duration")]
    pub botmaker_timeout: Duration,
    /// `smtp://user:password@host:port`; without it e-mails go to the recording gateway.
    pub smtp_url: Option<String>,
    /// Sender of e-mails.
    pub mail_from: String,
    /// Filter of log lines.
    pub log: String,
    /// `text` or `json`.
    pub log_format: LogFormat,
    /// Largest upload in bytes.
    pub max_upload_bytes: u64,
    /// Whether clients may ask for the schema.
    pub introspection: bool,
    /// Proxies in front of the server whose `X-Forwarded-For` is believed, counted from the right.
    pub trusted_proxies: u8,
    /// Origins of web frontends that are served elsewhere, such as `https://app.clinic.example`.
    #[serde(deserialize_with = "origins")]
    pub allowed_origins: Vec<String>,
    /// WebSockets and event streams that one address may hold open on a node; 0 for any number.
    pub streams_per_address: u64,
    /// Patients who may sign up from one address within 15 minutes; 0 for any number.
    pub sign_ups_per_address: u32,
    /// How long events can be resumed.
    #[serde(deserialize_with = "duration")]
    pub feed_retention: Duration,
    /// Whether `serve` brings the database up to date at its start.
    pub migrate: bool,
    /// Whether `serve` runs the background work too.
    pub workers: bool,
    /// Page of the recording gateways at `/dev/outbox`; it exists only with them.
    /// Unset, it is shown where both gateways record.
    pub dev_outbox: Option<bool>,
}

/// How log lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    Text,
    /// For machines.
    Json,
}

/// Each migration tells its own progress at `info`, and PostgreSQL what was there already.
const LOG: &str = "info,sea_orm_migration=warn,sqlx=warn";

/// Every key, its default and what it is for: what `asistencia serve --help` lists.
pub const KEYS: &[(&str, &str, &str)] = &[
    ("ASISTENCIA_LISTEN", "127.0.0.1:8080", "address and port to listen on"),
    (
        "ASISTENCIA_PUBLIC_URL",
        "http:// and ASISTENCIA_LISTEN",
        "address under which people reach the server; links carry it",
    ),
    ("ASISTENCIA_DATABASE_URL", "sqlite://data/asistencia.db", "sqlite://… or postgres://…"),
    (
        "ASISTENCIA_DATABASE_CONNECTIONS",
        "16",
        "connections that one process may hold; on SQLite one more, to write by",
    ),
    ("ASISTENCIA_STORAGE_URL", "file://data/files", "file:///… or s3://bucket/prefix"),
    ("ASISTENCIA_SECRET", "made and kept under ./data", "signs addresses of files; the same on every node"),
    ("ASISTENCIA_DISPATCH_DELAY", "15m", "time to correct a confirmed review"),
    (
        "ASISTENCIA_BOTMAKER_URL",
        "none: messages are recorded",
        "Botmaker's API, https://api.botmaker.com/v2.0",
    ),
    ("ASISTENCIA_BOTMAKER_TOKEN", "none", "Botmaker's access token"),
    ("ASISTENCIA_BOTMAKER_REFRESH_TOKEN", "none", "renews an expired access token, with the two ids"),
    ("ASISTENCIA_BOTMAKER_CLIENT_ID", "none", "Botmaker's client id, for the renewal"),
    ("ASISTENCIA_BOTMAKER_SECRET_ID", "none", "Botmaker's secret id, for the renewal"),
    ("ASISTENCIA_BOTMAKER_CHANNEL", "none", "Botmaker's channel id"),
    (
        "ASISTENCIA_BOTMAKER_WEBHOOK_TOKEN",
        "none: webhooks are refused",
        "what Botmaker sends in auth-bm-token",
    ),
    ("ASISTENCIA_BOTMAKER_TIMEOUT", "20s", "how long a call to Botmaker may take"),
    ("ASISTENCIA_SMTP_URL", "none: e-mails are recorded", "smtp://user:password@host:port or smtps://…"),
    ("ASISTENCIA_MAIL_FROM", "Asistencia <no-reply@localhost>", "sender of e-mails"),
    ("ASISTENCIA_LOG", LOG, "filter of log lines"),
    ("ASISTENCIA_LOG_FORMAT", "text", "text or json"),
    ("ASISTENCIA_MAX_UPLOAD_BYTES", "20971520", "largest upload"),
    ("ASISTENCIA_INTROSPECTION", "true", "whether clients may ask for the schema"),
    ("ASISTENCIA_TRUSTED_PROXIES", "0", "proxies whose X-Forwarded-For is believed"),
    ("ASISTENCIA_ALLOWED_ORIGINS", "none", "origins of frontends elsewhere, separated by commas"),
    ("ASISTENCIA_STREAMS_PER_ADDRESS", "1000", "sockets and event streams that one address may hold; 0: any"),
    (
        "ASISTENCIA_SIGN_UPS_PER_ADDRESS",
        "100",
        "patients who may sign up from one address in 15 minutes; 0: any",
    ),
    ("ASISTENCIA_FEED_RETENTION", "7d", "how long events can be resumed"),
    ("ASISTENCIA_MIGRATE", "true", "whether serve brings the database up to date"),
    ("ASISTENCIA_WORKERS", "true", "whether serve runs the background work too"),
    ("ASISTENCIA_DEV_OUTBOX", "where both gateways record", "page of recorded messages at /dev/outbox"),
];

/// What only the tests and the scripts around them read, after `ASISTENCIA_`.
const NOT_OURS: [&str; 3] = ["TEST_", "POSTGRES_BIN", "URL"];
/// A debug build's clock can be set ahead.
const CLOCK: &str = "CLOCK_AHEAD";

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            public_url: "http://127.0.0.1:8080".into(),
            database_url: "sqlite://data/asistencia.db".into(),
            database_connections: 16,
            storage_url: "file://data/files".into(),
            secret: None,
            dispatch_delay: Duration::from_secs(15 * 60),
            botmaker_url: None,
            botmaker_token: None,
            botmaker_refresh_token: None,
            botmaker_client_id: None,
            botmaker_secret_id: None,
            botmaker_channel: None,
            botmaker_webhook_token: None,
            botmaker_timeout: Duration::from_secs(20),
            smtp_url: None,
            mail_from: "Asistencia <no-reply@localhost>".into(),
            log: LOG.into(),
            log_format: LogFormat::Text,
            max_upload_bytes: 20 * 1024 * 1024,
            introspection: true,
            trusted_proxies: 0,
            allowed_origins: Vec::new(),
            streams_per_address: 1_000,
            sign_ups_per_address: 100,
            feed_retention: Duration::from_secs(7 * 24 * 60 * 60),
            migrate: true,
            workers: true,
            dev_outbox: None,
        }
    }
}

impl Config {
    /// Reads `asistencia.toml` where there is one, then the environment, which wins.
    ///
    /// # Errors
    /// One line that names the key and what is wrong with it.
    pub fn load() -> anyhow::Result<Self> {
        Self::from_sources(Path::new("asistencia.toml"), std::env::vars())
    }

    fn from_sources(
        file: &Path,
        environment: impl Iterator<Item = (String, String)>,
    ) -> anyhow::Result<Self> {
        let known =
            |key: &str| KEYS.iter().any(|(name, _, _)| *name == format!("ASISTENCIA_{}", key.to_uppercase()));
        let short = |key: &str| {
            let lower = key.to_lowercase();
            lower.strip_prefix("asistencia_").unwrap_or(&lower).to_owned()
        };
        let mut builder = config::Config::builder();
        if file.exists() {
            let table: toml::Table = std::fs::read_to_string(file)?
                .parse()
                .map_err(|error: toml::de::Error| anyhow::anyhow!("asistencia.toml: {}", error.message()))?;
            for (key, value) in table {
                let key = short(&key);
                anyhow::ensure!(known(&key), "asistencia.toml: unknown key {key}");
                let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                builder = builder.set_override(key, value)?;
            }
        }
        for (key, value) in
            environment.filter(|(key, value)| key.starts_with("ASISTENCIA_") && !value.is_empty())
        {
            let name = &key["ASISTENCIA_".len()..];
            let is_clock = cfg!(debug_assertions) && name == CLOCK;
            if is_clock || NOT_OURS.iter().any(|other| name.starts_with(other)) {
                continue;
            }
            anyhow::ensure!(known(&short(&key)), "{key}: there is no such setting");
            builder = builder.set_override(short(&key), value)?;
        }
        let settings = builder.build()?;
        let says_where_people_come = settings.get_string("public_url").is_ok();
        let mut config: Self =
            settings.clone().try_deserialize().map_err(|error| culprit(&settings, &error))?;
        if !says_where_people_come {
            config.public_url = format!("http://{}", reachable(config.listen));
        }
        config.check()?;
        Ok(config)
    }

    /// The public address without a slash at its end.
    pub fn public_base(&self) -> &str {
        self.public_url.trim_end_matches('/')
    }

    /// Where the holder of a journey's token begins.
    pub fn journey_address(&self, token: &str) -> String {
        format!("{}/j/{token}", self.public_base())
    }
}

/// An address that a browser on this machine can open: one that listens everywhere listens here too.
pub fn reachable(listen: SocketAddr) -> SocketAddr {
    match listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => (Ipv4Addr::LOCALHOST, listen.port()).into(),
        IpAddr::V6(ip) if ip.is_unspecified() => (Ipv6Addr::LOCALHOST, listen.port()).into(),
        _ => listen,
    }
}

/// One line about the setting that cannot be read: each one alone tells which it is.
fn culprit(settings: &config::Config, error: &config::ConfigError) -> anyhow::Error {
    for (name, _, _) in KEYS {
        let key = name["ASISTENCIA_".len()..].to_lowercase();
        let Ok(value) = settings.get_string(&key) else { continue };
        let alone = config::Config::builder().set_override(&key, value.clone());
        let alone =
            alone.and_then(|builder| builder.build()).and_then(config::Config::try_deserialize::<Config>);
        let Err(error) = alone else { continue };
        let reason = error.to_string();
        let reason = reason.split(" for key `").next().unwrap_or_default();
        // What is secret is a text, and any text can be read.
        return anyhow::anyhow!("{name}: {value:?} does not fit: {reason}");
    }
    anyhow::anyhow!("configuration: {error}")
}

fn origins<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    let text = String::deserialize(deserializer)?;
    let listed = text.split(',').map(str::trim).filter(|origin| !origin.is_empty());
    listed
        .map(|origin| match url::Url::parse(origin).map(|url| (url.origin().ascii_serialization(), url)) {
            Ok((plain, url)) if plain == origin && matches!(url.scheme(), "http" | "https") => Ok(plain),
            _ => Err(serde::de::Error::custom(format!(
                "`{origin}` is no origin such as https://app.clinic.example, without a path"
            ))),
        })
        .collect()
}

fn duration<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    let text = String::deserialize(deserializer)?;
    humantime::parse_duration(&text).map_err(|error| {
        serde::de::Error::custom(format!("`{text}` is no duration such as 15m or 7d: {error}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(pairs: &[(&str, &str)]) -> anyhow::Result<Config> {
        let environment = pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
        Config::from_sources(Path::new("no such file"), environment)
    }

    #[test]
    fn the_environment_is_read_and_the_rest_keeps_its_default() {
        let config =
            load(&[("ASISTENCIA_DISPATCH_DELAY", "2m"), ("ASISTENCIA_LISTEN", "0.0.0.0:80")]).unwrap();
        assert_eq!(config.dispatch_delay, Duration::from_secs(120));
        assert_eq!(config.listen.port(), 80);
        assert_eq!(config.max_upload_bytes, 20 * 1024 * 1024);
    }

    #[test]
    fn links_lead_to_where_the_server_listens_unless_it_is_said() {
        for (listen, public) in [
            ("127.0.0.1:9000", "http://127.0.0.1:9000"),
            ("0.0.0.0:9000", "http://127.0.0.1:9000"),
            ("[::]:80", "http://[::1]:80"),
        ] {
            assert_eq!(load(&[("ASISTENCIA_LISTEN", listen)]).unwrap().public_url, public);
        }
        let said = [("ASISTENCIA_LISTEN", "0.0.0.0:80"), ("ASISTENCIA_PUBLIC_URL", "https://clinic.example")];
        assert_eq!(load(&said).unwrap().public_url, "https://clinic.example");
        assert_eq!(load(&[]).unwrap().public_url, Config::default().public_url);
    }

    #[test]
    fn a_wrong_value_is_one_clear_line() {
        for (key, value) in [
            ("ASISTENCIA_DISPATCH_DELAY", "soon"),
            ("ASISTENCIA_LISTEN", "here"),
            ("ASISTENCIA_DATABASE_URL", "mysql://x"),
            ("ASISTENCIA_BOTMAKER_URL", "http://127.0.0.1:1"),
            ("ASISTENCIA_SECRET", "short"),
            ("ASISTENCIA_LOG_FORMAT", "xml"),
            ("ASISTENCIA_INTROSPECTION", "perhaps"),
            ("ASISTENCIA_TRUSTED_PROXIES", "300"),
            ("ASISTENCIA_PUBLIC_URL", "clinic.example"),
            ("ASISTENCIA_STORAGE_URL", "/srv/files"),
            ("ASISTENCIA_ALLOWED_ORIGINS", "https://app.example/"),
            ("ASISTENCIA_ALLOWED_ORIGINS", "*"),
        ] {
            let message = load(&[(key, value)]).unwrap_err().to_string();
            assert!(!message.contains('\n') && message.starts_with(key), "{key}: {message}");
            let secret =
                matches!(key, "ASISTENCIA_SECRET" | "ASISTENCIA_DATABASE_URL" | "ASISTENCIA_BOTMAKER_URL");
            assert_eq!(message.contains(value), !secret, "{key}: {message}");
        }
    }

    #[test]
    fn what_the_server_could_not_work_with_stops_the_start() {
        for (key, value) in [
            ("ASISTENCIA_MAX_UPLOAD_BYTES", "0"),
            ("ASISTENCIA_FEED_RETENTION", "0s"),
            ("ASISTENCIA_BOTMAKER_TIMEOUT", "0s"),
            ("ASISTENCIA_DISPATCH_DELAY", "100000y"),
            ("ASISTENCIA_PUBLIC_URL", "http://x/?q"),
            ("ASISTENCIA_PUBLIC_URL", "http://x/#q"),
            ("ASISTENCIA_BOTMAKER_TOKEN", "alone"),
            ("ASISTENCIA_BOTMAKER_REFRESH_TOKEN", "alone"),
            (concat!("ASISTENCIA", "_NONSENSE"), "1"),
        ] {
            let message = load(&[(key, value)]).unwrap_err().to_string();
            assert!(!message.contains('\n') && message.starts_with(key), "{key}: {message}");
            assert!(!message.contains("alone"), "{message}");
        }
        assert!(load(&[("ASISTENCIA_TEST_DATABASE", "postgres")]).is_ok());
    }

    #[test]
    fn frontends_elsewhere_are_a_list() {
        let list = [("ASISTENCIA_ALLOWED_ORIGINS", "https://app.example, http://localhost:5173")];
        assert_eq!(load(&list).unwrap().allowed_origins, ["https://app.example", "http://localhost:5173"]);
        assert!(load(&[]).unwrap().allowed_origins.is_empty());
    }

    #[test]
    fn every_key_of_the_help_is_read() {
        let names: Vec<_> = KEYS.iter().map(|(name, _, _)| name.to_lowercase()[11..].to_owned()).collect();
        let fields = format!("{:?}", Config::default());
        for name in names {
            assert!(fields.contains(&format!("{name}:")), "{name} is no field");
        }
    }
}
