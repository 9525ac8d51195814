//! A mail server on loopback that takes everything, and tells when it took what for whom.

use anyhow::Result;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::Instant;

/// The mail server; it ends with the value.
pub struct MailServer {
    /// What goes into `ASISTENCIA_SMTP_URL`.
    pub url: String,
    /// The recipient of each mail, and when the server said that it has it.
    pub taken: mpsc::UnboundedReceiver<(String, Instant)>,
    _connections: JoinSet<()>,
}

impl MailServer {
    /// Starts on a free port.
    pub async fn start() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("smtp://{}", listener.local_addr()?);
        let (tell, taken) = mpsc::unbounded_channel();
        let mut connections = JoinSet::new();
        connections.spawn(async move {
            // Dropped with this task: connections end when the server does.
            let mut open = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                open.spawn(converse(stream, tell.clone()));
            }
        });
        Ok(Self { url, taken, _connections: connections })
    }
}

async fn converse(stream: TcpStream, tell: mpsc::UnboundedSender<(String, Instant)>) -> Result<()> {
    let (reader, mut out) = stream.into_split();
    let mut lines = BufReader::new(reader).lines();
    out.write_all(b"220 localhost ESMTP\r\n").await?;
    let mut recipient = String::new();
    while let Some(line) = lines.next_line().await? {
        let verb = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
        let reply = match verb.as_str() {
            "EHLO" => "250-localhost\r\n250-8BITMIME\r\n250 SMTPUTF8",
            "RCPT" => {
                let address = line.split_once('<').and_then(|(_, rest)| rest.split_once('>'));
                recipient = address.map(|(address, _)| address.to_owned()).unwrap_or_default();
                "250 2.1.5 ok"
            }
            "DATA" => {
                out.write_all(b"354 go on\r\n").await?;
                while lines.next_line().await?.is_some_and(|line| line != ".") {}
                out.write_all(b"250 2.0.0 queued\r\n").await?;
                tell.send((std::mem::take(&mut recipient), Instant::now()))?;
                continue;
            }
            "QUIT" => "221 2.0.0 bye",
            _ => "250 2.0.0 ok",
        };
        out.write_all(format!("{reply}\r\n").as_bytes()).await?;
    }
    Ok(())
}
