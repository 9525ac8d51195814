import { Link } from '@tanstack/react-router';
import { readFragment } from '../../../graphql/graphql.ts';
import { useWhole } from '../../../graphql/use_whole.ts';
import { useTexts } from '../../../i18n/texts.ts';
import { Button } from '../../../ui/console/Button.tsx';
import { Table } from '../../../ui/console/Table.tsx';
import { Badge } from '../../../ui/Notice.tsx';
import parts from '../parts/parts.module.css';
import { Archived, Loaded, Screen } from '../parts/Screen.tsx';
import { texts as shared } from '../parts/texts.ts';
import { NEW } from '../search.ts';
import { PayerRow, PayersQuery, PlanRow } from './documents.ts';
import { EditPayer, NewPayer } from './PayerForms.tsx';
import { coverageRoute } from './route.tsx';
import { texts } from './texts.ts';

/** Who pays, and the plans of each. */
export function Payers() {
  const t = useTexts(texts);
  const s = useTexts(shared);
  const { editar } = coverageRoute.useSearch();
  const navigate = coverageRoute.useNavigate();
  const [query, readAgain] = useWhole(PayersQuery, {}, ({ payers }) => payers);
  const edit = (id?: string) => void navigate({ search: id === undefined ? {} : { editar: id } });
  return (
    <Screen
      action={
        <Button onPress={() => edit(NEW)} variant="primary">
          {t.addPayer}
        </Button>
      }
      intro={t.intro}
      title={t.title}
    >
      {editar === NEW && <NewPayer onClose={() => edit()} />}
      <Loaded again={readAgain} query={query}>
        {(data) => {
          const payers = readFragment(PayerRow, data);
          const edited = payers.find(({ id }) => id === editar);
          return (
            <>
              <Table label={t.title}>
                <thead>
                  <tr>
                    <th scope="col">{t.payer}</th>
                    <th className={parts.wide} scope="col">
                      {t.plans}
                    </th>
                    <th scope="col">{s.actions}</th>
                  </tr>
                </thead>
                <tbody>
                  {payers.map((payer) => (
                    <tr key={payer.id}>
                      <th scope="row">
                        <Link params={{ id: payer.id }} to="/administracion/cobertura/$id">
                          {payer.name}
                        </Link>{' '}
                        {payer.isSelfPay && <Badge>{t.selfPay}</Badge>} <Archived since={payer.disabledAt} />
                      </th>
                      <td className={parts.wide}>
                        {readFragment(PlanRow, payer.plans)
                          .filter(({ disabledAt }) => disabledAt === null)
                          .map(({ name }) => name)
                          .join(' · ')}
                      </td>
                      <td>
                        <Button
                          aria-label={s.editName(payer.name)}
                          onPress={() => edit(payer.id)}
                          variant="quiet"
                        >
                          {s.edit}
                        </Button>
                      </td>
                    </tr>
                  ))}
                </tbody>
              </Table>
              {edited && (
                <EditPayer key={edited.id} onClose={() => edit()} payer={edited} readAgain={readAgain} />
              )}
            </>
          );
        }}
      </Loaded>
    </Screen>
  );
}
