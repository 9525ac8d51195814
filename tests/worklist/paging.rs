//! Sorting, and pages of any size in any direction, which are always pieces of the one big page.

use entity::assistance_request;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};
use tests::{Client, TestApp, world};
use tokio::runtime::Handle;
use tokio::task::block_in_place;

use super::rows;

const PAGE: &str = "query($o: WorklistOrder, $first: Int, $after: String, $last: Int, $before: String) { \
    worklist(orderBy: $o, first: $first, after: $after, last: $last, before: $before) { totalCount \
    edges { cursor node { id } } nodes { id } \
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }";

/// Rows in the grid of these tests.
const ROWS: usize = 41;

const ORDERS: [(&str, &str); 6] = [
    ("UPLOADED_AT", "ASC"),
    ("UPLOADED_AT", "DESC"),
    ("PATIENT_NAME", "ASC"),
    ("PATIENT_NAME", "DESC"),
    ("LAST_CONTACT_AT", "ASC"),
    ("LAST_CONTACT_AT", "DESC"),
];

/// Many rows with few different keys: equal upload dates, equal names, and mostly no contact.
async fn grid() -> (TestApp, Client, Vec<(assistance_request::Model, &'static str)>) {
    let app = TestApp::start().await;
    let homonym = rows::add_patient(app.db(), "Elena", "Sosa", "41000111", None).await;
    let accented = rows::add_patient(app.db(), "Ana", "Ñandú", "41000222", None).await;
    let people = [
        (world::PATIENT, "sosa, elena"),
        (world::PATIENT_2, "nunez, mario"),
        (homonym, "sosa, elena"),
        (accented, "nandu, ana"),
    ];
    let all: Vec<_> = (0..ROWS)
        .map(|n| {
            let (patient, name) = people[n * 7 % 4];
            // Fractions of a second of any length, and instants that differ by a microsecond.
            let at =
                ["12:00:00Z", "12:00:00.5Z", "12:00:00.500001Z", "11:59:59.999Z", "12:00:01Z"][n * 3 % 5];
            let row = rows::request(patient, &format!("2026-03-02T{at}"));
            let row = match n % 5 {
                0 => rows::contacted(row, "2026-03-02T13:00:00Z", world::OPERATOR),
                1 => rows::contacted(row, "2026-03-02T13:00:00.25Z", world::OPERATOR_2),
                _ => row,
            };
            (row, name)
        })
        .collect();
    rows::insert(app.db(), &all.iter().map(|(row, _)| row.clone()).collect::<Vec<_>>()).await;
    let operator = app.operator().await;
    (app, operator, all)
}

fn texts(edges: &Value, pick: impl Fn(&Value) -> &Value) -> Vec<String> {
    let edges = edges.as_array().expect("edges");
    edges.iter().map(|edge| pick(edge).as_str().expect("a text").to_owned()).collect()
}

async fn page(client: &Client, order: (&str, &str), mut args: Value) -> Value {
    args["o"] = json!({ "field": order.0, "direction": order.1 });
    client.ok(PAGE, args).await["worklist"].clone()
}

#[tokio::test]
async fn the_grid_is_sorted_by_each_field_in_both_directions() {
    let (_app, operator, all) = grid().await;
    for (field, direction) in ORDERS {
        let mut expected: Vec<_> = all.iter().collect();
        expected.sort_by_key(|(row, name)| match field {
            "UPLOADED_AT" => (Some(row.uploaded_at), "", row.id.0),
            "PATIENT_NAME" => (None, *name, row.id.0),
            // No contact is the oldest.
            _ => (row.last_contact_at, "", row.id.0),
        });
        if direction == "DESC" {
            expected.reverse();
        }
        let expected: Vec<_> = expected.into_iter().map(|(row, _)| row.clone()).collect();
        let found = page(&operator, (field, direction), json!({ "first": 100 })).await;
        assert_eq!(texts(&found["nodes"], |row| &row["id"]), rows::ids(&expected), "{field} {direction}");
    }
    // Left out, it is by upload date, the oldest first.
    let plain = operator.ok("{ worklist(first: 100) { nodes { id } } }", json!({})).await;
    let by_upload = page(&operator, ORDERS[0], json!({ "first": 100 })).await;
    assert_eq!(plain["worklist"]["nodes"], by_upload["nodes"]);
}

#[derive(Clone, Debug)]
struct Asked {
    order: usize,
    size: usize,
    backward: bool,
    after: Option<usize>,
    before: Option<usize>,
}

fn asked() -> impl Strategy<Value = Asked> {
    let place = || proptest::option::of(0..ROWS);
    (0..ORDERS.len(), 0..ROWS + 3, any::<bool>(), place(), place())
        .prop_map(|(order, size, backward, after, before)| Asked { order, size, backward, after, before })
}

#[tokio::test(flavor = "multi_thread")]
async fn any_page_is_the_right_piece_of_the_one_big_page() {
    let (_app, operator, _) = grid().await;
    let mut whole = Vec::new();
    for order in ORDERS {
        let big = page(&operator, order, json!({ "first": 100 })).await;
        assert_eq!(big["totalCount"], ROWS);
        let ids = texts(&big["edges"], |edge| &edge["node"]["id"]);
        whole.push((ids, texts(&big["edges"], |edge| &edge["cursor"])));
    }
    let mut runner = TestRunner::new(Config { cases: 120, failure_persistence: None, ..Config::default() });
    let handle = Handle::current();
    let outcome = block_in_place(|| {
        runner.run(&asked(), |asked| {
            let (ids, cursors) = &whole[asked.order];
            let mut args = json!({
                "after": asked.after.map(|place| &cursors[place]),
                "before": asked.before.map(|place| &cursors[place]),
            });
            args[if asked.backward { "last" } else { "first" }] = asked.size.into();
            let found = handle.block_on(page(&operator, ORDERS[asked.order], args));
            // As Relay defines it: first what lies between the cursors, then so many from one end.
            let start = asked.after.map_or(0, |place| place + 1);
            let end = asked.before.unwrap_or(ROWS).max(start);
            let between = &ids[start..end];
            let size = asked.size.min(between.len());
            let expected = if asked.backward { &between[between.len() - size..] } else { &between[..size] };
            prop_assert_eq!(&texts(&found["edges"], |edge| &edge["node"]["id"])[..], expected);
            prop_assert_eq!(&texts(&found["nodes"], |node| &node["id"])[..], expected);
            prop_assert_eq!(&found["totalCount"], &json!(ROWS));
            let info = &found["pageInfo"];
            let more = &info[if asked.backward { "hasPreviousPage" } else { "hasNextPage" }];
            prop_assert_eq!(more, &json!(between.len() > asked.size));
            let ends = texts(&found["edges"], |edge| &edge["cursor"]);
            prop_assert_eq!(&info["startCursor"], &json!(ends.first()));
            prop_assert_eq!(&info["endCursor"], &json!(ends.last()));
            Ok(())
        })
    });
    outcome.expect("every page fits");
}

#[tokio::test]
async fn walking_by_pages_of_any_size_meets_every_row_once() {
    let (_app, operator, _) = grid().await;
    for order in ORDERS {
        let big = page(&operator, order, json!({ "first": 100 })).await;
        let expected = texts(&big["nodes"], |row| &row["id"]);
        for size in [1, 7, 40, 41] {
            let (mut forward, mut after) = (Vec::new(), Value::Null);
            loop {
                let found = page(&operator, order, json!({ "first": size, "after": after })).await;
                forward.extend(texts(&found["nodes"], |row| &row["id"]));
                after = found["pageInfo"]["endCursor"].clone();
                if found["pageInfo"]["hasNextPage"] == json!(false) {
                    break;
                }
            }
            assert_eq!(forward, expected, "{order:?} by {size}");
            let (mut backward, mut before) = (Vec::new(), Value::Null);
            loop {
                let found = page(&operator, order, json!({ "last": size, "before": before })).await;
                let mut rows = texts(&found["nodes"], |row| &row["id"]);
                rows.append(&mut backward);
                backward = rows;
                before = found["pageInfo"]["startCursor"].clone();
                if found["pageInfo"]["hasPreviousPage"] == json!(false) {
                    break;
                }
            }
            assert_eq!(backward, expected, "{order:?} backwards by {size}");
        }
    }
}

#[tokio::test]
async fn sizes_and_cursors_that_make_no_sense_are_refused() {
    let (_app, operator, _) = grid().await;
    let by_name = page(&operator, ORDERS[2], json!({ "first": 1 })).await;
    let by_contact = page(&operator, ORDERS[4], json!({ "first": 1 })).await;
    let sealed = |text: &str| {
        use base64::Engine;
        base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(text)
    };
    for args in [
        json!({ "first": 101 }),
        json!({ "first": -1 }),
        json!({ "last": 101 }),
        json!({ "last": -1 }),
        json!({ "first": 5, "last": 5 }),
        json!({ "after": "nonsense" }),
        json!({ "before": "nonsense" }),
        json!({ "after": "" }),
        json!({ "after": sealed("[]") }),
        json!({ "after": sealed("[\"tomorrow\",\"01955000-0000-7000-8000-000000000001\"]") }),
        json!({ "after": sealed("[\"9223372036854775807\",\"01955000-0000-7000-8000-000000000001\"]") }),
        // A cursor belongs to the order in which its page was sorted.
        json!({ "after": by_name["pageInfo"]["endCursor"] }),
        json!({ "after": by_contact["pageInfo"]["endCursor"] }),
    ] {
        assert_eq!(operator.error(PAGE, args.clone()).await, "BAD_USER_INPUT", "{args}");
    }
    // Of no rows there is a page too.
    let nothing = page(&operator, ORDERS[0], json!({ "first": 0 })).await;
    assert_eq!((&nothing["nodes"], &nothing["totalCount"]), (&json!([]), &json!(ROWS)));
    assert_eq!(nothing["pageInfo"]["hasNextPage"], true);
}
