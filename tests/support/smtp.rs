//! A small real SMTP server that keeps what it is given, and misbehaves on demand.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};

use base64::Engine as _;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::tcp::OwnedWriteHalf;
use tokio::net::{TcpListener, TcpStream};

/// How the next mail is treated; without one, it is taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Behaviour {
    /// 451 to RCPT, as greylisting does.
    Greylist,
    /// 550 5.1.1 to RCPT: no such mailbox.
    Bounce,
    /// This reply to MAIL.
    RefuseSender(&'static str),
    /// Closes the connection instead of answering DATA.
    DropBeforeData,
    /// Takes the mail, and closes the connection instead of answering the final dot.
    DropAfterDot,
    /// This reply to the final dot; nothing is taken.
    RefuseContent(&'static str),
}

/// A mail that was taken.
#[derive(Clone, Debug)]
pub struct ReceivedMail {
    /// From the envelope.
    pub from: String,
    /// From the envelope.
    pub to: Vec<String>,
    /// Headers and body, dots unstuffed.
    pub raw: String,
}

#[derive(Default)]
struct Inner {
    behaviours: VecDeque<Behaviour>,
    mails: Vec<ReceivedMail>,
    connections: usize,
    password: Option<String>,
    greeting: Option<&'static str>,
}

type Shared = Arc<Mutex<Inner>>;

/// The server; it ends with the value.
pub struct SmtpServer {
    address: SocketAddr,
    inner: Shared,
    task: Option<tokio::task::JoinHandle<()>>,
}

impl Drop for SmtpServer {
    fn drop(&mut self) {
        self.refuse_connections();
    }
}

impl SmtpServer {
    /// Starts on a free port of 127.0.0.1.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let inner = Shared::default();
        let task = tokio::spawn(serve(listener, Shared::clone(&inner)));
        Self { address, inner, task: Some(task) }
    }

    /// What goes into `ASISTENCIA_SMTP_URL`.
    pub fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    /// The same with credentials.
    pub fn url_with_password(&self, password: &str) -> String {
        format!("smtp://user:{password}@{}", self.address)
    }

    /// Programs the next mail; calls queue up.
    pub fn behave(&self, behaviour: Behaviour) {
        self.lock().behaviours.push_back(behaviour);
    }

    /// Greylists the next mails so many times.
    pub fn greylist(&self, times: usize) {
        for _ in 0..times {
            self.behave(Behaviour::Greylist);
        }
    }

    /// Asks for AUTH PLAIN with this password from now on.
    pub fn require_password(&self, password: &str) {
        self.lock().password = Some(password.to_owned());
    }

    /// Greets with this line instead, and closes.
    pub fn greet_with(&self, line: &'static str) {
        self.lock().greeting = Some(line);
    }

    /// The mails that were taken, oldest first.
    pub fn mails(&self) -> Vec<ReceivedMail> {
        self.lock().mails.clone()
    }

    /// How many connections there were.
    pub fn connections(&self) -> usize {
        self.lock().connections
    }

    /// From now on connecting is refused, and open connections are closed.
    pub fn refuse_connections(&mut self) {
        if let Some(task) = self.task.take() {
            task.abort();
        }
    }

    /// Listens again on the same port.
    pub async fn accept_again(&mut self) {
        let listener = TcpListener::bind(self.address).await.expect("the same port");
        self.task = Some(tokio::spawn(serve(listener, Shared::clone(&self.inner))));
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        lock(&self.inner)
    }
}

impl ReceivedMail {
    /// A header's value, as written, unfolded.
    pub fn header(&self, name: &str) -> Option<String> {
        header(self.raw.split("\r\n\r\n").next()?, name)
    }

    /// The decoded content of the first part whose content type starts like this, for instance `text/plain`.
    pub fn part(&self, content_type: &str) -> Option<String> {
        self.raw.split("\r\n--").find_map(|part| {
            let part = part
                .split_once("\r\n")
                .filter(|(line, _)| !line.contains(':'))
                .map_or(part, |(_, rest)| rest);
            let (head, body) = part.split_once("\r\n\r\n")?;
            if !header(head, "content-type")?.starts_with(content_type) {
                return None;
            }
            let encoding = header(head, "content-transfer-encoding").unwrap_or_default();
            Some(decode(&encoding.to_ascii_lowercase(), body))
        })
    }
}

fn header(head: &str, name: &str) -> Option<String> {
    let unfolded = head.replace("\r\n ", " ").replace("\r\n\t", " ");
    unfolded.split("\r\n").find_map(|line| {
        let (found, value) = line.split_once(':')?;
        found.trim().eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
    })
}

fn decode(encoding: &str, body: &str) -> String {
    let bytes = match encoding {
        "base64" => {
            let joined: String = body.split_whitespace().collect();
            base64::engine::general_purpose::STANDARD.decode(joined).expect("base64")
        }
        "quoted-printable" => {
            let joined = body.replace("=\r\n", "");
            let mut bytes = Vec::new();
            let mut rest = joined.as_bytes();
            while let [first, tail @ ..] = rest {
                match (first, tail) {
                    (b'=', [high, low, tail @ ..]) => {
                        bytes.extend(hex::decode([*high, *low]).expect("two hex digits"));
                        rest = tail;
                    }
                    _ => {
                        bytes.push(*first);
                        rest = tail;
                    }
                }
            }
            bytes
        }
        _ => body.as_bytes().to_vec(),
    };
    String::from_utf8(bytes).expect("UTF-8")
}

fn lock(inner: &Shared) -> MutexGuard<'_, Inner> {
    inner.lock().expect("no panic under the lock")
}

async fn serve(listener: TcpListener, inner: Shared) {
    // Dropped with this task: connections end when the server does.
    let mut connections = tokio::task::JoinSet::new();
    loop {
        let Ok((stream, _)) = listener.accept().await else { return };
        lock(&inner).connections += 1;
        connections.spawn(converse(stream, Shared::clone(&inner)));
    }
}

async fn converse(stream: TcpStream, inner: Shared) -> std::io::Result<()> {
    let (reader, mut out) = stream.into_split();
    let mut lines = BufReader::new(reader).lines();
    let greeting = lock(&inner).greeting;
    if let Some(greeting) = greeting {
        return say(&mut out, greeting).await;
    }
    say(&mut out, "220 localhost ESMTP stand-in").await?;
    let mut behaviour = None;
    let mut mail = ReceivedMail { from: String::new(), to: vec![], raw: String::new() };
    while let Some(line) = lines.next_line().await? {
        let verb = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
        match verb.as_str() {
            "EHLO" => {
                let auth = if lock(&inner).password.is_some() { "250-AUTH PLAIN\r\n" } else { "" };
                say(&mut out, &format!("250-localhost\r\n{auth}250-8BITMIME\r\n250 SMTPUTF8")).await?;
            }
            "AUTH" => {
                let reply =
                    if authenticates(&inner, &line) { "235 2.7.0 ok" } else { "535 5.7.8 bad credentials" };
                say(&mut out, reply).await?;
            }
            "MAIL" => {
                behaviour = lock(&inner).behaviours.pop_front();
                mail = ReceivedMail { from: address(&line), to: vec![], raw: String::new() };
                match behaviour {
                    Some(Behaviour::RefuseSender(reply)) => say(&mut out, reply).await?,
                    _ => say(&mut out, "250 2.1.0 ok").await?,
                }
            }
            "RCPT" => {
                let to = address(&line);
                match behaviour {
                    Some(Behaviour::Greylist) => say(&mut out, "451 4.7.1 Greylisted, try again").await?,
                    Some(Behaviour::Bounce) => {
                        say(&mut out, &format!("550 5.1.1 <{to}>: no such user")).await?
                    }
                    _ => {
                        mail.to.push(to);
                        say(&mut out, "250 2.1.5 ok").await?;
                    }
                }
            }
            "DATA" => {
                if behaviour == Some(Behaviour::DropBeforeData) {
                    return Ok(());
                }
                say(&mut out, "354 go on").await?;
                while let Some(line) = lines.next_line().await? {
                    if line == "." {
                        break;
                    }
                    mail.raw.push_str(line.strip_prefix('.').unwrap_or(&line));
                    mail.raw.push_str("\r\n");
                }
                if let Some(Behaviour::RefuseContent(reply)) = behaviour {
                    say(&mut out, reply).await?;
                    continue;
                }
                lock(&inner).mails.push(mail.clone());
                if behaviour == Some(Behaviour::DropAfterDot) {
                    return Ok(());
                }
                say(&mut out, "250 2.0.0 queued").await?;
            }
            "RSET" | "NOOP" => say(&mut out, "250 2.0.0 ok").await?,
            "QUIT" => return say(&mut out, "221 2.0.0 bye").await,
            _ => say(&mut out, "502 5.5.2 not implemented").await?,
        }
    }
    Ok(())
}

async fn say(out: &mut OwnedWriteHalf, reply: &str) -> std::io::Result<()> {
    out.write_all(format!("{reply}\r\n").as_bytes()).await
}

fn address(line: &str) -> String {
    let inside = line.split_once('<').and_then(|(_, rest)| rest.split_once('>'));
    inside.map(|(address, _)| address.to_owned()).unwrap_or_default()
}

fn authenticates(inner: &Shared, line: &str) -> bool {
    let given = line.rsplit(' ').next().unwrap_or_default();
    let given = base64::engine::general_purpose::STANDARD.decode(given).unwrap_or_default();
    let password = lock(inner).password.clone().unwrap_or_default();
    given == format!("\0user\0{password}").as_bytes()
}
