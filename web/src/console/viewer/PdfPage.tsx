import { GlobalWorkerOptions, getDocument, type PDFDocumentProxy, version } from 'pdfjs-dist';
import workerAddress from 'pdfjs-dist/build/pdf.worker.min.mjs?url';
import { useEffect, useRef, useState } from 'react';

GlobalWorkerOptions.workerSrc = workerAddress;

/** Where `build/pdf_decoders.ts` puts them; the worker, which has no page's content policy, loads them for some scans. */
const DECODERS = `/assets/pdfjs-${version}/`;
/** How much larger than its frame a page is drawn, so that it stays sharp when it is looked at closely. */
const SHARPNESS = 2;
/** A page of an ordinary sheet, in PDF's units, is about this wide. */
const WIDTH = 800;

/** Brings a file, and the worker that reads it, into the browser's cache. */
export async function fetchPdf(url: string) {
  // A body that nobody reads does not come to its end.
  await Promise.all([workerAddress, url].map(async (address) => (await fetch(address)).blob()));
}

/** What a page of a PDF is shown from. */
interface PdfPageProps {
  url: string;
  number: number;
  label: string;
  /** What is said where the file cannot be shown. */
  failed: string;
  /** Tells how many pages there are. */
  onPages: (count: number) => void;
  /** Asks for a new address: this one has lapsed. */
  onLapsed: () => void;
}

/** One page of a PDF. Its viewer is loaded with the first PDF and not before. */
export default function PdfPage({ url, number, label, failed, onPages, onLapsed }: PdfPageProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [file, setFile] = useState<PDFDocumentProxy>();
  const [hasFailed, setHasFailed] = useState(false);
  const [drawn, setDrawn] = useState<number>();

  useEffect(() => {
    const task = getDocument({ url, wasmUrl: DECODERS, enableXfa: false });
    task.promise.then(
      (opened) => {
        setFile(opened);
        setHasFailed(false);
        onPages(opened.numPages);
      },
      (error: { name?: string; status?: number }) => {
        // Destroyed because another file took its place.
        if (task.destroyed) return;
        if (error.status === 410) onLapsed();
        else setHasFailed(true);
      },
    );
    return () => void task.destroy();
  }, [url, onPages, onLapsed]);

  useEffect(() => {
    const element = canvas.current;
    if (!file || !element) return;
    let rendering: { cancel: () => void } | undefined;
    let isLeft = false;
    void (async () => {
      const page = await file.getPage(number);
      if (isLeft) return;
      const { width } = page.getViewport({ scale: 1 });
      const viewport = page.getViewport({ scale: (WIDTH / width) * SHARPNESS });
      element.width = viewport.width;
      element.height = viewport.height;
      const task = page.render({ canvas: element, viewport });
      rendering = task;
      await task.promise;
      setDrawn(number);
    })().catch((error: { name?: string }) => {
      if (!isLeft && error.name !== 'RenderingCancelledException') setHasFailed(true);
    });
    return () => {
      isLeft = true;
      rendering?.cancel();
    };
  }, [file, number]);

  if (hasFailed) return <p role="alert">{failed}</p>;
  return <canvas aria-busy={drawn !== number} aria-label={label} ref={canvas} role="img" />;
}
