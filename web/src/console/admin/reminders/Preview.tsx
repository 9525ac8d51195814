import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useQuery } from 'urql';
import { graphql, type ResultOf, type VariablesOf } from '../../../graphql/graphql.ts';
import { useFormat } from '../../../i18n/format.ts';
import { listedName } from '../../../i18n/people.ts';
import { useTexts } from '../../../i18n/texts.ts';
import { SelectField } from '../../../ui/console/SelectField.tsx';
import { Table } from '../../../ui/console/Table.tsx';
import { Banner } from '../../../ui/Notice.tsx';
import { useSettled } from '../../../ui/use_settled.ts';
import parts from '../parts/parts.module.css';
import { Loaded } from '../parts/Screen.tsx';
import styles from './Reminders.module.css';
import { texts } from './texts.ts';

const PreviewQuery = graphql(`
  query PreviewReminders($policy: ReminderPolicyInput!, $days: Int!) {
    previewReminders(policy: $policy, days: $days) {
      messageCount
      messageCountNow
      patientCount
      isPartial
      messages {
        dueAt
        kind
        channel
        patientId
        formCount
        appointment {
          id
          startsAt
          patient {
            id
            givenName
            familyName
          }
        }
      }
      userErrors {
        message
      }
    }
  }
`);

const DAYS = [1, 3, 7];

/** Whom the messages are for that are about no visit. */
const NamesQuery = graphql(`
  query PreviewedPatients($ids: [ID!]!) {
    nodes(ids: $ids) {
      __typename
      ... on Patient {
        id
        givenName
        familyName
      }
    }
  }
`);

/** How many messages are listed; the rest is counted. */
const LISTED = 50;

const NAMED = [
  'VISIT_REMINDER',
  'FORM_LINK',
  'FORM_OUTSTANDING',
  'CARE_PLAN_WELCOME',
  'TREATMENT_COMPLETED',
] as const;

/** What the rules would send if they were saved as they are typed. Nothing is sent by looking. */
export function Preview({ policy }: { policy: VariablesOf<typeof PreviewQuery>['policy'] }) {
  const t = useTexts(texts);
  const [days, setDays] = useState(3);
  const settled = useSettled(JSON.stringify(policy));
  const [query, again] = useQuery({
    query: PreviewQuery,
    variables: { policy: JSON.parse(settled) as typeof policy, days },
    requestPolicy: 'network-only',
  });
  return (
    <section className={`${parts.card} ${styles.preview}`}>
      <header className={parts.top}>
        <h2>{t.preview}</h2>
        <SelectField
          label={t.days}
          onChange={(count) => setDays(Number(count))}
          options={DAYS.map((count) => ({ value: String(count), label: t.daysOf(count) }))}
          value={String(days)}
        />
      </header>
      <Loaded again={() => again({ requestPolicy: 'network-only' })} query={query}>
        {({ previewReminders: preview }) =>
          preview.userErrors.length > 0 ? (
            <Banner tone="warning">{preview.userErrors.map(({ message }) => message).join(' ')}</Banner>
          ) : (
            <>
              <p role="status">
                <strong>{t.would(preview.messageCount, preview.patientCount)}</strong>{' '}
                {t.now(preview.messageCountNow)}
              </p>
              {preview.isPartial && <Banner tone="warning">{t.partial}</Banner>}
              {preview.messageCount === 0 ? (
                <p>{t.nothing}</p>
              ) : (
                <Messages messages={preview.messages.slice(0, LISTED)} />
              )}
              {preview.messageCount > LISTED && <p>{t.andMore(preview.messageCount - LISTED)}</p>}
            </>
          )
        }
      </Loaded>
    </section>
  );
}

type Previewed = ResultOf<typeof PreviewQuery>['previewReminders']['messages'];

function Messages({ messages }: { messages: Previewed }) {
  const t = useTexts(texts);
  const format = useFormat();
  const ids = messages.flatMap(({ appointment, patientId }) => (appointment ? [] : [patientId]));
  const [{ data }] = useQuery({
    query: NamesQuery,
    variables: { ids: [...new Set(ids)] },
    pause: ids.length === 0,
  });
  const named = new Map(
    data?.nodes.flatMap((node) => (node?.__typename === 'Patient' ? [[node.id, node] as const] : [])),
  );
  const nameOf = (patient: { givenName: string; familyName: string } | undefined) =>
    patient ? listedName(patient) : t.seePatient;
  return (
    <Table label={t.preview}>
      <thead>
        <tr>
          <th scope="col">{t.at}</th>
          <th scope="col">{t.kind}</th>
          <th scope="col">{t.patient}</th>
        </tr>
      </thead>
      <tbody>
        {messages.map((message) => {
          const { dueAt, kind, channel, patientId, formCount, appointment } = message;
          const word = NAMED.find((name) => name === kind) ?? 'other';
          return (
            <tr key={`${dueAt} ${kind} ${patientId} ${appointment?.id}`}>
              <td>{format.dateTime(dueAt)}</td>
              <td>
                {t[word]} · {t[channel]}
                {formCount > 0 && <p className={parts.soft}>{t.withForms(formCount)}</p>}
              </td>
              <td>
                <Link params={{ id: patientId }} to="/pacientes/$id">
                  {nameOf(appointment?.patient ?? named.get(patientId))}
                </Link>
                {appointment && (
                  <p className={parts.soft}>
                    {t.visit}: {format.dateTime(appointment.startsAt)}
                  </p>
                )}
              </td>
            </tr>
          );
        })}
      </tbody>
    </Table>
  );
}
