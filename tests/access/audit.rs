//! Who read and who changed what is kept, in a chain that shows a change.

use asistencia::features::audit::{first_broken_link, verify_trails};
use asistencia::platform::global_id::GlobalId;
use chrono::Duration;
use entity::enums::ActorKind;
use entity::ids::{AssistanceRequestId, OrderAttachmentId};
use reqwest::Method;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ConnectionTrait, IntoActiveModel};
use serde_json::{Value, json};
use tests::world;

use super::cast::Cast;

const FILE: &str = "query($id: ID!) { assistanceRequest(id: $id) { order { attachments { id url } } } }";

fn uuid_of<T: GlobalId>(id: &Value) -> uuid::Uuid {
    let id = async_graphql::ID::from(id.as_str().expect("an id"));
    T::from_global(&id).expect("an id of this type").into()
}

#[tokio::test]
async fn what_staff_and_systems_read_leaves_an_entry_and_what_patients_read_of_their_own_does_not() {
    let cast = Cast::gather().await;
    let integration = cast.integration(&["REQUESTS_READ"]).await;
    let request = uuid_of::<AssistanceRequestId>(&cast.request["id"]);
    let before = cast.trail(world::CLINIC).await.len();
    let variables = json!({ "id": cast.request["id"] });
    let mut urls = Vec::new();
    for client in [&cast.operator, &integration, &cast.patient, &cast.journey] {
        let seen = client.ok(FILE, variables.clone()).await;
        let file = &seen["assistanceRequest"]["order"]["attachments"][0];
        urls.push((file["url"].as_str().expect("an address").to_owned(), file["id"].clone()));
    }
    let after_requests = cast.trail(world::CLINIC).await;
    let read: Vec<_> = after_requests[before..]
        .iter()
        .map(|entry| (entry.actor_kind, entry.action.as_str(), entry.subject_id))
        .collect();
    let action = "assistance_request.read";
    assert_eq!(read, [(ActorKind::User, action, request), (ActorKind::Integration, action, request)]);
    assert_eq!(after_requests[before].actor_id, Some(world::OPERATOR.0));

    // A file is read as the one for whom its address was made, whoever holds it.
    for (url, _) in &urls {
        let file = cast.app.anonymous().request(Method::GET, url).send().await.expect("an answer");
        assert_eq!(file.status(), 200);
    }
    let attachment = uuid_of::<OrderAttachmentId>(&urls[0].1);
    let trail = cast.trail(world::CLINIC).await;
    let opened: Vec<_> = trail[after_requests.len()..]
        .iter()
        .map(|entry| (entry.actor_kind, entry.action.as_str(), entry.subject_id))
        .collect();
    let action = "order_attachment.read";
    assert_eq!(opened, [(ActorKind::User, action, attachment), (ActorKind::Integration, action, attachment)]);
    assert_eq!(trail[after_requests.len()].actor_id, Some(world::OPERATOR.0));

    // Nobody reads through an address that was changed, or whose time has passed, and nothing is recorded.
    let status = async |url: &str| {
        let answer = cast.app.anonymous().request(Method::GET, url).send().await.expect("an answer");
        answer.status().as_u16()
    };
    let (operators, patients) = (&urls[0].0, &urls[2].0);
    let viewer =
        |url: &str| url.split("&v=").nth(1).and_then(|rest| rest.split('&').next()).map(str::to_owned);
    let (staff, patient) = (viewer(operators).expect("a viewer"), viewer(patients).expect("a viewer"));
    assert_ne!(staff, patient);
    assert_eq!(status(&operators.replace(&staff, &patient)).await, 403);
    assert_eq!(status(&operators.replace("/original?", "/preview?")).await, 403);
    cast.app.clock.advance(Duration::minutes(11));
    assert_eq!(status(operators).await, 410);
    assert_eq!(cast.trail(world::CLINIC).await.len(), trail.len());
}

#[tokio::test]
async fn the_trail_of_a_whole_story_is_a_chain_and_a_changed_row_shows() {
    let cast = Cast::gather().await;
    let appointment = cast.book().await;
    cast.operator.ok(FILE, json!({ "id": cast.request["id"] })).await;
    let cancel = json!({ "id": appointment["id"], "reason": "Viaje" });
    cast.patient.done("cancelAppointment", "CancelAppointmentInput", cancel, "").await;
    cast.other_patient().await.submit_order(1).await;

    let trail = cast.trail(world::CLINIC).await;
    assert_eq!(first_broken_link(&trail), None, "as it was written");
    assert_eq!(first_broken_link(&cast.trail(world::OTHER_CLINIC).await), None);
    assert!(trail.len() > 5, "{} entries", trail.len());
    let text = format!("{trail:?}");
    for personal in ["30111222", "Sosa", "5491155551234", "elena@", "Viaje"] {
        assert!(!text.contains(personal), "the trail carries {personal}");
    }

    // Somebody with the database in their hands makes a reading somebody else's.
    let read = trail.iter().find(|entry| entry.action == "assistance_request.read").expect("a reading");
    let mut forged = read.clone().into_active_model();
    forged.actor_id = Set(Some(world::OPERATOR_2.0));
    assert!(forged.clone().update(cast.app.db()).await.is_err(), "the database refuses it");
    let remove = "DELETE FROM audit_entry";
    assert!(cast.app.db().execute_unprepared(remove).await.is_err());
    assert_eq!(verify_trails(&cast.app.app, None).await.expect("a check")[0].broken_at, None);
    // Even without its guard the change shows.
    let unguarded: &[&str] = if tests::database::on_postgres() {
        &["DROP TRIGGER audit_entry_unalterable ON audit_entry"]
    } else {
        &["DROP TRIGGER audit_entry_unchanged", "DROP TRIGGER audit_entry_kept"]
    };
    for statement in unguarded {
        cast.app.db().execute_unprepared(statement).await.expect("the database lets them");
    }
    forged.update(cast.app.db()).await.expect("the database lets them");
    assert_eq!(first_broken_link(&cast.trail(world::CLINIC).await), Some(read.seq));
    let found = verify_trails(&cast.app.app, Some("demo")).await.expect("a check");
    assert_eq!((found.len(), found[0].broken_at), (1, Some(read.seq)));
}
