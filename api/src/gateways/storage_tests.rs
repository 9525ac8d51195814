use super::*;

#[test]
fn urls() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("file://{}/new/place", folder.path().display());
    assert!(Storage::open(&url).is_ok());
    assert!(folder.path().join("new/place").is_dir());
    for url in ["", "/var/files", "ftp://x/y", "s3://", "s3:///prefix"] {
        assert!(Storage::open(url).is_err(), "{url}");
    }
}

#[test]
fn folders_by_url() {
    for (url, path) in [
        ("file:///var/files", "/var/files"),
        ("file:///var/my%20files", "/var/my files"),
        ("file://data/files", "data/files"),
        ("file://./data/files", "./data/files"),
    ] {
        assert_eq!(folder_of(url).as_deref(), Some(std::path::Path::new(path)), "{url}");
    }
    for url in ["file://", "file:///", "s3://files"] {
        assert_eq!(folder_of(url), None, "{url}");
    }
}

#[test]
fn keys_stay_inside() {
    for key in ["clinic/0192", "a/b/c.jpg", "A-b_1"] {
        assert!(check(key).is_ok(), "{key}");
    }
    for key in ["", "/a", "a/", "a//b", "..", "a/../b", ".staging/x", "a b", "ñ", "a\\b", "a#1", "a\0"] {
        assert!(matches!(check(key), Err(StorageError::InvalidKey)), "{key}");
    }
}

#[test]
fn a_full_bucket_is_told_apart() {
    let full = object_store::Error::Generic { store: "S3", source: "<Code>XMinioStorageFull</Code>".into() };
    assert!(matches!(StorageError::from_store(full), StorageError::Full));
    let other = object_store::Error::Generic { store: "S3", source: "503 Slow Down".into() };
    assert!(matches!(StorageError::from_store(other), StorageError::Unavailable(_)));
}

#[tokio::test]
async fn objects_larger_than_a_part_arrive_whole_and_failed_ones_not_at_all() {
    let storage = Storage { store: Arc::new(object_store::memory::InMemory::new()), folder: None };
    let chunk = |byte: u8| Ok::<_, std::io::Error>(Bytes::from(vec![byte; 3 * 1024 * 1024]));
    let chunks = futures_util::stream::iter((0..7).map(chunk));
    assert_eq!(storage.put_stream("c/large", chunks).await.unwrap(), 21 * 1024 * 1024);
    let read = storage.get("c/large").await.unwrap();
    assert_eq!(read.size, 21 * 1024 * 1024);
    let bytes = read.bytes().await.unwrap();
    assert!(bytes.chunks(3 * 1024 * 1024).enumerate().all(|(i, part)| part.iter().all(|b| *b == i as u8)));

    let broken = futures_util::stream::iter((0..5).map(chunk).chain([Err(std::io::Error::other("cut"))]));
    let result = storage.put_stream("c/broken", broken).await;
    assert!(matches!(result, Err(StorageError::Interrupted(_))));
    assert!(!storage.exists("c/broken").await.unwrap());
    storage.probe().await.unwrap();
}

/// As much of S3 as is used here: objects by path, no signatures checked; `full/…` has no space left.
async fn bucket() -> (Storage, tokio::task::JoinHandle<()>) {
    use axum::extract::{Path as UrlPath, State};
    use axum::http::{Method, StatusCode};
    use axum::response::{IntoResponse, Response};
    type Objects = Arc<std::sync::Mutex<std::collections::BTreeMap<String, Bytes>>>;

    async fn serve(
        State(objects): State<Objects>,
        UrlPath(path): UrlPath<String>,
        method: Method,
        body: Bytes,
    ) -> Response {
        let mut objects = objects.lock().unwrap();
        if method == Method::PUT && path.contains("/full/") {
            let error = "<Error><Code>XMinioStorageFull</Code></Error>";
            return (StatusCode::INSUFFICIENT_STORAGE, error).into_response();
        }
        let headers = [("last-modified", "Sat, 21 Nov 2026 10:00:00 GMT"), ("etag", "\"1\"")];
        match method {
            Method::PUT => {
                objects.insert(path, body);
                headers.into_response()
            }
            Method::DELETE => {
                objects.remove(&path);
                StatusCode::NO_CONTENT.into_response()
            }
            _ => match objects.get(&path) {
                Some(bytes) => (headers, bytes.clone()).into_response(),
                None => StatusCode::NOT_FOUND.into_response(),
            },
        }
    }

    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let router =
        axum::Router::new().route("/{*path}", axum::routing::any(serve)).with_state(Objects::default());
    let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    let s3 = AmazonS3Builder::new()
        .with_bucket_name("files")
        .with_endpoint(url)
        .with_allow_http(true)
        .with_access_key_id("id")
        .with_secret_access_key("secret");
    (Storage::open_bucket(s3, "demo/").unwrap(), task)
}

#[tokio::test]
async fn a_bucket_keeps_files_under_its_prefix() {
    let (storage, server) = bucket().await;
    storage.probe().await.unwrap();
    storage.put("clinic/1", Bytes::from_static(b"hola")).await.unwrap();
    assert!(storage.exists("clinic/1").await.unwrap());
    let file = storage.get("clinic/1").await.unwrap();
    assert_eq!((file.size, &file.bytes().await.unwrap()[..]), (4, &b"hola"[..]));
    storage.delete("clinic/1").await.unwrap();
    assert!(matches!(storage.get("clinic/1").await, Err(StorageError::NotFound)));
    let full = storage.put("full/1", Bytes::from_static(b"hola")).await;
    assert!(matches!(full, Err(StorageError::Full)), "{full:?}");
    server.abort();
    let _ = server.await;
    assert!(matches!(storage.probe().await, Err(StorageError::Unavailable(_))));
}

#[test]
fn a_bucket_by_url() {
    assert!(Storage::open("s3://files/prefix/").is_ok());
    assert!(Storage::open("s3://files").is_ok());
}
