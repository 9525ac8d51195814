//! What narrows the grid.

use asistencia::platform::global_id::GlobalId;
use entity::enums::AssistanceRequestState as State;
use entity::payer;
use sea_orm::{ActiveModelTrait, ActiveValue::Set};
use serde_json::{Value, json};
use tests::{Client, TestApp, world};

use super::rows;

const FOUND: &str =
    "query($f: WorklistFilter) { worklist(filter: $f, first: 100) { totalCount nodes { id } } }";

/// The ids of the rows that a filter leaves, the oldest first; their number is the total.
async fn found(client: &Client, filter: Value) -> Vec<String> {
    let page = client.ok(FOUND, json!({ "f": filter })).await["worklist"].clone();
    let nodes = page["nodes"].as_array().expect("rows");
    assert_eq!(page["totalCount"].as_u64(), Some(nodes.len() as u64), "{filter}");
    nodes.iter().map(|row| row["id"].as_str().expect("an id").to_owned()).collect()
}

#[tokio::test]
async fn a_day_is_the_clinics_day_with_both_ends() {
    let app = TestApp::start().await;
    let operator = app.operator().await;
    // Buenos Aires is three hours behind UTC: its 2 March begins at 03:00Z.
    let all = [
        "2026-03-02T02:30:00Z",        // 1 March, 23:30
        "2026-03-02T02:59:59.999999Z", // 1 March, the last moment
        "2026-03-02T03:00:00Z",        // 2 March, midnight
        "2026-03-02T03:30:00Z",        // 2 March, 00:30
        "2026-03-03T02:30:00Z",        // 2 March, 23:30
        "2026-03-03T02:59:59.999999Z", // 2 March, the last moment
        "2026-03-03T03:00:00Z",        // 3 March, midnight
        "2026-03-03T03:30:00Z",        // 3 March, 00:30
    ]
    .map(|at| rows::request(world::PATIENT, at));
    rows::insert(app.db(), &all).await;
    let ids = rows::ids(&all);
    for (from, to, expected) in [
        (Some("2026-03-01"), Some("2026-03-01"), &ids[..2]),
        (Some("2026-03-02"), Some("2026-03-02"), &ids[2..6]),
        (Some("2026-03-03"), Some("2026-03-03"), &ids[6..]),
        (Some("2026-03-01"), Some("2026-03-02"), &ids[..6]),
        (Some("2026-03-02"), None, &ids[2..]),
        (None, Some("2026-03-02"), &ids[..6]),
        (Some("2026-03-04"), None, &[]),
        (None, None, &ids[..]),
    ] {
        assert_eq!(found(&operator, json!({ "from": from, "to": to })).await, expected, "{from:?} to {to:?}");
    }

    // Five and a half hours ahead, the same orders fall on other days.
    entity::clinic::ActiveModel {
        id: Set(world::CLINIC),
        time_zone: Set("Asia/Kolkata".into()),
        ..Default::default()
    }
    .update(app.db())
    .await
    .expect("another zone");
    let day = |day: &str| json!({ "from": day, "to": day });
    assert_eq!(found(&operator, day("2026-03-02")).await, ids[..4]);
    assert_eq!(found(&operator, day("2026-03-03")).await, ids[4..]);

    // In Santiago the clock jumps over midnight on 6 September 2026: the day begins at 01:00, which is 04:00Z.
    entity::clinic::ActiveModel {
        id: Set(world::CLINIC),
        time_zone: Set("America/Santiago".into()),
        ..Default::default()
    }
    .update(app.db())
    .await
    .expect("another zone");
    let jump =
        ["2026-09-06T03:59:00Z", "2026-09-06T04:00:00Z", "2026-09-07T02:59:00Z", "2026-09-07T03:00:00Z"]
            .map(|at| rows::request(world::PATIENT, at));
    rows::insert(app.db(), &jump).await;
    assert_eq!(found(&operator, day("2026-09-06")).await, rows::ids(&jump[1..3]));
}

#[tokio::test]
async fn states_resolution_and_payer_narrow_the_grid_and_voided_rows_show_only_where_asked_for() {
    let app = TestApp::start().await;
    let operator = app.operator().await;
    let other_payer = entity::ids::PayerId(uuid::Uuid::from_u128(0x0195_7000_0000_7000_8000_0000_0000_0001));
    payer::ActiveModel {
        id: Set(other_payer),
        clinic_id: Set(world::CLINIC),
        name: Set("Galeno".into()),
        is_self_pay: Set(false),
        disabled_at: Set(None),
        version: Set(1),
    }
    .insert(app.db())
    .await
    .expect("a payer");
    let galeno = rows::add_patient(app.db(), "Gala", "Gómez", "20111333", Some(other_payer)).await;
    let states = [
        State::PendingReview,
        State::AwaitingPhoto,
        State::DispatchPlanned,
        State::Dispatched,
        State::NeedsAttention,
        State::Booked,
        State::Resolved,
        State::Voided,
    ];
    let mut all: Vec<_> = (0..)
        .zip(states)
        .map(|(hour, state)| {
            rows::in_state(rows::request(world::PATIENT, &format!("2026-03-02T1{hour}:00:00Z")), state)
        })
        .collect();
    all.push(rows::request(galeno, "2026-03-02T20:00:00Z"));
    let elsewhere = rows::request(world::OTHER_PATIENT, "2026-03-02T12:00:00Z");
    rows::insert(app.db(), &all).await;
    rows::insert(app.db(), &[elsewhere]).await;
    let ids = rows::ids(&all);
    let pick = |places: &[usize]| places.iter().map(|place| ids[*place].clone()).collect::<Vec<_>>();

    assert_eq!(found(&operator, json!({})).await, pick(&[0, 1, 2, 3, 4, 5, 6, 8]), "all but the voided one");
    assert_eq!(found(&operator, json!({ "resolved": false })).await, pick(&[0, 1, 2, 3, 4, 8]));
    assert_eq!(found(&operator, json!({ "resolved": true })).await, pick(&[5, 6]));
    for (place, state) in (0..).zip(states) {
        let expected = if place == 0 { pick(&[0, 8]) } else { pick(&[place]) };
        assert_eq!(
            found(&operator, json!({ "states": [state.as_str().to_uppercase()] })).await,
            expected,
            "{state:?}"
        );
    }
    assert_eq!(found(&operator, json!({ "states": ["VOIDED", "RESOLVED"] })).await, pick(&[6, 7]));
    assert_eq!(found(&operator, json!({ "states": ["VOIDED"], "resolved": true })).await, pick(&[]));
    assert_eq!(found(&operator, json!({ "payerId": other_payer.to_global() })).await, pick(&[8]));
    let both =
        json!({ "payerId": world::PAYER.to_global(), "states": ["PENDING_REVIEW"], "resolved": false });
    assert_eq!(found(&operator, both).await, pick(&[0]));
}

#[tokio::test]
async fn patients_are_found_as_people_write_them() {
    let app = TestApp::start().await;
    let operator = app.operator().await;
    let maria = rows::add_patient(app.db(), "María José", "Gómez Peña", "30222333", None).await;
    let homonym = rows::add_patient(app.db(), "José", "Güemes", "5111222", None).await;
    let all = [world::PATIENT, world::PATIENT_2, maria, homonym, world::OTHER_PATIENT]
        .map(|patient| rows::request(patient, "2026-03-02T12:00:00Z"));
    rows::insert(app.db(), &all).await;
    let ids = rows::ids(&all);
    let (elena, mario, maria, guemes) = (0, 1, 2, 3);
    for (search, expected) in [
        ("sosa", vec![elena]),
        ("SOSA", vec![elena]),
        ("Elena Sosa", vec![elena]),
        ("sosa, elena", vec![elena]),
        ("  so   el ", vec![elena]),
        ("nuñez", vec![mario]),
        ("Núñez", vec![mario]),
        ("nunez", vec![mario]),
        ("mar", vec![mario, maria]),
        ("jose", vec![maria, guemes]),
        ("gómez peña maría", vec![maria]),
        ("pena mari", vec![maria]),
        ("guemes", vec![guemes]),
        ("sosa nunez", vec![]),
        ("osa", vec![]),
        ("30111222", vec![elena]),
        ("30.111.222", vec![elena]),
        ("30 111 222", vec![elena]),
        ("30.111", vec![elena]),
        ("30", vec![elena, maria]),
        ("30.111.222 sosa", vec![elena]),
        ("Sosa 30.111", vec![elena]),
        ("5.111.222", vec![guemes]),
        ("111222", vec![]),
        ("30111223", vec![]),
        ("30111222 gomez", vec![]),
        ("%", vec![]),
        ("_", vec![]),
        ("s%", vec![elena]),
        ("_osa", vec![]),
        ("' OR 1=1 --", vec![]),
        ("", vec![elena, mario, maria, guemes]),
    ] {
        let expected: Vec<_> = expected.into_iter().map(|place: usize| ids[place].clone()).collect();
        assert_eq!(found(&operator, json!({ "search": search })).await, expected, "{search:?}");
    }
    // A clinic's patient of the same name and document is nobody else's.
    let elsewhere = app.staff("operadora@otra.example").await;
    assert_eq!(found(&elsewhere, json!({ "search": "30.111.222" })).await, ids[4..]);
}

#[tokio::test]
async fn what_makes_no_sense_is_refused_and_says_why() {
    let app = TestApp::start().await;
    let operator = app.operator().await;
    for (filter, word) in [
        (json!({ "from": "2026-03-03", "to": "2026-03-02" }), "before"),
        (json!({ "from": "2026-02-30" }), "YYYY-MM-DD"),
        (json!({ "to": "2026-2-3" }), "YYYY-MM-DD"),
        (json!({ "from": "03/02/2026" }), "YYYY-MM-DD"),
        (json!({ "from": "" }), "YYYY-MM-DD"),
        (json!({ "payerId": "nobody" }), "payer"),
        (json!({ "payerId": world::PATIENT.to_global() }), "payer"),
        (json!({ "states": ["LOST"] }), "AssistanceRequestState"),
    ] {
        let answer = operator.graphql(FOUND, json!({ "f": filter })).await;
        let error = &answer["errors"][0];
        assert_eq!(error["extensions"]["code"], "BAD_USER_INPUT", "{filter}: {answer:#}");
        assert!(error["message"].as_str().is_some_and(|text| text.contains(word)), "{filter}: {error:#}");
    }
    // Days far away are days all the same.
    let ever = json!({ "from": "0001-01-01", "to": "9999-12-31" });
    assert_eq!(found(&operator, ever).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_name_is_found_by_how_it_is_heard_after_those_who_are_spelt_so() {
    let app = TestApp::start().await;
    let operator = app.operator().await;
    let mut requests = Vec::new();
    for (place, (given, family)) in [
        ("Ana", "González"),
        ("Ariel", "Gonsales"),
        ("Berta", "Giménez"),
        ("Ciro", "Jiménez"),
        ("Dora", "Gómez"),
    ]
    .into_iter()
    .enumerate()
    {
        let dni = format!("{}", 20_000_000 + place);
        let patient = rows::add_patient(app.db(), given, family, &dni, None).await;
        requests.push(rows::request(patient, &format!("2026-03-02T12:0{place}:00Z")));
    }
    rows::insert(app.db(), &requests).await;
    let ids = rows::ids(&requests);
    let query = "query($s: String, $first: Int, $after: String) { patients(search: $s, first: $first, after: $after) { \
        nodes { givenName } pageInfo { endCursor hasNextPage } } }";
    for (search, names, places) in [
        // The grid stays in its own order.
        ("Gonsales", vec!["Ariel", "Ana"], vec![0, 1]),
        ("GONZALES", vec!["Ariel", "Ana"], vec![0, 1]),
        ("González", vec!["Ana", "Ariel"], vec![0, 1]),
        ("Jimenes", vec!["Berta", "Ciro"], vec![2, 3]),
        ("gime", vec!["Berta", "Ciro"], vec![2, 3]),
        ("jime", vec!["Ciro", "Berta"], vec![2, 3]),
        ("gonsales ana", vec!["Ana"], vec![0]),
        // Two letters are heard in too many ways.
        ("go", vec!["Dora", "Ariel", "Ana"], vec![0, 1, 4]),
        ("ji", vec!["Ciro"], vec![3]),
        ("2000000", vec!["Berta", "Dora", "Ariel", "Ana", "Ciro"], vec![0, 1, 2, 3, 4]),
        ("jomez", vec![], vec![]),
    ] {
        // A page at a time, as one who reads on.
        let (mut walked, mut after) = (Vec::new(), Value::Null);
        loop {
            let page = operator.ok(query, json!({ "s": search, "first": 1, "after": after })).await;
            let page = &page["patients"];
            let nodes = page["nodes"].as_array().expect("patients");
            walked.extend(nodes.iter().map(|row| row["givenName"].as_str().expect("a name").to_owned()));
            if page["pageInfo"]["hasNextPage"] == false {
                break;
            }
            after = page["pageInfo"]["endCursor"].clone();
        }
        assert_eq!(walked, names, "{search}");
        let whole = operator.ok(query, json!({ "s": search })).await["patients"]["nodes"].clone();
        let whole: Vec<_> = whole.as_array().expect("patients").iter().map(|row| &row["givenName"]).collect();
        assert_eq!(whole, names, "{search}");
        let wanted: Vec<_> = places.iter().map(|place: &usize| ids[*place].clone()).collect();
        assert_eq!(found(&operator, json!({ "search": search })).await, wanted, "{search}");
    }
}
