import { useQuery } from 'urql';
import { graphql, readFragment } from '../../../graphql/graphql.ts';
import { useTexts } from '../../../i18n/texts.ts';
import { Button } from '../../../ui/console/Button.tsx';
import { Table } from '../../../ui/console/Table.tsx';
import { Loaded, Screen } from '../parts/Screen.tsx';
import { texts as shared } from '../parts/texts.ts';
import { NEW } from '../search.ts';
import { CircuitRow, EditCircuit, NewCircuit } from './CircuitForms.tsx';
import { circuitsRoute } from './route.tsx';
import { texts } from './texts.ts';

const CircuitsQuery = graphql(
  `
    query Circuits {
      circuits {
        id
        ...CircuitRow
      }
    }
  `,
  [CircuitRow],
);

/** The clinic's circuits. */
export function Circuits() {
  const t = useTexts(texts);
  const s = useTexts(shared);
  const { editar } = circuitsRoute.useSearch();
  const navigate = circuitsRoute.useNavigate();
  const [query, again] = useQuery({ query: CircuitsQuery });
  const readAgain = () => again({ requestPolicy: 'network-only' });
  const edit = (id?: string) => void navigate({ search: id === undefined ? {} : { editar: id } });
  return (
    <Screen
      action={
        <Button onPress={() => edit(NEW)} variant="primary">
          {t.add}
        </Button>
      }
      intro={t.intro}
      title={t.title}
    >
      {editar === NEW && <NewCircuit onClose={() => edit()} />}
      <Loaded again={readAgain} query={query}>
        {(data) => {
          const circuits = readFragment(CircuitRow, data.circuits);
          const edited = circuits.find(({ id }) => id === editar);
          return (
            <>
              <Table label={t.title}>
                <thead>
                  <tr>
                    <th scope="col">{t.name}</th>
                    <th scope="col">{t.combines}</th>
                    <th scope="col">{s.actions}</th>
                  </tr>
                </thead>
                <tbody>
                  {circuits.map((circuit) => (
                    <tr key={circuit.id}>
                      <th scope="row">{circuit.name}</th>
                      <td>{circuit.allowsMultiple ? t.multiple : t.single}</td>
                      <td>
                        <Button
                          aria-label={s.editName(circuit.name)}
                          onPress={() => edit(circuit.id)}
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
                <EditCircuit circuit={edited} key={edited.id} onClose={() => edit()} readAgain={readAgain} />
              )}
            </>
          );
        }}
      </Loaded>
    </Screen>
  );
}
