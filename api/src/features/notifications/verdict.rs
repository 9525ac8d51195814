//! What is to become of a message, given what became of an attempt. Rules only: no database.

use chrono::{DateTime, Duration, Utc};
use entity::enums::NotificationChannel;
use entity::notification;

use crate::gateways::whatsapp::{A_DAY, WhatsappVerdict, classify_whatsapp_code};
use crate::gateways::{RefusalScope, SendResult};
use crate::platform::random::Random;

/// Why a message came to an end: what `notification.reason` holds.
pub mod reason {
    /// The person cannot be reached by WhatsApp: not on it, or opted out.
    pub const UNREACHABLE_BY_WHATSAPP: &str = "unreachable_by_whatsapp";
    /// The mail address does not exist, or takes nothing.
    pub const UNREACHABLE_BY_EMAIL: &str = "unreachable_by_email";
    /// The provider refused this message: template, variables, content.
    pub const REJECTED: &str = "rejected";
    /// The provider refuses the whole channel: credentials, credit, policy.
    pub const CHANNEL_STOPPED: &str = "channel_stopped";
    /// It was tried until it was no longer worth sending.
    pub const RETRIES_EXHAUSTED: &str = "retries_exhausted";
    /// WhatsApp held it back, and did so again a day later.
    pub const HELD_BACK: &str = "held_back";
    /// It may have left, and nothing came back to tell.
    pub const UNCERTAIN: &str = "uncertain";
    /// Its time passed before it could leave.
    pub const EXPIRED: &str = "expired";
    /// There is no address to write to.
    pub const NO_EMAIL: &str = "no_email";
    /// There is no number to write to.
    pub const NO_MOBILE_PHONE: &str = "no_mobile_phone";
    /// It could not be put into words.
    pub const TEMPLATE_FAILED: &str = "template_failed";
}

/// The first wait between two attempts; it doubles.
const BACK_OFF: Duration = Duration::seconds(30);
/// The longest wait between two attempts.
const LONGEST_BACK_OFF: Duration = Duration::hours(1);
/// The shortest wait between two attempts.
const SHORTEST_BACK_OFF: Duration = Duration::seconds(1);

/// WhatsApp's code for 'held back to keep the ecosystem healthy': once more, a day later.
pub(super) const HELD_BACK_CODE: &str = "131049";

/// What is to become of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// The provider took it.
    Accepted { provider_id: Option<String> },
    /// It may have left: only a status can tell.
    AwaitStatus,
    /// Once more, from then on; `expires_at` where that moves too.
    Again { at: DateTime<Utc>, expires_at: Option<DateTime<Utc>> },
    /// It will not leave.
    Failed { reason: &'static str, detail: String },
}

/// Judges an attempt. `held_back_before`: an earlier attempt was held back already.
pub(super) fn judge(
    row: &notification::Model,
    result: &SendResult,
    held_back_before: bool,
    now: DateTime<Utc>,
    random: &Random,
) -> Verdict {
    match result {
        SendResult::Accepted { provider_id } => Verdict::Accepted { provider_id: Some(provider_id.clone()) },
        SendResult::Uncertain { .. } if row.channel == NotificationChannel::Whatsapp => Verdict::AwaitStatus,
        // What tells the same bears the same Message-ID and shows once, however often the mail leaves.
        SendResult::Uncertain { detail } => again(row, Duration::zero(), detail, now, random),
        SendResult::Retry { code, detail, .. } if code == HELD_BACK_CODE && held_back_before => {
            Verdict::Failed { reason: reason::HELD_BACK, detail: detail.clone() }
        }
        SendResult::Retry { code, .. } if code == HELD_BACK_CODE => a_day_later(row, now),
        SendResult::Retry { detail, not_before, .. } => {
            let wish = not_before.and_then(|wait| Duration::from_std(wait).ok()).unwrap_or_default();
            again(row, wish, detail, now, random)
        }
        SendResult::Refused { code, detail, scope } => Verdict::Failed {
            reason: match (scope, row.channel) {
                (RefusalScope::Person, NotificationChannel::Whatsapp) => reason::UNREACHABLE_BY_WHATSAPP,
                (RefusalScope::Person, NotificationChannel::Email) => reason::UNREACHABLE_BY_EMAIL,
                (RefusalScope::Ours, _) => reason::REJECTED,
                (RefusalScope::Channel, _) => reason::CHANNEL_STOPPED,
            },
            detail: format!("{code}: {detail}"),
        },
    }
}

/// Full jitter: anything up to the back-off, so that what failed together does not come back together.
fn again(
    row: &notification::Model,
    not_before: Duration,
    detail: &str,
    now: DateTime<Utc>,
    random: &Random,
) -> Verdict {
    let doublings = row.attempts.clamp(1, 16) - 1;
    let bound = (BACK_OFF * 2_i32.pow(doublings.unsigned_abs())).min(LONGEST_BACK_OFF);
    let bound = u64::try_from((bound - SHORTEST_BACK_OFF).num_milliseconds()).unwrap_or_default();
    let jitter = Duration::milliseconds(i64::try_from(random.below(bound)).unwrap_or_default());
    let at = now + (SHORTEST_BACK_OFF + jitter).max(not_before);
    if at >= row.expires_at {
        return Verdict::Failed { reason: reason::RETRIES_EXHAUSTED, detail: detail.to_owned() };
    }
    Verdict::Again { at, expires_at: None }
}

/// WhatsApp asks for a day. That is granted even where the message would expire by then, or the one try that
/// it allows would never be made; but what is about an appointment is worth nothing after its time.
fn a_day_later(row: &notification::Model, now: DateTime<Utc>) -> Verdict {
    let at = now + Duration::from_std(A_DAY).unwrap_or(Duration::days(1));
    if at < row.expires_at {
        return Verdict::Again { at, expires_at: None };
    }
    if row.appointment_id.is_some() {
        let detail = "WhatsApp asks for a day, which there is not".to_owned();
        return Verdict::Failed { reason: reason::HELD_BACK, detail };
    }
    Verdict::Again { at, expires_at: Some(at + LONGEST_BACK_OFF) }
}

/// A status webhook that says 'failed', as if the provider had said so at once.
pub(super) fn result_of_status(code: Option<u32>, detail: &str) -> SendResult {
    let word = code.map_or_else(|| "failed".to_owned(), |code| code.to_string());
    let detail = detail.to_owned();
    match code.map_or(WhatsappVerdict::Refused(RefusalScope::Ours), classify_whatsapp_code) {
        WhatsappVerdict::Retry => SendResult::Retry { code: word, detail, not_before: None },
        WhatsappVerdict::OnceADayLater => SendResult::Retry { code: word, detail, not_before: Some(A_DAY) },
        WhatsappVerdict::Refused(scope) => SendResult::Refused { code: word, detail, scope },
    }
}
