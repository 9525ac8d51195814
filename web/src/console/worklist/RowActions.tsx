import { spokenName } from '../../i18n/people.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Button } from '../../ui/console/Button.tsx';
import { MoreIcon, PhoneIcon } from '../../ui/console/icons.tsx';
import { Menu } from '../../ui/console/Menu.tsx';
import { CalendarIcon, CheckIcon, DocumentIcon } from '../../ui/icons.tsx';
import type { Action } from '../request/actions.ts';
import type { Row } from './columns.tsx';
import { texts } from './texts.ts';
import styles from './Worklist.module.css';

/** What can be done with a request: the order and the three circuits at hand, the rest in a menu. */
export function RowActions(props: {
  row: Row;
  /** Whether there is room for words beside the icons. */
  isRoomy: boolean;
  act: (action: Action, id: string) => void;
}) {
  const { row, isRoomy, act } = props;
  const t = useTexts(texts);
  const patient = spokenName(row.patient);
  const isOpen = !['BOOKED', 'RESOLVED', 'VOIDED'].includes(row.state);
  const buttons = [
    { action: 'orden', label: t.seeOrder, icon: <DocumentIcon />, enabled: true },
    { action: 'resolver', label: t.resolve, icon: <CheckIcon />, enabled: isOpen },
    { action: 'turno', label: t.assign, icon: <CalendarIcon />, enabled: isOpen },
    { action: 'contacto', label: t.contact, icon: <PhoneIcon />, enabled: true },
  ] as const;
  const items: { id: Action; label: string }[] = [
    ...(isOpen ? [{ id: 'foto' as const, label: t.askPhoto }] : []),
    ...(row.state === 'PENDING_REVIEW' || row.state === 'BOOKED'
      ? []
      : [{ id: 'reabrir' as const, label: t.reopen }]),
    ...(isOpen || row.state === 'RESOLVED' ? [{ id: 'baja' as const, label: t.void }] : []),
  ];
  return (
    <div className={styles.actions}>
      {buttons.map(({ action, label, icon, enabled }) => (
        <span key={action} title={label}>
          <Button
            aria-label={t.of(label, patient)}
            isDisabled={!enabled}
            onPress={() => act(action, row.id)}
            variant="quiet"
          >
            {icon}
            {isRoomy && label}
          </Button>
        </span>
      ))}
      {items.length > 0 && (
        <span title={t.more}>
          <Menu
            items={items}
            label={<MoreIcon />}
            name={t.of(t.more, patient)}
            onAction={(key) => act(key as Action, row.id)}
          />
        </span>
      )}
    </div>
  );
}
