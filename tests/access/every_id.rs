//! Every argument of the schema that takes an id is tried with one of another clinic, in a call that is right in all
//! else. What takes an id is read from the schema: an argument without a call here fails the test.

use std::collections::{BTreeMap, BTreeSet};

use asistencia::platform::global_id::decode;
use async_graphql::parser::types::{
    BaseType, FieldDefinition, InputValueDefinition, Type, TypeKind, TypeSystemDefinition,
};
use serde_json::{Value, json};
use tests::world;

use super::calls::{calls, fill};
use super::cast::Cast;
use super::foreign_ids::rows;

/// What a foreign id leaves as if it were not there, and why nobody learns anything by it.
const LEFT_OUT: [(&str, &str); 2] = [
    ("slots.input.practitionerId", "who has no resource that does the services narrows nothing"),
    (
        "slots.input.movingId",
        "what is not the caller's to move keeps its time, and others are offered as ever",
    ),
];

/// What only patients do.
const BY_PATIENTS: [&str; 5] =
    ["holdSlot", "bookAppointment", "rescheduleAppointment", "setPersonalDetails", "submitOrder"];

/// The schema, as far as it says what takes an id.
struct Schema {
    inputs: BTreeMap<String, Vec<InputValueDefinition>>,
    /// `query` or `mutation`, and the definition, by the name of the root field.
    fields: BTreeMap<String, (&'static str, FieldDefinition)>,
    /// Fields of objects below the root that take an id: nobody tries these.
    below: Vec<String>,
}

fn named(of: &Type) -> &str {
    match &of.base {
        BaseType::Named(name) => name,
        BaseType::List(of) => named(of),
    }
}

impl Schema {
    fn read() -> Self {
        let document = async_graphql::parser::parse_schema(asistencia::schema::sdl()).expect("SDL");
        let mut schema = Self { inputs: BTreeMap::new(), fields: BTreeMap::new(), below: Vec::new() };
        for definition in document.definitions {
            let TypeSystemDefinition::Type(definition) = definition else { continue };
            let name = definition.node.name.node.to_string();
            match definition.node.kind {
                TypeKind::InputObject(input) => {
                    schema.inputs.insert(name, input.fields.into_iter().map(|field| field.node).collect());
                }
                TypeKind::Object(object) => {
                    for field in object.fields {
                        let root = match name.as_str() {
                            "Query" => "query",
                            "Mutation" => "mutation",
                            _ if field.node.arguments.iter().any(|it| named(&it.node.ty.node) == "ID") => {
                                schema.below.push(format!("{name}.{}", field.node.name.node));
                                continue;
                            }
                            _ => continue,
                        };
                        schema.fields.insert(field.node.name.node.to_string(), (root, field.node));
                    }
                }
                _ => {}
            }
        }
        schema
    }

    /// The paths of all ids that an argument holds.
    fn ids_in(&self, path: String, of: &Type, within: &mut Vec<String>, found: &mut BTreeSet<String>) {
        let name = named(of).to_owned();
        if name == "ID" {
            found.insert(path);
        } else if let Some(fields) = self.inputs.get(&name).filter(|_| !within.contains(&name)) {
            within.push(name);
            for field in fields {
                self.ids_in(format!("{path}.{}", field.name.node), &field.ty.node, within, found);
            }
            within.pop();
        }
    }

    /// The paths of all ids that can be given, as `field.argument.input`.
    fn paths(&self) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        for (name, (_, field)) in &self.fields {
            for argument in &field.arguments {
                let path = format!("{name}.{}", argument.node.name.node);
                self.ids_in(path, &argument.node.ty.node, &mut Vec::new(), &mut found);
            }
        }
        found
    }

    /// A document that calls a field with these arguments and selects what tells whether it found anything.
    fn document(&self, field: &str, arguments: &Value) -> String {
        let (kind, definition) = &self.fields[field];
        let given = definition.arguments.iter().filter(|it| !arguments[it.node.name.node.as_str()].is_null());
        let given: Vec<_> =
            given.map(|it| (it.node.name.node.as_str(), it.node.ty.node.to_string())).collect();
        let declared: Vec<_> = given.iter().map(|(name, of)| format!("${name}: {of}")).collect();
        let passed: Vec<_> = given.iter().map(|(name, _)| format!("{name}: ${name}")).collect();
        let selection = match (*kind, named(&definition.ty.node)) {
            ("mutation", _) => "userErrors { code field }",
            (_, of) if of.ends_with("Connection") => "nodes { __typename }",
            _ => "__typename",
        };
        format!("{kind}({}) {{ {field}({}) {{ {selection} }} }}", declared.join(", "), passed.join(", "))
    }
}

fn at<'a>(arguments: &'a mut Value, path: &str) -> &'a mut Value {
    path.split('.').skip(1).fold(arguments, |value, name| &mut value[name])
}

/// Whether a query found nothing, or said that the id is none.
fn nothing(answer: &Value, field: &str) -> bool {
    let empty = |value: &Value| match value {
        Value::Null => true,
        Value::Array(items) => items.iter().all(Value::is_null),
        found => found["nodes"].as_array().is_some_and(Vec::is_empty),
    };
    let code = &answer["errors"][0]["extensions"]["code"];
    code == "BAD_USER_INPUT" || (code.is_null() && empty(&answer["data"][field]))
}

#[tokio::test]
async fn ids_of_another_clinic_are_refused_wherever_an_id_is_taken() {
    let cast = Cast::gather().await;
    let (admin, theirs) = (cast.app.admin().await, cast.other_admin().await);
    let own = fill(&cast.app, &admin, &cast.patient, (world::CLINIC, world::PATIENT)).await;
    let others = (world::OTHER_CLINIC, world::OTHER_PATIENT);
    let foreign = fill(&cast.app, &theirs, &cast.other_patient().await, others).await;
    let schema = Schema::read();
    assert_eq!(schema.below, Vec::<String>::new(), "only root fields take ids");

    let mut untried = schema.paths();
    let before = rows(cast.app.db()).await;
    let mut failures = Vec::new();
    for (field, arguments) in calls(&own) {
        let client = if BY_PATIENTS.contains(&field) { &cast.patient } else { &admin };
        for path in schema.paths().into_iter().filter(|path| path.split('.').next() == Some(field)) {
            let mut arguments = arguments.clone();
            let place = at(&mut arguments, &path);
            let id = if place.is_array() { &place[0] } else { &*place };
            let Some(id) = id.as_str() else { continue };
            let kind = decode(&id.to_owned().into()).map_or("Slot".to_owned(), |(kind, _)| kind);
            let stranger = &foreign[kind.as_str()];
            *place = if place.is_array() { json!([stranger]) } else { stranger.clone() };
            untried.remove(&path);
            let answer = client.graphql(&schema.document(field, &arguments), arguments.clone()).await;
            if LEFT_OUT.iter().any(|(known, _)| *known == path) {
                *at(&mut arguments, &path) = Value::Null;
                let without = client.graphql(&schema.document(field, &arguments), arguments.clone()).await;
                if answer != without || !answer["errors"].is_null() {
                    failures.push(format!("{path}: {answer} and not {without}"));
                }
                continue;
            }
            let refused = match schema.fields[field].0 {
                "query" => nothing(&answer, field),
                _ => {
                    let error = &answer["data"][field]["userErrors"][0];
                    let names = error["field"].as_array().cloned().unwrap_or_default();
                    let names =
                        names.iter().filter_map(Value::as_str).filter(|name| name.parse::<u8>().is_err());
                    let said = format!("{field}.{}", names.collect::<Vec<_>>().join("."));
                    let known = ["NOT_FOUND", "INVALID", "UPLOAD_UNKNOWN"].map(Value::from);
                    known.contains(&error["code"]) && said == path
                }
            };
            if !refused {
                failures.push(format!("{path}: {answer}"));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert_eq!(untried, BTreeSet::new(), "a call has to name them");
    assert!(rows(cast.app.db()).await == before, "a refusal changes nothing");
    for id in foreign.values().filter(|id| id.is_string()) {
        let answer = admin.ok("query($id: ID!) { node(id: $id) { id } }", json!({ "id": id })).await;
        assert_eq!(answer["node"], Value::Null, "{id}");
    }
}
