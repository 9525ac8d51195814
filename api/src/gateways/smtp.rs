//! E-mail over SMTP (RFC 5321).
//!
//! lettre's transport tells what went wrong but not when, and 'when' is what decides: before the final dot
//! nothing left, after it anything may have. So the commands are driven one by one here, over lettre's
//! connection. lettre sets no deadline on reads either; every stage has one here.

use std::sync::Mutex;
use std::time::Duration;

use anyhow::Context as _;
use async_trait::async_trait;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};
use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};
use lettre::{Address, Message};
use tokio::time::timeout;

use super::email::{EmailGateway, EmailMessage};
use super::redact::redact;
use super::{RefusalScope, SendResult};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// For greeting, TLS and signing in together, and for each command up to DATA.
const COMMAND_TIMEOUT: Duration = Duration::from_secs(30);

/// For the content and the reply to its final dot. RFC 5321 would have ten minutes; a lease is shorter, and
/// what is late is uncertain, not lost.
const CONTENT_TIMEOUT: Duration = Duration::from_secs(60);

/// How long an open connection may take to prove that it still works.
const PROBE_TIMEOUT: Duration = Duration::from_secs(3);

/// Open connections that are kept for the next mail.
const MAX_IDLE: usize = 4;

/// The gateway.
pub struct Smtp {
    server: Server,
    from: Mailbox,
    idle: Mutex<Vec<AsyncSmtpConnection>>,
}

#[derive(Debug)]
struct Server {
    host: String,
    port: u16,
    tls: Tls,
    credentials: Option<Credentials>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tls {
    None,
    /// STARTTLS.
    Upgraded {
        required: bool,
    },
    Wrapped,
}

/// Where the conversation stood when it failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Session,
    Sender,
    Recipient,
    Data,
    Content,
}

/// The sender of mails as it was set: `Name <address>` or an address.
///
/// # Errors
/// It is neither.
pub fn sender(from: &str) -> anyhow::Result<Mailbox> {
    from.trim().parse().with_context(|| format!("ASISTENCIA_MAIL_FROM: {from:?} is no mail address"))
}

impl Smtp {
    /// Connects to nothing yet. `url` is `smtp://user:password@host:port` or `smtps://…`. Plain `smtp://`
    /// uses no TLS, unless it carries a password to another machine: then STARTTLS is required. To say it
    /// outright: `?tls=none`, `opportunistic` or `required`. `from` is `Name <address>` or an address.
    ///
    /// # Errors
    /// The URL or the sender makes no sense.
    pub fn new(url: &str, from: &str) -> anyhow::Result<Self> {
        let server = Server::parse(url)?;
        let from = sender(from)?;
        Ok(Self { server, from, idle: Mutex::new(Vec::new()) })
    }

    async fn connection(&self) -> Result<AsyncSmtpConnection, SendResult> {
        loop {
            let Some(mut idle) = self.lock_idle().pop() else { break };
            // NOOP: the server may have hung up meanwhile. Dropping the connection closes it.
            if timeout(PROBE_TIMEOUT, idle.test_connected()).await == Ok(true) {
                return Ok(idle);
            }
        }
        match timeout(COMMAND_TIMEOUT, self.server.connect()).await {
            Ok(Ok(connection)) => Ok(connection),
            Ok(Err(error)) => Err(failed(Stage::Session, &error, "")),
            Err(_) => Err(SendResult::retry("timeout", "no session in time")),
        }
    }

    fn lock_idle(&self) -> std::sync::MutexGuard<'_, Vec<AsyncSmtpConnection>> {
        self.idle.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    async fn deliver(
        &self,
        connection: &mut AsyncSmtpConnection,
        to: &Address,
        content: &[u8],
    ) -> Result<(), SendResult> {
        let address = to.to_string();
        let mut parameters = vec![];
        if !address.is_ascii() {
            if !connection.server_info().supports_feature(Extension::SmtpUtfEight) {
                let detail = "the server does not take addresses outside ASCII";
                return Err(SendResult::refused("address", detail, RefusalScope::Person));
            }
            parameters.push(MailParameter::SmtpUtfEight);
        }
        let sender = Mail::new(Some(self.from.email.clone()), parameters);
        command(Stage::Sender, &address, connection.command(sender)).await?;
        command(Stage::Recipient, &address, connection.command(Rcpt::new(to.clone(), vec![]))).await?;
        command(Stage::Data, &address, connection.command(Data)).await?;
        match timeout(CONTENT_TIMEOUT, connection.message(content)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(failed(Stage::Content, &error, &address)),
            Err(_) => Err(SendResult::Uncertain { detail: "no reply to the content in time".into() }),
        }
    }
}

#[async_trait]
impl EmailGateway for Smtp {
    async fn send(&self, message: &EmailMessage) -> SendResult {
        let Ok(to) = message.to.trim().parse::<Address>() else {
            return SendResult::refused("address", "not a mail address", RefusalScope::Person);
        };
        let content = match compose(&self.from, &to, message) {
            Ok(content) => content,
            Err(error) => {
                let detail = redact(&format!("{error:#}"), [message.to.as_str()]);
                return SendResult::refused("content", detail, RefusalScope::Ours);
            }
        };
        let mut connection = match self.connection().await {
            Ok(connection) => connection,
            Err(result) => return result,
        };
        match self.deliver(&mut connection, &to, &content).await {
            Ok(()) => {
                let mut idle = self.lock_idle();
                if idle.len() < MAX_IDLE {
                    idle.push(connection);
                }
                SendResult::Accepted { provider_id: bare_id(&message.message_id).to_owned() }
            }
            // After a failure the conversation is in an unknown state: the connection is dropped.
            Err(result) => result,
        }
    }
}

impl Server {
    fn parse(url: &str) -> anyhow::Result<Self> {
        // The URL holds a password: no error may repeat it.
        let url = url::Url::parse(url).ok().context("ASISTENCIA_SMTP_URL is no URL")?;
        let host = url.host_str().filter(|host| !host.is_empty());
        let host = host.context("ASISTENCIA_SMTP_URL names no host")?.trim_matches(['[', ']']).to_owned();
        let decode =
            |text: &str| percent_decode(text).context("ASISTENCIA_SMTP_URL: credentials are not UTF-8");
        let credentials = match url.password() {
            Some(password) => Some(Credentials::new(decode(url.username())?, decode(password)?)),
            None => None,
        };
        let tls = url.query_pairs().find(|(key, _)| key == "tls").map(|(_, value)| value.into_owned());
        let local = host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback());
        let (tls, default_port) = match (url.scheme(), tls.as_deref()) {
            ("smtps", None) => (Tls::Wrapped, 465),
            ("smtp", None) if credentials.is_some() && !local => (Tls::Upgraded { required: true }, 587),
            ("smtp", None | Some("none")) => (Tls::None, 25),
            ("smtp", Some("opportunistic")) => (Tls::Upgraded { required: false }, 587),
            ("smtp", Some("required")) => (Tls::Upgraded { required: true }, 587),
            _ => anyhow::bail!(
                "ASISTENCIA_SMTP_URL must be smtp:// or smtps://, with ?tls=none, opportunistic or required"
            ),
        };
        Ok(Self { port: url.port().unwrap_or(default_port), host, tls, credentials })
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, SmtpError> {
        let hello = ClientId::default();
        let tls = || TlsParameters::new(self.host.clone());
        let wrapped = if self.tls == Tls::Wrapped { Some(tls()?) } else { None };
        let peer = (self.host.as_str(), self.port);
        let mut connection =
            AsyncSmtpConnection::connect_tokio1(peer, Some(CONNECT_TIMEOUT), &hello, wrapped, None).await?;
        if let Tls::Upgraded { required } = self.tls
            && (required || connection.can_starttls())
        {
            connection.starttls(tls()?, &hello).await?;
        }
        if let Some(credentials) = &self.credentials {
            connection.auth(DEFAULT_MECHANISMS, credentials).await?;
        }
        Ok(connection)
    }
}

/// Runs one command of a stage before the content: whatever fails here, nothing left.
async fn command<T>(
    stage: Stage,
    address: &str,
    reply: impl Future<Output = Result<T, SmtpError>>,
) -> Result<T, SendResult> {
    match timeout(COMMAND_TIMEOUT, reply).await {
        Ok(reply) => reply.map_err(|error| failed(stage, &error, address)),
        Err(_) => Err(SendResult::retry("timeout", format!("no reply in time ({stage:?})"))),
    }
}

fn failed(stage: Stage, error: &SmtpError, address: &str) -> SendResult {
    let Some(code) = error.status().map(u16::from) else {
        // No reply of the server's: the connection failed, or what came was no SMTP.
        let detail = format!("{} ({stage:?})", word_for(error));
        return match stage {
            Stage::Content => SendResult::Uncertain { detail },
            _ => SendResult::retry("connection", detail),
        };
    };
    let words = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
    let enhanced = enhanced_code(&words);
    let said = redact(words.trim_start_matches(enhanced.unwrap_or_default()), [address]);
    let code_text = enhanced.map_or_else(|| code.to_string(), |enhanced| format!("{code} {enhanced}"));
    let detail = if said.is_empty() { format!("{stage:?}") } else { said };
    // A full mailbox (x.2.2) may be emptied, whatever the server calls it.
    if code < 500 || enhanced.is_some_and(|enhanced| enhanced.ends_with(".2.2")) {
        return SendResult::retry(code_text, detail);
    }
    SendResult::refused(code_text, detail, scope_of(stage, code, enhanced))
}

/// How far a permanent refusal (5yz) reaches, by RFC 3463's enhanced code where there is one, else by the
/// command that was refused.
fn scope_of(stage: Stage, code: u16, enhanced: Option<&str>) -> RefusalScope {
    let (class, detail) = enhanced
        .and_then(|enhanced| enhanced.split_once('.')?.1.split_once('.'))
        .map_or((0, 0), |(class, detail)| (class.parse().unwrap_or(0), detail.parse().unwrap_or(0)));
    match (stage, class, detail) {
        // Credentials, or a server that will not talk to us at all.
        (Stage::Session, ..) => RefusalScope::Channel,
        _ if matches!(code, 530 | 534 | 535 | 538) => RefusalScope::Channel,
        // Too large for the server: this mail's fault, not the sender's.
        (Stage::Sender, 3, 4) => RefusalScope::Ours,
        (Stage::Sender, ..) => RefusalScope::Channel,
        // x.1.7 and x.1.8 are about the sender's address.
        (_, 1, 7 | 8) => RefusalScope::Ours,
        // No such mailbox or domain (x.1.z), or mailbox disabled (x.2.0, x.2.1).
        (_, 1, _) | (_, 2, 0 | 1) => RefusalScope::Person,
        (Stage::Recipient, 0, _) if matches!(code, 550 | 551 | 553) => RefusalScope::Person,
        _ => RefusalScope::Ours,
    }
}

/// `5.1.1` at the start of a reply's text (RFC 3463).
fn enhanced_code(words: &str) -> Option<&str> {
    let word = words.split([' ', '\r', '\n']).next()?;
    let mut parts = word.split('.');
    let numbers = parts.by_ref().take(3).filter(|part| part.parse::<u16>().is_ok()).count();
    (numbers == 3 && parts.next().is_none()).then_some(word)
}

fn word_for(error: &SmtpError) -> &'static str {
    if error.is_tls() {
        "TLS failed"
    } else if error.is_timeout() {
        "the time ran out"
    } else if error.is_client() {
        "the server lacks something that is needed"
    } else if error.is_response() {
        "the connection was cut, or the reply was no SMTP"
    } else {
        "the connection failed"
    }
}

/// multipart/alternative in growing order of preference: text, HTML, calendar.
fn compose(from: &Mailbox, to: &Address, message: &EmailMessage) -> anyhow::Result<Vec<u8>> {
    let one_line: Vec<&str> = message.subject.split_whitespace().collect();
    let auto = HeaderName::new_from_ascii_str("Auto-Submitted");
    let mut builder = Message::builder()
        .from(from.clone())
        .to(Mailbox::new(None, to.clone()))
        .subject(one_line.join(" "))
        .message_id(Some(format!("<{}>", bare_id(&message.message_id))))
        // RFC 3834: keeps out-of-office replies away.
        .raw_header(HeaderValue::new(auto, "auto-generated".into()));
    if let Some(Ok(reply_to)) = message.reply_to.as_deref().map(str::parse) {
        builder = builder.reply_to(Mailbox::new(None, reply_to));
    }
    let mut parts = MultiPart::alternative().singlepart(SinglePart::plain(message.text.clone()));
    if let Some(html) = &message.html {
        parts = parts.singlepart(SinglePart::html(html.clone()));
    }
    if let Some(calendar) = &message.calendar {
        let content_type = format!("text/calendar; charset=utf-8; method={}", calendar.method.as_str());
        let part = SinglePart::builder().header(ContentType::parse(&content_type)?);
        parts = parts.singlepart(part.body(calendar.ics.clone()));
    }
    Ok(builder.multipart(parts)?.formatted())
}

fn bare_id(message_id: &str) -> &str {
    message_id.trim().trim_start_matches('<').trim_end_matches('>')
}

fn percent_decode(text: &str) -> Option<String> {
    // `form_urlencoded` would take `+` for a space; in credentials it stands for itself.
    let text = text.replace('+', "%2B");
    let pair = format!("v={}", text.replace('&', "%26"));
    let (_, value) = url::form_urlencoded::parse(pair.as_bytes()).next()?;
    (!value.contains('\u{fffd}')).then(|| value.into_owned())
}

#[cfg(test)]
#[path = "smtp_tests.rs"]
mod tests;
