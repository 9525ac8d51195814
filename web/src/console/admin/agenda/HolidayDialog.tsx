import { useState } from 'react';
import { serverNow } from '../../../graphql/clock.ts';
import { type FragmentOf, graphql, type ResultOf, readFragment } from '../../../graphql/graphql.ts';
import { useFormat } from '../../../i18n/format.ts';
import { useTexts } from '../../../i18n/texts.ts';
import { useAnnounce } from '../../../ui/Announcer.tsx';
import { Checkbox, CheckboxGroup } from '../../../ui/console/Checkbox.tsx';
import { DatePicker } from '../../../ui/console/DatePicker.tsx';
import { Dialog } from '../../../ui/console/Dialog.tsx';
import { SelectField } from '../../../ui/console/SelectField.tsx';
import { TextField } from '../../../ui/console/TextField.tsx';
import { Badge } from '../../../ui/Notice.tsx';
import { EditForm } from '../parts/EditForm.tsx';
import parts from '../parts/parts.module.css';
import { texts as shared } from '../parts/texts.ts';
import { useEdit } from '../parts/use_edit.ts';
import styles from './Agenda.module.css';
import { OutsideList } from './Outside.tsx';
import { texts } from './texts.ts';
import { type Outcome, useHoliday } from './use_holiday.ts';

/** A resource as it can be closed on a day. */
export const HolidayResource = graphql(`
  fragment HolidayResource on Resource {
    id
    version
    name
    disabledAt
    site {
      id
      name
    }
    exceptions {
      day
    }
  }
`);

interface Values {
  day: string | null;
  reason: string;
  /** Empty for all of them. */
  siteId: string;
  /** Those that work all the same: nobody has to tick the others. */
  open: string[];
}

const EMPTY: Values = { day: null, reason: '', siteId: '', open: [] };

/** Closes all resources of a site on one day, but for those that are unticked. */
export function HolidayDialog(props: {
  sites: readonly { id: string; name: string }[];
  resources: readonly FragmentOf<typeof HolidayResource>[];
  readAgain: () => void;
  onClose: () => void;
}) {
  const { sites, readAgain, onClose } = props;
  const t = useTexts(texts);
  const s = useTexts(shared);
  const format = useFormat();
  const announce = useAnnounce();
  const edit = useEdit('holiday', EMPTY);
  const { day, reason, siteId, open } = edit.values;
  const [isChecked, setChecked] = useState(false);
  const { run, outcomes, problems, isRunning, forget } = useHoliday(readAgain);
  const here = readFragment(HolidayResource, props.resources).filter(
    ({ disabledAt, site }) => disabledAt === null && (siteId === '' || site.id === siteId),
  );
  const closing = here.filter(({ id }) => !open.includes(id));
  const isDone = closing.length > 0 && closing.every(({ id }) => outcomes.get(id)?.isSaved);
  const leave = () => {
    edit.forget();
    onClose();
  };
  const close = async () => {
    setChecked(true);
    if (day === null || closing.length === 0) return;
    if (isDone) {
      leave();
      return;
    }
    const closed = await run(day, reason.trim() || null, closing);
    if (closed === undefined) return;
    announce(t.holidaySaved(closed, closing.length, format.longDay(day)));
  };
  return (
    <Dialog isOpen onClose={leave} title={t.holiday}>
      <EditForm
        {...(!isDone && { onCancel: leave })}
        isSaving={isRunning}
        label={t.holiday}
        onSave={close}
        problems={problems}
        saveWord={isDone ? t.holidayDone : outcomes.size > 0 ? t.holidayAgain : t.closeThatDay}
      >
        <p>{t.holidayIntro}</p>
        <DatePicker
          label={t.day}
          min={format.dayOf(serverNow())}
          onChange={(day) => {
            forget();
            edit.set({ day });
          }}
          problem={isChecked && day === null ? t.chooseDay : problems?.fields.day}
          value={day}
        />
        <TextField
          help={t.reasonHelp}
          label={t.reason}
          maxLength={200}
          onChange={(reason) => edit.set({ reason })}
          problem={problems?.fields.reason}
          value={reason}
        />
        <SelectField
          label={t.site}
          onChange={(siteId) => edit.set({ siteId })}
          options={[
            { value: '', label: t.allSites },
            ...sites.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          value={siteId}
        />
        <CheckboxGroup
          label={t.closing(closing.length, here.length)}
          onChange={(closed) => {
            const others = open.filter((id) => !here.some((resource) => resource.id === id));
            const unticked = here.map(({ id }) => id).filter((id) => !closed.includes(id));
            edit.set({ open: [...others, ...unticked] });
          }}
          problem={isChecked && closing.length === 0 ? t.closingNone : undefined}
          value={closing.map(({ id }) => id)}
        >
          {here.map((resource) => (
            <ResourceChoice
              day={day}
              key={resource.id}
              outcome={outcomes.get(resource.id)}
              resource={resource}
              withSite={siteId === '' && sites.length > 1}
            />
          ))}
        </CheckboxGroup>
        {isRunning && (
          <p className={parts.soft} role="status">
            {s.loading}
          </p>
        )}
      </EditForm>
    </Dialog>
  );
}

function ResourceChoice(props: {
  resource: ResultOf<typeof HolidayResource>;
  day: string | null;
  withSite: boolean;
  outcome: Outcome | undefined;
}) {
  const { resource, day, withSite, outcome } = props;
  const { id, name, site, exceptions } = resource;
  const t = useTexts(texts);
  const { dayOf } = useFormat();
  const nodes = outcome?.isSaved ? outcome.outside.nodes : [];
  const thatDay = nodes.filter(({ startsAt }) => dayOf(startsAt) === day);
  const others = outcome?.isSaved ? outcome.outside.totalCount - nodes.length : 0;
  return (
    <div className={styles.closing}>
      <Checkbox isDisabled={outcome?.isSaved === true} value={id}>
        {name} {withSite && <span className={parts.soft}>{site.name}</span>}{' '}
        {outcome?.isSaved && <Badge tone="success">{t.closed}</Badge>}
      </Checkbox>
      {!outcome && exceptions.some((exception) => exception.day === day) && (
        <p className={parts.soft}>{t.replaces}</p>
      )}
      {outcome && !outcome.isSaved && (
        <p className={styles.problem}>{outcome.words.join(' ') || t.holidayStale}</p>
      )}
      {thatDay.length + others > 0 && (
        <div className={styles.warning}>
          <strong>{t.outsideTitle(thatDay.length + others)}</strong>
          <OutsideList appointments={thatDay} others={others} />
        </div>
      )}
    </div>
  );
}
