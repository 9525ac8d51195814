use super::*;
use crate::gateways::email::{Calendar, CalendarMethod};

fn message() -> EmailMessage {
    EmailMessage {
        to: "ana@example.org".into(),
        reply_to: Some("turnos@clinica.example".into()),
        subject: "Turno\r\nBcc: evil@example.org".into(),
        text: "Hola Ana:\nte esperamos el miércoles.".into(),
        html: Some("<p>Te esperamos</p>".into()),
        calendar: Some(Calendar {
            ics: "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n".into(),
            method: CalendarMethod::Request,
        }),
        message_id: "n-1@clinic.example".into(),
    }
}

fn server(url: &str) -> Server {
    Server::parse(url).unwrap()
}

#[test]
fn urls_say_where_and_how() {
    for (url, host, port, tls) in [
        ("smtp://127.0.0.1:2525", "127.0.0.1", 2525, Tls::None),
        ("smtp://u:p@127.0.0.1:2525", "127.0.0.1", 2525, Tls::None),
        ("smtp://u:p@[::1]", "::1", 25, Tls::None),
        ("smtp://mail.example", "mail.example", 25, Tls::None),
        ("smtp://u:p@mail.example", "mail.example", 587, Tls::Upgraded { required: true }),
        ("smtp://u:p@mail.example?tls=none", "mail.example", 25, Tls::None),
        ("smtp://mail.example?tls=opportunistic", "mail.example", 587, Tls::Upgraded { required: false }),
        ("smtps://u:p@mail.example", "mail.example", 465, Tls::Wrapped),
    ] {
        let server = server(url);
        assert_eq!((server.host.as_str(), server.port, server.tls), (host, port, tls), "{url}");
    }
    for url in ["", "mail.example:25", "http://mail.example", "smtp://mail.example?tls=perhaps"] {
        assert!(Server::parse(url).is_err(), "{url}");
    }
}

#[test]
fn credentials_are_percent_decoded_and_stay_out_of_errors() {
    assert_eq!(percent_decode("p%40ss+w%26d%2f&x").as_deref(), Some("p@ss+w&d/&x"));
    let error = format!("{:#}", Server::parse("ftp://user:hunter2@mail.example").unwrap_err());
    assert!(!error.contains("hunter2"), "{error}");
}

#[test]
fn a_mail_has_its_parts_in_order_and_one_subject() {
    let from = "Clínica Demo <turnos@clinic.example>".parse().unwrap();
    let mail = compose(&from, &"ana@example.org".parse().unwrap(), &message()).unwrap();
    let mail = String::from_utf8(mail).unwrap();
    assert!(mail.contains("Message-ID: <n-1@clinic.example>\r\n"), "{mail}");
    assert!(mail.contains("Subject: Turno Bcc: evil@example.org\r\n"), "{mail}");
    assert!(mail.contains("Auto-Submitted: auto-generated\r\n"));
    assert!(mail.contains("Reply-To: turnos@clinica.example\r\n"), "{mail}");
    assert!(mail.contains("multipart/alternative"));
    let at = |needle: &str| mail.find(needle).unwrap_or_else(|| panic!("{needle} in {mail}"));
    assert!(at("text/plain") < at("text/html"));
    assert!(at("text/html") < at("text/calendar; charset=utf-8; method=REQUEST"));
    assert!(mail.is_ascii(), "8BITMIME must not be needed");
}

#[test]
fn how_far_a_refusal_reaches() {
    use RefusalScope::{Channel, Ours, Person};
    for (stage, code, enhanced, scope) in [
        (Stage::Recipient, 550, Some("5.1.1"), Person),
        (Stage::Recipient, 550, None, Person),
        (Stage::Recipient, 550, Some("5.2.1"), Person),
        (Stage::Recipient, 550, Some("5.7.1"), Ours),
        (Stage::Recipient, 554, None, Ours),
        (Stage::Recipient, 553, Some("5.1.8"), Ours),
        (Stage::Content, 554, Some("5.7.1"), Ours),
        (Stage::Content, 550, Some("5.1.1"), Person),
        (Stage::Content, 550, None, Ours),
        (Stage::Sender, 550, Some("5.7.1"), Channel),
        (Stage::Sender, 552, Some("5.3.4"), Ours),
        (Stage::Sender, 530, Some("5.7.0"), Channel),
        (Stage::Session, 535, Some("5.7.8"), Channel),
        (Stage::Session, 554, None, Channel),
    ] {
        assert_eq!(scope_of(stage, code, enhanced), scope, "{stage:?} {code} {enhanced:?}");
    }
}

#[test]
fn enhanced_codes() {
    assert_eq!(enhanced_code("5.1.1 no such user"), Some("5.1.1"));
    assert_eq!(enhanced_code("5.7.26\nunauthenticated"), Some("5.7.26"));
    for text in ["", "no such user", "5.1 x", "5.1.1.1 x", "127.0.0.1 listed"] {
        assert_eq!(enhanced_code(text), None, "{text}");
    }
}

#[tokio::test]
async fn nonsense_for_an_address_is_refused_without_a_connection() {
    let smtp = Smtp::new("smtp://127.0.0.1:1", "a@b.example").unwrap();
    let result = smtp.send(&EmailMessage { to: "nobody".into(), ..message() }).await;
    assert!(matches!(result, SendResult::Refused { scope: RefusalScope::Person, .. }), "{result:?}");
}
