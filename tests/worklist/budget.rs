//! What a page costs: the same few statements, however many rows it has.

use serde_json::json;
use tests::{Client, TestApp, world};

use super::rows;

/// Most statements that a page may cost, the session's included.
const BUDGET: usize = 4;

const WHOLE_PAGE: &str = "query($n: Int!) { worklist(first: $n) { totalCount feedCursor pageInfo { endCursor } \
    edges { cursor node { id uploadedAt state version resolvedAt \
    patient { id givenName familyName nationalId mobilePhone verifiedPhone email \
        coverage { payer { name } plan { name } } } \
    order { id attachments { id contentType url previewUrl } } \
    services { id name circuit { name } } \
    lastContact { at message by { name } } claim { by { name } } } } } }";

#[tokio::test]
async fn a_page_costs_the_same_few_statements_whatever_its_size() {
    let app = TestApp::start().await;
    let all: Vec<_> = (0..60)
        .map(|minute| {
            let row = rows::request(world::PATIENT, &format!("2026-03-02T12:{minute:02}:00Z"));
            rows::contacted(row, "2026-03-02T15:00:00Z", world::OPERATOR)
        })
        .collect();
    rows::insert(app.db(), &all).await;
    let (operator, admin) = (app.operator().await, app.admin().await);
    let key = json!({ "name": "Tablero", "scopes": ["REQUESTS_READ"] });
    let key = admin.done("createApiKey", "CreateApiKeyInput", key, "key").await;
    let integration = Client::new(&app.url, key["key"].as_str().map(str::to_owned));

    let mut costs = Vec::new();
    for (reader, size) in [(&operator, 5), (&operator, 50), (&integration, 5), (&integration, 50)] {
        let (answer, statements) = app.fewest_statements(reader, WHOLE_PAGE, json!({ "n": size })).await;
        let edges = answer["worklist"]["edges"].as_array().expect("rows");
        assert_eq!(edges.len(), size);
        assert_eq!(answer["worklist"]["totalCount"], 60);
        for edge in edges {
            assert_eq!(edge["node"]["order"]["attachments"].as_array().map(Vec::len), Some(2));
            assert_eq!(edge["node"]["services"][0]["name"], "Ecografía abdominal");
            assert_eq!(edge["node"]["patient"]["coverage"]["plan"]["name"], "310");
        }
        assert!(
            (1..=BUDGET).contains(&statements.len()),
            "{} statements for {size} rows:\n{}",
            statements.len(),
            statements.join("\n")
        );
        costs.push(statements.len());
    }
    assert_eq!((costs[0], costs[2]), (costs[1], costs[3]));

    // What is not asked for is not loaded.
    let (_, statements) = app.fewest_statements(&operator, "{ worklist { nodes { id } } }", json!({})).await;
    assert!(statements.len() <= 2, "the session and the rows");
}
