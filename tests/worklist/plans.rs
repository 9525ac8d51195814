//! How the database finds a page: by an index in the order that was asked for, and not by sorting everything.

use sea_orm::{ConnectionTrait, DbBackend, QueryResult, Statement, TransactionTrait};
use serde_json::json;
use tests::TestApp;

/// The steps by which the database answers the page that it was just asked for.
async fn plan(app: &TestApp) -> String {
    let asked = app.statements.take();
    let page = asked
        .iter()
        .find(|sql| sql.starts_with("SELECT") && sql.contains("feed_epoch"))
        .expect("the statement of the page");
    let text = |row: &QueryResult, column| row.try_get_by_index::<String>(column).expect("a step") + "\n";
    if app.db().get_database_backend() == DbBackend::Sqlite {
        let explain = Statement::from_string(DbBackend::Sqlite, format!("EXPLAIN QUERY PLAN {page}"));
        return app
            .db()
            .query_all_raw(explain)
            .await
            .expect("a plan")
            .iter()
            .map(|row| text(row, 3))
            .collect();
    }
    // A handful of rows would be read whole and sorted: what is left without that is what the indexes allow.
    let tx = app.db().begin().await.expect("a transaction");
    let nulls = vec!["NULL"; page.matches('$').count()].join(", ");
    for step in [
        "SET LOCAL enable_seqscan = off",
        "SET LOCAL enable_sort = off",
        "SET LOCAL plan_cache_mode = force_generic_plan",
        &format!("PREPARE page AS {page}"),
    ] {
        tx.execute_unprepared(step).await.expect("a plan is prepared");
    }
    let explain = Statement::from_string(DbBackend::Postgres, format!("EXPLAIN EXECUTE page({nulls})"));
    let plan = tx.query_all_raw(explain).await.expect("a plan").iter().map(|row| text(row, 0)).collect();
    tx.execute_unprepared("DEALLOCATE page").await.expect("forgotten");
    tx.rollback().await.expect("ended");
    plan
}

#[tokio::test]
async fn a_search_by_name_begins_with_the_indexes_of_names() {
    let app = TestApp::start().await;
    let operator = app.operator().await;
    app.statements.take();
    operator.ok("{ worklist(filter: { search: \"gonsales mar\" }) { nodes { id } } }", json!({})).await;
    let page = plan(&app).await;
    let names = |step: &&str| step.contains("patient_search_term");
    let spelt = ["sqlite_autoindex_patient_search_term_1 (", "patient_search_term_pkey"];
    assert!(page.lines().any(|step| spelt.iter().any(|index| step.contains(index))), "{page}");
    assert!(page.lines().any(|step| step.contains("patient_search_term_sound")), "{page}");
    assert!(
        !page.lines().filter(names).any(|step| step.contains("SCAN ") || step.contains("Seq Scan")),
        "{page}"
    );
}

#[tokio::test]
async fn every_order_is_that_of_an_index_and_a_count_reads_an_index_alone() {
    let app = TestApp::start().await;
    let operator = app.operator().await;
    app.patient().await.submit_order(1).await;
    for (arguments, index) in [
        ("", "assistance_request_uploaded"),
        ("orderBy: { field: UPLOADED_AT, direction: DESC }", "assistance_request_uploaded"),
        ("filter: { resolved: false }", "assistance_request_open"),
        ("filter: { states: [DISPATCHED] }", "assistance_request_state"),
        ("orderBy: { field: LAST_CONTACT_AT }", "assistance_request_contact"),
        ("orderBy: { field: LAST_CONTACT_AT, direction: DESC }", "assistance_request_contact"),
        ("orderBy: { field: PATIENT_NAME }", "patient_sort"),
        ("orderBy: { field: PATIENT_NAME, direction: DESC }", "patient_sort"),
    ] {
        app.statements.take();
        let query = |more| format!("{{ worklist(first: 50, {arguments}) {{ nodes {{ id }} {more} }} }}");
        operator.ok(&query(""), json!({})).await;
        let page = plan(&app).await;
        assert!(page.contains(index), "{arguments}:\n{page}");
        // Within one name requests are still sorted by their ids, a few at a time.
        let sorts = page
            .lines()
            .any(|step| step.ends_with("TEMP B-TREE FOR ORDER BY") || step.trim().starts_with("->  Sort "));
        assert!(!sorts, "{arguments}:\n{page}");
        assert!(
            !page.contains("COVERING") && !page.contains("Aggregate"),
            "nobody asked for a count:\n{page}"
        );

        operator.ok(&query("totalCount"), json!({})).await;
        let counted = plan(&app).await;
        let alone = counted.lines().any(|step| {
            step.contains("COVERING INDEX assistance_request")
                || step.contains("Index Only Scan using assistance_request")
        });
        assert!(alone, "{arguments}:\n{counted}");
    }
}
