import { useRef, useState } from 'react';
import { Button as AriaButton, Label, Tag, TagGroup, TagList } from 'react-aria-components';
import { CrossIcon } from '../icons.tsx';
import { Button } from './Button.tsx';
import field from './Field.module.css';
import styles from './TagField.module.css';
import { TextField } from './TextField.tsx';

/** A few short texts, each of which can be taken away. Enter or a comma adds what was typed. */
interface TagFieldProps {
  label: string;
  /** What the input for another one is called. */
  inputLabel: string;
  /** What the button is called that adds what was typed. */
  addWord: string;
  help?: string | undefined;
  problem?: string | undefined;
  value: readonly string[];
  onChange: (value: string[]) => void;
}

export function TagField({ label, inputLabel, addWord, help, problem, value, onChange }: TagFieldProps) {
  const [typed, setTyped] = useState('');
  const input = useRef<HTMLDivElement>(null);
  const add = (text: string) => {
    const words = text.split(',').map((word) => word.trim());
    const fresh = words.filter((word) => word !== '' && !value.includes(word));
    if (fresh.length > 0) onChange([...value, ...new Set(fresh)]);
    setTyped('');
  };
  return (
    <div className={field.field}>
      {value.length > 0 && (
        <TagGroup
          className={field.field ?? ''}
          onRemove={(gone) => {
            onChange(value.filter((word) => !gone.has(word)));
            input.current?.querySelector('input')?.focus();
          }}
        >
          <Label className={field.label ?? ''}>{label}</Label>
          <TagList className={styles.tags ?? ''}>
            {value.map((word) => (
              <Tag className={styles.tag ?? ''} id={word} key={word} textValue={word}>
                {word}
                <AriaButton className={styles.remove ?? ''} slot="remove">
                  <CrossIcon />
                </AriaButton>
              </Tag>
            ))}
          </TagList>
        </TagGroup>
      )}
      <div className={styles.adding} ref={input}>
        <TextField
          help={help}
          label={inputLabel}
          onChange={(text) => (text.includes(',') ? add(text) : setTyped(text))}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || typed.trim() === '') return;
            event.preventDefault();
            add(typed);
          }}
          problem={problem}
          value={typed}
        />
        <Button isDisabled={typed.trim() === ''} onPress={() => add(typed)}>
          {addWord}
        </Button>
      </div>
    </div>
  );
}
