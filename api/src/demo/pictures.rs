//! Pictures that look like photos of doctors' orders, for the requests of the demo. Everything in them is
//! invented; `scripts/demo-orders/make.py` makes them. What each says stands here, so that the demo's patients
//! carry the names on their orders.

use std::borrow::Cow;

use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "assets/demo/orders/"]
struct Files;

/// One order, of one or more pages.
#[derive(Clone, Debug)]
pub struct DemoOrder {
    /// Its pages, first to last.
    pub pages: Vec<DemoPicture>,
    /// Codes of the services that it asks for, all of one circuit; empty where it cannot be read, and a better
    /// photo has to be asked for.
    pub services: &'static [&'static str],
    /// The person that it is made out to.
    pub patient: DemoOrderPatient,
}

/// One picture.
#[derive(Clone, Debug)]
pub struct DemoPicture {
    /// File name.
    pub file: &'static str,
    /// A JPEG of 60 to 150 kB.
    pub jpeg: Cow<'static, [u8]>,
}

/// What an order says of its patient.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DemoOrderPatient {
    /// Given name.
    pub given_name: &'static str,
    /// Family name.
    pub family_name: &'static str,
    /// Canonical DNI.
    pub national_id: &'static str,
    /// Name of the payer in the demo's data.
    pub payer: &'static str,
    /// Name of the plan, where the order says it.
    pub plan: Option<&'static str>,
}

type Line = (
    &'static [&'static str],
    &'static [&'static str],
    (&'static str, &'static str, &'static str, &'static str, Option<&'static str>),
);

/// File names, service codes, and (given name, family name, DNI, payer, plan), as in
/// `scripts/demo-orders/orders.json`.
const ORDERS: [Line; 11] = [
    (&["01-rodilla.jpg"], &["RM-ROD"], ("Elena", "Sosa", "30111222", "OSDE", Some("310"))),
    (
        &["02-abdomen-renal.jpg"],
        &["ECO-ABD", "ECO-REN"],
        ("Jorge", "Carrizo", "14222333", "PAMI", Some("Afiliados")),
    ),
    (&["03-torax-columna.jpg"], &["RX-TOR", "RX-COL"], ("Rubén", "Ledesma", "17333444", "IOMA", None)),
    (&["04-mamografia.jpg"], &["MX-BIL"], ("Graciela", "Quiroga", "20444555", "Swiss Medical", None)),
    (&["05-tac-torax.jpg"], &["TC-TOR"], ("Norma", "Villalba", "11555666", "Medifé", Some("Plata"))),
    (
        &["06-doppler.jpg"],
        &["DOP-VC", "DOP-VMI"],
        ("Osvaldo", "Ferreyra", "12666777", "Galeno", Some("Plata")),
    ),
    (&["07-cerebro.jpg"], &["RM-CERC"], ("Carolina", "Méndez", "31777888", "Particular", None)),
    (&["08-densitometria.jpg"], &["DMO-CC"], ("Nélida", "Romero", "10888999", "PAMI", None)),
    (
        &["09-caderas-pagina-1.jpg", "09-caderas-pagina-2.jpg"],
        &["RX-CAD", "RX-TOR", "RX-ROD"],
        ("Héctor", "Peralta", "13999000", "OSECAC", None),
    ),
    (&["10-oscura-y-movida.jpg"], &[], ("Mirta", "Godoy", "16111333", "Unión Personal", None)),
    (&["11-scan-fetal.jpg"], &["ECO-MORF"], ("Camila", "Benítez", "40222444", "Sancor Salud", Some("3000"))),
];

/// All orders. The first is made out to the patient with whom the demo's visitors sign in (DNI 30.111.222).
pub fn pictures() -> Vec<DemoOrder> {
    ORDERS
        .iter()
        .map(|&(files, services, (given_name, family_name, national_id, payer, plan))| DemoOrder {
            pages: files.iter().filter_map(|file| picture(file)).collect(),
            services,
            patient: DemoOrderPatient { given_name, family_name, national_id, payer, plan },
        })
        .collect()
}

fn picture(file: &'static str) -> Option<DemoPicture> {
    Files::get(file).map(|found| DemoPicture { file, jpeg: found.data })
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use entity::enums::DocumentType;

    use super::*;
    use crate::demo::data::{DemoData, DemoNames};
    use crate::platform::national_id::canonical_document;

    #[test]
    fn every_picture_is_a_small_jpeg_and_used_once() {
        let orders = pictures();
        let used: Vec<&str> =
            orders.iter().flat_map(|order| order.pages.iter().map(|page| page.file)).collect();
        let there: HashSet<String> = Files::iter().map(Cow::into_owned).collect();
        assert_eq!(used.len(), there.len());
        assert!(used.iter().all(|file| there.contains(*file)));
        for page in orders.iter().flat_map(|order| &order.pages) {
            assert!((60_000..=150_000).contains(&page.jpeg.len()), "{}", page.file);
            assert_eq!(image::guess_format(&page.jpeg).ok(), Some(image::ImageFormat::Jpeg), "{}", page.file);
        }
        assert!(orders.iter().all(|order| !order.pages.is_empty()));
        assert!(orders.iter().any(|order| order.pages.len() == 2), "one of several pages");
        assert!(orders.iter().any(|order| order.services.is_empty()), "one that cannot be read");
    }

    #[test]
    fn what_they_ask_for_is_in_the_catalogue_and_can_be_combined() {
        let data = DemoData::load().unwrap();
        for order in pictures() {
            let services: Vec<_> = order
                .services
                .iter()
                .map(|code| data.services.iter().find(|of| of.code == *code).expect(code))
                .collect();
            let circuits: HashSet<&str> = services.iter().map(|service| service.circuit.as_str()).collect();
            assert!(circuits.len() <= 1, "{:?}", order.services);
            if services.len() > 1 {
                let circuit =
                    data.circuits.iter().find(|circuit| circuits.contains(circuit.key.as_str())).unwrap();
                assert!(circuit.allows_multiple, "{:?}", order.services);
            }
        }
    }

    #[test]
    fn whom_they_are_made_out_to() {
        let (data, names) = (DemoData::load().unwrap(), DemoNames::load().unwrap());
        let orders = pictures();
        let documents: HashSet<&str> = orders.iter().map(|order| order.patient.national_id).collect();
        assert_eq!(documents.len(), orders.len());
        assert_eq!(orders[0].patient.national_id, "30111222");
        for DemoOrderPatient { given_name, family_name, national_id, payer, plan } in
            orders.iter().map(|of| of.patient)
        {
            assert!(names.given().any(|name| name == given_name), "{given_name}");
            assert!(names.family.iter().any(|name| name == family_name), "{family_name}");
            assert_eq!(canonical_document(DocumentType::Dni, national_id).as_deref(), Ok(national_id));
            let payer = data.payers.iter().find(|of| of.name == payer).expect(payer);
            assert!(
                plan.is_none_or(|plan| payer.plans.iter().any(|of| of == plan)),
                "{} {plan:?}",
                payer.name
            );
        }
    }
}
