import styles from './fields.module.css';
import type { FieldOf } from './form.ts';

type Area = FieldOf<'FormBodyAreaField'>['areas'][number];

/** Where a part is drawn: its centre and its half width and height, on the side that is left on the screen. */
const PARTS: Record<string, [x: number, y: number, width: number, height: number]> = {
  head: [60, 16, 14, 11],
  face: [60, 37, 11, 9],
  neck: [60, 52, 8, 5],
  shoulder: [34, 64, 10, 7],
  chest: [60, 75, 15, 14],
  upper: [60, 78, 15, 19],
  upper_arm: [27, 86, 7, 13],
  elbow: [24, 107, 7, 7],
  forearm: [21, 128, 6, 13],
  hand: [18, 152, 8, 10],
  abdomen: [60, 106, 16, 15],
  lower: [60, 115, 17, 14],
  hip: [49, 131, 10, 9],
  buttock: [49, 143, 10, 12],
  thigh: [48, 166, 9, 20],
  knee: [48, 195, 8, 8],
  shin: [47, 221, 7, 17],
  calf: [47, 221, 7, 17],
  foot: [44, 248, 10, 8],
  heel: [46, 247, 8, 8],
};

const CODE = /^(front|back)_(.+?)(?:_(left|right))?$/;

/** A simple figure on which the marked areas stand out. The choices beside it say and do the same. */
export function BodyFigure({
  areas,
  marked,
  onMark,
}: {
  areas: readonly Area[];
  marked: readonly string[];
  onMark: (code: string) => void;
}) {
  return (
    <svg aria-hidden="true" className={styles.figure} viewBox="0 0 120 262">
      {areas.map(({ code }) => {
        const [, view, part = '', side] = CODE.exec(code) ?? [];
        const place = PARTS[part];
        if (!place) return null;
        const [x, y, width, height] = place;
        // Who is seen from the front has the right hand at our left.
        const mirrored = side !== undefined && (view === 'front') !== (side === 'right');
        return (
          // biome-ignore lint/a11y/noStaticElementInteractions: a bigger target for what the choices beside it do
          <ellipse
            className={marked.includes(code) ? styles.marked : undefined}
            cx={mirrored ? 120 - x : x}
            cy={y}
            key={code}
            onClick={() => onMark(code)}
            rx={width}
            ry={height}
          />
        );
      })}
    </svg>
  );
}
