import type { ReactNode } from 'react';
import {
  Menu as AriaMenu,
  type MenuProps as AriaMenuProps,
  MenuItem,
  MenuTrigger,
  Popover,
} from 'react-aria-components';
import { CheckIcon } from '../icons.tsx';
import { Button } from './Button.tsx';
import styles from './Overlay.module.css';

/** A button that opens a list of actions or choices. */
interface MenuProps<Item extends { id: string; label: string }>
  extends Omit<AriaMenuProps<Item>, 'className' | 'style' | 'children'> {
  label: ReactNode;
  /** What the button is called, where `label` alone does not say it. */
  name?: string;
  items: Iterable<Item>;
}

export function Menu<Item extends { id: string; label: string }>({ label, name, ...props }: MenuProps<Item>) {
  return (
    <MenuTrigger>
      <Button variant="quiet" {...(name === undefined ? {} : { 'aria-label': name })}>
        {label}
      </Button>
      <Popover className={styles.popover ?? ''}>
        <AriaMenu {...props} className={styles.list ?? ''}>
          {(item) => (
            <MenuItem className={styles.item ?? ''} id={item.id} textValue={item.label}>
              {({ isSelected }) => (
                <>
                  {item.label}
                  {isSelected && <CheckIcon />}
                </>
              )}
            </MenuItem>
          )}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}
