//! What whoever runs the installation does by the program itself, and what it says where something is wrong.

use std::io::Write;
use std::process::{Output, Stdio};

use sea_orm::ConnectionTrait;
use serde_json::json;
use tests::TestApp;
use tests::database::TestDatabase;
use tests::process::command;

const PASSWORD: &str = "la primera clave";

/// Runs the program over a database, with this on its standard input.
fn run(database: &str, subcommand: &str, arguments: &[&str], input: &str) -> Output {
    let folder = tempfile::tempdir().expect("a folder");
    let mut program = command(folder.path(), subcommand);
    program.args(arguments).env("ASISTENCIA_DATABASE_URL", database);
    program.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = program.spawn().expect("the program starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    // Who refuses at once may not read to the end.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    child.wait_with_output().expect("it ends")
}

/// What it printed, having done what it was told.
fn done(output: &Output) -> String {
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The one line in which it says why not.
fn refused(output: &Output) -> String {
    let line = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success() && output.stdout.is_empty() && line.lines().count() == 1, "{output:?}");
    line
}

fn create<'a>(more: &[&'a str]) -> Vec<&'a str> {
    let mut arguments = vec!["create", "--name", "Clínica del Sur", "--admin-name", "Nora Rey"];
    arguments.extend(more);
    arguments
}

#[test]
fn who_reads_only_the_beginning_of_the_schema_has_read_enough() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut program = command(folder.path(), "schema");
    let mut child =
        program.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
    // As `head` goes.
    drop(child.stdout.take());
    done(&child.wait_with_output().expect("it ends"));
}

#[tokio::test]
async fn a_clinic_comes_into_being_and_its_administrator_signs_in() {
    let app = TestApp::start().await;
    let url = app.database().url.clone();
    let arguments =
        create(&["--slug", "sur", "--admin-email", "nora@sur.example", "--time-zone", "America/Asuncion"]);
    let printed = done(&run(&url, "clinic", &arguments, ""));
    let password =
        printed.lines().find_map(|line| line.strip_prefix("One-time password: ")).expect("a password");
    let sign_in = async |email: &str, password: &str| {
        // The program has the real time, and so has the password; the test's server has its own.
        let input = json!({ "email": email, "password": password, "newPassword": "mi propia clave" });
        let selection = "session { token } viewer { ... on User { name role } }";
        app.anonymous().done("signIn", "SignInInput", input, selection).await
    };
    let signed_in = sign_in("nora@sur.example", password).await;
    assert_eq!(signed_in["viewer"], json!({ "name": "Nora Rey", "role": "ADMINISTRATOR" }));
    let token = signed_in["session"]["token"].as_str().map(str::to_owned);
    let nora = tests::Client::new(&app.url, token);
    let seen = nora.ok(
        "{ clinic { slug name timeZone locale settings { linkDays } } worklist { totalCount } }",
        json!({}),
    );
    let expected = json!({
        "clinic": {
            "slug": "sur", "name": "Clínica del Sur", "timeZone": "America/Asuncion", "locale": "es-AR",
            "settings": { "linkDays": 14 },
        },
        "worklist": { "totalCount": 0 },
    });
    assert_eq!(seen.await, expected);

    let arguments = create(&["--slug", "norte", "--admin-email", "otra@norte.example", "--password-stdin"]);
    let printed = done(&run(&url, "clinic", &arguments, &format!("{PASSWORD}\n")));
    assert!(!printed.contains(PASSWORD), "{printed}");
    sign_in("otra@norte.example", PASSWORD).await;
}

#[tokio::test]
async fn a_clinic_that_cannot_be_is_refused_in_one_line() {
    let database = TestDatabase::create().await;
    for (more, told) in [
        (["--slug", "demo", "--admin-email", "nora@sur.example", "--time-zone", "UTC"], "--slug: is taken"),
        (
            ["--slug", "El Sur", "--admin-email", "nora@sur.example", "--time-zone", "UTC"],
            "--slug: must have",
        ),
        (
            ["--slug", "sur", "--admin-email", "nora@sur.example", "--time-zone", "Luna/Mar"],
            "--time-zone: is no IANA",
        ),
        (["--slug", "sur", "--admin-email", "nora", "--time-zone", "UTC"], "--admin-email: "),
        (
            ["--slug", "sur", "--admin-email", "admin@demo.example", "--time-zone", "UTC"],
            "--admin-email: There is",
        ),
    ] {
        let line = refused(&run(&database.url, "clinic", &create(&more), ""));
        assert!(line.starts_with(&format!("asistencia: {told}")), "{line}");
    }
    let short = create(&["--slug", "sur", "--admin-email", "nora@sur.example", "--password-stdin"]);
    assert!(
        refused(&run(&database.url, "clinic", &short, "corta\n"))
            .starts_with("asistencia: --password-stdin: ")
    );
}

#[tokio::test]
async fn a_one_time_password_that_ran_out_is_given_anew() {
    let app = TestApp::start().await;
    let url = app.database().url.clone();
    let ada = app.admin().await;
    ada.ok("{ users { nodes { id } } }", json!({})).await;
    let printed = done(&run(&url, "user", &["password", "Admin@demo.example", "--clinic", "demo"], ""));
    let password =
        printed.lines().find_map(|line| line.strip_prefix("One-time password: ")).expect("a password");
    // The old password and its sessions are gone; the new one opens nothing by itself.
    assert_eq!(ada.error("{ users { nodes { id } } }", json!({})).await, "UNAUTHENTICATED");
    let sign_in = |input| async { app.anonymous().mutate("signIn", "SignInInput", input, "").await };
    let with = |password: &str| json!({ "email": "admin@demo.example", "password": password });
    for (input, code) in
        [(with(tests::world::PASSWORD), "CREDENTIALS_REJECTED"), (with(password), "PASSWORD_CHANGE_REQUIRED")]
    {
        assert_eq!(sign_in(input).await["userErrors"][0]["code"], code);
    }
    let mut own = with(password);
    own["newPassword"] = json!("mi propia clave");
    assert_eq!(sign_in(own).await["userErrors"], json!([]));

    for (arguments, told) in [
        (["password", "nadie@demo.example", "--clinic", "demo"], "<EMAIL>: nobody of"),
        (["password", "operadora@otra.example", "--clinic", "demo"], "<EMAIL>: nobody of"),
        (["password", "admin@demo.example", "--clinic", "luna"], "--clinic: We do not know"),
    ] {
        let line = refused(&run(&url, "user", &arguments, ""));
        assert!(line.starts_with(&format!("asistencia: {told}")), "{line}");
    }
}

#[tokio::test]
async fn the_feeds_are_renewed_after_a_restore() {
    let database = TestDatabase::create().await;
    let printed = done(&run(&database.url, "feed", &["renew"], ""));
    assert!(printed.starts_with("Feeds renewed: 2."), "{printed}");
}

#[tokio::test]
async fn the_audit_trail_is_checked_and_where_its_end_is_gone_that_shows() {
    let app = TestApp::start().await;
    let url = app.database().url.clone();
    app.admin().await.ok("{ users { nodes { id } } }", json!({})).await;
    app.patient().await.submit_order(1).await;
    let printed = done(&run(&url, "audit", &["verify", "--clinic", "demo"], ""));
    assert!(printed.starts_with("demo: ") && printed.contains(" entries, unaltered"), "{printed}");
    assert!(refused(&run(&url, "audit", &["verify", "--clinic", "luna"], "")).contains("no such clinic"));
    app.db()
        .execute_unprepared("UPDATE clinic_feed SET audit_head = audit_head + 1")
        .await
        .expect("a change");
    let line = refused(&run(&url, "audit", &["verify"], ""));
    assert!(line.contains("the audit trail of demo does not hold from entry"), "{line}");
}

#[tokio::test]
async fn a_wrong_sender_stops_the_start_though_no_mail_is_sent() {
    let database = TestDatabase::create().await;
    let folder = tempfile::tempdir().expect("a folder");
    let mut program = command(folder.path(), "worker");
    program.env("ASISTENCIA_DATABASE_URL", &database.url).env("ASISTENCIA_MAIL_FROM", "zzz");
    let line = String::from_utf8_lossy(&program.output().expect("it ends").stderr).into_owned();
    assert!(line.contains("asistencia: ASISTENCIA_MAIL_FROM: \"zzz\" is no mail address"), "{line}");
}

#[tokio::test]
async fn a_database_that_is_not_there_is_told_of_without_its_password() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address");
    let line = refused(&run(&format!("postgres://ana:secreta@{free}/x"), "migrate", &[], ""));
    assert!(line.contains("ASISTENCIA_DATABASE_URL") && line.contains(&free.to_string()), "{line}");
    assert!(line.contains("refused") && !line.contains("secreta"), "{line}");
}

#[tokio::test]
async fn a_postgresql_says_why_it_does_not_let_us_in() {
    if !tests::database::on_postgres() {
        return;
    }
    let database = TestDatabase::create().await;
    let (server, _) = database.url.rsplit_once('/').expect("an address");
    let line = refused(&run(&format!("{server}/there_is_no_such_database"), "migrate", &[], ""));
    assert!(line.contains("there is no database \"there_is_no_such_database\""), "{line}");
}
