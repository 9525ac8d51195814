//! What submitting an order and adding photos to one have in common: who sends, under which key, and the staged
//! uploads that become pages.

use entity::enums::EventKind;
use entity::ids::{AssistanceRequestId, MedicalOrderId, PatientId, UploadId};

use super::take_uploads::{check_ids, clean_note, take_uploads};
use crate::app::App;
use crate::features::clinics::clinic_by_id;
use crate::features::events::{NewEvent, UnitOfWork};
use crate::platform::actor::{Actor, Permission};
use crate::platform::error::{Error, Outcome};
use crate::platform::idempotency::Claim;

/// The mutation under whose name keys are claimed.
const OPERATION: &str = "submitOrder";

/// What is sent.
pub(super) struct Sent<'a> {
    /// The staged pages in their order; none for an id that is not one of an upload.
    pub upload_ids: &'a [Option<UploadId>],
    /// What the patient writes beside it.
    pub note: Option<&'a str>,
    /// Chosen by the client.
    pub idempotency_key: &'a str,
    /// The request to which it is added; none where it makes one.
    pub added_to: Option<AssistanceRequestId>,
}

/// A submission that has begun.
pub(super) struct Submission<'a> {
    pub work: UnitOfWork<'a>,
    pub patient_id: PatientId,
    /// The request: the one that is added to, or the id of the one to be.
    pub request_id: AssistanceRequestId,
    pub note: Option<String>,
    actor: &'a Actor,
    upload_ids: &'a [Option<UploadId>],
}

/// How a submission begins.
pub(super) enum Begun<'a> {
    /// It was made before, under the same key, for this request.
    Before(AssistanceRequestId),
    /// It is to be made.
    New(Box<Submission<'a>>),
}

impl<'a> Submission<'a> {
    /// Lets in whoever has the permission, begins the transaction and claims the key in it. That comes first:
    /// whoever repeats a call that succeeded gets its result, though the uploads are used by now.
    pub async fn begin(
        app: &'a App,
        actor: &'a Actor,
        permission: Permission,
        sent: Sent<'a>,
    ) -> Outcome<Begun<'a>> {
        let clinic_id = actor.require(permission)?.clinic_id;
        let patient_id = actor.patient_id().ok_or(Error::Forbidden)?;
        let Sent { upload_ids, note, idempotency_key, added_to } = sent;
        let note = clean_note(note)?;
        let request_id = added_to.unwrap_or_else(|| app.new_id());
        let work = app.begin(clinic_id).await?;
        let content = (upload_ids, &note, added_to);
        let claimed = work.claim(actor, OPERATION, idempotency_key, &content, request_id).await?;
        Ok(match claimed {
            Claim::Replay(first) => Begun::Before(AssistanceRequestId(first)),
            Claim::Fresh => {
                Begun::New(Box::new(Self { work, patient_id, request_id, note, actor, upload_ids }))
            }
        })
    }

    /// Appends the pages to the order.
    pub async fn take_pages(&self, order_id: MedicalOrderId) -> Outcome<()> {
        let clinic = clinic_by_id(self.work.db(), self.work.clinic_id()).await?;
        check_ids(self.upload_ids, clinic.settings.max_pages)?;
        take_uploads(&self.work, self.patient_id, order_id, self.upload_ids).await
    }

    /// Tells the feed and the audit trail, and commits.
    pub async fn finish(
        mut self,
        order_id: MedicalOrderId,
        kind: EventKind,
        action: &'static str,
    ) -> Outcome<AssistanceRequestId> {
        self.work.emit(NewEvent {
            kind,
            request_id: Some(self.request_id),
            patient_id: Some(self.patient_id),
            appointment_id: None,
        });
        let detail =
            serde_json::json!({ "pages": self.upload_ids.len(), "assistanceRequest": self.request_id });
        self.work.audit(self.actor, action, "MedicalOrder", order_id, detail);
        self.work.commit().await?;
        Ok(self.request_id)
    }
}
