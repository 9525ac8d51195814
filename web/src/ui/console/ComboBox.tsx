import {
  type ReactNode,
  type Ref,
  type RefObject,
  use,
  useEffect,
  useLayoutEffect,
  useReducer,
  useRef,
} from 'react';
import {
  ComboBox as AriaComboBox,
  type ComboBoxProps as AriaComboBoxProps,
  Button,
  ComboBoxStateContext,
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
interface ComboBoxProps<Item extends { id: string }>
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
  /** The first of what fits is highlighted as one types, so that Enter takes it; an empty input has no list. */
  takesFirst?: boolean;
}

export function ComboBox<Item extends { id: string }>(props: ComboBoxProps<Item>) {
  const { label, empty, problem, placeholder, inputRef, children, textOf, takesFirst, ...rest } = props;
  const frame = useRef<HTMLDivElement>(null);
  return (
    <AriaComboBox
      {...rest}
      allowsEmptyCollection
      className={field.field ?? ''}
      isInvalid={problem !== undefined}
    >
      <KeepReachable frame={frame} />
      {takesFirst && <HighlightFirst />}
      <Label className={field.label ?? ''}>{label}</Label>
      <div className={field.combo} ref={frame}>
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

/**
 * While a list is open, React Aria hides the rest of the page from screen readers, though all of it can still take the
 * focus. What it calls a top layer it leaves alone.
 */
function KeepReachable({ frame }: { frame: RefObject<HTMLDivElement | null> }) {
  const isOpen = use(ComboBoxStateContext)?.isOpen;
  // Before React Aria's own effect.
  useLayoutEffect(() => {
    const layer = frame.current?.closest('body > *');
    if (!isOpen || !layer) return;
    layer.setAttribute('data-react-aria-top-layer', 'true');
    return () => layer.removeAttribute('data-react-aria-top-layer');
  }, [isOpen, frame]);
  return null;
}

/** React Aria highlights nothing by itself until an arrow is pressed. */
function HighlightFirst() {
  const state = use(ComboBoxStateContext);
  const shown = useRef('');
  const [, lookAgain] = useReducer((count: number) => count + 1, 0);
  // After each render: typing takes the highlight away in the combo box's own effect. That may come after this one and
  // before the highlight is rendered, and then nothing renders: so it is looked once more whether it stayed.
  useEffect(() => {
    if (!state?.isOpen) return;
    if (state.inputValue === '') {
      state.close();
      return;
    }
    const { collection, selectionManager } = state;
    const keys = [...collection.getKeys()].join(' ');
    if (keys === shown.current && selectionManager.focusedKey !== null) return;
    shown.current = keys;
    const first = collection.getFirstKey();
    selectionManager.setFocusedKey(first);
    if (first !== null) lookAgain();
  });
  return null;
}
