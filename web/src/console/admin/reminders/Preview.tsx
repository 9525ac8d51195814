import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useQuery } from 'urql';
import { graphql, type VariablesOf } from '../../../graphql/graphql.ts';
import { useFormat } from '../../../i18n/format.ts';
import { useTexts } from '../../../i18n/texts.ts';
import { SelectField } from '../../../ui/console/SelectField.tsx';
import { Table } from '../../../ui/console/Table.tsx';
import { Banner } from '../../../ui/Notice.tsx';
import parts from '../parts/parts.module.css';
import { Loaded } from '../parts/Screen.tsx';
import { useSettled } from '../parts/use_settled.ts';
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
  const format = useFormat();
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
                <Table label={t.preview}>
                  <thead>
                    <tr>
                      <th scope="col">{t.at}</th>
                      <th scope="col">{t.kind}</th>
                      <th scope="col">{t.patient}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {preview.messages.slice(0, LISTED).map((message) => {
                      const { dueAt, kind, channel, patientId, formCount, appointment } = message;
                      const named = NAMED.find((name) => name === kind) ?? 'other';
                      return (
                        <tr key={`${dueAt} ${kind} ${patientId} ${appointment?.id}`}>
                          <td>{format.dateTime(dueAt)}</td>
                          <td>
                            {t[named]} · {t[channel]}
                            {formCount > 0 && <p className={parts.soft}>{t.withForms(formCount)}</p>}
                          </td>
                          <td>
                            {appointment ? (
                              <>
                                {appointment.patient.familyName}, {appointment.patient.givenName}
                                <p className={parts.soft}>
                                  {t.visit}: {format.dateTime(appointment.startsAt)}
                                </p>
                              </>
                            ) : (
                              <Link params={{ id: patientId }} to="/pacientes/$id">
                                {t.seePatient}
                              </Link>
                            )}
                          </td>
                        </tr>
                      );
                    })}
                  </tbody>
                </Table>
              )}
              {preview.messageCount > LISTED && <p>{t.andMore(preview.messageCount - LISTED)}</p>}
            </>
          )
        }
      </Loaded>
    </section>
  );
}
