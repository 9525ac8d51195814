//! What can be read and yet makes no sense, alone or together with the rest.

use std::ops::RangeInclusive;
use std::time::Duration;

use super::Config;

/// Between a small picture and more than any photo.
const UPLOAD_BYTES: RangeInclusive<u64> = 65_536..=1_073_741_824;

impl Config {
    /// What is set makes sense.
    ///
    /// # Errors
    /// One line that names the key and what is wrong with it.
    pub(super) fn check(&self) -> anyhow::Result<()> {
        let public = url::Url::parse(&self.public_url)
            .map_err(|error| anyhow::anyhow!("ASISTENCIA_PUBLIC_URL: {:?}: {error}", self.public_url))?;
        anyhow::ensure!(
            matches!(public.scheme(), "http" | "https"),
            "ASISTENCIA_PUBLIC_URL: {:?} must start with http:// or https://",
            self.public_url
        );
        anyhow::ensure!(
            public.query().is_none() && public.fragment().is_none(),
            "ASISTENCIA_PUBLIC_URL: {:?} must end with its path: links go on from there",
            self.public_url
        );
        self.check_botmaker()?;
        self.check_bounds()?;
        anyhow::ensure!(
            self.database_url.starts_with("sqlite:") || self.database_url.starts_with("postgres"),
            "ASISTENCIA_DATABASE_URL: must start with sqlite:// or postgres://"
        );
        anyhow::ensure!(
            self.storage_url.starts_with("file://") || self.storage_url.starts_with("s3://"),
            "ASISTENCIA_STORAGE_URL: {:?} must start with file:// or s3://",
            self.storage_url
        );
        if let Some(secret) = &self.secret {
            anyhow::ensure!(secret.len() >= 32, "ASISTENCIA_SECRET: must have at least 32 characters");
        }
        anyhow::ensure!(self.database_connections > 0, "ASISTENCIA_DATABASE_CONNECTIONS: must be at least 1");
        anyhow::ensure!(
            self.database_connections > 1 || self.database_url.starts_with("sqlite:"),
            "ASISTENCIA_DATABASE_CONNECTIONS: must be at least 2 on PostgreSQL, where one hears of other nodes' commits"
        );
        Ok(())
    }

    /// What is set of Botmaker's makes sense together.
    fn check_botmaker(&self) -> anyhow::Result<()> {
        anyhow::ensure!(
            self.botmaker_url.is_none() || (self.botmaker_token.is_some() && self.botmaker_channel.is_some()),
            "ASISTENCIA_BOTMAKER_URL: needs ASISTENCIA_BOTMAKER_TOKEN and ASISTENCIA_BOTMAKER_CHANNEL beside it"
        );
        anyhow::ensure!(
            self.botmaker_url.is_some() || self.botmaker_token.is_none(),
            "ASISTENCIA_BOTMAKER_TOKEN: needs ASISTENCIA_BOTMAKER_URL beside it"
        );
        let renewal = [&self.botmaker_refresh_token, &self.botmaker_client_id, &self.botmaker_secret_id]
            .map(Option::is_some);
        anyhow::ensure!(
            renewal == [false; 3] || (renewal == [true; 3] && self.botmaker_url.is_some()),
            "ASISTENCIA_BOTMAKER_REFRESH_TOKEN: goes with ASISTENCIA_BOTMAKER_CLIENT_ID, ASISTENCIA_BOTMAKER_SECRET_ID \
             and ASISTENCIA_BOTMAKER_URL"
        );
        if let Some(url) = &self.botmaker_url {
            let parsed = url::Url::parse(url)
                .map_err(|error| anyhow::anyhow!("ASISTENCIA_BOTMAKER_URL: {url:?}: {error}"))?;
            anyhow::ensure!(
                matches!(parsed.scheme(), "http" | "https"),
                "ASISTENCIA_BOTMAKER_URL: {url:?} must start with http:// or https://"
            );
        }
        Ok(())
    }

    /// Times and sizes with which the server could not do its work.
    fn check_bounds(&self) -> anyhow::Result<()> {
        const DAY: Duration = Duration::from_secs(24 * 60 * 60);
        let bounded = [
            ("ASISTENCIA_DISPATCH_DELAY", self.dispatch_delay, Duration::ZERO, DAY),
            (
                "ASISTENCIA_BOTMAKER_TIMEOUT",
                self.botmaker_timeout,
                Duration::from_millis(100),
                Duration::from_secs(60),
            ),
            ("ASISTENCIA_FEED_RETENTION", self.feed_retention, Duration::from_secs(60), DAY * 365),
        ];
        for (key, value, least, most) in bounded {
            let (least_text, most_text) =
                (humantime::format_duration(least), humantime::format_duration(most));
            anyhow::ensure!(
                (least..=most).contains(&value),
                "{key}: {} is not between {least_text} and {most_text}",
                humantime::format_duration(value)
            );
        }
        anyhow::ensure!(
            UPLOAD_BYTES.contains(&self.max_upload_bytes),
            "ASISTENCIA_MAX_UPLOAD_BYTES: {} is not between {} and {}",
            self.max_upload_bytes,
            UPLOAD_BYTES.start(),
            UPLOAD_BYTES.end()
        );
        Ok(())
    }
}
