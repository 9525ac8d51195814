/**
 * What comes together is one file: many small ones compress worse, and the list of them grows in the entry. What only
 * some screens have stays out of what every page loads.
 */
export const CHUNKS = [
  {
    name: 'core',
    priority: 3,
    test: any(
      'vite/preload-helper',
      'node_modules/(react|react-dom|scheduler|urql|@urql(?!.*extras)|wonka|@0no-co|gql\\.tada)/',
      'src/graphql/(cache|client|clock|connection|graphql|idempotency|live|problems|reread|use_feed)\\.ts',
      'src/i18n/(format|language|texts)\\.ts',
      'src/session/(clinic|draft|own_path|session|tabs|viewer)\\.ts',
      'src/ui/(?!held_keys|media|use_settled)[\\w.]+$',
    ),
  },
  {
    name: 'patient',
    priority: 2,
    test: any(
      'node_modules/(wouter|regexparam)/',
      'src/patient/(Patient|homes|returns|screen)\\.ts',
      'src/patient/shell/',
      'src/patient/\\w+/routes\\.ts',
      'src/patient/sign_in/ForPatient\\.tsx',
      'src/ui/patient/(Button|PageTitle)\\.tsx',
    ),
  },
  {
    name: 'note',
    priority: 1,
    test: any(
      'src/patient/door/(LinkNeeded|needed_texts|opened)\\.',
      'src/patient/journey/(Note|journey)\\.',
    ),
  },
  { name: 'days', priority: 1, test: any('src/i18n/days\\.ts') },
  {
    name: 'lists',
    test: any(
      'src/graphql/use_(live_pages|saving)\\.ts',
      'src/session/use_draft\\.ts',
      'src/console/.*/(Age|feed_signs|searchable|shortcuts|use_connection|use_counts|use_is_here)\\.',
    ),
  },
  { name: 'controls', test: any('src/ui/console/(Button|Dialog|Menu|TextField)\\.') },
  { name: 'fields', test: any('src/ui/patient/(ErrorSummary|Field|Form)\\.tsx') },
  {
    name: 'holder',
    priority: 1,
    test: any(
      'src/patient/journey/(appointment|holder|open_form|reminded|standing|study)\\.ts',
      'src/patient/offers/offer\\.ts',
    ),
  },
  { name: 'journey', test: any('src/patient/journey/(JustDone|OpenForms|Page|texts)\\.ts') },
  { name: 'offers', test: any('src/patient/offers/', 'src/ui/patient/RadioCard\\.tsx') },
  {
    name: 'upload',
    test: any('src/patient/upload/(?!MorePhotos|NewOrder|Photos|routes)', 'src/ui/patient/Progress\\.tsx'),
  },
];

function any(...parts: string[]): RegExp {
  return new RegExp(parts.join('|'));
}
