//! The live grid: one operator does something, and every other client of the same node is told. Measured from
//! sending the mutation, so it holds the mutation, the commit, the feed and the fan-out.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout};
use tokio_tungstenite::connect_async_with_config;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{ClientRequestBuilder, Message};

use crate::Bench;
use crate::client::{Client, OPERATOR, OTHER_OPERATOR};
use crate::report::{Report, progress};
use crate::server::{Home, Server};
use crate::statistics::{Samples, ms};

/// Its options.
#[derive(clap::Args)]
pub struct Options {
    /// Clients with an open subscription.
    #[arg(long, default_value_t = 500)]
    subscribers: usize,
    /// Mutations that are measured.
    #[arg(long, default_value_t = 100)]
    mutations: usize,
    /// Milliseconds between two of them.
    #[arg(long, default_value_t = 50)]
    pause: u64,
}

const SUBSCRIPTION: &str = "subscription {
  worklistChanged {
    __typename
    ... on AssistanceRequestChanged {
      cursor kind
      assistanceRequest { id state version lastContact { at message } }
    }
    ... on FeedHeartbeat { cursor }
    ... on FeedResync { cursor reason }
  }
}";

/// The mutation that the subscribers wait for: its number, and the request that it touches.
type Expected = (usize, Arc<str>);
type Subscriber = JoinSet<Result<()>>;

/// Measures and reports it.
pub async fn run(bench: &Bench, options: &Options, report: &mut Report) -> Result<()> {
    let database = bench.postgres.create("live").await?;
    let home = Home::on_postgres(database.clone())?;
    bench.program.run(&home, &["migrate"]).await?;
    bench.program.run(&home, &["seed", "--patients", "500", "--requests", "1000", "--days", "30"]).await?;
    bench.postgres.settle(&database).await?;
    let server = bench.program.serve(&home).await?;
    let operator = Client::sign_in(&server, OPERATOR).await?;
    let others = Client::sign_in(&server, OTHER_OPERATOR).await?;
    let before = server.memory("VmRSS")?;

    progress(&format!("live: {} subscribers", options.subscribers));
    let (expect, expected) = watch::channel::<Expected>((0, "".into()));
    let (arrived, mut arrivals) = mpsc::channel(options.subscribers.max(1));
    let mut subscribers = Subscriber::new();
    for _ in 0..options.subscribers {
        // One after the other: it is the fan-out that is measured, not a storm of handshakes.
        let socket = subscribe(&server, &others.token).await?;
        subscribers.spawn(follow(socket, expected.clone(), arrived.clone()));
    }
    drop(arrived);
    tokio::time::sleep(Duration::from_secs(1)).await;
    let held = server.memory("VmRSS")? - before;

    let requests = open_requests(&operator).await?;
    let used = server.processor_time()?;
    let (mut each, mut last, mut answers) = (Samples::default(), Samples::default(), Samples::default());
    const WARM: usize = 5;
    for number in 1..=options.mutations + WARM {
        let request = &requests[number % requests.len()];
        expect.send((number, request.clone()))?;
        let began = Instant::now();
        let mutation = tokio::spawn(contact(operator.clone(), request.clone(), number));
        let mut slowest = Duration::ZERO;
        let mut seen = 0;
        while seen < options.subscribers {
            let arrival = timeout(Duration::from_secs(10), arrivals.recv()).await;
            let Ok(Some((of, at))) = arrival else {
                let said = mutation.await?.map(|took| format!("answered in {took:?}"));
                let ended = subscribers.try_join_next();
                bail!("mutation {number} ({said:?}) reached {seen} subscribers; one ended: {ended:?}");
            };
            if of != number {
                continue;
            }
            seen += 1;
            slowest = slowest.max(at - began);
            if number > WARM {
                each.push(at - began);
            }
        }
        let answer = mutation.await??;
        if number > WARM {
            last.push(slowest);
            answers.push(answer);
        }
        tokio::time::sleep(Duration::from_millis(options.pause)).await;
    }
    let processor = (server.processor_time()? - used) / (options.mutations + WARM) as u32;
    subscribers.shutdown().await;
    server.stop().await?;
    bench.postgres.remove(&database).await?;

    report.section(
        "Live",
        &format!(
            "`registerContact` by one operator, {} subscribers to `worklistChanged` on the same node, {} \
             mutations one after the other, PostgreSQL. From sending the mutation. The subscriptions together \
             hold {held:.1} MiB; a mutation with its fan-out costs the server {} of processor time.",
            options.subscribers,
            options.mutations,
            ms(processor)
        ),
    );
    let row = |name: &str, samples: &Samples| {
        vec![
            name.to_owned(),
            samples.len().to_string(),
            ms(samples.percentile(50.0)),
            ms(samples.percentile(99.0)),
            ms(samples.max()),
        ]
    };
    report.table(
        &["what", "samples", "p50", "p99", "max"],
        &[
            row("frame in a subscriber's hands", &each),
            row("frame in the last subscriber's hands", &last),
            row("answer to the mutation", &answers),
        ],
    );
    Ok(())
}

async fn open_requests(client: &Client) -> Result<Vec<Arc<str>>> {
    let query = "{ worklist(first: 50, filter: {resolved: false}) { nodes { id } } }";
    let data = client.ask(query, json!({})).await?;
    let nodes = data["worklist"]["nodes"].as_array().context("no rows")?;
    let ids: Vec<Arc<str>> = nodes.iter().filter_map(|node| node["id"].as_str()).map(Into::into).collect();
    ensure!(!ids.is_empty(), "the seeded worklist is empty");
    Ok(ids)
}

async fn contact(client: Client, request: Arc<str>, number: usize) -> Result<Duration> {
    let began = Instant::now();
    let data = client
        .ask(
            "mutation ($input: RegisterContactInput!) {
               registerContact(input: $input) { userErrors { code message } }
             }",
            json!({"input": {"id": &*request, "message": format!("Contacto {number}")}}),
        )
        .await?;
    let refusals = &data["registerContact"]["userErrors"];
    ensure!(refusals.as_array().is_some_and(Vec::is_empty), "refused: {refusals}");
    Ok(began.elapsed())
}

type Socket = tokio_tungstenite::WebSocketStream<tokio_tungstenite::MaybeTlsStream<tokio::net::TcpStream>>;

async fn subscribe(server: &Server, token: &str) -> Result<Socket> {
    let uri = format!("ws://{}/graphql", server.address).parse()?;
    let request = ClientRequestBuilder::new(uri).with_sub_protocol("graphql-transport-ws");
    let config = WebSocketConfig::default().read_buffer_size(4096).write_buffer_size(0);
    let (mut socket, _) = connect_async_with_config(request, Some(config), true).await?;
    let init = json!({"type": "connection_init", "payload": {"authorization": format!("Bearer {token}")}});
    socket.send(Message::text(init.to_string())).await?;
    let answer = timeout(Duration::from_secs(10), socket.next()).await?.context("closed at once")??;
    ensure!(answer.to_text()?.contains("connection_ack"), "no acknowledgement: {answer}");
    let subscribe = json!({"id": "1", "type": "subscribe", "payload": {"query": SUBSCRIPTION}});
    socket.send(Message::text(subscribe.to_string())).await?;
    Ok(socket)
}

/// Reads until it is stopped, and tells when the expected event is in hand: once for each mutation.
async fn follow(
    mut socket: Socket,
    expected: watch::Receiver<Expected>,
    arrived: mpsc::Sender<(usize, Instant)>,
) -> Result<()> {
    let mut last = 0;
    while let Some(message) = socket.next().await {
        let at = Instant::now();
        let text = match message? {
            Message::Text(text) => text,
            Message::Close(frame) => bail!("closed: {frame:?}"),
            _ => continue,
        };
        // Cheaper than parsing it, for a client that shares the machine with what it measures.
        let (number, request) = expected.borrow().clone();
        if number != last && text.contains(&*request) && text.contains("AssistanceRequestChanged") {
            last = number;
            arrived.send((number, at)).await?;
            continue;
        }
        let frame: Value = serde_json::from_str(&text)?;
        match frame["type"].as_str() {
            Some("ping") => socket.send(Message::text(json!({"type": "pong"}).to_string())).await?,
            Some("error" | "complete") => bail!("the subscription ended: {frame}"),
            _ => {}
        }
    }
    bail!("the server went away")
}
