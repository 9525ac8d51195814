//! `POST /uploads`.

use std::sync::Arc;

use base64::Engine;
use bytes::Bytes;
use entity::ids::UploadId;
use entity::upload;
use futures_util::stream;
use reqwest::multipart::{Form, Part};
use reqwest::{Body, Client, StatusCode};
use sea_orm::{ConnectionTrait, EntityTrait, PaginatorTrait};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{ANA, Site, jpeg, patient_actor, png};
use crate::features::orders::{UploadGate, UploadProblem, stage_upload};
use crate::platform::global_id::GlobalId;

fn form(bytes: Vec<u8>) -> Form {
    Form::new().part("file", Part::bytes(bytes).file_name("C:\\fotos\\mi orden.jpg"))
}

async fn post(address: &str, token: Option<&str>, form: Form) -> (StatusCode, Value) {
    let request = Client::new().post(format!("{address}/uploads")).multipart(form);
    answer(match token {
        Some(token) => request.bearer_auth(token),
        None => request,
    })
    .await
}

async fn answer(request: reqwest::RequestBuilder) -> (StatusCode, Value) {
    let response = request.send().await.unwrap();
    let status = response.status();
    let kind = response.headers()["content-type"].to_str().unwrap().to_owned();
    let expected = if status == 201 { "application/json" } else { "application/problem+json" };
    assert_eq!(kind, expected);
    (status, response.json().await.unwrap())
}

#[tokio::test]
async fn a_photo_is_staged_and_acknowledged() {
    let site = Site::open().await;
    let address = site.serve().await;
    let (status, body) = post(&address, Some("ana"), form(jpeg(800, 600))).await;
    assert_eq!(status, 201, "{body}");
    let id = UploadId::from_global(&body["id"].as_str().unwrap().into()).unwrap();
    let row = site.upload(id).await;
    assert_eq!((row.file_name.as_str(), row.patient_id), ("mi orden.jpg", ANA));
    assert!(row.stored_at.is_some() && row.used_at.is_none());
    assert_eq!(body["contentType"], "image/jpeg");
    let stored = site.app.storage.get(&row.storage_key).await.unwrap().bytes().await.unwrap();
    assert_eq!(body["byteSize"], stored.len());
    assert_eq!(body["sha256"], hex::encode(Sha256::digest(&stored)));
    assert!(site.app.storage.exists(&row.preview_key.unwrap()).await.unwrap());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_at_once_are_all_taken() {
    let site = Site::open().await;
    let address: Arc<str> = site.serve().await.into();
    let picture = jpeg(2_000, 1_500);
    let posts = (0..10).map(|_| {
        let (address, picture) = (address.clone(), picture.clone());
        tokio::spawn(async move { post(&address, Some("ana"), form(picture)).await.0 })
    });
    for post in posts.collect::<Vec<_>>() {
        assert_eq!(post.await.unwrap(), 201);
    }
    assert_eq!(site.files().len(), 20);
}

#[tokio::test]
async fn what_is_refused_leaves_nothing_behind() {
    let site = Site::open().await;
    let address = site.serve().await;
    let good = jpeg(64, 64);
    let cut = good[..good.len() / 2].to_vec();
    let mut broken = png(64, 64);
    let middle = broken.len() / 2;
    broken[middle] ^= 0xff;
    let large = || vec![0xff; 3 * 1024 * 1024];
    let two = form(good.clone()).part("file", Part::bytes(good.clone()));
    let strange = Form::new().part("photo", Part::bytes(good.clone()));
    let text = form(b"<script>alert(1)</script>".to_vec());
    let just_too_large = vec![0xff; 1024 * 1024 + 1];
    for (token, form, status, code) in [
        (None, form(good.clone()), 401, "UNAUTHENTICATED"),
        (Some("nobody"), form(large()), 401, "UNAUTHENTICATED"),
        (Some("operator"), form(good.clone()), 403, "FORBIDDEN"),
        (Some("ana"), form(large()), 413, "FILE_TOO_LARGE"),
        (Some("ana"), form(just_too_large), 413, "FILE_TOO_LARGE"),
        (Some("ana"), text, 415, "FILE_UNSUPPORTED"),
        (Some("ana"), form(Vec::new()), 422, "FILE_EMPTY"),
        (Some("ana"), form(cut), 422, "FILE_TRUNCATED"),
        (Some("ana"), form(broken), 422, "FILE_CORRUPT"),
        (Some("ana"), two, 422, "SEVERAL_FIELDS"),
        (Some("ana"), strange, 422, "FILE_MISSING"),
        (Some("ana"), Form::new(), 422, "FILE_MISSING"),
    ] {
        let (answered, body) = post(&address, token, form).await;
        assert_eq!((answered.as_u16(), body["code"].as_str()), (status, Some(code)), "{body}");
        assert_eq!(body["status"], status);
        assert!(!body["detail"].as_str().unwrap().is_empty());
    }
    assert_eq!(upload::Entity::find().count(&site.app.db).await.unwrap(), 0);
    assert_eq!(site.files(), Vec::<std::path::PathBuf>::new());
}

#[tokio::test]
async fn forms_that_are_none_and_bodies_without_a_length() {
    let site = Site::open().await;
    let address = format!("{}/uploads", site.serve().await);
    let request = || Client::new().post(&address).bearer_auth("ana");
    let raw = |body: Body| request().header("content-type", "multipart/form-data; boundary=x").body(body);
    let chunked = |head: &'static str, chunk: usize, count: usize| {
        let body = (0..count).map(move |_| Bytes::from(vec![b'.'; chunk]));
        let all = std::iter::once(Bytes::from_static(head.as_bytes())).chain(body);
        raw(Body::wrap_stream(stream::iter(all.map(Ok::<_, std::io::Error>))))
    };
    let json = request().header("content-type", "application/json").body("{}");
    assert_eq!(answer(json).await.0, 415);
    let unbounded = request().header("content-type", "multipart/form-data").body("x");
    assert_eq!(answer(unbounded).await.1["code"], "NOT_MULTIPART");
    let broken = raw(Body::from("--x\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nhalf"));
    assert_eq!(answer(broken).await.1["code"], "BROKEN_FORM");
    let head = "--x\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\n";
    let (status, body) = answer(chunked(head, 64 * 1024, 80)).await;
    assert_eq!((status.as_u16(), body["code"].as_str()), (413, Some("FILE_TOO_LARGE")));
    let (status, _) = answer(chunked("no boundary ", 64 * 1024, 80)).await;
    assert!(status.is_client_error(), "{status}");
    assert_eq!(upload::Entity::find().count(&site.app.db).await.unwrap(), 0);
}

#[tokio::test]
async fn a_patient_cannot_stage_without_end() {
    let site = Site::open().await;
    let address = site.serve().await;
    for _ in 0..40 {
        site.stage(ANA).await;
    }
    let (status, body) = post(&address, Some("ana"), form(jpeg(8, 8))).await;
    assert_eq!((status.as_u16(), body["code"].as_str()), (429, Some("TOO_MANY_STAGED")));
    assert_eq!(post(&address, Some("luis"), form(jpeg(8, 8))).await.0, 201);
    site.clock.advance(chrono::Duration::minutes(61));
    assert_eq!(post(&address, Some("ana"), form(jpeg(8, 8))).await.0, 201);
}

#[tokio::test]
async fn a_storage_that_fails_takes_everything_back() {
    let site = Site::open().await;
    let address = site.serve().await;
    std::fs::remove_dir(site.folder.path().join("files/.staging")).unwrap();
    let (status, body) = post(&address, Some("ana"), form(jpeg(8, 8))).await;
    assert_eq!((status.as_u16(), body["code"].as_str()), (503, Some("UNAVAILABLE")));
    assert_eq!(upload::Entity::find().count(&site.app.db).await.unwrap(), 0);
    assert!(site.files().is_empty());
}

/// SQLite can be told how large it may grow; each connection for itself, so this one has only one.
#[tokio::test]
async fn a_full_disk_under_the_database_is_told_apart() {
    let mut site = Site::open().await;
    if !site.database.starts_with("sqlite") {
        return;
    }
    let db = crate::platform::db::connect(&site.database, 1).await.unwrap();
    db.execute_unprepared("PRAGMA max_page_count = 1").await.unwrap();
    Arc::get_mut(&mut site.app).unwrap().writer = db;
    let mut problem = None;
    for _ in 0..40 {
        let gate = UploadGate::new();
        let mut incoming = gate.enter(ANA, 1_000_000).unwrap();
        incoming.push(&jpeg(8, 8).into()).await.unwrap();
        let name = "ñ".repeat(120);
        problem = stage_upload(&site.app, &patient_actor(ANA), Some(&name), incoming).await.err();
        if problem.is_some() {
            break;
        }
    }
    assert!(matches!(problem, Some(UploadProblem::StorageFull)), "{problem:?}");
}

#[test]
fn an_id_says_what_it_is_of() {
    let id = UploadId(uuid::Uuid::from_u128(5)).to_global();
    let text = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(id.as_bytes()).unwrap();
    assert!(text.starts_with(b"Upload:"));
}
