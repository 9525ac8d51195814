//! Submitting orders and adding photos.

use entity::enums::{AssistanceRequestState, EventKind};
use entity::ids::{AssistanceRequestId, UploadId};
use entity::{audit_entry, event, medical_order, order_attachment, patient, upload};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::{ANA, CLINIC, LUIS, Site, journey_actor, patient_actor, refusals, staff_actor};
use crate::features::audit::first_broken_link;
use crate::features::orders::{
    AddPhotos, SubmitOrder, add_photos, attachments_of_orders, find_order, submit_order, sweep_uploads,
};
use crate::platform::actor::Actor;
use crate::platform::error::{Error, Failure, Outcome};

fn input(key: &str, uploads: &[UploadId]) -> SubmitOrder {
    let upload_ids = uploads.iter().copied().map(Some).collect();
    SubmitOrder { upload_ids, note: Some(" en ayunas ".into()), idempotency_key: key.into() }
}

pub(super) async fn submit(site: &Site, key: &str, uploads: &[UploadId]) -> Outcome<AssistanceRequestId> {
    submit_order(&site.app, &patient_actor(ANA), input(key, uploads)).await
}

fn more(key: &str, request: AssistanceRequestId, uploads: &[UploadId]) -> AddPhotos {
    let SubmitOrder { upload_ids, note, idempotency_key } = input(key, uploads);
    AddPhotos { request_id: Some(request), upload_ids, note, idempotency_key }
}

#[tokio::test]
async fn an_order_is_made_with_its_pages_its_request_its_event_and_its_audit_entry() {
    let site = Site::open().await;
    let (first, second) = (site.stage(ANA).await, site.stage(ANA).await);
    let id = submit(&site, "k", &[second, first]).await.unwrap();
    let request = site.request(id).await;
    assert_eq!((request.state, request.version), (AssistanceRequestState::PendingReview, 1));
    let order = request.medical_order_id;
    let found = attachments_of_orders(&site.app.db, CLINIC, &[order]).await.unwrap();
    let pages: Vec<_> = found[&order].iter().map(|page| (page.position, page.upload_id.unwrap())).collect();
    assert_eq!(pages, [(0, second), (1, first)]);
    let row = find_order(&site.app, &patient_actor(ANA), order).await.unwrap().unwrap();
    assert_eq!(row.note.as_deref(), Some("en ayunas"));
    assert!(find_order(&site.app, &patient_actor(LUIS), order).await.unwrap().is_none());
    assert!(find_order(&site.app, &staff_actor(), order).await.unwrap().is_some());
    let events = event::Entity::find().all(&site.app.db).await.unwrap();
    assert_eq!(events.iter().map(|event| event.kind).collect::<Vec<_>>(), [EventKind::OrderUploaded]);
    let audit = audit_entry::Entity::find().order_by_asc(audit_entry::Column::Seq).all(&site.app.db);
    let audit = audit.await.unwrap();
    let actions: Vec<_> = audit.iter().map(|entry| entry.action.as_str()).collect();
    assert_eq!(actions, ["medical_order.submitted", "medical_order.read"]);
    assert_eq!(first_broken_link(&audit), None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_parallel_submissions_of_the_same_photos_one_wins() {
    let site = Site::open().await;
    let (first, second) = (site.stage(ANA).await, site.stage(ANA).await);
    let calls = (0..8).map(|number| {
        let (app, ids) = (site.app.clone(), if number % 2 == 0 { [first, second] } else { [second, first] });
        tokio::spawn(async move {
            submit_order(&app, &patient_actor(ANA), input(&format!("k{number}"), &ids)).await
        })
    });
    let mut won = 0;
    for call in calls.collect::<Vec<_>>() {
        match call.await.unwrap() {
            Ok(_) => won += 1,
            lost => {
                let places = ["UploadUnknown input.uploadIds.0", "UploadUnknown input.uploadIds.1"];
                assert_eq!(refusals(lost), places);
            }
        }
    }
    assert_eq!(won, 1);
    assert_eq!(medical_order::Entity::find().count(&site.app.db).await.unwrap(), 1);
    assert_eq!(order_attachment::Entity::find().count(&site.app.db).await.unwrap(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_repeated_key_answers_with_the_first_result() {
    let site = Site::open().await;
    let page = site.stage(ANA).await;
    let calls = (0..6).map(|_| {
        let app = site.app.clone();
        tokio::spawn(async move { submit_order(&app, &patient_actor(ANA), input("same", &[page])).await })
    });
    let mut ids = Vec::new();
    for call in calls.collect::<Vec<_>>() {
        ids.push(call.await.unwrap().unwrap());
    }
    ids.push(submit(&site, "same", &[page]).await.unwrap());
    ids.dedup();
    assert_eq!(ids.len(), 1);
    assert_eq!(medical_order::Entity::find().count(&site.app.db).await.unwrap(), 1);
    let other = site.stage(ANA).await;
    assert_eq!(refusals(submit(&site, "same", &[other]).await), ["Conflict input.idempotencyKey"]);
    assert!(submit(&site, "", &[other]).await.is_err());
}

#[tokio::test]
async fn only_ones_own_unused_photos_can_be_submitted() {
    let site = Site::open().await;
    let (mine, used, theirs) = (site.stage(ANA).await, site.stage(ANA).await, site.stage(LUIS).await);
    submit(&site, "first", &[used]).await.unwrap();
    let mut all = input("second", &[mine, used, theirs, UploadId(Uuid::from_u128(99))]);
    all.upload_ids.push(None);
    let refused = refusals(submit_order(&site.app, &patient_actor(ANA), all).await);
    assert_eq!(refused, [1, 2, 3, 4].map(|place| format!("UploadUnknown input.uploadIds.{place}")));
    assert_eq!(refusals(submit(&site, "third", &[mine, mine]).await), ["Invalid input.uploadIds.1"]);
    assert_eq!(refusals(submit(&site, "third", &[]).await), ["Invalid input.uploadIds"]);
    // What was refused used neither the photo nor the key.
    assert!(site.upload(mine).await.used_at.is_none());
    submit(&site, "second", &[mine]).await.unwrap();
    let staff = submit_order(&site.app, &staff_actor(), input("s", &[theirs])).await;
    assert!(matches!(staff, Err(Failure::Error(Error::Forbidden))));
    let nobody = submit_order(&site.app, &Actor::Anonymous, input("s", &[theirs])).await;
    assert!(matches!(nobody, Err(Failure::Error(Error::Unauthenticated))));
}

#[tokio::test]
async fn nothing_goes_further_without_a_mobile_phone() {
    let site = Site::open().await;
    let page = site.stage(ANA).await;
    let set = |phone: Option<&str>| {
        patient::Entity::update_many()
            .col_expr(patient::Column::MobilePhone, Expr::value(phone.map(str::to_owned)))
            .filter(patient::Column::Id.eq(ANA))
            .exec(&site.app.db)
    };
    set(None).await.unwrap();
    assert_eq!(refusals(submit(&site, "k", &[page]).await), ["MobilePhoneRequired "]);
    set(Some("+5491155551234")).await.unwrap();
    submit(&site, "k", &[page]).await.unwrap();
}

#[tokio::test]
async fn an_acknowledged_photo_survives_the_process_and_an_unacknowledged_one_is_swept() {
    let mut site = Site::open().await;
    let (staged, cut) = (site.stage(ANA).await, site.stage(ANA).await);
    // As a kill leaves it just before the acknowledgement: the files are there, the row does not say so.
    upload::Entity::update_many()
        .col_expr(upload::Column::StoredAt, Expr::value(None::<chrono::DateTime<chrono::Utc>>))
        .filter(upload::Column::Id.eq(cut))
        .exec(&site.app.db)
        .await
        .unwrap();
    site.restart().await;
    assert_eq!(refusals(submit(&site, "k", &[cut]).await), ["UploadUnknown input.uploadIds.0"]);
    submit(&site, "k", &[staged]).await.unwrap();
    assert_eq!((site.files().len(), sweep_uploads(&site.app).await.unwrap()), (4, 0));
    site.clock.advance(chrono::Duration::hours(2));
    assert_eq!(sweep_uploads(&site.app).await.unwrap(), 1);
    assert_eq!(site.files().len(), 2);
    assert!(site.upload(cut).await.discarded_at.is_some());
}

#[tokio::test]
async fn what_nobody_submits_goes_after_a_day_and_what_was_submitted_stays() {
    let site = Site::open().await;
    let (used, unused) = (site.stage(ANA).await, site.stage(ANA).await);
    submit(&site, "k", &[used]).await.unwrap();
    site.clock.advance(chrono::Duration::hours(23));
    assert_eq!(sweep_uploads(&site.app).await.unwrap(), 0);
    site.clock.advance(chrono::Duration::hours(2));
    assert_eq!(sweep_uploads(&site.app).await.unwrap(), 1);
    assert_eq!(sweep_uploads(&site.app).await.unwrap(), 0);
    let (used, gone) = (site.upload(used).await, site.upload(unused).await);
    assert!(used.discarded_at.is_none() && gone.discarded_at.is_some());
    assert!(site.app.storage.exists(&used.storage_key).await.unwrap());
    assert!(!site.app.storage.exists(&gone.storage_key).await.unwrap());
    assert_eq!(refusals(submit(&site, "l", &[unused]).await), ["UploadUnknown input.uploadIds.0"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_submission_and_a_sweep_never_both_get_a_photo() {
    let site = Site::open().await;
    let mut pages = Vec::new();
    for _ in 0..12 {
        pages.push(site.stage(ANA).await);
    }
    site.clock.advance(chrono::Duration::hours(25));
    let app = site.app.clone();
    let sweep = tokio::spawn(async move { sweep_uploads(&app).await.unwrap() });
    for (number, page) in pages.iter().rev().enumerate() {
        let _ = submit(&site, &format!("k{number}"), &[*page]).await;
    }
    sweep.await.unwrap();
    for page in pages {
        let row = site.upload(page).await;
        assert_ne!(row.used_at.is_some(), row.discarded_at.is_some());
        assert_eq!(site.app.storage.exists(&row.storage_key).await.unwrap(), row.used_at.is_some());
    }
}

#[tokio::test]
async fn better_photos_are_added_and_nothing_is_overwritten() {
    let site = Site::open().await;
    let (first, second, third) = (site.stage(ANA).await, site.stage(ANA).await, site.stage(ANA).await);
    let id = submit(&site, "k", &[first]).await.unwrap();
    let ana = patient_actor(ANA);
    let early = add_photos(&site.app, &ana, more("early", id, &[second])).await;
    assert_eq!(refusals(early), ["Conflict input.assistanceRequestId"]);
    site.set_state(id, AssistanceRequestState::AwaitingPhoto).await;

    let other = AssistanceRequestId(Uuid::from_u128(77));
    let strangers = [patient_actor(LUIS), journey_actor(LUIS, id), journey_actor(ANA, other)];
    for stranger in strangers {
        let refused = add_photos(&site.app, &stranger, more("x", id, &[second])).await;
        assert_eq!(refusals(refused), ["NotFound input.assistanceRequestId"], "{stranger:?}");
    }
    let journey = journey_actor(ANA, id);
    assert_eq!(add_photos(&site.app, &journey, more("j", id, &[third, second])).await.unwrap(), id);
    assert_eq!(add_photos(&site.app, &journey, more("j", id, &[third, second])).await.unwrap(), id);
    let request = site.request(id).await;
    assert_eq!((request.state, request.version), (AssistanceRequestState::PendingReview, 2));
    let order = request.medical_order_id;
    let found = attachments_of_orders(&site.app.db, CLINIC, &[order]).await.unwrap();
    let pages: Vec<_> = found[&order].iter().map(|page| (page.position, page.upload_id.unwrap())).collect();
    assert_eq!(pages, [(0, first), (1, third), (2, second)]);
    let row = medical_order::Entity::find_by_id(order).one(&site.app.db).await.unwrap().unwrap();
    assert_eq!(row.note.as_deref(), Some("en ayunas\n\nen ayunas"));
    let events = event::Entity::find().order_by_asc(event::Column::Seq).all(&site.app.db).await.unwrap();
    let kinds: Vec<_> = events.iter().map(|event| event.kind).collect();
    assert_eq!(kinds, [EventKind::OrderUploaded, EventKind::PhotosAdded]);
    let alone = submit_order(&site.app, &journey, input("new", &[site.stage(ANA).await])).await;
    assert!(matches!(alone, Err(Failure::Error(Error::Forbidden))));
}
