//! The path that the documentation tells newcomers to take works as it is written: the script runs with bash and
//! curl against a server, whose worker sends what is due. So do the examples of the page for integrators.

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use chrono::Duration;

use asistencia::worker;
use tests::TestApp;
use tokio_util::sync::CancellationToken;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

#[tokio::test]
async fn the_documented_path_leads_from_a_photo_to_a_booked_appointment() {
    let app = TestApp::start().await;
    let stop = CancellationToken::new();
    let work = tokio::spawn(worker::run(app.app.clone(), stop.clone()));

    let mut walk = Command::new("bash")
        .arg(root().join("scripts/walkthrough.sh"))
        .arg(&app.url)
        .env("WALKTHROUGH_PATIENCE", "60")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("bash");
    let clock = app.clock.clone();
    let (walked, told) = tokio::task::spawn_blocking(move || {
        let mut told = String::new();
        for line in BufReader::new(walk.stdout.take().expect("its output")).lines() {
            let line = line.expect("a line");
            // What was confirmed has been corrected: now the time to correct goes by.
            if line.contains(". The message leaves") {
                clock.advance(Duration::minutes(15));
            }
            told += &format!("{line}\n");
        }
        walk.stderr.take().expect("its errors").read_to_string(&mut told).expect("text");
        (walk.wait().expect("its end"), told)
    })
    .await
    .expect("a thread");
    stop.cancel();
    work.await.expect("the worker ends");

    assert!(walked.success(), "{told}");
    assert!(told.contains("Done: from a photo to a booked appointment."), "{told}");

    // The patient has the message with the link, and nothing was said twice, nor of what was confirmed first.
    let links: Vec<_> =
        app.sent().into_iter().filter(|message| message.variables.contains_key("link")).collect();
    assert_eq!(links.len(), 1);
    let journey = told.split("The patient opens the link").nth(1).expect("that step");
    assert!(journey.contains(r#""services":[{"name":"Resonancia magnética de rodilla"}]"#), "{told}");
}

#[tokio::test]
async fn the_examples_of_the_page_for_integrators_run_from_its_top_down() {
    let app = TestApp::start().await;
    let page = std::fs::read_to_string(root().join("docs/integrating.md")).expect("the page");
    let blocks = page.split("```sh\n").skip(1).map(|block| block.split("```").next().unwrap_or_default());
    let examples: Vec<_> = blocks.filter(|block| !block.contains("make run")).collect();
    // Who reads a live feed goes when they have seen enough.
    let script = examples
        .join("\n")
        .replace("http://127.0.0.1:8080", &app.url)
        .replace("curl -sSN", "curl -sSN --max-time 2");
    let mut bash = Command::new("bash");
    bash.args(["-c", &script]).current_dir(root());
    let ran = tokio::task::spawn_blocking(move || bash.output()).await.expect("a thread").expect("bash");
    let told = format!("{}{}", String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
    for wrong in ["\"errors\":[", "\"userErrors\":[{", "\"code\":"] {
        assert!(!told.contains(wrong), "{told}");
    }
    for step in ["createApiKey", "sha256", "submitOrder", "amendDispatch", "cancelDispatch", "FeedHeartbeat"]
    {
        assert!(told.contains(step), "{step}: {told}");
    }
}
