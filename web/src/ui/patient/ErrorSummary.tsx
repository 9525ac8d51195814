import { type MouseEvent, useEffect, useRef } from 'react';
import type { Problems } from '../../graphql/problems.ts';
import styles from './patient.module.css';

/**
 * What has to be mended, in one place that takes the focus; each line leads to its field. `labels` say what fields are
 * called where the words alone do not tell which one is meant.
 */
export function ErrorSummary({
  title,
  problems,
  labels = {},
}: {
  title: string;
  problems: Problems;
  labels?: Record<string, string>;
}) {
  const box = useRef<HTMLDivElement>(null);
  const fields = Object.entries(problems.fields);
  const some = fields.length + problems.general.length > 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: every new answer takes the focus again
  useEffect(() => {
    if (some) box.current?.focus();
  }, [problems]);
  if (!some) return null;

  const lead = (name: string) => (event: MouseEvent) => {
    event.preventDefault();
    const scope = box.current?.closest('form') ?? document;
    scope.querySelector<HTMLElement>(`[name="${CSS.escape(name)}"]`)?.focus();
  };
  return (
    <div className={styles.summary} ref={box} role="alert" tabIndex={-1}>
      <h2>{title}</h2>
      <ul>
        {problems.general.map((words) => (
          <li key={words}>{words}</li>
        ))}
        {fields.map(([name, words]) => (
          <li key={name}>
            <a href={`#${name}`} onClick={lead(name)}>
              {labels[name] ? `${labels[name]}: ${words}` : words}
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}
