import { lazy, type ReactNode, Suspense, useState } from 'react';
import { TransformComponent, TransformWrapper } from 'react-zoom-pan-pinch';
import { type FragmentOf, graphql, readFragment } from '../../graphql/graphql.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Button } from '../../ui/console/Button.tsx';
import { FitIcon, MinusIcon, PlusIcon, RotateIcon } from '../../ui/console/icons.tsx';
import { part } from '../../ui/part.ts';
import { useShortcuts } from '../shortcuts/shortcuts.ts';
import styles from './OrderViewer.module.css';
import { Picture } from './Picture.tsx';
import { texts } from './texts.ts';

const loadPdfPage = () => import('./PdfPage.tsx');
const PdfPage = lazy(part(loadPdfPage));

const PDF = 'application/pdf';

/** The files of an order. */
export const OrderFragment = graphql(`
  fragment Order on MedicalOrder {
    id
    note
    attachments {
      id
      fileName
      contentType
      url
      previewUrl
    }
  }
`);

/** Brings the files of an order, and what shows them, before they are looked at. */
export function fetchAhead(order: FragmentOf<typeof OrderFragment>) {
  for (const { contentType, url, previewUrl } of readFragment(OrderFragment, order).attachments) {
    if (contentType === PDF) {
      // What does not come now is asked for again when it is looked at.
      loadPdfPage()
        .then(({ fetchPdf }) => fetchPdf(url))
        .catch(() => undefined);
    } else {
      new Image().src = previewUrl ?? url;
    }
  }
}

/** What the viewer is given. */
interface OrderViewerProps {
  order: FragmentOf<typeof OrderFragment>;
  /** Asks for new addresses of the files: those that there are have lapsed. */
  onLapsed: () => void;
}

/** The order's files, one page at a time: larger, smaller, turned. */
export function OrderViewer({ order, onLapsed }: OrderViewerProps) {
  const t = useTexts(texts);
  const { attachments } = readFragment(OrderFragment, order);
  const [chosen, setChosen] = useState(0);
  const [page, setPage] = useState(1);
  const [pages, setPages] = useState(1);
  const [turns, setTurns] = useState(0);
  const rotate = () => setTurns((turns) => (turns + 1) % 4);
  useShortcuts({ g: rotate });
  const file = attachments[chosen];
  if (!file) return null;

  const choose = (place: number) => {
    setChosen(place);
    setPage(1);
    setPages(1);
    setTurns(0);
  };
  return (
    <section aria-label={t.order} className={styles.viewer}>
      <TransformWrapper
        doubleClick={{ mode: 'toggle' }}
        // Another file begins at its own size.
        key={file.id}
        maxScale={8}
        minScale={1}
      >
        {({ zoomIn, zoomOut, resetTransform }) => (
          <>
            <div aria-label={t.orderTools} className={styles.tools} role="toolbar">
              <Tool label={t.larger} onPress={() => zoomIn()}>
                <PlusIcon />
              </Tool>
              <Tool label={t.smaller} onPress={() => zoomOut()}>
                <MinusIcon />
              </Tool>
              <Tool
                label={t.fit}
                onPress={() => {
                  setTurns(0);
                  resetTransform();
                }}
              >
                <FitIcon />
              </Tool>
              <Tool keys="G" label={t.rotate} onPress={rotate}>
                <RotateIcon />
              </Tool>
              <a href={file.url} rel="noreferrer" target="_blank">
                {t.original}
              </a>
            </div>
            <TransformComponent contentClass={styles.content ?? ''} wrapperClass={styles.stage ?? ''}>
              <div
                className={styles.page}
                data-sideways={turns % 2 === 1}
                style={{ rotate: `${turns * 90}deg` }}
              >
                {file.contentType === PDF ? (
                  <Suspense fallback={<p>{t.loading}</p>}>
                    <PdfPage
                      failed={t.pdfFailed}
                      label={t.page(page, pages)}
                      number={page}
                      onLapsed={onLapsed}
                      onPages={setPages}
                      url={file.url}
                    />
                  </Suspense>
                ) : (
                  <Picture
                    address={file.previewUrl ?? file.url}
                    label={t.page(chosen + 1, attachments.length)}
                    onLapsed={onLapsed}
                  />
                )}
              </div>
            </TransformComponent>
          </>
        )}
      </TransformWrapper>
      {pages > 1 && (
        <Pages
          count={pages}
          label={t.pagesOfFile}
          name={t.pageNumber}
          onChoose={(place) => setPage(place + 1)}
          place={page - 1}
        />
      )}
      {attachments.length > 1 && (
        <Pages
          count={attachments.length}
          label={t.files}
          name={t.fileNumber}
          onChoose={choose}
          place={chosen}
        />
      )}
    </section>
  );
}

function Tool(props: { label: string; keys?: string; onPress: () => void; children: ReactNode }) {
  return (
    <span title={props.keys === undefined ? props.label : `${props.label} (${props.keys})`}>
      <Button aria-keyshortcuts={props.keys} aria-label={props.label} onPress={props.onPress} variant="quiet">
        {props.children}
      </Button>
    </span>
  );
}

/** From so many on, a button for each would leave the order no room. */
const MANY = 10;

/** A button for each page or file, the present one marked; of many, the one before, the next, and a choice. */
function Pages(props: {
  label: string;
  name: (number: number) => string;
  count: number;
  place: number;
  onChoose: (place: number) => void;
}) {
  const t = useTexts(texts);
  if (props.count >= MANY) {
    return (
      <nav aria-label={props.label} className={styles.pages}>
        <button disabled={props.place === 0} onClick={() => props.onChoose(props.place - 1)} type="button">
          {t.before}
        </button>
        <select
          aria-label={props.label}
          onChange={(event) => props.onChoose(Number(event.target.value))}
          value={props.place}
        >
          {Array.from({ length: props.count }, (_, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a page is its number
            <option key={place} value={place}>
              {t.placeOf(place + 1, props.count)}
            </option>
          ))}
        </select>
        <button
          disabled={props.place === props.count - 1}
          onClick={() => props.onChoose(props.place + 1)}
          type="button"
        >
          {t.next}
        </button>
      </nav>
    );
  }
  return (
    <nav aria-label={props.label} className={styles.pages}>
      {Array.from({ length: props.count }, (_, place) => (
        <button
          aria-current={place === props.place ? 'page' : undefined}
          // biome-ignore lint/suspicious/noArrayIndexKey: a page is its number
          key={place}
          onClick={() => props.onChoose(place)}
          type="button"
        >
          {props.name(place + 1)}
        </button>
      ))}
    </nav>
  );
}
