//! Wake-ups between nodes on PostgreSQL: an empty NOTIFY, sent outside business transactions (inside one it
//! would serialise all commits) and at most every twenty milliseconds.

use std::sync::Arc;
use std::time::Duration;

use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend};
use sqlx::postgres::PgListener;
use tokio_util::sync::CancellationToken;

use super::feed::Feed;

const CHANNEL: &str = "asistencia_feed";
const COALESCE: Duration = Duration::from_millis(20);

/// Tells other nodes of commits here and hears of theirs, until told to stop. On SQLite there is nothing
/// to exchange.
pub async fn exchange_wakeups(feed: Arc<Feed>, stop: CancellationToken) {
    if feed.db().get_database_backend() != DbBackend::Postgres {
        return;
    }
    tokio::select! {
        () = stop.cancelled() => {}
        () = tell(&feed) => {}
        () = hear(&feed) => {}
    }
}

async fn tell(feed: &Feed) {
    let mut commits = feed.commits();
    while commits.changed().await.is_ok() {
        if let Err(error) = feed.db().execute_unprepared(&format!("NOTIFY {CHANNEL}")).await {
            tracing::debug!(%error, "no wake-up for the other nodes; they poll");
        }
        tokio::time::sleep(COALESCE).await;
    }
}

async fn hear(feed: &Feed) {
    loop {
        if let Err(error) = listen(feed.db(), feed).await {
            tracing::warn!(%error, "not listening for wake-ups; trying again");
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

async fn listen(db: &DatabaseConnection, feed: &Feed) -> Result<(), sqlx::Error> {
    let mut listener = PgListener::connect_with(db.get_postgres_connection_pool()).await?;
    listener.listen(CHANNEL).await?;
    // What was committed while nobody listened.
    feed.wake_followers();
    loop {
        // `None` tells of a lost connection: read the tables again as well.
        listener.try_recv().await?;
        feed.wake_followers();
    }
}
