use super::*;
use chrono_tz::America::Argentina::Buenos_Aires;

pub(super) const CLINIC: ClinicText<'static> = ClinicText { name: "Clínica Demo", phone: None, email: None };

fn email_in(language: Language) -> AppointmentEmail<'static> {
    AppointmentEmail {
        language,
        given_name: "MARÍA JOSÉ",
        clinic: CLINIC,
        time_zone: Buenos_Aires,
        zone_name: ZoneName::Hidden,
        starts_at: "2026-11-24T13:30:00Z".parse().unwrap(),
        site: Some(SiteText { name: "Sede Centro", address: "Av. de los Tilos 1234" }),
        preparations: &["Ayuno de 6 horas.", "Ayuno de 6 horas.", " ", "Traé estudios anteriores."],
        authorization: None,
        manage_url: Some("https://turnos.example/j/abc?a=1&b=2"),
    }
}

/// Both parts of a mail end with why somebody has it.
pub(super) fn assert_footer(mail: &RenderedEmail) {
    let last = mail.html.rsplit("\">").next().unwrap_or_default();
    let (why, _) = last.split_once('.').unwrap_or_default();
    assert!(
        why.starts_with("Recibís este correo porque") || why.starts_with("You receive this e-mail because")
    );
    assert!(mail.text.contains(&format!("\n\n--\n{why}.\n")), "{why} is not in {}", mail.text);
}

#[test]
fn the_mails_about_an_appointment_say_why_they_come() {
    let previous = "2026-11-23T12:00:00Z".parse().unwrap();
    for language in [Language::Es, Language::En] {
        let cancelled = CancelledEmail {
            language,
            given_name: "Ana",
            clinic: CLINIC,
            time_zone: Buenos_Aires,
            zone_name: ZoneName::Hidden,
            starts_at: previous,
            booking_url: None,
        };
        assert_footer(&appointment_booked(&email_in(language)).unwrap());
        assert_footer(&appointment_moved(&email_in(language), previous).unwrap());
        assert_footer(&appointment_cancelled(&cancelled).unwrap());
    }
}

#[test]
fn the_mails_end_with_how_the_clinic_is_reached() {
    let (phone, address) = (Some("(011) 5555-0100"), Some("turnos@clinica.example"));
    let booked = |language, phone, email| {
        let clinic = ClinicText { phone, email, ..CLINIC };
        appointment_booked(&AppointmentEmail { clinic, ..email_in(language) }).unwrap()
    };
    for (language, phone, email, expected) in [
        (
            Language::Es,
            phone,
            address,
            "¿Dudas? Llamanos al (011) 5555-0100 o escribinos a turnos@clinica.example.",
        ),
        (Language::Es, phone, None, "¿Dudas? Llamanos al (011) 5555-0100."),
        (Language::Es, None, address, "¿Dudas? Escribinos a turnos@clinica.example."),
        (
            Language::En,
            phone,
            address,
            "Any questions? Call us at (011) 5555-0100 or write to turnos@clinica.example.",
        ),
        (Language::En, phone, None, "Any questions? Call us at (011) 5555-0100."),
        (Language::En, None, address, "Any questions? Write to turnos@clinica.example."),
    ] {
        let mail = booked(language, phone, email);
        assert!(mail.text.ends_with(&format!(".\n{expected}\n")), "{}", mail.text);
        let calls = mail.html.contains(r#"<a href="tel:+54-11-5555-0100""#);
        let writes = mail.html.contains(r#"<a href="mailto:turnos@clinica.example""#);
        assert_eq!((calls, writes), (phone.is_some(), email.is_some()), "{}", mail.html);
        assert_footer(&mail);
    }
    let silent = booked(Language::Es, None, None);
    assert!(!silent.text.contains("Dudas") && !silent.html.contains("Dudas"), "{}", silent.text);
}

#[test]
fn booked_in_spanish() {
    let rendered = appointment_booked(&email_in(Language::Es)).unwrap();
    assert_eq!(rendered.subject, "Tu turno en Clínica Demo: martes 24 de noviembre, 10:30\u{a0}h");
    assert_eq!(
        rendered.text,
        "Hola, María:\n\nTu turno quedó confirmado.\n\nCuándo: martes 24 de noviembre, 10:30\u{a0}h\n\
         Dónde: Sede Centro, Av. de los Tilos 1234\n\nCómo prepararte:\n- Ayuno de 6 horas.\n\
         - Traé estudios anteriores.\n\nVení 10 minutos antes. Traé tu DNI, la orden médica en papel y, si tenés, \
         la credencial de tu obra social o prepaga.\n\nSi no podés venir, o querés otro día, entrá acá:\n\
         https://turnos.example/j/abc?a=1&b=2\n\n¡Te esperamos!\nClínica Demo\n\n\
         --\nRecibís este correo porque sacaste un turno en Clínica Demo.\n"
    );
    assert!(rendered.html.contains("<html lang=\"es\">"));
    assert!(rendered.html.contains("<strong>martes 24 de noviembre, 10:30\u{a0}h</strong>"));
    assert!(rendered.html.contains("Av. de los Tilos 1234"));
    assert!(rendered.html.contains("abc?a=1&amp;b=2"));
    assert_eq!(rendered.html.matches("<li").count(), 2);
    assert!(
        !rendered.html.contains("src=") && !rendered.html.contains("<script"),
        "nothing is loaded from elsewhere"
    );
}

#[test]
fn booked_says_only_what_is_known() {
    let bare = AppointmentEmail { site: None, preparations: &[], manage_url: None, ..email_in(Language::En) };
    let rendered = appointment_booked(&bare).unwrap();
    assert_eq!(
        rendered.text,
        "Hello María,\n\nYour appointment is confirmed.\n\nWhen: Tuesday 24 November, 10:30\n\nPlease come 10 minutes \
         early. Bring your identity document, the doctor's order on paper and, if you have one, your health insurance \
         card.\n\nSee you soon!\nClínica Demo\n\n\
         --\nYou receive this e-mail because you booked an appointment at Clínica Demo.\n"
    );
    for absent in ["Where", "prepare", "href"] {
        assert!(!rendered.html.contains(absent), "{absent}");
    }
}

#[test]
fn moved_names_both_times() {
    let previous = "2026-11-23T12:00:00Z".parse().unwrap();
    let rendered = appointment_moved(&email_in(Language::Es), previous).unwrap();
    assert_eq!(
        rendered.subject,
        "Cambió tu turno en Clínica Demo: ahora es el martes 24 de noviembre, 10:30\u{a0}h"
    );
    assert!(
        rendered.text.contains("Tu turno del lunes 23 de noviembre, 09:00\u{a0}h cambió. Este es el nuevo:")
    );
    let rendered = appointment_moved(&email_in(Language::En), previous).unwrap();
    assert_eq!(
        rendered.subject,
        "Your appointment at Clínica Demo was moved: now Tuesday 24 November, 10:30"
    );
    assert!(rendered.html.contains("Your appointment of Monday 23 November, 09:00 was moved."));
}

#[test]
fn cancelled_offers_another_slot_where_there_is_one() {
    let mut cancelled = CancelledEmail {
        language: Language::Es,
        given_name: "Ana",
        clinic: CLINIC,
        time_zone: Buenos_Aires,
        zone_name: ZoneName::Shown,
        starts_at: "2026-11-24T13:30:00Z".parse().unwrap(),
        booking_url: Some("https://turnos.example/j/abc"),
    };
    let rendered = appointment_cancelled(&cancelled).unwrap();
    assert!(rendered.subject.ends_with("del martes 24 de noviembre, 10:30\u{a0}h (hora de Buenos Aires)"));
    assert!(rendered.text.contains("tu orden sigue cargada. Entrá acá:\nhttps://turnos.example/j/abc"));
    cancelled.booking_url = None;
    cancelled.language = Language::En;
    let rendered = appointment_cancelled(&cancelled).unwrap();
    assert!(
        rendered
            .text
            .starts_with("Hello Ana,\n\nYour appointment on Tuesday 24 November, 10:30 (Buenos Aires time)")
    );
    assert!(!rendered.html.contains("href"));
}

#[test]
fn html_escapes_and_subjects_keep_to_one_line() {
    let nasty = AppointmentEmail {
        given_name: "<b>Ana</b>",
        clinic: ClinicText { name: "Clínica \"A & B\"\r\nBcc: x@y.z", ..CLINIC },
        ..email_in(Language::Es)
    };
    let rendered = appointment_booked(&nasty).unwrap();
    assert!(!rendered.subject.contains(['\r', '\n']));
    assert!(rendered.html.contains("&lt;b&gt;Ana"));
    assert!(!rendered.html.contains("<b>"));
    assert!(rendered.text.contains("Hola, <b>Ana</b>:"), "the plain part is not escaped");
}

#[test]
fn booking_link_in_both_languages() {
    let message = BookingLinkMessage {
        language: Language::Es,
        given_name: "juana  inés",
        clinic_name: "Clínica\n Demo",
        link_suffix: "s3cr3t-t0ken",
    };
    let rendered = booking_link(&message).unwrap();
    let variables: Vec<_> =
        rendered.variables.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
    assert_eq!(
        variables,
        [("clinicName", "Clínica Demo"), ("linkSuffix", "s3cr3t-t0ken"), ("patientName", "juana")]
    );
    assert!(
        rendered
            .preview
            .starts_with("Hola, juana, te escribimos de Clínica Demo.\n\nYa revisamos tu orden médica")
    );
    assert!(rendered.preview.ends_with("[Botón: Elegir mi turno]"));
    assert!(!rendered.preview.contains("s3cr3t"), "a token is stored nowhere");
    let english = booking_link(&BookingLinkMessage { language: Language::En, ..message }).unwrap();
    assert!(english.preview.starts_with("Hello juana, this is Clínica Demo."));
}

#[test]
fn a_message_with_a_hole_is_an_error() {
    let message =
        BookingLinkMessage { language: Language::Es, given_name: " ", clinic_name: "C", link_suffix: "x" };
    assert!(booking_link(&message).is_err());
    assert!(render("whatsapp/booking_link.es.txt", context! { patientName => "Ana" }).is_err(), "strict");
}

#[test]
fn new_photo_carries_the_reason() {
    let message = NewPhotoMessage {
        language: Language::Es,
        given_name: "Ana",
        clinic_name: CLINIC.name,
        reason: "está movida\ty oscura. ",
        link_suffix: "x",
    };
    let rendered = new_photo_requested(&message).unwrap();
    assert_eq!(rendered.variables["reason"], "está movida y oscura");
    assert!(rendered.preview.contains("no la podemos leer bien: está movida y oscura. ¿Nos mandás otra?"));
    let long = "a ".repeat(400);
    let rendered =
        new_photo_requested(&NewPhotoMessage { reason: &long, language: Language::En, ..message }).unwrap();
    assert!(rendered.variables["reason"].chars().count() <= REASON_MAX_CHARS);
    assert!(rendered.preview.chars().count() < 1_024);
}

#[test]
fn appointments_by_whatsapp_say_when_and_lead_on_where_there_is_more_to_see() {
    let at = |moment: &str| moment.parse().unwrap();
    let (link, previous) = ("s3cr3t", at("2026-11-23T12:00:00Z"));
    for (language, was, is, buttons) in [
        (
            Language::Es,
            "lunes 23 de noviembre, 09:00\u{a0}h",
            "martes 24 de noviembre, 10:30\u{a0}h (hora de Buenos Aires)",
            ["Ver, cambiar o cancelar", "Ver, cambiar o cancelar", "Ver mis visitas"],
        ),
        (
            Language::En,
            "Monday 23 November, 09:00",
            "Tuesday 24 November, 10:30 (Buenos Aires time)",
            ["See, move or cancel", "See, move or cancel", "See my visits"],
        ),
    ] {
        for is_visit in [false, true] {
            let (what, other) = (called(is_visit, language), called(!is_visit, language));
            let message = AppointmentMessage {
                language,
                given_name: "ANA  MARÍA",
                clinic_name: "Clínica\n Demo",
                time_zone: Buenos_Aires,
                starts_at: at("2026-11-24T13:30:00Z"),
                is_visit,
            };
            let leading = [
                appointment_booked_message(&message, link).unwrap(),
                appointment_moved_message(&message, previous, link).unwrap(),
                visit_cancelled_message(&message, link).unwrap(),
            ];
            for (rendered, button) in leading.iter().zip(buttons) {
                assert_eq!((&*rendered.variables["linkSuffix"], &*rendered.variables["when"]), (link, is));
                assert!(rendered.preview.ends_with(&format!(": {button}]")), "{}", rendered.preview);
            }
            assert!(leading[1].preview.contains(&format!("{was} ")), "{}", leading[1].preview);
            let cancelled = appointment_cancelled_message(&message).unwrap();
            assert!(!cancelled.variables.contains_key("linkSuffix") && !cancelled.preview.contains('['));
            for RenderedWhatsapp { preview, .. } in leading.iter().chain([&cancelled]) {
                assert!(preview.contains(is) && preview.contains("Clínica Demo"), "{preview}");
                assert!(preview.contains(what) && !preview.contains(other), "{preview}");
                assert!(preview.chars().count() < 1_024 && !preview.contains(link), "{preview}");
            }
        }
    }
}

#[test]
fn greetings() {
    assert_eq!(first_name("MARÍA JOSÉ"), "María");
    assert_eq!(first_name("Juan Carlos"), "Juan");
    assert_eq!(first_name("McCoy"), "McCoy");
    assert_eq!(first_name("Ñ"), "Ñ");
    assert_eq!(first_name("  "), "");
}

#[test]
fn every_template_is_compiled_in_and_parses() {
    let mut files: Vec<String> = Vec::new();
    for folder in ["email", "whatsapp"] {
        let path = format!("{}/templates/{folder}", env!("CARGO_MANIFEST_DIR"));
        for entry in std::fs::read_dir(path).unwrap() {
            files.push(format!("{folder}/{}", entry.unwrap().file_name().to_str().unwrap()));
        }
    }
    files.sort();
    let mut known: Vec<&str> = TEMPLATES.templates().map(|(name, _)| name).collect();
    known.sort_unstable();
    assert_eq!(known, files);
}
