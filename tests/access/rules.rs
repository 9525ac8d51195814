//! The rules of access, one line a root field. A new root field needs one here.

/// What each kind of caller gets. `ok`: data; `none`: an empty list; `null`; `-U` and `-F`: the errors
/// UNAUTHENTICATED and FORBIDDEN; a word in capitals: a refusal or another error. Mutations name things that
/// do not exist, so whoever is let through the door is refused for that.
///
/// `pract` the practitioner of Elena's care plan; `journey` the holder of a link to her request, `plan` of one to her
/// care plan; `rR` `rW` `cR` `aR` an integration with RequestsRead, RequestsWrite, CatalogRead,
/// AppointmentsRead, `no` one without a scope; `staff'` an administrator of another clinic, `pat'` its patient.
pub const RULES: &str = "
field                      anon patient patient2 operator admin pract journey plan rR rW cR aR no staff' pat'
node                       null ok null ok ok null ok null ok null null null null null null
nodes                      none ok none ok ok none ok none ok none none none none none none
viewer                     null ok ok ok ok ok ok ok ok ok ok ok ok ok ok
clinic                     ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok
worklist                   -U -F -F ok ok -F -F -F ok -F -F -F -F none -F
assistanceRequest          -U ok null ok ok -F ok null ok -F -F -F -F null null
patient                    -U ok null ok ok ok -F -F ok -F -F -F -F null null
patients                   -U -F -F ok ok -F -F -F ok -F -F -F -F ok -F
services                   -U ok ok ok ok ok ok ok -F -F ok -F -F ok ok
service                    -U ok ok ok ok ok ok ok -F -F ok -F -F null null
circuits                   -U ok ok ok ok ok ok ok -F -F ok -F -F ok ok
sites                      -U ok ok ok ok ok ok ok -F -F ok -F -F none none
coverageCheck              -U ok -F ok ok -F ok ok ok -F -F -F -F BAD_USER_INPUT -F
slots                      -U ok ok ok ok ok ok ok -F -F ok -F -F BAD_USER_INPUT BAD_USER_INPUT
appointment                -U ok null ok ok null ok null -F -F -F ok -F null null
appointments               -U -F -F ok ok ok -F -F -F -F -F ok -F none -F
appointmentsOutsideHours   -U -F -F none none -F -F -F -F -F -F -F -F none -F
journey                    null null null null null null ok null null null null null null null null
carePlan                   -U ok null ok ok ok null ok -F -F -F -F -F null null
carePlans                  -U -F -F ok ok ok -F -F -F -F -F -F -F none -F
practitioners              -U -F -F ok ok ok -F -F -F -F -F -F -F none -F
carePlanJourney            null null null null null null null ok null null null null null null null
form                       -U ok null ok ok ok ok null -F -F -F -F -F null null
forms                      -U ok none -F -F -F ok none -F -F -F -F -F -F none
formDefinitions            -U -F -F ok ok ok -F -F -F -F -F -F -F none -F
formDefinition             -U -F -F ok ok ok -F -F -F -F -F -F -F null -F
formRules                  -U -F -F ok ok ok -F -F -F -F -F -F -F none -F
signIn                     CREDENTIALS_REJECTED …
signInPatient              CREDENTIALS_REJECTED …
signUpPatient              INVALID …
openJourney                CREDENTIALS_REJECTED …
signOut                    ok …
changePassword             -U CREDENTIALS_REJECTED CREDENTIALS_REJECTED CREDENTIALS_REJECTED CREDENTIALS_REJECTED CREDENTIALS_REJECTED -F -F -F -F -F -F -F CREDENTIALS_REJECTED CREDENTIALS_REJECTED
users                      -U -F -F -F ok -F -F -F -F -F -F -F -F ok -F
integrations               -U -F -F -F ok -F -F -F -F -F -F -F -F none -F
createUser                 -U -F -F -F INVALID -F -F -F -F -F -F -F -F INVALID -F
updateUser                 -U -F -F -F NOT_FOUND -F -F -F -F -F -F -F -F NOT_FOUND -F
resetUserPassword          -U -F -F -F NOT_FOUND -F -F -F -F -F -F -F -F NOT_FOUND -F
resetPatientPassword       -U -F -F NOT_FOUND NOT_FOUND -F -F -F -F -F -F -F -F NOT_FOUND -F
createApiKey               -U -F -F -F INVALID -F -F -F -F -F -F -F -F INVALID -F
revokeApiKey               -U -F -F -F NOT_FOUND -F -F -F -F -F -F -F -F NOT_FOUND -F
payers                     -U -F -F ok ok -F -F -F ok -F -F -F -F none -F
coverageRules              -U -F -F -F ok -F -F -F -F -F -F -F -F none -F
resources                  -U -F -F -F ok -F -F -F -F -F -F -F -F none -F
resource                   -U -F -F -F ok -F -F -F -F -F -F -F -F null -F
createCircuit              -U -F -F -F INVALID -F -F -F -F -F -F -F -F INVALID -F
createService              -U -F -F -F INVALID -F -F -F -F -F -F -F -F INVALID -F
createSite                 -U -F -F -F INVALID -F -F -F -F -F -F -F -F INVALID -F
createResource             -U -F -F -F INVALID -F -F -F -F -F -F -F -F INVALID -F
createPayer                -U -F -F -F INVALID -F -F -F -F -F -F -F -F INVALID -F
createPlan                 -U -F -F -F NOT_FOUND -F -F -F -F -F -F -F -F NOT_FOUND -F
updateCircuit              -U -F -F -F NOT_FOUND -F -F -F -F -F -F -F -F NOT_FOUND -F
updateService              -U -F -F -F NOT_FOUND -F -F -F -F -F -F -F -F NOT_FOUND -F
updateSite                 -U -F -F -F NOT_FOUND -F -F -F -F -F -F -F -F NOT_FOUND -F
updateResource             -U -F -F -F NOT_FOUND -F -F -F -F -F -F -F -F NOT_FOUND -F
updatePayer                -U -F -F -F NOT_FOUND -F -F -F -F -F -F -F -F NOT_FOUND -F
updatePlan                 -U -F -F -F NOT_FOUND -F -F -F -F -F -F -F -F NOT_FOUND -F
setCoverageRule            -U -F -F -F NOT_FOUND -F -F -F -F -F -F -F -F NOT_FOUND -F
removeCoverageRule         -U -F -F -F NOT_FOUND -F -F -F -F -F -F -F -F NOT_FOUND -F
setWeeklyHours             -U -F -F -F NOT_FOUND -F -F -F -F -F -F -F -F NOT_FOUND -F
setScheduleException       -U -F -F -F NOT_FOUND -F -F -F -F -F -F -F -F NOT_FOUND -F
removeScheduleException    -U -F -F -F NOT_FOUND -F -F -F -F -F -F -F -F NOT_FOUND -F
updateClinicSettings       -U -F -F -F INVALID -F -F -F -F -F -F -F -F INVALID -F
confirmContact             -U MOBILE_PHONE_REQUIRED MOBILE_PHONE_REQUIRED -F -F -F -F -F -F -F -F -F -F -F MOBILE_PHONE_REQUIRED
correctPatient             -U -F -F NOT_FOUND NOT_FOUND -F -F -F -F -F -F -F -F NOT_FOUND -F
setPersonalDetails         -U NOT_FOUND NOT_FOUND -F -F -F -F -F -F -F -F -F -F -F NOT_FOUND
submitOrder                -U UPLOAD_UNKNOWN UPLOAD_UNKNOWN -F -F -F -F -F -F -F -F -F -F -F UPLOAD_UNKNOWN
claimAssistanceRequest     -U -F -F NOT_FOUND NOT_FOUND -F -F -F -F -F -F -F -F NOT_FOUND -F
releaseAssistanceRequest   -U -F -F NOT_FOUND NOT_FOUND -F -F -F -F -F -F -F -F NOT_FOUND -F
registerContact            -U -F -F NOT_FOUND NOT_FOUND -F -F -F -F -F -F -F -F NOT_FOUND -F
resolveAssistanceRequest   -U -F -F NOT_FOUND NOT_FOUND -F -F -F -F -F -F -F -F NOT_FOUND -F
reopenAssistanceRequest    -U -F -F NOT_FOUND NOT_FOUND -F -F -F -F -F -F -F -F NOT_FOUND -F
requestNewPhoto            -U -F -F NOT_FOUND NOT_FOUND -F -F -F -F -F -F -F -F NOT_FOUND -F
voidAssistanceRequest      -U -F -F NOT_FOUND NOT_FOUND -F -F -F -F -F -F -F -F NOT_FOUND -F
confirmDispatch            -U -F -F NOT_FOUND NOT_FOUND -F -F -F -F -F -F -F -F NOT_FOUND -F
amendDispatch              -U -F -F NOT_FOUND NOT_FOUND -F -F -F -F -F -F -F -F NOT_FOUND -F
cancelDispatch             -U -F -F NOT_FOUND NOT_FOUND -F -F -F -F -F -F -F -F NOT_FOUND -F
assignAppointment          -U -F -F NOT_FOUND NOT_FOUND -F -F -F -F -F -F -F -F NOT_FOUND -F
linkExternalAppointment    -U -F -F NOT_FOUND NOT_FOUND -F -F -F -F NOT_FOUND -F -F -F NOT_FOUND -F
holdSlot                   -U NOT_FOUND NOT_FOUND -F -F -F NOT_FOUND NOT_FOUND -F -F -F -F -F -F NOT_FOUND
bookAppointment            -U NOT_FOUND NOT_FOUND -F -F -F NOT_FOUND NOT_FOUND -F -F -F -F -F -F NOT_FOUND
rescheduleAppointment      -U NOT_FOUND NOT_FOUND NOT_FOUND NOT_FOUND NOT_FOUND NOT_FOUND NOT_FOUND -F -F -F -F -F NOT_FOUND NOT_FOUND
cancelAppointment          -U NOT_FOUND NOT_FOUND NOT_FOUND NOT_FOUND NOT_FOUND NOT_FOUND NOT_FOUND -F -F -F -F -F NOT_FOUND NOT_FOUND
createCarePlan             -U -F -F NOT_FOUND NOT_FOUND NOT_FOUND -F -F -F -F -F -F -F NOT_FOUND -F
completeCarePlan           -U -F -F NOT_FOUND NOT_FOUND NOT_FOUND -F -F -F -F -F -F -F NOT_FOUND -F
cancelCarePlan             -U -F -F NOT_FOUND NOT_FOUND NOT_FOUND -F -F -F -F -F -F -F NOT_FOUND -F
bookVisit                  -U -F -F NOT_FOUND NOT_FOUND NOT_FOUND -F -F -F -F -F -F -F NOT_FOUND -F
startVisit                 -U -F -F NOT_FOUND NOT_FOUND NOT_FOUND -F -F -F -F -F -F -F NOT_FOUND -F
completeVisit              -U -F -F NOT_FOUND NOT_FOUND NOT_FOUND -F -F -F -F -F -F -F NOT_FOUND -F
markNoShow                 -U -F -F NOT_FOUND NOT_FOUND NOT_FOUND -F -F -F -F -F -F -F NOT_FOUND -F
reopenVisit                -U -F -F NOT_FOUND NOT_FOUND NOT_FOUND -F -F -F -F -F -F -F NOT_FOUND -F
explainReminder            -U -F -F ok ok -F -F -F ok -F -F -F -F null -F
previewReminders           -U -F -F -F ok -F -F -F -F -F -F -F -F ok -F
alerts                     -U -F -F none none -F -F -F -F -F -F -F -F none -F
updateReminderPolicy       -U -F -F -F INVALID -F -F -F -F -F -F -F -F INVALID -F
setReminderPreferences     -U NOT_FOUND NOT_FOUND NOT_FOUND NOT_FOUND -F NOT_FOUND NOT_FOUND -F -F -F -F -F NOT_FOUND NOT_FOUND
resendFormLink             -U -F -F NOT_FOUND NOT_FOUND -F -F -F -F -F -F -F -F NOT_FOUND -F
resolveAlert               -U -F -F NOT_FOUND NOT_FOUND -F -F -F -F -F -F -F -F NOT_FOUND -F
orderUploaded              -U -F -F ok ok -F -F -F ok -F -F -F -F ok -F
worklistChanged            -U -F -F ok ok -F -F -F ok -F -F -F -F ok -F
journeyChanged             -U ok ok -F -F -F ok ok -F -F -F -F -F -F ok
publishFormDefinition      -U -F -F -F INVALID -F -F -F -F -F -F -F -F INVALID -F
disableFormDefinition      -U -F -F -F NOT_FOUND -F -F -F -F -F -F -F -F NOT_FOUND -F
createFormRule             -U -F -F -F NOT_FOUND -F -F -F -F -F -F -F -F NOT_FOUND -F
updateFormRule             -U -F -F -F NOT_FOUND -F -F -F -F -F -F -F -F NOT_FOUND -F
disableFormRule            -U -F -F -F NOT_FOUND -F -F -F -F -F -F -F -F NOT_FOUND -F
askForm                    -U -F -F NOT_FOUND NOT_FOUND NOT_FOUND -F -F -F -F -F -F -F NOT_FOUND -F
withdrawForm               -U -F -F NOT_FOUND NOT_FOUND NOT_FOUND -F -F -F -F -F -F -F NOT_FOUND -F
saveFormAnswers            -U NOT_FOUND NOT_FOUND NOT_FOUND NOT_FOUND NOT_FOUND NOT_FOUND NOT_FOUND -F -F -F -F -F NOT_FOUND NOT_FOUND
submitForm                 -U NOT_FOUND NOT_FOUND NOT_FOUND NOT_FOUND NOT_FOUND NOT_FOUND NOT_FOUND -F -F -F -F -F NOT_FOUND NOT_FOUND
";

/// What somebody who is not signed in is not turned away from. This list may only get shorter.
pub const PUBLIC: [&str; 11] = [
    "carePlanJourney",
    "clinic",
    "journey",
    "node",
    "nodes",
    "openJourney",
    "signIn",
    "signInPatient",
    "signOut",
    "signUpPatient",
    "viewer",
];
