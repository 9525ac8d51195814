//! Rules: what contradicts is refused, and what they owe comes into being.

use asistencia::features::forms::{
    bring_about, call_off, forms_called_off, forms_due, load_form_rules, load_rule_facts,
};
use asistencia::platform::global_id::GlobalId;
use chrono::Duration;
use entity::enums::{ActorKind, AppointmentState, CarePlanState, EventKind, FormPurpose, FormState};
use entity::ids::{AppointmentId, CarePlanId, FormId, PatientId};
use entity::{appointment, care_plan, form};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
};
use serde_json::{Value, json};
use tests::{Client, TestApp, world};

use super::{plan, publish, structure};

async fn rule(admin: &Client, definition: &Value, trigger: &str, more: Value) -> Value {
    let mut input = json!({ "definitionId": definition, "trigger": trigger });
    input.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    admin
        .mutate("createFormRule", "FormRuleInput", input, "rule { id version everyVisits service { id } }")
        .await
}

fn code(payload: &Value) -> (&str, &str) {
    let error = &payload["userErrors"][0];
    (error["code"].as_str().unwrap_or("taken"), error["field"][1].as_str().unwrap_or_default())
}

#[tokio::test]
async fn rules_that_contradict_are_refused_when_they_are_saved() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let (progress, intake) =
        (publish(&admin, "progress", structure()).await, publish(&admin, "intake", structure()).await);
    let (knee, eco) = (world::KNEE_MRI.to_global(), world::ABDOMINAL.to_global());
    for (trigger, more, expected) in [
        ("COMPLETED_VISITS", json!({}), ("INVALID", "everyVisits")),
        ("COMPLETED_VISITS", json!({ "everyVisits": 0 }), ("INVALID", "everyVisits")),
        ("COMPLETED_VISITS", json!({ "everyVisits": -4 }), ("INVALID", "everyVisits")),
        ("COMPLETED_VISITS", json!({ "everyVisits": 101 }), ("INVALID", "everyVisits")),
        ("FIRST_BOOKING", json!({ "everyVisits": 4 }), ("INVALID", "everyVisits")),
        ("TREATMENT_COMPLETED", json!({ "everyVisits": 1 }), ("INVALID", "everyVisits")),
        (
            "FIRST_BOOKING",
            json!({ "serviceId": world::OTHER_SERVICE.to_global() }),
            ("NOT_FOUND", "serviceId"),
        ),
        ("FIRST_BOOKING", json!({ "serviceId": "x" }), ("NOT_FOUND", "serviceId")),
        ("COMPLETED_VISITS", json!({ "everyVisits": 4, "serviceId": knee }), ("taken", "")),
        ("COMPLETED_VISITS", json!({ "everyVisits": 4, "serviceId": knee }), ("CONFLICT", "definitionId")),
        ("COMPLETED_VISITS", json!({ "everyVisits": 6 }), ("CONFLICT", "definitionId")),
        ("COMPLETED_VISITS", json!({ "everyVisits": 6, "serviceId": eco }), ("taken", "")),
        ("TREATMENT_COMPLETED", json!({}), ("taken", "")),
        ("TREATMENT_COMPLETED", json!({ "serviceId": knee }), ("CONFLICT", "definitionId")),
    ] {
        let payload = rule(&admin, &progress, trigger, more.clone()).await;
        assert_eq!(code(&payload), expected, "{trigger} {more}");
    }
    // Another definition may be asked for on the same occasion.
    let other = rule(&admin, &intake, "COMPLETED_VISITS", json!({ "everyVisits": 4 })).await;
    let id = &other["rule"]["id"];
    let change = |version: i32, definition: &Value, every: i32| {
        json!({
            "id": id, "version": version, "definitionId": definition, "trigger": "COMPLETED_VISITS",
            "everyVisits": every,
        })
    };
    let update = ("updateFormRule", "UpdateFormRuleInput");
    let seen = "rule { version everyVisits holdsFrom }";
    let changed = admin.done(update.0, update.1, change(1, &intake, 5), seen).await;
    assert_eq!(changed["rule"]["everyVisits"], 5, "it does not contradict itself");
    // Another administrator who saw it before; and who changes nothing takes nothing back.
    assert_eq!(admin.refused(update.0, update.1, change(1, &intake, 6)).await, "STALE_VERSION");
    app.clock.advance(Duration::hours(1));
    let unchanged = admin.done(update.0, update.1, change(2, &intake, 5), seen).await;
    assert_eq!((&unchanged["rule"], &unchanged["rule"]["version"]), (&changed["rule"], &json!(2)));
    assert_eq!(admin.refused(update.0, update.1, change(2, &progress, 5)).await, "CONFLICT");
    let end = json!({ "id": id });
    admin.done("disableFormRule", "DisableFormRuleInput", end, "rule { disabledAt }").await;
    assert_eq!(admin.refused(update.0, update.1, change(3, &intake, 4)).await, "CONFLICT");
    assert_eq!(
        code(&rule(&admin, &intake, "COMPLETED_VISITS", json!({ "everyVisits": 4 })).await).0,
        "taken"
    );

    // Two at once: one of them.
    let of = || rule(&admin, &intake, "FIRST_BOOKING", json!({}));
    let (one, two) = tokio::join!(of(), of());
    let mut codes = [code(&one).0, code(&two).0];
    codes.sort_unstable();
    assert_eq!(codes, ["CONFLICT", "taken"]);
}

/// Brings about what is due for a patient, as the reconciler does; the new forms.
async fn reconcile(app: &TestApp, patient: PatientId) -> Vec<FormId> {
    let mut work = app.app.begin(world::CLINIC).await.expect("a transaction");
    let rules = load_form_rules(work.db(), world::CLINIC).await.expect("rules");
    let now = work.now();
    let facts = load_rule_facts(work.db(), world::CLINIC, &[patient], now).await.expect("facts");
    call_off(&mut work, &forms_called_off(&rules, &facts[&patient])).await.expect("forms");
    let due = forms_due(&rules, patient, &facts[&patient]).into_iter().map(|form| (patient, form));
    let made = bring_about(&mut work, &due.collect::<Vec<_>>()).await.expect("forms");
    work.commit().await.expect("a commit");
    made
}

async fn submitted(app: &TestApp, forms: &[FormId]) {
    form::Entity::update_many()
        .col_expr(form::Column::State, Expr::value(FormState::Submitted))
        .col_expr(form::Column::SubmittedAt, Expr::value(app.app.now()))
        .filter(form::Column::Id.is_in(forms.iter().copied()))
        .exec(app.db())
        .await
        .expect("submitted");
}

async fn visit(app: &TestApp, plan: CarePlanId, patient: PatientId, number: i32) -> AppointmentId {
    let now = app.app.now();
    let id: AppointmentId = app.app.new_id();
    appointment::ActiveModel {
        id: Set(id),
        clinic_id: Set(world::CLINIC),
        patient_id: Set(patient),
        assistance_request_id: Set(None),
        medical_order_id: Set(None),
        care_plan_id: Set(Some(plan)),
        visit_number: Set(Some(number)),
        site_id: Set(Some(world::SITE)),
        external_id: Set(None),
        starts_at: Set(now + Duration::days(1)),
        ends_at: Set(now + Duration::days(1) + Duration::minutes(50)),
        state: Set(AppointmentState::Booked),
        version: Set(1),
        self_pay: Set(false),
        booked_by_kind: Set(ActorKind::User),
        booked_by_id: Set(None),
        booked_at: Set(now),
        moved_at: Set(None),
        started_at: Set(None),
        ended_at: Set(None),
        cancelled_at: Set(None),
        cancel_reason: Set(None),
    }
    .insert(app.db())
    .await
    .expect("a visit");
    id
}

async fn complete(app: &TestApp, id: AppointmentId) {
    let row = appointment::Entity::find_by_id(id).one(app.db()).await.expect("a visit").expect("a visit");
    let mut row = row.into_active_model();
    row.state = Set(AppointmentState::Completed);
    row.ended_at = Set(Some(app.app.now()));
    row.update(app.db()).await.expect("a visit");
}

#[tokio::test]
async fn a_treatment_from_the_intake_to_the_end() {
    let app = TestApp::start().await;
    let (admin, mario) = (app.admin().await, world::PATIENT_2);
    for (name, trigger, every) in [
        ("intake", "FIRST_BOOKING", None),
        ("progress", "COMPLETED_VISITS", Some(2)),
        ("final", "TREATMENT_COMPLETED", None),
    ] {
        let definition = publish(&admin, name, structure()).await;
        let made = rule(&admin, &definition, trigger, json!({ "everyVisits": every })).await;
        assert_eq!(code(&made).0, "taken");
    }
    app.clock.advance(Duration::minutes(1));
    let plan = plan(&app, mario, world::PRACTITIONER, app.app.now()).await;
    assert_eq!(reconcile(&app, mario).await, [], "nothing is booked");
    let mut visits = Vec::new();
    for number in 1..=5 {
        visits.push(visit(&app, plan, mario, number).await);
        app.clock.advance(Duration::minutes(1));
    }
    let intake = reconcile(&app, mario).await;
    assert_eq!(intake.len(), 1);
    assert_eq!(reconcile(&app, mario).await, [], "once");
    // The fourth is told before the third, which ran late: the count is what matters.
    for at in [0, 1, 3, 2, 4] {
        complete(&app, visits[at]).await;
        app.clock.advance(Duration::hours(1));
        reconcile(&app, mario).await;
    }
    let row = care_plan::Entity::find_by_id(plan).one(app.db()).await.expect("a plan").expect("a plan");
    let mut row = row.into_active_model();
    row.state = Set(CarePlanState::Completed);
    row.completed_at = Set(Some(app.app.now()));
    row.update(app.db()).await.expect("a plan");
    // Two workers look at once: the occasion decides.
    let (one, other) = tokio::join!(reconcile(&app, mario), reconcile(&app, mario));
    assert_eq!(one.len() + other.len(), 1);

    let forms = form::Entity::find().order_by_asc(form::Column::Id).all(app.db()).await.expect("forms");
    let seen: Vec<_> =
        forms.iter().map(|form| (form.purpose, form.appointment_id, form.care_plan_id)).collect();
    let plan = Some(plan);
    assert_eq!(
        seen,
        [
            (FormPurpose::Intake, Some(visits[0]), plan),
            (FormPurpose::Progress, Some(visits[1]), plan),
            (FormPurpose::Progress, Some(visits[2]), plan),
            (FormPurpose::Final, None, plan),
        ]
    );
    let told = entity::event::Entity::find().filter(entity::event::Column::Kind.eq(EventKind::FormAsked));
    let told = told.all(app.db()).await.expect("events");
    assert_eq!(told.len(), 4);
    assert!(told.iter().all(|event| event.patient_id == Some(mario)));
}

#[tokio::test]
async fn a_new_rule_asks_for_nothing_that_is_past() {
    let app = TestApp::start().await;
    let (admin, mario) = (app.admin().await, world::PATIENT_2);
    let plan = plan(&app, mario, world::PRACTITIONER, app.app.now()).await;
    for number in 1..=4 {
        let id = visit(&app, plan, mario, number).await;
        complete(&app, id).await;
    }
    app.clock.advance(Duration::hours(1));
    let definition = publish(&admin, "progress", structure()).await;
    let made = rule(&admin, &definition, "COMPLETED_VISITS", json!({ "everyVisits": 2 })).await;
    rule(&admin, &definition, "FIRST_BOOKING", json!({})).await;
    assert_eq!(reconcile(&app, mario).await, []);
    // One more: the fifth asks for nothing, and after every fifth it does.
    let fifth = visit(&app, plan, mario, 5).await;
    complete(&app, fifth).await;
    assert_eq!(reconcile(&app, mario).await, []);
    app.clock.advance(Duration::hours(1));
    let change = json!({
        "id": made["rule"]["id"], "version": made["rule"]["version"], "definitionId": definition,
        "trigger": "COMPLETED_VISITS", "everyVisits": 3,
    });
    admin.done("updateFormRule", "UpdateFormRuleInput", change, "rule { holdsFrom }").await;
    assert_eq!(reconcile(&app, mario).await, [], "the third is past");
    let sixth = visit(&app, plan, mario, 6).await;
    complete(&app, sixth).await;
    assert_eq!(reconcile(&app, mario).await.len(), 1);
}

/// What rules asked of Mario and is open: what for, and with which visit.
async fn open_forms(app: &TestApp) -> Vec<(FormPurpose, Option<AppointmentId>, Option<CarePlanId>)> {
    let open = form::Entity::find()
        .filter(form::Column::State.eq(FormState::Open))
        .order_by_asc(form::Column::CreatedAt)
        .all(app.db())
        .await
        .expect("forms");
    open.into_iter().map(|form| (form.purpose, form.appointment_id, form.care_plan_id)).collect()
}

async fn change_visit(app: &TestApp, id: AppointmentId, state: AppointmentState) {
    appointment::Entity::update_many()
        .col_expr(appointment::Column::State, Expr::value(state))
        .filter(appointment::Column::Id.eq(id))
        .exec(app.db())
        .await
        .expect("a visit");
}

#[tokio::test]
async fn an_intake_goes_with_the_booking_that_is_to_come() {
    let app = TestApp::start().await;
    let (admin, mario) = (app.admin().await, world::PATIENT_2);
    let intake = publish(&admin, "intake", structure()).await;
    rule(&admin, &intake, "FIRST_BOOKING", json!({})).await;
    app.clock.advance(Duration::minutes(1));
    let broken_off = plan(&app, mario, world::PRACTITIONER, app.app.now()).await;
    let first = visit(&app, broken_off, mario, 1).await;
    reconcile(&app, mario).await;
    let of = |visit, plan| vec![(FormPurpose::Intake, Some(visit), Some(plan))];
    assert_eq!(open_forms(&app).await, of(first, broken_off));

    // The plan is broken off: nothing is asked until something is booked again.
    change_visit(&app, first, AppointmentState::Cancelled).await;
    care_plan::Entity::update_many()
        .col_expr(care_plan::Column::State, Expr::value(CarePlanState::Cancelled))
        .filter(care_plan::Column::Id.eq(broken_off))
        .exec(app.db())
        .await
        .expect("a plan");
    reconcile(&app, mario).await;
    assert_eq!(open_forms(&app).await, []);
    let next = plan(&app, mario, world::PRACTITIONER, app.app.now()).await;
    let second = visit(&app, next, mario, 1).await;
    reconcile(&app, mario).await;
    assert_eq!(open_forms(&app).await, of(second, next));

    // That visit passed without the form; another treatment asks for it, once.
    change_visit(&app, second, AppointmentState::Completed).await;
    assert_eq!(reconcile(&app, mario).await, []);
    assert_eq!(open_forms(&app).await, of(second, next));
    let other = plan(&app, mario, world::PRACTITIONER, app.app.now()).await;
    let third = visit(&app, other, mario, 1).await;
    let made = reconcile(&app, mario).await;
    assert_eq!(open_forms(&app).await, of(third, other));
    submitted(&app, &made).await;
    visit(&app, broken_off, mario, 2).await;
    assert_eq!(reconcile(&app, mario).await, [], "once a patient");
}

#[tokio::test]
async fn what_is_taken_back_takes_its_form_with_it() {
    let app = TestApp::start().await;
    let (admin, mario) = (app.admin().await, world::PATIENT_2);
    let progress = publish(&admin, "progress", structure()).await;
    rule(&admin, &progress, "COMPLETED_VISITS", json!({ "everyVisits": 1 })).await;
    app.clock.advance(Duration::minutes(1));
    let plan = plan(&app, mario, world::PRACTITIONER, app.app.now()).await;
    let first = visit(&app, plan, mario, 1).await;
    complete(&app, first).await;
    reconcile(&app, mario).await;
    let of_first = [(FormPurpose::Progress, Some(first), Some(plan))];
    assert_eq!(open_forms(&app).await, of_first);

    change_visit(&app, first, AppointmentState::Booked).await;
    reconcile(&app, mario).await;
    assert_eq!(open_forms(&app).await, []);
    complete(&app, first).await;
    reconcile(&app, mario).await;
    assert_eq!(open_forms(&app).await, of_first, "it ended after all");
}
