import { useMutation } from 'urql';
import { useProblems } from '../../graphql/problems.ts';
import { useOneAtATime } from '../../graphql/use_one_at_a_time.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useAnnounce } from '../../ui/Announcer.tsx';
import { Button } from '../../ui/console/Button.tsx';
import { CancelDialog, CompleteDialog, ExplainDialog, MoveDialog } from './AppointmentDialogs.tsx';
import { MarkNoShow, type PatientAppointment, ReopenVisit, StartVisit } from './appointment.ts';
import styles from './Patient.module.css';
import { texts } from './texts.ts';
import { useDialog } from './use_dialog.ts';

const DIALOGS = {
  realizado: CompleteDialog,
  cancelar: CancelDialog,
  mover: MoveDialog,
  explicar: ExplainDialog,
} as const;

/** What may be done with an appointment now, as the server says it. */
export function AppointmentActions({ appointment }: { appointment: PatientAppointment }) {
  const t = useTexts(texts);
  const announce = useAnnounce();
  const oneAtATime = useOneAtATime();
  const wordsOf = useProblems();
  const [starting, start] = useMutation(StartVisit);
  const [missing, markNoShow] = useMutation(MarkNoShow);
  const [reopening, reopen] = useMutation(ReopenVisit);
  const { actionOn, open, close } = useDialog();
  const action = actionOn(appointment.id);
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
  const Chosen = action && action in DIALOGS ? DIALOGS[action as keyof typeof DIALOGS] : undefined;
  return (
    <div className={styles.actions}>
      {direct.map(
        ({ label, can, run }) =>
          can && (
            <Button isDisabled={isBusy} key={label} onPress={() => void oneAtATime(run)}>
              {label}
            </Button>
          ),
      )}
      {appointment.canComplete && (
        <Button onPress={() => open('realizado', appointment.id)}>{t.complete}</Button>
      )}
      {appointment.canReschedule && <Button onPress={() => open('mover', appointment.id)}>{t.move}</Button>}
      {appointment.canCancel && (
        <Button onPress={() => open('cancelar', appointment.id)} variant="danger">
          {t.cancel}
        </Button>
      )}
      <span className={styles.explain}>
        <Button onPress={() => open('explicar', appointment.id)} variant="quiet">
          {t.explain}
        </Button>
      </span>
      {Chosen && <Chosen appointment={appointment} onClose={close} />}
    </div>
  );
}
