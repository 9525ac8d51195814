import { Time } from '@internationalized/date';
import { TimeField as AriaTimeField, DateInput, DateSegment, FieldError, Label } from 'react-aria-components';
import styles from './Field.module.css';

const DAY = 24 * 60;

/** A time of the day in minutes after midnight; null while it is not complete. */
interface TimeFieldProps {
  label: string;
  value: number | null;
  onChange: (minute: number | null) => void;
  /** Whether midnight is meant as the end of the day, and not as its beginning. */
  isEnd?: boolean;
  problem?: string | undefined;
  /** Where the words about it stand elsewhere. */
  isInvalid?: boolean;
  'aria-describedby'?: string;
}

export function TimeField({ label, value, onChange, isEnd = false, problem, ...props }: TimeFieldProps) {
  return (
    <AriaTimeField
      isInvalid={problem !== undefined}
      {...props}
      className={styles.field ?? ''}
      granularity="minute"
      hourCycle={24}
      onChange={(time) => {
        const minute = time && time.hour * 60 + time.minute;
        onChange(minute === 0 && isEnd ? DAY : minute);
      }}
      shouldForceLeadingZeros
      value={value === null ? null : new Time(Math.floor((value % DAY) / 60), value % 60)}
    >
      <Label className={styles.label ?? ''}>{label}</Label>
      <DateInput className={`${styles.input} ${styles.segments}`}>
        {(segment) => <DateSegment className={styles.segment ?? ''} segment={segment} />}
      </DateInput>
      <FieldError className={styles.problem ?? ''}>{problem}</FieldError>
    </AriaTimeField>
  );
}
