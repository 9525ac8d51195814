//! The rules of access, one line a root field. A new root field needs one here.

/// What each kind of caller gets. `ok`: data; `none`: an empty list; `null`; `-U` and `-F`: the errors
/// UNAUTHENTICATED and FORBIDDEN; a word in capitals: a refusal or another error. Mutations name things that
/// do not exist, so whoever is let through the door is refused for that.
///
/// `pract` the practitioner of Elena's care plan; `journey` the holder of a link to her request, `plan` of one to her
/// care plan; `rR` `rW` `cR` `aR` an integration with RequestsRead, RequestsWrite, CatalogRead,
/// AppointmentsRead, `no` one without a scope, `key` one with all of them.
pub const RULES: &str = "
field                      anon patient patient2 operator admin pract journey plan rR rW cR aR no key
node                       null ok null ok ok null ok null ok null null null null ok
nodes                      none ok none ok ok none ok none ok none none none none ok
viewer                     null ok ok ok ok ok ok ok ok ok ok ok ok ok
clinic                     ok ok ok ok ok ok ok ok ok ok ok ok ok ok
worklist                   -U -F -F ok ok -F -F -F ok -F -F -F -F ok
assistanceRequest          -U ok null ok ok -F ok null ok -F -F -F -F ok
patient                    -U ok null ok ok ok -F -F ok -F -F -F -F ok
patients                   -U -F -F ok ok -F -F -F ok -F -F -F -F ok
services                   -U ok ok ok ok ok ok ok -F -F ok -F -F ok
service                    -U ok ok ok ok ok ok ok -F -F ok -F -F ok
circuits                   -U ok ok ok ok ok ok ok -F -F ok -F -F ok
sites                      -U ok ok ok ok ok ok ok -F -F ok -F -F ok
coverageCheck              -U ok -F ok ok -F ok ok ok -F -F -F -F ok
slots                      -U ok ok ok ok ok ok ok -F -F ok -F -F ok
appointment                -U ok null ok ok null ok null -F -F -F ok -F ok
appointments               -U -F -F ok ok ok -F -F -F -F -F ok -F ok
appointmentsOutsideHours   -U -F -F none none -F -F -F -F -F -F -F -F -F
journey                    null null null null null null ok null null null null null null null
carePlan                   -U ok null ok ok ok null ok -F -F -F -F -F -F
carePlans                  -U -F -F ok ok ok -F -F -F -F -F -F -F -F
practitioners              -U -F -F ok ok ok -F -F -F -F -F -F -F -F
carePlanJourney            null null null null null null null ok null null null null null null
form                       -U ok null ok ok ok ok null -F -F -F -F -F -F
forms                      -U ok none -F -F -F ok none -F -F -F -F -F -F
formDefinitions            -U -F -F ok ok ok -F -F -F -F -F -F -F -F
formDefinition             -U -F -F ok ok ok -F -F -F -F -F -F -F -F
formRules                  -U -F -F ok ok ok -F -F -F -F -F -F -F -F
signIn                     CREDENTIALS_REJECTED …
signInPatient              CREDENTIALS_REJECTED …
signUpPatient              INVALID …
openJourney                CREDENTIALS_REJECTED …
signOut                    ok …
changePassword             -U CREDENTIALS_REJECTED CREDENTIALS_REJECTED CREDENTIALS_REJECTED CREDENTIALS_REJECTED CREDENTIALS_REJECTED -F -F -F -F -F -F -F -F
users                      -U -F -F -F ok -F -F -F -F -F -F -F -F -F
integrations               -U -F -F -F ok -F -F -F -F -F -F -F -F -F
createUser                 -U -F -F -F INVALID -F -F -F -F -F -F -F -F -F
updateUser                 -U -F -F -F NOT_FOUND -F -F -F -F -F -F -F -F -F
resetUserPassword          -U -F -F -F NOT_FOUND -F -F -F -F -F -F -F -F -F
resetPatientPassword       -U -F -F NOT_FOUND NOT_FOUND -F -F -F -F -F -F -F -F -F
createApiKey               -U -F -F -F INVALID -F -F -F -F -F -F -F -F -F
revokeApiKey               -U -F -F -F NOT_FOUND -F -F -F -F -F -F -F -F -F
payers                     -U -F -F ok ok -F -F -F ok -F -F -F -F ok
coverageRules              -U -F -F -F ok -F -F -F -F -F -F -F -F -F
resources                  -U -F -F -F ok -F -F -F -F -F -F -F -F -F
resource                   -U -F -F -F ok -F -F -F -F -F -F -F -F -F
createCircuit              -U -F -F -F INVALID -F -F -F -F -F -F -F -F -F
createService              -U -F -F -F INVALID -F -F -F -F -F -F -F -F -F
createSite                 -U -F -F -F INVALID -F -F -F -F -F -F -F -F -F
createResource             -U -F -F -F INVALID -F -F -F -F -F -F -F -F -F
createPayer                -U -F -F -F INVALID -F -F -F -F -F -F -F -F -F
createPlan                 -U -F -F -F NOT_FOUND -F -F -F -F -F -F -F -F -F
updateCircuit              -U -F -F -F NOT_FOUND -F -F -F -F -F -F -F -F -F
updateService              -U -F -F -F NOT_FOUND -F -F -F -F -F -F -F -F -F
updateSite                 -U -F -F -F NOT_FOUND -F -F -F -F -F -F -F -F -F
updateResource             -U -F -F -F NOT_FOUND -F -F -F -F -F -F -F -F -F
updatePayer                -U -F -F -F NOT_FOUND -F -F -F -F -F -F -F -F -F
updatePlan                 -U -F -F -F NOT_FOUND -F -F -F -F -F -F -F -F -F
setCoverageRule            -U -F -F -F NOT_FOUND -F -F -F -F -F -F -F -F -F
removeCoverageRule         -U -F -F -F NOT_FOUND -F -F -F -F -F -F -F -F -F
setWeeklyHours             -U -F -F -F NOT_FOUND -F -F -F -F -F -F -F -F -F
setScheduleException       -U -F -F -F NOT_FOUND -F -F -F -F -F -F -F -F -F
removeScheduleException    -U -F -F -F NOT_FOUND -F -F -F -F -F -F -F -F -F
updateClinicSettings       -U -F -F -F INVALID -F -F -F -F -F -F -F -F -F
confirmContact             -U MOBILE_PHONE_REQUIRED MOBILE_PHONE_REQUIRED -F -F -F -F -F -F -F -F -F -F -F
correctPatient             -U -F -F NOT_FOUND NOT_FOUND -F -F -F -F -F -F -F -F -F
setPersonalDetails         -U NOT_FOUND NOT_FOUND -F -F -F -F -F -F -F -F -F -F -F
submitOrder                -U UPLOAD_UNKNOWN UPLOAD_UNKNOWN -F -F -F -F -F -F -F -F -F -F -F
claimAssistanceRequest     -U -F -F NOT_FOUND NOT_FOUND -F -F -F -F -F -F -F -F -F
releaseAssistanceRequest   -U -F -F NOT_FOUND NOT_FOUND -F -F -F -F -F -F -F -F -F
registerContact            -U -F -F NOT_FOUND NOT_FOUND -F -F -F -F -F -F -F -F -F
resolveAssistanceRequest   -U -F -F NOT_FOUND NOT_FOUND -F -F -F -F -F -F -F -F -F
reopenAssistanceRequest    -U -F -F NOT_FOUND NOT_FOUND -F -F -F -F -F -F -F -F -F
requestNewPhoto            -U -F -F NOT_FOUND NOT_FOUND -F -F -F -F -F -F -F -F -F
voidAssistanceRequest      -U -F -F NOT_FOUND NOT_FOUND -F -F -F -F -F -F -F -F -F
confirmDispatch            -U -F -F NOT_FOUND NOT_FOUND -F -F -F -F -F -F -F -F -F
amendDispatch              -U -F -F NOT_FOUND NOT_FOUND -F -F -F -F -F -F -F -F -F
cancelDispatch             -U -F -F NOT_FOUND NOT_FOUND -F -F -F -F -F -F -F -F -F
assignAppointment          -U -F -F NOT_FOUND NOT_FOUND -F -F -F -F -F -F -F -F -F
linkExternalAppointment    -U -F -F NOT_FOUND NOT_FOUND -F -F -F -F NOT_FOUND -F -F -F NOT_FOUND
holdSlot                   -U NOT_FOUND NOT_FOUND -F -F -F NOT_FOUND NOT_FOUND -F -F -F -F -F -F
bookAppointment            -U NOT_FOUND NOT_FOUND -F -F -F NOT_FOUND NOT_FOUND -F -F -F -F -F -F
rescheduleAppointment      -U NOT_FOUND NOT_FOUND NOT_FOUND NOT_FOUND NOT_FOUND NOT_FOUND NOT_FOUND -F -F -F -F -F -F
cancelAppointment          -U NOT_FOUND NOT_FOUND NOT_FOUND NOT_FOUND NOT_FOUND NOT_FOUND NOT_FOUND -F -F -F -F -F -F
createCarePlan             -U -F -F NOT_FOUND NOT_FOUND NOT_FOUND -F -F -F -F -F -F -F -F
completeCarePlan           -U -F -F NOT_FOUND NOT_FOUND NOT_FOUND -F -F -F -F -F -F -F -F
reassignCarePlan           -U -F -F NOT_FOUND NOT_FOUND NOT_FOUND -F -F -F -F -F -F -F -F
cancelCarePlan             -U -F -F NOT_FOUND NOT_FOUND NOT_FOUND -F -F -F -F -F -F -F -F
bookVisit                  -U -F -F NOT_FOUND NOT_FOUND NOT_FOUND -F -F -F -F -F -F -F -F
startVisit                 -U -F -F NOT_FOUND NOT_FOUND NOT_FOUND -F -F -F -F -F -F -F -F
completeVisit              -U -F -F NOT_FOUND NOT_FOUND NOT_FOUND -F -F -F -F -F -F -F -F
markNoShow                 -U -F -F NOT_FOUND NOT_FOUND NOT_FOUND -F -F -F -F -F -F -F -F
reopenVisit                -U -F -F NOT_FOUND NOT_FOUND NOT_FOUND -F -F -F -F -F -F -F -F
explainReminder            -U -F -F ok ok -F -F -F ok -F -F -F -F ok
previewReminders           -U -F -F -F ok -F -F -F -F -F -F -F -F -F
alerts                     -U -F -F none none -F -F -F -F -F -F -F -F -F
updateReminderPolicy       -U -F -F -F INVALID -F -F -F -F -F -F -F -F -F
setReminderPreferences     -U NOT_FOUND NOT_FOUND NOT_FOUND NOT_FOUND -F NOT_FOUND NOT_FOUND -F -F -F -F -F -F
resendFormLink             -U -F -F NOT_FOUND NOT_FOUND -F -F -F -F -F -F -F -F -F
resolveAlert               -U -F -F NOT_FOUND NOT_FOUND -F -F -F -F -F -F -F -F -F
orderUploaded              -U -F -F ok ok -F -F -F ok -F -F -F -F ok
worklistChanged            -U -F -F ok ok -F -F -F ok -F -F -F -F ok
patientChanged             -U -F -F ok ok -F -F -F ok -F -F -F -F ok
journeyChanged             -U ok ok -F -F -F ok ok -F -F -F -F -F -F
publishFormDefinition      -U -F -F -F INVALID -F -F -F -F -F -F -F -F -F
disableFormDefinition      -U -F -F -F NOT_FOUND -F -F -F -F -F -F -F -F -F
createFormRule             -U -F -F -F NOT_FOUND -F -F -F -F -F -F -F -F -F
updateFormRule             -U -F -F -F NOT_FOUND -F -F -F -F -F -F -F -F -F
disableFormRule            -U -F -F -F NOT_FOUND -F -F -F -F -F -F -F -F -F
askForm                    -U -F -F NOT_FOUND NOT_FOUND NOT_FOUND -F -F -F -F -F -F -F -F
withdrawForm               -U -F -F NOT_FOUND NOT_FOUND NOT_FOUND -F -F -F -F -F -F -F -F
saveFormAnswers            -U NOT_FOUND NOT_FOUND NOT_FOUND NOT_FOUND NOT_FOUND NOT_FOUND NOT_FOUND -F -F -F -F -F -F
submitForm                 -U NOT_FOUND NOT_FOUND NOT_FOUND NOT_FOUND NOT_FOUND NOT_FOUND NOT_FOUND -F -F -F -F -F -F
";

/// What those of another clinic get, which has people and rows of each kind too. Everything is as their like gets it
/// here, with rows of their own, but for these fields and where there is no `·`: most are asked for something of ours by
/// its id, and that is not there. [`RULES`] tells the words.
pub const ELSEWHERE: &str = "
field              patient' operator'      admin'         pract'         journey'       plan'          key'
node               null     null           null           null           null           null           null
nodes              none     none           none           none           none           none           none
assistanceRequest  null     null           null           ·              null           null           null
patient            null     null           null           null           ·              ·              null
service            null     null           null           null           null           null           null
resource           ·        ·              null           ·              ·              ·              ·
coverageCheck      -F       BAD_USER_INPUT BAD_USER_INPUT ·              -F             -F             BAD_USER_INPUT
slots              BAD_USER_INPUT …
appointment        null     null           null           null           null           null           null
explainReminder    ·        null           null           ·              ·              ·              null
carePlan           null     null           null           null           null           null           ·
createCarePlan     ·        ·              ·              FORBIDDEN      ·              ·              ·
form               null     null           null           null           null           null           ·
formDefinition     ·        null           null           null           ·              ·              ·
forms              ·        ·              ·              ·              none           ·              ·
createCarePlan     ·        ·              ·              FORBIDDEN      ·              ·              ·
alerts             ·        ok             ok             ·              ·              ·              ·
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
