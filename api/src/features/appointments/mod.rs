//! Appointments (turnos): the slots that are offered, held and booked.
//!
//! A **slot** is computed, never stored: `offers` is a pure function of what is asked for, when resources
//! work (`agenda`) and what is taken. Its id holds all that it is (`slot_id`); what a client sends back is
//! checked again by the same rules, and whether it is still free is for the database to decide.
//!
//! A **cell** is five minutes of a resource. `booking_cell (resource, start)` is the primary key, for holds and
//! bookings alike, inserted in order (`cells`): two visits cannot overlap, on either database, and a lost race
//! is a `SLOT_TAKEN` refusal with fresh offers that are read outside of the failed transaction.
//!
//! A **hold** keeps a slot for some minutes while the patient decides. A patient has one: a new one gives up the
//! older. One for moving an appointment takes the cells that the appointment has not, and ends where somebody moves or
//! cancels it meanwhile. Cells of a hold that ran out go to whoever wants them, in the same transaction; a sweep clears the
//! rest.
//!
//! An **appointment** that a patient books always belongs to a request of theirs that is confirmed and open, and
//! does exactly its services: nobody books a study that no one reviewed. Staff may book for any open request. Booking
//! attaches the order, closes the request and is told to the feed in one transaction ([`book_in`]).
//!
//! A **visit** of a care plan is an appointment that belongs to no request. It has the plan's service, its
//! practitioner and a number; only staff book it, and the patient moves and cancels it like any other.
//!
//! How an appointment **goes** is what staff say of it (`course`): booked → in progress → completed, or no-show. It
//! may begin early or late and end late; times in the future, or that end before they begin, are refused. What was
//! said can be taken back on the same day. Once begun it is neither moved nor cancelled.
//!
//! What cancelling means for the request: it is open again. Where its confirmation stands and the patient (or
//! the holder of the link) cancelled, it is 'dispatched' again: the link leads on for as long as it lives. Where
//! staff cancelled, or there never was a confirmation, a person has to look: 'needs attention', with the reason
//! `appointment_cancelled`; a patient whose confirmation stands may still book meanwhile.
//!
//! What is said of an appointment goes by e-mail, and by WhatsApp where that fails, comes too late or finds no address
//! (`notify`). Where neither tells it, a person looks: the request stays where it is, 'booked' for instance, with
//! `attention_reason` until a contact is registered or a later message arrives.
//!
//! Hours may shrink after something was booked: it stays, and is listed for a person to move
//! ([`appointments_outside_hours`]).
//!
//! Patients move and cancel until `change_notice_hours` before the start, staff until the start. An appointment
//! of the clinic's own agenda is moved there; cancelling it here only takes the link to it away.

mod agenda;
mod attempt;
mod book_appointment;
mod book_in;
#[cfg(test)]
mod booking_tests;
mod cancel_appointment;
mod cells;
mod change_rules;
mod choice;
mod complete_visit;
mod compose;
mod course;
mod find_slots;
mod goal;
pub mod graphql;
#[cfg(test)]
mod graphql_tests;
mod ground;
mod has_free_slot;
mod hold_slot;
mod invite;
mod link_external;
mod mark_no_show;
mod notify;
mod offers;
#[cfg(test)]
mod offers_tests;
mod outside_hours;
mod own_agenda;
mod particulars;
mod queries;
mod reopen_visit;
mod requests;
mod reschedule_appointment;
mod settled;
mod slot_id;
mod start_visit;
mod sweep_holds;
#[cfg(test)]
mod test_clinic;
mod visits;

pub use agenda::{Agenda, CELL_MINUTES, Cell, Span, Taken, cell_from, cells_of, start_of};
pub use attempt::Attempt;
pub use book_appointment::{BookAppointment, book_appointment};
pub use book_in::{BookingOrder, Purpose, book_in};
pub use cancel_appointment::{
    APPOINTMENT_CANCELLED, CancelAppointment, call_off, cancel_appointment, read_reason,
};
pub use cells::{slot_taken, unknown_slot};
pub use change_rules::{Change, Obstacle, may_change, may_manage, obstacle_to};
pub use choice::Choice;
pub use complete_visit::{CompleteVisit, complete_visit};
pub use compose::compose;
pub use course::{Hindrance, Step, hindrance_to};
pub use find_slots::{SlotKey, SlotSearch, find_slots};
pub use ground::SlotRow;
pub use has_free_slot::has_free_slot;
pub use hold_slot::{Held, HoldSlot, hold_slot};
pub use invite::invite;
pub use link_external::{ExternalAppointment, link_external_in, linked_external, move_external_in};
pub use mark_no_show::mark_no_show;
pub use notify::tell_by_next_channel;
pub use offers::{Misfit, Offer, Question, Wanted, check_slot, offers_of_day};
pub use outside_hours::appointments_outside_hours;
pub use particulars::{Particulars, Treatment};
pub use queries::{
    AppointmentFilter, AppointmentKey, AppointmentRow, AppointmentsOf, AppointmentsPage, PlanOfVisit,
    SegmentRow, appointments_below, find_appointment, find_appointments, search_appointments,
};
pub use reopen_visit::reopen_visit;
pub use requests::{Standing, refuse_unless_bookable, standing};
pub use reschedule_appointment::{RescheduleAppointment, reschedule_appointment};
pub use settled::settled;
pub use slot_id::{ChosenSlot, Segment, read_slot_id, write_slot_id};
pub use start_visit::start_visit;
pub use sweep_holds::sweep_holds;
pub use visits::refuse_unattended;
