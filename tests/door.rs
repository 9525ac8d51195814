//! The GraphQL door in front of the real schema: the reference implementations' own checks, attacks, honest
//! queries, and what the other pages of the server show.

mod attacks;
mod elsewhere;
mod errors;
mod honest;
mod leaks;
mod pages;

use std::path::Path;
use std::time::Duration;

use serde_json::json;
use tests::TestApp;
use tokio::process::Command;

/// Runs a script of this folder against a server and gives what it printed. Without Node or the packages this
/// fails: `scripts/test.sh` brings both.
async fn run(script: &str, url: &str, environment: &[(&str, &str)]) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("door");
    assert!(folder.join("node_modules").is_dir(), "npm ci --prefix tests/door");
    let output = Command::new("node")
        .arg(folder.join(script))
        .arg(format!("{url}/graphql"))
        .envs(environment.iter().copied())
        .kill_on_drop(true)
        .output()
        .await
        .expect("node runs");
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    let complaints = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{script} failed:\n{printed}{complaints}");
    printed
}

#[tokio::test]
async fn every_audit_of_graphql_http_passes() {
    let app = TestApp::start().await;
    let printed = run("audits.mjs", &app.url, &[]).await;
    assert_eq!(printed.trim(), "61 passed, 0 failed");
}

#[tokio::test]
async fn graphql_transport_ws_is_spoken_to_the_letter() {
    let app = TestApp::start().await;
    let (operator, patient) = (app.operator().await, app.patient().await);
    let request = patient.submit_order(1).await;
    // Somebody claims the request and lets it go, again and again: that is what the subscription sees.
    let happenings = async {
        let mut often = tokio::time::interval(Duration::from_millis(100));
        for field in ["claimAssistanceRequest", "releaseAssistanceRequest"].into_iter().cycle() {
            often.tick().await;
            let input = json!({ "id": request["id"] });
            operator.done(field, "AssistanceRequestInput", input, "assistanceRequest { id }").await;
        }
    };
    let authorization = format!("Bearer {}", operator.token());
    let environment = [
        ("AUTHORIZATION", authorization.as_str()),
        (
            "SUBSCRIPTION",
            "subscription { worklistChanged { __typename ... on AssistanceRequestChanged { kind cursor } } }",
        ),
        ("STREAM_TIMEOUT", "8000"),
    ];
    let printed = tokio::select! {
        printed = run("transport-ws.mjs", &app.url, &environment) => printed,
        () = happenings => unreachable!("they go on"),
    };
    let summary = printed.lines().last().expect("a summary");
    let checks = printed.lines().filter(|line| line.starts_with("ok ")).count();
    assert_eq!(summary, format!("{checks} passed, 0 failed, 0 skipped"));
    assert!(checks >= 31, "{printed}");
}
