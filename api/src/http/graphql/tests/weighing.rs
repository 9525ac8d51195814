//! The attacks that the scales are for, and what must pass.

use std::fmt::Write;
use std::time::Duration;

use tokio::time::Instant;

use async_graphql::Variables;
use async_graphql::parser::parse_query;
use serde_json::{Value, json};

use super::super::scan::scan;
use super::super::types::Types;
use super::super::weigh::{Limits, Weight, choose, weigh};

const SDL: &str = r#"
    type Query {
        things(first: Int, last: Int): ThingConnection!
        paged(first: Int = 50): ThingConnection!
        all: [Thing!]!
        nodes(ids: [ID!]!): [Thing]!
        thing: Thing
    }
    type ThingConnection { nodes: [Thing!]! edges: [ThingEdge!]! }
    type ThingEdge { node: Thing! }
    type Thing { id: ID! a: Thing tags: [Tag!]! things(first: Int): ThingConnection! }
    type Tag { id: ID! }
    schema { query: Query }
"#;

/// What graphql-js sends, and so GraphiQL, with every option on.
const INTROSPECTION: &str = include_str!("introspection.graphql");

fn attempt(query: &str, variables: Value) -> Result<Weight, (String, String)> {
    with_limits(query, variables, &Limits::default())
}

fn with_limits(query: &str, variables: Value, limits: &Limits) -> Result<Weight, (String, String)> {
    let refusal = |error: async_graphql::ServerError| {
        let code = error.extensions.as_ref().and_then(|extensions| extensions.get("code")).cloned();
        (
            code.map(|code| code.into_json().unwrap().as_str().unwrap().to_owned()).unwrap_or_default(),
            error.message,
        )
    };
    scan(query, limits).map_err(refusal)?;
    let document = parse_query(query).unwrap();
    let chosen = choose(&document, None).map_err(refusal)?;
    weigh(&document, chosen, &Variables::from_json(variables), &Types::from_sdl(SDL).unwrap(), limits)
        .map_err(refusal)
}

fn cost(query: &str, variables: Value) -> u64 {
    attempt(query, variables).unwrap().cost
}

fn refused(query: &str, code: &str) {
    let started = Instant::now();
    let refusal = attempt(query, json!({})).expect_err(&query[..query.len().min(80)]);
    assert_eq!(refusal.0, code, "{}", refusal.1);
    assert!(refusal.1.len() < 300, "{}", refusal.1);
    assert!(started.elapsed() < Duration::from_secs(2), "weighing took {:?}", started.elapsed());
}

/// `levels` fragments, each of which spreads the next one `width` times.
fn bomb(levels: usize, width: usize) -> String {
    let mut query = "{ ...F0 }".to_owned();
    for level in 0..levels {
        let spreads = format!("...F{} ", level + 1).repeat(width);
        write!(query, " fragment F{level} on Query {{ {spreads} }}").unwrap();
    }
    write!(query, " fragment F{levels} on Query {{ __typename }}").unwrap();
    query
}

#[test]
fn nested_fragment_spreads_are_refused_at_once() {
    assert!(bomb(8, 8).len() < 1_000);
    refused(&bomb(8, 8), "QUERY_TOO_COMPLEX");
    refused(&bomb(30, 30), "QUERY_TOO_COMPLEX");
    // The same where no operation spreads it: validation walks it all the same.
    refused(&bomb(8, 8).replacen("{ ...F0 }", "{ __typename }", 1), "QUERY_TOO_COMPLEX");
}

#[test]
fn fragment_cycles_are_refused() {
    refused("{ ...A } fragment A on Query { ...A }", "GRAPHQL_VALIDATION_FAILED");
    refused(
        "{ ...A } fragment A on Query { ...B ...B } fragment B on Query { ...A ...A }",
        "GRAPHQL_VALIDATION_FAILED",
    );
    refused("{ __typename } fragment A on Thing { a { ...A } }", "GRAPHQL_VALIDATION_FAILED");
}

#[test]
fn a_long_chain_of_fragments_does_not_exhaust_the_stack() {
    let mut query = "{ ...F0 }".to_owned();
    for level in 0..1_200 {
        write!(query, " fragment F{level} on Query {{ ...F{} }}", level + 1).unwrap();
    }
    query += " fragment F1200 on Query { __typename }";
    refused(&query, "QUERY_TOO_DEEP");
}

#[test]
fn aliases_root_fields_and_typenames_are_counted() {
    let many = |count: usize, field: &str| (0..count).map(|n| format!("a{n}: {field} ")).collect::<String>();
    refused(&format!("{{ {} }}", many(2_000, "__typename")), "QUERY_TOO_COMPLEX");
    refused(&format!("{{ thing {{ {} }} }}", many(51, "id")), "QUERY_TOO_COMPLEX");
    refused(&format!("{{ {} }}", "__typename ".repeat(9_000)), "QUERY_TOO_COMPLEX");
    refused(&format!("{{ {} }}", "__typename ".repeat(20_000)), "QUERY_TOO_COMPLEX");
    refused(&format!("{{ thing {{ {} }} }}", "__typename ".repeat(1_001)), "QUERY_TOO_COMPLEX");
    refused(
        "{ ...F ...F ...F ...F ...F } fragment F on Query { a: thing b: thing c: thing d: thing e: thing }",
        "QUERY_TOO_COMPLEX",
    );
    assert!(attempt(&format!("{{ thing {{ {} }} }}", many(50, "id")), json!({})).is_ok());
}

#[test]
fn depth_is_counted_through_fragments() {
    let nested =
        |depth: usize| format!("{{ thing {} id {} }}", "{ a ".repeat(depth) + "{", "}".repeat(depth + 1));
    assert_eq!(attempt(&nested(13), json!({})).unwrap().depth, 15);
    refused(&nested(14), "QUERY_TOO_DEEP");
    refused(
        "{ thing { ...A } } fragment A on Thing { a { a { a { a { a { ...B } } } } } } fragment B on Thing { a { a { a { a { a { a { a { a { a { id } } } } } } } } } }",
        "QUERY_TOO_DEEP",
    );
}

#[test]
fn lists_multiply_what_is_below_them() {
    assert_eq!(cost("{ things(first: 10) { nodes { id } } }", json!({})), 50 + 10 * 2);
    assert_eq!(cost("{ things(last: 10) { edges { node { id } } } }", json!({})), 50 + 10 * 3);
    assert_eq!(cost("query ($n: Int) { things(first: $n) { nodes { id } } }", json!({"n": 30})), 50 + 30 * 2);
    assert_eq!(cost("query ($n: Int = 40) { things(first: $n) { nodes { id } } }", json!({})), 50 + 40 * 2);
    assert_eq!(cost("{ things { nodes { id } } }", json!({})), 50 + 20 * 2, "an assumed page");
    assert_eq!(cost("{ paged { nodes { id } } }", json!({})), 50 + 50 * 2, "the schema's page");
    assert_eq!(cost("{ all { id tags { id } } }", json!({})), 1 + 10 * (1 + 1 + 10), "assumed lists");
    let ids = vec!["x"; 70];
    assert_eq!(cost("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", json!({"ids": ids})), 70 * 50 + 70);
    // A fragment weighs the same wherever it is spread: here below a page, whose nodes are counted already.
    assert_eq!(
        cost("{ things(first: 10) { ...P } } fragment P on ThingConnection { nodes { id } }", json!({})),
        70
    );
}

#[test]
fn a_page_in_every_row_of_another_is_dear() {
    let nested = |levels: usize, first: usize| {
        let open = format!("things(first: {first}) {{ nodes {{ ");
        format!("{{ {} id {} }}", open.repeat(levels), "} }".repeat(levels))
    };
    assert_eq!(cost(&nested(1, 14), json!({})), 50 + 14 * 2);
    assert_eq!(cost(&nested(2, 14), json!({})), 50 + 14 * (1 + 50 + 14 * 2));
    assert!(attempt(&nested(2, 100), json!({})).is_ok());
    for (levels, first) in [(3, 50), (4, 12), (5, 7)] {
        refused(&nested(levels, first), "QUERY_TOO_COMPLEX");
    }
    // So is looking up many things by their ids, again and again.
    let ids = vec!["x"; 100];
    let again: String = (0..20).map(|each| format!("a{each}: nodes(ids: $ids) {{ id }} ")).collect();
    let query = format!("query ($ids: [ID!]!) {{ {again} }}");
    assert_eq!(attempt(&query, json!({ "ids": ids })).unwrap_err().0, "QUERY_TOO_COMPLEX");
}

#[test]
fn huge_pages_are_refused() {
    refused("{ things(first: 1000000) { nodes { id } } }", "QUERY_TOO_COMPLEX");
    refused("{ things(first: 99999999999999999999) { nodes { id } } }", "QUERY_TOO_COMPLEX");
    refused("query ($n: Int = 1000000) { things(first: $n) { nodes { id } } }", "QUERY_TOO_COMPLEX");
    refused(
        "{ things(first: 100) { nodes { things(first: 100) { nodes { things(first: 100) { nodes { id } } } } } } }",
        "QUERY_TOO_COMPLEX",
    );
    let given = attempt("query ($n: Int) { things(first: $n) { nodes { id } } }", json!({"n": 1_000_000}));
    assert_eq!(given.unwrap_err().0, "QUERY_TOO_COMPLEX");
}

#[test]
fn introspection_passes_unless_it_loops_or_is_switched_off() {
    attempt(INTROSPECTION, json!({})).unwrap();
    refused(
        "{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }",
        "QUERY_TOO_COMPLEX",
    );
    let nested =
        format!("{{ __type(name: \"X\") {{ {} name {} }} }}", "ofType { ".repeat(30), "}".repeat(30));
    refused(&nested, "QUERY_TOO_DEEP");

    let off = Limits { introspection: false, ..Limits::default() };
    let code = |query: &str| with_limits(query, json!({}), &off).map_err(|refusal| refusal.0);
    assert_eq!(code(INTROSPECTION).unwrap_err(), "INTROSPECTION_DISABLED");
    assert_eq!(
        code("{ ...A } fragment A on Query { x: __type(name: \"X\") { name } }").unwrap_err(),
        "INTROSPECTION_DISABLED"
    );
    assert!(code("{ __typename thing { __typename } }").is_ok());
}
