//! Every root field for every kind of caller. A new root field without a rule here fails the test.

use std::collections::{BTreeMap, BTreeSet};

use asistencia::platform::global_id::GlobalId;
use async_graphql::parser::types::{TypeKind, TypeSystemDefinition};
use chrono::Duration;
use reqwest::Method;
use serde_json::{Value, json};
use tests::live::EventStream;
use tests::{Client, world};

use super::cast::{Cast, SCOPES};
use super::documents::documents;
use super::rules::{ELSEWHERE, PUBLIC, RULES};

/// The rules of a table, by field; the kinds of callers first.
type Table = (Vec<&'static str>, BTreeMap<&'static str, Vec<&'static str>>);

/// The schema's root fields.
fn root_fields() -> BTreeSet<String> {
    let document = async_graphql::parser::parse_schema(asistencia::schema::sdl()).expect("SDL");
    let mut fields = BTreeSet::new();
    for definition in document.definitions {
        let TypeSystemDefinition::Type(definition) = definition else { continue };
        let name = definition.node.name.node.as_str();
        if let TypeKind::Object(object) = &definition.node.kind
            && ["Query", "Mutation", "Subscription"].contains(&name)
        {
            fields.extend(object.fields.iter().map(|field| field.node.name.node.to_string()));
        }
    }
    fields
}

fn read(table: &'static str) -> Table {
    let mut lines = table.trim().lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
    let kinds = lines.next().expect("a head")[1..].to_vec();
    let rules: BTreeMap<_, _> = lines
        .map(|line| match line[..] {
            [field, same, "…"] => (field, vec![same; kinds.len()]),
            _ => (line[0], line[1..].to_vec()),
        })
        .collect();
    for (field, rule) in &rules {
        assert_eq!(rule.len(), kinds.len(), "{field} has a rule for each kind");
    }
    (kinds, rules)
}

/// Both tables as one: callers of another clinic, `kind'`, have the rules of their kind but for what is said.
fn rules() -> Table {
    let (mut kinds, mut rules) = read(RULES);
    let (others, elsewhere) = read(ELSEWHERE);
    assert!(elsewhere.keys().all(|field| rules.contains_key(field)));
    let like =
        |other: &str| kinds.iter().position(|kind| *kind == other.trim_end_matches('\'')).expect("a like");
    let likes: Vec<_> = others.iter().map(|other| like(other)).collect();
    for (field, rule) in &mut rules {
        for (place, like) in likes.iter().enumerate() {
            let said = elsewhere.get(field).map(|rule| rule[place]).filter(|word| *word != "·");
            rule.push(said.unwrap_or(rule[*like]));
        }
    }
    kinds.extend(others);
    (kinds, rules)
}

/// What an answer comes down to, in the words of [`RULES`].
fn verdict(answer: &Value) -> String {
    if let Some(code) = answer["errors"][0]["extensions"]["code"].as_str() {
        return match code {
            "UNAUTHENTICATED" => "-U".into(),
            "FORBIDDEN" => "-F".into(),
            code => code.into(),
        };
    }
    let Some(value) = answer["data"].as_object().and_then(|data| data.values().next()) else {
        return format!("no data: {answer}");
    };
    if let Some(code) = value["userErrors"][0]["code"].as_str() {
        return code.into();
    }
    let list = value.as_array().or_else(|| value["nodes"].as_array());
    match list {
        _ if value.is_null() => "null".into(),
        Some(list) if list.iter().all(Value::is_null) => "none".into(),
        _ => "ok".into(),
    }
}

async fn ask(client: &Client, query: &str, variables: &Value) -> Value {
    if query.starts_with("subscription") {
        return EventStream::start(client, query, None).await.next().await.data;
    }
    client.graphql(query, variables.clone()).await
}

#[tokio::test]
async fn every_root_field_has_a_rule_for_every_kind_of_caller() {
    let (kinds, rules) = rules();
    let known: BTreeSet<_> = rules.keys().map(|field| (*field).to_owned()).collect();
    assert_eq!(root_fields(), known, "the schema's root fields, and those that have a rule");
    let public: Vec<_> = rules.iter().filter(|(_, rule)| rule[0] != "-U").map(|(field, _)| *field).collect();
    assert_eq!(public, PUBLIC, "nothing new may be open to everybody");

    let cast = Cast::gather().await;
    let others = cast.others().await;
    let appointment = cast.book().await;
    let (plan, link) = cast.treat().await;
    let form = cast.form().await;
    let app = &cast.app;
    let ours = [
        cast.request["id"].clone(),
        plan["id"].clone(),
        json!(world::PATIENT.to_global()),
        json!(world::KNEE_MRI.to_global()),
        form.0.clone(),
        form.1.clone(),
    ];
    let mut callers = vec![
        app.anonymous(),
        cast.patient.clone(),
        app.patient_with("28333444").await,
        cast.operator.clone(),
        app.admin().await,
        app.staff("doctora@demo.example").await,
        cast.journey.clone(),
        link,
        cast.integration(&["REQUESTS_READ"]).await,
        cast.integration(&["REQUESTS_WRITE"]).await,
        cast.integration(&["CATALOG_READ"]).await,
        cast.integration(&["APPOINTMENTS_READ"]).await,
        cast.integration(&[]).await,
        cast.integration(&SCOPES).await,
    ];
    callers.extend(others);
    assert_eq!(callers.len(), kinds.len());
    let mut wrong = Vec::new();
    for (place, (kind, caller)) in kinds.iter().zip(&callers).enumerate() {
        // Each tries passwords that are wrong, all from one address.
        app.clock.advance(Duration::minutes(15));
        let documents = documents(&cast, (&appointment, &plan), &form, place);
        let last = documents.iter().filter(|(field, _)| **field == "signOut");
        let before = documents.iter().filter(|(field, _)| **field != "signOut");
        for (field, (query, variables)) in before.chain(last) {
            let rule = rules[field][place];
            let answer = ask(caller, query, variables).await;
            let got = verdict(&answer);
            if got != rule {
                wrong.push(format!("{field} by {kind}: {got}, not {rule}"));
            }
            if kind.ends_with('\'') {
                let text = answer.to_string();
                let leak = ours.iter().any(|id| text.contains(id.as_str().expect("an id")));
                assert!(!leak, "{field} shows {kind} what is another clinic's: {text}");
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new(), "{wrong:#?}");

    // They have all signed out: nobody with a token that is over gets as far as a field, not even a public one.
    for (kind, caller) in kinds.iter().zip(&callers).filter(|(_, caller)| caller.is_session()) {
        for (field, (query, variables)) in documents(&cast, (&appointment, &plan), &form, 99) {
            let body = json!({ "query": query, "variables": variables });
            let answer =
                caller.request(Method::POST, "/graphql").json(&body).send().await.expect("an answer");
            assert_eq!(answer.status(), 401, "{field} by {kind}, signed out");
        }
    }
}
