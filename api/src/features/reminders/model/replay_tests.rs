use super::*;

/// What `asistencia replay edg-2565` prints; `docs/ARCHITECTURE.md` tells what it shows.
const EDG_2565: &str = include_str!("../../../../assets/replays/edg-2565.txt");

#[test]
fn edg_2565_prints_what_each_rule_told_the_patient() {
    let printed = replay("edg-2565").expect("a replay");
    assert_eq!(printed, EDG_2565, "if that is right, keep it as api/assets/replays/edg-2565.txt:\n{printed}");
}

#[test]
fn a_mail_server_that_is_down_for_hours_makes_whatsapp_the_next_channel_and_both_are_told() {
    let printed = replay_text(&file(
        r#"{ "at": "2025-08-04 10:00", "event": "booked", "visit": 1, "startsAt": "2025-08-08 10:00" },
           { "at": "2025-08-06 09:00", "event": "mailDown" },
           { "at": "2025-08-06 18:00", "event": "mailUp" },
           { "at": "2025-08-08 10:00", "event": "started", "visit": 1 }"#,
    ))
    .expect("a replay");
    let expected = "
Wed 06 Aug 13:44  WhatsApp: reminder of visit 1, Fri 08 Aug 10:00
                  not said: reminder of visit 1, Fri 08 Aug 10:00 (the
                    channel did not take it in its time)
Wed 06 Aug 18:00  -- the mail server is up
";
    assert!(printed.contains(expected), "{printed}");
}

#[test]
fn what_happens_to_a_visit_is_told_when_its_mail_leaves_and_never_what_is_overtaken() {
    let printed = replay_text(&file(
        r#"{ "at": "2025-08-04 10:00", "event": "workerDown" },
           { "at": "2025-08-04 10:05", "event": "booked", "visit": 1, "startsAt": "2025-08-08 10:00" },
           { "at": "2025-08-04 10:10", "event": "booked", "visit": 2, "startsAt": "2025-08-09 10:00" },
           { "at": "2025-08-04 10:20", "event": "moved", "visit": 1, "startsAt": "2025-08-08 12:00" },
           { "at": "2025-08-04 11:00", "event": "workerUp" },
           { "at": "2025-08-04 22:30", "event": "cancelled", "visit": 2 },
           { "at": "2025-08-06 07:00", "event": "mailDown" },
           { "at": "2025-08-06 07:30", "event": "cancelled", "visit": 1 }"#,
    ))
    .expect("a replay");
    for expected in [
        "
Mon 04 Aug 11:00  -- the worker is up
                  e-mail: visit 2 was added, Sat 09 Aug 10:00
                  e-mail: visit 1 was moved, Fri 08 Aug 12:00
",
        "
Mon 04 Aug 22:30  -- visit 2 is cancelled
                  e-mail: visit 2 was cancelled, Sat 09 Aug 10:00
",
        "not said: visit 1 was cancelled, Fri 08 Aug 12:00 (the",
    ] {
        assert!(printed.contains(expected), "{printed}");
    }
    assert!(!printed.contains("visit 1 was added"), "it was moved before the mail could leave: {printed}");
}

#[test]
fn who_has_no_mail_is_told_of_their_visits_by_whatsapp_outside_of_the_quiet_hours() {
    let text = file(
        r#"{ "at": "2025-08-04 10:00", "event": "booked", "visit": 1, "startsAt": "2025-08-08 10:00" },
           { "at": "2025-08-04 10:00", "event": "booked", "visit": 2, "startsAt": "2025-08-12 10:00" },
           { "at": "2025-08-04 22:30", "event": "moved", "visit": 1, "startsAt": "2025-08-08 12:00" },
           { "at": "2025-08-05 12:00", "event": "whatsappDown" },
           { "at": "2025-08-05 12:30", "event": "cancelled", "visit": 1 },
           { "at": "2025-08-06 18:00", "event": "whatsappUp" }"#,
    );
    let text = text.replace("\"events\"", r#""channels": ["whatsapp"], "events""#);
    let printed = replay_text(&text).expect("a replay");
    for expected in [
        "WhatsApp: visit 1 was added, Fri 08 Aug 10:00",
        "WhatsApp: visit 2 was added, Tue 12 Aug 10:00",
        "\nTue 05 Aug 08:00  WhatsApp: visit 1 was moved, Fri 08 Aug 12:00\n",
    ] {
        assert!(printed.contains(expected), "{printed}");
    }
    let unsaid = printed.split("not said: visit 1 was cancelled").nth(1).expect("it was not said");
    assert!(unsaid.split_whitespace().take(24).any(|word| word == "alerted)"), "{printed}");
    assert!(!printed.contains("neither an address nor a number"), "{printed}");
}

#[test]
fn what_mail_does_not_tell_of_a_visit_in_its_time_whatsapp_does() {
    let events = r#"{ "at": "2025-08-04 10:00", "event": "mailDown" },
           { "at": "2025-08-04 10:30", "event": "booked", "visit": 1, "startsAt": "2025-08-08 10:00" }"#;
    let printed = replay_text(&file(events)).expect("a replay");
    let lines: Vec<_> = printed.lines().collect();
    let by = lines.iter().position(|line| line.contains("WhatsApp: visit 1 was added")).expect("told");
    assert!(lines[..=by].iter().any(|line| line.contains("not said: visit 1 was added")), "{printed}");
    assert!(!printed.contains("a person is alerted"), "{printed}");

    let mail_alone = file(events).replace("\"events\"", r#""channels": ["email"], "events""#);
    let printed = replay_text(&mail_alone).expect("a replay");
    let unsaid = printed.split("not said: visit 1 was added").nth(1).expect("it was not said");
    assert!(unsaid.split_whitespace().take(24).any(|word| word == "alerted)"), "{printed}");
}

#[test]
fn an_intake_that_is_called_off_and_asked_for_anew_is_an_intake_all_the_time() {
    let text = file(
        r#"{ "at": "2025-08-04 10:00", "event": "booked", "visit": 1, "startsAt": "2025-08-08 10:00" },
           { "at": "2025-08-05 10:00", "event": "cancelled", "visit": 1 },
           { "at": "2025-08-06 10:00", "event": "booked", "visit": 2, "startsAt": "2025-08-12 10:00" }"#,
    );
    let printed = replay_text(&text.replace("\"events\"", r#""rules": { "intake": true }, "events""#));
    let printed = printed.expect("a replay");
    for day in ["Mon 04 Aug 10:00", "Wed 06 Aug 10:00"] {
        let asked = format!("intake form, asked for {day}: {day}");
        assert!(printed.contains("e-mail: link to the intake form"), "{printed}");
        assert!(printed.contains(&asked), "{printed}");
    }
    assert!(!printed.contains("staff asked for"), "{printed}");
}

#[test]
fn nobody_tells_anything_to_a_patient_without_an_address() {
    let text = file(
        r#"{ "at": "2025-08-04 10:00", "event": "booked", "visit": 1, "startsAt": "2025-08-08 10:00" },
           { "at": "2025-08-04 10:30", "event": "formAsked" },
           { "at": "2025-08-08 10:00", "event": "started", "visit": 1 }"#,
    );
    let printed = replay_text(&text.replace("\"events\"", r#""channels": [], "events""#)).expect("a replay");
    assert!(!printed.contains("e-mail:"), "{printed}");
    let line = printed.lines().find(|line| line.contains("asked for Mon 04 Aug 10:30")).expect("the form");
    assert!(line.ends_with(": never | never") || line.ends_with("| never"), "{line}");
}

#[test]
fn a_bad_file_is_told_in_one_clear_line() {
    let booked =
        r#"{ "at": "2025-08-04 10:00", "event": "booked", "visit": 1, "startsAt": "2025-08-08 10:00" }"#;
    let cases = [
        (r#"{ "at": "2025-08-04 10:00", "event": "exploded" }"#, "there is no such event"),
        (r#"{ "at": "4/8/2025", "event": "workerDown" }"#, "is no time such as"),
        (r#"{ "at": "2025-08-05 10:00", "event": "started", "visit": 7 }"#, "nobody booked visit 7"),
        (r#"{ "at": "2025-08-05 10:00", "event": "moved", "visit": 1 }"#, "'startsAt' is missing"),
        (r#"{ "at": "2025-08-01 10:00", "event": "workerDown" }"#, "is dated before"),
        (r#"{ "at": "2025-08-05 10:00", "event": "completed", "visit": 1 }"#, "ends before it begins"),
        (
            r#"{ "at": "2025-08-05 10:00", "event": "noShow", "visit": 1 }"#,
            "nobody can miss visit 1 before it begins",
        ),
        (r#"{ "at": "2025-08-05 10:00", "event": "formSubmitted" }"#, "no form is open"),
        (
            r#"{ "at": "2025-08-05 10:00", "event": "started", "visit": 1 }"#,
            "visit 1 is for a day that has not come yet",
        ),
        (
            r#"{ "at": "2025-08-05 10:00", "event": "treatmentCompleted" }"#,
            "visit 1 is still booked or in progress",
        ),
        (
            r#"{ "at": "2025-08-05 10:00", "event": "cancelled", "visit": 1 },
               { "at": "2025-08-06 10:00", "event": "treatmentCompleted" },
               { "at": "2025-08-07 10:00", "event": "treatmentCompleted" }"#,
            "event 4: the treatment is completed already",
        ),
        (
            r#"{ "at": "2025-08-05 10:00", "event": "cancelled", "visit": 1 },
               { "at": "2025-08-06 10:00", "event": "treatmentCompleted" },
               { "at": "2025-08-07 10:00", "event": "booked", "visit": 2, "startsAt": "2025-08-09 10:00" }"#,
            "event 4: nothing is booked once the treatment is completed",
        ),
        (
            r#"{ "at": "2025-08-08 10:05", "event": "moved", "visit": 1, "startsAt": "2025-08-09 10:00" }"#,
            "visit 1 has begun already",
        ),
        (r#"{ "at": "2025-08-05 10:00", "event": "linkResent" }"#, "no form is open"),
        (
            r#"{ "at": "2025-08-05 10:00", "event": "formAsked" },
               { "at": "2025-08-05 10:00", "event": "optedOut", "channel": "email" },
               { "at": "2025-08-05 10:00", "event": "optedOut", "channel": "whatsapp" },
               { "at": "2025-08-05 10:00", "event": "linkResent" }"#,
            "there is nothing by which the patient could get it",
        ),
        (
            r#"{ "at": "2025-08-05 10:00", "event": "booked", "visit": 2, "startsAt": "2025-08-09 10:00", "minutes": 0 }"#,
            "ends before it begins",
        ),
        (r#"{ "at": "2025-08-05 10:00", "event": "workerDown", "why": "" }"#, "unknown field `why`"),
        (
            r#"{ "at": "2025-08-05 10:00", "event": "workerDown", "startsAt": "soon" }"#,
            "'startsAt' says nothing of such an event",
        ),
        (
            r#"{ "at": "2025-08-05 10:00", "event": "booked", "visit": 2, "startsAt": "2025-08-09 10:00", "minutes": 9223372036854775807 }"#,
            "a visit takes 1440 minutes at most",
        ),
        (
            r#"{ "at": "2025-08-05 10:00", "event": "moved", "visit": 1, "startsAt": "+262142-12-31 10:00" }"#,
            "is not in the years 2000 to 2100",
        ),
        (
            r#"{ "at": "2025-08-05 10:00", "event": "booked", "visit": 2, "startsAt": "2099-08-09 10:00" },
               { "at": "2099-08-09 10:00", "event": "started", "visit": 2 }"#,
            "it lasts for more than 1000 days",
        ),
    ];
    for (line, expected) in cases {
        let refused = replay_text(&file(&format!("{booked}, {line}"))).expect_err(line);
        let words = format!("{refused:#}");
        assert!(words.contains(expected) && !words.contains('\n'), "{line}: {words}");
    }
    let missing = format!("{:#}", replay("no-such-file.json").expect_err("no file"));
    assert!(missing.starts_with("replay no-such-file.json: "), "{missing}");
}

#[test]
fn rules_that_a_clinic_could_not_have_are_refused() {
    for (rules, expected) in [
        (r#"{ "windowHours": 24 }"#, "unknown field `windowHours`"),
        (r#"{ "window_hours": 4294967295 }"#, "invalid value"),
        (
            r#"{ "quiet_from_minute": 5000 }"#,
            "rules.reminders: quietFromMinute: It must be between 0 and 1439",
        ),
        (r#"{ "minimum_lead_minutes": 9000 }"#, "minimumLeadMinutes: It must be between"),
        (r#"{ "window_hours": 10, "hold_back_minutes": 0 }"#, "windowHours: There are visits"),
    ] {
        let text =
            file("").replace("\"events\"", &format!(r#""rules": {{ "reminders": {rules} }}, "events""#));
        let refused = format!("{:#}", replay_text(&text).expect_err(rules));
        assert!(refused.contains(expected) && !refused.contains('\n'), "{rules}: {refused}");
    }
}

fn file(events: &str) -> String {
    format!(
        r#"{{ "title": "A test", "timeZone": "America/Los_Angeles", "begins": "2025-08-04 09:00", "events": [{events}] }}"#
    )
}
