import type { ReactNode } from 'react';
import { PageTitle } from '../../ui/patient/PageTitle.tsx';
import type { RequestHolder } from './holder.tsx';
import { JustDone } from './JustDone.tsx';
import { OpenForms } from './OpenForms.tsx';

/** What every state of a request begins with: what was just done, and the forms that wait. */
export function Page({
  title,
  forms,
  children,
}: {
  title: string;
  forms: RequestHolder['forms'];
  children: ReactNode;
}) {
  return (
    <>
      <PageTitle>{title}</PageTitle>
      <JustDone />
      <OpenForms forms={forms.nodes} />
      {children}
    </>
  );
}
