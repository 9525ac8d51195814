/** What the timeline needs of a message. */
interface Said {
  id: string;
  dueAt: string;
  sentAt: string | null;
}

/** What the timeline needs of a request: what the patient answered, and when staff contacted them. */
interface Talk {
  replies: readonly { receivedAt: string }[];
  contactAttempts: readonly { at: string }[];
}

/** One thing that was said: by us, by the patient, or by staff in person. */
type TimelineEntry<Message extends Said, Request extends Talk> =
  | { type: 'message'; at: string; message: Message }
  | { type: 'reply'; at: string; reply: Request['replies'][number] }
  | { type: 'contact'; at: string; contact: Request['contactAttempts'][number] };

/**
 * Everything that was said, the newest first. While older messages are not read yet (`isWhole` is false), what else
 * is older than the oldest message waits for them: nothing shall appear in between later.
 */
export function timelineOf<Message extends Said, Request extends Talk>(
  messages: readonly Message[],
  requests: readonly Request[],
  isWhole: boolean,
): TimelineEntry<Message, Request>[] {
  type Entry = TimelineEntry<Message, Request>;
  const said = messages.map((message): Entry => ({ type: 'message', at: momentOf(message), message }));
  const answered = requests.flatMap(({ replies, contactAttempts }): Entry[] => [
    ...replies.map((reply): Entry => ({ type: 'reply', at: reply.receivedAt, reply })),
    ...contactAttempts.map((contact): Entry => ({ type: 'contact', at: contact.at, contact })),
  ]);
  const oldest = said.reduce((least, { at }) => Math.min(least, Date.parse(at)), Number.POSITIVE_INFINITY);
  const shown = isWhole ? answered : answered.filter(({ at }) => Date.parse(at) >= oldest);
  return [...said, ...shown].sort((one, other) => Date.parse(other.at) - Date.parse(one.at));
}

/** When a message was said; when it is or was due, where it was not. */
function momentOf({ sentAt, dueAt }: Said): string {
  return sentAt ?? dueAt;
}
