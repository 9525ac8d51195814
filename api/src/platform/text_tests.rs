use super::*;

const CATALOGUE: [(&str, &str, &str); 22] = [
    ("RM-ROD", "Resonancia magnética de rodilla", "rmn, rm"),
    ("RM-HOM", "Resonancia magnética de hombro", "rmn, rm"),
    ("RM-CER", "Resonancia magnética de cerebro", "rmn, cráneo, encéfalo"),
    ("RM-CERC", "Resonancia magnética de cerebro con contraste", "rmn, gadolinio"),
    ("TC-TOR", "Tomografía computada de tórax", "tac, pulmón"),
    ("TC-TORC", "Tomografía computada de tórax con contraste", "tac"),
    ("TC-ABD", "Tomografía computada de abdomen y pelvis", "tac"),
    ("ECO-ABD", "Ecografía abdominal", "hepatobiliar"),
    ("ECO-REN", "Ecografía renal y vesical", "vías urinarias"),
    ("ECO-MAM", "Ecografía mamaria", "mamas"),
    ("ECO-TIR", "Ecografía de tiroides", "cuello"),
    ("DOP-VC", "Eco Doppler de vasos del cuello", "carótidas"),
    ("MX-BIL", "Mamografía bilateral", "mamas"),
    ("RX-MAN", "Radiografía de mano", "placa, f y p, muñeca"),
    ("RX-PIE", "Radiografía de pie", "placa"),
    ("RX-TOR", "Radiografía de tórax", "placa, pulmón"),
    ("RX-ROD", "Radiografía de rodilla", "placa"),
    ("RX-COL", "Radiografía de columna lumbosacra", "placa, espinograma"),
    ("RX-CAD", "Radiografía de cadera", "placa"),
    ("DMO-CC", "Densitometría ósea de columna y cadera", "dexa"),
    ("ECO-TV", "Ecografía transvaginal", "ginecológica"),
    ("ECO-OBS", "Ecografía obstétrica", "embarazo, ñandú"),
];

fn search(query: &str) -> Vec<&'static str> {
    let folded: Vec<_> =
        CATALOGUE.iter().map(|(code, name, words)| (*code, FoldedText::new(code, name, words))).collect();
    rank(query, folded.iter().map(|(code, text)| (*code, text))).into_iter().map(|(code, _)| code).collect()
}

#[test]
fn folding() {
    assert_eq!(fold("  Ecografía   de MUÑECA, (bilateral)  "), "ecografia de muneca bilateral");
    assert_eq!(fold("Rx. T\u{f3}rax F/P"), fold("rx to\u{301}rax f p"));
    assert_eq!(fold("Nº 5 – ﬁbroscan"), "no 5 fibroscan");
    assert_eq!(fold("¡…!"), "");
    assert_eq!(fold("İstanbul"), "istanbul");
}

#[test]
fn what_operators_type_finds_the_study_first() {
    for (query, first) in [
        ("resonanacia rodila", "RM-ROD"),
        ("tac torax", "TC-TOR"),
        ("TAC TÓRAX CON CONTRASTE", "TC-TORC"),
        ("eco abdominal", "ECO-ABD"),
        ("rodilla rmn", "RM-ROD"),
        ("MAMOGRAFIA", "MX-BIL"),
        ("mamografa", "MX-BIL"),
        ("Rx mano izq", "RX-MAN"),
        ("rx torax", "RX-TOR"),
        ("rm cerebro", "RM-CER"),
        ("cerebro sin", "RM-CER"),
        ("resonancia de la rodilla derecha", "RM-ROD"),
        ("dopler cuello", "DOP-VC"),
        ("ecodoppler cuello", "DOP-VC"),
        ("densitometria", "DMO-CC"),
        ("muneca", "RX-MAN"),
        ("MUÑECA", "RX-MAN"),
        ("transvajinal", "ECO-TV"),
        ("lumbosacar", "RX-COL"),
        ("resonnacia hom", "RM-HOM"),
        ("radiog tor", "RX-TOR"),
        ("carotidas", "DOP-VC"),
    ] {
        assert_eq!(search(query).first(), Some(&first), "{query}: {:?}", search(query));
    }
}

#[test]
fn what_sounds_the_same_is_found() {
    for (query, found) in [
        ("rodiya", "RM-ROD"),
        ("toraks", "TC-TOR"),
        ("zerebro", "RM-CER"),
        ("becical", "ECO-REN"),
        ("ombro", "RM-HOM"),
        ("kolumna", "RX-COL"),
        ("mano", "RX-MAN"),
        ("pei", "RX-PIE"),
    ] {
        assert!(search(query).contains(&found), "{query}: {:?}", search(query));
    }
    assert_eq!(sound("hueco"), "ueko");
    assert_eq!(sound("chequeo"), "chekeo");
    assert_eq!(sound("gimenez"), sound("jimenes"));
    assert_eq!((sound("guerra"), sound("gerardo")), ("gerra".into(), "jerardo".into()));
}

#[test]
fn every_word_must_match() {
    assert_eq!(search("resonancia codo"), Vec::<&str>::new());
    assert_eq!(search("xyz"), Vec::<&str>::new());
    assert_eq!(search("rx mano zzzz"), Vec::<&str>::new());
    assert_eq!(search("rodilla"), ["RX-ROD", "RM-ROD"]);
    assert_eq!(search("mamografia"), ["MX-BIL"], "not 'tomografía', two letters away");
}

#[test]
fn codes_match_whole_or_from_their_beginning() {
    assert_eq!(search("RM-CER"), ["RM-CER", "RM-CERC"]);
    assert_eq!(search("rmcer").first(), Some(&"RM-CER"));
    assert_eq!(search("rx-").len(), 6);
    assert_eq!(search("dmo cc"), ["DMO-CC"]);
}

#[test]
fn nothing_typed_lists_by_name() {
    let all = search("  ");
    assert_eq!(all.len(), CATALOGUE.len());
    assert_eq!(all.first(), Some(&"DMO-CC"));
    assert_eq!(search("de").first(), search("DE").first());
}

#[test]
fn short_words_and_numbers_are_not_guessed_at() {
    assert!(!search("pia").contains(&"RX-PIE"));
    assert!(!search("mani").is_empty());
}

#[test]
fn the_text_for_the_database() {
    let text = FoldedText::new("RX-MAN", "Radiografía de mano", "placa, mano, muñeca");
    assert_eq!(text.search_text(), "radiografia de mano rxman placa muneca");
}

/// Not a benchmark, a guard: an accidental square of anything would show even in a debug build.
#[test]
fn thousands_of_candidates() {
    let folded: Vec<FoldedText> = (0..5_000)
        .map(|n| {
            let (code, name, synonyms) = CATALOGUE[n % CATALOGUE.len()];
            FoldedText::new(&format!("{code}-{n}"), name, synonyms)
        })
        .collect();
    let found = rank("resonanacia magnetica rodila", folded.iter().enumerate());
    assert_eq!(found.len(), 228);
}
