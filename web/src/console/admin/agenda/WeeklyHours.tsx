import { useState } from 'react';
import { serverNow } from '../../../graphql/clock.ts';
import type { ResultOf } from '../../../graphql/graphql.ts';
import { useSaving } from '../../../graphql/use_saving.ts';
import { useFormat } from '../../../i18n/format.ts';
import { useTexts } from '../../../i18n/texts.ts';
import { useAnnounce } from '../../../ui/Announcer.tsx';
import { Button } from '../../../ui/console/Button.tsx';
import { DatePicker } from '../../../ui/console/DatePicker.tsx';
import { Banner } from '../../../ui/Notice.tsx';
import { EditForm } from '../parts/EditForm.tsx';
import parts from '../parts/parts.module.css';
import { texts as shared } from '../parts/texts.ts';
import { useEdit } from '../parts/use_edit.ts';
import styles from './Agenda.module.css';
import { type ResourceHours, SetWeeklyHours } from './documents.ts';
import {
  hoursOn,
  isComplete,
  laterChanges,
  nextRun,
  repeatOnWorkdays,
  WEEKDAYS,
  type WeeklyRun,
} from './hours.ts';
import { Runs } from './Runs.tsx';
import { texts } from './texts.ts';

const RUN_INPUTS = ['weekday', 'startMinute', 'endMinute'];

/** When a resource works in a week, from a day on. */
export function WeeklyHours(props: { resource: ResultOf<typeof ResourceHours>; readAgain: () => void }) {
  const { resource, readAgain } = props;
  const t = useTexts(texts);
  const s = useTexts(shared);
  const format = useFormat();
  const announce = useAnnounce();
  const today = format.dayOf(serverNow());
  const [from, setFrom] = useState(today);
  const [isChecked, setChecked] = useState(false);
  const edit = useEdit<{ hours: WeeklyRun[] }>(`hours.${resource.id}`, {
    hours: hoursOn(resource.weeklyHours, from),
  });
  const { hours } = edit.values;
  const inputs = hours.flatMap((_, place) => RUN_INPUTS.map((name) => `hours.${place}.${name}`));
  const { save, problems, isSaving, forgive } = useSaving(['from', ...inputs], readAgain);
  const [planned] = laterChanges(resource.weeklyHours, from);

  const set = (changed: WeeklyRun[]) => {
    // Refusals name places, and these have moved.
    if (changed.length !== hours.length) forgive();
    edit.set({ hours: changed });
  };
  const change = async () => {
    setChecked(true);
    if (!isComplete(hours)) return;
    const { id, version } = resource;
    const saved = await save(SetWeeklyHours, { input: { resourceId: id, version, from, hours: [...hours] } });
    if (!saved) return;
    setChecked(false);
    edit.forget();
    announce(t.hoursSaved);
  };
  return (
    <section className={parts.card}>
      <header>
        <h2>{t.weekly}</h2>
        <p className={parts.soft}>{t.weeklyIntro}</p>
      </header>
      {planned && (
        <Banner tone="accent">
          {t.later(format.day(planned))}
          <Button onPress={() => setFrom(planned)}>{t.seeLater}</Button>
        </Banner>
      )}
      <EditForm
        {...(edit.isChanged && {
          onCancel: () => {
            edit.forget();
            forgive();
          },
        })}
        cancelWord={s.discard}
        isSaving={isSaving}
        label={t.weekly}
        onSave={change}
        problems={problems}
        saveWord={t.saveHours}
      >
        <DatePicker
          help={t.fromHelp}
          label={t.from}
          min={today}
          onChange={(day) => day && setFrom(day)}
          problem={problems?.fields.from}
          value={from}
        />
        <div className={styles.week}>
          {WEEKDAYS.map((weekday) => {
            const day = t.weekdays[weekday - 1] ?? '';
            const runs = hours
              .map((run, place) => ({ ...run, place }))
              .filter((run) => run.weekday === weekday);
            return (
              <fieldset className={styles.weekday} key={weekday}>
                <legend>{day}</legend>
                <Runs
                  day={day}
                  isChecked={isChecked}
                  onAdd={() => set([...hours, { ...nextRun(runs), weekday }])}
                  onChange={(place, change) =>
                    set(hours.map((run, at) => (at === place ? { ...run, ...change } : run)))
                  }
                  onRemove={(place) => set(hours.filter((_, at) => at !== place))}
                  problems={problems?.fields}
                  runs={runs}
                >
                  {weekday === 1 && runs.length > 0 && (
                    <Button
                      aria-label={t.repeatOf(day)}
                      onPress={() => set(repeatOnWorkdays(hours, weekday))}
                      variant="quiet"
                    >
                      {t.repeat}
                    </Button>
                  )}
                </Runs>
              </fieldset>
            );
          })}
        </div>
      </EditForm>
    </section>
  );
}
