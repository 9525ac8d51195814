//! What published clients count on is in the schema, and everything in the schema is described.

use std::collections::HashMap;

use async_graphql::Positioned;
use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{
    FieldDefinition, InputValueDefinition, TypeDefinition, TypeKind, TypeSystemDefinition,
};

const CONTRACT: &str = include_str!("fixtures/contract.graphql");
const SCHEMA: &str = include_str!("../schema.graphql");

/// The types of a document, by name, in its order.
fn types(sdl: &str) -> Vec<(String, TypeDefinition)> {
    let document = parse_schema(sdl).expect("a readable schema");
    let definitions = document.definitions.into_iter().filter_map(|definition| match definition {
        TypeSystemDefinition::Type(definition) => {
            Some((definition.node.name.node.to_string(), definition.node))
        }
        TypeSystemDefinition::Schema(_) | TypeSystemDefinition::Directive(_) => None,
    });
    definitions.collect()
}

/// Where a schema breaks a contract.
fn breaches(contract: &str, schema: &str) -> Vec<String> {
    let known: HashMap<_, _> = types(schema).into_iter().collect();
    let mut found = Vec::new();
    for (name, promised) in types(contract) {
        match known.get(&name) {
            None => found.push(format!("{name} is missing")),
            Some(given) => compare(&name, &promised.kind, &given.kind, &mut found),
        }
    }
    found
}

fn compare(name: &str, promised: &TypeKind, given: &TypeKind, found: &mut Vec<String>) {
    match (promised, given) {
        (TypeKind::Scalar, TypeKind::Scalar) => {}
        (TypeKind::Object(promised), TypeKind::Object(given)) => {
            let implemented: Vec<_> = given.implements.iter().map(|each| &each.node).collect();
            for interface in &promised.implements {
                if !implemented.contains(&&interface.node) {
                    found.push(format!("{name} does not implement {}", interface.node));
                }
            }
            fields(name, &promised.fields, &given.fields, found);
        }
        (TypeKind::Interface(promised), TypeKind::Interface(given)) => {
            fields(name, &promised.fields, &given.fields, found);
        }
        (TypeKind::Union(promised), TypeKind::Union(given)) => {
            let members: Vec<_> = given.members.iter().map(|each| &each.node).collect();
            for member in promised.members.iter().filter(|each| !members.contains(&&each.node)) {
                found.push(format!("{name} has no member {}", member.node));
            }
        }
        (TypeKind::Enum(promised), TypeKind::Enum(given)) => {
            let values: Vec<_> = given.values.iter().map(|each| &each.node.value.node).collect();
            for value in &promised.values {
                if !values.contains(&&value.node.value.node) {
                    found.push(format!("{name} has no value {}", value.node.value.node));
                }
            }
        }
        (TypeKind::InputObject(promised), TypeKind::InputObject(given)) => {
            inputs(name, &promised.fields, &given.fields, found);
        }
        _ => found.push(format!("{name} is of another kind")),
    }
}

fn fields(
    on: &str,
    promised: &[Positioned<FieldDefinition>],
    given: &[Positioned<FieldDefinition>],
    found: &mut Vec<String>,
) {
    for promised in promised {
        let (name, ty) = (&promised.node.name.node, &promised.node.ty.node);
        let Some(given) = given.iter().find(|each| each.node.name.node == *name) else {
            found.push(format!("{on}.{name} is missing"));
            continue;
        };
        if given.node.ty.node != *ty {
            found.push(format!("{on}.{name} is {} and not {ty}", given.node.ty.node));
        }
        let place = format!("{on}.{name}");
        inputs(&place, &promised.node.arguments, &given.node.arguments, found);
    }
}

/// Arguments and input fields: what was promised is there, and what is new may be left out.
fn inputs(
    on: &str,
    promised: &[Positioned<InputValueDefinition>],
    given: &[Positioned<InputValueDefinition>],
    found: &mut Vec<String>,
) {
    for promised in promised.iter().map(|each| &each.node) {
        let name = &promised.name.node;
        let Some(given) = given.iter().map(|each| &each.node).find(|each| each.name.node == *name) else {
            found.push(format!("{on}({name}) is missing"));
            continue;
        };
        if given.ty.node != promised.ty.node {
            found.push(format!("{on}({name}) is {} and not {}", given.ty.node, promised.ty.node));
        }
        let default =
            |input: &InputValueDefinition| input.default_value.as_ref().map(|value| value.to_string());
        if promised.default_value.is_some() && default(given) != default(promised) {
            found.push(format!("{on}({name}) has another default"));
        }
    }
    for given in given.iter().map(|each| &each.node) {
        let name = &given.name.node;
        let is_new = promised.iter().all(|each| each.node.name.node != *name);
        if is_new && !given.ty.node.nullable && given.default_value.is_none() {
            found.push(format!("{on}({name}) is new and must be given"));
        }
    }
}

/// What has no description.
fn undescribed(schema: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut note = |place: String, description: Option<&Positioned<String>>| {
        if description.is_none_or(|text| text.node.trim().is_empty()) {
            found.push(place);
        }
    };
    for (name, definition) in types(schema) {
        note(name.clone(), definition.description.as_ref());
        match &definition.kind {
            TypeKind::Object(object) => describe_fields(&name, &object.fields, &mut note),
            TypeKind::Interface(interface) => describe_fields(&name, &interface.fields, &mut note),
            TypeKind::InputObject(input) => describe_inputs(&name, &input.fields, &mut note),
            TypeKind::Enum(values) => {
                for value in &values.values {
                    note(format!("{name}.{}", value.node.value.node), value.node.description.as_ref());
                }
            }
            TypeKind::Scalar | TypeKind::Union(_) => {}
        }
    }
    found
}

type Note<'a> = dyn FnMut(String, Option<&Positioned<String>>) + 'a;

fn describe_fields(on: &str, fields: &[Positioned<FieldDefinition>], note: &mut Note<'_>) {
    for field in fields.iter().map(|each| &each.node) {
        let place = format!("{on}.{}", field.name.node);
        note(place.clone(), field.description.as_ref());
        describe_inputs(&place, &field.arguments, note);
    }
}

fn describe_inputs(on: &str, inputs: &[Positioned<InputValueDefinition>], note: &mut Note<'_>) {
    for input in inputs.iter().map(|each| &each.node) {
        note(format!("{on}({})", input.name.node), input.description.as_ref());
    }
}

#[test]
fn the_schema_keeps_the_contract() {
    assert_eq!(breaches(CONTRACT, SCHEMA), Vec::<String>::new());
}

#[test]
fn everything_is_described() {
    assert_eq!(undescribed(SCHEMA), Vec::<String>::new());
}

#[test]
fn the_committed_schema_is_what_the_server_serves() {
    assert_eq!(SCHEMA.trim_end(), asistencia::schema::sdl().trim_end(), "run `make gen`");
}

/// The comparison itself sees what would break a client.
#[test]
fn a_breach_is_seen() {
    let contract = "interface Node { id: ID! } scalar Date union Any = A enum E { ONE }
        type A implements Node { id: ID! f(a: Int = 1): [String!]! } input I { a: ID! }";
    for (schema, expected) in [
        (contract.to_owned(), None),
        (contract.replace("f(a: Int = 1)", "g: Int f(a: Int = 1, b: Int, c: Int! = 2)"), None),
        (contract.replace("scalar Date", ""), Some("Date is missing")),
        (contract.replace("scalar Date", "enum Date { X }"), Some("Date is of another kind")),
        (contract.replace("type A implements Node", "type A"), Some("A does not implement Node")),
        (contract.replace("[String!]!", "[String!]"), Some("A.f is [String!] and not [String!]!")),
        (contract.replace("f(a: Int = 1)", "f(a: Int! = 1)"), Some("A.f(a) is Int! and not Int")),
        (contract.replace("= 1", "= 2"), Some("A.f(a) has another default")),
        (contract.replace("(a: Int = 1)", "(a: Int = 1, b: Int!)"), Some("A.f(b) is new and must be given")),
        (contract.replace("f(a", "other(a"), Some("A.f is missing")),
        (contract.replace("ONE", "TWO"), Some("E has no value ONE")),
        (contract.replace("= A enum", "= B enum"), Some("Any has no member A")),
        (contract.replace("{ a: ID! }", "{ b: ID }"), Some("I(a) is missing")),
    ] {
        assert_eq!(breaches(contract, &schema).first().map(String::as_str), expected, "{schema}");
    }
    assert_eq!(
        undescribed("\"D.\" type A { f(a: Int): Int } \"D.\" enum E { ONE }"),
        ["A.f", "A.f(a)", "E.ONE"]
    );
}
