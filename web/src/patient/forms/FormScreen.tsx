import { useRef } from 'react';
import { useQuery } from 'urql';
import { Link, Redirect, useParams, useSearchParams } from 'wouter';
import { errorCodes } from '../../graphql/problems.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/texts.ts';
import { LinkNeeded } from '../door/LinkNeeded.tsx';
import { Note } from '../journey/Note.tsx';
import { later } from '../screen.ts';
import { Loading } from '../shell/Loading.tsx';
import { Unavailable } from '../shell/Unavailable.tsx';
import { FormPart } from './FormPart.tsx';
import { type FillableForm, FormQuery } from './form.ts';
import { texts } from './texts.ts';
import { useAnswers } from './use_answers.ts';

const FormReview = later(() => import('./FormReview.tsx').then(({ FormReview }) => FormReview));

/** `/formularios/{id}?parte=1` and `/formularios/{id}/revisar`: a form, a section a page, and all of it. */
export function FormScreen() {
  const t = useTexts(texts);
  const { dateTime } = useFormat();
  const { id = '' } = useParams();
  const [{ data, error, fetching }, read] = useQuery({
    query: FormQuery,
    variables: { id },
    // It may have gone on on another device.
    requestPolicy: 'cache-and-network',
  });
  // A reading that fails takes away nothing of what somebody is filling in.
  const known = useRef<FillableForm | null>(null);
  if (data) known.current = data.form;
  const form = known.current;
  if (fetching && !data?.viewer && !form) return <Loading />;
  const nobody = data?.viewer === null || (error && errorCodes(error).includes('UNAUTHENTICATED'));
  if (nobody) return <LinkNeeded />;
  if (error && !form) {
    return <Unavailable again={() => read({ requestPolicy: 'network-only' })} error={error} />;
  }
  if (form?.state === 'OPEN') return <Filling form={form} key={form.id} />;
  const list = <Link href="/formularios">{t.list}</Link>;
  if (form?.state === 'SUBMITTED') {
    return (
      <Note title={t.submitted} words={form.submittedAt ? t.submittedAt(dateTime(form.submittedAt)) : ''}>
        {list}
      </Note>
    );
  }
  return <Note title={form ? t.withdrawn : t.nowhere}>{list}</Note>;
}

function Filling({ form }: { form: FillableForm }) {
  const answers = useAnswers(form);
  const { step } = useParams();
  const [address] = useSearchParams();
  const here = `/formularios/${form.id}`;
  if (step === 'revisar') return <FormReview answers={answers} form={form} here={here} />;
  // The parts are counted among all sections, so that an address stays what it is.
  const asked = Number(address.get('parte') ?? 1) - 1;
  const index = form.sections.findIndex(({ visible }, index) => visible && index >= asked);
  if (index < 0) return <Redirect replace to={`${here}/revisar`} />;
  return <FormPart answers={answers} form={form} here={here} index={index} key={index} />;
}
