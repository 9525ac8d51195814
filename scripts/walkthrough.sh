#!/usr/bin/env bash
# The whole path by curl, from a patient's photo to a booked appointment, against a server with the demo data:
#   scripts/walkthrough.sh [URL]   http://127.0.0.1:8080 where left out
# Each step prints what is sent (→) and what comes back (←). It corrects the confirmation and then waits for the
# message, so start the server with a short time to correct: ASISTENCIA_DISPATCH_DELAY=10s make run
#   WALKTHROUGH_PATIENCE=1800    seconds after which it gives up on the message
set -euo pipefail
url=${1:-http://127.0.0.1:8080}
patience=${WALKTHROUGH_PATIENCE:-1800}
photo=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)/api/assets/demo/orders/01-rodilla.jpg

work=$(mktemp -d)
listener=
finish() {
  [ -z "$listener" ] || kill "$listener" 2>/dev/null || true
  rm -rf "$work"
}
trap finish EXIT

step() { printf '\n== %s\n' "$*"; }
give_up() {
  echo "walkthrough: $*" >&2
  exit 1
}
# field NAME : the first "NAME":"…" of the answer. The documents below give each such field a name of its own.
field() { grep -o "\"$1\":\"[^\"]*\"" <<<"$answer" | head -n 1 | cut -d '"' -f 4; }
number() { grep -o "\"$1\":[0-9]*" <<<"$answer" | head -n 1 | cut -d : -f 2; }
key() { od -An -N16 -tx1 /dev/urandom | tr -d ' \n'; }

# graphql TOKEN DOCUMENT VARIABLES : puts the answer into $answer. A document holds no double quotes: values go
# by variables. A refusal or an error ends the walk.
graphql() {
  local headers=(-H 'Content-Type: application/json' -H 'Accept-Language: en')
  [ -z "$1" ] || headers+=(-H "Authorization: Bearer $1")
  printf '→ %s\n  %s\n' "$2" "$3"
  answer=$(curl -sS --max-time 30 "${headers[@]}" --data "{\"query\":\"$2\",\"variables\":$3}" "$url/graphql")
  printf '← %s\n' "$answer"
  case $answer in
    *'"errors":['*) give_up "the server answered with errors" ;;
    *'"userErrors":[{'*) give_up "the server refused it" ;;
  esac
}

step "1. The server is ready"
curl -sS --fail --max-time 30 "$url/readyz"
echo

step "2. The operator signs in, and listens for new orders (server-sent events)"
graphql '' 'mutation($input: SignInInput!) { signIn(input: $input) { session { token } userErrors { code message } } }' \
  '{"input":{"email":"operadora@demo.example","password":"asistencia"}}'
operator=$(field token)
subscription='subscription { orderUploaded { __typename ... on OrderUploaded { cursor assistanceRequest { id version } } ... on FeedHeartbeat { cursor } } }'
echo "→ $subscription"
curl -sSN -H 'Accept: text/event-stream' -H 'Content-Type: application/json' -H "Authorization: Bearer $operator" \
  --data "{\"query\":\"$subscription\"}" "$url/graphql" >"$work/events" &
listener=$!
# The first frame tells where the listener stands: what is uploaded from now on arrives.
for _ in $(seq 100); do
  grep -q '^id: ' "$work/events" && break
  sleep 0.1
done
sed -n 's/^data: /← /p' "$work/events"

step "3. The patient signs in and confirms where they can be reached"
graphql '' 'mutation($input: SignInPatientInput!) { signInPatient(input: $input) { session { token } userErrors { code message } } }' \
  '{"input":{"clinic":"demo","nationalId":"30.111.222","password":"asistencia"}}'
patient=$(field token)
graphql "$patient" 'mutation($input: ConfirmContactInput!) { confirmContact(input: $input) { patient { mobilePhone } userErrors { code message field } } }' \
  '{"input":{"mobilePhone":"011 15-5555-1234","email":"paciente@demo.example"}}'
mobile=$(field mobilePhone)

step "4. The patient uploads a photo of the order"
printf '→ POST /uploads, file=@%s\n' "${photo##*/}"
answer=$(curl -sS --fail-with-body --max-time 60 -H "Authorization: Bearer $patient" -F "file=@$photo" "$url/uploads")
printf '← %s\n' "$answer"
upload=$(field id)

step "5. The patient submits it"
graphql "$patient" 'mutation($input: SubmitOrderInput!) { submitOrder(input: $input) { assistanceRequest { id state uploadedAt } userErrors { code message } } }' \
  "{\"input\":{\"uploadIds\":[\"$upload\"],\"note\":\"Rodilla derecha\",\"idempotencyKey\":\"$(key)\"}}"
request=$(field id)
today=$(field uploadedAt | cut -c 1-10)

step "6. The operator sees it arrive"
for _ in $(seq 100); do
  grep -q "$request" "$work/events" && break
  sleep 0.1
done
answer=$(grep "$request" "$work/events" || true)
[ -n "$answer" ] || give_up "the order did not arrive"
printf '← %s\n' "${answer#data: }"
version=$(number version)

# search WORDS : puts the id of the service that they find into $service
search() {
  graphql "$operator" 'query($search: String!) { services(search: $search, first: 1) { nodes { id name } } }' \
    "{\"search\":\"$1\"}"
  service=$(field id)
}

step "7. The operator searches the service and confirms"
search 'eco abdominal'
graphql "$operator" 'mutation($input: ConfirmDispatchInput!) { confirmDispatch(input: $input) { assistanceRequest { state version dispatch { dueAt canAmend } } userErrors { code message } } }' \
  "{\"input\":{\"id\":\"$request\",\"serviceIds\":[\"$service\"],\"version\":$version,\"idempotencyKey\":\"$(key)\"}}"
version=$(number version)
echo "The message leaves at $(field dueAt); until then amendDispatch corrects it and cancelDispatch takes it back."

step "8. The order says something else: the operator corrects it, and the time to correct begins anew"
search 'resonancia rodila'
graphql "$operator" 'mutation($input: ConfirmDispatchInput!) { amendDispatch(input: $input) { assistanceRequest { state services { name } dispatch { dueAt canAmend } } userErrors { code message } } }' \
  "{\"input\":{\"id\":\"$request\",\"serviceIds\":[\"$service\"],\"version\":$version,\"idempotencyKey\":\"$(key)\"}}"

step "9. The message leaves; the outbox shows what WhatsApp would have got"
deadline=$((SECONDS + patience))
link=
while [ -z "$link" ]; do
  [ $SECONDS -lt $deadline ] || give_up "no message within $patience seconds"
  answer=$(curl -sS --max-time 30 -H 'Content-Type: application/json' -H "Authorization: Bearer $operator" \
    --data "{\"query\":\"query(\$id: ID!) { assistanceRequest(id: \$id) { state attentionReason } }\",\"variables\":{\"id\":\"$request\"}}" "$url/graphql")
  case $(field state) in
    DISPATCHED) ;;
    DISPATCH_PLANNED) sleep 0.5; continue ;;
    *) give_up "the message cannot be sent: $answer" ;;
  esac
  # The newest message comes first; one a line.
  answer=$(curl -sS --fail --max-time 30 -H 'Accept: application/json' "$url/dev/outbox" |
    sed 's/},{"number"/}\n{"number"/g' | grep "\"to\":\"${mobile#+}\"" | grep '"link":' | head -n 1 || true)
  [ -n "$answer" ] || give_up "the outbox does not have the message; does this server really send?"
  link=$(field link)
done
printf '← %s\n' "$answer"

step "10. The patient opens the link with the last digits of the document, and looks at the slots"
token=${link##*/}
graphql '' 'mutation($input: OpenJourneyInput!) { openJourney(input: $input) { session { token } viewer { __typename } userErrors { code message } } }' \
  "{\"input\":{\"token\":\"$token\",\"documentDigits\":\"1222\"}}"
journey=$(field token)
graphql "$journey" 'query($input: SlotSearchInput!) { journey { services { name } } slots(input: $input, first: 3) { nodes { slotId: id startsAt site { name } } } }' \
  "{\"input\":{\"serviceIds\":[\"$service\"],\"from\":\"$today\"}}"
slot=$(field slotId)

step "11. The patient books; the order is attached"
graphql "$journey" 'mutation($input: BookAppointmentInput!) { bookAppointment(input: $input) { appointment { id startsAt canCancel order { attachments { fileName } } assistanceRequest { state } } userErrors { code message } } }' \
  "{\"input\":{\"slotId\":\"$slot\",\"idempotencyKey\":\"$(key)\"}}"
graphql "$operator" 'query($id: ID!) { assistanceRequest(id: $id) { state outcome notifications { kind channel state } } }' \
  "{\"id\":\"$request\"}"
[ "$(field state)" = BOOKED ] || give_up "the request is not booked"

printf '\nDone: from a photo to a booked appointment.\n'
