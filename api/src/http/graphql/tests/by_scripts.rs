//! The reference implementations' own checks, from `tests/door`. Without its `node_modules` there is nothing
//! to run: `npm ci --prefix tests/door` brings them.

use std::path::{Path, PathBuf};

use tokio::process::Command;

use super::*;

fn scripts() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/door");
    folder.join("node_modules").is_dir().then_some(folder)
}

async fn run(folder: &Path, script: &str, server: &Server, subscription: &str) {
    let output = Command::new("node")
        .arg(folder.join(script))
        .arg(server.url())
        .env("SUBSCRIPTION", subscription)
        .env("AUTHORIZATION", "Bearer good")
        .output()
        .await
        .expect("node runs");
    eprint!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{script} failed");
}

#[tokio::test]
async fn every_audit_of_graphql_http_passes() {
    let Some(folder) = scripts() else { return };
    run(&folder, "audits.mjs", &Server::start().await, "").await;
}

#[tokio::test]
async fn graphql_transport_ws_is_spoken_to_the_letter() {
    let Some(folder) = scripts() else { return };
    let options = DoorOptions { init_timeout: Duration::from_secs(1), ..DoorOptions::default() };
    let subscription = "subscription { counter(everyMs: 20) }";
    run(&folder, "transport-ws.mjs", &Server::with(options).await, subscription).await;
}
