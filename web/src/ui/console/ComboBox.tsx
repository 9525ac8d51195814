import type { ReactNode, Ref } from 'react';
import {
  ComboBox as AriaComboBox,
  type ComboBoxProps as AriaComboBoxProps,
  Button,
  FieldError,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
} from 'react-aria-components';
import { ChevronIcon } from '../icons.tsx';
import field from './Field.module.css';
import overlay from './Overlay.module.css';

/** An input with a list of what fits. The list may be filtered by the server: give `items` and `onInputChange`. */
export interface ComboBoxProps<Item extends { id: string }>
  extends Omit<AriaComboBoxProps<Item, 'single'>, 'className' | 'style' | 'children'> {
  label: string;
  /** What the list says where nothing fits. */
  empty: string;
  problem?: string | undefined;
  placeholder?: string;
  inputRef?: Ref<HTMLInputElement>;
  children: (item: Item) => ReactNode;
  /** What an item is called, as text. */
  textOf: (item: Item) => string;
}

export function ComboBox<Item extends { id: string }>(props: ComboBoxProps<Item>) {
  const { label, empty, problem, placeholder, inputRef, children, textOf, ...rest } = props;
  return (
    <AriaComboBox
      {...rest}
      allowsEmptyCollection
      className={field.field ?? ''}
      isInvalid={problem !== undefined}
    >
      <Label className={field.label ?? ''}>{label}</Label>
      <div className={field.combo}>
        <Input
          className={field.input ?? ''}
          {...(placeholder === undefined ? {} : { placeholder })}
          {...(inputRef === undefined ? {} : { ref: inputRef })}
        />
        <Button className={field.arrow ?? ''}>
          <ChevronIcon />
        </Button>
      </div>
      <FieldError className={field.problem ?? ''}>{problem}</FieldError>
      <Popover className={overlay.popover ?? ''}>
        <ListBox<Item>
          className={overlay.list ?? ''}
          renderEmptyState={() => <p className={overlay.empty}>{empty}</p>}
        >
          {(item) => (
            <ListBoxItem className={overlay.item ?? ''} id={item.id} textValue={textOf(item)}>
              {children(item)}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaComboBox>
  );
}
