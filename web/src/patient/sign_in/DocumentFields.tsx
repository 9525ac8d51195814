import { useState } from 'react';
import type { graphql } from '../../graphql/graphql.ts';
import type { Problems } from '../../graphql/problems.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Field, SelectField } from '../../ui/patient/Field.tsx';
import { texts } from './texts.ts';

/** Kind of identity document, as the API names it. */
type DocumentType = ReturnType<typeof graphql.scalar<'DocumentType'>>;

const TYPES = ['DNI', 'PASSPORT', 'LC', 'LE', 'CI'] as const satisfies readonly DocumentType[];

/** The document by which a patient is known; `asksClinic` where the server has several and wants to know in which. */
export function DocumentFields(props: { asksClinic: boolean; problems: Problems | undefined }) {
  const { asksClinic, problems } = props;
  const t = useTexts(texts);
  const [type, setType] = useState<DocumentType>('DNI');
  return (
    <>
      {asksClinic && (
        <Field
          autoCapitalize="none"
          help={t.clinicHelp}
          label={t.clinic}
          name="clinic"
          problem={problems?.fields.clinic}
          spellCheck={false}
        />
      )}
      <SelectField
        label={t.documentType}
        name="documentType"
        onChange={(event) => setType(event.target.value as DocumentType)}
        value={type}
      >
        {TYPES.map((known) => (
          <option key={known} value={known}>
            {t.documentTypes[known]}
          </option>
        ))}
      </SelectField>
      <Field
        autoCapitalize="characters"
        autoComplete="username"
        help={type === 'PASSPORT' ? undefined : t.nationalIdHelp}
        // A passport has letters.
        inputMode={type === 'PASSPORT' ? 'text' : 'numeric'}
        label={t.nationalId}
        name="nationalId"
        problem={problems?.fields.nationalId}
        spellCheck={false}
      />
    </>
  );
}

/** What was written into an input; empty where it is blank. */
export function filled(form: FormData, name: string): string {
  const written = String(form.get(name) ?? '');
  return written.trim() && written;
}

/** The document that was filled in, and the clinic where it was asked for. */
export function documentIn(form: FormData) {
  return {
    ...(form.has('clinic') ? { clinic: filled(form, 'clinic') } : {}),
    documentType: filled(form, 'documentType') as DocumentType,
    nationalId: filled(form, 'nationalId'),
  };
}
