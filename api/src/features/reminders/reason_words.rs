//! The stable words under which the ledger keeps why something was not said, in the words of a help desk.

use super::decision::reason;
use super::settle_alerts::{OWED_NO_LONGER, SAID_SINCE};
use crate::features::notifications::reason as outbox;

/// In Spanish and in English; the word itself where there are none.
pub(super) fn reason_words(word: &str) -> (&str, &str) {
    match word {
        reason::JUST_AGREED => {
            ("el horario se acordó con muy poca anticipación", "the time was agreed to on very short notice")
        }
        reason::ALREADY_BEGUN => ("la visita empezó antes de su hora", "the visit began ahead of its time"),
        reason::OPTED_OUT => ("pidió no recibir recordatorios", "they asked for no reminders"),
        reason::SWITCHED_OFF => {
            ("los recordatorios de la clínica estaban apagados", "the clinic's reminders were switched off")
        }
        reason::NO_CHANNEL => ("no tiene e-mail ni celular", "they have neither e-mail nor mobile phone"),
        reason::UNREACHABLE => (
            "no está en WhatsApp o bloqueó los mensajes, y no hay otro medio",
            "they are not on WhatsApp or blocked messages, and there is no other way",
        ),
        reason::NO_PRACTITIONER => (
            "quien atiende el tratamiento ya no es profesional de la clínica",
            "whoever treats is no longer a practitioner of the clinic",
        ),
        reason::CHANNELS_EXHAUSTED => ("se probaron todos los canales", "every channel was tried"),
        reason::TOO_LATE => ("se pasó la hora", "its time had passed"),
        reason::QUIET_HOURS => (
            "el horario de descanso duraba hasta que ya era tarde",
            "the quiet hours lasted until it was too late",
        ),
        reason::NOT_TAKEN => (
            "se intentó sin éxito hasta el horario de descanso, que duraba hasta que ya era tarde",
            "it was tried in vain until the quiet hours, which lasted until it was too late",
        ),
        "no_longer_owed" => (
            "lo que decía ya no era cierto o ya se había dicho",
            "what it said was no longer true, or had been said",
        ),
        outbox::UNREACHABLE_BY_EMAIL => {
            ("la dirección no existe o no recibe", "the address does not exist or takes nothing")
        }
        outbox::UNREACHABLE_BY_WHATSAPP => {
            ("no está en WhatsApp o bloqueó los mensajes", "they are not on WhatsApp, or blocked messages")
        }
        outbox::RETRIES_EXHAUSTED => {
            ("se intentó hasta que ya no servía", "it was tried until it was of no use")
        }
        outbox::UNCERTAIN => ("no se supo si llegó", "nobody knows whether it arrived"),
        outbox::EXPIRED => ("se pasó la hora", "its time had passed"),
        outbox::TEMPLATE_FAILED => ("no se pudo redactar", "it could not be put into words"),
        outbox::REJECTED => ("el proveedor no aceptó el mensaje", "the provider did not take the message"),
        outbox::CHANNEL_STOPPED => (
            "el proveedor tenía suspendido el canal de la clínica",
            "the provider had stopped the clinic's channel",
        ),
        outbox::HELD_BACK => (
            "WhatsApp lo retuvo, y otra vez un día después",
            "WhatsApp held it back, and once more a day later",
        ),
        SAID_SINCE => ("se dijo después", "it was said since"),
        OWED_NO_LONGER => ("ya no hacía falta decirlo", "it did not have to be said any more"),
        "no_email" => ("no tiene e-mail", "they have no e-mail address"),
        "moved_again" => ("volvió a cambiar de horario", "it was moved again"),
        "no_longer_in_force" => ("ya no estaba así", "it was no longer as it says"),
        other => (other, other),
    }
}
