use super::super::*;
use crate::platform::templates::tests::{CLINIC, assert_footer};
use chrono_tz::America::Argentina::Buenos_Aires;
use chrono_tz::America::{Los_Angeles, Santiago};

const LINK: &str = "https://turnos.example/j/t0k3n?a=1&b=2";
const PREPARATIONS: &[&str] = &["Vení con ropa cómoda.", "Vení con ropa cómoda."];
const BOTH: [Language; 2] = [Language::Es, Language::En];

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn reminder(language: Language) -> ReminderEmail<'static> {
    ReminderEmail {
        language,
        given_name: "MARÍA JOSÉ",
        clinic: CLINIC,
        time_zone: Buenos_Aires,
        starts_at: at("2026-11-24T13:30:00Z"),
        site: Some(SiteText { name: "Sede Centro", address: "Av. de los Tilos 1234" }),
        practitioner: Some("Lic. Juan Ríos"),
        visit_number: Some(4),
        planned_visits: Some(10),
        preparations: PREPARATIONS,
        forms: &[],
        outstanding: &[],
        link: LINK,
        is_first: false,
    }
}

fn form(language: Language) -> FormLinkEmail<'static> {
    FormLinkEmail {
        language,
        given_name: "Ana",
        clinic: CLINIC,
        time_zone: Buenos_Aires,
        form: "Cómo seguís",
        before: Some(at("2026-11-24T13:30:00Z")),
        is_visit: true,
        link: LINK,
    }
}

fn welcome_to(language: Language) -> WelcomeEmail<'static> {
    WelcomeEmail {
        language,
        given_name: "Ana",
        clinic: CLINIC,
        time_zone: Buenos_Aires,
        plan_title: "Rehabilitación de rodilla",
        practitioner: "Lic. Juan Ríos",
        planned_visits: Some(10),
        first_visit: Some(at("2026-11-24T13:30:00Z")),
        link: LINK,
    }
}

fn completed(language: Language, forms: &'static [&'static str]) -> TreatmentCompletedEmail<'static> {
    TreatmentCompletedEmail {
        language,
        given_name: "Ana",
        clinic: CLINIC,
        plan_title: "Rehabilitación de rodilla",
        practitioner: "Lic. Juan Ríos",
        forms,
        link: LINK,
    }
}

fn to_practitioner(language: Language) -> PractitionerEmail<'static> {
    PractitionerEmail {
        language,
        practitioner: "Juan Ríos",
        clinic_name: CLINIC.name,
        time_zone: Buenos_Aires,
        patient: "Ana Pérez",
        form: "Cómo seguís",
        plan_title: "Rehabilitación de rodilla",
    }
}

/// Every e-mail to a patient, in every variant, with the facts that both its parts have to tell.
fn to_the_patient(language: Language) -> Vec<(&'static str, RenderedEmail, Vec<&'static str>)> {
    let when = match language {
        Language::Es => "martes 24 de noviembre, 10:30\u{a0}h (hora de Buenos Aires)",
        Language::En => "Tuesday 24 November, 10:30 (Buenos Aires time)",
    };
    let visit = if language == Language::Es { "4 de 10" } else { "4 of 10" };
    let facts =
        [when, visit, "Sede Centro", "Av. de los Tilos 1234", "Lic. Juan Ríos", "Vení con ropa cómoda."];
    let with = |more: &[&'static str]| facts.iter().chain(more).copied().collect::<Vec<_>>();
    let plain = reminder(language);
    let asked = ReminderEmail { forms: &["Cómo seguís"], ..plain };
    let late = ReminderEmail { outstanding: &["Ficha de ingreso", "Dolor"], ..plain };
    let both = ReminderEmail { outstanding: late.outstanding, ..asked };
    let first = |email| ReminderEmail { is_first: true, ..email };
    let treatment = vec!["Rehabilitación de rodilla", "Lic. Juan Ríos"];
    vec![
        ("reminder", visit_reminder(&plain).unwrap(), with(&[])),
        ("reminder_form", visit_reminder(&asked).unwrap(), with(&["Cómo seguís"])),
        ("reminder_outstanding", visit_reminder(&late).unwrap(), with(&["Ficha de ingreso", "Dolor"])),
        (
            "reminder_both",
            visit_reminder(&both).unwrap(),
            with(&["Cómo seguís", "Ficha de ingreso", "Dolor"]),
        ),
        (
            "reminder_order",
            visit_reminder(&ReminderEmail { visit_number: None, practitioner: None, ..plain }).unwrap(),
            vec![when, "Sede Centro"],
        ),
        ("first", visit_reminder(&first(plain)).unwrap(), with(&[])),
        ("first_form", visit_reminder(&first(asked)).unwrap(), with(&["Cómo seguís"])),
        ("form", form_link(&form(language)).unwrap(), vec![when, "Cómo seguís"]),
        (
            "form_alone",
            form_link(&FormLinkEmail { before: None, ..form(language) }).unwrap(),
            vec!["Cómo seguís"],
        ),
        (
            "form_resent_alone",
            form_link_resent(&FormLinkEmail { before: None, ..form(language) }).unwrap(),
            vec!["Cómo seguís"],
        ),
        ("form_resent", form_link_resent(&form(language)).unwrap(), vec![when, "Cómo seguís"]),
        (
            "welcome",
            welcome(&welcome_to(language)).unwrap(),
            vec![when, "Rehabilitación de rodilla", "Lic. Juan Ríos", "10"],
        ),
        ("completed", treatment_completed(&completed(language, &[])).unwrap(), treatment.clone()),
        (
            "completed_form",
            treatment_completed(&completed(language, &["Cómo te fue"])).unwrap(),
            [treatment, vec!["Cómo te fue"]].concat(),
        ),
    ]
}

/// Those to the practitioner.
fn to_the_practitioner(language: Language) -> [(&'static str, RenderedEmail); 2] {
    let (email, when) = (to_practitioner(language), at("2026-11-24T13:30:00Z"));
    [
        ("form_submitted", form_submitted(&email, when).unwrap()),
        ("form_outstanding", form_outstanding(&email, when).unwrap()),
    ]
}

fn assert_clean(name: &str, email: &RenderedEmail) {
    assert!(!email.subject.is_empty() && !email.subject.contains(['\r', '\n']), "{name}: {}", email.subject);
    assert!(!email.text.contains("\n\n\n") && !email.text.contains(" \n"), "{name}:\n{}", email.text);
    for part in [&email.subject, &email.text, &email.html] {
        for leftover in ["{{", "{%", "{#", "undefined", "src=", "<script", "true"] {
            assert!(!part.contains(leftover), "{name} holds {leftover}:\n{part}");
        }
    }
}

#[test]
fn both_parts_of_a_message_tell_the_same_facts() {
    for language in BOTH {
        for (name, email, facts) in to_the_patient(language) {
            assert_clean(name, &email);
            assert_footer(&email);
            for fact in facts {
                assert!(email.text.contains(fact), "{name} as text lacks {fact}:\n{}", email.text);
                assert!(email.html.contains(fact), "{name} as HTML lacks {fact}:\n{}", email.html);
            }
            assert_eq!(email.text.matches(LINK).count(), 1, "{name}");
            assert_eq!(email.html.matches("href=").count(), 1, "{name}");
            assert!(email.html.contains("a=1&amp;b=2"), "{name}");
            let stop = if language == Language::Es { "más recordatorios" } else { "no more reminders" };
            assert!(email.text.contains(stop) && email.html.contains(stop), "{name} tells how to stop");
            let title = ["Cómo seguís", "Dolor", "Rehabilitación", "Cómo te fue"];
            assert!(!title.iter().any(|title| email.subject.contains(title)), "{name}: {}", email.subject);
        }
        for (name, email) in to_the_practitioner(language) {
            assert_clean(name, &email);
            assert_footer(&email);
            for fact in ["Ana Pérez", "Cómo seguís", "Rehabilitación de rodilla", "Buenos Aires"] {
                assert!(email.text.contains(fact) && email.html.contains(fact), "{name} lacks {fact}");
            }
            assert!(!email.subject.contains("Ana"), "a locked telephone shows it: {}", email.subject);
            assert!(!email.text.contains("http") && !email.html.contains("href"), "{name} holds no link");
        }
    }
}

#[test]
fn a_plain_reminder_in_full() {
    let email = visit_reminder(&reminder(Language::Es)).unwrap();
    assert_eq!(
        email.subject,
        "Recordatorio de tu visita en Clínica Demo: martes 24 de noviembre, 10:30\u{a0}h (hora de Buenos Aires)"
    );
    assert_eq!(
        email.text,
        "Hola, María:\n\nTe recordamos tu visita:\n\n\
         Cuándo: martes 24 de noviembre, 10:30\u{a0}h (hora de Buenos Aires)\n\
         Dónde: Sede Centro, Av. de los Tilos 1234\nCon: Lic. Juan Ríos\nVisita: 4 de 10\n\n\
         Cómo prepararte:\n- Vení con ropa cómoda.\n\n\
         Para ver, cambiar o cancelar tu visita, entrá acá:\nhttps://turnos.example/j/t0k3n?a=1&b=2\n\n\
         ¡Te esperamos!\nClínica Demo\n\n--\nRecibís este correo porque te esperamos en Clínica Demo.\n\
         Si no querés más recordatorios, avisanos o cambialo en la página del enlace.\n"
    );
}

#[test]
fn outstanding_is_said_of_outstanding_forms_only() {
    let missing = ["Todavía nos falta", "still missing"];
    for language in BOTH {
        for (name, email, _) in to_the_patient(language) {
            let said = missing.iter().any(|words| email.text.contains(words));
            let shown = missing.iter().any(|words| email.html.contains(words));
            let owed = ["reminder_outstanding", "reminder_both"].contains(&name);
            assert_eq!((said, shown), (owed, owed), "{name}:\n{}", email.text);
        }
    }
    let one = ReminderEmail {
        outstanding: &["Dolor"],
        forms: &["Cómo seguís", " Cómo  seguís "],
        ..reminder(Language::Es)
    };
    let email = visit_reminder(&one).unwrap();
    assert!(
        email.text.contains(
            "Todavía nos falta este formulario. Por favor, completalo antes de venir:\n- Dolor\n\n\
             Y hay otros nuevos para completar:\n- Cómo seguís\n- Cómo seguís\n\nPara completarlos, entrá acá:\nhttps://"
        ),
        "{}",
        email.text
    );
    let email = visit_reminder(&ReminderEmail { forms: &[], language: Language::En, ..one }).unwrap();
    assert!(email.text.contains(
        "We are still missing this form. Please fill it in before you come:\n- Dolor\n\n\
         To fill it in, go to:\nhttps://"
    ));
}

#[test]
fn a_visit_says_its_number_and_the_whole_where_that_is_true() {
    let text = |number, planned| {
        let email = ReminderEmail {
            visit_number: number,
            planned_visits: planned,
            site: None,
            practitioner: None,
            preparations: &[],
            ..reminder(Language::En)
        };
        visit_reminder(&email).unwrap().text
    };
    assert!(text(Some(4), None).contains("\nVisit: 4\n"));
    assert!(text(Some(10), Some(10)).contains("\nVisit: 10 of 10\n"));
    assert!(text(Some(11), Some(10)).contains("\nVisit: 11\n"), "never 11 of 10");
    let of_an_order = text(None, None);
    for absent in ["Visit:", "Where:", "With:", "prepare:"] {
        assert!(!of_an_order.contains(absent), "{absent}");
    }
    assert!(of_an_order.contains("the doctor's order on paper"));
    assert!(!text(Some(4), None).contains("order on paper"), "a treatment has left its order behind");
}

#[test]
fn nothing_breaks_out_of_html_nor_out_of_its_line() {
    let nasty = "<b>x</b>\r\nBcc: a@b.c";
    let titles: &[&str] = &[nasty];
    let email = ReminderEmail {
        given_name: "<b>Ana</b>",
        clinic: ClinicText { name: nasty, ..CLINIC },
        site: Some(SiteText { name: nasty, address: nasty }),
        practitioner: Some(nasty),
        preparations: titles,
        forms: titles,
        outstanding: titles,
        link: "https://x.example/\"><b>",
        ..reminder(Language::Es)
    };
    let form = FormLinkEmail {
        given_name: nasty,
        clinic: ClinicText { name: nasty, ..CLINIC },
        form: nasty,
        ..form(Language::En)
    };
    let doctor = PractitionerEmail {
        practitioner: nasty,
        clinic_name: nasty,
        patient: nasty,
        form: nasty,
        plan_title: nasty,
        ..to_practitioner(Language::Es)
    };
    let begun = WelcomeEmail { plan_title: nasty, practitioner: nasty, ..welcome_to(Language::Es) };
    let ended = TreatmentCompletedEmail { plan_title: nasty, forms: titles, ..completed(Language::En, &[]) };
    let now = at("2026-11-24T13:30:00Z");
    for email in [
        visit_reminder(&email),
        visit_reminder(&ReminderEmail { is_first: true, ..email }),
        form_link(&form),
        form_link_resent(&form),
        form_submitted(&doctor, now),
        form_outstanding(&doctor, now),
        welcome(&begun),
        treatment_completed(&ended),
    ] {
        let email = email.unwrap();
        assert!(!email.subject.contains(['\r', '\n']), "{}", email.subject);
        assert!(!email.html.contains("<b>") && email.html.contains("&lt;b&gt;"), "{}", email.html);
    }
}

#[test]
fn times_follow_the_clinic_s_clock_through_both_changes() {
    let says = |time_zone, starts_at: &str, expected: &str| {
        let email = ReminderEmail { time_zone, starts_at: at(starts_at), ..reminder(Language::Es) };
        let rendered = visit_reminder(&email).unwrap();
        assert!(rendered.subject.ends_with(expected), "{}", rendered.subject);
        assert!(rendered.text.contains(expected) && rendered.html.contains(expected), "{starts_at}");
        let message = visit_reminder_message(&ReminderMessage {
            language: Language::Es,
            given_name: "Ana",
            clinic_name: CLINIC.name,
            time_zone,
            starts_at: at(starts_at),
            is_visit: true,
            forms: 0,
            outstanding: 0,
            link_suffix: "x",
        });
        assert_eq!(message.unwrap().variables["when"], expected);
    };
    // An hour is left out in spring: 02:00 to 03:00 in Los Angeles, midnight to 01:00 in Santiago.
    says(Los_Angeles, "2026-03-08T09:30:00Z", "domingo 8 de marzo, 01:30\u{a0}h (hora de Los Ángeles)");
    says(Los_Angeles, "2026-03-08T10:30:00Z", "domingo 8 de marzo, 03:30\u{a0}h (hora de Los Ángeles)");
    says(Santiago, "2026-09-06T03:30:00Z", "sábado 5 de septiembre, 23:30\u{a0}h (hora de Santiago)");
    says(Santiago, "2026-09-06T04:30:00Z", "domingo 6 de septiembre, 01:30\u{a0}h (hora de Santiago)");
    // And lived twice in autumn.
    says(Los_Angeles, "2026-11-01T08:30:00Z", "domingo 1 de noviembre, 01:30\u{a0}h (hora de Los Ángeles)");
    says(Los_Angeles, "2026-11-01T09:30:00Z", "domingo 1 de noviembre, 01:30\u{a0}h (hora de Los Ángeles)");
    says(Los_Angeles, "2026-11-01T10:30:00Z", "domingo 1 de noviembre, 02:30\u{a0}h (hora de Los Ángeles)");
    says(Santiago, "2026-04-05T02:30:00Z", "sábado 4 de abril, 23:30\u{a0}h (hora de Santiago)");
    says(Santiago, "2026-04-05T03:30:00Z", "sábado 4 de abril, 23:30\u{a0}h (hora de Santiago)");
}

/// The WhatsApp messages, in every variant.
fn by_whatsapp(language: Language) -> Vec<(String, RenderedWhatsapp)> {
    let (given_name, clinic_name, link_suffix) = ("ANA  MARÍA", "Clínica\n Demo", "s3cr3t");
    let mut all = Vec::new();
    for (forms, outstanding) in [(0, 0), (1, 0), (3, 0), (0, 1), (0, 2), (1, 1), (2, 2)] {
        let message = ReminderMessage {
            language,
            given_name,
            clinic_name,
            time_zone: Buenos_Aires,
            starts_at: at("2026-11-24T13:30:00Z"),
            is_visit: true,
            forms,
            outstanding,
            link_suffix,
        };
        let rendered = visit_reminder_message(&message).unwrap();
        all.push((format!("visit_reminder {forms}+{outstanding}"), rendered));
    }
    for forms in [0, 1, 2] {
        let message = TreatmentCompletedMessage { language, given_name, clinic_name, forms, link_suffix };
        let rendered = treatment_completed_message(&message).unwrap();
        all.push((format!("treatment_completed {forms}"), rendered));
    }
    let message = FormLinkMessage { language, given_name, clinic_name, link_suffix };
    all.push(("form_link".into(), form_link_message(&message).unwrap()));
    let practitioner = "Lic. Juan Ríos";
    let message = WelcomeMessage { language, given_name, clinic_name, practitioner, link_suffix };
    all.push(("welcome".into(), welcome_message(&message).unwrap()));
    all
}

#[test]
fn whatsapp_takes_every_message() {
    for language in BOTH {
        for (name, message) in by_whatsapp(language) {
            let RenderedWhatsapp { variables, preview } = message;
            assert_eq!(variables["patientName"], "Ana", "{name}");
            assert_eq!(variables["linkSuffix"], "s3cr3t", "{name}");
            let (body, button) = preview.rsplit_once("\n\n[").unwrap();
            assert!(button.ends_with(']') && !button.contains('\n'), "{name}");
            assert!(body.chars().count() < 1_024 && !preview.contains("s3cr3t"), "{name}: {preview}");
            for (key, value) in variables.iter().filter(|(key, _)| *key != "linkSuffix") {
                assert!(!value.contains(['\n', '\t']) && !value.contains("  "), "{name} {key}: {value}");
                assert!(body.contains(value.as_str()), "{name} shows {key}: {preview}");
                assert!(!body.starts_with(value.as_str()) && !body.ends_with(value.as_str()), "{name} {key}");
            }
        }
    }
}

#[test]
fn whatsapp_counts_forms_and_calls_only_late_ones_outstanding() {
    let notes = |language| {
        let all = by_whatsapp(language);
        all.into_iter().filter_map(|(_, message)| message.variables.get("note").cloned()).collect::<Vec<_>>()
    };
    assert_eq!(
        notes(Language::Es),
        [
            "¡Te esperamos!",
            "Antes de venir, completá un formulario con el mismo botón: nos ayuda a atenderte mejor.",
            "Antes de venir, completá 3 formularios con el mismo botón: nos ayuda a atenderte mejor.",
            "Todavía nos falta un formulario: por favor, completalo antes de venir, con el mismo botón.",
            "Todavía nos faltan 2 formularios: por favor, completalos antes de venir, con el mismo botón.",
            "Todavía nos falta un formulario y hay uno nuevo: por favor, completalos antes de venir, con el mismo botón.",
            "Todavía nos faltan 2 formularios y hay 2 nuevos: por favor, completalos antes de venir, con el mismo botón.",
            "Con el botón de abajo podés ver tus visitas.",
            "Para terminar, completá un formulario con el botón de abajo: nos sirve para saber cómo estás.",
            "Para terminar, completá 2 formularios con el botón de abajo: nos sirve para saber cómo estás.",
        ]
    );
    assert_eq!(
        notes(Language::En)[5],
        "We are still missing a form and there is a new one: please fill them in before you come, with the same button."
    );
}
