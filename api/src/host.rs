//! What whoever runs the installation does on its own machine: make a clinic, help an administrator back in, renew
//! the feeds after a restore.

use std::io::Read;

use clap::{Args, Command, Subcommand};

use crate::boot;
use crate::features::audit::verify_trails;
use crate::features::auth::{CreateClinic, create_clinic, reset_from_host};
use crate::features::events::renew_feeds;
use crate::platform::config::Config;
use crate::platform::error::{Error, Failure, Refusal};

/// What can be done about clinics.
#[derive(Debug, Subcommand)]
pub enum ClinicCommand {
    /// Makes a clinic with the usual settings and its first administrator, whose one-time password it prints.
    Create(NewClinic),
}

/// What can be done about members of staff.
#[derive(Debug, Subcommand)]
pub enum UserCommand {
    /// Gives a member of staff a one-time password, which it prints, and ends their sessions.
    Password(PasswordOf),
}

/// Whose password.
#[derive(Debug, Args)]
pub struct PasswordOf {
    /// Address with which they sign in.
    email: String,
    /// Short name of their clinic.
    #[arg(long)]
    clinic: String,
}

/// What can be done about the feeds.
#[derive(Debug, Subcommand)]
pub enum FeedCommand {
    /// After a backup was restored: voids the cursors that clients hold, so that they read everything again.
    Renew,
}

/// What can be done about the audit trail.
#[derive(Debug, Subcommand)]
pub enum AuditCommand {
    /// Checks that no entry was changed or removed, and fails where one was.
    Verify(TrailOf),
}

/// Whose trail.
#[derive(Debug, Args)]
pub struct TrailOf {
    /// Short name of a clinic; all of them where it is left out.
    #[arg(long)]
    clinic: Option<String>,
}

/// A new clinic.
#[derive(Debug, Args)]
pub struct NewClinic {
    /// Short name: lower-case letters, digits and hyphens.
    #[arg(long)]
    slug: String,
    /// Name that patients read.
    #[arg(long)]
    name: String,
    /// IANA time zone in which the clinic's days begin and end.
    #[arg(long, default_value = "America/Argentina/Buenos_Aires")]
    time_zone: String,
    /// Language in which patients are addressed: es or en, with or without a region.
    #[arg(long, default_value = "es-AR")]
    locale: String,
    /// Address with which the first administrator signs in.
    #[arg(long)]
    admin_email: String,
    /// Name of the first administrator.
    #[arg(long)]
    admin_name: String,
    /// Reads the one-time password from standard input, instead of making and printing one.
    #[arg(long = "password-stdin")]
    password: bool,
}

/// Makes a clinic; what to tell whoever asked for it.
///
/// # Errors
/// One line that says what is wrong.
pub async fn clinic(config: Config, ClinicCommand::Create(new): ClinicCommand) -> anyhow::Result<String> {
    let password = new.password.then(password_from_stdin).transpose()?;
    let shown = password.is_none();
    let app = boot::boot(config).await?;
    boot::migrate(&app.db).await?;
    let (slug, email) = (new.slug.clone(), new.admin_email.clone());
    let input = CreateClinic {
        slug: new.slug,
        name: new.name,
        time_zone: new.time_zone,
        locale: new.locale,
        admin_email: new.admin_email,
        admin_name: new.admin_name,
        password,
    };
    let given = create_clinic(&app, input).await.map_err(one_line::<NewClinic>)?;
    let mut lines = vec![
        format!("The clinic {slug} is there; {email} administers it."),
        format!(
            "The first signing in takes the one-time password and a new one, until {}.",
            given.expires_at.format("%Y-%m-%d %H:%M UTC")
        ),
    ];
    if shown {
        lines.push(format!("One-time password: {}", given.password.reveal()));
    }
    Ok(lines.join("\n"))
}

/// Gives a member of staff a one-time password; what to tell whoever asked for it.
///
/// # Errors
/// One line that says what is wrong.
pub async fn user(config: Config, UserCommand::Password(of): UserCommand) -> anyhow::Result<String> {
    let app = boot::boot(config).await?;
    boot::migrate(&app.db).await?;
    let given = reset_from_host(&app, &of.clinic, &of.email).await.map_err(one_line::<PasswordOf>)?;
    Ok(format!(
        "{} signs in with the one-time password and a new one, until {}.\nOne-time password: {}",
        of.email,
        given.expires_at.format("%Y-%m-%d %H:%M UTC"),
        given.password.reveal()
    ))
}

/// Renews the feeds; what to tell whoever asked for it.
///
/// # Errors
/// One line that says what is wrong.
pub async fn feed(config: Config, FeedCommand::Renew: FeedCommand) -> anyhow::Result<String> {
    let app = boot::boot(config).await?;
    boot::migrate(&app.db).await?;
    let renewed = renew_feeds(&app).await.map_err(cause)?;
    Ok(format!("Feeds renewed: {renewed}. Clients read everything again when they come back."))
}

/// Checks the audit trails; what to tell whoever asked for it.
///
/// # Errors
/// One line that names the first entry that does not hold.
pub async fn audit(config: Config, AuditCommand::Verify(of): AuditCommand) -> anyhow::Result<String> {
    let app = boot::boot(config).await?;
    let verified = verify_trails(&app, of.clinic.as_deref()).await.map_err(cause)?;
    anyhow::ensure!(!verified.is_empty(), "there is no such clinic");
    let broken: Vec<_> = verified
        .iter()
        .filter_map(|trail| {
            let at = trail.broken_at?;
            Some(format!("the audit trail of {} does not hold from entry {at} on", trail.clinic))
        })
        .collect();
    anyhow::ensure!(broken.is_empty(), broken.join("; "));
    let whole =
        verified.iter().map(|trail| format!("{}: {} entries, unaltered", trail.clinic, trail.entries));
    Ok(whole.collect::<Vec<_>>().join("\n"))
}

fn password_from_stdin() -> anyhow::Result<String> {
    let mut text = String::new();
    // A password is short; a file that was piped by mistake need not be read to its end.
    std::io::stdin().take(4096).read_to_string(&mut text)?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}

/// A failure as a person at a terminal reads it: the arguments that do not fit, or the cause.
fn one_line<A: Args>(failure: Failure) -> anyhow::Error {
    match failure {
        Failure::Refused(refusals) => {
            let lines: Vec<_> = refusals.iter().map(told::<A>).collect();
            anyhow::anyhow!(lines.join("; "))
        }
        Failure::Error(error) => cause(error),
    }
}

fn cause(error: Error) -> anyhow::Error {
    match error {
        Error::Internal(source) | Error::Unavailable(source) => source,
        error => anyhow::anyhow!(error.public_message()),
    }
}

/// Why an argument does not fit, by the name that it has on the command line.
fn told<A: Args>(refusal: &Refusal) -> String {
    let field = refusal.field.last().map(String::as_str).unwrap_or_default();
    let id: String = field
        .chars()
        .flat_map(|c| c.is_ascii_uppercase().then_some('_').into_iter().chain([c.to_ascii_lowercase()]))
        .collect();
    let command = A::augment_args(Command::new(""));
    let argument = command.get_arguments().find(|argument| *argument.get_id() == id);
    let name = match argument.map(|argument| (argument.get_long(), argument)) {
        Some((Some(option), _)) => format!("--{option}"),
        Some((None, position)) => position.to_string(),
        None => id,
    };
    format!("{name}: {}", refusal.en)
}
