//! Where files live: a folder (`file:///…`) or an S3 bucket (`s3://bucket/prefix`).
//!
//! A `put` that returns is durable, whole, and under its key; one that fails, or is dropped half-way, leaves
//! nothing under it. Keys are opaque (`clinic/uuid`) and never used twice, so nothing is overwritten.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use bytes::Bytes;
use futures_util::stream::BoxStream;
use futures_util::{Stream, StreamExt, TryStreamExt, pin_mut};
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::prefix::PrefixStore;
use object_store::{ObjectStore, ObjectStoreExt, RetryConfig, WriteMultipart};

use super::storage_error::{BoxError, StorageError};
use super::storage_folder::Folder;

/// Up to here a file goes to S3 in one request; larger ones in parts of this size (S3 asks for 5 MiB).
const PART_BYTES: usize = 8 * 1024 * 1024;

/// Parts under way at once; with their size, the memory that one upload takes.
const PARTS_AT_ONCE: usize = 2;

/// How long a failing bucket is tried before the caller hears of it.
const BUCKET_PATIENCE: Duration = Duration::from_secs(20);

/// Readiness must not wait for that long.
const PROBE_TIMEOUT: Duration = Duration::from_secs(5);

/// Files by key. Cheap to clone.
#[derive(Clone)]
pub struct Storage {
    store: Arc<dyn ObjectStore>,
    /// Writes go past object_store where it is a folder: when its fsync fails it leaves the staged file.
    folder: Option<Arc<Folder>>,
}

/// A file that is being read.
pub struct StoredFile {
    /// In bytes.
    pub size: u64,
    /// The content, in order.
    pub stream: BoxStream<'static, Result<Bytes, StorageError>>,
}

impl Storage {
    /// Opens `file:///folder` (made when missing) or `s3://bucket/prefix` (settings from `AWS_…`). Connects
    /// to nothing yet.
    ///
    /// # Errors
    /// The URL makes no sense, the folder cannot be made, or AWS settings are missing.
    pub fn open(url: &str) -> anyhow::Result<Self> {
        if let Some(path) = folder_of(url) {
            return Self::open_folder(&path);
        }
        let rest = url.strip_prefix("s3://").context("ASISTENCIA_STORAGE_URL must be file:// or s3://")?;
        let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        anyhow::ensure!(!bucket.is_empty(), "ASISTENCIA_STORAGE_URL names no bucket");
        let s3 = AmazonS3Builder::from_env().with_bucket_name(bucket);
        Self::open_bucket(s3, prefix)
    }

    fn open_bucket(s3: AmazonS3Builder, prefix: &str) -> anyhow::Result<Self> {
        // The default goes on for three minutes; whoever uploads is waiting.
        let retry = RetryConfig { max_retries: 3, retry_timeout: BUCKET_PATIENCE, ..RetryConfig::default() };
        // One key at a time is all that is ever deleted, and not every S3 knows the bulk request.
        let s3 = s3.with_retry(retry).with_disable_bulk_delete(true).build();
        let s3 = s3.context("ASISTENCIA_STORAGE_URL: S3 settings (AWS_…) are missing or wrong")?;
        let prefix = Path::parse(prefix.trim_matches('/')).context("ASISTENCIA_STORAGE_URL: bad prefix")?;
        let store: Arc<dyn ObjectStore> = match prefix.as_ref() {
            "" => Arc::new(s3),
            _ => Arc::new(PrefixStore::new(s3, prefix)),
        };
        Ok(Self { store, folder: None })
    }

    /// A folder, made when missing.
    ///
    /// # Errors
    /// The folder cannot be made.
    pub fn open_folder(path: &std::path::Path) -> anyhow::Result<Self> {
        let folder =
            Folder::open(path).with_context(|| format!("cannot use the folder {}", path.display()))?;
        let store = LocalFileSystem::new_with_prefix(folder.root())?;
        Ok(Self { store: Arc::new(store), folder: Some(Arc::new(folder)) })
    }

    /// Stores these bytes.
    ///
    /// # Errors
    /// As [`StorageError`] says; nothing is left behind.
    pub async fn put(&self, key: &str, content: Bytes) -> Result<(), StorageError> {
        let content = futures_util::stream::iter([Ok::<_, std::convert::Infallible>(content)]);
        self.put_stream(key, content).await.map(drop)
    }

    /// Stores what the stream brings, without holding it in memory, and returns its size in bytes.
    ///
    /// # Errors
    /// As [`StorageError`] says; nothing is left behind. An error of the stream comes back inside
    /// [`StorageError::Interrupted`].
    pub async fn put_stream<E>(
        &self,
        key: &str,
        content: impl Stream<Item = Result<Bytes, E>> + Send,
    ) -> Result<u64, StorageError>
    where
        E: Into<BoxError>,
    {
        let path = check(key)?;
        match &self.folder {
            Some(folder) => folder.put(key, content).await,
            None => self.put_object(&path, content).await,
        }
    }

    /// The size and the content of a file.
    ///
    /// # Errors
    /// [`StorageError::NotFound`], or that it cannot be reached.
    pub async fn get(&self, key: &str) -> Result<StoredFile, StorageError> {
        let found = self.store.get(&check(key)?).await.map_err(StorageError::from_store)?;
        let size = found.meta.size;
        Ok(StoredFile { size, stream: found.into_stream().map_err(StorageError::from_store).boxed() })
    }

    /// Removes a file; one that is not there is fine.
    ///
    /// # Errors
    /// It cannot be reached.
    pub async fn delete(&self, key: &str) -> Result<(), StorageError> {
        match self.store.delete(&check(key)?).await.map_err(StorageError::from_store) {
            Ok(()) | Err(StorageError::NotFound) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Whether there is a file.
    ///
    /// # Errors
    /// It cannot be reached.
    pub async fn exists(&self, key: &str) -> Result<bool, StorageError> {
        match self.store.head(&check(key)?).await.map_err(StorageError::from_store) {
            Ok(_) => Ok(true),
            Err(StorageError::NotFound) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// For readiness: a folder can be written to, a bucket can be asked.
    ///
    /// # Errors
    /// It cannot.
    pub async fn probe(&self) -> Result<(), StorageError> {
        match &self.folder {
            Some(folder) => folder.probe().await,
            None => match tokio::time::timeout(PROBE_TIMEOUT, self.exists("probe")).await {
                Ok(answer) => answer.map(drop),
                Err(late) => Err(StorageError::Unavailable(late.into())),
            },
        }
    }

    /// Housekeeping: removes what uploads cut off by a crash left in a folder's staging area before this
    /// instant, and returns how many. Nothing to do for S3: a lifecycle rule ends unfinished uploads there.
    ///
    /// # Errors
    /// The staging area cannot be read.
    pub async fn sweep(&self, before: std::time::SystemTime) -> Result<usize, StorageError> {
        match &self.folder {
            Some(folder) => folder.sweep(before).await,
            None => Ok(0),
        }
    }

    async fn put_object<E: Into<BoxError>>(
        &self,
        path: &Path,
        content: impl Stream<Item = Result<Bytes, E>> + Send,
    ) -> Result<u64, StorageError> {
        pin_mut!(content);
        let mut head = Vec::new();
        let mut size = 0;
        // Most files are smaller than one part.
        while head.len() < PART_BYTES {
            let Some(chunk) = content.next().await else {
                self.store.put(path, head.into()).await.map_err(StorageError::from_store)?;
                return Ok(size);
            };
            let chunk = chunk.map_err(|error| StorageError::Interrupted(error.into()))?;
            size += chunk.len() as u64;
            head.extend_from_slice(&chunk);
        }
        let upload = self.store.put_multipart(path).await.map_err(StorageError::from_store)?;
        let mut upload = WriteMultipart::new_with_chunk_size(upload, PART_BYTES);
        upload.put(head.into());
        while let Some(chunk) = content.next().await {
            let failure = match chunk {
                Ok(chunk) => {
                    size += chunk.len() as u64;
                    upload.put(chunk);
                    upload.wait_for_capacity(PARTS_AT_ONCE).await.err().map(StorageError::from_store)
                }
                Err(error) => Some(StorageError::Interrupted(error.into())),
            };
            if let Some(failure) = failure {
                // The reason is worth more than a failure of the clean-up.
                let _ = upload.abort().await;
                return Err(failure);
            }
        }
        upload.finish().await.map_err(StorageError::from_store)?;
        Ok(size)
    }
}

impl StoredFile {
    /// All of it in memory.
    ///
    /// # Errors
    /// Reading failed half-way.
    pub async fn bytes(mut self) -> Result<Bytes, StorageError> {
        let mut all = Vec::with_capacity(usize::try_from(self.size).unwrap_or(0));
        while let Some(chunk) = self.stream.next().await {
            all.extend_from_slice(&chunk?);
        }
        Ok(all.into())
    }
}

impl StorageError {
    pub(super) fn from_io(error: std::io::Error) -> Self {
        match error.kind() {
            // ENOSPC and EDQUOT.
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => Self::Full,
            _ => Self::Unavailable(error.into()),
        }
    }

    fn from_store(error: object_store::Error) -> Self {
        if matches!(error, object_store::Error::NotFound { .. }) {
            return Self::NotFound;
        }
        // S3 itself is never full; the codes are those of MinIO and Ceph.
        let text = format!("{error:?}");
        if ["XMinioStorageFull", "QuotaExceeded", "507 Insufficient"].iter().any(|code| text.contains(code)) {
            return Self::Full;
        }
        Self::Unavailable(error.into())
    }
}

/// `file:///var/files`, or relative to the working folder: `file://data/files`.
fn folder_of(url: &str) -> Option<std::path::PathBuf> {
    let rest = url.strip_prefix("file://")?;
    // A proper URL may be percent-encoded; the relative form is none, its first part would be a host.
    let absolute = url::Url::parse(url).ok().and_then(|url| url.to_file_path().ok());
    Some(absolute.unwrap_or_else(|| rest.into())).filter(|path| path.file_name().is_some())
}

/// Keys are made by us, but a mistake must not reach another folder.
fn check(key: &str) -> Result<Path, StorageError> {
    let fits = |segment: &str| {
        !segment.is_empty()
            && !segment.starts_with('.')
            && segment.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
    };
    if key.len() > 512 || !key.split('/').all(fits) {
        return Err(StorageError::InvalidKey);
    }
    Path::parse(key).map_err(|_| StorageError::InvalidKey)
}

#[cfg(test)]
#[path = "storage_tests.rs"]
mod tests;
