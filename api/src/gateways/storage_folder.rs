//! Durable writes into a folder: stage, fsync, rename, fsync the folders.
//!
//! A file is staged beside its final place, on the same file system, and renamed only when its bytes are on
//! the disk. So after a crash a key either holds the whole file or nothing.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;

use bytes::Bytes;
use futures_util::{Stream, StreamExt, pin_mut};
use tokio::io::AsyncWriteExt;

use super::storage_error::StorageError;

/// No key starts with a dot, so this never meets one.
const STAGING: &str = ".staging";

/// What a probe writes: a small photo's worth.
const PROBE_BYTES: usize = 64 * 1024;

type OpenStaged = fn(&Path) -> io::Result<std::fs::File>;

/// A folder that holds files by key.
pub(super) struct Folder {
    root: PathBuf,
    counter: AtomicU64,
    /// Injected by tests, to fill a disk.
    open_staged: OpenStaged,
}

/// Removes the staged file unless it was moved to its place: also when the upload's future is dropped.
struct Staged {
    path: PathBuf,
    moved: bool,
}

impl Drop for Staged {
    fn drop(&mut self) {
        if !self.moved {
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

impl Folder {
    /// Makes the folder when it is missing.
    pub(super) fn open(root: &Path) -> io::Result<Self> {
        make_folders(&root.join(STAGING))?;
        let root = root.canonicalize()?;
        Ok(Self { root, counter: AtomicU64::new(1), open_staged: |path| std::fs::File::create_new(path) })
    }

    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// Stores the stream under a checked key.
    pub(super) async fn put<E>(
        &self,
        key: &str,
        content: impl Stream<Item = Result<Bytes, E>> + Send,
    ) -> Result<u64, StorageError>
    where
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let (mut staged, file) = self.stage().map_err(StorageError::from_io)?;
        let mut file = tokio::fs::File::from_std(file);
        let mut size = 0;
        pin_mut!(content);
        while let Some(chunk) = content.next().await {
            let chunk = chunk.map_err(|error| StorageError::Interrupted(error.into()))?;
            size += chunk.len() as u64;
            file.write_all(&chunk).await.map_err(StorageError::from_io)?;
        }
        file.flush().await.map_err(StorageError::from_io)?;
        file.sync_all().await.map_err(StorageError::from_io)?;
        let place = self.root.join(key);
        let publish = move || {
            publish(&staged.path, &place)?;
            staged.moved = true;
            Ok(())
        };
        let published = tokio::task::spawn_blocking(publish).await;
        published.unwrap_or_else(|panic| Err(io::Error::other(panic))).map_err(StorageError::from_io)?;
        Ok(size)
    }

    /// Whether a file can be made, filled and removed: on a full disk, an empty one still can be made.
    pub(super) async fn probe(&self) -> Result<(), StorageError> {
        let (staged, mut file) = self.stage().map_err(StorageError::from_io)?;
        let fill = move || {
            let _staged = staged;
            file.write_all(&[0; PROBE_BYTES])?;
            file.sync_all()
        };
        let filled = tokio::task::spawn_blocking(fill).await;
        filled.unwrap_or_else(|panic| Err(io::Error::other(panic))).map_err(StorageError::from_io)
    }

    /// Removes staged files that were last touched before this instant.
    pub(super) async fn sweep(&self, before: SystemTime) -> Result<usize, StorageError> {
        let staging = self.root.join(STAGING);
        let sweep = move || -> io::Result<usize> {
            let mut removed = 0;
            for entry in std::fs::read_dir(staging)? {
                let entry = entry?;
                // A file may vanish under our eyes: an upload just ended.
                if entry.metadata().and_then(|meta| meta.modified()).is_ok_and(|at| at < before)
                    && std::fs::remove_file(entry.path()).is_ok()
                {
                    removed += 1;
                }
            }
            Ok(removed)
        };
        let swept = tokio::task::spawn_blocking(sweep).await;
        swept.unwrap_or_else(|panic| Err(io::Error::other(panic))).map_err(StorageError::from_io)
    }

    /// A new staged file. Other processes may use the folder too, with the same process id in another
    /// container: the name is taken by creating it.
    fn stage(&self) -> io::Result<(Staged, std::fs::File)> {
        loop {
            let number = self.counter.fetch_add(1, Ordering::Relaxed);
            let path = self.root.join(STAGING).join(format!("{}-{number}", std::process::id()));
            match (self.open_staged)(&path) {
                Ok(file) => return Ok((Staged { path, moved: false }, file)),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
    }
}

fn publish(staged: &Path, place: &Path) -> io::Result<()> {
    let parent = place.parent().ok_or(io::ErrorKind::InvalidInput)?;
    make_folders(parent)?;
    std::fs::rename(staged, place)?;
    // Without this the file may be gone after a power cut; then it must not have been acknowledged.
    sync_folder(parent).inspect_err(|_| {
        let _ = std::fs::remove_file(place);
    })
}

/// Makes the missing folders, each one durable in its parent.
fn make_folders(path: &Path) -> io::Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if parent != path {
        make_folders(parent)?;
    }
    match std::fs::create_dir(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => Ok(()),
        Err(error) => Err(error),
        Ok(()) => sync_folder(parent),
    }
}

fn sync_folder(path: &Path) -> io::Result<()> {
    std::fs::File::open(path)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gateways::storage::Storage;

    fn staged(root: &Path) -> usize {
        std::fs::read_dir(root.join(STAGING)).unwrap().count()
    }

    fn chunks(items: Vec<io::Result<&'static str>>) -> impl Stream<Item = io::Result<Bytes>> + Send {
        futures_util::stream::iter(items).map(|item| item.map(|text| Bytes::from_static(text.as_bytes())))
    }

    #[tokio::test]
    async fn what_is_put_can_be_read_and_deleted() {
        let temp = tempfile::tempdir().unwrap();
        let storage = Storage::open_folder(&temp.path().join("files")).unwrap();
        let size = storage.put_stream("clinic/1", chunks(vec![Ok("ho"), Ok(""), Ok("la")])).await.unwrap();
        assert_eq!(size, 4);
        storage.put("clinic/empty", Bytes::new()).await.unwrap();
        let file = storage.get("clinic/1").await.unwrap();
        assert_eq!((file.size, &file.bytes().await.unwrap()[..]), (4, &b"hola"[..]));
        assert_eq!(storage.get("clinic/empty").await.unwrap().size, 0);
        assert!(storage.exists("clinic/1").await.unwrap());
        storage.delete("clinic/1").await.unwrap();
        storage.delete("clinic/1").await.unwrap();
        assert!(!storage.exists("clinic/1").await.unwrap());
        assert!(matches!(storage.get("clinic/1").await, Err(StorageError::NotFound)));
        storage.probe().await.unwrap();
        assert_eq!(staged(&temp.path().join("files")), 0);
    }

    #[tokio::test]
    async fn a_stream_that_breaks_off_leaves_nothing() {
        let temp = tempfile::tempdir().unwrap();
        let storage = Storage::open_folder(temp.path()).unwrap();
        let broken = chunks(vec![Ok("half"), Err(io::Error::other("too large"))]);
        let Err(StorageError::Interrupted(cause)) = storage.put_stream("c/1", broken).await else { panic!() };
        assert_eq!(cause.to_string(), "too large");
        assert!(!storage.exists("c/1").await.unwrap());
        assert_eq!(staged(temp.path()), 0);
    }

    #[tokio::test]
    async fn an_upload_that_is_dropped_leaves_nothing() {
        let temp = tempfile::tempdir().unwrap();
        let storage = Storage::open_folder(temp.path()).unwrap();
        let never_ends = chunks(vec![Ok("half")]).chain(futures_util::stream::pending());
        let upload = storage.put_stream("c/1", never_ends);
        assert!(tokio::time::timeout(std::time::Duration::from_millis(50), upload).await.is_err());
        assert_eq!(staged(temp.path()), 0);
    }

    /// `/dev/full` fails every write with ENOSPC.
    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn a_full_disk_is_told_apart_and_leaves_nothing() {
        let temp = tempfile::tempdir().unwrap();
        let mut folder = Folder::open(temp.path()).unwrap();
        folder.open_staged = |path| {
            std::fs::File::create_new(path)?;
            std::fs::OpenOptions::new().write(true).open("/dev/full")
        };
        let result = folder.put("c/1", chunks(vec![Ok("half"), Ok("more")])).await;
        assert!(matches!(result, Err(StorageError::Full)), "{result:?}");
        let probed = folder.probe().await;
        assert!(matches!(probed, Err(StorageError::Full)), "{probed:?}");
        assert_eq!(staged(temp.path()), 0);
        assert!(!temp.path().join("c").exists());
    }

    #[test]
    fn quota_counts_as_full() {
        let edquot = io::Error::from_raw_os_error(122);
        assert!(matches!(StorageError::from_io(edquot), StorageError::Full));
        let enospc = io::Error::from_raw_os_error(28);
        assert!(matches!(StorageError::from_io(enospc), StorageError::Full));
    }

    #[tokio::test]
    async fn what_a_crash_left_is_swept_by_age() {
        let temp = tempfile::tempdir().unwrap();
        let storage = Storage::open_folder(temp.path()).unwrap();
        let left = temp.path().join(STAGING).join("1-99");
        std::fs::write(&left, "half").unwrap();
        let touched = std::fs::metadata(&left).unwrap().modified().unwrap();
        let second = std::time::Duration::from_secs(1);
        assert_eq!(storage.sweep(touched - second).await.unwrap(), 0);
        assert_eq!(storage.sweep(touched + second).await.unwrap(), 1);
        assert!(!left.exists());
    }
}
