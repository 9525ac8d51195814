//! The process is killed at each step of an upload, of an order and of the sweep, and another one starts on the disk
//! as it was left: what a patient was told is there, whole, and nothing else stays.

use std::collections::{BTreeMap, BTreeSet};
use std::future::poll_fn;
use std::path::{Path, PathBuf};
use std::pin::pin;

use chrono::{DateTime, Utc};
use entity::ids::{AssistanceRequestId, UploadId};
use entity::{medical_order, order_attachment, upload};
use sea_orm::{ConnectionTrait, EntityTrait, PaginatorTrait};
use sha2::{Digest, Sha256};

use super::orders::submit;
use super::{ANA, Site, app};
use crate::features::orders::sweep_uploads;
use crate::platform::clock::ManualClock;

/// Every file of a disk with its content.
type Disk = BTreeMap<PathBuf, Vec<u8>>;

/// What the patient was told before the process was killed.
#[derive(Clone, Copy, Default)]
struct Told {
    upload: Option<UploadId>,
    order: Option<AssistanceRequestId>,
}

/// Does it, and gives what a kill would leave on the disk before it, after each of its steps, and at its end. A step is
/// what it waits for: a statement, a file that is written, a file that is put in its place. What goes on beside it, such
/// as a file half written, is met by looking while it waits.
async fn step_by_step<T>(site: &Site, work: impl Future<Output = T>) -> (T, Vec<Disk>) {
    let mut work = pin!(work);
    let mut disks = Vec::new();
    let done = poll_fn(|context| {
        disks.push(disk_of(site));
        let polled = work.as_mut().poll(context);
        disks.push(disk_of(site));
        polled
    })
    .await;
    disks.dedup();
    (done, disks)
}

fn disk_of(site: &Site) -> Disk {
    let mut disk = Disk::new();
    read(site.folder.path(), Path::new(""), &mut disk);
    // How processes share a database, and no part of it.
    disk.remove(Path::new("test.db-shm"));
    disk
}

fn read(root: &Path, below: &Path, disk: &mut Disk) {
    let entries = std::fs::read_dir(root.join(below)).unwrap();
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name()).collect();
    // What is staged comes first: a file that moves meanwhile is met at least once.
    names.sort();
    for path in names.into_iter().map(|name| below.join(name)) {
        if root.join(&path).is_dir() {
            read(root, &path, disk);
        } else if let Ok(content) = std::fs::read(root.join(&path)) {
            disk.insert(path, content);
        }
    }
}

/// Another process, on a copy of this disk.
async fn start_on(disk: &Disk, now: DateTime<Utc>) -> Site {
    let folder = tempfile::tempdir().unwrap();
    for (path, content) in disk {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        std::fs::File::options().write(true).open(&path).unwrap().set_modified(now.into()).unwrap();
    }
    let database = format!("sqlite://{}/test.db", folder.path().display());
    let clock = ManualClock::new(now);
    let app = app(&database, &folder, &clock).await;
    Site { app, clock, folder, database }
}

/// How far the upload was.
async fn progress(site: &Site) -> &'static str {
    let rows = upload::Entity::find().all(&site.app.db).await.unwrap();
    let staging = site.folder.path().join("files/.staging");
    let in_place = site.files().iter().filter(|file| !file.starts_with(&staging)).count();
    match rows.as_slice() {
        [] => "nothing",
        [row] if row.stored_at.is_some() => "staged",
        [_] if in_place == 0 => "announced",
        [_] if in_place < 2 => "one file in its place",
        _ => "both files in their places",
    }
}

/// The patient goes on with what they were told, a day goes by, and what there is then is right.
async fn goes_on(site: &Site, told: Told) {
    let orders = async || medical_order::Entity::find().count(&site.app.db).await.unwrap();
    assert!(orders().await <= u64::from(told.upload.is_some()));
    site.clock.advance(chrono::Duration::hours(2));
    sweep_uploads(&site.app).await.unwrap();
    if let Some(upload) = told.upload {
        // The call whose answer was lost is repeated.
        let order = submit(site, "k", &[upload]).await.unwrap();
        assert!(told.order.is_none_or(|told| told == order));
    }
    site.clock.advance(chrono::Duration::hours(25));
    sweep_uploads(&site.app).await.unwrap();

    let pages = order_attachment::Entity::find().all(&site.app.db).await.unwrap();
    assert_eq!(
        (orders().await, pages.len()),
        (told.upload.iter().count() as u64, told.upload.iter().count())
    );
    for page in &pages {
        assert_eq!(page.upload_id, told.upload);
        let original = site.app.storage.get(&page.storage_key).await.unwrap().bytes().await.unwrap();
        assert_eq!(Sha256::digest(&original)[..], page.sha256);
        let preview = site.app.storage.get(page.preview_key.as_ref().unwrap()).await.unwrap();
        image::load_from_memory(&preview.bytes().await.unwrap()).expect("a whole picture");
    }
    assert_eq!(site.files().len(), 2 * pages.len(), "{:?}", site.files());
    for row in upload::Entity::find().all(&site.app.db).await.unwrap() {
        assert_ne!(row.used_at.is_some(), row.discarded_at.is_some(), "{row:?}");
    }
}

#[tokio::test]
async fn killed_at_any_step_what_was_told_is_kept_and_nothing_else() {
    let site = Site::open().await;
    if !site.database.starts_with("sqlite") {
        return;
    }
    // From here on its log is all that is written to: a copy of it is what was written up to then.
    site.app.db.execute_unprepared("PRAGMA wal_checkpoint(TRUNCATE)").await.unwrap();

    let (upload, disks) = step_by_step(&site, site.stage(ANA)).await;
    let mut met = BTreeSet::new();
    for disk in &disks {
        let next = start_on(disk, site.app.now()).await;
        met.insert(progress(&next).await);
        goes_on(&next, Told::default()).await;
    }
    for step in ["nothing", "announced", "both files in their places", "staged"] {
        assert!(met.contains(step), "{met:?}");
    }

    let mut told = Told { upload: Some(upload), order: None };
    let (order, disks) = step_by_step(&site, submit(&site, "k", &[upload])).await;
    for disk in &disks {
        goes_on(&start_on(disk, site.app.now()).await, told).await;
    }
    assert!(disks.len() >= 2, "before and after its commit");

    // Another photo, which nobody submits.
    told.order = Some(order.unwrap());
    site.stage(ANA).await;
    site.clock.advance(chrono::Duration::hours(25));
    let (swept, disks) = step_by_step(&site, sweep_uploads(&site.app)).await;
    assert_eq!(swept.unwrap(), 1);
    for disk in &disks {
        goes_on(&start_on(disk, site.app.now()).await, told).await;
    }
    assert!(disks.len() >= 4, "withdrawn, without its file, without its preview, discarded");
}
