import { type ReactNode, useId } from 'react';
import { useTexts } from '../../../i18n/texts.ts';
import { Button } from '../../../ui/console/Button.tsx';
import { TimeField } from '../../../ui/console/TimeField.tsx';
import { CrossIcon } from '../../../ui/icons.tsx';
import styles from './Agenda.module.css';
import { clock, type Run } from './hours.ts';
import { texts } from './texts.ts';

/** The runs of hours of one day. `place` is where a run stands in what is sent: refusals name it so. */
interface RunsProps {
  day: string;
  runs: readonly (Run & { place: number })[];
  problems: Record<string, string> | undefined;
  /** Whether times that are not typed are said to be missing. */
  isChecked: boolean;
  onChange: (place: number, change: Partial<Run>) => void;
  onAdd: () => void;
  onRemove: (place: number) => void;
  /** What else can be done with the day. */
  children?: ReactNode;
}

export function Runs(props: RunsProps) {
  const { day, runs, problems, isChecked, onChange, onAdd, onRemove, children } = props;
  const t = useTexts(texts);
  return (
    <div className={styles.runs}>
      {runs.length === 0 && <p className={styles.closed}>{t.closed}</p>}
      {runs.map(({ place, startMinute, endMinute }) => {
        const words = [
          problems?.[`hours.${place}.startMinute`],
          problems?.[`hours.${place}.endMinute`],
          problems?.[`hours.${place}.weekday`],
        ].filter((problem) => problem !== undefined);
        if (isChecked && (startMinute === null || endMinute === null)) words.push(t.incomplete);
        const told = [startMinute, endMinute].map((minute) => (minute === null ? '…' : clock(minute)));
        return (
          <OneRun
            key={place}
            onChange={(change) => onChange(place, change)}
            onRemove={() => onRemove(place)}
            problem={words.length > 0 ? [...new Set(words)].join(' ') : undefined}
            removeWord={t.removeRun(day, told.join(' – '))}
            run={{ startMinute, endMinute }}
          />
        );
      })}
      <Button aria-label={t.addRunTo(day)} onPress={onAdd} variant="quiet">
        {t.addRun}
      </Button>
      {children}
    </div>
  );
}

function OneRun(props: {
  run: Run;
  problem: string | undefined;
  removeWord: string;
  onChange: (change: Partial<Run>) => void;
  onRemove: () => void;
}) {
  const { run, problem, removeWord, onChange, onRemove } = props;
  const t = useTexts(texts);
  const about = useId();
  const shared = {
    isInvalid: problem !== undefined,
    ...(problem !== undefined && { 'aria-describedby': about }),
  };
  return (
    <div className={styles.run}>
      <TimeField
        {...shared}
        label={t.start}
        onChange={(startMinute) => onChange({ startMinute })}
        value={run.startMinute}
      />
      <TimeField
        {...shared}
        isEnd
        label={t.end}
        onChange={(endMinute) => onChange({ endMinute })}
        value={run.endMinute}
      />
      <Button aria-label={removeWord} onPress={onRemove} variant="quiet">
        <CrossIcon />
      </Button>
      {problem && (
        <p className={styles.problem} id={about}>
          {problem}
        </p>
      )}
    </div>
  );
}
