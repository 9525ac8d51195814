//! The gateways against servers that behave, and against servers that do not.

use std::collections::BTreeMap;
use std::time::Duration;

use asistencia::gateways::botmaker::{Botmaker, BotmakerConfig, BotmakerRenewal};
use asistencia::gateways::botmaker_webhook::{BotmakerEvent, DeliveryStatus, parse_webhook};
use asistencia::gateways::email::{EmailGateway, EmailMessage};
use asistencia::gateways::smtp::Smtp;
use asistencia::gateways::whatsapp::{WhatsappGateway, WhatsappMessage};
use asistencia::gateways::{RefusalScope, SendResult};
use asistencia::platform::ics::Invite;
use tests::botmaker::{self, Behaviour, BotmakerServer};
use tests::smtp::{self, SmtpServer};

fn whatsapp() -> WhatsappMessage {
    WhatsappMessage {
        channel: "demo-whatsapp-5491100000000".into(),
        contact_id: "5491155551234".into(),
        intent: "booking_link".into(),
        variables: BTreeMap::from([
            ("name".to_owned(), "Ana  María\n(hija)".to_owned()),
            ("link".to_owned(), "aB3dE6gH9jK2mN5pQ8sT0uV1".to_owned()),
        ]),
        text: String::new(),
        webhook_payload: "n-1".into(),
    }
}

fn gateway(url: String, timeout: Duration, renewal: bool) -> Botmaker {
    let renewal = renewal.then(|| BotmakerRenewal {
        client_id: botmaker::CLIENT_ID.into(),
        secret_id: botmaker::SECRET_ID.into(),
        refresh_token: botmaker::REFRESH_TOKEN.into(),
    });
    let access_token = botmaker::ACCESS_TOKEN.into();
    Botmaker::new(BotmakerConfig { url, access_token, renewal, timeout }).unwrap()
}

async fn behaving(behaviour: Behaviour) -> (SendResult, BotmakerServer) {
    let server = BotmakerServer::start().await;
    server.behave(behaviour);
    let result = gateway(server.url(), Duration::from_millis(500), false).send(&whatsapp()).await;
    (result, server)
}

fn refused(result: &SendResult) -> (&str, RefusalScope) {
    let SendResult::Refused { code, scope, .. } = result else { panic!("{result:?}") };
    (code, *scope)
}

#[tokio::test]
async fn botmaker_takes_a_message() {
    let server = BotmakerServer::start().await;
    // A slash at the end of the URL does no harm.
    let botmaker = gateway(format!("{}/", server.url()), Duration::from_secs(5), false);
    let result = botmaker.send(&whatsapp()).await;
    let taken = server.taken();
    assert_eq!(result, SendResult::Accepted { provider_id: taken[0].notification_id.clone() });
    assert_eq!(taken[0].contact_id, "5491155551234");
    assert_eq!(taken[0].variables["name"], "Ana  María (hija)", "the newline would have been refused");
    assert_eq!(taken[0].webhook_payload, "n-1");

    server.behave(Behaviour::AcceptWithRequestId);
    assert_eq!(botmaker.send(&whatsapp()).await, SendResult::Accepted { provider_id: "BM-0002".into() });
}

#[tokio::test]
async fn a_lost_reply_is_uncertain_and_never_repeated() {
    for behaviour in [
        Behaviour::HangUpAfterAccepting,
        Behaviour::AcceptThenReplyAfter(Duration::from_secs(5)),
        Behaviour::AcceptUnreadably,
    ] {
        let (result, server) = behaving(behaviour.clone()).await;
        assert!(matches!(result, SendResult::Uncertain { .. }), "{behaviour:?}: {result:?}");
        assert_eq!((server.taken().len(), server.requests()), (1, 1), "{behaviour:?}");
    }
    // It did not hear us, but that cannot be known here.
    let (result, server) = behaving(Behaviour::Slow(Duration::from_secs(5))).await;
    assert!(matches!(result, SendResult::Uncertain { .. }), "{result:?}");
    assert_eq!(server.taken().len(), 0);
    // A gateway's time ran out while Botmaker was at it.
    let (result, _) = behaving(Behaviour::Status(504, "Gateway Timeout".into())).await;
    assert!(matches!(result, SendResult::Uncertain { .. }), "{result:?}");
}

#[tokio::test]
async fn a_connection_kept_open_and_then_cut_is_uncertain_too() {
    let server = BotmakerServer::start().await;
    let botmaker = gateway(server.url(), Duration::from_secs(5), false);
    botmaker.send(&whatsapp()).await;
    server.behave(Behaviour::HangUpAfterAccepting);
    let result = botmaker.send(&whatsapp()).await;
    assert!(matches!(result, SendResult::Uncertain { .. }), "{result:?}");
    assert_eq!(server.requests(), 2);
}

#[tokio::test]
async fn what_did_not_leave_may_be_tried_again() {
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    for url in [format!("http://{nobody}/v2.0"), "http://nowhere.invalid/v2.0".into()] {
        let result = gateway(url, Duration::from_secs(5), false).send(&whatsapp()).await;
        let SendResult::Retry { code, .. } = result else { panic!("{result:?}") };
        assert_eq!(code, "connect");
    }
    let (result, _) = behaving(Behaviour::RateLimited).await;
    let SendResult::Retry { code, not_before, .. } = result else { panic!("{result:?}") };
    assert_eq!((code.as_str(), not_before), ("429", Some(Duration::from_secs(2))));
    for status in [500, 502, 503] {
        let (result, server) = behaving(Behaviour::Status(status, "oops".into())).await;
        let SendResult::Retry { code, not_before, .. } = result else { panic!("{result:?}") };
        assert_eq!((code, not_before), (status.to_string(), None));
        assert_eq!(server.requests(), 1);
    }
}

#[tokio::test]
async fn refusals_say_how_far_they_reach_and_hold_no_personal_data() {
    let (result, _) = behaving(Behaviour::NoCredit).await;
    assert_eq!(refused(&result), ("101", RefusalScope::Channel));
    let (result, _) = behaving(Behaviour::Status(401, String::new())).await;
    assert_eq!(refused(&result), ("401", RefusalScope::Channel));
    let (result, _) = behaving(Behaviour::Status(302, String::new())).await;
    assert_eq!(refused(&result), ("302", RefusalScope::Channel));

    let says = |message: &str| {
        let body =
            format!(r#"{{"errors":[{{"type":"INVALID","source":"contactId","message":"{message}"}}]}}"#);
        behaving(Behaviour::Status(400, body))
    };
    let (result, _) = says("no template for +54 9 11 5555-1234 with aB3dE6gH9jK2mN5pQ8sT0uV1").await;
    assert_eq!(refused(&result), ("400", RefusalScope::Ours));
    let SendResult::Refused { detail, .. } = &result else { unreachable!() };
    assert!(detail.starts_with("INVALID contactId no template for"), "{detail}");
    assert!(!detail.contains("5555") && !detail.contains("aB3d"), "{detail}");

    let (result, _) = says("Message undeliverable (131026)").await;
    assert_eq!(refused(&result), ("131026", RefusalScope::Person));
    let (result, _) = says("Spam rate limit hit (131048.0)").await;
    assert_eq!(refused(&result), ("131048", RefusalScope::Channel));
    let (result, _) = says("healthy ecosystem (131049.0)").await;
    let SendResult::Retry { not_before, .. } = result else { panic!("{result:?}") };
    assert_eq!(not_before, Some(Duration::from_secs(86_400)));
}

#[tokio::test]
async fn the_stand_in_refuses_what_botmaker_would() {
    let server = BotmakerServer::start().await;
    let botmaker = gateway(server.url(), Duration::from_secs(5), false);
    let result = botmaker.send(&WhatsappMessage { contact_id: "+549".into(), ..whatsapp() }).await;
    assert_eq!(refused(&result), ("400", RefusalScope::Ours));
    assert_eq!(server.taken().len(), 0);
}

#[tokio::test]
async fn an_expired_token_is_renewed_once_for_all() {
    let server = BotmakerServer::start().await;
    server.expire_token();
    let without = gateway(server.url(), Duration::from_secs(5), false).send(&whatsapp()).await;
    assert_eq!(refused(&without), ("401", RefusalScope::Channel));

    let botmaker = gateway(server.url(), Duration::from_secs(5), true);
    let message = whatsapp();
    let sends = futures_util::future::join_all((0..5).map(|_| botmaker.send(&message))).await;
    assert!(sends.iter().all(|result| matches!(result, SendResult::Accepted { .. })), "{sends:?}");
    assert_eq!((server.renewals(), server.taken().len()), (1, 5));

    // The new one is rejected as well: not a second renewal right away.
    server.expire_token();
    assert_eq!(refused(&botmaker.send(&message).await), ("401", RefusalScope::Channel));
    assert_eq!(server.renewals(), 1);
}

#[tokio::test]
async fn the_stand_ins_webhooks_are_understood() {
    let server = BotmakerServer::start().await;
    gateway(server.url(), Duration::from_secs(5), false).send(&whatsapp()).await;
    let taken = &server.taken()[0];
    let at = "2026-11-21T10:00:00Z".parse().unwrap();
    let read = |body: serde_json::Value| parse_webhook(&body.to_string()).unwrap().events.remove(0);

    let BotmakerEvent::Status(status) = read(botmaker::status_webhook(taken, "delivered", at)) else {
        panic!()
    };
    assert_eq!(status.provider_id, taken.notification_id);
    assert_eq!(status.webhook_payload.as_deref(), Some("n-1"));
    assert_eq!((status.status, status.at), (DeliveryStatus::Delivered, Some(at)));
    let BotmakerEvent::Status(status) = read(botmaker::failed_webhook(taken, 131026, at)) else { panic!() };
    let DeliveryStatus::Failed { code, detail } = status.status else { panic!() };
    assert_eq!((code, detail.contains("5491155551234")), (Some(131026), false));
    let BotmakerEvent::Message(reply) = read(botmaker::button_webhook("549115", "M1", "Sí", "yes", at))
    else {
        panic!()
    };
    assert_eq!((reply.contact_id.as_str(), reply.button_payload.as_deref()), ("549115", Some("yes")));
}

fn mail() -> EmailMessage {
    let invite = Invite {
        uid: "a-1@clinic.example".into(),
        sequence: 0,
        starts_at: "2026-11-25T13:30:00Z".parse().unwrap(),
        ends_at: "2026-11-25T13:50:00Z".parse().unwrap(),
        summary: "Turno en Clínica Demo".into(),
        description: String::new(),
        location: "Av. Rivadavia 1234".into(),
        organizer_email: "turnos@clinic.example".into(),
        attendee_email: Some("ana@example.org".into()),
        cancelled: false,
    };
    EmailMessage {
        to: "ana@example.org".into(),
        reply_to: None,
        subject: "Tu turno del miércoles".into(),
        text: "Hola Ana:\n.una línea con punto\nhttps://clinic.example/j/abc".into(),
        html: Some("<p>Hola Ana</p>".into()),
        calendar: Some(invite.to_calendar("2026-11-21T10:00:00Z".parse().unwrap())),
        message_id: "<n-2@clinic.example>".into(),
    }
}

async fn mailing(behaviour: smtp::Behaviour) -> (SendResult, SmtpServer) {
    let server = SmtpServer::start().await;
    server.behave(behaviour);
    let result = mailer(&server.url()).send(&mail()).await;
    (result, server)
}

fn mailer(url: &str) -> Smtp {
    Smtp::new(url, "Clínica Demo <turnos@clinic.example>").unwrap()
}

#[tokio::test]
async fn a_mail_arrives_with_all_its_parts() {
    let server = SmtpServer::start().await;
    let mailer = mailer(&server.url());
    let accepted = SendResult::Accepted { provider_id: "n-2@clinic.example".into() };
    assert_eq!(mailer.send(&mail()).await, accepted);
    assert_eq!(mailer.send(&mail()).await, accepted);
    assert_eq!(server.connections(), 1, "the connection is used again");
    let mails = server.mails();
    assert_eq!(
        (mails[0].from.as_str(), mails[0].to[0].as_str()),
        ("turnos@clinic.example", "ana@example.org")
    );
    assert_eq!(mails[0].header("Message-ID"), mails[1].header("message-id"));
    assert_eq!(mails[0].header("Message-ID").as_deref(), Some("<n-2@clinic.example>"));
    let text = mails[0].part("text/plain").unwrap();
    assert!(
        text.contains("\n.una línea con punto") && text.contains("https://clinic.example/j/abc"),
        "{text}"
    );
    assert!(mails[0].part("text/html").unwrap().contains("<p>Hola Ana</p>"));
    let ics = mails[0].part("text/calendar; charset=utf-8; method=REQUEST").unwrap();
    assert!(
        ics.starts_with("BEGIN:VCALENDAR\r\n") && ics.contains("SUMMARY:Turno en Clínica Demo\r\n"),
        "{ics}"
    );
}

#[tokio::test]
async fn a_mail_that_did_not_leave_may_be_tried_again() {
    let server = SmtpServer::start().await;
    let mailer = mailer(&server.url());
    server.greylist(2);
    for _ in 0..2 {
        let result = mailer.send(&mail()).await;
        let SendResult::Retry { code, detail, .. } = result else { panic!("{result:?}") };
        assert_eq!((code.as_str(), detail.as_str()), ("451 4.7.1", "Greylisted, try again"));
    }
    assert!(matches!(mailer.send(&mail()).await, SendResult::Accepted { .. }));
    assert_eq!(server.mails().len(), 1);

    for behaviour in [
        smtp::Behaviour::DropBeforeData,
        smtp::Behaviour::RefuseContent("452 4.3.1 out of space"),
        smtp::Behaviour::RefuseContent("552 5.2.2 mailbox full"),
    ] {
        let (result, server) = mailing(behaviour.clone()).await;
        assert!(matches!(result, SendResult::Retry { .. }), "{behaviour:?}: {result:?}");
        assert_eq!(server.mails().len(), 0);
    }
}

#[tokio::test]
async fn a_server_that_is_away_and_comes_back() {
    let mut server = SmtpServer::start().await;
    let mailer = mailer(&server.url());
    assert!(matches!(mailer.send(&mail()).await, SendResult::Accepted { .. }));
    server.refuse_connections();
    // The connection kept from the first mail is dead; that must not make this one uncertain.
    let result = mailer.send(&mail()).await;
    let SendResult::Retry { code, .. } = result else { panic!("{result:?}") };
    assert_eq!(code, "connection");
    server.accept_again().await;
    assert!(matches!(mailer.send(&mail()).await, SendResult::Accepted { .. }));
    server.greet_with("421 4.3.2 closing down");
    let busy = Smtp::new(&server.url(), "turnos@clinic.example").unwrap().send(&mail()).await;
    let SendResult::Retry { code, .. } = busy else { panic!("{busy:?}") };
    assert_eq!(code, "421 4.3.2");
}

#[tokio::test]
async fn a_connection_dropped_after_the_final_dot_is_uncertain() {
    let (result, server) = mailing(smtp::Behaviour::DropAfterDot).await;
    assert!(matches!(result, SendResult::Uncertain { .. }), "{result:?}");
    assert_eq!(server.mails().len(), 1);
}

#[tokio::test]
async fn refused_mails_say_how_far_that_reaches_and_hold_no_address() {
    let (result, _) = mailing(smtp::Behaviour::Bounce).await;
    assert_eq!(refused(&result), ("550 5.1.1", RefusalScope::Person));
    let SendResult::Refused { detail, .. } = &result else { unreachable!() };
    assert!(detail.contains("no such user") && !detail.contains("ana"), "{detail}");
    let (result, _) = mailing(smtp::Behaviour::RefuseContent("554 5.7.1 looks like spam")).await;
    assert_eq!(refused(&result), ("554 5.7.1", RefusalScope::Ours));
    let (result, _) = mailing(smtp::Behaviour::RefuseSender("550 5.7.1 not your domain")).await;
    assert_eq!(refused(&result), ("550 5.7.1", RefusalScope::Channel));
}

#[tokio::test]
async fn signing_in() {
    let server = SmtpServer::start().await;
    server.require_password("p@ss word");
    let right = mailer(&server.url_with_password("p%40ss%20word")).send(&mail()).await;
    assert!(matches!(right, SendResult::Accepted { .. }), "{right:?}");
    let wrong = mailer(&server.url_with_password("wrong")).send(&mail()).await;
    assert_eq!(refused(&wrong), ("535 5.7.8", RefusalScope::Channel));
}
