import {
  Select as AriaSelect,
  type SelectProps as AriaSelectProps,
  Button,
  FieldError,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  SelectValue,
  Text,
} from 'react-aria-components';
import { CheckIcon, ChevronIcon } from '../icons.tsx';
import field from './Field.module.css';
import overlay from './Overlay.module.css';

/** One of a few choices. Where there are many, a `ComboBox` finds them faster. */
export interface SelectProps<Item extends { id: string; label: string }>
  extends Omit<AriaSelectProps<Item, 'single'>, 'className' | 'style' | 'children'> {
  label: string;
  items: readonly Item[];
  help?: string | undefined;
  problem?: string | undefined;
}

export function Select<Item extends { id: string; label: string }>(props: SelectProps<Item>) {
  const { label, items, help, problem, ...rest } = props;
  return (
    <AriaSelect {...rest} className={field.field ?? ''} isInvalid={problem !== undefined}>
      <Label className={field.label ?? ''}>{label}</Label>
      <Button className={`${field.input} ${field.select}`}>
        <SelectValue className={field.chosen ?? ''} />
        <ChevronIcon />
      </Button>
      {help && (
        <Text className={field.help ?? ''} slot="description">
          {help}
        </Text>
      )}
      <FieldError className={field.problem ?? ''}>{problem}</FieldError>
      <Popover className={overlay.popover ?? ''}>
        <ListBox<Item> className={overlay.list ?? ''} items={items}>
          {(item) => (
            <ListBoxItem className={overlay.item ?? ''} id={item.id} textValue={item.label}>
              {({ isSelected }) => (
                <>
                  {item.label}
                  {isSelected && <CheckIcon />}
                </>
              )}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}
