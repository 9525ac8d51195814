import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Banner } from '../../ui/Notice.tsx';
import { texts } from './texts.ts';
import type { ChooseFiles, RefusedFile } from './use_choose_files.tsx';

const MEGABYTE = 1024 * 1024;

/** Returns what tells how large a page may be, as the server says it: a limit is never rounded up. */
export function useSizeWords() {
  const { number } = useFormat();
  return (maxBytes: number) => `${number(Math.floor(maxBytes / MEGABYTE))}\u00a0MB`;
}

/** What could not be taken of the last choice, and why. */
export function NotTaken(props: { choose: ChooseFiles; limits: { maxBytes: number; maxPages: number } }) {
  const t = useTexts(texts);
  const { bytes } = useFormat();
  const sizeWords = useSizeWords();
  const { refused, tooMany } = props.choose;
  const { maxBytes, maxPages } = props.limits;
  const words = ({ file, problem }: RefusedFile) =>
    problem === 'tooLarge' ? t.problems.tooLarge(bytes(file.size), sizeWords(maxBytes)) : t.problems[problem];
  return (
    <>
      {refused.map((refused) => (
        <Banner key={refused.key} tone="danger" urgent>
          <strong>{t.problems.title(refused.file.name)}</strong>
          <span>{words(refused)}</span>
        </Banner>
      ))}
      {tooMany > 0 && (
        <Banner tone="danger" urgent>
          {t.tooMany(tooMany, maxPages)}
        </Banner>
      )}
    </>
  );
}
