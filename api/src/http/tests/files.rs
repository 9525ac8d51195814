//! `GET /files/…`.

use entity::audit_entry;
use entity::enums::ActorKind;
use entity::ids::{ClinicId, OrderAttachmentId};
use reqwest::{Client, Method, Response};
use sea_orm::EntityTrait;
use uuid::Uuid;

use super::{ANA, CLINIC, STAFF, Site, patient_actor, staff_actor};
use crate::features::orders::{FileAddress, SubmitOrder, Variant, attachments_of_orders, submit_order};
use crate::platform::actor::Actor;

async fn attachment(site: &Site) -> OrderAttachmentId {
    let upload_ids = vec![Some(site.stage(ANA).await)];
    let input = SubmitOrder { upload_ids, note: None, idempotency_key: "k".into() };
    let request = submit_order(&site.app, &patient_actor(ANA), input).await.unwrap();
    let order = site.request(request).await.medical_order_id;
    attachments_of_orders(&site.app.db, CLINIC, &[order]).await.unwrap()[&order][0].id
}

fn url(site: &Site, address: &str, actor: &Actor, id: OrderAttachmentId, variant: Variant) -> String {
    let url = FileAddress::new(&site.app, actor, CLINIC, id, variant).to_url(&site.app).unwrap();
    url.replace(site.app.config.public_base(), address)
}

async fn get(url: &str) -> Response {
    Client::new().get(url).send().await.unwrap()
}

/// Who read, of the entries after the one of the submission.
async fn readers(site: &Site) -> Vec<(ActorKind, Option<Uuid>, String)> {
    let rows = audit_entry::Entity::find().all(&site.app.db).await.unwrap();
    rows.into_iter().skip(1).map(|row| (row.actor_kind, row.actor_id, row.action)).collect()
}

#[tokio::test]
async fn a_file_is_read_as_the_one_for_whom_the_address_was_made() {
    let site = Site::open().await;
    let (id, address) = (attachment(&site).await, site.serve().await);
    let staff = url(&site, &address, &staff_actor(), id, Variant::Original);
    assert!(!staff.contains("orden.jpg"));

    let head = Client::new().request(Method::HEAD, &staff).send().await.unwrap();
    assert_eq!(head.status(), 200);
    assert!(readers(&site).await.is_empty());

    let response = get(&staff).await;
    assert_eq!(response.status(), 200);
    for (name, value) in [
        ("content-type", "image/jpeg"),
        ("content-disposition", "inline"),
        ("x-content-type-options", "nosniff"),
        ("content-security-policy", "sandbox; default-src 'none'"),
        ("cross-origin-resource-policy", "same-site"),
        ("cache-control", "private, max-age=600, immutable"),
    ] {
        assert_eq!(response.headers()[name], value, "{name}");
    }
    assert_eq!(response.headers()["content-length"], head.headers()["content-length"]);
    let length: usize = response.headers()["content-length"].to_str().unwrap().parse().unwrap();
    assert_eq!(response.bytes().await.unwrap().len(), length);
    let read = (ActorKind::User, Some(STAFF.0), "order_attachment.read".to_owned());
    assert_eq!(readers(&site).await, [read]);

    let own = url(&site, &address, &patient_actor(ANA), id, Variant::Preview);
    assert_eq!(get(&own).await.status(), 200);
    assert_eq!(readers(&site).await.len(), 1);
}

#[tokio::test]
async fn an_address_is_good_for_its_file_and_its_time() {
    let site = Site::open().await;
    let (id, address) = (attachment(&site).await, site.serve().await);
    let good = url(&site, &address, &staff_actor(), id, Variant::Original);
    let changed = good.replace("/original?", "/preview?");
    assert_eq!(get(&changed).await.status(), 403);
    assert_eq!(get(&good[..good.find('?').unwrap()]).await.status(), 403);
    let unknown = url(&site, &address, &staff_actor(), OrderAttachmentId(Uuid::nil()), Variant::Original);
    assert_eq!(get(&unknown).await.status(), 404);
    let elsewhere = ClinicId(Uuid::from_u128(2));
    let foreign = FileAddress::new(&site.app, &staff_actor(), elsewhere, id, Variant::Original);
    let foreign = foreign.to_url(&site.app).unwrap().replace(site.app.config.public_base(), &address);
    assert_eq!(get(&foreign).await.status(), 404);

    site.clock.advance(chrono::Duration::seconds(599));
    assert_eq!(get(&good).await.status(), 200);
    site.clock.advance(chrono::Duration::seconds(1));
    let late = get(&good).await;
    assert_eq!(
        (late.status().as_u16(), late.headers()["content-type"].to_str().unwrap()),
        (410, "application/problem+json")
    );
}
