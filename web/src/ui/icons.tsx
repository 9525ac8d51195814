/** An icon beside words, so nothing of it is read aloud. */
export function Icon({ path }: { path: string }) {
  return (
    <svg
      aria-hidden="true"
      fill="none"
      height="1.25em"
      stroke="currentColor"
      strokeLinecap="round"
      strokeLinejoin="round"
      strokeWidth="2"
      viewBox="0 0 24 24"
      width="1.25em"
    >
      <path d={path} />
    </svg>
  );
}

/** Done, or right. */
export function CheckIcon() {
  return <Icon path="M5 12.5l4.5 4.5L19 7.5" />;
}

/** Close, or remove. */
export function CrossIcon() {
  return <Icon path="M6 6l12 12M18 6L6 18" />;
}

/** Opens what hangs below. */
export function ChevronIcon() {
  return <Icon path="M6 9l6 6 6-6" />;
}

/** Something needs a look. */
export function WarningIcon() {
  return <Icon path="M12 4L2.5 20h19L12 4zM12 10v4M12 17.2v.1" />;
}

/** Look for something. */
export function SearchIcon() {
  return <Icon path="M11 4a7 7 0 1 1 0 14 7 7 0 0 1 0-14zM16 16l4.5 4.5" />;
}

/** A camera. */
export function CameraIcon() {
  return (
    <Icon path="M4 8h3l2-3h6l2 3h3a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V9a1 1 0 0 1 1-1zM12 10a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7z" />
  );
}

/** A file that is attached. */
export function ClipIcon() {
  return (
    <Icon path="M20 11l-8.5 8.5a5 5 0 0 1-7-7L13 4a3.3 3.3 0 0 1 4.7 4.7L9.4 17a1.7 1.7 0 0 1-2.4-2.4l7.5-7.5" />
  );
}

/** A document, or a page that is not shown. */
export function DocumentIcon() {
  return <Icon path="M6 3h8l5 5v12a1 1 0 0 1-1 1H6a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1zM14 3v5h5M9 13h6M9 17h6" />;
}

/** A day in a calendar. */
export function CalendarIcon() {
  return (
    <Icon path="M5 6h14a1 1 0 0 1 1 1v12a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V7a1 1 0 0 1 1-1zM4 10h16M8 3v4M16 3v4" />
  );
}
