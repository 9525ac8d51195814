import { useState } from 'react';
import { serverNow } from '../../../graphql/clock.ts';
import type { ResultOf } from '../../../graphql/graphql.ts';
import { useSaving } from '../../../graphql/use_saving.ts';
import { useFormat } from '../../../i18n/format.ts';
import { useTexts } from '../../../i18n/texts.ts';
import { useAnnounce } from '../../../ui/Announcer.tsx';
import { Button } from '../../../ui/console/Button.tsx';
import { Checkbox } from '../../../ui/console/Checkbox.tsx';
import { DatePicker } from '../../../ui/console/DatePicker.tsx';
import { TextField } from '../../../ui/console/TextField.tsx';
import { Banner } from '../../../ui/Notice.tsx';
import { EditForm } from '../parts/EditForm.tsx';
import parts from '../parts/parts.module.css';
import { useEdit } from '../parts/use_edit.ts';
import styles from './Agenda.module.css';
import { RemoveScheduleException, type ResourceHours, SetScheduleException } from './documents.ts';
import { clock, isComplete, nextRun, type Run } from './hours.ts';
import { Runs } from './Runs.tsx';
import { texts } from './texts.ts';

interface Values {
  day: string | null;
  hours: Run[];
  reason: string;
}

const EMPTY: Values = { day: null, hours: [], reason: '' };

/** The days on which the weekly hours of a resource do not hold. */
export function Exceptions(props: { resource: ResultOf<typeof ResourceHours>; readAgain: () => void }) {
  const { resource, readAgain } = props;
  const t = useTexts(texts);
  const format = useFormat();
  const announce = useAnnounce();
  const [isChecked, setChecked] = useState(false);
  const edit = useEdit(`exception.${resource.id}`, EMPTY);
  const { day, hours, reason } = edit.values;
  const inputs = hours.flatMap((_, place) => [`hours.${place}.startMinute`, `hours.${place}.endMinute`]);
  const { save, problems, isSaving, forgive } = useSaving(['day', 'reason', ...inputs], readAgain);
  const removing = useSaving([], readAgain);
  const known = { resourceId: resource.id, version: resource.version };

  const setHours = (changed: Run[]) => {
    // Refusals name places, and these have moved.
    if (changed.length !== hours.length) forgive();
    edit.set({ hours: changed });
  };
  const add = async () => {
    setChecked(true);
    if (day === null || !isComplete(hours)) return;
    const input = { ...known, day, hours: [...hours], reason: reason.trim() || null };
    if (!(await save(SetScheduleException, { input }))) return;
    setChecked(false);
    edit.forget();
    announce(t.exceptionSaved(format.longDay(day)));
  };
  const remove = async (gone: string) => {
    if (!(await removing.save(RemoveScheduleException, { input: { ...known, day: gone } }))) return;
    announce(t.exceptionRemoved(format.longDay(gone)));
  };
  return (
    <section className={parts.card}>
      <header>
        <h2>{t.exceptions}</h2>
        <p className={parts.soft}>{t.exceptionsIntro}</p>
      </header>
      {removing.problems?.general.map((words) => (
        <Banner key={words} tone="danger" urgent>
          {words}
        </Banner>
      ))}
      {resource.exceptions.length === 0 && <p>{t.noExceptions}</p>}
      <ul className={styles.exceptions}>
        {resource.exceptions.map((exception) => (
          <li key={exception.day}>
            <strong>{format.longDay(exception.day)}</strong>
            <span>
              {exception.hours
                .map(({ startMinute, endMinute }) => `${clock(startMinute)} – ${clock(endMinute)}`)
                .join(', ') || t.closed}
            </span>
            <span className={parts.soft}>{exception.reason}</span>
            <Button
              aria-label={t.removeExceptionOf(format.longDay(exception.day))}
              onPress={() => remove(exception.day)}
              variant="quiet"
            >
              {t.removeException}
            </Button>
          </li>
        ))}
      </ul>
      <EditForm
        isSaving={isSaving}
        label={t.exceptions}
        onSave={add}
        problems={problems}
        saveWord={t.addException}
      >
        <DatePicker
          label={t.day}
          min={format.dayOf(serverNow())}
          onChange={(day) => edit.set({ day })}
          problem={isChecked && day === null ? t.chooseDay : problems?.fields.day}
          value={day}
        />
        <Checkbox
          isSelected={hours.length === 0}
          onChange={(isClosed) => setHours(isClosed ? [] : [nextRun([])])}
        >
          {t.allDay}
        </Checkbox>
        {hours.length > 0 && (
          <Runs
            day={t.thatDay}
            isChecked={isChecked}
            onAdd={() => setHours([...hours, nextRun(hours)])}
            onChange={(place, change) =>
              setHours(hours.map((run, at) => (at === place ? { ...run, ...change } : run)))
            }
            onRemove={(place) => setHours(hours.filter((_, at) => at !== place))}
            problems={problems?.fields}
            runs={hours.map((run, place) => ({ ...run, place }))}
          />
        )}
        <TextField
          help={t.reasonHelp}
          label={t.reason}
          maxLength={200}
          onChange={(reason) => edit.set({ reason })}
          problem={problems?.fields.reason}
          value={reason}
        />
      </EditForm>
    </section>
  );
}
