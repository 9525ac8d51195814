//! A better photo is asked for once more while the message that asked before is with a worker.

use std::time::Duration as Wait;

use entity::enums::NotificationState;
use entity::notification::{self, Column};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use tests::botmaker::{Behaviour, failed_webhook};

use super::Story;

async fn ask(story: &Story, reason: &str) {
    story.act("requestNewPhoto", "RequestNewPhotoInput", json!({ "reason": reason })).await;
}

async fn ask_again(story: &Story) {
    story.act("reopenAssistanceRequest", "AssistanceRequestInput", json!({})).await;
    ask(story, "falta la firma").await;
}

fn asks_for_the_signature(message: &tests::botmaker::TakenMessage) -> bool {
    message.variables.values().any(|value| value.as_str().is_some_and(|text| text.contains("firma")))
}

#[tokio::test]
async fn claimed_but_not_sent_the_old_one_is_never_said() {
    let story = Story::begin().await;
    ask(&story, "está oscura").await;
    // A worker claims it and goes no further.
    let lease = story.app.app.now() + chrono::Duration::minutes(2);
    let claimed = notification::Entity::update_many()
        .col_expr(Column::State, Expr::value(NotificationState::Sending))
        .col_expr(Column::LeaseToken, Expr::value(story.app.app.new_id::<uuid::Uuid>()))
        .col_expr(Column::LeaseUntil, Expr::value(lease))
        .filter(Column::State.eq(NotificationState::Planned))
        .exec(story.app.db())
        .await
        .expect("claimed");
    assert_eq!(claimed.rows_affected, 1);
    ask_again(&story).await;
    story.app.run_due().await;
    // The worker is given up; whoever takes over sees what is asked for by now.
    for _ in 0..4 {
        story.later(3).await;
    }
    let taken = story.taken();
    assert_eq!(taken.len(), 1, "{:#}", story.look().await);
    assert!(asks_for_the_signature(&taken[0]), "{:?}", taken[0].variables);
    assert_eq!(story.opens(&taken[0]).await, Value::Null);
    let seen = story.look().await;
    assert_eq!(seen["state"], "AWAITING_PHOTO");
    let states: Vec<_> = seen["notifications"].as_array().expect("messages").iter().collect();
    assert!(states.iter().any(|one| one["state"] == "SUPERSEDED"), "{seen:#}");
}

/// What is on the wire cannot be called back: it says the old reason and its link is dead. The new one follows.
#[tokio::test]
async fn on_the_wire_the_old_one_opens_nothing_and_its_fate_concerns_nobody() {
    let story = Story::begin().await;
    ask(&story, "está oscura").await;
    story.botmaker.behave(Behaviour::AcceptThenReplyAfter(Wait::from_secs(9)));
    let meanwhile = async {
        while story.botmaker.requests() == 0 {
            tokio::task::yield_now().await;
        }
        ask_again(&story).await;
    };
    tokio::join!(story.app.run_due(), meanwhile);
    story.later(1).await;
    let taken = story.taken();
    assert_eq!(taken.len(), 2);
    assert!(!asks_for_the_signature(&taken[0]) && asks_for_the_signature(&taken[1]));
    assert_eq!(story.opens(&taken[0]).await, "EXPIRED");
    assert_eq!(story.opens(&taken[1]).await, Value::Null);
    story.webhook(&failed_webhook(&taken[0], 131026, story.app.app.now())).await;
    story.later(60).await;
    let seen = story.look().await;
    assert_eq!((&seen["state"], &seen["attentionReason"]), (&json!("AWAITING_PHOTO"), &Value::Null));
    assert_eq!(story.taken().len(), 2, "{seen:#}");
}
