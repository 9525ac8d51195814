//! The clinic's telephone and e-mail address, for patients who get stuck.

use serde_json::{Value, json};
use tests::{Client, TestApp};

use super::{error, errors, refusal};
use crate::care_plans::{TOMORROW, plan, start, visit};

const CLINIC: &str = "clinic { name phone phoneUri email }";

async fn set(client: &Client, change: Value) -> Value {
    client.mutate("updateClinicSettings", "UpdateClinicSettingsInput", change, CLINIC).await
}

async fn seen(client: &Client) -> Value {
    // Only who is not signed in has to say which clinic.
    let query = CLINIC.replacen("clinic", "clinic(slug: \"demo\")", 1);
    client.ok(&format!("{{ {query} }}"), json!({})).await["clinic"].clone()
}

#[tokio::test]
async fn an_administrator_says_where_patients_ask_and_they_see_it() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let none = json!({ "name": "Clínica Demo", "phone": null, "phoneUri": null, "email": null });
    assert_eq!(seen(&app.patient().await).await, none);

    let saved = set(&admin, json!({ "phone": " (011)  5555-0100 ", "email": "Turnos@Demo.example " })).await;
    let expected = json!({
        "name": "Clínica Demo", "phone": "(011) 5555-0100", "phoneUri": "tel:+54-11-5555-0100",
        "email": "Turnos@demo.example",
    });
    assert_eq!(saved["clinic"], expected);
    for client in [app.patient().await, app.anonymous(), app.operator().await] {
        assert_eq!(seen(&client).await, expected);
    }

    // What nobody can call or write to is refused, each at its place, and nothing of it is kept.
    let wrong = set(&admin, json!({ "phone": "4555-1234", "email": "turnos", "linkDays": 9 })).await;
    assert_eq!(errors(&wrong), [refusal("input.phone", "INVALID"), refusal("input.email", "INVALID")]);
    assert_eq!(error(&set(&admin, json!({ "phone": "recepción" })).await), refusal("input.phone", "INVALID"));
    assert_eq!(seen(&admin).await, expected);
    let days = admin.ok("{ clinic { settings { linkDays } } }", json!({})).await;
    assert_ne!(days["clinic"]["settings"]["linkDays"], 9);
    let query =
        "mutation { updateClinicSettings(input: { phone: \"011 5555-0199\" }) { userErrors { code } } }";
    assert_eq!(app.operator().await.error(query, json!({})).await, "FORBIDDEN");

    // What is left out stays, what is emptied goes.
    let saved = set(&admin, json!({ "phone": "0800 555 0100" })).await;
    let (phone, email) = (&saved["clinic"]["phoneUri"], &saved["clinic"]["email"]);
    assert_eq!((phone, email), (&json!("tel:08005550100"), &expected["email"]));
    let saved = set(&admin, json!({ "phone": " ", "email": "" })).await;
    assert_eq!(saved["clinic"], none);
}

#[tokio::test]
async fn mails_to_patients_say_where_to_ask() {
    let app = start().await;
    let plan = plan(&app).await;
    let olga = app.operator().await;
    let said = async |day: &str| {
        app.run_due().await;
        app.outbox.clear();
        visit(&olga, &plan, day).await;
        app.run_due().await;
        let mail = app.sent().remove(0);
        (mail.body.clone().expect("words"), mail.html.clone().expect("words"))
    };
    let (text, html) = said(TOMORROW).await;
    assert!(!text.contains("Dudas") && !html.contains("Dudas"), "{text}");

    set(&app.admin().await, json!({ "phone": "011 5555-0100", "email": "turnos@demo.example" })).await;
    let (text, html) = said("2026-03-04").await;
    let words = "\n¿Dudas? Llamanos al 011 5555-0100 o escribinos a turnos@demo.example.\n";
    assert!(text.ends_with(words), "{text}");
    for link in [r#"<a href="tel:+54-11-5555-0100""#, r#"<a href="mailto:turnos@demo.example""#] {
        assert!(html.contains(link), "{html}");
    }
}
