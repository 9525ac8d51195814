import { useState } from 'react';
import { useMutation } from 'urql';
import { useProblems } from '../../graphql/problems.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useAnnounce } from '../../ui/Announcer.tsx';
import { Button } from '../../ui/console/Button.tsx';
import { CancelDialog, CompleteDialog, ExplainDialog, MoveDialog } from './AppointmentDialogs.tsx';
import { MarkNoShow, type PatientAppointment, ReopenVisit, StartVisit } from './appointment.ts';
import styles from './Patient.module.css';
import { texts } from './texts.ts';

const DIALOGS = { complete: CompleteDialog, cancel: CancelDialog, move: MoveDialog, explain: ExplainDialog };

/** What may be done with an appointment now, as the server says it. */
export function AppointmentActions({ appointment }: { appointment: PatientAppointment }) {
  const t = useTexts(texts);
  const announce = useAnnounce();
  const wordsOf = useProblems();
  const [starting, start] = useMutation(StartVisit);
  const [missing, markNoShow] = useMutation(MarkNoShow);
  const [reopening, reopen] = useMutation(ReopenVisit);
  const [open, setOpen] = useState<keyof typeof DIALOGS>();
  const isBusy = starting.fetching || missing.fetching || reopening.fetching;
  const input = { id: appointment.id };

  const tell = (outcome: Parameters<typeof wordsOf>[0]) => {
    const { general } = wordsOf(outcome, []);
    announce(general.length > 0 ? general.join(' ') : t.done);
  };
  const direct = [
    {
      label: t.start,
      can: appointment.canStart,
      run: async () => {
        const { data, error } = await start({ input });
        tell({ error, userErrors: data?.startVisit.userErrors });
      },
    },
    {
      label: t.noShow,
      can: appointment.canMarkNoShow,
      run: async () => {
        const { data, error } = await markNoShow({ input });
        tell({ error, userErrors: data?.markNoShow.userErrors });
      },
    },
    {
      label: t.reopen,
      can: appointment.canReopen,
      run: async () => {
        const { data, error } = await reopen({ input });
        tell({ error, userErrors: data?.reopenVisit.userErrors });
      },
    },
  ];
  const Chosen = open && DIALOGS[open];
  return (
    <div className={styles.actions}>
      {direct.map(
        ({ label, can, run }) =>
          can && (
            <Button isDisabled={isBusy} key={label} onPress={run}>
              {label}
            </Button>
          ),
      )}
      {appointment.canComplete && <Button onPress={() => setOpen('complete')}>{t.complete}</Button>}
      {appointment.canReschedule && <Button onPress={() => setOpen('move')}>{t.move}</Button>}
      {appointment.canCancel && (
        <Button onPress={() => setOpen('cancel')} variant="danger">
          {t.cancel}
        </Button>
      )}
      <Button onPress={() => setOpen('explain')} variant="quiet">
        {t.explain}
      </Button>
      {Chosen && <Chosen appointment={appointment} onClose={() => setOpen(undefined)} />}
    </div>
  );
}
