//! The path that the documentation tells newcomers to take works as it is written: the script runs with bash and
//! curl against a server, whose worker sends what is due.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use asistencia::worker;
use tests::TestApp;
use tokio_util::sync::CancellationToken;

#[tokio::test]
async fn the_documented_path_leads_from_a_photo_to_a_booked_appointment() {
    let app = TestApp::setup().configure(|config| config.dispatch_delay = Duration::ZERO).start().await;
    let stop = CancellationToken::new();
    let work = tokio::spawn(worker::run(app.app.clone(), stop.clone()));

    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scripts/walkthrough.sh");
    let mut walk = Command::new("bash");
    walk.arg(script).arg(&app.url).env("WALKTHROUGH_PATIENCE", "60");
    let walked = tokio::task::spawn_blocking(move || walk.output()).await.expect("a thread").expect("bash");
    stop.cancel();
    work.await.expect("the worker ends");

    let told =
        format!("{}{}", String::from_utf8_lossy(&walked.stdout), String::from_utf8_lossy(&walked.stderr));
    assert!(walked.status.success(), "{told}");
    assert!(told.contains("Done: from a photo to a booked appointment."), "{told}");

    // The patient has the message with the link, and nothing was said twice.
    let links = app.sent().into_iter().filter(|message| message.variables.contains_key("link"));
    assert_eq!(links.count(), 1);
}
