//! The journey link: 32 random bytes, of which only the SHA-256 is stored. It is minted while its message is
//! rendered, usable until it expires or is revoked, and a correction revokes it.

use chrono::{DateTime, Utc};
use entity::enums::NotificationKind;
use entity::ids::{AssistanceRequestId, JourneyLinkId, NotificationId};
use entity::journey_link::{self, Column};
use entity::notification;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use crate::app::App;
use crate::features::events::UnitOfWork;
use crate::platform::actor::JourneyScope;
use crate::platform::error::Result;
use crate::platform::token::{self, Token};

/// Wrong digits that a link bears before it stops: four digits have ten thousand values.
pub(super) const MAX_WRONG_DIGITS: i32 = 5;

/// A link that was just minted; the only moment at which its token is known.
#[derive(Debug)]
pub struct MintedLink {
    /// The row.
    pub id: JourneyLinkId,
    /// The secret part of the address.
    pub token: Token,
    /// Until when it can be used.
    pub expires_at: DateTime<Utc>,
}

/// Mints a link for one message. Other links to it stay as they are: which of them should stop working
/// is for the caller to say ([`revoke_journey_links`]).
///
/// # Errors
/// Where the database does not answer.
pub async fn mint_journey_link(
    work: &UnitOfWork<'_>,
    scope: JourneyScope,
    notification_id: NotificationId,
    expires_at: DateTime<Utc>,
) -> Result<MintedLink> {
    let app = work.app();
    let token = Token::mint(&app.random, "");
    let id: JourneyLinkId = app.new_id();
    journey_link::ActiveModel {
        id: Set(id),
        clinic_id: Set(work.clinic_id()),
        assistance_request_id: Set(scope.request()),
        care_plan_id: Set(scope.care_plan()),
        notification_id: Set(notification_id),
        token_hash: Set(token.hash()),
        minted_at: Set(work.now()),
        expires_at: Set(expires_at),
        opened_at: Set(None),
        failed_attempts: Set(0),
        revoked_at: Set(None),
        revoke_reason: Set(None),
    }
    .insert(work.db())
    .await?;
    Ok(MintedLink { id, token, expires_at })
}

/// Messages whose link may hand over a form.
const OF_FORMS: [NotificationKind; 3] =
    [NotificationKind::FormLink, NotificationKind::FormLinkResent, NotificationKind::VisitReminder];

/// Revokes the links of a request, and with them the sessions that they opened. Returns how many.
///
/// # Errors
/// Where the database does not answer.
pub async fn revoke_journey_links(
    work: &mut UnitOfWork<'_>,
    request_id: AssistanceRequestId,
    reason: &'static str,
) -> Result<u64> {
    revoke(work, Column::AssistanceRequestId.eq(request_id), reason).await
}

/// Revokes the links of a request but those that may have handed over a form: whatever is corrected of the booking, the
/// form is asked for all the same, and the ledger says that the patient has its link.
///
/// # Errors
/// Where the database does not answer.
pub async fn revoke_booking_links(
    work: &mut UnitOfWork<'_>,
    request_id: AssistanceRequestId,
    reason: &'static str,
) -> Result<u64> {
    let of_a_form = Query::select()
        .expr(Expr::val(1))
        .from(notification::Entity)
        .and_where(
            Expr::col((notification::Entity, notification::Column::Id))
                .equals((journey_link::Entity, Column::NotificationId)),
        )
        .and_where(notification::Column::Kind.is_in(OF_FORMS))
        .to_owned();
    let links = Column::AssistanceRequestId.eq(request_id).and(Expr::exists(of_a_form).not());
    revoke(work, links, reason).await
}

async fn revoke(work: &mut UnitOfWork<'_>, links: Expr, reason: &'static str) -> Result<u64> {
    let revoked = journey_link::Entity::update_many()
        .col_expr(Column::RevokedAt, Expr::value(work.now()))
        .col_expr(Column::RevokeReason, Expr::value(reason))
        .filter(Column::ClinicId.eq(work.clinic_id()))
        .filter(links)
        .filter(Column::RevokedAt.is_null())
        .exec(work.db())
        .await?;
    work.end_sessions();
    Ok(revoked.rows_affected)
}

/// Why a link can or cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkStatus {
    /// It can be used.
    Usable,
    /// Its time has passed.
    Expired,
    /// A correction or a new link took its place.
    Revoked,
    /// Too many wrong digits were given.
    Locked,
}

/// Where a link stands.
pub fn link_status(link: &journey_link::Model, now: DateTime<Utc>) -> LinkStatus {
    if link.revoked_at.is_some() {
        LinkStatus::Revoked
    } else if link.expires_at <= now {
        LinkStatus::Expired
    } else if link.failed_attempts >= MAX_WRONG_DIGITS {
        LinkStatus::Locked
    } else {
        LinkStatus::Usable
    }
}

/// The link that a token opens, whatever its state; none where nobody ever minted it.
///
/// # Errors
/// Where the database does not answer.
pub async fn find_link(app: &App, token: &str) -> Result<Option<journey_link::Model>> {
    Ok(journey_link::Entity::find().filter(Column::TokenHash.eq(token::hash(token))).one(&app.db).await?)
}
