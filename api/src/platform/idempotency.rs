//! The same key answers with the first result: what a client may safely send again after a lost reply.
//!
//! A key belongs to one actor and one mutation. It is claimed in the transaction of what it guards: a second
//! call waits for the first one's commit and then finds its row, and a refused call leaves no key behind, so
//! that it may be tried again.

use chrono::{DateTime, Utc};
use entity::idempotency_key::{ActiveModel, Column, Entity};
use entity::ids::ClinicId;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, TryInsertResult};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::actor::Actor;
use super::error::{Error, Outcome, Refusal, UserErrorCode};

/// Longest key that a client may choose, in characters.
const MAX_KEY: usize = 200;

/// What a key stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    /// It was never used: go on, and give the result the id that was claimed with it.
    Fresh,
    /// It was used with the same input: answer with this row and change nothing.
    Replay(Uuid),
}

/// Claims a key for the row `new_id` that the operation is about to make. `fingerprint` is the input in any
/// unambiguous encoding; only its SHA-256 is stored.
///
/// # Errors
/// `INVALID` for an empty or overlong key, `CONFLICT` where it was used with another input.
#[expect(clippy::too_many_arguments, reason = "one call a mutation; a struct would only rename them")]
pub async fn claim(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    actor: &Actor,
    operation: &'static str,
    key: &str,
    fingerprint: &[u8],
    new_id: Uuid,
    now: DateTime<Utc>,
) -> Outcome<Claim> {
    if let Some(refusal) = check_key(key) {
        return Err(refusal.into());
    }
    let actor = name_of(actor);
    let fingerprint = Sha256::digest(fingerprint).to_vec();
    let row = ActiveModel {
        clinic_id: Set(clinic_id),
        actor: Set(actor.clone()),
        operation: Set(operation.to_owned()),
        key: Set(key.to_owned()),
        fingerprint: Set(fingerprint.clone()),
        result_id: Set(new_id),
        created_at: Set(now),
    };
    if let TryInsertResult::Inserted(1..) =
        Entity::insert(row).on_conflict_do_nothing().exec_without_returning(db).await?
    {
        return Ok(Claim::Fresh);
    }
    let first = Entity::find_by_id((clinic_id, actor, operation.to_owned(), key.to_owned()))
        .one(db)
        .await?
        .ok_or_else(|| Error::internal("an idempotency key vanished"))?;
    if first.fingerprint == fingerprint { Ok(Claim::Replay(first.result_id)) } else { Err(reused().into()) }
}

/// Whose key it is: kind and id.
fn name_of(actor: &Actor) -> String {
    match actor.identity() {
        (kind, Some(id)) => format!("{}:{}", kind.as_str(), id.simple()),
        (kind, None) => kind.as_str().to_owned(),
    }
}

fn check_key(key: &str) -> Option<Refusal> {
    // PostgreSQL keeps no NUL in a text.
    let fits = (1..=MAX_KEY).contains(&key.chars().count()) && !key.contains('\0');
    (!fits).then(|| {
        Refusal::new(
            UserErrorCode::Invalid,
            "input.idempotencyKey",
            format!("La clave de repetición tiene que tener entre 1 y {MAX_KEY} caracteres."),
            format!("The idempotency key must have 1 to {MAX_KEY} characters."),
        )
    })
}

fn reused() -> Refusal {
    Refusal::new(
        UserErrorCode::Conflict,
        "input.idempotencyKey",
        "Esta clave de repetición ya se usó para otro pedido.",
        "This idempotency key was used for another request.",
    )
}

/// Forgets keys that were used before `horizon`. Returns how many.
///
/// # Errors
/// Where the database does not answer.
pub async fn sweep(db: &impl ConnectionTrait, horizon: DateTime<Utc>) -> Result<u64, Error> {
    let gone = Entity::delete_many().filter(Column::CreatedAt.lt(horizon)).exec(db).await?;
    Ok(gone.rows_affected)
}

#[cfg(test)]
mod tests {
    use entity::ids::{PatientId, SessionId};

    use super::*;

    #[test]
    fn keys_have_a_length() {
        assert!(check_key("").is_some() && check_key("a\0b").is_some());
        assert!(check_key(&"ñ".repeat(MAX_KEY)).is_none());
        assert!(check_key(&"x".repeat(MAX_KEY + 1)).is_some());
    }

    #[test]
    fn a_key_belongs_to_the_person_and_not_to_the_session() {
        let patient = |session| Actor::Patient {
            clinic_id: ClinicId(Uuid::nil()),
            patient_id: PatientId(Uuid::from_u128(7)),
            session_id: SessionId(Uuid::from_u128(session)),
        };
        assert_eq!(name_of(&patient(1)), name_of(&patient(2)));
        assert_eq!(name_of(&patient(1)), "patient:00000000000000000000000000000007");
    }
}
