import { type RefObject, useEffect } from 'react';
import { useQuery } from 'urql';
import { useErrorWords } from '../../graphql/problems.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Button } from '../../ui/console/Button.tsx';
import { Banner, EmptyState } from '../../ui/Notice.tsx';
import type { Action } from '../request/actions.ts';
import { RequestReview } from './RequestReview.tsx';
import { RequestQuery } from './request.ts';
import { texts } from './texts.ts';
import type { Typed } from './use_typed_ahead.ts';

/** What the right side is told by the screen. */
export interface RequestPaneProps {
  id: string;
  me: string;
  inputRef: RefObject<HTMLInputElement | null>;
  /** It was confirmed: its message leaves then. `typed` stands in the search since. */
  onConfirmed: (dispatch: { id: string; dueAt: string; wasAmended: boolean; typed: Typed }) => void;
  /** What is being done with it, in a dialog. */
  action: Action | undefined;
  onAction: (action: Action | undefined) => void;
  /** Nothing more is to be done with it here. */
  onFinished: () => void;
  /** It is shown now; answers what was typed for it before. */
  onReady: () => Typed;
  /** Back to the list. */
  onLeave: () => void;
}

/** The request that is open. */
export function RequestPane(props: RequestPaneProps) {
  const t = useTexts(texts);
  const words = useErrorWords();
  const [{ data, error, fetching }, ask] = useQuery({ query: RequestQuery, variables: { id: props.id } });
  const request = data?.assistanceRequest;
  const again = () => ask({ requestPolicy: 'network-only' });
  const isMissing = !fetching && request?.id !== props.id;
  const { onReady } = props;
  useEffect(() => {
    // There is no search to type for: letters are keys again.
    if (isMissing) onReady();
  }, [isMissing, onReady]);

  // While another one is being read, the one before stands in `data`.
  if (request?.id === props.id) {
    return <RequestReview {...props} again={again} key={request.id} request={request} />;
  }
  if (error) {
    return (
      <Banner tone="danger" urgent>
        {words(error).join(' ')}
        <Button onPress={again}>{t.tryAgain}</Button>
      </Banner>
    );
  }
  return fetching ? <p>{t.loading}</p> : <EmptyState title={t.unknown} />;
}
