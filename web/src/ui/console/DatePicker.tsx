import { parseDate } from '@internationalized/date';
import {
  DatePicker as AriaDatePicker,
  Button,
  Calendar,
  CalendarCell,
  CalendarGrid,
  CalendarGridBody,
  CalendarGridHeader,
  CalendarHeaderCell,
  DateInput,
  DateSegment,
  Dialog,
  FieldError,
  Group,
  Heading,
  Label,
  Popover,
  Text,
} from 'react-aria-components';
import { serverNow } from '../../graphql/clock.ts';
import { useFormat } from '../../i18n/format.ts';
import { CalendarIcon, ChevronIcon } from '../icons.tsx';
import styles from './DatePicker.module.css';
import field from './Field.module.css';
import overlay from './Overlay.module.css';

/** A day of the clinic's calendar, as the API writes days; null while none is chosen. */
interface DatePickerProps {
  label: string;
  value: string | null;
  onChange: (day: string | null) => void;
  /** The first day that can be chosen in the calendar. */
  min?: string;
  help?: string | undefined;
  problem?: string | undefined;
}

export function DatePicker({ label, value, onChange, min, help, problem }: DatePickerProps) {
  const today = useFormat().dayOf(serverNow());
  return (
    <AriaDatePicker
      className={field.field ?? ''}
      isInvalid={problem !== undefined}
      {...(min === undefined ? {} : { minValue: parseDate(min) })}
      onChange={(day) => onChange(day?.toString() ?? null)}
      shouldForceLeadingZeros
      value={value === null ? null : parseDate(value)}
    >
      <Label className={field.label ?? ''}>{label}</Label>
      <Group className={field.combo ?? ''}>
        <DateInput className={`${field.input} ${field.segments}`}>
          {(segment) => <DateSegment className={field.segment ?? ''} segment={segment} />}
        </DateInput>
        <Button className={field.arrow ?? ''}>
          <CalendarIcon />
        </Button>
      </Group>
      {help && (
        <Text className={field.help ?? ''} slot="description">
          {help}
        </Text>
      )}
      <FieldError className={field.problem ?? ''}>{problem}</FieldError>
      <Popover className={overlay.popover ?? ''}>
        <Dialog className={styles.dialog ?? ''}>
          <Calendar>
            <header className={styles.month}>
              <Button className={`${styles.step} ${styles.back}`} slot="previous">
                <ChevronIcon />
              </Button>
              <Heading />
              <Button className={`${styles.step} ${styles.next}`} slot="next">
                <ChevronIcon />
              </Button>
            </header>
            <CalendarGrid>
              <CalendarGridHeader>
                {(day) => <CalendarHeaderCell>{day}</CalendarHeaderCell>}
              </CalendarGridHeader>
              <CalendarGridBody>
                {(date) => (
                  <CalendarCell
                    className={`${styles.day} ${date.toString() === today ? styles.today : ''}`}
                    date={date}
                  />
                )}
              </CalendarGridBody>
            </CalendarGrid>
          </Calendar>
        </Dialog>
      </Popover>
    </AriaDatePicker>
  );
}
