//! Two at once.

use std::collections::BTreeSet;

use asistencia::platform::global_id::GlobalId;
use serde_json::json;
use tests::{therapy, world};

use super::{TOMORROW, book, code, dora, end, plan, plan_now, slots, start, visit};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn visits_that_are_booked_at_once_get_different_numbers() {
    let app = start().await;
    let plan = plan(&app).await;
    let clients = [app.operator().await, app.operator_2().await, dora(&app).await];
    let free = slots(&clients[0], json!(world::PRACTITIONER.to_global()), TOMORROW, 12).await;
    let tasks: Vec<_> = free
        .into_iter()
        .enumerate()
        .map(|(nth, slot)| {
            let (client, plan) = (clients[nth % 3].clone(), plan.clone());
            tokio::spawn(async move { book(&client, &plan, &slot).await })
        })
        .collect();
    let mut numbers = BTreeSet::new();
    for task in tasks {
        let booked = task.await.expect("an answer");
        assert_eq!(code(&booked), "OK", "{booked}");
        numbers.insert(booked["appointment"]["visitNumber"].as_i64().expect("a number"));
    }
    assert_eq!(numbers, (1..=12).collect());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_who_want_one_slot_one_gets_it_and_the_other_learns_of_others() {
    let app = start().await;
    let plan = plan(&app).await;
    let clients = [app.operator().await, app.operator_2().await];
    for round in 1..=6 {
        let free = slots(&clients[0], json!(world::PRACTITIONER.to_global()), TOMORROW, 1).await[0].clone();
        let tasks = clients.clone().map(|client| {
            let (plan, slot) = (plan.clone(), free.clone());
            tokio::spawn(async move { book(&client, &plan, &slot).await })
        });
        let mut codes = Vec::new();
        for task in tasks {
            let booked = task.await.expect("an answer");
            codes.push(code(&booked).to_owned());
            if codes.last().is_some_and(|code| code == "OK") {
                assert_eq!(booked["appointment"]["visitNumber"], round);
                continue;
            }
            // With the same practitioner: Tomás is free at that very time.
            let offers = booked["offers"].as_array().expect("offers");
            assert!(!offers.is_empty());
            let tomas = slots(&clients[0], json!(therapy::THERAPIST.to_global()), TOMORROW, 50).await;
            assert!(offers.iter().all(|offer| tomas.iter().all(|his| his["id"] != offer["id"])));
        }
        codes.sort();
        assert_eq!(codes, ["OK", "SLOT_TAKEN"], "round {round}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_plan_that_ends_while_a_visit_is_booked_has_no_open_visit() {
    let app = start().await;
    let clients = [app.operator().await, app.operator_2().await];
    for round in 0..6 {
        let plan = plan(&app).await;
        visit(&clients[0], &plan, TOMORROW).await;
        let free = slots(&clients[0], json!(world::PRACTITIONER.to_global()), TOMORROW, 1).await[0].clone();
        let booking = tokio::spawn({
            let (client, plan) = (clients[0].clone(), plan.clone());
            async move { book(&client, &plan, &free).await }
        });
        let ending = tokio::spawn({
            let (client, plan) = (clients[1].clone(), plan.clone());
            async move { end(&client, "cancelCarePlan", &plan).await }
        });
        let booked = booking.await.expect("an answer");
        assert_eq!(code(&ending.await.expect("an answer")), "OK", "round {round}");
        assert!(matches!(code(&booked), "OK" | "CONFLICT"), "{booked}");
        let now = plan_now(&clients[0], &plan).await;
        let visits = now["visits"]["nodes"].as_array().expect("visits");
        assert!(visits.iter().all(|visit| visit["state"] == "CANCELLED"), "round {round}: {now}");
    }
}
