//! Database enums: stored as short snake_case text, so that a row reads well in any SQL client.

use sea_orm::{DeriveActiveEnum, EnumIter};

macro_rules! text_enums {
    ($($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal),* $(,)? })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, serde::Serialize, serde::Deserialize)]
        #[sea_orm(rs_type = "String", db_type = "Text")]
        pub enum $name {
            $($(#[$vdoc])* #[sea_orm(string_value = $text)] #[serde(rename = $text)] $variant,)*
        }

        impl $name {
            /// The text that stands in the database and in logs.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }
        }
    )*};
}

text_enums! {
    /// What a member of staff may do.
    Role {
        /// Works the queue.
        Operator = "operator",
        /// Also changes catalogue, agenda, users and settings.
        Administrator = "administrator",
        /// Sees their own agenda and patients.
        Practitioner = "practitioner",
    }
    /// Whose session it is.
    SessionKind {
        /// A member of staff.
        User = "user",
        /// A patient.
        Patient = "patient",
        /// The holder of a journey link: one request only.
        Journey = "journey",
    }
    /// Kind of identity document.
    DocumentType {
        /// Documento Nacional de Identidad.
        Dni = "dni",
        /// Passport.
        Passport = "passport",
        /// Libreta cívica.
        Lc = "lc",
        /// Libreta de enrolamiento.
        Le = "le",
        /// Cédula de identidad.
        Ci = "ci",
    }
    /// Where an assistance request stands.
    AssistanceRequestState {
        /// An operator has to review it.
        PendingReview = "pending_review",
        /// A better photo was asked for.
        AwaitingPhoto = "awaiting_photo",
        /// Confirmed; the message waits out its delay.
        DispatchPlanned = "dispatch_planned",
        /// The message with the link is with the patient.
        Dispatched = "dispatched",
        /// Something failed; a person has to look.
        NeedsAttention = "needs_attention",
        /// The patient has an appointment.
        Booked = "booked",
        /// Closed by staff without an appointment of ours.
        Resolved = "resolved",
        /// Taken out of the worklist (fechabaja).
        Voided = "voided",
    }
    /// How a request ended.
    AssistanceRequestOutcome {
        /// Booked in our agenda.
        Booked = "booked",
        /// Booked in the clinic's own agenda.
        BookedExternally = "booked_externally",
        /// Helped by telephone or message.
        Contacted = "contacted",
        /// The patient no longer needs it.
        NotNeeded = "not_needed",
        /// The patient could not be reached.
        Unreachable = "unreachable",
        /// The clinic does not do this study.
        NotOffered = "not_offered",
        /// Anything else; the note says what.
        Other = "other",
    }
    /// What a notification says.
    NotificationKind {
        /// The link with which the patient picks a slot.
        BookingLink = "booking_link",
        /// Asks for a better photo of the order.
        NewPhotoRequested = "new_photo_requested",
        /// An appointment was booked.
        AppointmentBooked = "appointment_booked",
        /// An appointment was moved.
        AppointmentMoved = "appointment_moved",
        /// An appointment was cancelled.
        AppointmentCancelled = "appointment_cancelled",
        /// A care plan begins.
        CarePlanWelcome = "care_plan_welcome",
        /// A visit comes up, with every form that is still asked for.
        VisitReminder = "visit_reminder",
        /// The link to a form that no reminder will carry in time.
        FormLink = "form_link",
        /// The link to a form once more, because staff asked for it.
        FormLinkResent = "form_link_resent",
        /// A treatment is completed, with the form that ends it.
        TreatmentCompleted = "treatment_completed",
        /// To the practitioner: a patient submitted a form.
        FormSubmitted = "form_submitted",
        /// To the practitioner: a form is still outstanding before the visit.
        FormOutstanding = "form_outstanding",
    }
    /// By what a notification travels.
    NotificationChannel {
        /// WhatsApp, through Botmaker.
        Whatsapp = "whatsapp",
        /// E-mail, over SMTP.
        Email = "email",
    }
    /// Where a notification stands.
    NotificationState {
        /// Waits for its time.
        Planned = "planned",
        /// A worker holds it.
        Sending = "sending",
        /// It may have left: the provider's answer was lost.
        Uncertain = "uncertain",
        /// The provider took it.
        Accepted = "accepted",
        /// It is on the person's device.
        Delivered = "delivered",
        /// The person opened it.
        Read = "read",
        /// It cannot be delivered; a person was told.
        Failed = "failed",
        /// Something newer took its place before it left.
        Superseded = "superseded",
        /// Not said, for a reason.
        Suppressed = "suppressed",
        /// Its time passed before it could leave.
        Expired = "expired",
    }
    /// How one attempt to send ended.
    AttemptOutcome {
        /// Under way, or cut off by a crash.
        Started = "started",
        /// The provider took it.
        Accepted = "accepted",
        /// It may have left; the answer was lost.
        Uncertain = "uncertain",
        /// It did not leave; worth another try.
        Retry = "retry",
        /// It will never leave.
        Refused = "refused",
    }
    /// Where an appointment stands.
    AppointmentState {
        /// Agreed with the patient.
        Booked = "booked",
        /// The patient is there and the visit goes on.
        InProgress = "in_progress",
        /// The visit took place.
        Completed = "completed",
        /// The patient did not come.
        NoShow = "no_show",
        /// Called off.
        Cancelled = "cancelled",
    }
    /// Where a care plan stands.
    CarePlanState {
        /// The treatment goes on.
        Active = "active",
        /// The treatment is completed.
        Completed = "completed",
        /// The treatment was broken off.
        Cancelled = "cancelled",
    }
    /// When a rule asks a patient for a form.
    FormTrigger {
        /// With the first booking: the intake.
        FirstBooking = "first_booking",
        /// After every so many completed visits of a care plan: the progress.
        CompletedVisits = "completed_visits",
        /// When a treatment is completed.
        TreatmentCompleted = "treatment_completed",
    }
    /// What a form is for.
    FormPurpose {
        /// Before the first visit.
        Intake = "intake",
        /// How it goes.
        Progress = "progress",
        /// How it went.
        Final = "final",
        /// Staff asked for it.
        Asked = "asked",
    }
    /// Where a form stands.
    FormState {
        /// Asked for; answers may be there, but are not submitted.
        Open = "open",
        /// Submitted; nothing in it changes any more.
        Submitted = "submitted",
        /// No longer asked for.
        Withdrawn = "withdrawn",
    }
    /// Who did something.
    ActorKind {
        /// A member of staff.
        User = "user",
        /// A patient.
        Patient = "patient",
        /// The holder of a journey link.
        Journey = "journey",
        /// An API key.
        Integration = "integration",
        /// The system itself.
        System = "system",
    }
    /// What a coverage check says.
    CoverageDecision {
        /// The payer pays.
        Covered = "covered",
        /// The payer pays once it has authorised.
        RequiresAuthorization = "requires_authorization",
        /// The payer does not pay.
        NotCovered = "not_covered",
    }
    /// What an event of the feed tells.
    EventKind {
        /// A patient uploaded an order.
        OrderUploaded = "order_uploaded",
        /// More photos came for a request that had asked for them.
        PhotosAdded = "photos_added",
        /// Somebody took the request, or took it over.
        Claimed = "claimed",
        /// The request is free again.
        Released = "released",
        /// A contact was registered.
        ContactRegistered = "contact_registered",
        /// A better photo was asked for.
        NewPhotoRequested = "new_photo_requested",
        /// The review was confirmed.
        DispatchPlanned = "dispatch_planned",
        /// The confirmation was corrected.
        DispatchAmended = "dispatch_amended",
        /// The confirmation was taken back.
        DispatchCancelled = "dispatch_cancelled",
        /// A message of the request changed its state.
        NotificationChanged = "notification_changed",
        /// The request came back to a person.
        AttentionNeeded = "attention_needed",
        /// The patient answered.
        ReplyReceived = "reply_received",
        /// The patient opened the link.
        LinkOpened = "link_opened",
        /// An appointment was booked.
        AppointmentBooked = "appointment_booked",
        /// The appointment was moved.
        AppointmentMoved = "appointment_moved",
        /// The appointment was cancelled.
        AppointmentCancelled = "appointment_cancelled",
        /// Closed by staff.
        Resolved = "resolved",
        /// Opened again.
        Reopened = "reopened",
        /// Taken out (fechabaja).
        Voided = "voided",
        /// The patient's data changed.
        PatientChanged = "patient_changed",
        /// A visit began.
        VisitStarted = "visit_started",
        /// A visit took place.
        VisitCompleted = "visit_completed",
        /// The patient did not come.
        VisitMissed = "visit_missed",
        /// What was said of a visit was taken back: it is booked as before.
        VisitReopened = "visit_reopened",
        /// A care plan was made, completed or broken off.
        CarePlanChanged = "care_plan_changed",
        /// A form was asked for.
        FormAsked = "form_asked",
        /// A form was submitted.
        FormSubmitted = "form_submitted",
        /// A form is no longer asked for.
        FormWithdrawn = "form_withdrawn",
        /// Something could not be said in time: a person has to look.
        AlertRaised = "alert_raised",
        /// An alert closed: somebody dealt with it, or nobody has to any more.
        AlertResolved = "alert_resolved",
    }
}
