//! The areas of the body that a field may ask for: one list for all forms, so that answers compare.

use crate::platform::error::Language;

/// From where an area is seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, async_graphql::Enum)]
#[graphql(name = "BodyView")]
pub enum BodyView {
    /// From the front.
    Front,
    /// From the back.
    Back,
}

/// An area of the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BodyArea {
    /// What is stored.
    pub code: &'static str,
    /// From where it is seen.
    pub view: BodyView,
    es: &'static str,
    en: &'static str,
}

impl BodyArea {
    /// What people call it.
    pub fn name(&self, language: Language) -> &'static str {
        match language {
            Language::Es => self.es,
            Language::En => self.en,
        }
    }
}

macro_rules! areas {
    ($view:ident: $($code:literal $es:literal $en:literal),* $(,)?) => {
        [$(BodyArea { code: $code, view: BodyView::$view, es: $es, en: $en }),*]
    };
}

const FRONT: [BodyArea; 25] = areas![Front:
    "front_head" "Frente y cabeza" "Forehead and head",
    "front_face" "Cara y mandíbula" "Face and jaw",
    "front_neck" "Cuello" "Neck",
    "front_shoulder_right" "Hombro derecho" "Right shoulder",
    "front_shoulder_left" "Hombro izquierdo" "Left shoulder",
    "front_chest" "Pecho" "Chest",
    "front_upper_arm_right" "Brazo derecho" "Right upper arm",
    "front_upper_arm_left" "Brazo izquierdo" "Left upper arm",
    "front_elbow_right" "Codo derecho, por delante" "Right elbow, front",
    "front_elbow_left" "Codo izquierdo, por delante" "Left elbow, front",
    "front_forearm_right" "Antebrazo derecho" "Right forearm",
    "front_forearm_left" "Antebrazo izquierdo" "Left forearm",
    "front_hand_right" "Muñeca y mano derechas" "Right wrist and hand",
    "front_hand_left" "Muñeca y mano izquierdas" "Left wrist and hand",
    "front_abdomen" "Abdomen" "Abdomen",
    "front_hip_right" "Cadera e ingle derechas" "Right hip and groin",
    "front_hip_left" "Cadera e ingle izquierdas" "Left hip and groin",
    "front_thigh_right" "Muslo derecho" "Right thigh",
    "front_thigh_left" "Muslo izquierdo" "Left thigh",
    "front_knee_right" "Rodilla derecha" "Right knee",
    "front_knee_left" "Rodilla izquierda" "Left knee",
    "front_shin_right" "Pierna derecha, por delante" "Right shin",
    "front_shin_left" "Pierna izquierda, por delante" "Left shin",
    "front_foot_right" "Tobillo y pie derechos" "Right ankle and foot",
    "front_foot_left" "Tobillo y pie izquierdos" "Left ankle and foot",
];

const BACK: [BodyArea; 18] = areas![Back:
    "back_head" "Nuca y cabeza, por detrás" "Back of the head",
    "back_neck" "Cuello, por detrás" "Back of the neck",
    "back_shoulder_right" "Omóplato derecho" "Right shoulder blade",
    "back_shoulder_left" "Omóplato izquierdo" "Left shoulder blade",
    "back_upper" "Espalda alta" "Upper back",
    "back_lower" "Cintura" "Lower back",
    "back_elbow_right" "Codo derecho, por detrás" "Right elbow, back",
    "back_elbow_left" "Codo izquierdo, por detrás" "Left elbow, back",
    "back_buttock_right" "Glúteo derecho" "Right buttock",
    "back_buttock_left" "Glúteo izquierdo" "Left buttock",
    "back_thigh_right" "Muslo derecho, por detrás" "Back of the right thigh",
    "back_thigh_left" "Muslo izquierdo, por detrás" "Back of the left thigh",
    "back_knee_right" "Rodilla derecha, por detrás" "Back of the right knee",
    "back_knee_left" "Rodilla izquierda, por detrás" "Back of the left knee",
    "back_calf_right" "Pantorrilla derecha" "Right calf",
    "back_calf_left" "Pantorrilla izquierda" "Left calf",
    "back_heel_right" "Talón derecho" "Right heel",
    "back_heel_left" "Talón izquierdo" "Left heel",
];

/// All of them: the front from head to foot, then the back.
pub fn body_areas() -> impl Iterator<Item = &'static BodyArea> {
    FRONT.iter().chain(&BACK)
}

/// Whether this is the code of an area.
pub fn is_body_area(code: &str) -> bool {
    body_areas().any(|area| area.code == code)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn codes_are_unique_and_say_the_view() {
        let codes: BTreeSet<_> = body_areas().map(|area| area.code).collect();
        assert_eq!(codes.len(), FRONT.len() + BACK.len());
        for area in body_areas() {
            let prefix = if area.view == BodyView::Front { "front_" } else { "back_" };
            assert!(area.code.starts_with(prefix), "{}", area.code);
        }
        assert!(is_body_area("back_lower") && !is_body_area("tail"));
    }
}
