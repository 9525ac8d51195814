-- Patients beside those of the demo, of whom every tenth was there before and was reminded, and every {step}th up to
-- {last} is treated: a plan of a month ago, a visit then and one in a day. Their reminder is due, and for every second of
-- them a form, since their first booking falls under the rule.
SET session_replication_role = replica;

UPDATE clinic SET settings = jsonb_set(settings, '{reminders}',
  coalesce(settings -> 'reminders', '{}') || '{"quiet_from_minute": 0, "quiet_to_minute": 0}');
UPDATE patient_agenda SET wake_at = NULL;
UPDATE notification SET state = 'superseded' WHERE state IN ('planned', 'uncertain', 'sending');
UPDATE form_rule SET holds_from = now() - interval '60 days';

CREATE FUNCTION bench_id(kind integer, i bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS
$$ SELECT ('01940000-00' || lpad(to_hex(kind), 2, '0') || '-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid $$;

CREATE TABLE bench_one AS SELECT
  (SELECT id FROM clinic ORDER BY created_at LIMIT 1) AS clinic_id,
  (SELECT id FROM "user" WHERE role = 'practitioner' ORDER BY id LIMIT 1) AS practitioner_id,
  (SELECT id FROM site ORDER BY id LIMIT 1) AS site_id,
  (SELECT id FROM service ORDER BY id LIMIT 1) AS service_id;

INSERT INTO patient (id, clinic_id, given_name, family_name, document_type, national_id, email, sort_name, version,
    created_at)
  SELECT bench_id(1, i), clinic_id, 'Ana', 'Prueba ' || i, 'dni', (90000000 + i)::text,
    'p' || i || '@bench.example', 'prueba ' || i || ', ana', 1, now() - interval '1 year'
  FROM bench_one, generate_series(1, {patients}) AS i;

INSERT INTO patient_agenda (patient_id, clinic_id, wake_at, generation)
  SELECT bench_id(1, i), clinic_id, CASE WHEN i % 10 = 3 THEN now() + (i % 100000) * interval '1 minute'
    + interval '1 day' END, 1
  FROM bench_one, generate_series(1, {patients}) AS i;

INSERT INTO care_plan (id, clinic_id, patient_id, practitioner_id, service_id, title, state, version, created_at)
  SELECT bench_id(2, i), clinic_id, bench_id(1, i), practitioner_id, service_id, 'Tratamiento', 'active', 1,
    now() - interval '90 days'
  FROM bench_one, generate_series(1, {patients}) AS i WHERE (i % {step} = 0 AND i <= {last}) OR i % 10 = 1;

INSERT INTO appointment (id, clinic_id, patient_id, care_plan_id, visit_number, site_id, starts_at, ends_at, state,
    version, self_pay, booked_by_kind, booked_at, started_at, ended_at)
  SELECT bench_id(3, i), clinic_id, bench_id(1, i), bench_id(2, i), 1, site_id, now() - interval '25 days',
    now() - interval '25 days' + interval '50 minutes', 'completed', 2, false, 'user',
    now() - CASE WHEN i % {step} = 0 AND i / {step} % 2 = 0 AND i <= {last} THEN interval '30 days' ELSE interval '80 days' END,
    now() - interval '25 days', now() - interval '25 days' + interval '50 minutes'
  FROM bench_one, generate_series(1, {patients}) AS i WHERE (i % {step} = 0 AND i <= {last}) OR i % 10 = 1;

INSERT INTO appointment (id, clinic_id, patient_id, care_plan_id, visit_number, site_id, starts_at, ends_at, state,
    version, self_pay, booked_by_kind, booked_at)
  SELECT bench_id(4, i), clinic_id, bench_id(1, i), bench_id(2, i), 2, site_id, now() + interval '24 hours',
    now() + interval '24 hours 50 minutes', 'booked', 1, false, 'user', now() - interval '25 days'
  FROM bench_one, generate_series({step}, {last}, {step}) AS i;

-- Those who are asked for a form by hand: every second one has a visit ahead, of which it is too soon to be reminded.
INSERT INTO appointment (id, clinic_id, patient_id, care_plan_id, visit_number, site_id, starts_at, ends_at, state,
    version, self_pay, booked_by_kind, booked_at)
  SELECT bench_id(6, i), clinic_id, bench_id(1, i), bench_id(2, i), 3, site_id, now() + interval '5 days',
    now() + interval '5 days 50 minutes', 'booked', 1, false, 'user', now() - interval '25 days'
  FROM bench_one, generate_series(11, 10000, 20) AS i WHERE i % {step} > 0;

INSERT INTO appointment_service (appointment_id, position, clinic_id, service_id, starts_at, ends_at)
  SELECT id, 0, appointment.clinic_id, service_id, starts_at, ends_at FROM appointment, bench_one
  WHERE care_plan_id IS NOT NULL AND booked_by_id IS NULL ON CONFLICT DO NOTHING;

INSERT INTO notification (id, clinic_id, patient_id, care_plan_id, appointment_id, kind, channel, state, dedupe_key,
    payload, carried, due_at, expires_at, next_attempt_at, attempts, sent_at, created_at)
  SELECT bench_id(5, i), clinic_id, bench_id(1, i), bench_id(2, i), bench_id(3, i), 'visit_reminder', 'email',
    'accepted', 'bench:' || i, jsonb_build_object('startsAt', now() - interval '25 days'), '{}',
    now() - interval '27 days', now() - interval '25 days', now() - interval '27 days', 1,
    now() - interval '27 days', now() - interval '27 days'
  FROM bench_one, generate_series(1, {patients}) AS i WHERE (i % {step} = 0 AND i <= {last}) OR i % 10 = 1;

-- What the sweep plans is not to leave while it is measured: sending would share the processors with it.
CREATE FUNCTION bench_not_yet() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN NEW.next_attempt_at := NEW.next_attempt_at + interval '1 day'; RETURN NEW; END $$;
CREATE TRIGGER bench_not_yet BEFORE INSERT ON notification FOR EACH ROW EXECUTE FUNCTION bench_not_yet();
